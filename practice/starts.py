"""What opening hours amount to, while they are typed: in words, the next days, and when each service can start."""

import datetime as dt

import scheduling

from . import wording
from .days import dates_between
from .hours import merged, starts_of
from .models import BookingRules, Service, practice_today

#: How far ahead the next opening days are looked for, and how many are shown.
LOOK_AHEAD = dt.timedelta(days=400)
DAYS_SHOWN = 3
#: The fields on which the starts depend; without a good answer in each there is no more than a part to show.
FIELDS_SHOWN = ("hours", "weekdays", "applies_from", "applies_until")


def starts_given_by(form):
    """Return what the hours in `form` amount to, typed or stored: in words, the next days, each service's starts."""
    hours = form.instance
    days, windows = hours.days, hours.windows.all() if hours.pk else ()
    if form.is_bound:
        form.is_valid()
        days, windows = form.days(), [scheduling.Window(*ends) for ends in form.cleaned_data.get("hours") or ()]
    windows = merged(windows)
    problems = [problem for field in FIELDS_SHOWN for problem in form.errors.get(field, ())]
    whole = windows and not problems
    return {
        "problems": problems,
        "summary": wording.schedule_in_words(days, windows) if whole else "",
        "next_days": [wording.day_in_words(day) for day in next_days(days, hours)] if whole else [],
        "services": [starts_of_service(service, windows) for service in services_of(hours)] if windows else [],
    }


def next_days(days, hours):
    """Return the next dates on which `days` fall while `hours` apply."""
    if not hours.applies_from:
        return []
    first = max(practice_today(), hours.applies_from)
    last = min(first + LOOK_AHEAD, hours.applies_until or dt.date.max)
    return dates_between(days, hours.applies_from, first, last)[:DAYS_SHOWN] if first <= last else []


def services_of(hours):
    services = Service.objects.active()
    return services.filter(practitioners=hours.practitioner_id) if hours.practitioner_id else services


def starts_of_service(service, windows):
    starts = starts_of(windows, service, step=BookingRules.load().step)
    return {
        "service": service,
        "length": wording.minutes_in_words(service.duration_minutes),
        "starts": [[wording.time_in_words(start) for start in one] for one in starts if one],
        "count": sum(map(len, starts)),
    }
