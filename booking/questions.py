"""A service's questionnaire as a form asks it, and what was answered as an appointment keeps it."""

import datetime as dt
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from django import forms
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice.models import Question
from practice.wording import day_in_words

Kind = Question.Kind

LONGEST = {Kind.SHORT: 200, Kind.LONG: 2000}
TOO_LONG = gettext_lazy("Use %(limit_value)d characters or fewer; there are %(show_value)d.")
#: A longer list opens on a click, so that the page stays short.
MOST_RADIOS = 8
YES, NO = "yes", "no"


class Given(NamedTuple):
    """What was answered, and the question as it was asked."""

    question: str
    text: str
    kind: str = Kind.LONG
    help_text: str = ""


# --- Asking ----------------------------------------------------------------------------------------


def fields_for(service, *, may_be_empty=False):
    """Return the fields of a form that asks what the service asks, by name, in its order.

    `may_be_empty`: what a client has to answer may be left out, too.
    """
    return {
        name_of(question): field_for(question, is_required=question.is_required and not may_be_empty)
        for question in service.questionnaire
    }


def must_be_answered(service):
    """Tell whether nobody can book the service without answering something."""
    return any(question.is_required for question in service.questionnaire)


def name_of(question):
    return f"question_{question.pk}"


def fingerprint(service):
    """Return a word for what the service asks, or none where it asks nothing.

    A form carries it: what was asked when the page was opened may have changed when the answers come.
    """
    asked = [
        (question.pk, question.text, question.help_text, question.kind, question.options, question.is_required)
        for question in service.questionnaire
    ]
    return sha256(repr(asked).encode()).hexdigest()[:16] if asked else ""


def field_for(question, *, is_required):
    shared = {
        "label": question.text,
        "help_text": question.help_text,
        "required": is_required,
        "error_messages": {"required": missing(question)},
    }
    return FIELDS[question.kind](question, **shared)


def missing(question):
    if question.kind == Kind.CONSENT:
        sentence = _("To book, tick the box “%(question)s”")
    elif question.offers_list:
        sentence = _("Choose an answer to “%(question)s”")
    else:
        sentence = _("Answer the question “%(question)s”")
    return sentence % {"question": Truncator(question.text).chars(80)}


def text_field(question, *, error_messages, **shared):
    widget = forms.Textarea(attrs={"rows": 4}) if question.kind == Kind.LONG else forms.TextInput
    return forms.CharField(
        max_length=LONGEST[question.kind],
        widget=widget,
        error_messages={**error_messages, "max_length": TOO_LONG},
        **shared,
    )


def choice_field(question, **shared):
    choices = [(choice, choice) for choice in question.choices]
    if len(choices) > MOST_RADIOS:
        return forms.ChoiceField(choices=[("", _("Choose from the list")), *choices], **shared)
    if not shared["required"]:
        # A radio button that was pressed cannot be let go of.
        choices.append(("", _("No answer")))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


def choices_field(question, **shared):
    choices = [(choice, choice) for choice in question.choices]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)


def number_field(question, *, error_messages, **shared):
    return forms.DecimalField(
        max_digits=15,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={**error_messages, "invalid": _("Enter a number, such as 12 or 12.5")},
        **shared,
    )


def date_field(question, *, error_messages, **shared):
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**error_messages, "invalid": _("Enter a day, a month and a year")},
        **shared,
    )


def consent_field(question, **shared):
    return forms.BooleanField(**shared)


FIELDS = {
    Kind.SHORT: text_field,
    Kind.LONG: text_field,
    Kind.CHOICE: choice_field,
    Kind.CHOICES: choices_field,
    Kind.NUMBER: number_field,
    Kind.DATE: date_field,
    Kind.CONSENT: consent_field,
}


# --- Keeping ---------------------------------------------------------------------------------------


def given_in(cleaned, service):
    """Return what was `Given` to the service's questions, in their order, by the name of the field.

    `cleaned` are a form's values; those that are not in it were no answers. What was left empty is none either; a box
    that was not ticked is one: it tells that somebody did not agree.
    """
    given = {
        name: Given(question.text, text_of(question.kind, cleaned[name]), question.kind, question.help_text)
        for question in service.questionnaire
        if (name := name_of(question)) in cleaned
    }
    return {name: answer for name, answer in given.items() if answer.text}


def text_of(kind, value):
    """Return a field's value as `Answer.text` keeps it, the same in every language."""
    if kind == Kind.CONSENT:
        return YES if value else NO
    if value is None:
        return ""
    if kind == Kind.CHOICES:
        return "\n".join(value)
    if kind == Kind.NUMBER:
        return f"{value.normalize():f}"
    return value.isoformat() if kind == Kind.DATE else value


def in_words(answer):
    """Return an answer, given or kept, as its reader's language tells it."""
    if answer.kind == Kind.CONSENT:
        return _("Yes") if answer.text == YES else _("No")
    if answer.kind == Kind.NUMBER:
        return formats.number_format(Decimal(answer.text))
    if answer.kind == Kind.DATE:
        return day_in_words(dt.date.fromisoformat(answer.text), weekday=False, year=True)
    return answer.text
