"""allauth's forms, in our words. A form asks each thing once, and says what is wrong beside the field."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from .adapter import WHOLE_ADDRESS
from .models import User
from .validators import validate_printable


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


class SignupForm(InOurWords, account.SignupForm):
    """Sign-up with the names, which allauth's adapter stores."""

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
    field_order = ["first_name", "last_name", "email", "password1"]


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
