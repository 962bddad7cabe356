"""What this room adds to the Wagtail admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin.panel import PausedPanel
from .admin.viewset import WebhookViewSet


@hooks.register("register_admin_viewset")
def webhooks():
    return WebhookViewSet()


@hooks.register("construct_homepage_panels")
def paused_webhooks(request, panels):
    if PausedPanel.is_for(request.user):
        panels.insert(0, PausedPanel())


@hooks.register("insert_global_admin_css")
def sheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/webhooks.css"))


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("webhooks.secret", _("Make a new secret"), _("New secret"))
