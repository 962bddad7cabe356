"""Accounts: who may open one, whether one is needed, and what to do without the password."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from people.models import RegistrationRules

SignUp = RegistrationRules.SignUp


def account(asking):
    sign_up = asking.offered.registration.sign_up
    if sign_up == SignUp.OPEN:
        said = _(
            "An account takes an e-mail address and a password. In it you find your appointments, and move or "
            "cancel them."
        )
        return Part(
            paragraphs=[said, guest_sentence(asking)], links=[Link(_("Create an account"), reverse("account_signup"))]
        )
    if sign_up == SignUp.INVITATION:
        said = _("Accounts are opened by invitation: the practice sends you a link by e-mail.")
    else:
        said = _("Accounts are not opened online here.")
    return Part(
        paragraphs=[said, guest_sentence(asking)], links=[Link(_("Log in"), reverse("account_login"))], has_contact=True
    )


def guest(asking):
    links = [Link(_("See the free times"), reverse("booking:week"))]
    return Part(paragraphs=[guest_sentence(asking)], links=links)


def guest_sentence(asking):
    """Say whether one books without an account."""
    offered = asking.offered
    if offered.registration.is_by_invitation or not offered.rules.guests_allowed:
        return _("An account is needed to book.")
    return _("You can book without an account: your name and your e-mail address are enough.")


def password(asking):
    said = _("Ask for a new password, or for a code to log in, with the e-mail address of your account.")
    return Part(
        paragraphs=[said],
        links=[
            Link(_("Choose a new password"), reverse("account_reset_password")),
            Link(_("Log in"), reverse("account_login")),
        ],
    )
