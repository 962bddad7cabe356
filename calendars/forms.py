from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.permissions import practitioners_for
from practice.forms.owned import OwnedForm

from . import actions
from .addresses import as_https, server_of, validate_address
from .permissions import places_for


class FeedForm(forms.Form):
    """An address for one's own appointments as a client."""

    shows_details = forms.BooleanField(
        label=_("With names and places"),
        required=False,
        help_text=_("Unticked, whoever has the address sees only when you are busy."),
    )

    def __init__(self, *args, holder, **kwargs):
        super().__init__(*args, **kwargs)
        self.holder = holder

    def wish(self):
        """Return what `actions.make_feed` is asked for."""
        return {"shows_details": self.cleaned_data["shows_details"]}

    def address_of(self, token):
        return f"{settings.BASE_URL}{reverse('calendars:feed', args=[token])}"


class PracticeFeedForm(FeedForm):
    """An address for the appointments of a practitioner or of a place, among those that its holder may see."""

    about = forms.ChoiceField(label=_("Whose appointments"))
    field_order = ["about", "shows_details"]

    def __init__(self, *args, holder, **kwargs):
        super().__init__(*args, holder=holder, **kwargs)
        self.rows = {
            f"{name}-{row.pk}": {name: row}
            for name, rows in (("practitioner", practitioners_for(holder)), ("place", places_for(holder)))
            for row in rows
        }
        self.fields["about"].choices = [(key, str(*row.values())) for key, row in self.rows.items()]
        self.fields["shows_details"].help_text = _("Unticked, whoever has the address sees only when it is busy.")

    def wish(self):
        return {**super().wish(), **self.rows[self.cleaned_data["about"]]}


class OutsideCalendarForm(OwnedForm):
    """A calendar kept elsewhere. Its address opens it: it is typed in, and never shown again."""

    address = forms.CharField(
        label=_("Private address"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        help_text=_("In the calendar’s own settings: “secret address in iCal format”, or “publish”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = self.instance.address if self.instance.is_readable else ""
        if self.instance.pk:
            # It stays its practitioner's: what was read of it is theirs.
            self.fields.pop("practitioner", None)
            self.initial["address"] = ""
        if self.kept:
            field = self.fields["address"]
            field.required = False
            field.help_text = _("Empty: the address on %(server)s stays.") % {"server": server_of(self.kept)}

    def clean_address(self):
        address = as_https(self.cleaned_data["address"])
        if address:
            validate_address(address)
        return address or self.kept

    def save(self, commit=True):
        actions.save_calendar(calendar=self.instance, now=timezone.now())
        return self.instance
