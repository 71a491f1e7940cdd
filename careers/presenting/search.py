"""What a search found, as its page shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from careers.handbook.document import LISTS
from careers.handbook.render import LIST_HEADINGS
from careers.models import SearchText
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.reading import Reading
from careers.search import Found, Hit, Part, nearest_families

PAGE_SIZE = 20
MAX_SHOWN = 500
"""Results that can be leafed through; who has not found it by then looks for something else."""
ONE = {"family": "Job family", "role": "Role", "specialty": "Specialty"}


@dataclass(frozen=True)
class PassageLine:
    """A passage of a result, with the place where it stands if that has an address of its own."""

    place: Link
    parts: Sequence[Part]


@dataclass(frozen=True)
class ResultLine:
    """A family, role or specialty that was found; `family` is empty for a family itself."""

    kind: str
    title: Sequence[Part]
    url: str
    family: Link
    department: Link
    internal: bool
    passages: Sequence[PassageLine]


@dataclass(frozen=True)
class Choice:
    """A way to narrow the results, or to take that back: with how many there would be."""

    link: Link
    count: int
    chosen: bool


def _department(reading: Reading, slug: str) -> Link:
    return Link(reading.reference.name("department", slug), address(reading, "department", slug))


def place(reading: Reading, hit: Hit, anchor: str = "") -> str:
    """The address of a hit, or of one of the lists that it states."""
    if hit.kind == "role":
        return address(reading, "role", hit.family_slug, hit.slug, fragment=anchor)
    if hit.kind == "specialty":
        anchor = "_".join(filter(None, [f"specialty_{hit.slug}", anchor]))
    return address(reading, "family", hit.family_slug, fragment=anchor)


class Results:
    """What was found, and the choices there are among it."""

    def __init__(
        self,
        reading: Reading,
        found: Found,
        q: str,
        kinds: Sequence[str],
        departments: Sequence[str],
        number: int,
        pages: int,
    ) -> None:
        self.reading, self.found, self.q = reading, found, q
        self.chosen = {"kind": list(kinds), "department": list(departments)}
        self.number, self.pages = number, pages

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def unfiltered(self) -> int:
        """How many there are whatever is chosen."""
        return sum(self.found.counts.values())

    @property
    def whole(self) -> str:
        """The address of the same search without choices."""
        return self._url(kind=[], department=[])

    @property
    def corrected(self) -> list[tuple[str, str]]:
        """(as typed, as looked for)"""
        return list(self.found.corrected.items())

    @property
    def missed(self) -> str:
        return words.joined([f"“{word}”" for word in self.found.missed], "or")

    @cached_property
    def lines(self) -> list[ResultLine]:
        return [self._line(hit) for hit in self.found.hits]

    @property
    def first(self) -> int:
        """The place of the first line among all results."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def previous(self) -> str:
        return self._url(page=[str(self.number - 1)] if self.number > 2 else []) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._url(page=[str(self.number + 1)]) if self.number < self.pages else ""

    @cached_property
    def kinds(self) -> list[Choice]:
        return list(self._kinds())

    def _kinds(self) -> Iterator[Choice]:
        counts = {kind.value: self._count(kind=kind) for kind in SearchText.Kind}
        if sum(map(bool, counts.values())) > 1 or self.chosen["kind"]:
            yield Choice(Link("All", self._url(kind=[])), sum(counts.values()), not self.chosen["kind"])
            for kind in SearchText.Kind:
                if counts[kind]:
                    link = Link(str(kind.label), self._url(kind=[kind.value]))
                    yield Choice(link, counts[kind], kind.value in self.chosen["kind"])

    @cached_property
    def departments(self) -> list[Choice]:
        """Those of what was found, by name."""
        return sorted(self._departments(), key=lambda choice: (not choice.chosen, choice.link.text.casefold()))

    def _departments(self) -> Iterator[Choice]:
        chosen = self.chosen["department"]
        named = {department for _, department in self.found.counts} | set(chosen)
        if len(named) > 1 or chosen:
            for slug in named:
                others = [each for each in chosen if each != slug]
                link = Link(
                    self.reading.reference.name("department", slug),
                    self._url(department=others if slug in chosen else [*chosen, slug]),
                )
                yield Choice(link, self._count(department=slug), slug in chosen)

    def _count(self, *, kind: str = "", department: str = "") -> int:
        """How many there are of a kind among the chosen departments, or in a department among the chosen kinds."""
        reference = self.reading.reference
        kinds = [kind] if kind else self.chosen["kind"]
        within = [department] if department else self.chosen["department"]
        below = set().union(*(reference.departments_below(slug) for slug in within))
        return sum(
            count
            for (of, place), count in self.found.counts.items()
            if (not kinds or of in kinds) and (not within or place in below)
        )

    def _url(self, **changes: Sequence[str]) -> str:
        state = {"q": [self.q], **self.chosen, **changes}
        return address(self.reading, "search", query={name: values for name, values in state.items() if values})

    def _line(self, hit: Hit) -> ResultLine:
        family = Link(hit.family_title, address(self.reading, "family", hit.family_slug))
        return ResultLine(
            kind=ONE[hit.kind],
            title=hit.title,
            url=place(self.reading, hit),
            family=Link("") if hit.kind == "family" else family,
            department=_department(self.reading, hit.department),
            internal=hit.internal,
            passages=[
                PassageLine(
                    Link(LIST_HEADINGS[passage.place], place(self.reading, hit, words.anchor(passage.place)))
                    if passage.place in LISTS
                    else Link(""),
                    passage.parts,
                )
                for passage in hit.passages
            ],
        )


class Start:
    """Where to begin, or to go on where nothing was found: the nearest families, and the departments that have any."""

    def __init__(self, reading: Reading, q: str, departments: Sequence[str]) -> None:
        self.near = [
            Link(str(reading.family_title(slug)), address(reading, "family", slug))
            for slug in (nearest_families(reading, q) if q else ())
        ]
        found = [_department(reading, slug) for slug in departments]
        self.departments = sorted(found, key=lambda link: link.text.casefold())
