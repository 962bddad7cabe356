"""The directory's filters, as they stand in its address: each may be left out, and what nobody knows is passed over."""

import datetime as dt
from urllib.parse import urlencode

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from practice import languages
from practice.models import Place
from practice.wording import day_in_words

from .directory import Part, Search

WEEK = dt.timedelta(days=7)
#: How the parts of a day are called in an address.
PARTS = {"matin": Part.MORNING, "apres-midi": Part.AFTERNOON, "soir": Part.EVENING}
PART_NAMES = {
    "matin": pgettext_lazy("part of a day", "in the morning"),
    "apres-midi": pgettext_lazy("part of a day", "in the afternoon"),
    "soir": pgettext_lazy("part of a day", "in the evening"),
}
WEEKS = {"semaine": gettext_lazy("this week"), "semaine-prochaine": gettext_lazy("next week")}
#: Filters about free times: whoever is found by one has free times then.
WHEN = ("quand", "jour", "moment")
#: Filters that are folded away until one of them is set.
MORE = ("jour", "moment", "prestation", "langue")


class SearchForm(forms.Form):
    """Whom one looks for. Its fields are called as in the address; a choice of one is no choice, and not shown."""

    nom = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    specialite = forms.ChoiceField(label=gettext_lazy("Speciality"), required=False)
    ville = forms.ChoiceField(label=gettext_lazy("Town"), required=False)
    prestation = forms.ChoiceField(label=gettext_lazy("Type of session"), required=False)
    langue = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    quand = forms.ChoiceField(label=gettext_lazy("When"), required=False)
    jour = forms.DateField(
        label=gettext_lazy("On one day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a day")},
    )
    moment = forms.ChoiceField(label=gettext_lazy("Part of the day"), required=False)

    def __init__(self, asked, *, known, today, last_day, about_time=True):
        """`known` are the `Filters` of the directory; without `about_time` nobody asks who is free when."""
        super().__init__({name: asked.get(name, "") for name in self.base_fields}, label_suffix="")
        self.known, self.today, self.last_day = known, today, last_day
        #: Whether the address asked for something that is not offered, or no longer.
        self.asked_in_vain = False
        self.fields["jour"].widget.attrs.update(min=today.isoformat(), max=self.last_day.isoformat())
        for name, choices in self.choices().items():
            self.offer(name, sorted(choices.items(), key=lambda pair: languages.plain(pair[1])))
        self.offer("quand", WEEKS.items(), capital=True)
        self.offer("moment", PART_NAMES.items(), capital=True)
        for name in () if about_time else WHEN:
            del self.fields[name]

    def choices(self):
        """Return `{field: {word in the address: name}}`."""
        known = self.known
        return {
            "specialite": {row.slug: row.name for row in known.specialities},
            "ville": {place.town_slug: town_of(place) for place in known.places if place.town_slug},
            "prestation": {row.slug: row.name for row in known.services},
            "langue": dict(languages.by_name(known.languages)),
        }

    def offer(self, name, choices, *, capital=False):
        choices = [(word, capfirst(text) if capital else text) for word, text in choices]
        if self.data[name] not in ("", *dict(choices)):
            self.asked_in_vain, self.data[name] = True, ""
        if len(choices) < 2 and not self.data[name]:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", pgettext_lazy("filter", "Any")), *choices]

    def clean_jour(self):
        day = self.cleaned_data["jour"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        if day and day > self.last_day:
            last = day_in_words(self.last_day, weekday=False, year=True)
            raise forms.ValidationError(_("Bookings are open until %(day)s. Choose an earlier date.") % {"day": last})
        return day

    def value(self, name):
        return self.cleaned_data.get(name) or ""

    @property
    def is_about_time(self):
        return any(map(self.value, WHEN))

    @property
    def more_is_set(self):
        """Tell whether a filter is set, or wrong, that is folded away as a rule."""
        return any(self.data[name] for name in MORE if name in self.fields)

    def search(self):
        """Return the `Search` that a good form asks for. A day goes before a week."""
        specialities = {row.slug: row.pk for row in self.known.specialities}
        services = {row.slug: row.pk for row in self.known.services}
        first, last = self.days()
        return Search(
            first,
            last,
            PARTS.get(self.value("moment")),
            speciality_id=specialities.get(self.value("specialite")),
            service_id=services.get(self.value("prestation")),
            town=self.value("ville") or None,
            language=self.value("langue") or None,
            name=self.value("nom"),
        )

    def days(self):
        if day := self.value("jour"):
            return day, day
        sunday = self.today + (6 - self.today.weekday()) * dt.timedelta(days=1)
        weeks = {"semaine": (self.today, sunday), "semaine-prochaine": (sunday + dt.timedelta(days=1), sunday + WEEK)}
        return weeks.get(self.value("quand"), (None, None))

    def when_in_words(self):
        """Return “this week, in the morning”, of a search for free times."""
        day = self.value("jour")
        days = day_in_words(day) if day else WEEKS.get(self.value("quand"), "")
        return ", ".join(str(words) for words in (days, PART_NAMES.get(self.value("moment"))) if words)

    def parameters(self, *, without=()):
        """Return what is set, as it stands in an address."""
        return {name: text for name in self.fields if name not in without and (text := self.data.get(name))}

    def query(self, *, without=()):
        return urlencode(self.parameters(without=without))

    def loosened(self):
        """Yield for each filter that is set its words, and the query of the same search without it."""
        for name in self.parameters():
            field, text = self.fields[name], self.data[name]
            if name == "jour":
                text = day_in_words(self.cleaned_data["jour"], capital=True) if self.value("jour") else ""
            elif isinstance(field, forms.ChoiceField):
                text = dict(field.choices)[text]
            if text:
                yield text, self.query(without=[name])


def town_of(place):
    return _("Online") if place.town_slug == Place.ONLINE else place.town
