"""The FamilyDocument: one job family, whole, as a frozen value (schema 1).

Everything in Rolebook passes through this type: pages are parsed into it, drafts are read into it, revisions
store it, pages and the API are composed from it. A document is always in *normal form*: its types fold line ends,
trim blanks, clamp headings and sort sets as they are built, so two documents that say the same are equal and have
the same digest. Positions in a source file stand beside a document, never in it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SCHEMA = 1
ListName = Literal["responsibilities", "requirements", "nice_to_haves", "performance_indicators", "promotion_criteria"]
LISTS: tuple[ListName, ...] = (
    "responsibilities",
    "requirements",
    "nice_to_haves",
    "performance_indicators",
    "promotion_criteria",
)
Track = Literal["individual_contributor", "management"]
Visibility = Literal["public", "internal"]
Hiring = Literal["open", "promotion_only", "closed"]
StepKind = Literal["promotion", "track_change", "lateral", "unstated"]

RESERVED_ROLE_SLUGS = frozenset({"history", "matrix"})
"""Addresses below a family that are pages of their own."""

MAX_LINE = 1_000
MAX_PROSE = 100_000
MAX_DOCUMENT = 2_000_000
"""Bytes of canonical JSON; the largest real page of the reference corpus has 90,000."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"^( {0,3})(#{1,4})(?=\s|$)")


def _refuse_control(text: str) -> str:
    found = _CONTROL.search(text)
    if found:
        raise ValueError(f"contains the character U+{ord(found[0]):04X}, which no text may hold")
    return unicodedata.normalize("NFC", text)


def normal_line(text: str) -> str:
    """One line: NFC, runs of white space folded to one blank, trimmed. Raises ValueError on control characters."""
    return " ".join(_refuse_control(_LINE_END.sub(" ", text)).split())


def outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The (index, line) pairs of Markdown lines that stand outside fenced code (CommonMark 4.5)."""
    fence = ""
    for index, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
        else:
            yield index, line


def normal_prose(text: str) -> str:
    """Markdown of any length: NFC, line feeds only, tabs as four blanks, no trailing blanks, no blank edge lines,
    headings outside code clamped to level 5 or 6. Raises ValueError on control characters."""
    lines = [line.replace("\t", "    ").rstrip() for line in _refuse_control(_LINE_END.sub("\n", text)).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        lines[0] = lines[0].lstrip()
    for index, line in list(outside_fences(lines)):
        lines[index] = _HEADING.sub(r"\1#####", line)
    return "\n".join(lines)


def _sorted_set(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values in order of first appearance."""
    return tuple(dict.fromkeys(values))


SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_NO_TEXT = r"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff"
_WITHOUT = {"pattern": rf"^[^{_NO_TEXT}]*$"}
_SAYING = {"pattern": rf"^[^{_NO_TEXT}]*[^\s\x1c-\x1e\x85{_NO_TEXT}][^{_NO_TEXT}]*$"}
"""For the JSON Schema: what normal_line and normal_prose refuse, and what has to say something."""
Slug = Annotated[str, Field(pattern=SLUG, max_length=100)]
Line = Annotated[str, AfterValidator(normal_line), Field(max_length=MAX_LINE, json_schema_extra=_WITHOUT)]
Title = Annotated[
    str, AfterValidator(normal_line), Field(min_length=1, max_length=200, pattern=r"\S", json_schema_extra=_SAYING)
]
Prose = Annotated[str, AfterValidator(normal_prose), Field(max_length=MAX_PROSE, json_schema_extra=_WITHOUT)]
Text = Annotated[
    str,
    AfterValidator(normal_prose),
    Field(min_length=1, max_length=MAX_PROSE, pattern=r"\S", json_schema_extra=_SAYING),
]
Grade = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,15}$")]
SlugSet = Annotated[tuple[Slug, ...], AfterValidator(_sorted_set)]
RolePath = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=201)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Scope(_Part):
    """To whom a statement, section or process applies. An empty set of one kind means all of that kind; all three
    empty is no scope and is written as null."""

    tracks: Annotated[tuple[Track, ...], AfterValidator(_sorted_set)] = ()
    roles: SlugSet = ()
    specialties: SlugSet = ()


