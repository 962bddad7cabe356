"""A message to the practice."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class MessageForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer is sent there."),
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Nothing private is needed here: that is for the appointment."),
    )
    #: Makes a form that is sent twice one message.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
