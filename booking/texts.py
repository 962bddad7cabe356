"""What each mail says: the practice's own words where it wrote some, else the shipped ones, in three languages.

The shipped texts are English here, and French and Russian in the catalogues. Placeholders in braces are explained in
`booking.placeholders`. Nothing of a session's subject, of notes or of answers has a placeholder.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from .models import MailText, OutboxMessage

Kind = OutboxMessage.Kind
Reader = MailText.Reader


@dataclass(frozen=True)
class Text:
    """A subject and a body, with placeholders in their kept form."""

    subject: str
    body: str


def text_for(kind, reader, language):
    """Return the `Text` to be sent, in `language`, which is the active one."""
    own = MailText.objects.filter(kind=kind, reader=reader, language=language).first()
    return Text(own.subject, own.body) if own else shipped(kind, reader)


def shipped(kind, reader):
    """Return the shipped `Text` in the active language."""
    subject, *paragraphs = SHIPPED[kind, reader]
    return Text(str(subject), "\n\n".join(map(str, paragraphs)))


def shipped_in(language, kind, reader):
    with translation.override(language):
        return shipped(kind, reader)


def word(*, kind, reader, language, text, by):
    """Have this mail say `text` from now on. What is no other than the shipped text is not kept as the practice's."""
    key = {"kind": kind, "reader": reader, "language": language}
    with transaction.atomic():
        if text != shipped_in(language, kind, reader):
            own, is_new = MailText.objects.update_or_create(
                **key, defaults={"subject": text.subject, "body": text.body}
            )
            log(instance=own, action="wagtail.create" if is_new else "wagtail.edit", user=by)
        elif own := MailText.objects.filter(**key).first():
            log(instance=own, action="wagtail.delete", user=by)
            own.delete()


HELLO = _("Hello {client},")
HELLO_TO_STAFF = _("Hello,")
DETAILS = "{details}"
DIRECTIONS = "{directions}"
COMMENT = "{comment}"
REASON = _("Reason: {reason}")
BEFORE = _("Before: {before}")
CONTACT = _("To reach the client: {contact}")
MANAGE = _("Add to my calendar: {link}\nMove the appointment: {move}\nCancel the appointment: {cancel}")
SEE_REQUEST = _("See the request: {link}\nAsk for another time: {move}\nCancel the request: {cancel}")
OTHER_TIME = _("Choose another time: {times}")
SEE = _("See the appointment: {link}")
ANSWER = _("Agree or decline: {link}")
STOP = _("No more reminders: {stop}")

CONFIRMED = _("Your appointment is confirmed. You have nothing else to do.")
REQUESTED = _("Your request has been sent. You will get an answer by e-mail.")
AGREED = _("Your request has been agreed to: the appointment is confirmed.")
DECLINED = _("Your request could not be agreed to. The time is free again.")
MOVED = _("Your appointment has been moved. This is the new time.")
CANCELLED = _("Your appointment is cancelled.")
LINK = _("Here is the link to your appointment, as you asked.")
REMINDER = _("This is a reminder of your appointment.")
WAITING = _("You are on the waiting list. As soon as a time comes free, it is kept for you and you get an e-mail.")
SEE_WAIT = _("See or leave the waiting list: {link}")
PROPOSED = _("A time that you are waiting for has come free. It is kept for you until {until}.")
PRESENT = _("Your present appointment: {before}")
TAKE = _("Take this time or let it pass: {link}")
THEN = _(
    "After that it goes to the next person, and you stay on the list. After three times without an answer you are "
    "taken off it."
)

OFFERED = _("Your appointment cannot take place at this time.")
FREE_NOW = _("These times are free at present. Nothing is kept: who chooses first has it.")
OTHERS = "{others}"
CHOOSE = _("Choose another time, or cancel: {link}")

