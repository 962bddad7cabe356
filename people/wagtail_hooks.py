from django.contrib import messages
from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from .admin.approval import ApprovalPanel
from .admin.clients import ClientViewSet
from .admin.invitations import InvitationViewSet
from .models import PersonalToken, Role, User


@hooks.register("register_admin_viewset")
def clients():
    return ClientViewSet()


@hooks.register("register_admin_viewset")
def invitations():
    return InvitationViewSet()


@hooks.register("construct_homepage_panels")
def specialists_to_approve(request, panels):
    if ApprovalPanel.is_for(request.user):
        panels.insert(0, ApprovalPanel())


@hooks.register("register_permissions")
def permission_to_read_the_journal():
    return Permission.objects.filter(content_type__app_label="people", codename="read_journal")


@hooks.register("before_bulk_action")
def one_person_at_a_time(request, action_type, objects, action):
    """Refuse Wagtail's actions on many users at once: they neither ask who may, nor say what will happen."""
    if action.model is User:
        messages.error(request, _("Accounts are changed one at a time, so that each change can be looked at first."))
        return redirect("wagtailusers_users:index")


def token_in_words(told):
    """Return the words for what `tokens.told_of` kept."""
    scope, days = PersonalToken.Scope(told["scope"]), PersonalToken.Days(told["days"])
    return {"name": told["name"], "scope": scope.label.lower(), "days": days.label}


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("people.block", _("Block this person"), _("Blocked"))
    actions.register_action("people.unblock", _("Unblock this person"), _("Unblocked"))

    actions.register_action("people.invite", _("Invite"), _("Invited"))
    actions.register_action("people.withdraw", _("Withdraw the invitation"), _("Invitation withdrawn"))
    actions.register_action("people.accept", _("Accept the invitation"), _("Invitation accepted"))
    actions.register_action("people.approve", _("Approve this specialist"), _("Approved"))
    actions.register_action("people.refuse", _("Refuse this registration"), _("Registration refused"))

    @actions.register_action("people.token")
    class TokenMade(LogFormatter):
        label = _("Make a personal token")

        def format_message(self, log_entry):
            return _("Personal token “%(name)s” made: %(scope)s, %(days)s") % token_in_words(log_entry.data)

    @actions.register_action("people.revoke_token")
    class TokenRevoked(LogFormatter):
        label = _("Revoke a personal token")

        def format_message(self, log_entry):
            return _("Personal token “%(name)s” revoked") % token_in_words(log_entry.data)

    @actions.register_action("people.role")
    class RoleGiven(LogFormatter):
        label = _("Give a role")

        def format_message(self, log_entry):
            return _("Role: %(role)s") % {"role": Role.Code(log_entry.data["role"]).label}
