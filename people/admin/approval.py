"""The panel “To approve” on the admin's home: specialists who registered and wait for an answer."""

from wagtail.admin.ui.components import Component

from people import permissions
from people.models import User

MOST_SHOWN = 10


class ApprovalPanel(Component):
    name = "approval"
    template_name = "people/admin/approval.html"
    order = 5

    @classmethod
    def is_for(cls, user):
        """Tell whether there is anybody to answer, and `user` may."""
        return permissions.is_administrator(user) and User.objects.awaiting_approval().exists()

    def get_context_data(self, parent_context):
        waiting = User.objects.awaiting_approval()
        return {"people": waiting[:MOST_SHOWN], "count": waiting.count()}
