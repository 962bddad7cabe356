"""The line of steps above a booking: only those that this reader goes through."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Step:
    title: str
    url: str = ""


def steps_at(current, everything, *, service=None, choice=None, slot=None):
    """Return what a page shows of the steps: all of them, the number of the `current` one, and how many there are.

    `everything` are the choices that the practice offers; `service` or `choice` is what the reader has settled, and
    `slot` the published one that they chose.
    """
    service = choice.service if choice else service
    services = {one.service for one in everything}
    steps = {}
    if len(services) > 1:
        steps["service"] = Step(_("Type of session"), reverse("booking:week"))
    if any(len(ways_to_have(one, everything)) > 1 for one in ([service] if service else services)):
        steps["whom"] = Step(_("With whom and where"), whom_url(service) if service else "")
    steps["time"] = Step(_("Day and time"), choice.week_url() if choice else "")
    steps["details"] = Step(_("Your details"))
    if any(is_checked(one, slot) for one in ([service] if service else services)):
        steps["check"] = Step(_("Check"))
    return {"steps": list(steps.values()), "step": list(steps).index(current) + 1, "step_count": len(steps)}


def is_checked(service, slot=None):
    """Tell whether everything is shown once more before it is booked: where there are questions, or a price."""
    return bool(service.questionnaire or (slot or service).price)


def ways_to_have(service, everything):
    """Return the choices that give `service`, with anyone and anywhere."""
    return [choice for choice in everything if choice.service == service]


def whom_url(service):
    return f"{reverse('booking:week')}?prestation={service.slug}"
