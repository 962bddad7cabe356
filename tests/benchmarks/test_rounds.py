"""Cases take turns, and what is not measured is not counted. The site here is made up: it counts its own work."""

import pytest

from benchmarks import load, rounds
from benchmarks.load import Request


class Site:
    """A site whose CPU time is what was asked of it: a path is the number of seconds that it takes."""

    port = 0

    def __init__(self):
        self.asked, self.spent = [], 0.0

    def cpu_seconds(self):
        return self.spent

    def work(self, request):
        self.asked.append(request.path)
        self.spent += float(request.path)


@pytest.fixture
def site(monkeypatch):
    site = Site()
    monkeypatch.setattr(load, "send", lambda port, requests, callers: [site.work(one) for one in requests])
    monkeypatch.setattr(load.Caller, "ask_as_expected", lambda caller, request: site.work(request))
    return site


def case(site, seconds, **more):
    return rounds.Case(seconds, site, rounds.always(Request(seconds)), most=1, changes=True, **more)


def test_the_order_turns_round_each_time(site):
    """After a warm-up each sample here is a single request."""
    cases = [case(site, "1"), case(site, "2")]
    rounds.costs_of(cases, 0, say=lambda line: None)
    warm_up = len(site.asked)
    site.asked.clear()
    costs = rounds.costs_of(cases, 3, say=lambda line: None)
    assert site.asked[warm_up:] == ["1", "2", "2", "1", "1", "2"]
    assert costs == {"1": [1, 1, 1], "2": [2, 2, 2]}


def test_a_cost_is_that_of_one_request(site):
    assert rounds.cost_of(case(site, "0.5"), 4) == 0.5


def test_what_comes_before_and_after_is_not_measured(site):
    def elsewhere():
        site.spent += 100

    assert rounds.cost_of(case(site, "0.5", before=elsewhere, settle=elsewhere), 3) == pytest.approx(0.5)


def test_a_sample_is_long_enough_and_no_longer(site):
    def count(seconds):
        return rounds.count_for(rounds.Case("", site, rounds.always(Request(seconds))))

    assert count("0.001") == round(rounds.SAMPLE / 0.001)
    assert count("0.000001") == rounds.MOST
    assert count("5") == rounds.FEWEST


def test_every_worker_is_asked_before_the_clock_runs(site):
    warm = rounds.Case("", site, rounds.always(Request("0.5")))
    assert rounds.cost_of(warm, 4) == 0.5
    assert len(site.asked) == rounds.EVERYONE + 4
