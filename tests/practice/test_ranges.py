"""Hours as people type them."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from practice.ranges import read_ranges, write_ranges


def read(text):
    return [f"{start:%H:%M}–{end:%H:%M}" for start, end in read_ranges(text)]


MORNING_AND_AFTERNOON = ["09:00–12:30", "13:30–17:00"]


@pytest.mark.parametrize(
    "text",
    [
        "9:00–12:30, 13:30–17:00",
        "9:00-12:30,13:30-17:00",
        "9h–12h30 13h30–17h",
        "9 h 00 à 12 h 30 et 13h30 à 17h",
        "de 9\u00a0h\u00a000 à 12\u00a0h\u00a030, puis de 13\u202fh\u202f30 à 17\u202fh",
        "9.00 - 12.30; 13.30 - 17.00",
        "13:30–17:00, 9:00–12:30",
        "9am–12:30pm and 1:30pm to 5pm",
        "с 9:00 до 12:30 и с 13:30 до 17:00",
        "９：００－１２：３０\n13:30—17",
        "  9 heures à 12h30 & 13h30→17h. ",
    ],
)
def test_hours_are_read_however_they_are_written(text):
    assert read(text) == MORNING_AND_AFTERNOON


def test_a_whole_hour_is_enough():
    assert read("9-12") == ["09:00–12:00"]


@pytest.mark.parametrize("text", ["22:00–24:00", "22h à 0h", "10pm–12am"])
def test_midnight_is_the_end_of_the_day(text):
    assert read(text) == ["22:00–00:00"]


def test_ranges_that_meet_stay_two():
    assert read("9–12, 12–14") == ["09:00–12:00", "12:00–14:00"]


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("", "required", "9:00–12:30"),
        (" , ; ", "required", "9:00–12:30"),
        ("demain", "unreadable", "demain"),
        ("9:00", "unreadable", "9:00"),
        ("9:00 12:30", "unreadable", "9:00 12:30"),
        ("9:00–12:30 sauf mardi", "unreadable", "sauf mardi"),
        ("9h5–10h", "unreadable", "9h5–10h"),
        ("900–1230", "unreadable", "900–1230"),
        ("17:00–13:30", "reversed", "17:00–13:30"),
        ("9:00–9:00", "empty", "9:00–9:00"),
        ("25:00–26:00", "no_such_time", "25:00"),
        ("9:75–10:00", "no_such_time", "9:75"),
        ("9:00–24:30", "no_such_time", "24:30"),
        ("13pm–14pm", "no_such_time", "13:00"),
        ("9:00–12:30, 12:00–17:00", "overlap", "12:30"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence_that_names_it(text, code, named):
    with pytest.raises(ValidationError) as refused:
        read_ranges(text)
    assert refused.value.code == code
    assert named in refused.value.messages[0]


def test_what_is_written_back_is_read_again():
    windows = [
        SimpleNamespace(start=dt.time(9), end=dt.time(12, 30)),
        SimpleNamespace(start=dt.time(22), end=dt.time(0)),
    ]
    assert write_ranges(windows) == "9:00–12:30, 22:00–24:00"
    assert read(write_ranges(windows)) == ["09:00–12:30", "22:00–00:00"]
