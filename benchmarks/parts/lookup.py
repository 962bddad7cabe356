"""Sixty days of free times: what the look-up costs, whether it grows, and what it costs when nothing has changed."""

import datetime as dt
from urllib.parse import urlencode

from benchmarks import practice, queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most, for_comparison, missing
from benchmarks.load import Request
from benchmarks.rounds import Case, always

SIXTY_DAYS = "60 days of free times"
LIMITS = {"SQLite": 2.5, "PostgreSQL": 4}
NOT_THERE = "no GET /api/v1/availability/"


def sixty_days(site, practitioner=0):
    today = dt.date.fromisoformat(site.facts["today"])
    return between(site, today, today + dt.timedelta(days=practice.DAYS_AHEAD), practitioner)


def one_day(site, day):
    return between(site, day, day)


def between(site, first, last, practitioner=0):
    """Return the request for the free times from `first` to `last`."""
    query = {
        "practitioner": site.facts["practitioners"][practitioner]["id"],
        "service": site.facts["service"]["id"],
        "place": site.facts["place"]["id"],
        "from": first.isoformat(),
        "to": last.isoformat(),
    }
    return Request(f"/api/v1/availability/?{urlencode(query)}")


def is_there(site):
    return site.ask(sixty_days(site)).status == 200


def week_page(site):
    facts = site.facts
    query = {
        "prestation": facts["service"]["slug"],
        "praticien": facts["practitioners"][0]["slug"],
        "lieu": facts["place"]["slug"],
    }
    return Request(f"/rendez-vous/?{urlencode(query)}")


def change(site):
    """Return the statements that write an appointment of the first practitioner again, past the site.

    Whoever keeps an answer must throw it away then, as after a booking.
    """
    key = site.facts["practitioners"][0]["id"]
    last = f"SELECT max(id) FROM booking_appointment WHERE practitioner_id = {key}"
    return (f"UPDATE booking_appointment SET state = state WHERE id = ({last})",)


def anew(name, site, request):
    """Return the case of an answer that is worked out anew, since an appointment has changed."""
    return Case(name, site, always(request), before=lambda: site.database.run_all(change(site)), most=150)


def cases(world):
    usual = world.usual
    found = [world.empty(usual), Case("week page", usual, always(week_page(usual)))]
    if not is_there(usual):
        return found
    for past in (world.sizes.small, world.sizes.usual, world.sizes.large):
        site = world.site(past)
        found.append(anew(f"look-up {past}", site, sixty_days(site)))
    found.append(Case("look-up again", usual, always(sixty_days(usual))))
    if etag := usual.ask(sixty_days(usual)).headers.get("etag"):
        again = Request(sixty_days(usual).path, headers={"If-None-Match": etag}, expect=(304,))
        found.append(Case("unchanged", usual, always(again)))
    return found


def goals(world, costs):
    sizes, usual, on = world.sizes, world.usual, world.on
    empty = costs[f"empty {usual.name}"]
    found = [for_comparison(8, "week page, with a choice made", on, "CPU x", ratio(costs["week page"], empty))]
    if not is_there(usual):
        return [missing(number, SIXTY_DAYS, on, NOT_THERE) for number in (1, 3, 4)] + found
    look_up = ratio(costs[f"look-up {sizes.usual}"], empty)
    growth = ratio(costs[f"look-up {sizes.large}"], costs[f"look-up {sizes.small}"])
    number = queries.count(usual, sixty_days(usual), change(usual))
    found += [
        at_most(1, f"{SIXTY_DAYS} after a booking, {sizes.usual:,} appointments", on, LIMITS[on], "CPU x", look_up),
        at_most(1, f"{SIXTY_DAYS} after a booking: queries", on, 2, "queries", once(number)),
        at_most(3, f"{SIXTY_DAYS}, from {sizes.small:,} to {sizes.large:,} appointments", on, 1.1, "times", growth),
        at_most(4, f"{SIXTY_DAYS}, nothing has changed", on, 1.3, "CPU x", ratio(costs["look-up again"], empty)),
    ]
    if "unchanged" in costs:
        return [*found, at_most(4, "the same to who has it (304)", on, 1.3, "CPU x", ratio(costs["unchanged"], empty))]
    return [*found, missing(4, "the same to who has it (304)", on, "no ETag")]
