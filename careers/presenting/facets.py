"""The forms of lists: their fields with what is chosen, how many rows each choice would leave, and the way back from
each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from careers.presenting.census import Census
from careers.presenting.links import Link, address
from careers.reading import Reading

FACETS = ("department", "track", "level", "grade", "specialty", "language", "vacancies")


@dataclass(frozen=True)
class Option:
    """A value that may be ticked. `count` is how many rows one gets by ticking it, all else as it is; None where
    nothing was searched. `depth` is how far below the top it stands."""

    value: str
    label: str
    chosen: bool
    count: int | None
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A field with options; values that cannot be used are told in `errors`."""

    name: str
    label: str
    options: Sequence[Option]
    errors: Sequence[str]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


class Search:
    """A search of the list `page`, as its address states it."""

    page = ""
    facets: Sequence[Facet]

    def __init__(self, reading: Reading, form: Any) -> None:
        self.reading, self.form = reading, form
        self.q = (form.data.get("q") or "").strip()
        self.q_errors = [str(each) for each in form.errors.get("q", ())]

    @property
    def chosen(self) -> list[Link]:
        """Every choice with the address of the list without it."""
        found = [Link(f"“{self.q}”", self.url(q=[]))] if self.q else []
        for facet in self.facets:
            for option in facet.chosen:
                others = [each.value for each in facet.chosen if each != option]
                found.append(Link(f"{facet.label}: {option.label}", self.url(**{facet.name: others})))
        return found

    @property
    def elsewhere(self) -> str:
        """The address of the search that also looks at roles and specialties."""
        return address(self.reading, "search", query={"q": self.q})

    def page_url(self, number: int) -> str:
        """The address of a page of the same list."""
        return self.url(page=[str(number)] if number > 1 else [])

    def url(self, page: str = "", /, **changes: Sequence[str]) -> str:
        """The address of the list, or of another `page` for the same search, with these parameters changed."""
        facets = {facet.name: [option.value for option in facet.chosen] for facet in self.facets}
        state: dict[str, Sequence[str]] = {"q": [self.q], **facets, **changes}
        query = {name: values for name, values in state.items() if any(values)}
        return address(self.reading, page or self.page, query=query)


class FamilySearch(Search):
    """The search as its address states it. `form` is the bound form of a FamilyFilter; `specialties` are names by slug,
    of those that the viewer may choose; `among` the keys of the families that the words of the search find, all where
    it is None. An option that would leave nothing is not offered, but it stays where it is chosen."""

    page = "families"

    def __init__(
        self,
        reading: Reading,
        form: Any,
        census: Census,
        specialties: Mapping[str, str],
        among: Collection[int] | None = None,
    ) -> None:
        super().__init__(reading, form)
        self.specialties = specialties
        names = [name for name in FACETS if name in form.fields]
        wanted = {} if form.errors else {name: form.cleaned_data[name] for name in names}
        self.counts = census.tally(wanted, _paths(reading, census), among)
        facets = [self._facet(name) for name in names]
        self.facets = [facet for facet in facets if facet.options or facet.errors]

    def _facet(self, name: str) -> Facet:
        field, data = self.form.fields[name], set(self.form.data.getlist(name))
        errors = [str(each) for each in self.form.errors.get(name, ())]
        choices, counts = self._choices(name), self.counts[name]
        # What nobody has any more, or not yet, stays in the address and can be taken back.
        kept = () if errors else sorted(data - set(choices))
        choices |= {value: self.reading.reference.name(name, value) for value in kept}
        options = [
            Option(value, label, value in data, None if self.form.errors else counts[value], self._depth(name, value))
            for value, label in choices.items()
            if counts[value] or value in data
        ]
        return Facet(name, str(field.label), options, errors)

    def _choices(self, name: str) -> dict[str, str]:
        """Labels by value, in the order in which they are offered."""
        if name == "specialty":
            return dict(self.specialties)
        if name == "language":
            return {value: value for value in sorted(self.counts[name], key=lambda each: (each.casefold(), each))}
        choices = {value: str(label) for value, label in self.form.fields[name].choices}
        if name == "department":
            return dict(sorted(choices.items(), key=lambda choice: self._place(choice[0])))
        return choices

    def _place(self, department: str) -> list[tuple[str, str]]:
        """Sorts as the tree of departments does."""
        reference = self.reading.reference
        return [(reference.name("department", each).casefold(), each) for each in reference.department_path(department)]

    def _depth(self, name: str, value: str) -> int:
        return len(self.reading.reference.department_path(value)) - 1 if name == "department" else 0


def _paths(reading: Reading, census: Census) -> dict[str, list[str]]:
    """The way to each department with families; one that did not exist on the day was below no other."""
    reference = reading.reference
    existing = reference.of_kind("department")
    slugs = {family.department for family in census.families.values()}
    return {slug: reference.department_path(slug) if slug in existing else [slug] for slug in slugs}
