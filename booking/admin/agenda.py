"""“Agenda”: a day, a week or a month of practitioners, with what is free in it. The address says all that is shown."""

import datetime as dt
from calendar import Calendar as WeeksOf
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from booking import permissions
from booking.agenda import CALLED_OFF, agenda_of
from booking.models import State
from booking.weeks import day_from_address, monday_of
from practice.holidays import holiday_name, holidays_between
from practice.models import practice_zone
from practice.offers import offers
from practice.wording import WEEKDAYS, day_in_words, days_between_in_words, time_in_words, zone_in_words

from .agenda_links import AgendaLinks
from .columns import DAY, Layout, Notice, fit_side_by_side, in_numbers, put_beside_hours, title_of

#: How many appointments a day of a month tells one by one.
MOST_TOLD = 4
EVERYONE = "tous"


class View(StrEnum):
    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"

    @property
    def label(self):
        return {"jour": _("Day"), "semaine": _("Week"), "mois": _("Month")}[self.value]

    def dates(self, day):
        """Return the first and the last date that are shown to who asks for `day`."""
        if self is View.DAY:
            return day, day
        if self is View.WEEK:
            return monday_of(day), monday_of(day) + 6 * DAY
        following = (day.replace(day=1) + 31 * DAY).replace(day=1)
        return day.replace(day=1), following - DAY

    def title(self, first, last):
        if self is View.DAY:
            return day_in_words(first, year=True, capital=True)
        if self is View.WEEK:
            return capfirst(days_between_in_words(first, last))
        return capfirst(date_format(first, "YEAR_MONTH_FORMAT"))


class AgendaForm(forms.Form):
    """What an agenda is narrowed down by, as the address says it; where there is one only, nobody is asked which."""

    vue = forms.CharField(widget=forms.HiddenInput)
    date = forms.CharField(label=_("Day"), required=False, widget=AdminDateInput)
    praticien = forms.ChoiceField(label=_("Practitioner"), required=False)
    lieu = forms.ChoiceField(label=_("Place"), required=False)
    prestation = forms.ChoiceField(label=_("Service"), required=False)
    annules = forms.BooleanField(label=_("Show what was cancelled or declined"), required=False)

    def __init__(self, shown, *, rows):
        super().__init__(initial=shown)
        for name, by_slug in rows.items():
            empty = EVERYONE if name == "praticien" else ""
            everyone = [(empty, _("All"))] if len(by_slug) != 1 else []
            self.fields[name].choices = [*everyone, *((slug, str(row)) for slug, row in by_slug.items())]
            if len(by_slug) < 2:
                self.fields[name].widget = forms.HiddenInput()


@dataclass(frozen=True)
class MonthDay:
    """A date of the month: where its day is shown, what stands there in numbers, and the first of it by name."""

    date: dt.date
    url: str
    words: str
    numbers: str
    requests: str
    entries: list
    more: str
    notices: list
    is_today: bool
    is_closed: bool


