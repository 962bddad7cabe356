"""What can be booked here: who gives which service at which place, and which of these a reader has chosen."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from practice.models import Place, Practitioner, Service
from practice.offers import offers

#: The parameter of an address for each part of a choice.
PARAMETERS = {"service": "prestation", "practitioner": "praticien", "place": "lieu"}


@dataclass(frozen=True)
class Choice:
    """One service at one place, given by one practitioner or, where it is None, by whoever of several is free."""

    service: Service
    practitioner: Practitioner | None
    place: Place

    @property
    def parameters(self):
        """Return the words that name this choice in an address."""
        parts = {part: getattr(self, part) for part in PARAMETERS}
        return {name: parts[part].slug if parts[part] else Practitioner.ANYONE for part, name in PARAMETERS.items()}

    @property
    def parts(self):
        """Return what the engine is asked about."""
        return self.practitioner, self.service, self.place

    @property
    def whom(self):
        """Return who gives it, in words that stand by themselves."""
        return self.practitioner.name if self.practitioner else _("the first person available")

    def week_url(self, **more):
        """Return the address of the week page for this choice; `more` are further parameters."""
        return f"{reverse('booking:week')}?{urlencode({**more, **self.parameters})}"

    def wait_url(self, day):
        """Return the address at which one waits for a time on the date `day`, or on others."""
        return f"{reverse('booking:wait')}?{urlencode({'du': day, **self.parameters})}"

    def details_url(self, start):
        """Return the address at which `start` is booked."""
        return (
            f"{reverse('booking:details')}?{urlencode({'debut': start_in_address(start), **self.parameters}, safe=':')}"
        )


def start_in_address(start):
    return start.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def all_choices():
    """Return every choice that is open for booking, in the order in which the practice shows them.

    Of each service, those with anyone come first: one for each place where several people give it.
    """
    offered = offers()
    choices = [
        Choice(service, practitioner, place)
        for practitioner in offered.practitioners.values()
        for service, place in offered.ways(practitioner.pk)
    ]
    givers = Counter((choice.service, choice.place) for choice in choices)
    anyone = [Choice(service, None, place) for (service, place), count in givers.items() if count > 1]
    return sorted([*anyone, *choices], key=lambda choice: (choice.service.position, choice.service.name))


def matching(choices, parameters):
    """Return the choices that agree with the slugs in `parameters`, and whether every slug was known.

    A slug that nothing answers to (a page of long ago, a typing error) is passed over.
    """
    all_known = True
    for name in PARAMETERS.values():
        if slug := parameters.get(name):
            agreeing = agreeing_with(slug, name, choices)
            all_known = all_known and bool(agreeing)
            choices = agreeing or choices
    return choices, all_known


def agreeing_with(slug, name, choices):
    """Return the choices for which an address says `slug`. Anyone is the only one, too, where no others are left."""
    agreeing = [choice for choice in choices if choice.parameters[name] == slug]
    if slug != Practitioner.ANYONE:
        return agreeing
    shared = {(choice.service, choice.place) for choice in agreeing}
    return agreeing + [choice for choice in choices if (choice.service, choice.place) not in shared]
