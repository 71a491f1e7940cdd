"""The forms of a family, a role, a specialty and a hiring process, and of the rows within them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from pydantic import TypeAdapter
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.admin.fields import CommasField, Numbered, RowOfFew, SuggestingInput
from careers.admin.forms import HELP, LINE, ROLE_PATH, SLUG, TYPES, OwnerForm, VersionedForm
from careers.admin.rows import RowForm
from careers.handbook.document import MAX_LINE
from careers.models import Family, HiringProcess, Role, Specialty
from careers.models.drafts import Hiring, Visibility
from levels.models import Grade, Level, Track

ROLES_LIST = "role-paths"
"""The id of the suggestions of roles and families on a page."""


def ticks(label: str, choices: Iterable[tuple[str, str]] = (), help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(choices),
        required=False,
        label=label,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


EVERYBODY = "Tick none where it applies to all."


class FamilyForm(OwnerForm):
    """A family, and what stands in the tables of its parts: their order, and the facts of its roles."""

    PARTS: ClassVar[Mapping[str, str]] = {"roles": "role", "specialties": "specialty", "hiring_processes": "process"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for related, kind in self.PARTS.items():
            for number, row in enumerate(self.parts[related], start=1):
                self._cell(kind, row, "number", Numbered.field(number), "number")
        for role in self.parts["roles"]:
            self._role_cells(role)
        for specialty in self.parts["specialties"]:
            self._cell("specialty", specialty, "visibility", _choice(Visibility, specialty.visibility), "visibility")

    @cached_property
    def parts(self) -> dict[str, list[Any]]:
        """The rows of each table, in order. Four queries."""
        family = self.instance
        return {
            "roles": list(family.roles.select_related("level", "grade", "grade_scheme")),
            "specialties": list(family.specialties.all()),
            "hiring_processes": list(family.hiring_processes.prefetch_related("steps")),
        }

    @cached_property
    def _levels(self) -> list[Level]:
        return list(Level.objects.all())

    @cached_property
    def _grades(self) -> dict[int, list[Grade]]:
        found: dict[int, list[Grade]] = {}
        for grade in Grade.objects.all():
            found.setdefault(grade.scheme_id, []).append(grade)
        return found

    def _role_cells(self, role: Role) -> None:
        level = RowOfFew(self._levels, required=False, initial=role.level_id)
        self._cell("role", role, "level", level, "level")
        if not role.grade_options:  # the role's own page says several grades
            grades = self._grades.get(role.grade_scheme_id, [])
            names = {grade.pk: grade.name for grade in grades}
            self._cell(
                "role", role, "grade", RowOfFew(grades, names=names, required=False, initial=role.grade_id), "grade"
            )
        self._cell("role", role, "hiring", _choice(Hiring, role.hiring), "hiring")
        self._cell("role", role, "visibility", _choice(Visibility, role.visibility), "visibility")

    def _cell(self, kind: str, row: Any, name: str, field: forms.Field, what: str) -> None:
        field.label = f"{row.name if kind == 'specialty' else row}: {what}"
        self.fields[f"{kind}-{row.pk}-{name}"] = field

    def cells(self, kind: str, row: Any) -> dict[str, forms.BoundField]:
        """The fields of one row of a table, by name."""
        prefix = f"{kind}-{row.pk}-"
        return {name.removeprefix(prefix): self[name] for name in self.fields if name.startswith(prefix)}

    def suggestions(self) -> Iterator[tuple[str, str]]:
        """(path, title) of where a career step may lead: the family's own roles, and families. One query."""
        if self.instance.pk:
            yield from own_roles(self.instance, self.parts["roles"])
        yield from Family.objects.values_list("slug", "title")[:600]

    def save_parts(self) -> None:
        """Puts the parts in the order of their numbers, and saves what was changed of them."""
        for related, kind in self.PARTS.items():
            rows = self.parts[related]
            numbers = [self.cleaned_data.get(f"{kind}-{row.pk}-number") for row in rows]
            for position, row in enumerate(Numbered.sort(rows, numbers)):
                changed = ["position"] if row.position != position else []
                row.position = position
                prefix = f"{kind}-{row.pk}-"
                for name in self.changed_data:
                    field = name.removeprefix(prefix)
                    if field != name and field != "number":
                        setattr(row, field, self.cleaned_data[name])
                        changed.append(field)
                if changed:
                    row.save(update_fields=changed)


