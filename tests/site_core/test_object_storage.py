"""Pictures and documents in object storage: shown under the same addresses, read by the same people."""

import io
import urllib.error
import urllib.request

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from site_core import archives
from site_core.settings import readers
from tests.object_storage import BUCKET, running_store

from .test_settings import PRODUCTION, ask

pytestmark = [pytest.mark.django_db, pytest.mark.mission("T8")]


@pytest.fixture
def store(settings):
    """An empty bucket, in which the site keeps its files."""
    with running_store() as store:
        options = readers.object_storage(store.setting)
        storages = {**settings.STORAGES, "default": {"BACKEND": "site_core.media.Bucket", "OPTIONS": options}}
        with override_settings(STORAGES=storages, MEDIA_STORAGE=options):
            yield store


def png(colour="red"):
    content = io.BytesIO()
    Picture.new("RGB", (60, 40), colour).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def portrait(store):
    return get_image_model().objects.create(title="Portrait", file=ContentFile(png(), "portrait.png"))


def body_of(answer):
    return b"".join(answer.streaming_content)


def test_a_picture_lies_in_the_bucket_and_is_shown_by_the_site(client, store, portrait):
    assert portrait.file.url == "/media/original_images/portrait.png"
    assert store.files["original_images/portrait.png"][0] == png()
    small = portrait.get_rendition("fill-20x20")
    answer = client.get(small.url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert Picture.open(io.BytesIO(body_of(answer))).size == (20, 20)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_the_bucket_shows_nobody_anything(store, portrait):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://{store.host}/{BUCKET}/original_images/portrait.png")


@pytest.mark.parametrize("path", ["images/none.png", "original_images/none.png"])
def test_a_picture_that_is_not_there_is_not_found(client, store, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_a_document_comes_through_wagtail_which_asks_who_may_read_it(client, store, bob, camille):
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"for some only", "plan.pdf"))
    assert client.get(f"/media/{document.file.name}").status_code == 404
    answer = client.get(document.url)
    assert (answer.status_code, body_of(answer)) == (200, b"for some only")
    restriction = CollectionViewRestriction.LOGIN
    CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type=restriction)
    assert client.get(document.url).status_code == 302
    client.force_login(bob)
    assert body_of(client.get(document.url)) == b"for some only"


def test_nothing_is_overwritten_and_what_is_deleted_is_gone(store, portrait):
    second = get_image_model().objects.create(title="Autre", file=ContentFile(png("blue"), "portrait.png"))
    assert second.file.name != portrait.file.name
    assert len(store.files) == 2
    default_storage.delete(second.file.name)
    assert list(store.files) == [portrait.file.name]


def test_a_backup_takes_the_files_along_and_a_restore_brings_them_back(store, portrait, tmp_path):
    default_storage.save("documents/plan.pdf", ContentFile(b"a plan"))
    kept = dict(store.files)
    with archives.tarfile.open(tmp_path / "media.tar", "w") as archive:
        archives.add_media(archive)
    default_storage.delete(portrait.file.name)
    default_storage.save("images/later.png", ContentFile(png()))
    with archives.tarfile.open(tmp_path / "media.tar") as archive:
        for member in archive:
            archives.unpack_member(archive, member, tmp_path)
    archives.put_back_media(tmp_path / archives.MEDIA)
    assert {name: content for name, (content, _kind) in store.files.items()} == {
        name: content for name, (content, _kind) in kept.items()
    }


def test_the_setting_says_where_and_the_site_keeps_its_files_there(tmp_path):
    chosen = {"MEDIA_STORAGE": "s3://a-key:a%2Fb@s3.example.com:9000/pictures?region=fr-par"}
    of = "settings.STORAGES['default']"
    shown = (
        f"{of}['BACKEND'], *({of}['OPTIONS'][n] for n in ('endpoint_url', 'bucket_name', 'region_name', 'secret_key'))"
    )
    answer = ask(shown, "production", var_dir=tmp_path, **PRODUCTION, **chosen)
    wanted = "site_core.media.Bucket https://s3.example.com:9000 pictures fr-par a/b\n"
    assert answer.stdout == wanted, answer.stderr


def test_pictures_on_a_server_of_their_own_may_be_shown_and_nothing_else_from_there(tmp_path):
    shown = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'], settings.MEDIA_URL"
    others = "{n for n, v in settings.CONTENT_SECURITY_POLICY['DIRECTIVES'].items() if 'https://pictures.example' in v}"
    chosen = {"MEDIA_URL": "https://pictures.example/site"}
    answer = ask(f"{shown}, {others}", "production", var_dir=tmp_path, **PRODUCTION, **chosen)
    assert answer.stdout == (
        "[\"'self'\", 'data:', 'https://pictures.example'] https://pictures.example/site/ {'img-src'}\n"
    ), answer.stderr
