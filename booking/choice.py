"""What can be booked here: who gives which service at which place, and which of these a reader has chosen."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from practice.models import Place, Practitioner, Service
from practice.offers import offers

#: The parameter of an address for each part of a choice.
PARAMETERS = {"service": "prestation", "practitioner": "praticien", "place": "lieu"}


@dataclass(frozen=True)
class Choice:
    """One service, given by one practitioner at one place."""

    service: Service
    practitioner: Practitioner
    place: Place

    @property
    def parameters(self):
        """Return the slugs that name this choice in an address."""
        return {name: getattr(self, part).slug for part, name in PARAMETERS.items()}

    def week_url(self, **more):
        """Return the address of the week page for this choice; `more` are further parameters."""
        return f"{reverse('booking:week')}?{urlencode({**more, **self.parameters})}"

    def details_url(self, start):
        """Return the address at which `start` is booked."""
        return (
            f"{reverse('booking:details')}?{urlencode({'debut': start_in_address(start), **self.parameters}, safe=':')}"
        )


def start_in_address(start):
    return start.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def all_choices():
    """Return every choice that is open for booking, in the order in which the practice shows them."""
    offered = offers()
    choices = [
        Choice(service, practitioner, place)
        for practitioner in offered.practitioners.values()
        for service, place in offered.ways(practitioner.pk)
    ]
    return sorted(choices, key=lambda choice: (choice.service.position, choice.service.name))


def default_choice():
    """Return the choice that is shown where nobody has chosen, or None when nothing can be booked."""
    return next(iter(all_choices()), None)


def matching(choices, parameters):
    """Return the choices that agree with the slugs in `parameters`, and whether every slug was known.

    A slug that nothing answers to (a page of long ago, a typing error) is passed over.
    """
    all_known = True
    for part, name in PARAMETERS.items():
        if slug := parameters.get(name):
            agreeing = [choice for choice in choices if getattr(choice, part).slug == slug]
            all_known = all_known and bool(agreeing)
            choices = agreeing or choices
    return choices, all_known
