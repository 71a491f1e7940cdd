"""Text that is said more than once: the same statement twice, and a role that repeats a lower one."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, Role, Specialty, Statement
from careers.handbook.parse.inline import words
from careers.handbook.render import LIST_HEADINGS
from careers.handbook.rules.passages import quote, visible
from careers.handbook.rules.reach import Reach
from careers.handbook.rules.rule import Context, Hits, Measured, Rule

MOST = 0.5
"""A role that states more than this share of a lower role's statements repeats that role."""
FEW = 4
"""With fewer statements there is nothing to be repeated."""
FEW_WORDS = 3
"""Shorter statements ("Leadership") may well stand twice."""
MAX_HOLDERS = 20
"""Lower roles with the same statement that are looked at."""

Key = tuple[str, ...]


class _Keys(dict[str, Key]):
    """By the text of a statement, what it has in common with others that say the same: its words. Each text is read
    once, however many roles it reaches."""

    def __missing__(self, text: str) -> Key:
        key = self[text] = tuple(words(text))
        return key


def _same_twice(document: FamilyDocument, context: Context, value: str) -> Hits:
    told: dict[str, str] = {}
    keys = _Keys()
    for pointer, owner in document.owners():
        seen: dict[tuple[object, ...], ListName] = {}
        for key, name, index, statement in _own(owner, keys):
            if first := seen.get((key, statement.applies_to)):
                told[f"{pointer}/{name}/{index}"] = _also(statement, owner, name, first)
            else:
                seen[key, statement.applies_to] = name
    reach = Reach(document)
    for role in document.roles:
        nearest: dict[Key, tuple[str, Owner]] = {}
        for each in reach.statements(role):
            key = keys[each.statement.text]
            pointer, owner = nearest.setdefault(key, (each.pointer, each.owner))
            if owner is not each.owner and len(key) >= FEW_WORDS:
                told.setdefault(pointer, _already(each.statement, each.owner))
    shared = {key for key, _, _, statement in _own(document, keys) if not statement.applies_to}
    for place, specialty in enumerate(document.specialties):
        for key, name, index, statement in _own(specialty, keys):
            if key in shared:
                told.setdefault(f"/specialties/{place}/{name}/{index}", _already(statement, document))
    yield from told.items()


def _also(statement: Statement, owner: Owner, name: ListName, first: ListName) -> str:
    """That an owner says something in a list that it says in the same or another one before."""
    said = quote(visible(statement.text))
    if name == first:
        return f"{said} is said twice here. Take out one of the two."
    who = "role" if isinstance(owner, Role) else "specialty" if isinstance(owner, Specialty) else "family"
    return f"{said} also stands in the {LIST_HEADINGS[first].lower()} of this {who}. Take out one of the two."


def _already(statement: Statement, owner: Owner) -> str:
    who = f"the {owner.title}" if isinstance(owner, Role) else "the family"
    return f"{quote(visible(statement.text))} comes from {who} already."


def _repeats_role(document: FamilyDocument, context: Context, value: str) -> Hits:
    ranks = [level.rank if (level := context.levels.get(role.level or "")) else None for role in document.roles]
    keys = _Keys()
    stated = [{(name, key) for key, name, _, _ in _own(role, keys)} for role in document.roles]
    holders: defaultdict[tuple[ListName, Key], list[int]] = defaultdict(list)
    for index in sorted((i for i, rank in enumerate(ranks) if rank is not None), key=lambda i: -(ranks[i] or 0)):
        for same in stated[index]:
            holders[same].append(index)
    for index, role in enumerate(document.roles):
        rank = ranks[index]
        if rank is None:
            continue
        common: Counter[int] = Counter()
        for same in stated[index]:
            lower = (other for other in holders[same] if (ranks[other] or 0) < rank)
            common.update(other for _, other in zip(range(MAX_HOLDERS), lower, strict=False))
        repeated = sorted(
            (number, other)
            for other, number in common.items()
            if len(stated[other]) >= FEW and number > MOST * len(stated[other])
        )
        if repeated and not _inherits(document, role, repeated[-1][1]):
            number, other = repeated[-1]
            yield (
                f"/roles/{index}",
                f"{role.title} repeats {number} of {len(stated[other])} statements of {document.roles[other].title} "
                "instead of extending it.",
            )


def _inherits(document: FamilyDocument, role: Role, other: int) -> bool:
    """Whether a role has anything from another already."""
    return any(each.owner is document.roles[other] for each in Reach(document).statements(role))


def _own(owner: Owner, keys: _Keys) -> Iterator[tuple[Key, ListName, int, Statement]]:
    """An owner's statements that are no pointers and long enough to be told from others."""
    for name in LISTS:
        for index, statement in enumerate(owner.statements(name)):
            key = keys[statement.text]
            if statement.inherits is None and len(key) >= FEW_WORDS:
                yield key, name, index, statement


RULES = (
    Rule(
        code="same-statement-twice",
        severity="warning",
        title="The same statement twice",
        meaning="What a role states itself and inherits as well has to be changed in two places, and one of them is "
        "forgotten.",
        remedy="Take out the one that is nearer to the role: it is shown all the same, with where it comes from.",
        find=_same_twice,
        measured=Measured(318, 50, 50),
    ),
    Rule(
        code="repeats-lower-role",
        severity="warning",
        title="A role that repeats a lower one instead of extending it",
        meaning="Where most statements are copied from level to level nobody sees what the higher level adds, and the "
        "copies drift apart.",
        remedy="Let the role extend the lower one and keep what it adds. What it words anew replaces the original.",
        find=_repeats_role,
        measured=Measured(44, 44, 44),
    ),
)
