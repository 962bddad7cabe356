"""What people fill in around an appointment."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import CancellationReason


class DetailsForm(forms.Form):
    """What a client may add when booking. `key` makes a form that is sent twice book once."""

    topic = forms.CharField(
        label=_("What you would like to talk about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Use %(limit_value)d characters or fewer; there are %(show_value)d.")},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def answers(self):
        """Return the pairs of question and text to be kept with the appointment."""
        topic = self.cleaned_data["topic"]
        return [(str(self.fields["topic"].label), topic)] if topic else []


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
