"""Why a start cannot be had: codes, never sentences. The sentences are made where there is a language."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The reasons, whoever finds them: `slots.refusal` those about time, booking those about people."""

    CLOSED_DAY = "closed_day"
    OUT_OF_HOURS = "out_of_hours"
    OFF_GRID = "off_grid"
    TAKEN = "taken"
    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    TOO_SOON = "too_soon"
    PAST = "past"
    ABSENT = "absent"
    HOLIDAY = "holiday"
    OWN_OVERLAP = "own_overlap"
    LIMIT_REACHED = "limit_reached"
    NOT_YOURS = "not_yours"
    BLOCKED = "blocked"
    NOT_OPEN_TO_YOU = "not_open_to_you"
    STATE = "state"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, and the `ref` of the `Busy` or `TimeOff` that is in the way, if one is."""

    code: Code
    ref: object = None
