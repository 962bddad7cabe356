"""Where the screens of webhooks are."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from webhooks.permissions import may_keep_webhooks

from .deliveries import DeliveryIndexView, DeliveryView
from .webhooks import (
    SecretView,
    WebhookAddView,
    WebhookDeleteView,
    WebhookEditView,
    WebhookIndexView,
    WebhookTryView,
)


class WebhooksMenuItem(MenuItem):
    def is_shown(self, request):
        return may_keep_webhooks(request.user)


class WebhookViewSet(ViewSet):
    name = "webhooks"
    icon = "link-external"
    menu_label = _("Webhooks")
    menu_order = 220
    menu_item_class = WebhooksMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self):
        names = {
            "index_url_name": "webhooks:index",
            "index_results_url_name": "webhooks:index_results",
            "add_url_name": "webhooks:add",
        }
        return [
            path("", WebhookIndexView.as_view(**names), name="index"),
            path("results/", results_of(WebhookIndexView, **names), name="index_results"),
            path("nouveau/", WebhookAddView.as_view(), name="add"),
            path("<int:pk>/", WebhookEditView.as_view(), name="edit"),
            path("<int:pk>/essai/", WebhookTryView.as_view(), name="try"),
            path("<int:pk>/secret/", SecretView.as_view(), name="secret"),
            path("<int:pk>/supprimer/", WebhookDeleteView.as_view(), name="delete"),
            path("<int:pk>/envois/", DeliveryIndexView.as_view(), name="deliveries"),
            path("<int:pk>/envois/results/", results_of(DeliveryIndexView), name="deliveries_results"),
            path("<int:pk>/envois/<uuid:reference>/", DeliveryView.as_view(), name="delivery"),
        ]


def results_of(view, **names):
    """Return the view that answers with the rows of a list alone."""
    return view.as_view(template_name=view.results_template_name, results_only=True, **names)
