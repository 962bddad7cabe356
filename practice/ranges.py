"""Hours as people write them, “9h–12h30 et 13h30–17h”, and as this site writes them back, “9:00–12:30, 13:30–17:00”."""

import datetime as dt
import itertools
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MINUTES_A_DAY = 24 * 60

_TIME = r"(\d{1,2})\s*(?:(?:h(?:eures?)?|:|\.)\s*(?:(\d{2})(?!\d))?)?\s*([ap]m\b)?"
_TO = r"\s*(?:[-‐–—−~→]|\b(?:à|a|au|to|until|till|до|по)\b|jusqu['’]à)\s*"
_RANGE = re.compile(rf"(?:\b(?:de|from|с)\s+)?(?<![\w:.]){_TIME}{_TO}{_TIME}(?!:?\d)")
_BETWEEN = re.compile(r"[\s,;.&+/|]*(?:\b(?:et|puis|and|then|и)\b)?[\s,;.&+/|]*(?:\b(?:puis|then)\b)?\s*")


def read_ranges(text):
    """Return the (start, end) times that `text` names, earliest first; an end at 0:00 is midnight.

    Raises ValidationError with one sentence that says what to write instead.
    """
    # Makes one plain space of every kind that comes from a word processor, and plain digits of wide ones.
    text = unicodedata.normalize("NFKC", text).strip().lower()
    ranges, end = [], 0
    for found in _RANGE.finditer(text):
        _refuse_unless_between(text[end : found.start()])
        ranges.append(_range_of(found))
        end = found.end()
    _refuse_unless_between(text[end:])
    if not ranges:
        raise ValidationError(_("Write at least one opening time, such as 9:00–12:30."), code="required")
    ranges.sort()
    _refuse_overlaps(ranges)
    return [(_time(start), _time(end)) for start, end in ranges]


def write_ranges(windows):
    """Return the hours of `windows` as `read_ranges` reads them."""
    return ", ".join(_written((_minute(window.start), _minute(window.end) or MINUTES_A_DAY)) for window in windows)


def _refuse_unless_between(words):
    if not _BETWEEN.fullmatch(words):
        raise ValidationError(
            _("“%(words)s” cannot be read as hours. Write them like this: 9:00–12:30, 13:30–17:00."),
            params={"words": words.strip(" ,;")},
            code="unreadable",
        )


def _range_of(found):
    hour, minute, half, end_hour, end_minute, end_half = found.groups()
    start, end = _minute_of(hour, minute, half), _minute_of(end_hour, end_minute, end_half)
    if end == 0:
        end = MINUTES_A_DAY
    if start == end:
        raise ValidationError(
            _("“%(range)s” begins and ends at the same time. Write a later end."),
            params={"range": found[0].strip()},
            code="empty",
        )
    if start > end:
        raise ValidationError(
            _("“%(range)s” ends before it begins. Write the earlier time first."),
            params={"range": found[0].strip()},
            code="reversed",
        )
    return start, end


def _minute_of(hour, minute, half):
    hours, minutes = int(hour), int(minute or 0)
    known = 1 <= hours <= 12 if half else hours <= 24
    if half and known:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if not known or minutes > 59 or hours * 60 + minutes > MINUTES_A_DAY:
        raise ValidationError(
            _("There is no %(time)s on a clock. Hours go from 0:00 to 24:00."),
            params={"time": f"{hours}:{minutes:02}"},
            code="no_such_time",
        )
    return hours * 60 + minutes


def _refuse_overlaps(ranges):
    for earlier, later in itertools.pairwise(ranges):
        if later[0] < earlier[1]:
            raise ValidationError(
                _("%(earlier)s and %(later)s overlap. Write one range for both, or begin the second at %(end)s."),
                params={"earlier": _written(earlier), "later": _written(later), "end": _clock(earlier[1])},
                code="overlap",
            )


def _written(minutes):
    return f"{_clock(minutes[0])}–{_clock(minutes[1])}"


def _clock(minute):
    return f"{minute // 60}:{minute % 60:02}"


def _minute(at):
    return at.hour * 60 + at.minute


def _time(minute):
    return dt.time(minute // 60 % 24, minute % 60)
