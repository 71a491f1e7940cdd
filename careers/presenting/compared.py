"""Two or three roles side by side, or one role on two days: facts, and what they have in common and what not."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from careers.handbook.compose import ComposedRole
from careers.handbook.confront import Confronted, confront
from careers.handbook.document import LISTS
from careers.handbook.match import ALIKE
from careers.handbook.render import LIST_HEADINGS
from careers.handbook.words import Part, bag, similarity, word_parts
from careers.models import RoleListing
from careers.models.drafts import Hiring
from careers.presenting import words
from careers.presenting.hiring import present_process
from careers.presenting.links import Link
from careers.presenting.roles import family_link, role_line, role_link
from careers.reading import Reading
from careers.whereabouts import Moved, part_whereabouts

DAYS = ("from", "to")
"""The parameters that name the days on which a role is looked at."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Side:
    """A role that is compared. `name` tells it from the others: its title, with its family where another one has the
    same title, or the day on which it is looked at."""

    name: str
    title: str
    url: str
    family: Link


@dataclass(frozen=True)
class Fact:
    """A fact of each side; what it says in several lines, such as the steps of hiring, as a list."""

    label: str
    values: Sequence[Sequence[Link]]

    @property
    def differs(self) -> bool:
        said = [[each.text for each in value] for value in self.values]
        return any(each != said[0] for each in said)


@dataclass(frozen=True)
class Line:
    """A statement that some sides have: the words of the first, and of those that say it otherwise (names, the words
    marked against the first's)."""

    text: str
    others: Sequence[tuple[str, Sequence[Part]]]


@dataclass(frozen=True)
class Share:
    """What the same sides have, and no other."""

    title: str
    held_by: Sequence[int]
    lines: Sequence[Line]


@dataclass(frozen=True)
class ListShares:
    """One of the five lists: what each side has alone, what some share, and what all do."""

    title: str
    anchor: str
    shares: Sequence[Share]


