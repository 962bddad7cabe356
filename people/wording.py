"""The sentence of each refusal of `people.actions`."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "yourself": _("You cannot do this to your own account: ask another administrator."),
    "last_administrator": _("The practice would be left without an administrator: name another one first."),
    "above_you": _("This person may do more than you: only an equal or the owner can do this."),
    "has_account": _("There is already an account with this address. Log in, or choose a new password."),
}


def sentence_for(refused):
    return SENTENCES[refused.code]
