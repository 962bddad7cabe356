from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

#: The key of the token that changes with anything that the coach edits on the pages (`practice.versions`).
PAGES = "pages"
#: Wagtail's tables from which pages are made. Renditions are made from pictures, and are not content.
OF_WAGTAIL = [
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailimages.Image",
    "wagtaildocs.Document",
]


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self):
        from practice import versions

        for model in [*self.get_models(), *map(apps.get_model, OF_WAGTAIL)]:
            versions.watch(model, f"'{PAGES}'")
