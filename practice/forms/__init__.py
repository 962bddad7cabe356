"""The forms in which a practice writes its hours, its absences, its slots and what it offers."""

from .absences import AbsenceForm
from .catalogue import OfferedForm, PlaceForm, PractitionerForm
from .hours import OpeningHoursForm
from .own import OwnAbsenceForm, OwnHoursForm, ProfileForm
from .rules import BookingRulesForm
from .slots import PublishedSlotForm

__all__ = [
    "AbsenceForm",
    "BookingRulesForm",
    "OfferedForm",
    "OpeningHoursForm",
    "OwnAbsenceForm",
    "OwnHoursForm",
    "PlaceForm",
    "PractitionerForm",
    "ProfileForm",
    "PublishedSlotForm",
]
