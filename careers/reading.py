"""How the public side is read: on which day, by whom, with which names. Every page and endpoint starts with a
Reading, and nothing else of the request decides what it shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F, Value
from django.db.models.functions import Concat, JSONObject
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from careers.audience import Viewer
from careers.handbook.document import CareerStep, FamilyDocument, Role, Specialty, load
from careers.handbook.visible import visible_document
from careers.models import FamilyListing, RoleListing
from careers.models.drafts import Visibility
from config.kernel import conditional
from config.kernel.models import Catalogue, ReferenceVersion
from config.kernel.models.catalogue import State
from config.kernel.models.reference import Kinds
from config.kernel.problems import require_safe

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


Part = TypeVar("Part", Role, Specialty)
FAMILY, ROLE = "family", "role"


# Whoever asks for one past day after the other fills it: of 3,000 families a day takes 8 MB of every process.
@lru_cache(maxsize=8)
def _snapshot(version: int, on: date, today: date, database: str) -> tuple[Kinds, Kinds]:
    """What has a name on a day: reference data, families and roles in force; and apart from it what began later, until
    today. One query. It cannot differ while the catalogue version is the same, so a process keeps it."""
    facts = JSONObject(title="title", visibility="visibility")

    def named(model: Any, kind: str, address: Any) -> Any:
        rows = model.objects.live(on).order_by()  # unordered, as parts of a union have to be
        return rows.values_list(Value(kind), address, "publication__starts_on", "pk", facts)

    return ReferenceVersion.objects.in_force(
        on,
        named(FamilyListing, FAMILY, F("slug")),
        named(RoleListing, ROLE, Concat("family_slug", Value("/"), "slug")),
        until=today,
    )


@dataclass(frozen=True)
class Reference:
    """The names and facts in force on a day, by kind and slug. `kinds` is what existed on the day; `later` what began
    after it, until today, and is known by name only, because a document of the day may name it. What is to come has no
    name yet."""

    kinds: Kinds
    later: Kinds

    def of_kind(self, kind: str) -> dict[str, dict[str, Any]]:
        """All rows of a kind that existed on the day, by slug."""
        return self.kinds.get(kind, {})

    def facts(self, kind: str, slug: str | None) -> dict[str, Any]:
        """The facts of one row; {} where there is none."""
        return self.of_kind(kind).get(slug or "") or self.later.get(kind, {}).get(slug or "", {})

    def name(self, kind: str, slug: str | None) -> str:
        """Its name on the day; the slug itself where it has none."""
        return str(self.facts(kind, slug).get("name") or slug or "")

    def grade_name(self, scheme: str, grade: str) -> str:
        return self.name("grade", f"{scheme}/{grade}") if self.facts("grade", f"{scheme}/{grade}") else grade

    @cached_property
    def grade_ranks(self) -> dict[str, dict[str, float]]:
        """The rank of each grade slug, by scheme: schemes share their slugs, and as good as always their ranks."""
        ranks: dict[str, dict[str, float]] = {}
        for facts in self.of_kind("grade").values():
            ranks.setdefault(facts["slug"], {})[facts["scheme"]] = float(facts["rank"])
        return ranks

    @cached_property
    def company(self) -> dict[str, Any]:
        return self.facts("company", "company")

    def department_path(self, slug: str) -> list[str]:
        """The department and those above it, top first."""
        path: list[str] = []
        while slug and slug not in path:
            path.insert(0, slug)
            slug = self.facts("department", slug).get("parent") or ""
        return path

    def departments_below(self, slug: str) -> set[str]:
        """The department and all below it."""
        return {each for each in self.of_kind("department") if slug in self.department_path(each)} | {slug}


@dataclass(frozen=True)
class Reading:
    """One look at the published catalogue: on a day, by a viewer, at a version. `asked` tells whether the day was
    asked for, so that links can carry it on."""

    state: State
    on: date
    viewer: Viewer
    asked: bool
    database: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Reading":
        """One query. Raises BadRequest on an unreadable `as_of`, PermissionDenied on one after today without the right
        to see what is scheduled."""
        state = Catalogue.objects.state()
        on = as_of(request) or state.today
        user: Any = request.user
        viewer = Viewer.of(user, state.switches, getattr(request, "auth", None))
        reading = cls(state, on, viewer, "as_of" in request.GET, _database_key())
        reading._refuse_to_come(request, "as_of")
        return reading

    def at(self, request: HttpRequest, name: str) -> "Reading":
        """The same on the day that a parameter names; on this one where it is not given. Raises as `of` does."""
        there = replace(self, on=day_of(request, name) or self.on, asked=True)
        there._refuse_to_come(request, name)
        return there

    def _refuse_to_come(self, request: HttpRequest, name: str) -> None:
        user: Any = request.user
        if self.on > self.state.today and not (self.internal and user.has_perm("careers.view_scheduled")):
            raise PermissionDenied(f"{name} is after today. Seeing what is scheduled needs the right to.")

    @classmethod
    def of_visitor(cls) -> "Reading":
        """Today, as anybody may see it: for what answers without looking at who asks. One query."""
        state = Catalogue.objects.state()
        return cls(state, state.today, Viewer.of(AnonymousUser(), state.switches), False, _database_key())

    @classmethod
    def of_staff(cls, on: date | None = None) -> "Reading":
        """A day, today by default, as the operator at the console sees it: whole. One query."""
        state = Catalogue.objects.state()
        return cls(state, on or state.today, Viewer(internal=True), on is not None, _database_key())

    @cached_property
    def reference(self) -> Reference:
        return Reference(*_snapshot(self.state.version, self.on, self.state.today, self.database))

    @property
    def zone(self) -> ZoneInfo:
        """Where the company's days begin, on the day that is read."""
        return ZoneInfo(self.reference.company.get("time_zone", "UTC"))

    def family_title(self, slug: str | None) -> str | None:
        """The title of a family on the day; None where the viewer may know of none with that slug."""
        return self._title(FAMILY, slug)

    def role_title(self, address: str | None) -> str | None:
        """The title of a role, by family/role, on the day; None where the viewer may know of none there."""
        return self._title(ROLE, address)

    def _title(self, kind: str, address: str | None) -> str | None:
        facts = self.reference.of_kind(kind).get(address or "")
        if facts is None or not (self.internal or facts["visibility"] == Visibility.PUBLIC):
            return None
        return str(facts["title"])

    @property
    def internal(self) -> bool:
        return self.viewer.internal

    @property
    def side(self) -> str:
        """The column of listing rows that holds what the viewer may see."""
        return "internal" if self.internal else "public"

    def document(self, content: Any) -> FamilyDocument:
        """The document that the viewer may see, of the content of a family's listing row: without what the company
        hides, nor the names of other families and roles that the viewer may know nothing of."""
        document = load(content)
        if self.internal:
            return document
        seen = visible_document(document, self.viewer.audience)
        if seen is None:
            raise ValueError("an internal family has no public content")
        return seen.model_copy(
            update={
                "roles": tuple(self._known_line(role) for role in seen.roles),
                "specialties": tuple(self._known_line(specialty) for specialty in seen.specialties),
                "career_steps": tuple(filter(None, (self._known_step(seen.slug, step) for step in seen.career_steps))),
            }
        )

    def _known_line(self, part: Part) -> Part:
        line = part.reports_to
        if line.role is None or self.role_title(line.role) is not None:
            return part
        return part.model_copy(update={"reports_to": line.model_copy(update={"role": None})})

    def _known_step(self, home: str, step: CareerStep) -> CareerStep | None:
        """The step, its words alone where its target is not known, or None where it has no words either."""
        title = (
            self.role_title(f"{step.to_family}/{step.to_role}") if step.to_role else self.family_title(step.to_family)
        )
        if title is not None or step.to_family in (None, home):
            return step
        return step.model_copy(update={"to_family": None, "to_role": None}) if step.text else None

    def live(self, model: Any) -> Any:
        """The rows of a listing model that are in force on the day and visible to the viewer."""
        return model.objects.live(self.on).visible(internal=self.internal)

    def etag(self, request: HttpRequest, beside: str = "") -> str:
        """The validator of the answer to this request; `beside` is what else it depends on. Of a past day what began
        until today is known by its name, so that today is a part of it."""
        version = self.state.version if self.internal else self.state.public_version
        return conditional.entity_tag(
            request, version=version, on=self.on, audience=f"{self.viewer!r} {self.state.today}{beside}"
        )


