"""What is offered, where, and by whom."""

import zoneinfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from people.models import Role, User
from practice import languages
from practice.models import Practitioner, practice_zone

from .rows import RowsField


class OfferedForm(WagtailAdminModelForm):
    """Something that practitioners offer: a service, a place. A new one is everybody's unless someone is left out."""

    practitioners = RowsField(
        label=_("Offered by"), queryset=Practitioner.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Media:
        css = {"all": ["css/admin/practice.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.everybody = Practitioner.objects.all()
        if self.everybody.count() < 2:
            del self.fields["practitioners"]
            return
        self.fields["practitioners"].queryset = self.everybody
        self.initial["practitioners"] = self.instance.practitioners.all() if self.instance.pk else self.everybody

    def save(self, commit=True):
        is_new = not self.instance.pk
        instance = super().save(commit)
        if "practitioners" in self.cleaned_data:
            instance.practitioners.set(self.cleaned_data["practitioners"])
        elif is_new:
            instance.practitioners.set(self.everybody)
        return instance


class PlaceForm(OfferedForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("The hours of this place are read on its own clocks."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
        own = _("The practice’s: %(zone)s") % {"zone": practice_zone().key}
        self.fields["time_zone"].choices = [("", own), *((name, name.replace("_", " ")) for name in zones)]


class PractitionerForm(WagtailAdminModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        field_classes = dict.fromkeys(["services", "places", "specialities"], RowsField)

    class Media:
        css = {"all": ["css/admin/practice.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = languages.choices(first=self.instance.languages)
        if not self.instance.pk:
            self.initial.update({name: self.fields[name].queryset for name in ("services", "places")})
        for name in ("services", "places", "specialities"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]
        works_here = Q(is_superuser=True) | Q(groups__role__code__in=Role.STAFF) | Q(pk=self.instance.user_id)
        self.fields["user"].queryset = User.objects.filter(works_here).distinct()
        self.fields["user"].empty_label = _("No account")
