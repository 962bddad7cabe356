"""allauth's forms, in our words. A form asks each thing once, and says what is wrong beside the field."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from . import registering
from .adapter import WHOLE_ADDRESS
from .models import PersonalToken, RegistrationRules, Role, User
from .refusals import PersonRefused
from .validators import validate_printable
from .wording import sentence_for
from .zones import zones


def password_hint():
    """Return the length that is asked for; the other rules speak only when they are broken."""
    return " ".join(v.get_help_text() for v in get_default_password_validators() if hasattr(v, "min_length"))


password_hint_lazy = lazy(password_hint, str)


class InOurWords:
    """Labels instead of placeholders, one password instead of two, and sentences that say how to put it right."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail address")
                field.error_messages.update(required=WHOLE_ADDRESS, invalid=WHOLE_ADDRESS)
        for name in {"password", "password1", "oldpassword"} & set(self.fields):
            self.fields[name].error_messages["required"] = _("Enter your password")
        if "password1" in self.fields:
            self.fields["password1"].help_text = password_hint_lazy()
            self.fields["password1"].error_messages["required"] = _("Choose a password")


class LoginForm(InOurWords, account.LoginForm):
    def clean_login(self):
        return User.normal_email(super().clean_login())


class NamesForm(forms.Form):
    """First and last name, and the middle name where the practice asks for it."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        validators=[validate_printable],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Enter your first name")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        validators=[validate_printable],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Enter your last name")},
    )
    middle_name = forms.CharField(
        label=_("Middle name"),
        max_length=150,
        required=False,
        validators=[validate_printable],
        widget=forms.TextInput(attrs={"autocomplete": "additional-name"}),
    )
    field_order = ["role", "last_name", "first_name", "middle_name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = RegistrationRules.load()
        if not self.rules.asks_middle_name:
            del self.fields["middle_name"]
            self.order_fields(["role", "first_name", "last_name", "email", "password1"])

    def names(self):
        """Return what was written, by the names that `actions.register` has for it."""
        parts = ("first_name", "last_name", "middle_name")
        return {part: self.cleaned_data[part] for part in parts if part in self.cleaned_data}


class SignupForm(InOurWords, NamesForm, account.SignupForm):
    """Sign-up with the names and, where the practice lets specialists register, the choice between the two roles."""

    role = forms.ChoiceField(
        label=_("I register as"),
        choices=[(Role.Code.CLIENT, _("a client")), (Role.Code.PRACTITIONER, _("a specialist"))],
        initial=Role.Code.CLIENT,
        widget=forms.RadioSelect,
        help_text=_("A specialist’s account opens once the practice has approved it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.rules.specialists_allowed:
            del self.fields["role"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            try:
                registering.refuse_registration(email=cleaned["email"], role=self.chosen_role)
            except PersonRefused as refused:
                self.add_error(None, sentence_for(refused))
        return cleaned

    @property
    def chosen_role(self):
        return Role.Code(self.cleaned_data.get("role") or Role.Code.CLIENT)

    def try_save(self, request):
        try:
            return super().try_save(request)
        except PersonRefused:
            # Somebody else took the address since the form was read.
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request):
        return registering.register(
            **self.names(),
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            role=self.chosen_role,
            language=get_language(),
            now=timezone.now(),
        )


class InvitedForm(InOurWords, NamesForm):
    """Names and a password, from somebody whose address and role their invitation says."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self):
        cleaned = super().clean()
        if password := cleaned.get("password1"):
            likely = User(email=self.invitation.email, **self.names())
            try:
                get_adapter().clean_password(password, user=likely)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class OpenAccountForm(InOurWords, forms.Form):
    """A password for a guest whose name and address are known."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, client, **kwargs):
        super().__init__(*args, **kwargs)
        self.client = client

    def clean_password1(self):
        likely = User(email=self.client.email, last_name=self.client.name)
        return get_adapter().clean_password(self.cleaned_data["password1"], user=likely)


class RequestLoginCodeForm(InOurWords, account.RequestLoginCodeForm):
    pass


class AddEmailForm(InOurWords, account.AddEmailForm):
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    pass


def languages():
    """Return each language of the site under the name that it has in itself."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


class PreferencesForm(forms.Form):
    """In which language and on whose clocks a person reads."""

    language = forms.ChoiceField(
        label=_("Language"), choices=languages, help_text=_("For pages after you log in, and for e-mails to you.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=zones,
        error_messages={"invalid_choice": _("There is no such time zone. Choose one of the list.")},
        help_text=_("Times are shown on these clocks too, with the name of the zone, and told so in e-mails."),
    )


class TokenForm(forms.Form):
    """What a new personal token is called, what it may do, and for how long."""

    name = forms.CharField(
        label=pgettext_lazy("token", "Name"),
        max_length=60,
        validators=[validate_printable],
        help_text=_("What it is for, such as “Backup script”: you know it again by that."),
        error_messages={"required": _("Enter a name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=PersonalToken.Scope.choices,
        initial=PersonalToken.Scope.READ,
        widget=forms.RadioSelect,
        help_text=_("Never more than you may yourself, and never anything about passwords or other people’s accounts."),
    )
    days = forms.TypedChoiceField(
        label=_("How long it is good"),
        coerce=int,
        choices=PersonalToken.Days.choices,
        initial=PersonalToken.Days.QUARTER,
    )
