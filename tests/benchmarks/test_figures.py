"""The sums behind the table: median, range, ratio, percentile, verdict."""

import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks import goals, plot, report
from benchmarks.figures import Figure, once, percentile, ratio


def test_the_median_counts_and_the_range_stands_beside_it():
    figure = Figure((3.0, 1.0, 2.0, 40.0))
    assert (figure.median, figure.low, figure.high) == (2.5, 1.0, 40.0)


def test_a_ratio_is_taken_within_each_round():
    assert ratio([2.0, 30.0], [1.0, 10.0]).values == (2.0, 3.0)


def test_rounds_that_do_not_belong_together_are_no_ratio():
    with pytest.raises(ValueError, match="shorter"):
        ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1, 100), (0.001, 1)])
def test_a_percentile_is_one_of_the_values(share, expected):
    assert percentile(range(100, 0, -1), share) == expected


@pytest.mark.parametrize(
    ("goal", "verdict"),
    [
        (goals.at_most(1, "", "", 2.5, "CPU x", once(2.5)), "met"),
        (goals.at_most(1, "", "", 2.5, "CPU x", once(5.0)), "missed: 2.00 times too much"),
        (goals.at_most(5, "", "", 0, "rounds", once(0)), "met"),
        (goals.at_most(5, "", "", 0, "rounds", once(1)), "missed"),
        (goals.at_least(2, "", "", 300, "times", once(300)), "met"),
        (goals.at_least(2, "", "", 300, "times", once(100)), "missed: 3.00 times too little"),
        (goals.at_least(2, "", "", 300, "times", once(0)), "missed"),
        (goals.for_comparison(2, "", "", "times", once(3)), "–"),
        (goals.missing(7, "", "", "no directory"), "not there yet: no directory"),
    ],
)
def test_a_verdict_says_how_far_off_it_is(goal, verdict):
    assert goal.verdict == verdict


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (2, "2"), (1.0449, "1.04"), (35.12, "35.1"), (1440.4, "1,440"), (0.0312, "0.0312")]
)
def test_figures_are_written_with_what_tells_something(value, written):
    assert report.number(value) == written


def lines():
    return [
        goals.at_most(1, "60 days <of> free times", "SQLite", 2.5, "CPU x", Figure((2.0, 2.1, 2.6))),
        goals.at_least(2, "cheaper", "SQLite", 300, "times", Figure((100.0, 120.0, 130.0))),
        goals.at_most(5, "double", "SQLite", 0, "rounds", once(0)),
        goals.missing(7, "directory", "SQLite", "no directory"),
    ]


def test_the_table_has_a_row_for_each_goal():
    rows = [row for row in report.tables(lines()) if row.startswith("| ") and "what" not in row]
    assert rows == [
        "| 60 days <of> free times | SQLite | ≤ 2.5 x | 2.1 x | 2 to 2.6 | met |",
        "| cheaper | SQLite | ≥ 300 × | 120 × | 100 to 130 | missed: 2.50 times too little |",
        "| double | SQLite | ≤ 0 rounds | 0 rounds |  | met |",
        "| directory | SQLite |  |  |  | not there yet: no directory |",
    ]


def test_the_picture_shows_what_has_a_limit_and_was_measured():
    picture = ElementTree.fromstring(plot.drawing(lines()))
    circles = list(picture.iter("{http://www.w3.org/2000/svg}circle"))
    assert [circle.get("class") for circle in circles] == ["met", "missed"]
    met, missed = (float(circle.get("cx")) for circle in circles)
    assert met < plot.across(1) < missed
    words = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "60 days <of> free times" in words


def test_the_range_of_what_should_be_much_is_turned_round():
    goal = goals.at_least(2, "cheaper", "SQLite", 300, "times", Figure((100.0, 150.0, 600.0)))
    assert (goal.share_of(100.0), goal.share, goal.share_of(600.0)) == (3, 2, 0.5)


def test_what_is_off_the_scale_stands_at_its_edge():
    assert plot.across(1000) == plot.across(plot.HIGHEST)
    assert plot.across(0.0001) == plot.LEFT
