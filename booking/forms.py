"""What people fill in around an appointment."""

import uuid

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from people.adapter import WHOLE_ADDRESS
from people.models import Client
from people.validators import validate_printable
from people.zones import zones

from . import guests, questions, waiting
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
    is_discreet = forms.BooleanField(
        label=_("Discreet e-mails"),
        required=False,
        help_text=_("They say when the appointment is, and neither with whom nor where."),
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
        if service.is_discreet:
            del self.fields["is_discreet"]
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


class GuestMixin(forms.Form):
    """What someone without an account is asked too: who they are.

    Two things keep programs out, and puzzle nobody. A field that no reader sees must stay empty. A seal, which holds
    a key, tells when the page was opened: nobody fills it in at once, and a page of yesterday is read again first.
    """

    name = forms.CharField(
        label=_("Full name"),
        max_length=Client._meta.get_field("name").max_length,
        validators=[validate_printable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name"), "max_length": questions.TOO_LONG},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("For the confirmation, and the link to move or cancel the appointment."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS},
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    seal = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.next_seal = guests.seal(uuid.uuid4())

    def shown_fields(self):
        """Return the bound fields that a person fills in, in their order."""
        return [bound for bound in self.visible_fields() if bound.name != "website" or bound.errors]

    def clean_email(self):
        return get_adapter().clean_email(self.cleaned_data["email"])

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, and send the form again."))
        return ""

    def clean_seal(self):
        seal = self.cleaned_data["seal"]
        try:
            self.cleaned_data["key"] = guests.key_of(seal)
        except guests.TooQuick:
            self.next_seal = seal
            raise forms.ValidationError(_("That was very quick. Check your details, and send them again.")) from None
        except guests.TooOld:
            raise forms.ValidationError(
                _("This page has been open for a long time. Check your details, and send them again.")
            ) from None
        self.next_seal = seal
        return seal

    def client(self):
        """Return the guest as `actions.book` takes them: not stored, and nobody's account."""
        written = {name: self.cleaned_data.get(name, "") for name in ("name", "email", "phone")}
        return Client(**written, language=get_language(), is_discreet=self.cleaned_data.get("is_discreet", False))


class GuestForm(GuestMixin, DetailsForm):
    """What a guest is asked when booking; the seal holds the `key`."""

    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=Client._meta.get_field("phone").max_length,
        validators=[validate_printable],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": questions.TOO_LONG},
    )

    field_order = ["name", "email", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["key"]


class WaitForm(forms.Form):
    """For which days, dates at the place, someone wants to be told that a time has come free."""

    first_day = forms.DateField(
        label=pgettext_lazy("the first of some days", "From"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Enter a day"), "invalid": _("Enter a day")},
    )
    last_day = forms.DateField(
        label=pgettext_lazy("the last of some days", "To"),
        required=False,
        help_text=_("Empty: that one day."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day")},
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.farthest = today, today + waiting.FARTHEST
        for name in ("first_day", "last_day"):
            edges = {"min": self.today.isoformat(), "max": self.farthest.isoformat()}
            self.fields[name].widget.attrs.update(edges)

    def shown_fields(self):
        return self.visible_fields()

    def clean_first_day(self):
        return self.within_reach(self.cleaned_data["first_day"])

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        return day and self.within_reach(day)

    def within_reach(self, day):
        if day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        if day > self.farthest:
            raise forms.ValidationError(_("That is more than a year ahead. Choose an earlier day."))
        return day

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This day is before the first one. Choose a later one."))
        return self.cleaned_data

    def days(self):
        first = self.cleaned_data["first_day"]
        return {"first_day": first, "last_day": self.cleaned_data["last_day"] or first}


class GuestWaitForm(GuestMixin, WaitForm):
    field_order = ["first_day", "last_day", "name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("For the e-mail that tells you, and the link to leave the list.")


class CodeForm(forms.Form):
    """The code that shows that a guest reads the mails to the address they gave."""

    code = forms.CharField(
        label=_("Code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code from our e-mail")},
    )


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


class DeclineForm(forms.Form):
    """A word to the client whose request is declined."""

    comment = forms.CharField(
        label=_("A word to the client (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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


class ZoneForm(forms.Form):
    """On whose clocks someone reads their times."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=zones)
