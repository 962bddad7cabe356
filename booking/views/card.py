"""The card with a week of free times: for a new appointment and for one that is moved."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from booking import weeks, wording
from booking.months import month_from_address, month_in_address, month_of, nearest_free
from booking.weeks import CODE_OF_STATE
from practice.wording import day_in_words
from scheduling import Code, Refusal


@dataclass(frozen=True)
class Notice:
    """A message above a page; `offers` are free starts, each with its address."""

    text: str
    kind: str = "warn"
    offers: list = field(default_factory=list)


@dataclass(frozen=True)
class Offer:
    """A free start outside of a week's columns; `local` is on the place's clock."""

    local: object
    url: str


def asked_week(parameters, calendar):
    """Return the Monday to show for `date` or `semaine` of an address, and a `Notice` when it is not the one asked.

    Without either it is the week of the first free start.
    """
    if text := parameters.get("date"):
        return asked_day(weeks.day_from_address(text), calendar)
    if text := parameters.get("semaine"):
        return asked_monday(weeks.week_from_address(text), calendar)
    return calendar.first_week(), None


def asked_day(day, calendar):
    if day is None:
        return calendar.first_week(), Notice(_("This date cannot be read. Choose one of the times shown."))
    code = CODE_OF_STATE.get(calendar.state_of(day))
    return calendar.nearest_week(day), Notice(sentence(code, calendar)) if code else None


def asked_monday(monday, calendar):
    if monday is None:
        return calendar.first_week(), Notice(_("There is no such week. Choose one of the times shown."))
    if monday in calendar.mondays:
        return monday, None
    if monday < calendar.mondays[0]:
        code = Code.PAST
    elif monday > calendar.mondays[-1]:
        code = Code.TOO_FAR
    else:
        code = Code.CLOSED_DAY
    return calendar.nearest_week(monday), Notice(sentence(code, calendar))


def sentence(code, calendar):
    if code == Code.PAST:
        return _("This day has passed. Here is the nearest week open for booking.")
    choice = calendar.choice
    return wording.sentence_for(
        Refusal(code),
        practitioner=choice.practitioner,
        service=choice.service,
        place=choice.place,
        now=calendar.now,
    )


def card_of(calendar, monday, *, url_for, week_url, action, hidden, wait_url=None, month=""):
    """Return what `booking/week_card.html` shows.

    `url_for(start)` is where a start leads, `week_url(**parameters)` this page for another week; `action` and
    `hidden` are the address and the fixed parameters of the form that goes to a date; `wait_url(day)` is where one
    waits for a time on some day, if anywhere. `month` is the one that an address asks for, such as “2026-12”.
    """
    week = calendar.week(monday, url_for, wait_url)
    count = week.free_count
    asked = month_from_address(month)
    days = month_of(
        calendar,
        asked or nearest_free(calendar, max(week.first_day, calendar.today)),
        shown={day.date for day in week.days},
        day_url=lambda day: f"{week_url(date=day.isoformat())}#d{day}",
        month_url=lambda first: week_url(semaine=week.address, mois=month_in_address(first)),
    )
    return {
        "week": week,
        "title": title_of(week),
        "announce": days.announcement if asked else announcement_of(week),
        "month": days,
        "is_month_open": asked is not None,
        "first_free": offer(calendar.first_free, calendar, url_for),
        "next_free": None if count else offer(week.next_free, calendar, url_for),
        "previous_url": week_url(semaine=weeks.week_in_address(week.previous)) if week.previous else "",
        "next_url": week_url(semaine=weeks.week_in_address(week.next)) if week.next else "",
        "action": action,
        "hidden": hidden,
        "first_date": calendar.today,
        "last_date": calendar.last_day,
        "shown_date": max(week.first_day, calendar.today),
        # Where there is a choice, the days that are full each have a way to wait.
        "wait_url": wait_url(max(week.first_day, calendar.today)) if wait_url and not count else "",
    }


def offer(start, calendar, url_for):
    return Offer(start.astimezone(calendar.zone), url_for(start)) if start else None


def title_of(week):
    """Return the days of the week in words: “23 to 27 November”, “30 November to 4 December”."""
    if week.first_day == week.last_day:
        return day_in_words(week.first_day, capital=True)
    return pgettext("days of a week", "%(first)s to %(last)s") % ends_of(week)


def announcement_of(week):
    """Return what a screen reader is told once another week is there."""
    count = week.free_count
    free = ngettext("%(count)s free time", "%(count)s free times", count) % {"count": count}
    if week.first_day == week.last_day:
        return _("%(day)s, %(free)s.") % {"day": title_of(week), "free": free}
    return _("Week of %(first)s to %(last)s, %(free)s.") % {**ends_of(week), "free": free}


def ends_of(week):
    """Return the first and the last day in words, the month only where it is needed."""
    first, last = week.first_day, week.last_day
    if first.month == last.month:
        start = pgettext("first day of a month", "1") if first.day == 1 else str(first.day)
    else:
        start = day_in_words(first, weekday=False)
    return {"first": start, "last": day_in_words(last, weekday=False)}