@dataclass(frozen=True)
class Text:
    """An overview, a lead or a section of one role, word by word from the one day to the other."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Comparison:
    """Everything the page shows of the sides."""

    sides: Sequence[Side]
    days: bool
    facts: Sequence[Fact]
    texts: Sequence[Text]
    lists: Sequence[ListShares]

    @property
    def cells(self) -> Iterator[tuple[Fact, Sequence[tuple[Side, Sequence[Link]]]]]:
        """Each fact with the side that each of its values is of."""
        for fact in self.facts:
            yield fact, list(zip(self.sides, fact.values, strict=True))

    @property
    def reworded(self) -> bool:
        """Whether any words are marked."""
        return any(line.others for each in self.lists for share in each.shares for line in share.lines)

    @property
    def differs(self) -> bool:
        apart = any(len(share.held_by) < len(self.sides) for each in self.lists for share in each.shares)
        return bool(apart or self.reworded or self.texts or any(fact.differs for fact in self.facts))


def roles_at(reading: Reading, paths: Collection[str]) -> dict[str, Any]:
    """The composed roles at these paths (family/role), as JSON, masked for the viewer; without those that are not in
    force or that the viewer may not know of. One query."""
    wanted = Q(pk__in=())
    for family, _, role in (path.partition("/") for path in paths):
        wanted |= Q(family_slug=family, slug=role)
    side = F("internal" if reading.internal else "public")
    rows = reading.live(RoleListing).filter(wanted).values_list("family_slug", "slug", side)
    return {f"{family}/{role}": reading.viewer.mask_composed(content) for family, role, content in rows}


def role_on_days(request: HttpRequest, reading: Reading, path: str) -> dict[str, tuple[Reading, Any]]:
    """By each of DAYS, what is read on it and the role that is at the path (family/role) on the day that `reading` is
    of, composed and masked for the viewer, whatever it and its family were called then; None where it was not in force
    or the viewer may not know of it. One query a day, and more where the role had another slug. Raises as Reading.at
    does."""
    days = {name: reading.at(request, name) for name in DAYS}
    return {name: (there, _role_then(reading, there, path)) for name, there in days.items()}


def _role_then(reading: Reading, there: Reading, path: str) -> Any:
    family, _, role = path.partition("/")
    here = reading.live(RoleListing).filter(family_slug=family, slug=role)
    of_family = there.live(RoleListing).filter(Q(family_slug=family) | Q(family__in=here.values("family")))
    content = of_family.filter(slug=role).values_list(there.side, flat=True).first()
    if content is None and (then := _path_then(reading, there, path, of_family)):
        return roles_at(there, [then]).get(then)
    return there.viewer.mask_composed(content) if content else None


def _path_then(reading: Reading, there: Reading, path: str, rows: Any) -> str:
    """Under which slugs a role of these rows was or will be in force on another day, where its own is another there; ""
    where it is not. What leads from the earlier day's address to the later one's is what redirects follow."""
    now = Moved(*path.split("/"))
    if there.on > reading.on:
        after = part_whereabouts(there, now.family, now.part, RoleListing)
        return f"{after.family}/{after.part}" if isinstance(after, Moved) else ""
    staying = reading.live(RoleListing).filter(family=OuterRef("family"), slug=OuterRef("slug"))
    for family, role in rows.filter(~Exists(staying)).values_list("family_slug", "slug"):
        if part_whereabouts(reading, family, role, RoleListing) == now:
            return f"{family}/{role}"
    return ""


def compare_roles(reading: Reading, roles: Sequence[Any]) -> Comparison:
    """`roles` are two or three composed ones, as JSON, masked for the viewer."""
    titles = Counter(role["title"] for role in roles)
    names = [
        role["title"] if titles[role["title"]] == 1 else f"{role['title']} ({role['family_title']})" for role in roles
    ]
    return _comparison([(reading, name, role) for name, role in zip(names, roles, strict=True)], days=False)


def compare_days(days: Iterable[tuple[Reading, Any]]) -> Comparison:
    """One role as it is in each of two readings."""
    return _comparison([(reading, words.day(reading.on), role) for reading, role in days], days=True)


def confronted(roles: Sequence[ComposedRole], *, days: bool) -> Sequence[Confronted]:
    """What roles ask, or one role on two `days`: of roles of one family also by what refines what."""
    return confront(roles, related=not days and len({role.family for role in roles}) == 1)


Given = Sequence[tuple[Reading, str, Any]]


def _comparison(given: Given, *, days: bool) -> Comparison:
    roles = [role for _, _, role in given]
    names = [name for _, name, _ in given]
    composed = [ComposedRole.model_validate(role) for role in roles]
    lines = confronted(composed, days=days)
    return Comparison(
        sides=[
            Side(
                name, role["title"], role_line(reading, role["family"], role).url, family_link(reading, role["family"])
            )
            for reading, name, role in given
        ],
        days=days,
        facts=list(_facts(given)),
        texts=list(texts(*composed)) if days else [],
        lists=list(_lists(lines, names, days=days)),
    )


def _facts(given: Given) -> Iterator[Fact]:
    facts = [_said(reading, role) for reading, _, role in given]
    for label in facts[0]:
        values = [fact[label] for fact in facts]
        if any(values):
            yield Fact(label, values)


def _said(reading: Reading, role: Any) -> dict[str, list[Link]]:
    """What a role is, by the label of each fact."""
    line = role_line(reading, role["family"], role)
    above = role["reports_to"]
    facts = {
        "Job family": [family_link(reading, role["family"])],
        "Level": [line.level],
        "Track": [Link(line.track)],
        "Grade": [Link(line.grade)],
        "Job code": [Link(role["job_code"])],
        "Reports to": [
            role_link(reading, above["role"] or "", home=role["family"]) if above["role"] else Link(""),
            Link("" if reading.role_title(above["role"]) else _LINK.sub(r"\1", above["text"])),
        ],
        "Primary language": [Link(role["primary_language"])],
        "Specialties": [Link(words.joined([each["name"] for each in role["specialties"]]))],
        "Hired for": [Link(str(Hiring(role["hiring"]).label))],
        "Hiring steps": list(_steps(reading, role)),
        "Your time in all": [
            Link(": ".join(filter(None, [process.title, process.total])))
            for process in (present_process(reading, each) for each in role["hiring_processes"])
            if process.total
        ],
    }
    return {label: [each for each in values if each.text] for label, values in facts.items()}


def _steps(reading: Reading, role: Any) -> Iterator[Link]:
    for each in role["hiring_processes"]:
        process = present_process(reading, each)
        for step in process.steps:
            facts = [step.stage, step.length, "optional" if step.optional else ""]
            yield Link(", ".join(filter(None, facts)))


def texts(before: ComposedRole, after: ComposedRole) -> Iterator[Text]:
    """The prose that a role has on two days, where it is not the same."""
    old, new = _titled(before), _titled(after)
    for title in dict.fromkeys([*new, *old]):
        one, other = old.get(title, ""), new.get(title, "")
        if one != other:
            yield Text(title, word_parts(one, other))


def _titled(role: ComposedRole) -> dict[str, str]:
    """The prose of a role, by what it is called; sections of one heading together."""
    found: dict[str, list[str]] = {"Overview": [role.overview]}
    for name, leads in role.leads.items():
        found[f"Before the {LIST_HEADINGS[name].lower()}"] = [lead.text for lead in leads]
    for section in role.sections:
        found.setdefault(f"Section “{section.heading}”" if section.heading else "Section", []).append(section.body)
    return {title: "\n\n".join(texts) for title, texts in found.items()}


def _lists(lines: Sequence[Confronted], names: Sequence[str], *, days: bool) -> Iterator[ListShares]:
    for name in LISTS:
        shares: dict[tuple[int, ...], list[Line]] = {}
        for line in lines:
            if line.list == name:
                shares.setdefault(line.held_by, []).append(_line(line, names))
        if shares:
            # What tells them apart first.
            order = sorted(shares, key=lambda held: (len(held), held))
            yield ListShares(
                LIST_HEADINGS[name],
                words.anchor(name),
                [Share(_title([names[i] for i in held], len(names), days), held, shares[held]) for held in order],
            )


def _title(held: Sequence[str], sides: int, days: bool) -> str:
    """In both; On both days; In A and B; Only A; Only on 1 March 2026"""
    if len(held) == sides:
        return "On both days" if days else "In both" if sides == 2 else "In all three"
    if len(held) > 1:
        return f"In {words.joined(held)}"
    return f"Only on {held[0]}" if days else f"Only {held[0]}"


def _line(line: Confronted, names: Sequence[str]) -> Line:
    first, *rest = line.held_by
    text = line.texts[first] or ""
    otherwise: dict[str, list[str]] = {}
    for index in rest:
        if (said := line.texts[index] or "") != text:
            otherwise.setdefault(said, []).append(names[index])
    return Line(text, [(words.joined(whose), _marked(text, said)) for said, whose in otherwise.items()])


def _marked(text: str, other: str) -> Sequence[Part]:
    """What differs, word by word; whole where hardly a word is the same."""
    one, two = _LINK.sub(r"\1", text), _LINK.sub(r"\1", other)
    if similarity(bag(one), bag(two)) < ALIKE:
        return [("removed", one), ("same", " "), ("added", two)]
    return word_parts(one, two)
