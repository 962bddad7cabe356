from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import AppointmentEvent

from .addresses import refuse_private, validate_address
from .models import Webhook


class WebhookForm(forms.ModelForm):
    """Who is told of what. A new one carries its `reference`, by which a form that is sent twice is known."""

    required_css_class = "required"

    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        validators=[validate_address],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        help_text=_("Where the program listens, as it shows it. It begins with https://."),
        error_messages={"required": _("Copy the address from the program that is to be told.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Told of"),
        choices=AppointmentEvent.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the program is to be told of.")},
    )

    class Meta:
        model = Webhook
        fields = ["name", "address", "kinds", "tells_who", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["kinds"] = list(AppointmentEvent.Kind)
            self.fields["reference"] = forms.UUIDField(
                initial=self.instance.reference, required=False, widget=forms.HiddenInput
            )
        elif not self.instance.is_readable:
            # A token that no key opens is never shown.
            self.initial["address"] = ""

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address != self.initial.get("address"):
            refuse_private(address)
        return address

    def _post_clean(self):
        super()._post_clean()
        self.instance.reference = self.cleaned_data.get("reference") or self.instance.reference
