"""How big a change is for the people it is about.

It is judged on what composed roles ask, not on where a statement stands: what moves to the family that every role
already asked raises nothing, and a role that is new asks nothing of anybody yet.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Literal

from careers.handbook.compare import Difference, FactChange, compare, compare_statements
from careers.handbook.compose import Audience, ComposedRole, compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Scope, Specialty, Statement
from careers.handbook.renames import followed, renames

Impact = Literal["raises", "clarifies", "editorial"]

ASKING: tuple[ListName, ...] = ("responsibilities", "requirements", "performance_indicators", "promotion_criteria")
"""The lists that ask something of people. What is nice to have asks nothing."""
STANDING = ("level", "track", "grade_scheme", "grade", "grade_options")
"""The facts of a role that change what is expected of who has it, and what they earn."""
WORDING = frozenset({"title", "name", "summary", "heading", "group", "interviewer", "primary_language", "reports_to"})
"""The facts that are words, and may be spelled better."""
COMPOSED = frozenset({"order", "after", "extends", "omits"})
"""The facts whose change is seen in composed roles, or is but one of place."""

CALLED = frozenset({"title", "name"})
"""What a role or a specialty is called."""

MAX_COMPOSED = 1_000
"""Roles, with or without a specialty, that are composed. A change that concerns more is a large one."""

_EVERYTHING = Audience.everything(internal=True)
_LINK_TARGET = re.compile(r"\]\([^()]*\)|https?://[^\s()]+")
_WORD = re.compile(r"\w+[+#]*")
_SHORTEST_TYPO = 5
"""Letters of a word from which one letter more, less or other is a matter of spelling."""


def propose(before: FamilyDocument | None, after: FamilyDocument) -> Impact:
    """How big the change is.

    "raises": a role that existed asks something new, has another grade, level or track, or is hired in one step more.
    "editorial": nothing but typography, spelling, links, order, case, and what roles and specialties are called.
    "clarifies": all between. What is published for the first time raises: everybody meets it for the first time, and
    it deserves the review of the largest change.
    """
    if before is None:
        return "raises"
    before = followed(before, renames(before, after))
    if _standing_changed(before, after):
        return "raises"
    difference, reads_the_same = compare(before, after), True
    for count, (slug, specialty) in enumerate(_concerned(before, after)):
        one, other = (compose(each, slug, audience=_EVERYTHING, specialty=specialty) for each in (before, after))
        if count == MAX_COMPOSED or _asks_more(one, other):
            return "raises"
        reads_the_same = reads_the_same and _reads_the_same(one, other)
    return "editorial" if reads_the_same and _is_editorial(difference) else "clarifies"


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, but for typography, case, punctuation, where links lead, and single letters of
    long words that were mended."""
    old, new = _words(one), _words(other)
    if "".join(old) == "".join(new) and not any(map(_has_digit, old + new)):
        return True
    return len(old) == len(new) and all(map(_same_word, old, new))


# What roles ask


def _standing_changed(before: FamilyDocument, after: FamilyDocument) -> bool:
    """Whether a role that existed has another level, track or grade, with or without a segment that existed."""
    roles = {role.slug: role for role in before.roles}
    segments = {specialty.slug: specialty for specialty in before.specialties}
    return any(
        getattr(role, name) != getattr(roles[role.slug], name)
        for role in after.roles
        if role.slug in roles
        for name in STANDING
    ) or any(
        segment.grades.get(slug) != segments[segment.slug].grades.get(slug)
        for segment in after.specialties
        if segment.slug in segments
        for slug in roles
    )


def _concerned(before: FamilyDocument, after: FamilyDocument) -> Iterator[tuple[str, str | None]]:
    """The roles that are in both, each by itself and with every specialty that it had and has and that was changed."""
    roles = [role.slug for role in after.roles if role.slug in {each.slug for each in before.roles}]
    yield from ((slug, None) for slug in roles)
    specialties = {specialty.slug: specialty for specialty in before.specialties}
    for specialty in after.specialties:
        was = specialties.get(specialty.slug)
        if was and _stated(before, was) != _stated(after, specialty):
            yield from ((slug, specialty.slug) for slug in roles if _has(was, slug) and _has(specialty, slug))