def _choice(choices: Any, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices.choices, initial=initial)


class PartForm(VersionedForm):
    """Something of a family, which is known from the start: of what is changed, or named in the address."""

    @cached_property
    def family(self) -> Family | None:
        if self.versioned:
            return self.versioned  # type: ignore[no-any-return]
        chosen = str((self.data if self.is_bound else self.initial).get("family") or "")
        return Family.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 18 else None

    @cached_property
    def family_roles(self) -> list[Role]:
        """One query."""
        return list(self.family.roles.select_related("grade_scheme")) if self.family else []

    @cached_property
    def family_specialties(self) -> list[Specialty]:
        return list(self.family.specialties.all()) if self.family else []

    def suggestions(self) -> Iterator[tuple[str, str]]:
        """(family/role, title) of those whom a line may name: the family's own, and who leads elsewhere."""
        if self.family and "reports_to_role" in self.fields:
            yield from own_roles(self.family, self.family_roles)
            yield from leaders(self.family)


def own_roles(family: Family, roles: Iterable[Role]) -> Iterator[tuple[str, str]]:
    for role in roles:
        yield f"{family.slug}/{role.slug}", role.title


def leaders(family: Family) -> Iterator[tuple[str, str]]:
    """The management roles of other families, of which there are few beside all roles. One query."""
    others = Role.objects.filter(track=Track.MANAGEMENT).exclude(family=family).order_by("family__title", "position")
    for slug, role, title, where in others.values_list("family__slug", "slug", "title", "family__title")[:600]:
        yield f"{slug}/{role}", f"{title}, {where}"


CHOOSE_ROLE = "Choose a role from the list, e.g. sales/senior-account-executive (family/role)."
CHOOSE_END = "Choose a role or a family from the list, e.g. sales/senior-account-executive (family/role), or sales."


def path_of(named: str, family: int | None, *, families: bool = False) -> str:
    """The path of a role, or of one of the `families`, that people named by its title: in their own family, else where
    only one is called so; "" where none or several are. At most two queries."""
    roles = Role.objects.filter(title__iexact=named).values_list("family", "family__slug", "slug")
    found = [(own == family, f"{where}/{slug}") for own, where, slug in roles[:50]]
    if families:
        found += [(False, slug) for slug in Family.objects.filter(title__iexact=named).values_list("slug", flat=True)]
    paths = [path for own, path in found if own] or [path for _, path in found]
    return paths[0] if len(paths) == 1 else ""


def sound(adapter: TypeAdapter[Any], value: str) -> bool:
    try:
        adapter.validate_python(value)
    except Unsound:
        return False
    return True


class ReportingForm(PartForm):
    """What says to which role one reports, by its path or its title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reports_to_role" in self.fields:
            self.fields["reports_to_role"].widget = SuggestingInput(ROLES_LIST)
            self.fields["reports_to_role"].help_text = HELP["reports_to_role"]

    def clean_reports_to_role(self) -> str:
        named: str = self.cleaned_data["reports_to_role"]
        if not named or sound(ROLE_PATH, named):
            return named
        if path := path_of(named, self.family.pk if self.family else None):
            return path
        raise ValidationError(CHOOSE_ROLE)


class RoleForm(OwnerForm, ReportingForm):
    """A role: its inheritance is chosen among its family's roles, its reporting line looked at with the others."""

    grade_options = CommasField(required=False, label="Or one of several grades")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "extends" in self.fields:
            others = [role for role in self.family_roles if role.pk != self.instance.pk]
            self.fields["extends"] = RowOfFew(
                others, required=False, label="Extends", help_text=self.fields["extends"].help_text
            )
        if "grade" in self.fields:
            self.fields["grade"].choices = _grade_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        line, slug = self.cleaned_data.get("reports_to_role"), self.cleaned_data.get("slug")
        if self.family and line and slug:
            try:
                drafts.refuse_reporting_circle(self.family, {f"{self.family.slug}/{slug}": line})
            except ValidationError as error:
                self.add_error("reports_to_role", error)
        self._refuse_unknown_grades()
        return cleaned

    def _refuse_unknown_grades(self) -> None:
        options, scheme = self.cleaned_data.get("grade_options"), self.cleaned_data.get("grade_scheme")
        if options and scheme:
            known = set(Grade.objects.filter(scheme=scheme).values_list("slug", flat=True))
            if unknown := [each for each in options if each not in known]:
                self.add_error("grade_options", f"{scheme} has no grade {', '.join(unknown)}.")


