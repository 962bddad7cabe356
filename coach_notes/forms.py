import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from practice.wording import when_in_words

from . import actions


class SessionField(forms.ModelChoiceField):
    """Which appointment a note is on, told by its day and hours."""

    def label_from_instance(self, appointment):
        when = when_in_words(appointment.start_at, appointment.end_at, appointment.place.zone)
        return f"{when} · {appointment.service}"


class NoteForm(forms.Form):
    """What a note says, and on which of the client's `appointments`; `is_shared`: notes are, unless marked private."""

    body = forms.CharField(label=_("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    appointment = SessionField(
        label=_("Session"),
        queryset=Appointment.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label=_("No particular session"),
    )
    is_private = forms.BooleanField(label=_("For me only: colleagues do not see this note"), required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, appointments, is_shared, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = appointments
        if is_shared:
            self.fields["body"].help_text = _("Visible to the practice’s team, never to the client.")
        else:
            self.fields["body"].help_text = _("Visible to you only, never to the client.")
            del self.fields["is_private"]

    def clean_body(self):
        body = actions.tidied(self.cleaned_data["body"])
        if not body:
            raise forms.ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body
