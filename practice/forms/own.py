"""The forms of a practitioner's own corner: those of the admin, about nobody else, with a browser's own fields."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField

from people.adapter import WHOLE_ADDRESS
from practice import actions, languages
from practice.models import Absence, OpeningHours, Place, Practitioner

from .absences import AbsenceForm
from .hours import OpeningHoursForm
from .rows import RowsField


class OwnMixin(forms.Form):
    """A row of `practitioner`, whatever else the reader may change in the admin."""

    def __init__(self, *args, practitioner, **kwargs):
        super().__init__(*args, for_user=practitioner.user, **kwargs)
        self.fields.pop("practitioner", None)
        self.instance.practitioner = practitioner
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OwnHoursForm(OwnMixin, OpeningHoursForm):
    field_order = ["place", "weekdays", "hours", "repeat", "applies_from", "applies_until", "is_exception"]

    class Meta:
        model = OpeningHours
        fields = ["practitioner", "place", "applies_from", "applies_until", "is_exception"]

    def __init__(self, *args, practitioner, **kwargs):
        super().__init__(*args, practitioner=practitioner, **kwargs)
        if "place" in self.fields:
            own = Place.objects.filter(practitioners=practitioner) | Place.objects.filter(pk=self.instance.place_id)
            self.fields["place"].queryset = own.distinct()


class OwnAbsenceForm(OwnMixin, AbsenceForm):
    field_order = ["first_day", "last_day", "starts_at", "ends_at", "reason", "touched", "message"]

    class Meta:
        model = Absence
        fields = ["practitioner", "reason"]


class ProfileForm(forms.ModelForm):
    """What visitors read of a practitioner, as they write it themselves. Services and places are the practice's."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    portrait = WagtailImageField(
        label=_("Another portrait"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    without_portrait = forms.BooleanField(label=_("Show no portrait"), required=False)

    field_order = ["name", "title", "bio", "portrait", "without_portrait", "specialities", "languages"]

    class Meta:
        model = Practitioner
        fields = ["name", "title", "bio", "specialities", "languages", "email", "phone"]
        widgets = {
            "bio": forms.Textarea(attrs={"rows": 6}),
            "specialities": forms.CheckboxSelectMultiple,
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        field_classes = {"specialities": RowsField}
        help_texts = dict.fromkeys(["email", "phone"], _("On your page, for everyone to read. Empty: not shown."))
        error_messages = {
            "name": {"required": _("Enter your full name")},
            "email": {"invalid": WHOLE_ADDRESS},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = languages.choices(first=self.instance.languages)
        if not self.fields["specialities"].queryset.exists():
            del self.fields["specialities"]
        if not self.instance.photo_id:
            del self.fields["without_portrait"]
            self.fields["portrait"].label = _("Portrait")

    def save(self, commit=True):
        actions.save_profile(
            practitioner=self.instance,
            by=self.instance.user,
            specialities=self.cleaned_data.get("specialities"),
            portrait=self.cleaned_data["portrait"],
            without_portrait=self.cleaned_data.get("without_portrait", False),
        )
        return self.instance
