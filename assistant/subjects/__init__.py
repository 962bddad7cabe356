"""What the assistant answers, one file for each kind: each function takes an `Asking` and returns a `Part`.

All of it is read from what the site itself shows, at the moment of asking, so that it cannot contradict it.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from . import accounts, booking, catalogue, changing, courtesy, hours, mails, own, people, places, times, written

ANSWERS = {
    "times": times.answer,
    "book": booking.book,
    "cancel": changing.cancel,
    "move": changing.move,
    "hours": hours.hours,
    "holidays": hours.holidays,
    "places": places.places,
    "online": places.online,
    "price": catalogue.prices,
    "duration": catalogue.durations,
    "services": catalogue.services,
    "specialities": catalogue.specialities,
    "people": people.people,
    "languages": people.languages,
    "account": accounts.account,
    "guest": accounts.guest,
    "password": accounts.password,
    "own": own.answer,
    "confirmation": mails.confirmation,
    "reminders": mails.reminders,
    "calendar": mails.calendar,
    "waiting": booking.waiting,
    "contact": courtesy.contact,
    "horizon": booking.horizon,
    "approval": booking.approval,
    "greeting": courtesy.greeting,
    "about": courtesy.about,
}
WRITTEN = {"question": written.question, "page": written.page}
#: How each subject is asked for, where one chooses among them.
QUESTIONS = {
    "times": _("When is the next free time?"),
    "book": _("How do I book?"),
    "cancel": _("How do I cancel?"),
    "move": _("How do I move my appointment?"),
    "hours": _("When are you open?"),
    "holidays": _("Are you open on public holidays?"),
    "places": _("Where are you?"),
    "online": _("Are there online appointments?"),
    "price": _("How much is it?"),
    "duration": _("How long does it take?"),
    "services": _("What do you offer?"),
    "specialities": _("Which specialities are there?"),
    "people": _("Who receives?"),
    "languages": _("Which languages are spoken?"),
    "account": _("How do I create an account?"),
    "guest": _("Can I book without an account?"),
    "password": _("I have forgotten my password"),
    "own": _("When is my appointment?"),
    "confirmation": _("I have received no confirmation"),
    "reminders": _("Are reminders sent?"),
    "calendar": _("How do I add it to my calendar?"),
    "waiting": _("Is there a waiting list?"),
    "contact": _("How do I reach you?"),
    "horizon": _("How far ahead can I book?"),
    "approval": _("Is my request confirmed?"),
    "about": _("What can you do?"),
}


def answer(subject, asking):
    """Return the `Part` that answers a subject: one of these, or “question:12”, “page:7”."""
    kind, _sign, pk = subject.partition(":")
    part = WRITTEN[kind](asking, int(pk)) if pk else ANSWERS[kind](asking)
    return replace(part, subject=subject)


def question_for(subject, knowledge):
    """Return how a subject is asked for, in words that lead to it; "" for one that nobody chooses."""
    kind, _sign, pk = subject.partition(":")
    if kind == "question":
        return knowledge.questions[int(pk)].question
    if kind == "page":
        return knowledge.pages[int(pk)].title
    return str(QUESTIONS.get(kind, ""))
