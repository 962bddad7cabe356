"""What this room adds to the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet

from .admin import trying
from .admin.screens import AssistantViewSetGroup
from .models import AssistantSettings

# Not on the model itself: a model knows no form.
AssistantSettings.edit_handler = ObjectList([FieldPanel("emergency_numbers")])


@register_snippet
class AssistantGroup(AssistantViewSetGroup):
    def get_submenu_items(self):
        """Add the screen on which a question is tried."""
        item = trying.TryMenuItem(_("Try a question"), reverse("assistant_admin:try"), icon_name="help", order=900)
        return [*super().get_submenu_items(), item]


@hooks.register("register_admin_urls")
def urls_of_assistant():
    return [path("", include((trying.urlpatterns, "assistant_admin")))]
