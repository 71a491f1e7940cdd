"""Loads the demo catalogue: an invented company's handbook, through the importer as any other."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from careers import vacancies
from careers.importing import Options, import_pages, read_page, sources
from careers.models import Company, Department, Family, Remit, ReviewStage, Vacancy, VacancyPlace
from config.kernel.models.catalogue import today
from config.kernel.models.reference import BEGINNING, recording
from hiring.models import Stage

HERE = Path(__file__).parent
PASSWORD = "rolebook-demo"  # noqa: S105 - printed for everybody; the demo serves this machine only


@dataclass(frozen=True)
class Person:
    """A demo user: what they do here, their groups, and the department to which their rights are limited, if any."""

    name: str
    does: str
    groups: tuple[str, ...]
    department: str = ""


USERS = {
    "ines": Person("Inês Duarte", "edits every family and submits changes", ("Editor",)),
    "tomas": Person("Tomás Silveira", "does so for Sales alone", ("Editor",), department="sales"),
    "rafael": Person("Rafael Okonjo", "reviews, and publishes what is approved", ("Reviewer", "Publisher")),
    "nadia": Person("Nadia Haddad", "leads Engineering and reviews its families", ("Reviewer",), "engineering"),
    "mira": Person("Mira Kovac", "reviews for total rewards", ("Total rewards",)),
    "rosa": Person("Rosa Lindqvist", "recruits: writes vacancies, opens and closes them", ("Recruiter",)),
    "hannah": Person("Hannah Moreira", "leads HR: rules, stages, and everything else", ("Administrator",)),
    "admin": Person("Ada Admin", "administers the system", ()),
}
STAGES: tuple[dict[str, Any], ...] = (
    {"name": "People team", "group": "Reviewer"},
    {"name": "Engineering", "reviewer": "nadia", "department": "engineering"},
    {
        "name": "Total rewards",
        "group": "Total rewards",
        "smallest_size": 4,
        "checklist": [
            "The business needs it",
            "The level is common in the market",
            "The benchmark is set",
            "The title exists in the HR system",
        ],
    },
)


class DemoError(RuntimeError):
    """A page of the demo could not be imported: a fault of the demo's own files."""


def is_empty() -> bool:
    """Whether nothing was ever entered here."""
    return not Family.objects.exists() and not get_user_model().objects.exists()


def load() -> Iterator[str]:
    """Makes users, company, departments and every edition, all or nothing; yields a line per step. Raises
    DemoError."""
    with transaction.atomic():
        users = _users()
        yield f"{len(users)} users"
        _company(users["hannah"])
        _stages_of_hiring(users["hannah"])
        yield f"{_departments(users['hannah'])} departments"
        _remits(users)
        yield from _editions(users)
        yield f"{_stages(users)} stages of review"
        yield f"{_vacancies(users['rosa'])} vacancies"


def _editions(users: dict[str, Any]) -> Iterator[str]:
    for edition in _toml("editions.toml")["edition"]:
        starts_on = _starts_on(edition)
        folder = HERE / "editions" / edition["folder"]
        pages = [read_page(file, source) for file, source in sources([folder])]
        options = Options(
            by=users[edition["by"]], publish=True, effective=starts_on, message=edition["message"], force=True
        )
        for result in import_pages(pages, options):
            if result.outcome == "failed":
                raise DemoError(f"{result.page.source.shown}: {result.error}")
        yield f"{len(pages)} families from {starts_on}: {edition['message']}"


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _starts_on(edition: dict[str, Any]) -> date:
    if "in_days" in edition:
        return _in_days(edition["in_days"])
    return date.fromisoformat(edition["effective"])


def _in_days(days: int) -> date:
    return today() + timedelta(days=days)


def _users() -> dict[str, Any]:
    made = {}
    for username, person in USERS.items():
        first, last = person.name.split(" ", 1)
        user = get_user_model()(
            username=username,
            first_name=first,
            last_name=last,
            email=f"{username}@ternwater.example",
            is_staff=True,
            is_superuser=not person.groups,
        )
        user.set_password(PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name__in=person.groups))
        made[username] = user
    return made


def _remits(users: dict[str, Any]) -> None:
    for username, person in USERS.items():
        if person.department:
            department = Department.objects.get(slug=person.department)
            Remit.objects.create(user=users[username], department=department)


def _stages(users: dict[str, Any]) -> int:
    """Made once the past is in: what was published before there was a review needed none."""
    for position, facts in enumerate(STAGES, start=1):
        named = {
            "group": Group.objects.filter(name=facts.get("group")).first(),
            "reviewer": users.get(str(facts.get("reviewer"))),
            "department": Department.objects.filter(slug=facts.get("department")).first(),
        }
        ReviewStage.objects.create(**{"position": position, **facts, **named})
    return len(STAGES)


def _vacancies(by: Any) -> int:
    """What opened before the demo was loaded, as the console brings it in."""
    rows = _toml("vacancies.toml")["vacancy"]
    for facts in rows:
        places, opened, in_days = facts.pop("places", ()), facts.pop("opened", None), facts.pop("in_days", 0)
        on = date.fromisoformat(opened) if opened else _in_days(in_days)
        if "family" in facts:
            facts["family"] = Family.objects.get(slug=facts["family"])
        if "deadline_in_days" in facts:
            facts["deadline"] = _in_days(facts.pop("deadline_in_days"))
        texts = {name: value.strip() for name, value in facts.items() if isinstance(value, str)}
        vacancy = Vacancy.objects.create(**{"employment_types": ["full_time"], **facts, **texts})
        for position, place in enumerate(places):
            VacancyPlace.objects.create(vacancy=vacancy, position=position, **place)
        vacancies.open_vacancy(vacancy, by=by if on >= today() else None, version=vacancy.version, on=on)
    return len(rows)


def _stages_of_hiring(by: Any) -> None:
    texts = _toml("stages.toml")
    with recording(Stage, by=by, starts_on=BEGINNING, reason="the demo company") as record:
        for stage in Stage.objects.filter(slug__in=texts):
            stage.description = texts[stage.slug]
            record(stage)


def _company(by: Any) -> None:
    facts = _toml("company.toml")
    company = Company.objects.get()
    for name, value in facts.items():
        setattr(company, name, value.strip() if isinstance(value, str) else value)
    company.record(by=by, starts_on=BEGINNING, reason="the demo company")


def _departments(by: Any) -> int:
    rows = _toml("departments.toml")["department"]
    made: dict[str, Department] = {}
    for row in rows:
        department = Department(
            slug=row["slug"],
            name=row["name"],
            description=row["description"].strip(),
            parent=made.get(row["parent"]),
        )
        made[row["slug"]] = department.record(by=by, starts_on=BEGINNING, reason="the demo company")
    return len(made)
