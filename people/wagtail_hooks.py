from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from .admin.clients import ClientViewSet
from .models import Role, User


@hooks.register("register_admin_viewset")
def clients():
    return ClientViewSet()


@hooks.register("before_bulk_action")
def one_person_at_a_time(request, action_type, objects, action):
    """Refuse Wagtail's actions on many users at once: they neither ask who may, nor say what will happen."""
    if action.model is User:
        messages.error(request, _("Accounts are changed one at a time, so that each change can be looked at first."))
        return redirect("wagtailusers_users:index")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("people.block", _("Block this person"), _("Blocked"))
    actions.register_action("people.unblock", _("Unblock this person"), _("Unblocked"))

    @actions.register_action("people.role")
    class RoleGiven(LogFormatter):
        label = _("Give a role")

        def format_message(self, log_entry):
            return _("Role: %(role)s") % {"role": Role.Code(log_entry.data["role"]).label}
