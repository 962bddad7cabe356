"""The panel on the admin's home: webhooks that were paused, until they are switched on again or deleted."""

from wagtail.admin.ui.components import Component

from webhooks.models import Webhook
from webhooks.permissions import may_keep_webhooks


class PausedPanel(Component):
    name = "paused_webhooks"
    template_name = "webhooks/admin/paused.html"
    order = 6

    @classmethod
    def is_for(cls, user):
        """Tell whether there is one that was paused, and `user` may see to it."""
        return may_keep_webhooks(user) and Webhook.objects.paused().exists()

    def get_context_data(self, parent_context):
        return {"webhooks": Webhook.objects.paused().only("name")}
