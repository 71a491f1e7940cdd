"""What another role asks beyond one's own, as a checklist for a career talk: on a page, on paper and as Markdown."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from careers.handbook.compare import StatementPair, compare_statements
from careers.handbook.compose import ComposedStatement
from careers.handbook.document import LISTS
from careers.handbook.growth import growth
from careers.handbook.render import LIST_HEADINGS
from careers.handbook.words import Part
from careers.presenting import words
from careers.presenting.links import address
from careers.presenting.roles import NEXT, RoleLine, Step, career_steps, role_line, role_link, rung_steps
from careers.reading import Reading

_WITHIN = re.compile(r"(?<=\]\()/[^\s)]*")
"""Where a link leads to a page of the site."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")

TAGS = {"added": "New", "changed": "Reworded", "same": ""}
KEPT = 0.5
"""The share of a text that has to stay for two to be read as one, word by word."""
COUNTED = {"added": "new", "changed": "reworded", "same": "as before"}


@dataclass(frozen=True)
class Item:
    """A statement of the other role. Where it is reworded, `before` is the text of one's own role, and `parts` its
    words beside those, if enough are the same to read them so."""

    kind: str
    text: str
    before: str = ""
    parts: Sequence[Part] = ()

    @property
    def tag(self) -> str:
        return TAGS[self.kind]


@dataclass(frozen=True)
class ItemList:
    """One of the five lists of the other role, by its groups."""

    title: str
    anchor: str
    groups: Sequence[tuple[str, Sequence[Item]]]


@dataclass(frozen=True)
class Fact:
    """A fact of both roles."""

    label: str
    here: str
    there: str


@dataclass(frozen=True)
class Goal:
    """A role that somebody may want to grow into."""

    text: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Checklist:
    """From one role to another: facts side by side, what the one asks for promotion, and every statement of the
    other; `left` is what one's own role alone asks, `family` the other's where it is another one."""

    here: RoleLine
    there: RoleLine
    family: str
    facts: Sequence[Fact]
    criteria: Sequence[tuple[str, Sequence[str]]]
    lists: Sequence[ItemList]
    left: Sequence[str]
    counts: str


def goals(reading: Reading, role: Any, roles: Sequence[Any], chosen: str) -> tuple[list[Goal], list[Goal]]:
    """The roles to which a composed role leads, with the chosen one, as family/role, if there is one; and the others of
    its family."""
    family, slug = role["family"], role["slug"]
    near = list(dict.fromkeys([*_targets(reading, role, roles), *([chosen] if chosen else [])]))
    far = [path for each in roles if (path := f"{family}/{each['slug']}") not in near and each["slug"] != slug]

    def goal(path: str) -> Goal:
        url = address(reading, "checklist", family, slug, query={"to": path})
        return Goal(role_link(reading, path, home=family).text, url, path == chosen)

    return [goal(path) for path in near], [goal(path) for path in far]


def default_goal(reading: Reading, role: Any, roles: Sequence[Any]) -> str:
    """Where a composed role leads first, as family/role: by a promotion that is written down, else by the ladder, else
    by any other step; "" where it leads to no role."""
    return next(iter(_targets(reading, role, roles)), "")


def _targets(reading: Reading, role: Any, roles: Sequence[Any]) -> dict[str, Step]:
    """The steps to other roles by their targets, the likeliest first."""
    steps = [*career_steps(reading, role["family"], role["career_steps"]), *rung_steps(reading, roles, role, up=True)]
    likely = [words.CAREER_STEPS["promotion"], NEXT]
    steps.sort(key=lambda step: likely.index(step.kind) if step.kind in likely else len(likely))
    found: dict[str, Step] = {}
    for step in steps:
        if step.to and step.to != f"{role['family']}/{role['slug']}":
            found.setdefault(step.to, step)
    return found


