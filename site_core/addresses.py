"""Where Wagtail believes the site to be: sitemap, canonical addresses and the editors' links are made from it."""

import contextlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from wagtail.models import Site


def follow_base_url():
    """Write `BASE_URL` into the default site, if there is one: another port or name in the settings is enough."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    address = urlsplit(settings.BASE_URL)
    hostname, port = address.hostname, address.port or (443 if address.scheme == "https" else 80)
    if (site.hostname, site.port) != (hostname, port):
        Site.objects.filter(pk=site.pk).update(hostname=hostname, port=port)
        # What `save` would do. The very first `migrate` may come before the table of the cache is there.
        with contextlib.suppress(DatabaseError), transaction.atomic():
            Site.clear_site_root_paths_cache()


def follow_after_migrate(sender, using, **kwargs):
    """Receiver of `post_migrate`, which each release and each `make run` sends."""
    if using == DEFAULT_DB_ALIAS and Site._meta.db_table in connection.introspection.table_names():
        follow_base_url()
