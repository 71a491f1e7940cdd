"""The matcher and the words: symmetric, complete, bounded in cost."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.match import Item, in_reading_order, match, pair_by, rising
from careers.handbook.words import MAX_PAIRS, bag, similarity, word_parts
from tests.handbook.strategies import few_texts, prose

_texts = st.one_of(few_texts, prose, st.lists(few_texts, max_size=6).map(" ".join))
_items = st.lists(
    st.builds(Item, st.sampled_from(["", "senior"]), st.sampled_from(["requirements", "leads"]), _texts), max_size=12
)


@given(_texts, _texts)
def test_similarity_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert similarity(bag(one), bag(other)) == similarity(bag(other), bag(one))
    assert 0 <= similarity(bag(one), bag(other)) <= 1
    assert similarity(bag(one), bag(one)) == (1 if bag(one) else 0)


@given(_texts, _texts)
def test_words_join_to_both_texts(before: str, after: str) -> None:
    parts = word_parts(before, after)
    assert "".join(text for kind, text in parts if kind != "added") == before
    assert "".join(text for kind, text in parts if kind != "removed") == after
    assert all(text for _, text in parts)
    assert all(one[0] != other[0] for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        (
            "Owns the scope of a team.",
            "Owns the whole scope of teams.",
            [
                ("same", "Owns the "),
                ("added", "whole "),
                ("same", "scope of "),
                ("removed", "a team"),
                ("added", "teams"),
                ("same", "."),
            ],
        ),
        ("one lamp at sea", "all lamps at sea", [("removed", "one lamp"), ("added", "all lamps"), ("same", " at sea")]),
        ("word", "words", [("removed", "word"), ("added", "words")]),
    ],
)
def test_words(before: str, after: str, parts: list[tuple[str, str]]) -> None:
    assert list(word_parts(before, after)) == parts


def test_long_texts_are_compared_by_line_and_at_last_whole() -> None:
    lines = [" ".join(f"w{n}x{m}" for m in range(10)) for n in range(200)]
    other = [line.upper() if n in (3, 150) else line for n, line in enumerate(lines)]
    kinds = [kind for kind, _ in word_parts("\n".join(lines), "\n".join(other))]
    assert kinds == ["same", "removed", "added", "same", "removed", "added", "same"]
    flat, upper = " ".join(lines), " ".join(lines).upper()
    assert len(flat) ** 2 > MAX_PAIRS
    assert word_parts(flat, upper) == (("removed", flat), ("added", upper))


@given(_items, _items)
def test_the_matcher_is_symmetric_and_uses_everything_once_at_most(before: list[Item], after: list[Item]) -> None:
    for across in (True, False):
        pairs = match(before, after, across=across)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
        assert _texts_of(match(after, before, across=across), after, before, turned=True) == _texts_of(
            pairs, before, after
        )
        assert across or all(_place(before[i]) == _place(after[j]) for i, j in pairs)
    assert match(before, before) == [(i, i) for i in range(len(before))]


def _place(item: Item) -> tuple[str, str]:
    return item.owner, item.list


def _texts_of(
    pairs: list[tuple[int, int]], before: list[Item], after: list[Item], *, turned: bool = False
) -> list[tuple[str, str]]:
    """Of equal statements it is all the same which is paired."""
    texts = [(before[i].text, after[j].text) for i, j in pairs]
    return sorted((b, a) if turned else (a, b) for a, b in texts)


@given(_items, _items)
def test_reading_order_has_everything_once(before: list[Item], after: list[Item]) -> None:
    pairs = match(before, after)
    rows = list(in_reading_order(before, after, pairs))
    assert sorted((i, j) for i, j in rows if i is not None and j is not None) == pairs
    assert sorted(i for i, _ in rows if i is not None) == list(range(len(before)))
    assert [j for _, j in rows if j is not None] == list(range(len(after)))


def items(*texts: str, owner: str = "", list: str = "requirements") -> list[Item]:
    return [Item(owner, list, text) for text in texts]


def test_the_same_text_is_found_where_it_stands_before_anywhere_else() -> None:
    before = [*items("keeps watch"), *items("keeps watch", owner="senior")]
    after = [*items("keeps watch", owner="senior"), *items("keeps watch", list="leads", owner="senior")]
    assert match(before, after) == [(0, 1), (1, 0)]


def test_the_same_text_elsewhere_wins_over_a_like_one_here() -> None:
    before = items("keeps the log of the tower")
    after = [*items("keeps the log of a tower"), *items("keeps the log of the tower", owner="senior")]
    assert match(before, after) == [(0, 1)]
    assert match(before, after, across=False) == [(0, 0)]


def test_the_most_alike_are_matched_first() -> None:
    before = items("keeps the log of the tower", "keeps the log of the tower by night")
    after = items("keeps the log of the tower by night and day", "paints")
    assert match(before, after) == [(1, 0)]


def test_elsewhere_only_what_is_very_much_alike_is_matched() -> None:
    before = items("keeps the log of the tower", "mends the nets of the harbour")
    after = items("keeps the log of a tower", "mends the lamps of the coast", owner="senior")
    assert match(before, after) == [(0, 0)]


def test_of_rivals_the_nearest_in_position_is_matched() -> None:
    before = items("climbs the stairs x", "climbs the stairs y")
    after = items("climbs the stairs v", "climbs the stairs w")
    assert match(before, after) == [(0, 0), (1, 1)]


def test_what_is_without_words_is_matched_by_text_alone() -> None:
    assert match(items("---", "🙂"), items("🙂", "----")) == [(1, 0)]


def test_parts_pair_by_the_first_key_in_which_they_agree() -> None:
    assert pair_by(["a1", "b2", "a3"], ["a3", "a9", "c2"], lambda s: s, lambda s: s[0], lambda s: None) == [
        (2, 0),
        (0, 1),
    ]


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [([], set()), ([1, 2, 3], {0, 1, 2}), ([3, 1, 2], {1, 2}), ([2, 0, 1, 5, 3, 4], {1, 2, 4, 5})],
)
def test_a_longest_rising_run(numbers: list[int], kept: set[int]) -> None:
    assert rising(numbers) == kept


@pytest.mark.parametrize("words", [8, 50, 5_000], ids=["every word common", "few words", "many words"])
def test_large_lists_are_matched_whatever_they_say(words: int) -> None:
    """500 by 500, each statement reworded; where every word is common, likeness tells less and less is found."""
    chance = random.Random(words)  # noqa: S311
    texts = [" ".join(f"w{chance.randrange(words)}" for _ in range(15)) + f" n{n}" for n in range(500)]
    pairs = match(items(*texts), items(*(f"{text} now" for text in texts)))
    assert len(pairs) == 500
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