def _database_key() -> str:
    """Tells the databases of one process apart (the tests' from another run's)."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def as_of(request: HttpRequest) -> date | None:
    """The day asked for. Raises BadRequest on anything but one YYYY-MM-DD."""
    return day_of(request, "as_of")


def day_of(request: HttpRequest, name: str) -> date | None:
    """The day that a parameter names; None where it is not given. Raises BadRequest on anything but one YYYY-MM-DD."""
    values = request.GET.getlist(name)
    if not values:
        return None
    if len(values) > 1:
        raise BadRequest(f"{name}: give one date.")
    try:
        # Dates of weeks (2026-W01-1) are ISO dates too.
        return date.fromisoformat(values[0] if _DAY.fullmatch(values[0]) else "")
    except ValueError:
        raise BadRequest(f"{name}: write a date as YYYY-MM-DD.") from None


View = Callable[..., HttpResponse]


def public_page(view: Callable[..., HttpResponse]) -> View:
    """A page of the public side. To visitors, who have no account to ask a right for, a day to come is a date like any
    other that cannot be."""
    answered = public_answer(view)

    @wraps(answered)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return answered(request, *args, **kwargs)
        except PermissionDenied:
            if request.user.is_authenticated:
                raise
            raise BadRequest("as_of is after today. Give today or a day before.") from None

    return page


def public_answer(
    view: Callable[..., HttpResponse],
    *,
    etag: Callable[[Reading, HttpRequest], str] = Reading.etag,
    read: Callable[[HttpRequest], Reading] | None = None,
) -> View:
    """An answer of the public side, for GET and HEAD alone: hands the view the Reading that `read` makes (or
    Reading.of), answers 304 before the view does any work, and marks the answer with its validator, which `etag`
    tells."""

    # Nothing is ever posted here, so that a POST is told 405 and not that its CSRF token is missing.
    @csrf_exempt
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reading = (read or Reading.of)(request)
        tag = etag(reading, request)
        if not reading.internal and (unchanged := conditional.not_modified(request, tag)):
            conditional.mark(unchanged, tag, public=True)
            return unchanged
        response = view(request, reading, *args, **kwargs)
        if response.status_code == 200 and not reading.internal:
            response = conditional.settled(request, response, tag)
        if response.status_code in (200, 304):
            conditional.mark(response, tag, public=not reading.internal)
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return answer
