from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people import actions, permissions
from people.adapter import WHOLE_ADDRESS
from people.models import Role, User


class PersonForm(forms.ModelForm):
    """A person as an administrator writes them. `by` decides which fields there are: what is not there stays."""

    required_css_class = "required"

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.Code.choices,
        initial=Role.Code.CLIENT,
        widget=forms.RadioSelect,
        help_text=_(
            "Client: books for themselves. Practitioner: their own appointments and clients. Collaborator: all "
            "appointments, reads and writes notes. Administrator: everything, people and pages included."
        ),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "phone"]
        help_texts = {"email": _("They log in with it.")}
        error_messages = {"email": {"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS}}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["first_name"].required = True
        self.fields["last_name"].required = True
        if permissions.may_change_role(by, self.instance):
            if self.instance.pk:
                self.fields["role"].initial = self.instance.role
        else:
            del self.fields["role"]

    def clean_email(self):
        email = User.normal_email(self.cleaned_data["email"])
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email=email).exists() or others.filter(emailaddress__email=email).exists():
            raise ValidationError(_("There is already an account with this address."), code="unique")
        return email

    def save(self, commit=True):
        role = self.cleaned_data.get("role")
        actions.save_person(user=self.instance, by=self.by, role=Role.Code(role) if role else None)
        return self.instance