def _has(specialty: Specialty, role: str) -> bool:
    return not specialty.roles or role in specialty.roles


def _stated(document: FamilyDocument, specialty: Specialty) -> list[Any]:
    """All that a document says of a specialty alone."""

    def scoped(part: Any) -> bool:
        scope: Scope | None = part.applies_to
        return scope is not None and specialty.slug in scope.specialties

    return [
        *(specialty.statements(name) for name in LISTS),
        specialty.leads,
        *(each for _, owner in document.owners() for name in LISTS for each in owner.statements(name) if scoped(each)),
        *(process for process in document.hiring_processes if scoped(process)),
    ]


def _asks_more(before: ComposedRole, after: ComposedRole) -> bool:
    """Whether a role asks something of people that it did not ask, or is hired in one step more."""
    for name in ASKING:
        old, new = before.statements(name), after.statements(name)
        if {each.text for each in new} - {each.text for each in old} and any(
            pair.kind == "added" for pair in compare_statements(old, new)
        ):
            return True
    old_steps, new_steps = (sum(len(each.steps) for each in role.hiring_processes) for role in (before, after))
    return new_steps > old_steps


# What is editorial


def _reads_the_same(before: ComposedRole, after: ComposedRole) -> bool:
    """Whether every list of a role says what it said, if in another order or better spelled."""
    return all(
        _texts(before, name) == _texts(after, name)
        or all(
            pair.before and pair.after and same_words(pair.before.text, pair.after.text)
            for pair in compare_statements(before.statements(name), after.statements(name))
        )
        for name in LISTS
    ) and all(
        same_words("\n".join(lead.text for lead in before.leads.get(name, ())), new)
        for name in LISTS
        if (new := "\n".join(lead.text for lead in after.leads.get(name, ()))) or before.leads.get(name)
    )


def _texts(role: ComposedRole, name: ListName) -> set[str]:
    return {statement.text for statement in role.statements(name)}


def _is_editorial(difference: Difference) -> bool:
    """Whether nothing differs but how things are written, and where statements stand that are in both."""
    kept = {change.after.text for change in difference.statements if change.before and change.after}
    return (
        all(part.kind == "kept" for part in difference.parts)
        and all(same_words(change.before, change.after) for change in difference.prose)
        and all(
            change.field in COMPOSED
            or (change.field in WORDING and _same_value(change.before, change.after))
            or _is_name(change)
            for change in difference.facts
        )
        and all(_same_statement(change.before, change.after, kept) for change in difference.statements)
    )


def _is_name(change: FactChange) -> bool:
    """Whether it is what a role or a specialty is called, which asks nothing of anybody."""
    return change.field in CALLED and re.fullmatch(r"/(roles|specialties)/\d+", change.pointer) is not None


def _same_statement(before: Statement | None, after: Statement | None, kept: set[str]) -> bool:
    """Whether a statement says what it said. One that came or went does if its text is elsewhere in both, or if it
    only brought other statements, which are in composed roles."""
    if before and after:
        return same_words(before.text, after.text) and same_words(before.group, after.group)
    return all(statement.text in kept or statement.inherits for statement in (before, after) if statement)


def _same_value(before: Any, after: Any) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same_value(before[key], after[key]) for key in before)
    if isinstance(before, str) and isinstance(after, str):
        return same_words(before, after)
    return bool(before == after)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _LINK_TARGET.sub("] ", text)).casefold())


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _same_word(one: str, other: str) -> bool:
    """Whether two words are one, but for a letter that is more, less or other, or two that changed places."""
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_TYPO or abs(len(one) - len(other)) > 1 or not (one + other).isalpha():
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    return start > 0 and (
        rest[1:] in (others, others[1:]) or rest == others[1:] or (rest[:2], rest[2:]) == (others[1::-1], others[2:])
    )
