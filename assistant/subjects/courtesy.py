"""A greeting, what the assistant is, and the way to a person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part


def greeting(asking):
    return Part(
        paragraphs=[_("Hello. What would you like to know? For example, write a day on which you would like to come.")]
    )


def about(asking):
    said = _(
        "I am a program of this site. I answer about opening hours, places, prices and appointments, and find "
        "free times. I book, move and cancel nothing myself."
    )
    return Part(paragraphs=[said], links=[Link(_("Write to the practice"), reverse("assistant:message"))])


def contact(asking):
    said = _("Write to the practice: a person reads it, and answers by e-mail.")
    return Part(
        paragraphs=[said], links=[Link(_("Write to the practice"), reverse("assistant:message"))], has_contact=True
    )
