"""Where pictures and documents are kept: a folder under `VAR_DIR`, or object storage that speaks S3.

The bucket is private. Pictures are handed on at `/media/`, documents by Wagtail, which asks who may read them: nobody
needs an address of the bucket, and the browser policy stays as it is.
"""

from urllib.parse import urljoin

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """Files in object storage, under the same addresses as files in a folder."""

    def url(self, name, **kwargs):
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))


def stored_names(folder=""):
    """Yield the name of every file that is kept, in the order of their folders."""
    folders, names = default_storage.listdir(folder)
    for name in sorted(filter(None, names)):
        yield f"{folder}/{name}" if folder else name
    for inner in sorted(filter(None, folders)):
        yield from stored_names(f"{folder}/{inner}" if folder else inner)


def replace_all(source):
    """Put the files of the folder `source` in the place of all that are kept."""
    for name in list(stored_names()):
        default_storage.delete(name)
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        with path.open("rb") as content:
            default_storage.save(path.relative_to(source).as_posix(), File(content))
