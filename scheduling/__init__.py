"""Free times: opening hours, what is taken and now go in, starts and refusals come out.

Pure Python: no framework, no database, no clock of its own. Callers pass aware datetimes and `now`; what
comes back is aware and in UTC. `slots` asks the questions, `rules` holds what they are asked about,
`refusals` the reasons.
"""

from scheduling.clock import instants
from scheduling.openings import Openings
from scheduling.refusals import Code, Refusal
from scheduling.rules import Busy, Published, Rules, TimeOff, Window
from scheduling.slots import free_slots, free_slots_between, last_bookable_day, nearest, nearest_in, reason, refusal
from scheduling.timetable import Taken, Timetable, draw_up

__all__ = [
    "Busy",
    "Code",
    "Openings",
    "Published",
    "Refusal",
    "Rules",
    "Taken",
    "TimeOff",
    "Timetable",
    "Window",
    "draw_up",
    "free_slots",
    "free_slots_between",
    "instants",
    "last_bookable_day",
    "nearest",
    "nearest_in",
    "reason",
    "refusal",
]
