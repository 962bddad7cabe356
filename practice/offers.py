"""What is open for booking: who gives which service at which place. Kept until one of the rows changes."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Prefetch

from people.models import RegistrationRules

from .kept import held_by
from .models import BookingRules, Place, Practitioner, Service, Speciality
from .versions import PRACTICE


@dataclass(frozen=True, eq=False)
class Offers:
    """The practice's catalogue and rules, by key. Shared by all requests: nothing in it is to be changed."""

    rules: BookingRules
    registration: RegistrationRules
    practitioners: dict[int, Practitioner]
    services: dict[int, Service]
    places: dict[int, Place]
    specialities: dict[int, Speciality]
    services_given: dict[int, set[int]]
    places_used: dict[int, set[int]]
    specialities_of: dict[int, set[int]]

    def gives(self, practitioner_id, service_id, place_id):
        """Tell whether this practitioner gives this service at this place, and all three are open for booking."""
        rows = (
            self.practitioners.get(practitioner_id),
            self.services.get(service_id),
            self.places.get(place_id),
        )
        return (
            all(row is not None and row.is_active for row in rows)
            and service_id in self.services_given.get(practitioner_id, ())
            and place_id in self.places_used.get(practitioner_id, ())
        )

    def are_open_to(self, who):
        """Tell whether `who`, a user or a visitor, may know of them: by invitation, visitors may not."""
        return who.is_authenticated or not self.registration.is_by_invitation

    def ways(self, practitioner_id):
        """Yield the pairs of service and place in which this practitioner can be booked, in the practice's order."""
        for service_id in self.services:
            for place_id in self.places:
                if self.gives(practitioner_id, service_id, place_id):
                    yield self.services[service_id], self.places[place_id]

    def active_practitioners(self):
        """Return `{key: practitioner}` of those who are open for booking, in the practice's order."""
        return {key: one for key, one in self.practitioners.items() if one.is_active}

    def active_places(self):
        """Return `{key: place}` of those that are open for booking, in the practice's order."""
        return {key: one for key, one in self.places.items() if one.is_active}

    def givers(self, service_id, place_id):
        """Return the keys of those who give the service at the place, in the practice's order."""
        return [key for key in self.practitioners if self.gives(key, service_id, place_id)]


def offers():
    """Return what is offered now; one query when nothing has changed."""
    return offers_at(held_by(PRACTICE)[PRACTICE])


def people_and_tokens(wishes, *keys_of):
    """Return `([[practitioner, …], …], tokens)`: whose time each of `wishes` asks for, and the tokens behind it.

    A wish is a triple of keys: practitioner, service and place. Without a practitioner it asks for all who give the
    service there, in the practice's order. `keys_of` are functions that name a token of each practitioner, such as
    `hours_of`; the token of the practice is always there. One query when nothing has changed.
    """
    # To begin with, who there was when somebody last looked: as a rule that is still so, and one query is enough.
    people = _people_of(wishes, _last_read)
    while True:
        everyone = dict.fromkeys(key for some in people for key in some)
        keys = [PRACTICE, *(key_of(key) for key_of in keys_of for key in everyone)]
        held = held_by(*keys)
        people = _people_of(wishes, offers_at(held[PRACTICE]))
        # Someone else may give it now.
        if all(key in everyone for some in people for key in some):
            return people, held


def _people_of(wishes, offered):
    return [[key] if key else offered.givers(*rest) if offered else [] for key, *rest in wishes]


_last_read = None


@lru_cache(maxsize=2)
def offers_at(token):
    """Return what is offered while `token` is the present one of the practice."""
    global _last_read
    _last_read = _read()
    return _last_read


def _read():
    return Offers(
        rules=BookingRules.load(),
        registration=RegistrationRules.load(),
        practitioners=_by_key(Practitioner),
        services=_by_key(Service, Prefetch("questions", to_attr="questionnaire")),
        places=_by_key(Place),
        specialities=_by_key(Speciality),
        services_given=_linked(Practitioner.services.through, "service_id"),
        places_used=_linked(Practitioner.places.through, "place_id"),
        specialities_of=_linked(Practitioner.specialities.through, "speciality_id"),
    )


def _by_key(model, *fetched_along):
    return {row.pk: row for row in model.objects.prefetch_related(*fetched_along)}


def _linked(through, column):
    """Return `{practitioner: {key, …}}`; a practitioner without any is not in it."""
    linked = defaultdict(set)
    for practitioner_id, key in through.objects.values_list("practitioner_id", column):
        linked[practitioner_id].add(key)
    return dict(linked)