def _no_truth(value: Any) -> Any:
    """To Python, true is 1."""
    if value is True:
        raise ValueError("Input should be 1")
    return value


def _null_if_all(value: Scope | None) -> Scope | None:
    return value if value and (value.tracks or value.roles or value.specialties) else None


AppliesTo = Annotated[Scope | None, AfterValidator(_null_if_all)]


class Statement(_Part):
    """One bullet of one list. `key` names it for refinement; `replaces` names the inherited statement it refines.
    `inherits` makes it a pointer: the roles whose same list stands in its place; empty when it names nothing
    certain, null when it is no pointer."""

    text: Text
    group: Line = ""
    key: Slug | None = None
    replaces: Slug | None = None
    applies_to: AppliesTo = None
    inherits: Annotated[tuple[Slug, ...], AfterValidator(each_once)] | None = None

    @model_validator(mode="after")
    def _pointer_replaces_nothing(self) -> Self:
        if self.inherits is not None and (self.key or self.replaces):
            raise ValueError("a pointer to another role's list has neither key nor replaces")
        return self


class Section(_Part):
    """Any other titled text of an owner, placed after its overview, one of its lists, or at the end."""

    heading: Line = ""
    body: Prose = ""
    after: Literal["overview", "end"] | ListName = "end"
    applies_to: AppliesTo = None
    visibility: Visibility = "public"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.heading and not self.body:
            raise ValueError("a section has a heading or a body")
        return self


Statements = Annotated[tuple[Statement, ...], Field(max_length=500)]


def _by_slug(values: dict[str, str]) -> dict[str, str]:
    return {slug: values[slug] for slug in sorted(values) if values[slug]}


def _drop_empty(leads: dict[str, str]) -> dict[str, str]:
    return {name: leads[name] for name in LISTS if leads.get(name)}


class Owner(_Part):
    """What a family, a role and a specialty have in common: five lists with their leads, and sections."""

    responsibilities: Statements = ()
    requirements: Statements = ()
    nice_to_haves: Statements = ()
    performance_indicators: Statements = ()
    promotion_criteria: Statements = ()
    leads: Annotated[dict[ListName, Prose], AfterValidator(_drop_empty)] = Field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    def statements(self, name: str) -> tuple[Statement, ...]:
        """The owner's own statements of one of the five lists."""
        found: tuple[Statement, ...] = getattr(self, name)
        return found

    def keys(self) -> Iterator[str]:
        for name in LISTS:
            for statement in self.statements(name):
                if statement.key:
                    yield statement.key

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        _refuse_twice("statement key", self.keys())
        return self


class ReportsTo(_Part):
    """The reporting line as written, and the role it means, as family/role, where it is known."""

    text: Prose = ""
    role: RolePath | None = None


class Role(Owner):
    """One position of a family. `grade_options` holds grades stated jointly or as alternatives; `grade` is then
    null. `extends` names the role whose lists it inherits whole; `omits` the inherited statements it drops."""

    title: Title
    slug: Slug
    group: Line = ""
    level: Slug | None = None
    track: Track = "individual_contributor"
    grade_scheme: Slug = "general"
    grade: Grade | None = None
    grade_options: Annotated[tuple[Grade, ...], AfterValidator(each_once)] = ()
    job_code: Line = ""
    hiring: Hiring = "open"
    extends: Slug | None = None
    omits: SlugSet = ()
    reports_to: ReportsTo = ReportsTo()
    overview: Prose = ""
    visibility: Visibility = "public"

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.slug in RESERVED_ROLE_SLUGS:
            raise ValueError(f"role slug {self.slug!r} is reserved for a page of the family")
        if self.grade is not None and self.grade_options:
            raise ValueError("grade_options stand in for a grade; a role has one or the other")
        return self


