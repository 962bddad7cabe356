"""Half-open intervals: the end is not part of them."""

import pytest

from scheduling.intervals import contains, overlap, pieces, union


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 5), (4, 9), True),
        ((0, 5), (5, 9), False),
        ((0, 9), (3, 4), True),
        ((0, 9), (4, 4), False),
        ((0, 5), (7, 9), False),
    ],
)
def test_intervals_overlap_when_they_share_a_number(one, other, expected):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize(
    ("inner", "expected"), [((0, 5), True), ((1, 4), True), ((0, 6), False), ((-1, 5), False), ((5, 6), False)]
)
def test_an_interval_contains_another_up_to_its_edges(inner, expected):
    assert contains((0, 5), inner) is expected


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], []),
        ([(4, 9), (0, 5)], [(0, 9)]),
        ([(0, 5), (5, 9)], [(0, 5), (5, 9)]),
        ([(0, 9), (2, 3), (8, 10)], [(0, 10)]),
        ([(0, 9), (0, 9)], [(0, 9)]),
        ([(3, 3), (5, 4)], []),
    ],
)
def test_a_union_joins_what_overlaps_and_leaves_apart_what_touches(intervals, expected):
    assert union(intervals) == expected


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ([], [(10, 20)]),
        ([(0, 10), (20, 30)], [(10, 20)]),
        ([(0, 12), (18, 30)], [(12, 18)]),
        ([(0, 5), (12, 13), (13, 14), (25, 26)], [(10, 12), (14, 20)]),
        ([(10, 20)], []),
        ([(0, 30)], []),
        ([(10, 19)], [(19, 20)]),
        ([(11, 20)], [(10, 11)]),
    ],
)
def test_pieces_are_what_is_left_of_the_whole(closed, expected):
    assert list(pieces((10, 20), closed)) == expected