#: For each message and reader: the subject, then the paragraphs.
SHIPPED = {
    (Kind.CONFIRMED, Reader.CLIENT): [
        _("Confirmed: {start} with {practitioner}"),
        *[HELLO, CONFIRMED, DETAILS, DIRECTIONS, MANAGE],
    ],
    (Kind.CONFIRMED, Reader.DISCREET): [_("Confirmed: {start}"), HELLO, CONFIRMED, DETAILS, MANAGE],
    (Kind.CONFIRMED, Reader.PRACTICE): [
        _("Confirmed: {start} with {client}"),
        *[HELLO_TO_STAFF, _("An appointment has been booked."), COMMENT, DETAILS, CONTACT, SEE],
    ],
    (Kind.REQUESTED, Reader.CLIENT): [
        _("Request: {start} with {practitioner}"),
        *[HELLO, REQUESTED, DETAILS, SEE_REQUEST],
    ],
    (Kind.REQUESTED, Reader.DISCREET): [_("Request: {start}"), HELLO, REQUESTED, DETAILS, SEE_REQUEST],
    (Kind.REQUESTED, Reader.PRACTICE): [
        _("Request: {start} with {client}"),
        HELLO_TO_STAFF,
        _("A client asks for an appointment. Agree to it, or decline it."),
        *[COMMENT, DETAILS, CONTACT, ANSWER],
    ],
    (Kind.AGREED, Reader.CLIENT): [
        _("Confirmed: {start} with {practitioner}"),
        *[HELLO, AGREED, COMMENT, DETAILS, DIRECTIONS, MANAGE],
    ],
    (Kind.AGREED, Reader.DISCREET): [_("Confirmed: {start}"), HELLO, AGREED, DETAILS, MANAGE],
    (Kind.AGREED, Reader.PRACTICE): [
        _("Confirmed: {start} with {client}"),
        *[HELLO_TO_STAFF, _("The request has been agreed to."), COMMENT, DETAILS, CONTACT, SEE],
    ],
    (Kind.DECLINED, Reader.CLIENT): [
        _("Declined: {start} with {practitioner}"),
        *[HELLO, DECLINED, COMMENT, DETAILS, OTHER_TIME],
    ],
    (Kind.DECLINED, Reader.DISCREET): [_("Declined: {start}"), HELLO, DECLINED, DETAILS, OTHER_TIME],
    (Kind.DECLINED, Reader.PRACTICE): [
        _("Declined: {start} with {client}"),
        *[HELLO_TO_STAFF, _("The request has been declined."), COMMENT, DETAILS, SEE],
    ],
    (Kind.MOVED, Reader.CLIENT): [
        _("Moved: {start} with {practitioner}"),
        *[HELLO, MOVED, COMMENT, DETAILS, BEFORE, DIRECTIONS, MANAGE],
    ],
    (Kind.MOVED, Reader.DISCREET): [_("Moved: {start}"), HELLO, MOVED, DETAILS, BEFORE, MANAGE],
    (Kind.MOVED, Reader.PRACTICE): [
        _("Moved: {start} with {client}"),
        HELLO_TO_STAFF,
        _("An appointment has been moved. This is the new time."),
        *[COMMENT, DETAILS, BEFORE, CONTACT, SEE],
    ],
    (Kind.CANCELLED, Reader.CLIENT): [
        _("Cancelled: {start} with {practitioner}"),
        *[HELLO, CANCELLED, REASON, COMMENT, DETAILS, OTHER_TIME],
    ],
    (Kind.CANCELLED, Reader.DISCREET): [_("Cancelled: {start}"), HELLO, CANCELLED, DETAILS, OTHER_TIME],
    (Kind.CANCELLED, Reader.PRACTICE): [
        _("Cancelled: {start} with {client}"),
        *[HELLO_TO_STAFF, _("An appointment has been cancelled."), REASON, COMMENT, DETAILS, CONTACT, SEE],
    ],
    (Kind.OFFERED, Reader.CLIENT): [
        _("Another time to choose: {start} with {practitioner}"),
        *[HELLO, OFFERED, COMMENT, DETAILS, FREE_NOW, OTHERS, CHOOSE],
    ],
    (Kind.OFFERED, Reader.DISCREET): [
        _("Another time to choose: {start}"),
        *[HELLO, OFFERED, DETAILS, FREE_NOW, OTHERS, CHOOSE],
    ],
    (Kind.LEFT, Reader.PRACTICE): [
        _("Left to a colleague: {start} with {client}"),
        HELLO_TO_STAFF,
        _("The client has chosen to see a colleague in your place. You have nothing else to do."),
        *[COMMENT, DETAILS],
    ],
    (Kind.REMINDER, Reader.CLIENT): [
        _("Reminder: {start} with {practitioner}"),
        *[HELLO, REMINDER, DETAILS, DIRECTIONS, MANAGE, STOP],
    ],
    (Kind.REMINDER, Reader.DISCREET): [_("Reminder: {start}"), HELLO, REMINDER, DETAILS, MANAGE, STOP],
    (Kind.LINK, Reader.CLIENT): [
        _("Your appointment: {start} with {practitioner}"),
        *[HELLO, LINK, DETAILS, DIRECTIONS, MANAGE],
    ],
    (Kind.LINK, Reader.DISCREET): [_("Your appointment: {start}"), HELLO, LINK, DETAILS, MANAGE],
    (Kind.WAITING, Reader.CLIENT): [
        _("On the waiting list with {practitioner}: {days}"),
        *[HELLO, WAITING, DETAILS, SEE_WAIT],
    ],
    (Kind.WAITING, Reader.DISCREET): [_("On the waiting list: {days}"), HELLO, WAITING, DETAILS, SEE_WAIT],
    (Kind.PROPOSED, Reader.CLIENT): [
        _("A free time with {practitioner}: {start}"),
        *[HELLO, PROPOSED, DETAILS, PRESENT, TAKE, THEN],
    ],
    (Kind.PROPOSED, Reader.DISCREET): [_("A free time: {start}"), HELLO, PROPOSED, DETAILS, PRESENT, TAKE, THEN],
}