class Specialty(Owner):
    """A focus within the family, for some or all (empty `roles`) of its roles. A segment is a customer segment in
    sales and may set the grade per role. `job_codes` are those of a role held with it, where the pair has a code of its
    own; elsewhere the role's counts."""

    name: Title
    slug: Slug
    kind: Literal["specialty", "segment"] = "specialty"
    roles: SlugSet = ()
    grades: Annotated[dict[Slug, Grade], AfterValidator(_by_slug)] = Field(default_factory=dict)
    job_codes: Annotated[dict[Slug, Line], AfterValidator(_by_slug)] = Field(default_factory=dict)
    primary_language: Line = ""
    reports_to: ReportsTo = ReportsTo()
    overview: Prose = ""
    visibility: Visibility = "public"


class CareerStep(_Part):
    """From a role (null: the whole family) to the next. `to_family` may be this family."""

    from_role: Slug | None = None
    kind: StepKind = "unstated"
    to_family: Slug | None = None
    to_role: Slug | None = None
    text: Prose = ""


class HiringStep(_Part):
    """One step. `kind` is the slug of a stage; `minutes` the shortest and longest length, inclusive, or null."""

    kind: Slug = "other"
    text: Text
    minutes: tuple[Annotated[int, Field(ge=1, le=10_000)], Annotated[int, Field(ge=1, le=10_000)]] | None = None
    interviewer: Line = ""
    optional: bool = False

    @model_validator(mode="after")
    def _minutes_rise(self) -> Self:
        if self.minutes and self.minutes[0] > self.minutes[1]:
            raise ValueError("minutes are [shortest, longest]")
        return self


class HiringProcess(_Part):
    """The ordered steps by which a family, or the part of it in `applies_to`, is hired."""

    title: Line = ""
    applies_to: AppliesTo = None
    intro: Prose = ""
    outro: Prose = ""
    steps: tuple[HiringStep, ...] = ()


