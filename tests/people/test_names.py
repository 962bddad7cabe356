"""Names are found as people type them."""

import pytest

from people.names import find_named

NAMES = {
    1: "Camille Aubert",
    2: "Jean-Luc Lefèvre",
    3: "Зоя Иванова",
    4: "Dr Ana Petit",
    5: "Anna Müller",
    6: "Jeanluc Roux",
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Camille Aubert", [1]),
        ("aubert camille", [1]),
        ("camile", [1]),  # a letter less
        ("Aubret", [1]),  # two exchanged
        ("aub", [1]),  # begun
        ("LEFEVRE", [2]),
        ("jeanluc", [2, 6]),
        ("Jean Luc", [2, 6]),
        ("Ivanova", [3]),
        ("Иванов", [3]),
        ("docteur petit", [4]),
        ("ana", [4, 5]),  # the nearest first
        ("muller", [5]),
        ("petit aubert", []),
        ("xyz", []),
        ("?", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_a_name_is_found_as_people_type_it(typed, found):
    assert find_named(typed, NAMES) == found


@pytest.mark.parametrize("typed", ["an", "qwertyuiop", "bat"])
def test_few_errors_are_forgiven_in_a_short_word(typed):
    assert 1 not in find_named(typed, NAMES)


def test_nothing_typed_is_everyone_in_their_order():
    assert find_named("  ", NAMES) == list(NAMES)
