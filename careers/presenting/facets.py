"""The form of the list of families: its fields with what is chosen, and the way back from each choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from careers.presenting.links import Link, address
from careers.reading import Reading

FACETS = ("department", "track", "level", "grade", "specialty")


@dataclass(frozen=True)
class Option:
    """A value that may be ticked."""

    value: str
    label: str
    chosen: bool


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


class FamilySearch:
    """The search as its address states it. `form` is the bound form of a FamilyFilter; `specialties` are names by slug,
    of those that the viewer may choose."""

    def __init__(self, reading: Reading, form: Any, specialties: dict[str, str]) -> None:
        self.reading, self.form = reading, form
        self.q = (form.data.get("q") or "").strip()
        self.q_errors = [str(each) for each in form.errors.get("q", ())]
        self.facets = [self._facet(name, specialties) for name in FACETS if name in form.fields]

    @property
    def chosen(self) -> list[Link]:
        """Every choice with the address of the list without it."""
        found = [Link(f"“{self.q}”", self._url(q=[]))] if self.q else []
        for facet in self.facets:
            for option in facet.chosen:
                others = [each.value for each in facet.chosen if each != option]
                found.append(Link(f"{facet.label}: {option.label}", self._url(**{facet.name: others})))
        return found

    def page_url(self, number: int) -> str:
        """The address of a page of the same list."""
        return self._url(page=[str(number)] if number > 1 else [])

    def _url(self, **changes: Sequence[str]) -> str:
        facets = {facet.name: [option.value for option in facet.chosen] for facet in self.facets}
        state: dict[str, Sequence[str]] = {"q": [self.q], **facets, **changes}
        return address(self.reading, "families", query={name: values for name, values in state.items() if any(values)})

    def _facet(self, name: str, specialties: dict[str, str]) -> Facet:
        field, data = self.form.fields[name], set(self.form.data.getlist(name))
        errors = [str(each) for each in self.form.errors.get(name, ())]
        choices = dict(field.choices)
        if name == "specialty":
            # One that nobody has any more stays in the address, and can be taken back.
            unknown = {} if errors else {slug: slug for slug in sorted(data - set(specialties))}
            choices = {**specialties, **unknown}
        options = [Option(slug, str(label), slug in data) for slug, label in choices.items()]
        return Facet(name, str(field.label), options, errors)
