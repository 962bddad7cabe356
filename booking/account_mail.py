"""Mails about accounts: invitations, answers to who registered, tokens that were made, what administrators must know.

The rooms that know of it ask for them, with `people.signals.letter_due`.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.mail import site_name
from practice.models import practice_zone
from practice.wording import when_in_words

from .letters import Url, one_line, several_lines
from .models import OutboxMessage
from .texts import Text

Kind = OutboxMessage.Kind

INVITED = [
    _("Your invitation to {site}"),
    _("Hello,"),
    _("{inviter} invites you to {site}: with an account you see the free times, book, and find your appointments."),
    "{message}",
    _("Create my account: {link}"),
    _("The link works once, until {until}, and for this address only. If you expected no invitation, ignore it."),
]
INVITED_TO_WORK = [
    _("Your invitation to {site}"),
    _("Hello,"),
    _("{inviter} invites you to work with {site} as: {role}."),
    "{message}",
    _("Create my account: {link}"),
    _("The link works once, until {until}, and for this address only. If you expected no invitation, ignore it."),
]
APPROVED = [
    _("Your account is open: {site}"),
    _("Hello {name},"),
    _("Your registration has been approved. You can log in now, with your e-mail address and your password."),
    _("Log in: {link}"),
]
REFUSED = [
    _("Your registration: {site}"),
    _("Hello {name},"),
    _("Your registration as a specialist has not been approved. For any question, write to the practice."),
]
TOKEN_MADE = [
    _("A token was made for your account: {site}"),
    _("Hello {name},"),
    _("A token was made for your account: with it, a program asks the site in your name."),
    _("“{token}”: {scope}, until {until}."),
    _("If it was not you, revoke it, and choose another password: that ends all of your tokens."),
    _("My tokens: {link}"),
]
WEBHOOK = [
    _("A webhook is paused: {site}"),
    _("Hello {name},"),
    _(
        "One of the programs that {site} tells of appointments has not answered for days. Nothing is sent to it any "
        "more. What it was not told stands in the webhook’s log, and can be sent again."
    ),
    _("See which one it is: {link}"),
]
MESSAGE = [
    _("Somebody wrote to you: {site}"),
    _("Hello {name},"),
    _("Somebody wrote a message on {site}. It is not in this e-mail; read and answer it here:"),
    "{link}",
]
TEXTS = {
    Kind.APPROVED: APPROVED,
    Kind.REFUSED: REFUSED,
    Kind.TOKEN: TOKEN_MADE,
    Kind.WEBHOOK: WEBHOOK,
    Kind.MESSAGE: MESSAGE,
}
#: Where each of these leads; the others lead to the log-in.
LEADS_TO = {Kind.WEBHOOK: "webhooks:index", Kind.MESSAGE: "wagtailsnippets_assistant_message:list"}


def text_of(message):
    """Return the `Text` of a message about an account, in the active language."""
    if message.kind == Kind.INVITED:
        subject, *paragraphs = INVITED if message.invitation.role == "client" else INVITED_TO_WORK
    else:
        subject, *paragraphs = TEXTS[message.kind]
    return Text(str(subject), "\n\n".join(map(str, paragraphs)))


def values_of(message):
    """Return what each placeholder of these texts stands for, in the active language."""
    site = one_line(site_name())
    if message.invitation:
        return {"site": site, **values_of_invitation(message.invitation, site)}
    own = {"site": site, "name": one_line(str(message.person))}
    if message.token:
        return {**own, **values_of_token(message.token)}
    return {**own, "link": address_of(LEADS_TO.get(message.kind, "account_login"))}


def values_of_invitation(invitation, site):
    return {
        "inviter": one_line(str(invitation.invited_by or site)),
        "role": str(invitation.get_role_display()),
        "message": several_lines(invitation.message),
        "until": when_in_words(invitation.expires_at, None, practice_zone(), year=False),
        "link": address_of("people:invitation_link", invitation.token),
    }


def values_of_token(token):
    return {
        "token": one_line(token.name),
        "scope": token.get_scope_display().lower(),
        "until": when_in_words(token.expires_at, None, practice_zone()),
        "link": address_of("account_tokens"),
    }


def address_of(name, *parts):
    return Url(f"{settings.BASE_URL}{reverse(name, args=parts)}")
