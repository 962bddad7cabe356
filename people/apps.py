from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    default = True
    name = "people"
    verbose_name = _("People")

    def ready(self):
        from . import receivers  # noqa: F401
        from .decorators import hide_what_is_refused

        hide_what_is_refused()


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, with our own views; stands in INSTALLED_APPS for "wagtail.users"."""

    user_viewset = "people.admin.accounts.AccountViewSet"
