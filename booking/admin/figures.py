"""“Statistiques”: what became of appointments over a period, as bars and as numbers that lead to the list (O8, M5)."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from booking import permissions
from booking.figures import BY, ROWS, Period, figures, last_day
from booking.outcomes import Outcome
from booking.spreadsheets import Table, csv_of
from practice.days import validate_day
from practice.models import Place, Service
from practice.plans import today
from practice.wording import days_between_in_words, time_in_words

from .lists import BelowTheListMixin
from .why import UNREAD_DAY

DAY = dt.timedelta(days=1)
#: What a period is at first, and at most.
AT_FIRST, LONGEST = 365 * DAY, 3 * 366 * DAY
#: The columns, in order. In the bars stand those that were to take place.
SHOWN = [*Outcome]
BARS = [Outcome.HONOURED, Outcome.MISSED, Outcome.BY_CLIENT, Outcome.BY_PRACTICE]


class FiguresForm(forms.Form):
    NAMES = ("du", "au", "par", "praticien", "lieu", "prestation")

    du = forms.DateField(label=pgettext_lazy("first day", "From"), widget=AdminDateInput, validators=[validate_day])
    au = forms.DateField(label=pgettext_lazy("last day", "To"), widget=AdminDateInput, validators=[validate_day])
    par = forms.ChoiceField(label=_("Group by"), choices=list(BY.items()))

    def __init__(self, data, *, practitioners):
        super().__init__(data)
        for name in ("du", "au"):
            self.fields[name].error_messages = {"invalid": UNREAD_DAY, "required": UNREAD_DAY}
        rows = {"praticien": practitioners, "lieu": Place.objects.all(), "prestation": Service.objects.all()}
        self.rows = {name: {one.slug: one for one in found} for name, found in rows.items()}
        for name, by_slug in self.rows.items():
            choices = [("", _("All")), *((slug, str(one)) for slug, one in by_slug.items())]
            # Where there is one only, nobody is asked which.
            widget = forms.Select if len(by_slug) > 1 else forms.HiddenInput
            self.fields[name] = forms.ChoiceField(label=BY[name], choices=choices, required=False, widget=widget)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and first > last:
            raise ValidationError({"au": _("The last day comes before the first one.")})
        if first and last and last - first > LONGEST:
            raise ValidationError({"au": _("Choose a period of three years at most.")})
        return cleaned

    def chosen(self, name):
        return self.rows[name].get(self.cleaned_data[name])

    def period(self, practitioners):
        only = self.chosen("praticien")
        return Period(
            self.cleaned_data["du"],
            self.cleaned_data["au"],
            (only,) if only else tuple(practitioners),
            self.chosen("lieu"),
            self.chosen("prestation"),
        )


@dataclass(frozen=True)
class Cell:
    number: int
    url: str


@dataclass(frozen=True)
class Line:
    """One group: its name, a `Cell` for each of `SHOWN`, the bars, each (outcome, x, width) in %, and who came."""

    name: str
    cells: list
    bars: list
    people: int
    occupancy: str


class FiguresView(BelowTheListMixin, WagtailAdminTemplateMixin, TemplateView):
    """The period and the filters stand in the address, to be kept and passed on."""

    template_name = "booking/admin/figures.html"
    page_title = _("Figures")
    header_icon = "order"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.may_see_figures(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") == "csv" and self.form.is_valid():
            return self.as_csv()
        return super().get(request, *args, **kwargs)

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def practitioners(self):
        found = permissions.practitioners_counted_for(self.request.user)
        return list(found.prefetch_related("places"))

    @cached_property
    def form(self):
        """Return the form, filled with what the address says, for the rest with the last twelve months."""
        last = today(self.now)
        given = {"du": (last - AT_FIRST).replace(day=1).isoformat(), "au": last.isoformat(), "par": "mois"}
        asked = {name: self.request.GET[name] for name in FiguresForm.NAMES if name in self.request.GET}
        return FiguresForm({**given, **asked}, practitioners=self.practitioners)

    @cached_property
    def found(self):
        return figures(self.form.period(self.practitioners), self.by, now=self.now)

    @property
    def by(self):
        return self.form.cleaned_data["par"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, **kwargs)
        if not self.form.is_valid():
            return context
        total = self.found.total
        return {
            **context,
            "by": BY[self.by],
            "total": self.line(gettext("In all"), total, {}),
            "lines": self.lines,
            "facts": self.facts(total),
            "legend": [(outcome.value, outcome.label) for outcome in BARS],
            "columns": [outcome.label for outcome in SHOWN],
            "csv_url": f"?{urlencode({**self.asked, 'export': 'csv'})}",
            "has_any": bool(total.total),
            "has_occupancy": any(counts.occupancy is not None for counts in self.found.groups.values()),
        }

    @property
    def asked(self):
        return {name: value for name in FiguresForm.NAMES if (value := self.form.data.get(name))}

    def facts(self, total):
        """Return (name, value, help) of what is told of the whole period."""
        lead = self.found.lead
        return [
            (_("Share honoured"), in_percent(total.share_honoured), _("Of those honoured, missed and cancelled.")),
            (_("Appointments honoured"), str(total.outcomes[Outcome.HONOURED]), ""),
            (_("People who came"), str(total.people), _("Each counts once.")),
            (_("Cancelled late"), str(total.late), _("With less than the notice of the booking rules left.")),
            (_("Hours taken"), in_percent(total.occupancy), _("Of the opening hours as they are set now.")),
            (_("Booked in advance"), days(lead) if lead is not None else "–", _("Half of them earlier, half later.")),
        ]

    @cached_property
    def lines(self):
        most = max((counts.due for counts in self.found.groups.values()), default=0)
        return [
            self.line(self.name_of(key), counts, self.narrowed(key), most) for key, counts in self.found.groups.items()
        ]

    def line(self, name, counts, narrowed, most=0):
        cells = [Cell(counts.outcomes[one], self.list_url({**narrowed, "issue": one.value})) for one in SHOWN]
        return Line(name, cells, bars(counts, most), counts.people, in_percent(counts.occupancy))

    def name_of(self, key):
        if self.by in ROWS:
            return next((str(one) for one in self.form.rows[self.by].values() if one.pk == key), "–")
        if self.by == "heure":
            return time_in_words(dt.time(key))
        if self.by == "mois":
            return capfirst(formats.date_format(key, "YEAR_MONTH_FORMAT"))
        return capfirst(days_between_in_words(*self.days_of(key)))

    def days_of(self, key):
        """Return the first and the last day of a month or a week within the period."""
        first, last = self.form.cleaned_data["du"], self.form.cleaned_data["au"]
        return max(key, first), min(last_day(key, self.by), last)

    def narrowed(self, key):
        """Return the parameters of the list that leave this group."""
        if self.by in ROWS:
            return {f"{ROWS[self.by]}__id__exact": key}
        if self.by == "heure":
            return {"heure": key}
        first, last = self.days_of(key)
        return {"du": first.isoformat(), "au": last.isoformat()}

    def list_url(self, narrowed):
        chosen = {f"{ROWS[name]}__id__exact": row.pk for name in ROWS if (row := self.form.chosen(name))}
        whole = {name: self.form.cleaned_data[name].isoformat() for name in ("du", "au")}
        return (
            f"{reverse('rendez-vous_modeladmin_index')}?{urlencode({'quand': 'tous', **whole, **chosen, **narrowed})}"
        )

    def as_csv(self):
        table = Table(
            name=pgettext("name of a file", "figures"),
            columns=[str(BY[self.by]), *(str(outcome.label) for outcome in SHOWN), gettext("People who came")],
            rows=self.lines,
            cells_of=lambda line: [line.name, *(cell.number for cell in line.cells), line.people],
        )
        response = StreamingHttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{table.name}-{today(self.now)}.csv"'
        response["Cache-Control"] = "no-store, private"
        return response


def bars(counts, most):
    """Return (outcome, x, width) of each bar of a line, as parts of a hundred, `most` being the whole."""
    found, x = [], 0
    for outcome in BARS:
        width = round(100 * counts.outcomes[outcome] / most, 2) if most else 0
        if width:
            found.append((outcome.value, f"{x:g}", f"{width:g}"))
        x = round(x + width, 2)
    return found


def in_percent(share):
    """Return a share in words; a small one with a decimal, so that something is never told as nothing."""
    if share is None:
        return "–"
    return f"{formats.number_format(100 * share, 1 if 0 < share < 0.1 else 0)}\u00a0%"


def days(length):
    count = length.days
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_see_figures(request.user)


urlpatterns = [path("rendez-vous/statistiques/", FiguresView.as_view(), name="figures")]
