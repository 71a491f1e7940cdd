"""Facts in words."""

import pytest

from careers.presenting import words


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        ((30, 30), "30 minutes"),
        ((30, 45), "30 to 45 minutes"),
        ((60, 60), "60 minutes"),
        ((45, 60), "45 to 60 minutes"),
        ((75, 90), "75 to 90 minutes"),
        ((90, 120), "1 h 30 min to 2 h"),
        ((120, 120), "2 hours"),
        ((180, 240), "3 to 4 hours"),
        ((165, 180), "2 h 45 min to 3 h"),
        ((1, 10_000), "1 min to 166 h 40 min"),
    ],
)
def test_duration(minutes, text):
    assert words.duration(*minutes) == text


def test_lists_of_words():
    assert [words.joined(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert words.joined(["6", "7"], "or") == "6 or 7"


def test_statements_without_a_group_come_first():
    statements = [{"group": group, "text": text} for group, text in [("B", "1"), ("", "2"), ("A", "3"), ("B", "4")]]
    grouped = [(group, [each["text"] for each in found]) for group, found in words.grouped(statements)]
    assert grouped == [("", ["2"]), ("B", ["1", "4"]), ("A", ["3"])]
