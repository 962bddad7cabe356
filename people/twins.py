"""Who may be the same person under another spelling: shown before a second file is made of someone."""

import unicodedata
from difflib import SequenceMatcher

from .models import User

#: How much of two names must agree, from 0 to 1: “Martin Bob” and “Bob Martín” do, “Bob Martin” and “Rob Martinez” not.
ALIKE = 0.87
MOST_SHOWN = 5


def twins_of(clients, *, name, email=""):
    """Return those of `clients`, a queryset, who have this e-mail address or nearly this name, the likeliest first."""
    address, own = User.normal_email(email), plain(name)
    found = []
    for pk, other_name, other_email in clients.values_list("pk", "name", "email"):
        same_address = bool(address) and User.normal_email(other_email) == address
        likeness = 1 if same_address else likeness_of(own, plain(other_name))
        if likeness >= ALIKE:
            found.append((not same_address, -likeness, other_name, pk))
    order = [pk for *_rank, pk in sorted(found)[:MOST_SHOWN]]
    return sorted(clients.filter(pk__in=order), key=lambda client: order.index(client.pk))


def plain(name):
    """Return the words of a name without case, accents and order."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    return " ".join(sorted("".join(one for one in letters if not unicodedata.combining(one)).split()))


def likeness_of(one, other):
    """Return how much two plain names agree; 0 where a quick look shows that it is not enough."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio()
