import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from practice.wording import when_in_words

from . import actions

LONGEST_NOTE = 20_000
MOST_ACTIONS, LONGEST_ACTION = 20, 300
LONGEST_DRAFT = 100_000

TEAM, AUTHOR, TEAM_CLIENT, AUTHOR_CLIENT = "team", "author", "team-client", "author-client"
FOR_CLIENT = (TEAM_CLIENT, AUTHOR_CLIENT)


class SessionField(forms.ModelChoiceField):
    """Which appointment a note is on, told by its day and hours."""

    def label_from_instance(self, appointment):
        when = when_in_words(appointment.start_at, appointment.end_at, appointment.place.zone)
        return f"{when} · {appointment.service}"

    def offer(self, appointments):
        """Let the list hold these alone: of hundreds, nobody finds one in it."""
        offered = [(one.reference, self.label_from_instance(one)) for one in appointments]
        self.widget.choices = [("", self.empty_label), *offered]


class NoteForm(forms.Form):
    """What a note says, what was agreed, who reads it, and on which of the client's `appointments` it is.

    `rules` are the practice's; `offered`: which appointments the list shows.
    """

    body = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 8}))
    agreed = forms.CharField(
        label=_("Agreed actions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line. They stay at the top of the file until they are done."),
    )
    appointment = SessionField(
        label=_("Session"),
        queryset=Appointment.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label=_("No particular session"),
    )
    readers = forms.ChoiceField(label=_("Who reads it"), required=False, widget=forms.RadioSelect)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, appointments, offered, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = appointments
        self.fields["appointment"].offer(offered)
        choices = choices_of_readers(rules)
        self.fields["readers"].choices = choices
        if self.initial.get("readers") not in dict(choices):
            self.initial["readers"] = choices[0][0]
        if len(choices) == 1:
            del self.fields["readers"]
            self.fields["body"].help_text = _("Visible to you only, never to the client.")
        elif not rules.may_be_shown_to_clients:
            self.fields["body"].help_text = _("Visible to the practice’s team, never to the client.")

    def clean_body(self):
        body = actions.tidied(self.cleaned_data["body"])
        if not body:
            raise forms.ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body

    def clean_agreed(self):
        lines = actions.lines_of(self.cleaned_data["agreed"].splitlines())
        if len(lines) > MOST_ACTIONS or any(len(line) > LONGEST_ACTION for line in lines):
            sentence = _("%(count)d actions at most, of %(length)d characters each.")
            raise forms.ValidationError(sentence % {"count": MOST_ACTIONS, "length": LONGEST_ACTION})
        return lines

    def clean(self):
        cleaned = super().clean()
        readers = cleaned.pop("readers", "") or TEAM
        return {**cleaned, "is_private": readers in (AUTHOR, AUTHOR_CLIENT), "is_for_client": readers in FOR_CLIENT}


class DraftForm(NoteForm):
    """The same fields while they are typed: nothing is asked for, and nothing is too much."""

    body = forms.CharField(required=False)
    agreed = forms.CharField(required=False)

    def clean_body(self):
        return self.cleaned_data["body"][:LONGEST_DRAFT]

    def clean_agreed(self):
        return self.cleaned_data["agreed"][:LONGEST_DRAFT]


def choices_of_readers(rules):
    """Return between whom the author of a note chooses, where the practice leaves a choice; the usual ones first."""
    choices = {
        TEAM: _("The practice’s team"),
        AUTHOR: _("For me only: colleagues do not see this note"),
        TEAM_CLIENT: _("The team, and the client under “My appointments”"),
        AUTHOR_CLIENT: _("Me, and the client under “My appointments”"),
    }
    if not rules.notes_are_shared:
        del choices[TEAM], choices[TEAM_CLIENT]
    if not rules.may_be_shown_to_clients:
        choices = {readers: words for readers, words in choices.items() if readers not in FOR_CLIENT}
    return list(choices.items())


def readers_of(written):
    """Return the choice that the author of a note or a draft made."""
    if written.is_for_client:
        return AUTHOR_CLIENT if written.is_private else TEAM_CLIENT
    return AUTHOR if written.is_private else TEAM
