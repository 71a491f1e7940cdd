"""What two or three composed roles have in common, and what each asks alone."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from careers.handbook.compose import ComposedRole, ComposedStatement, Origin
from careers.handbook.document import LISTS, ListName
from careers.handbook.match import Item, match


class Confronted(BaseModel):
    """One statement as each of the roles has it, in their order; None for a role that has not. The texts are equal or
    much alike, or one says that it refines the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    list: ListName
    statements: tuple[ComposedStatement | None, ...]

    @property
    def held_by(self) -> tuple[int, ...]:
        """The indices of the roles that have it."""
        return tuple(index for index, each in enumerate(self.statements) if each)

    @property
    def texts(self) -> tuple[str | None, ...]:
        return tuple(each.text if each else None for each in self.statements)


Held = dict[int, ComposedStatement]
"""A line being made: by the index of the role."""


def confront(roles: Sequence[ComposedRole], *, related: bool) -> tuple[Confronted, ...]:
    """Every statement of every role exactly once, list by list, in the order of the first role that has it. The same
    text in the same list is one line, and so is what is alike. With `related`, for roles of one document, so is what
    refines and what is refined, however different the words are."""
    lines = _same(roles)
    if related:
        lines = _refined(lines)
    lines = _alike(lines)
    places = {id(each): place for role in roles for place, each in enumerate(_statements(role))}

    def order(line: Held) -> tuple[int, int, int]:
        first = min(line)
        return LISTS.index(line[first].list), first, places[id(line[first])]

    return tuple(
        Confronted(list=line[min(line)].list, statements=tuple(line.get(index) for index in range(len(roles))))
        for line in sorted(lines, key=order)
    )


def _statements(role: ComposedRole) -> Iterator[ComposedStatement]:
    for name in LISTS:
        yield from role.statements(name)


def _same(roles: Sequence[ComposedRole]) -> list[Held]:
    """By list and text; what a role says twice is two lines."""
    lines: dict[tuple[str, str, int], Held] = {}
    for index, role in enumerate(roles):
        said: Counter[tuple[str, str]] = Counter()
        for each in _statements(role):
            lines.setdefault((each.list, each.text, said[each.list, each.text]), {})[index] = each
            said[each.list, each.text] += 1
    return list(lines.values())


def _refined(lines: list[Held]) -> list[Held]:
    """A refinement goes to what it refines, where no role has both."""
    places: dict[tuple[str, Origin], Held] = {}
    for line in lines:
        for each in line.values():
            places |= {(each.list, origin): line for origin in each.origins if origin.pointer}
    for line in lines:
        for each in list(line.values()):
            for origin in each.replaced:
                other = places.get((each.list, origin), line)
                if not line.keys() & other.keys():
                    other |= line
                    line.clear()
    return [line for line in lines if line]


def _alike(lines: list[Held]) -> list[Held]:
    """Lines that no role has both of go together where they are alike, those of most roles first."""
    for held in sorted({frozenset(line) for line in lines}, key=lambda held: (-len(held), sorted(held))):
        here = [line for line in lines if line.keys() == held]
        there = [line for line in lines if line and not line.keys() & held]
        for i, j in match(_items(here), _items(there), across=False):
            here[i] |= there[j]
            there[j].clear()
        lines = [line for line in lines if line]
    return lines


def _items(lines: Sequence[Held]) -> list[Item]:
    return [Item("", line[min(line)].list, line[min(line)].text) for line in lines]
