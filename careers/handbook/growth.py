"""What one role asks beyond another: for somebody who is in the one and looks at the other."""

from collections.abc import Sequence

from careers.handbook.compare import StatementPair, compare_statements
from careers.handbook.compose import ComposedStatement
from careers.handbook.words import word_parts

Statements = Sequence[ComposedStatement]


def growth(here: Statements, there: Statements) -> tuple[StatementPair, ...]:
    """Every statement of either role once, of all their lists: "same" in both, "changed" where `there` says more or
    something else, "added" where it is new there, "removed" where it is asked `here` alone. In the order of `there`,
    what only `here` has at the end.

    Both are roles of one family: a statement that says what it refines is paired with that, however different its
    words are; the others as `compare_statements` pairs them, as it does those of roles of different families.
    """
    refined = _refined(here, there)
    taken = set(refined.values())
    rest = compare_statements(
        [each for i, each in enumerate(here) if i not in taken],
        [each for j, each in enumerate(there) if j not in refined],
    )
    pairs = {id(pair.after): pair for pair in rest if pair.after}
    for j, i in refined.items():
        one, other = here[i], there[j]
        words = word_parts(one.text, other.text)
        pairs[id(other)] = StatementPair(kind="changed", list=other.list, before=one, after=other, words=words)
    return (*(pairs[id(each)] for each in there), *(pair for pair in rest if pair.after is None))


def _refined(here: Statements, there: Statements) -> dict[int, int]:
    """Which statement of `there` stands for which of `here`, by their indices: it says so, and that is not asked
    `there` in the same words as well."""
    kept = {(each.list, each.text) for each in there}
    places = {
        (each.list, origin): i
        for i, each in enumerate(here)
        for origin in each.origins
        if origin.pointer and (each.list, each.text) not in kept
    }
    found: dict[int, int] = {}
    for j, each in enumerate(there):
        places_of_it = (places.get((each.list, origin)) for origin in each.replaced)
        free = (i for i in places_of_it if i is not None and i not in found.values())
        if (i := next(free, None)) is not None:
            found[j] = i
    return found
