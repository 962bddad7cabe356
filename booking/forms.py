"""What people fill in around an appointment."""

import uuid

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from people.adapter import WHOLE_ADDRESS

from . import questions
from .models import CancellationReason, LinkRequest


class DetailsForm(forms.Form):
    """What a client is asked when booking `service`. `key` makes a form that is sent twice book once."""

    topic = forms.CharField(
        label=_("What you would like to talk about"),
        required=False,
        max_length=questions.LONGEST[questions.Kind.LONG],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": questions.TOO_LONG},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    #: What was asked when the page was opened; a template writes what is asked now, `asked_now`.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.service = service
        self.asked_now = questions.fingerprint(service)
        self.questions = questions.fields_for(service)
        if not service.asks_topic:
            del self.fields["topic"]
        self.fields.update(self.questions)

    def clean_asked(self):
        if self.cleaned_data["asked"] != self.asked_now:
            raise forms.ValidationError(_("The questions have changed since you opened this page. Check your answers."))
        return self.asked_now

    def shown_fields(self):
        """Return the bound fields that a person fills in, in their order."""
        return self.visible_fields()

    def asked_fields(self):
        """Return the bound fields of the service's own questions."""
        return [self[name] for name in self.questions]

    def given(self):
        """Return what was answered well, by the name of the field, as it is kept with the appointment."""
        topic = self.cleaned_data.get("topic")
        first = {"topic": questions.Given(str(self.fields["topic"].label), topic)} if topic else {}
        return first | questions.given_in(self.cleaned_data, self.service)

    def answers(self):
        return list(self.given().values())


class CancelForm(forms.Form):
    """Why an appointment is cancelled: a reason from the practice's list, where there is one, and a comment."""

    reason = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=CancellationReason.objects.none(),
        empty_label=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = CancellationReason.objects.filter(is_active=True)
        self.default_reason = next((reason for reason in reasons if reason.is_default), None)
        self.fields["reason"].queryset = reasons
        self.fields["reason"].initial = self.default_reason
        if not reasons:
            del self.fields["reason"]

    def clean_reason(self):
        return self.cleaned_data["reason"] or self.default_reason

    def wish(self):
        """Return the reason and the comment, as `actions.cancel` takes them."""
        return {"reason": self.cleaned_data.get("reason"), "comment": self.cleaned_data["comment"]}


class NewLinkForm(forms.Form):
    """Where the links of someone's appointments are to be sent."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        """Return the address as it is stored, which may be longer than what was typed."""
        email = get_adapter().clean_email(self.cleaned_data["email"])
        if len(email) > LinkRequest._meta.get_field("email").max_length:
            raise forms.ValidationError(WHOLE_ADDRESS)
        return email