def present_checklist(reading: Reading, here: Any, there: Any, roles: Sequence[Any]) -> Checklist:
    """From one composed role to another, both as JSON and masked for the viewer; `roles` are those of the family of the
    first."""
    one, other = _statements(here), _statements(there)
    # A statement says what it refines by its place, which is one within a family.
    pairs = (growth if here["family"] == there["family"] else compare_statements)(one, other)
    items = {id(pair.after): Item(*_told(pair)) for pair in pairs if pair.after}
    kinds = Counter(item.kind for item in items.values())
    target = f"{there['family']}/{there['slug']}"
    leads_there = target in _targets(reading, here, roles)
    return Checklist(
        here=role_line(reading, here["family"], here),
        there=role_line(reading, there["family"], there),
        family="" if here["family"] == there["family"] else there["family_title"],
        facts=[fact for fact in _facts(reading, here, there) if fact.here or fact.there],
        criteria=[
            (group, [each["text"] for each in found])
            for group, found in words.grouped(here["promotion_criteria"] if leads_there else ())
        ],
        lists=[
            ItemList(LIST_HEADINGS[name], words.anchor(name), groups)
            for name in LISTS
            if (groups := [(title, [items[id(each)] for each in found]) for title, found in _grouped(other, name)])
        ],
        # What was asked for the promotion itself is told above.
        left=[
            pair.before.text
            for pair in pairs
            if pair.before and not pair.after and not (leads_there and pair.list == "promotion_criteria")
        ],
        counts=words.joined([f"{kinds[kind]} {said}" for kind, said in COUNTED.items() if kinds[kind]]),
    )


def _statements(role: Any) -> list[ComposedStatement]:
    return [ComposedStatement.model_validate(each) for name in LISTS for each in role[name]]


def _grouped(statements: Sequence[ComposedStatement], name: str) -> list[tuple[str, list[ComposedStatement]]]:
    groups: dict[str, list[ComposedStatement]] = {}
    for each in statements:
        if each.list == name:
            groups.setdefault(each.group, []).append(each)
    return [(group, groups[group]) for group in sorted(groups, key=bool)]


def _told(pair: StatementPair) -> tuple[str, str, str, Sequence[Part]]:
    before, after = (each.text if each else "" for each in (pair.before, pair.after))
    if pair.kind != "changed":
        return pair.kind, after, "", ()
    kept = sum(len(text) for kind, text in pair.words if kind == "same")
    return pair.kind, after, before, pair.words if kept >= KEPT * max(len(before), len(after)) else ()


def _facts(reading: Reading, here: Any, there: Any) -> Iterator[Fact]:
    one, other = (role_line(reading, role["family"], role) for role in (here, there))
    yield Fact("Level", one.level.text, other.level.text)
    yield Fact("Track", one.track, other.track)
    yield Fact("Grade", one.grade, other.grade)
    lines = [role_link(reading, role["reports_to"]["role"] or "", home=role["family"]).text for role in (here, there)]
    yield Fact("Reports to", *lines)


def checklist_markdown(checklist: Checklist, source: str, absolute: Callable[[str], str]) -> str:
    """The checklist as a page of Markdown, an item a statement with room for evidence; `source` is where it is from,
    and `absolute` makes addresses that lead there from a file."""
    return _WITHIN.sub(lambda found: absolute(found[0]), "\n".join(_lines(checklist, source)))


def _lines(checklist: Checklist, source: str) -> Iterator[str]:
    here, there = _plain(checklist.here.title), _plain(checklist.there.title)
    yield f"# Checklist: {here} to {there}"
    yield from ("", source, "", f"| | {here} | {there} |", "|---|---|---|")
    yield from (f"| {fact.label} | {_plain(fact.here)} | {_plain(fact.there)} |" for fact in checklist.facts)
    yield from ("", f"Of what is asked there: {checklist.counts}." if checklist.counts else "Nothing is asked there.")
    if checklist.criteria:
        yield from ("", f"## To be promoted from {here}")
        for group, texts in checklist.criteria:
            yield from ("", f"### {_plain(group)}") if group else ()
            for text in texts:
                yield from _task(text)
    for found in checklist.lists:
        yield from ("", f"## {found.title}")
        for group, items in found.groups:
            yield from ("", f"### {_plain(group)}") if group else ()
            for item in items:
                yield from _task(f"**{item.tag}.** {item.text}" if item.tag else item.text, item.before)
    yield ""


def _task(text: str, before: str = "") -> Iterator[str]:
    first, *rest = text.split("\n")
    yield from ("", f"- [ ] {first}")
    yield from (f"  {line}".rstrip() for line in rest)
    if before:
        yield from ("", *(f"  {line}".rstrip() for line in f"Before: {before}".split("\n")))
    yield from ("", "  Evidence:")


def _plain(text: str) -> str:
    """Words that mean nothing to Markdown, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
