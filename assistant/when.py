"""Days and hours in words: “jeudi prochain après 16 h”, “the week of the 30th”, “в четверг утром”.

A small grammar, whose words each language brings along. It knows what is to come: a day without a year is the next one.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from booking.directory import Hours

from . import languages

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
MIDNIGHT, LATEST = dt.time(0), dt.time(23, 59)
#: Stands in a text for each day or hour that was read in it.
MARK = "{when}"
#: “Vers 10 h” is an hour before and after.
AROUND = 60
PARTS = {
    "morning": Hours(MIDNIGHT, dt.time(12)),
    "noon": Hours(dt.time(11, 30), dt.time(14)),
    "afternoon": Hours(dt.time(12), dt.time(18)),
    "evening": Hours(dt.time(17), LATEST),
}


@dataclass(frozen=True)
class When:
    """The days from `first` to `last`, both included, and hours on the clock of the place; None: any."""

    first: dt.date | None = None
    last: dt.date | None = None
    hours: Hours | None = None
    #: Which part of a day was named, or "": for words.
    part: str = ""

    def __bool__(self):
        return self.first is not None or self.hours is not None


class Grammar:
    """The words of a language for days and hours, as regular expressions over a spaced text."""

    def __init__(self, language):
        self.words = languages.of(language).dates
        parts = {
            "weekday": "|".join(self.words.WEEKDAYS),
            "month": "|".join(self.words.MONTHS),
            "number": "|".join(self.words.NUMBERS),
            "hour": self.words.HOUR,
        }
        parts["date"] = filled(self.words.DAYS["date"], parts)
        self.days = {name: whole(filled(text, parts)) for name, text in self.words.DAYS.items()}
        self.parts = {name: whole(text) for name, text in self.words.PARTS.items()}
        self.hours = {name: whole(filled(text, parts)) for name, text in self.words.HOURS.items()}
        self.hour = re.compile(self.words.HOUR)
        self.weekdays = [whole(one) for one in self.words.WEEKDAYS]
        self.months = [whole(one) for one in self.words.MONTHS]
        self.in_eight = whole(self.words.IN_EIGHT)


def filled(text, parts):
    """Put the parts in their places; what groups they have is nobody's business."""
    for name, part in parts.items():
        text = text.replace("{" + name + "}", f"(?:{part})")
    return text


def whole(text):
    return re.compile(rf"(?<!\w)(?:{re.sub(r'[(](?![?])', '(?:', text)})(?!\w)")


@lru_cache(maxsize=8)
def grammar_of(language):
    return Grammar(language)


def read_when(text, language, today):
    """Return the `When` that a spaced text names, and the text with marks in its place. Nothing named: an empty one."""
    grammar = grammar_of(language)
    first, last, text = read_days(text, grammar, today)
    hours, part, text = read_hours(text, grammar)
    if part == "tonight":
        first, last, part = today, today, "evening"
    return When(first, last, hours, part), " ".join(text.split())


# --- Days ------------------------------------------------------------------------------------------


def read_days(text, grammar, today):
    for name, meaning in DAYS.items():
        if found := grammar.days[name].search(text):
            span = meaning(found[0], grammar, today)
            if span is not None:
                return *span, marked(text, found, "{tonight}" if name == "tonight" else MARK)
    return None, None, text


def one_day(days):
    return lambda _text, _grammar, today: (today + days * DAY, today + days * DAY)


def this_week(_text, _grammar, today):
    return today, sunday_of(today)


def next_week(_text, _grammar, today):
    return sunday_of(today) + DAY, sunday_of(today) + WEEK


def weekend(_text, _grammar, today):
    sunday = sunday_of(today)
    return max(today, sunday - DAY), sunday


def week_of(text, grammar, today):
    day = date_in(text, grammar, today)
    return day and (monday_of(day), sunday_of(day))


def in_days(text, grammar, today):
    day = today + number_in(text, grammar) * DAY
    return day, day


def in_weeks(text, grammar, today):
    monday = monday_of(today + number_in(text, grammar) * WEEK)
    return monday, sunday_of(monday)


def within_days(text, grammar, today):
    return today, today + number_in(text, grammar, default=5) * DAY


def by_day(text, grammar, today):
    day = date_in(text, grammar, today) or weekday_in(text, grammar, today)
    return day and (today, day)


def a_date(text, grammar, today):
    day = date_in(text, grammar, today)
    return day and (day, day)


def a_weekday(text, grammar, today):
    day = weekday_in(text, grammar, today)
    return day and (day, day)


#: In the order in which they are looked for: the longer words first.
DAYS = {
    "after_tomorrow": one_day(2),
    "tonight": one_day(0),
    "today": one_day(0),
    "tomorrow": one_day(1),
    "week_of": week_of,
    "by_day": by_day,
    "within_days": within_days,
    "in_days": in_days,
    "in_weeks": in_weeks,
    "date": a_date,
    "weekday": a_weekday,
    "bare_date": a_date,
    "next_week": next_week,
    "this_week": this_week,
    "weekend": weekend,
}


