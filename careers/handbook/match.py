"""The one matcher: which statement of an older text is which of a newer one.

The same text is the same statement, first where it stands, then anywhere; what is left is matched with what is most
alike in the same list, and at last, where very much alike, in any. Exchanging the two sides gives the same pairs, as
long as no statement has more than `MAX_RIVALS` others like it.
"""

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from careers.handbook.words import bag, ratio

ALIKE = 0.55
"""Similarity from which a statement counts as reworded, in its own list."""
VERY_ALIKE = 0.7
"""And elsewhere, where nothing but the words speaks for it."""

MAX_RIVALS = 20
MAX_MEETINGS = 1_000_000
"""Of one word on both sides. The commonest words, which tell least, are left out of likeness beyond it."""

T = TypeVar("T")
Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class Item:
    """A text to be matched, and where it stands: a list of an owner, named alike on both sides."""

    owner: str
    list: str
    text: str


def match(before: Sequence[Item], after: Sequence[Item], *, across: bool = True) -> Pairs:
    """Pairs of indices, sorted; each index at most once. Without `across` only within one list of one owner."""
    same: list[Callable[[Item], Hashable]] = [lambda item: item]
    if across:
        same += [
            lambda item: (item.owner, item.text),
            lambda item: (item.list, item.text),
            lambda item: item.text,
        ]
    pairs = pair_by(before, after, *same)
    pairs += _alike(before, after, pairs, lambda item: (item.owner, item.list), ALIKE)
    if across:
        pairs += _alike(before, after, pairs, lambda item: None, VERY_ALIKE)
    return sorted(pairs)


def in_reading_order(
    before: Sequence[Item], after: Sequence[Item], pairs: Pairs
) -> Iterator[tuple[int | None, int | None]]:
    """Every index once, alone or with its partner: in the order of `after`, and what is in `before` alone behind what
    it stood behind, in its own list."""
    partners, origins = dict(pairs), {j: i for i, j in pairs}
    alone: defaultdict[tuple[str, str], defaultdict[int | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    last: dict[tuple[str, str], int] = {}
    for i, item in enumerate(before):
        place = item.owner, item.list
        if i not in partners:
            alone[place][last.get(place)].append(i)
        elif (after[partners[i]].owner, after[partners[i]].list) == place:
            last[place] = partners[i]
    for j, item in enumerate(after):
        here = alone[item.owner, item.list]
        yield from ((i, None) for i in here.pop(None, ()))
        yield origins.get(j), j
        yield from ((i, None) for i in here.pop(j, ()))
    for rest in alone.values():
        yield from ((i, None) for gone in rest.values() for i in gone)


def rising(numbers: Sequence[int]) -> set[int]:
    """The indices of a longest run of numbers, taken from left to right, that only rises."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index, number in enumerate(numbers):
        at = bisect_left(ends, number, key=numbers.__getitem__)
        before[index] = ends[at - 1] if at else None
        ends[at : at + 1] = [index]
    found: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        found.add(step)
        step = before[step]
    return found


def pair_by(before: Sequence[T], after: Sequence[T], *keys: Callable[[T], Hashable]) -> Pairs:
    """Pairs of indices of what agrees in the first key, else in the second, and so on; equals pair in their order.
    A key of None agrees with nothing."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    pairs: Pairs = []
    for key in keys:
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for j, part in right.items():
            waiting[key(part)].append(j)
        waiting.pop(None, None)
        for i, part in list(left.items()):
            if found := waiting.get(key(part)):
                pairs.append((i, found.popleft()))
                del left[i], right[pairs[-1][1]]
    return pairs


def _alike(
    before: Sequence[Item], after: Sequence[Item], paired: Pairs, place: Callable[[Item], Hashable], least: float
) -> Pairs:
    """Pairs of what is not paired yet and alike by `least` or more within a place: the most alike first, of equals
    those whose positions differ least."""
    taken_before, taken_after = {i for i, _ in paired}, {j for _, j in paired}
    left = {i: (place(item), bag(item.text)) for i, item in enumerate(before) if i not in taken_before}
    right = {j: (place(item), bag(item.text)) for j, item in enumerate(after) if j not in taken_after}
    found = sorted(_candidates(left, right, least), key=lambda c: (-c[0], abs(c[1] - c[2]), c[1] + c[2]))
    pairs: Pairs = []
    for _, i, j in found:
        if i in left and j in right:
            pairs.append((i, j))
            del left[i], right[j]
    return pairs


Bags = dict[int, tuple[Hashable, Counter[str]]]


def _candidates(left: Bags, right: Bags, least: float) -> Iterator[tuple[float, int, int]]:
    """(similarity, index, index) of pairs that are alike, found by the words they share."""
    holders: defaultdict[tuple[Hashable, str], list[tuple[int, int]]] = defaultdict(list)
    for j, (where, words) in right.items():
        for word, count in words.items():
            holders[where, word].append((j, count))
    meetings = Counter(dict.fromkeys(holders, 0))
    for where, words in left.values():
        for word in words:
            if (where, word) in holders:
                meetings[where, word] += len(holders[where, word])
    allowed = MAX_MEETINGS
    for key, number in sorted(meetings.items(), key=lambda meeting: (meeting[1], meeting[0][1])):
        allowed -= number
        if allowed < 0:
            del holders[key]
    totals = {j: words.total() for j, (_, words) in right.items()}
    for i, (where, words) in left.items():
        shared: defaultdict[int, int] = defaultdict(int)
        for word, count in words.items():
            for j, other in holders.get((where, word), ()):
                shared[j] += min(count, other)
        total = words.total()
        likely = ((ratio(number, total, totals[j]), i, j) for j, number in shared.items())
        yield from heapq.nsmallest(
            MAX_RIVALS, (c for c in likely if c[0] >= least), key=lambda c: (-c[0], abs(c[1] - c[2]), c[2])
        )