class AgendaView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "booking/admin/agenda.html"
    page_title = _("Agenda")
    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.works_here(request.user) or (self.asked_of != EVERYONE and not self.practitioners):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    # --- What is asked ---

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def view(self):
        asked = self.request.GET.get("vue")
        return View(asked) if asked in list(View) else View.WEEK

    @cached_property
    def day(self):
        return day_from_address(self.request.GET.get("date", "")) or self.today

    @cached_property
    def today(self):
        return self.now.astimezone(self.zone).date()

    @cached_property
    def own(self):
        """Return those whose time the reader may look into, by their slug, in the practice's order."""
        return {one.slug: one for one in permissions.practitioners_for(self.request.user)}

    @cached_property
    def asked_of(self):
        """Return the slug of whose agenda it is: one's own at first, for who receives people."""
        asked = self.request.GET.get("praticien")
        if asked:
            return asked
        mine = (slug for slug, one in self.own.items() if one.user_id == self.request.user.pk)
        only = next(iter(self.own)) if len(self.own) == 1 else EVERYONE
        return next(mine, only)

    @cached_property
    def practitioners(self):
        return [one for slug, one in self.own.items() if self.asked_of in (slug, EVERYONE)]

    @cached_property
    def rows(self):
        offered = offers()
        of_all = {"lieu": offered.places, "prestation": offered.services}
        return {"praticien": self.own} | {
            name: {one.slug: one for one in rows.values()} for name, rows in of_all.items()
        }

    @cached_property
    def place(self):
        return self.rows["lieu"].get(self.request.GET.get("lieu"))

    @cached_property
    def service(self):
        return self.rows["prestation"].get(self.request.GET.get("prestation"))

    @cached_property
    def zone(self):
        """Return the zone whose days these are: that of the one place, or of all places, else the practice's."""
        zones = {place.zone for place in self.rows["lieu"].values()} if self.place is None else {self.place.zone}
        return zones.pop() if len(zones) == 1 else practice_zone()

    @property
    def with_called_off(self):
        return bool(self.request.GET.get("annules"))

    def address(self, **changed):
        """Return the address of this page for another day or view, narrowed down as it is."""
        kept = {name: self.request.GET.get(name) for name in ("praticien", "lieu", "prestation", "annules")}
        asked = {"vue": self.view.value, "date": self.day.isoformat(), **kept, **changed}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    # --- What is shown ---

    @cached_property
    def agenda(self):
        people = [one.pk for one in self.practitioners]
        narrowed = {"service": self.service, "place": self.place, "with_called_off": self.with_called_off}
        return agenda_of(people, *self.view.dates(self.day), zone=self.zone, now=self.now, **narrowed)

    @cached_property
    def links(self):
        return AgendaLinks(self.request.user, back=self.request.get_full_path())

    @cached_property
    def layout(self):
        is_one = len(self.practitioners) == 1
        by_name = not is_one and self.view is not View.DAY
        known = {"zone": self.zone, "now": self.now, "links": self.links}
        return Layout(self.agenda, **known, names_whom=by_name, shows_free=not by_name)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        first, last = self.view.dates(self.day)
        laid_out = self.month() if self.view is View.MONTH else self.columns()
        return super().get_context_data(
            title=self.view.title(first, last),
            views=[(one, self.address(vue=one.value), one is self.view) for one in View],
            previous_url=self.address(date=(first - DAY).isoformat()),
            next_url=self.address(date=(last + DAY).isoformat()),
            today_url=self.address(date=self.today.isoformat()),
            list_url=self.list_url,
            hours_url=self.links.hours(self.practitioners),
            form=self.form,
            is_narrowed=bool(self.place or self.service or self.with_called_off),
            is_day=self.view is View.DAY,
            zone=self.zone_in_words(first),
            book_url=self.links.book(),
            **laid_out,
            **kwargs,
        )

    @cached_property
    def form(self):
        given = {name: self.request.GET.get(name) for name in ("lieu", "prestation", "annules")}
        shown = {"vue": self.view.value, "date": self.day.isoformat(), "praticien": self.asked_of}
        return AgendaForm({**given, **shown}, rows=self.rows)

    @property
    def list_url(self):
        """Return the address of the list of the same days."""
        first, last = self.view.dates(self.day)
        rows = {"place": self.place, "service": self.service}
        rows |= {"practitioner": self.practitioners[0]} if len(self.own) > 1 and len(self.practitioners) == 1 else {}
        chosen = {f"{name}__id__exact": row.pk for name, row in rows.items() if row}
        query = urlencode({"quand": "tous", "du": first.isoformat(), "au": last.isoformat(), **chosen})
        return f"{reverse('rendez-vous_modeladmin_index')}?{query}"

    def zone_in_words(self, day):
        """Return whose clocks the hours are, where the places differ, or the practice is elsewhere."""
        zones = {place.zone for place in self.agenda.offers.active_places().values()}
        noon = dt.datetime.combine(day, dt.time(12), self.zone)
        return zone_in_words(self.zone, noon) if zones - {practice_zone()} else ""

    @cached_property
    def holidays(self):
        """Return `{date: name}` of the public holidays on which the practice does not work."""
        rules = self.agenda.offers.rules
        days = holidays_between(rules.holidays_region, *self.view.dates(self.day), worked=rules.holidays_worked)
        return {day: holiday_name(rules.holidays_region, day) for day in days}

    def notices(self, day):
        return [Notice(capfirst(self.holidays[day]))] if day in self.holidays else []

    def columns(self):
        columns = self.by_practitioner() if self.view is View.DAY else self.by_day()
        first, count = put_beside_hours(columns)
        return {
            "columns": columns,
            "is_empty": not any(column.count for column in columns),
            "first_hour": first,
            "hour_count": count,
            "hours": [(hour, time_in_words(dt.time(hour))) for hour in range(first, first + count)],
            "has_hours": fit_side_by_side(columns),
        }

    def by_practitioner(self):
        """Return a column for each practitioner: of several, for those who have anything on that day."""
        about = {"notices": self.notices(self.day), "is_today": False}
        columns = [self.layout.column(self.day, only=one.pk, title=one.name, **about) for one in self.practitioners]
        busy = [column for column in columns if column.items]
        return busy or columns[:1] if len(columns) > 1 else columns

    def by_day(self):
        """Return a column for each date, without the days of the weekend on which nothing is."""
        columns = [
            (
                day,
                self.layout.column(
                    day,
                    title=title_of(day),
                    url=self.address(vue=View.DAY.value, date=day.isoformat()),
                    notices=self.notices(day),
                    is_today=day == self.today,
                    is_asked=day == self.day,
                ),
            )
            for day in self.agenda.days
        ]
        return [column for day, column in columns if day.weekday() < 5 or column.items or day == self.day]

    def month(self):
        first, _last = self.view.dates(self.day)
        weeks = WeeksOf().monthdatescalendar(first.year, first.month)
        days = {day: self.month_day(day) for day in self.agenda.days}
        return {
            "weekdays": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
            "weeks": [[days.get(day) for day in week] for week in weeks],
            "is_empty": not any(day.entries for day in days.values()),
        }

    def month_day(self, day):
        found = self.agenda.days[day]
        expected = found.count - len(found.entries_in(*CALLED_OFF))
        asked = sum(one.end_at > self.now for one in found.entries_in(State.REQUESTED))
        told = found.first_entries(MOST_TOLD if found.count <= MOST_TOLD else MOST_TOLD - 1)
        more = found.count - len(told)
        return MonthDay(
            date=day,
            url=self.address(vue=View.DAY.value, date=day.isoformat()),
            words=day_in_words(day),
            numbers=in_numbers(expected, found.free_count),
            requests=ngettext("%(count)s request", "%(count)s requests", asked) % {"count": asked} if asked else "",
            entries=[self.layout.entry(one, day) for one in told],
            more=ngettext("%(count)s more", "%(count)s more", more) % {"count": more} if more else "",
            notices=[*self.notices(day), *self.layout.absences(day, None)[0]],
            is_today=day == self.today,
            is_closed=self.is_open_for_booking(day) and not (found.count or found.openings),
        )

    def is_open_for_booking(self, day):
        """Tell whether hours are known of that day, in a month of which no other plan is made."""
        return self.today <= day <= self.today + self.agenda.offers.rules.horizon_days * DAY


class AgendaMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.works_here(request.user)


urlpatterns = [path("rendez-vous/agenda/", AgendaView.as_view(), name="agenda")]
