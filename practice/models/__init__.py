"""Who works where and when, and the practice's rules."""

from .catalogue import Place, Practitioner, Service, Speciality
from .hours import Absence, OpeningHours, OpeningWindow
from .published import PublishedSlot
from .questions import Question
from .rules import BookingRules
from .versions import Version
from .zones import practice_today, practice_zone, validate_time_zone

__all__ = [
    "Absence",
    "BookingRules",
    "OpeningHours",
    "OpeningWindow",
    "Place",
    "Practitioner",
    "PublishedSlot",
    "Question",
    "Service",
    "Speciality",
    "Version",
    "practice_today",
    "practice_zone",
    "validate_time_zone",
]
