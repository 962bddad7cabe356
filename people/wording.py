"""The sentence of each refusal of `people.actions`."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "yourself": _("You cannot do this to your own account: ask another administrator."),
    "last_administrator": _("The practice would be left without an administrator: name another one first."),
    "above_you": _("This person may do more than you: only an equal or the owner can do this."),
    "answered": _("This invitation has been used or withdrawn."),
    "by_invitation": _("Accounts are by invitation: open the link in the invitation that you received."),
    "sign_up_closed": _("No accounts are created online here."),
    "no_specialists": _("Specialists cannot register themselves here: ask the practice."),
    "not_given": _("Nobody gives themselves this role: register as a client."),
    "blocked": _("No account can be opened with this address. Contact the practice."),
    "token_has_name": _("You have a token of this name already. Choose another name, or revoke that one first."),
    "too_many_tokens": _("You have as many tokens as can be made. Revoke one that you no longer use."),
    "has_account": _("There is already an account with this address. Log in, or choose a new password."),
}


def sentence_for(refused):
    return SENTENCES[refused.code]
