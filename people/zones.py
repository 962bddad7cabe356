"""Which time zones a person may choose, by the names of towns."""

import functools
import zoneinfo

from django.utils.translation import gettext_lazy as _

PARTS_OF_THE_WORLD = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
)


@functools.cache
def zones():
    """Return the choices of zones by the name of a town, those of a part of the world together."""
    parts = {"": [("", _("The clocks of the place"))]}
    for name in sorted(zoneinfo.available_timezones()):
        part, _slash, town = name.partition("/")
        if town and part in PARTS_OF_THE_WORLD:
            parts.setdefault(part, []).append((name, town.replace("_", " ").replace("/", ", ")))
    return [*parts.pop(""), *parts.items()]