class FamilyDocument(Owner):
    """A job family, whole. Raises pydantic.ValidationError, whose errors name the place, on anything unsound:
    unknown keys, a slug used twice, a slug that names nothing, a cycle of inheritance."""

    schema_version: Annotated[Literal[1], BeforeValidator(_no_truth)] = Field(default=1, alias="schema")
    title: Title
    slug: Slug
    department: Slug = "unassigned"
    summary: Line = ""
    overview: Prose = ""
    primary_language: Line = ""
    visibility: Visibility = "public"
    roles: Annotated[tuple[Role, ...], Field(max_length=200)] = ()
    specialties: Annotated[tuple[Specialty, ...], Field(max_length=200)] = ()
    career_steps: Annotated[tuple[CareerStep, ...], Field(max_length=500)] = ()
    hiring_processes: Annotated[tuple[HiringProcess, ...], Field(max_length=100)] = ()

    def role(self, slug: str) -> Role:
        """The role with this slug. Raises KeyError."""
        for role in self.roles:
            if role.slug == slug:
                return role
        raise KeyError(slug)

    def specialty(self, slug: str) -> Specialty:
        """The specialty with this slug. Raises KeyError."""
        for specialty in self.specialties:
            if specialty.slug == slug:
                return specialty
        raise KeyError(slug)

    def owners(self) -> Iterator[tuple[str, Owner]]:
        """(JSON pointer, owner) of the family, its roles and its specialties, in document order."""
        yield "", self
        for index, role in enumerate(self.roles):
            yield f"/roles/{index}", role
        for index, specialty in enumerate(self.specialties):
            yield f"/specialties/{index}", specialty

    @model_validator(mode="after")
    def _names_only_what_it_holds(self) -> Self:
        roles = {role.slug for role in self.roles}
        specialties = {specialty.slug for specialty in self.specialties}
        _refuse_twice("role slug", (role.slug for role in self.roles))
        _refuse_twice("specialty slug", (specialty.slug for specialty in self.specialties))
        for pointer, kind, slug in self._references():
            if slug not in (roles if kind == "role" else specialties):
                raise ValueError(f"{pointer or '/'} names the {kind} {slug!r}, which this family does not have")
        self._check_refinements()
        for name in LISTS:
            self._refuse_cycle(name)
        return self

    def _references(self) -> Iterator[tuple[str, str, str]]:
        scopes: list[tuple[str, Scope | None]] = []
        for pointer, owner in self.owners():
            for name in LISTS:
                for index, statement in enumerate(owner.statements(name)):
                    place = f"{pointer}/{name}/{index}"
                    scopes.append((place, statement.applies_to))
                    for slug in statement.inherits or ():
                        yield place, "role", slug
                        if not isinstance(owner, Role):
                            raise ValueError(f"{place} inherits from a role; only a role's statement can")
            scopes += [(f"{pointer}/sections/{i}", section.applies_to) for i, section in enumerate(owner.sections)]
        scopes += [(f"/hiring_processes/{i}", process.applies_to) for i, process in enumerate(self.hiring_processes)]
        for place, scope in scopes:
            for slug in scope.roles if scope else ():
                yield place, "role", slug
            for slug in scope.specialties if scope else ():
                yield place, "specialty", slug
        for index, role in enumerate(self.roles):
            if role.extends:
                yield f"/roles/{index}/extends", "role", role.extends
        for index, specialty in enumerate(self.specialties):
            for slug in (*specialty.roles, *specialty.grades, *specialty.job_codes):
                yield f"/specialties/{index}", "role", slug
        for index, step in enumerate(self.career_steps):
            if step.from_role:
                yield f"/career_steps/{index}/from_role", "role", step.from_role
            if step.to_role and step.to_family == self.slug:
                yield f"/career_steps/{index}/to_role", "role", step.to_role
            if step.to_role and not step.to_family:
                raise ValueError(f"/career_steps/{index} names a role without its family")

    def _check_refinements(self) -> None:
        keys = [(pointer, set(owner.keys())) for pointer, owner in self.owners()]
        for pointer, owner in self.owners():
            elsewhere = {key for place, held in keys if place != pointer for key in held}
            wanted = [s.replaces for name in LISTS for s in owner.statements(name) if s.replaces]
            wanted += owner.omits if isinstance(owner, Role) else ()
            for key in wanted:
                if key not in elsewhere:
                    raise ValueError(f"{pointer or '/'} replaces or omits {key!r}, a key that nothing else has")

    def _refuse_cycle(self, name: str) -> None:
        edges = {
            role.slug: [
                *([role.extends] if role.extends else []),
                *(slug for statement in role.statements(name) for slug in statement.inherits or ()),
            ]
            for role in self.roles
        }
        done: set[str] = set()
        for start in edges:
            path: list[str] = []
            stack = [(start, False)]
            while stack:
                slug, leaving = stack.pop()
                if leaving:
                    path.pop()
                    done.add(slug)
                elif slug in path:
                    around = " -> ".join([*path[path.index(slug) :], slug])
                    raise ValueError(f"{name} inherit in a circle: {around}")
                elif slug not in done:
                    path.append(slug)
                    stack.append((slug, True))
                    stack += [(next_, False) for next_ in edges[slug]]


class Finding(_Part):
    """What a parser or a content rule has to say. `where` is a JSON pointer into the document, `line` the line of
    the source counted from 1, or null."""

    code: Slug
    severity: Literal["error", "warning", "info"]
    message: str
    where: str = ""
    line: int | None = None


def dump(document: FamilyDocument) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no blanks. Equal documents give equal bytes. A field that came after the
    first documents were stored is left out where it is empty, so that those keep their bytes and digests."""
    data = document.model_dump(mode="json")
    for specialty in data["specialties"]:
        if not specialty["job_codes"]:
            del specialty["job_codes"]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: FamilyDocument) -> str:
    """SHA-256 of `dump`, as 64 hexadecimal digits."""
    return hashlib.sha256(dump(document)).hexdigest()


def load(data: bytes | str | dict[str, Any], *, strict: bool = False) -> FamilyDocument:
    """The document that JSON describes. Raises pydantic.ValidationError (bad JSON, unknown keys, unsound content),
    whose errors name the place. Of JSON text, `strict` takes what the JSON Schema allows and no "30" for 30. Older
    schemas are lifted to the present one here; 1 is the first."""
    if isinstance(data, dict):
        return FamilyDocument.model_validate(data)
    return FamilyDocument.model_validate_json(data, strict=strict, by_alias=True, by_name=not strict)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FamilyDocument.model_json_schema(by_alias=True),
    }


def _refuse_twice(what: str, values: Iterator[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"the {what} {value!r} is used twice")
        seen.add(value)