def monday_of(day):
    return day - day.weekday() * DAY


def sunday_of(day):
    return monday_of(day) + 6 * DAY


def number_in(text, grammar, default=1):
    if found := re.search(r"\d+", text):
        return min(int(found[0]), 400)
    return next((number for word, number in grammar.words.NUMBERS.items() if word in text.split()), default)


def weekday_in(text, grammar, today):
    """Return the next such day after today; “en huit” is a week later."""
    for number, one in enumerate(grammar.weekdays):
        if one.search(text):
            ahead = (number - today.weekday() - 1) % 7 + 1
            return today + ahead * DAY + (WEEK if grammar.in_eight.search(text) else 0 * DAY)
    return None


def date_in(text, grammar, today):
    """Return the next date of that number, in that month where one is named; None for a day that there is not."""
    numbers = [int(one) for one in re.findall(r"\d+", text)[:2]]
    month = next((number for number, one in enumerate(grammar.months, 1) if one.search(text)), None)
    if month is None and len(numbers) == 2:
        month = numbers[1]
    if not numbers or not 1 <= numbers[0] <= 31 or month not in (None, *range(1, 13)):
        return None
    months = [(today.year, month), (today.year + 1, month)] if month else months_from(today)
    days = (day_of(year, number, numbers[0]) for year, number in months)
    return next((day for day in days if day and day >= today), None)


def months_from(today):
    return [(today.year + (today.month + ahead - 1) // 12, (today.month + ahead - 1) % 12 + 1) for ahead in range(3)]


def day_of(year, month, number):
    return dt.date(year, month, number) if number <= calendar.monthrange(year, month)[1] else None


# --- Hours -----------------------------------------------------------------------------------------


def read_hours(text, grammar):
    """Return the hours named, the part of the day that was named, if any, and the text without them."""
    part, hours = "", None
    if "{tonight}" in text:
        text, part, hours = text.replace("{tonight}", MARK), "tonight", PARTS["evening"]
    for name, meaning in HOURS.items():
        found = grammar.hours[name].search(text)
        clocks = clocks_in(found[0], grammar) if found else []
        if clocks:
            span = meaning(*clocks) if name != "between" or len(clocks) > 1 else HOURS["at"](*clocks)
            text = marked(text, found)
            _hours, named, text = read_part(text, grammar)
            return in_the_evening(span, part or named), "tonight" if part else "", text
    if hours is None:
        hours, part, text = read_part(text, grammar)
    return hours, part, text


def read_part(text, grammar):
    for name in ("noon", "afternoon", "morning", "evening"):
        if found := grammar.parts[name].search(text):
            return PARTS[name], name, marked(text, found)
    return None, "", text


def marked(text, found, mark=MARK):
    """Return the text with a mark in place of what was found."""
    return f"{text[: found.start()]} {mark} {text[found.end() :]}"


def in_the_evening(span, part):
    """“Thursday afternoon at 3”: a small hour of the second half of a day."""
    if part in ("afternoon", "evening", "tonight") and MIDNIGHT < span.start < dt.time(8):
        return replace(
            span, start=later(span.start, 720), end=later(span.end, 720) if span.end < dt.time(12) else span.end
        )
    return span


def clocks_in(text, grammar):
    found = (clock_of(one[0], grammar) for one in grammar.hour.finditer(text))
    return [clock for clock in found if clock is not None]


def clock_of(text, grammar):
    """Return the time that “16 h 30”, “4 pm”, “midi” mean, or None. A small hour without more is one after noon."""
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if not numbers:
        return dt.time(12)
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if hour < 12 and ("pm" in text.split() or (grammar.words.PM and hour < 8 and "am" not in text.split())):
        hour += 12
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def later(clock, minutes):
    """Return a time moved by minutes, within the same day."""
    total = min(max(clock.hour * 60 + clock.minute + minutes, 0), 24 * 60 - 1)
    return dt.time(total // 60, total % 60)


#: In the order in which they are looked for.
HOURS = {
    "between": lambda start, end, *_: Hours(min(start, end), max(start, end)),
    "not_before": lambda at, *_: Hours(at, LATEST),
    "not_after": lambda at, *_: Hours(MIDNIGHT, at),
    "after": lambda at, *_: Hours(at, LATEST),
    "before": lambda at, *_: Hours(MIDNIGHT, at),
    "around": lambda at, *_: Hours(later(at, -AROUND), later(at, AROUND)),
    "at": lambda at, *_: Hours(later(at, -AROUND // 2), later(at, AROUND // 2 + 1)),
}