def _grade_choices() -> list[Any]:
    """Every grade below the name of its scheme. One query."""
    schemes: dict[str, list[tuple[int, str]]] = {}
    for grade in Grade.objects.select_related("scheme"):
        schemes.setdefault(grade.scheme.name, []).append((grade.pk, grade.name))
    return [("", "---------"), *schemes.items()]


class SpecialtyForm(OwnerForm, ReportingForm):
    """A specialty: which roles may have it, at which grade and under which job code, is one table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades: dict[int, list[tuple[str, str]]] = {}
        for grade in Grade.objects.all():
            grades.setdefault(grade.scheme_id, []).append((grade.slug, grade.name))
        for role in self.family_roles:
            self.fields[f"has-{role.slug}"] = forms.BooleanField(
                required=False, label=f"{role}: has it", initial=role.slug in self.instance.roles
            )
            choices = [("", "as the role"), *grades.get(role.grade_scheme_id, [])]
            standing = self.instance.grades.get(role.slug, "")
            if standing and standing not in dict(choices):
                choices.append((standing, standing))
            self.fields[f"grade-{role.slug}"] = forms.ChoiceField(
                choices=choices, required=False, label=f"{role}: grade", initial=standing
            )
            self.fields[f"code-{role.slug}"] = forms.CharField(
                required=False,
                label=f"{role}: job code",
                initial=self.instance.job_codes.get(role.slug, ""),
                max_length=MAX_LINE,
            )
            self.types = {**self.types, f"code-{role.slug}": LINE}

    def role_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Of every role its title, and whether it has the specialty, at which grade and under which job code."""
        kinds = ("has", "grade", "code")
        return [(role.title, [self[f"{kind}-{role.slug}"] for kind in kinds]) for role in self.family_roles]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.family_roles:
            slugs = [role.slug for role in self.family_roles]
            self.instance.roles = sorted(slug for slug in slugs if self.cleaned_data.get(f"has-{slug}"))
            for kind, name in (("grade", "grades"), ("code", "job_codes")):
                stated = {slug: self.cleaned_data.get(f"{kind}-{slug}", "") for slug in slugs}
                setattr(self.instance, name, {slug: value for slug, value in stated.items() if value})
        return cleaned


class ProcessForm(PartForm):
    """A process may go without a title, and a long one is a line. It says to whom it applies by ticks."""

    types = {**TYPES, "title": LINE}
    tracks = ticks("Only for the track", Track.choices, EVERYBODY)
    roles = ticks("Only for these roles", (), EVERYBODY)
    specialties = ticks("Only with these specialties", (), EVERYBODY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.slug, role.title) for role in self.family_roles]  # type: ignore[attr-defined]
        self.fields["specialties"].choices = [(each.slug, each.name) for each in self.family_specialties]  # type: ignore[attr-defined]
        for name in ("tracks", "roles", "specialties"):
            self.initial.setdefault(name, (self.instance.applies_to or {}).get(name, []))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        scope = {name: self.cleaned_data.get(name, []) for name in ("tracks", "roles", "specialties")}
        self.instance.applies_to = scope if any(scope.values()) else None
        return cleaned


class CareerStepForm(RowForm):
    """A career step, whose end is named in one word: a family, or a role of one."""

    to = forms.CharField(
        required=False,
        label="To",
        max_length=201,
        widget=SuggestingInput(ROLES_LIST),
        help_text="A role as family/role, or a family; or its title.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = (self.instance.to_family, self.instance.to_role)
        self.initial["to"] = "/".join(filter(None, ends))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        to = self.cleaned_data.get("to", "")
        if to and not sound(ROLE_PATH if "/" in to else SLUG, to):
            to = path_of(to, getattr(self.instance, "family_id", None), families=True)
            if not to:
                self.add_error("to", CHOOSE_END)
        self.instance.to_family, _, self.instance.to_role = to.partition("/")
        return cleaned


PARTS_OF: Mapping[type[Model], str] = {Role: "roles", Specialty: "specialties", HiringProcess: "hiring_processes"}
"""By which name a family holds its parts."""
