"""The facts of a document in words: names in place of slugs, sentences in place of switches."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from careers.handbook.document import LISTS, CareerStep, FamilyDocument, HiringStep, Owner, Role, Specialty
from careers.handbook.render import LIST_HEADINGS
from careers.models.drafts import Hiring, Visibility
from careers.presenting import words
from careers.reading import Reading

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

LABELS = {
    "slug": "Address",
    "grade_options": "Grades",
    "hiring": "Hired for",
    "extends": "Extends",
    "omits": "Leaves out",
    "reports_to": "Reports to",
    "grades": "Grades by role",
    "job_codes": "Job codes by role",
    "after": "Stands after",
    "from_role": "From",
    "to_family": "To the family",
    "to_role": "To the role",
}
"""Where the name of a field does not do."""

ORDERED = {
    "roles": "Order of the roles",
    "specialties": "Order of the specialties",
    "sections": "Order of the sections",
    "hiring_processes": "Order of the hiring processes",
}


def label(field: str) -> str:
    """What a field is called."""
    return LABELS.get(field) or field.replace("_", " ").capitalize()


class Values:
    """The values of one document's fields, in words. "" where nothing is stated."""

    def __init__(self, reading: Reading, document: FamilyDocument) -> None:
        self.reading, self.document = reading, document
        self.roles = {role.slug: role for role in document.roles}
        self.scoped = {role.slug: {"title": role.title, "track": role.track} for role in document.roles}
        self.specialties = {each.slug: each.name for each in document.specialties}
        self.owners = dict(document.owners())

    def say(self, field: str, value: Any, part: BaseModel) -> str:
        """The value of a field of this part, as JSON has it, in words."""
        if field == "kind":
            return self._kind(value, part)
        if field == "grades":
            return "; ".join(f"{self.role(slug)}: {self._grade_of(slug, grade)}" for slug, grade in value.items())
        if field == "job_codes":
            return "; ".join(f"{self.role(slug)}: {code}" for slug, code in value.items())
        if field in ("grade", "grade_options") and isinstance(part, Role):
            grades = ([value] if value else []) if field == "grade" else value
            return words.grade(self.reading, part.grade_scheme, None, grades)
        if field == "omits" and isinstance(part, Role):
            return "; ".join(self.keyed(part, key) for key in value)
        if field in self._WAYS:
            return self._WAYS[field](self, value)
        if isinstance(value, list | tuple):
            return words.joined([str(each) for each in value])
        return "" if value is None else "yes" if value is True else "no" if value is False else str(value)

    def scope(self, value: Any) -> str:
        """To whom something applies; "" where to all."""
        data = value.model_dump() if isinstance(value, BaseModel) else value
        return words.scope(data, self.scoped, self.specialties)

    def role(self, slug: str) -> str:
        """The title of one of the family's roles."""
        return self.roles[slug].title if slug in self.roles else slug

    def keyed(self, owner: Owner, key: str) -> str:
        """The text that a key means to an owner: that of the role which it extends or points to, nearest first, else
        the family's, else of whoever has it. The key itself where nothing else has it."""
        for other in self._nearest(owner):
            for name in LISTS:
                for statement in other.statements(name):
                    if statement.key == key and other is not owner:
                        return statement.text
        return key

    def _nearest(self, owner: Owner) -> Iterator[Owner]:
        waiting, met = [owner] if isinstance(owner, Role) else [], set[str]()
        while waiting:
            role = waiting.pop(0)
            yield role
            pointers = [slug for name in LISTS for each in role.statements(name) for slug in each.inherits or ()]
            for slug in [*([role.extends] if role.extends else []), *pointers]:
                if slug not in met:
                    met.add(slug)
                    waiting.append(self.roles[slug])
        yield from self.owners.values()  # the family comes first

    def path(self, path: str) -> str:
        """The title of what is at a path: a role of this family or of another one, or a family."""
        family, _, role = path.partition("/")
        if role and family == self.document.slug:
            return self.role(role)
        return (self.reading.role_title(path) if role else self.reading.family_title(family)) or path

    def named(self, slug: str) -> str:
        """The title of a role, or the name of a specialty."""
        return self.specialties.get(slug) or self.role(slug)

    def _kind(self, value: str, part: BaseModel) -> str:
        if isinstance(part, HiringStep):
            return self.reading.reference.name("stage", value)
        return words.CAREER_STEPS[value] if isinstance(part, CareerStep) else value.capitalize()

    def _grade_of(self, slug: str, grade: str) -> str:
        return words.grade(self.reading, self.roles[slug].grade_scheme if slug in self.roles else "", grade)

    def _reports_to(self, value: Any) -> str:
        if value["text"] or not value["role"]:
            return _LINK.sub(r"\1", value["text"])
        family, _, role = value["role"].partition("/")
        return self.role(role) if family == self.document.slug else str(value["role"])

    _WAYS: Mapping[str, Callable[["Values", Any], str]] = {
        "level": lambda self, slug: self.reading.reference.name("level", slug),
        "grade_scheme": lambda self, slug: self.reading.reference.name("grade_scheme", slug),
        "department": lambda self, slug: self.reading.reference.name("department", slug),
        "track": lambda self, track: words.TRACKS[track],
        "visibility": lambda self, value: str(Visibility(value).label),
        "hiring": lambda self, value: str(Hiring(value).label),
        "extends": lambda self, slug: self.role(slug) if slug else "",
        "from_role": lambda self, slug: self.role(slug) if slug else "any role",
        "roles": lambda self, slugs: words.joined([self.role(slug) for slug in slugs]) or "all roles",
        "applies_to": lambda self, scope: self.scope(scope) or "all",
        "reports_to": _reports_to,
        "minutes": lambda self, minutes: words.duration(*minutes) if minutes else "",
        "after": lambda self, place: LIST_HEADINGS.get(place, place.capitalize()),
    }

    def stated(self, part: FamilyDocument | Role | Specialty) -> list[tuple[str, str]]:
        """(label, value) of what is worth telling of a part that came or went."""
        data = part.model_dump(mode="json")
        fields = _TOLD[type(part)]
        return [
            (label(field), said)
            for field in fields
            if data[field] not in _USUAL and (said := self.say(field, data[field], part))
        ]

    def career_step(self, step: CareerStep) -> str:
        """Where it leads from and to, in a line."""
        start = self.role(step.from_role) if step.from_role else "Any role"
        if not step.to_family:
            return start
        return f"{start} → {self.path('/'.join(filter(None, (step.to_family, step.to_role))))}"


_TOLD: Mapping[type[BaseModel], tuple[str, ...]] = {
    FamilyDocument: ("department", "summary", "primary_language", "visibility"),
    Role: (
        "level", "track", "grade", "grade_options", "job_code", "group", "extends", "reports_to", "hiring",
        "visibility",
    ),
    Specialty: ("kind", "roles", "grades", "job_codes", "primary_language", "reports_to", "visibility"),
}  # fmt: skip
_USUAL = ("public", "open", "specialty")
"""What goes without saying."""
