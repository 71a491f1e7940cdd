"""Loads the demo catalogue: an invented company's handbook, through the importer as any other."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from careers.importing import Options, import_pages, read_page, sources
from careers.models import Company, Department, Family
from config.kernel.models.catalogue import today
from config.kernel.models.reference import BEGINNING

HERE = Path(__file__).parent
PASSWORD = "rolebook-demo"  # noqa: S105 - printed for everybody; the demo serves this machine only
USERS = {
    "hannah": ("Hannah Moreira", "edits and publishes as HR", "HR"),
    "ines": ("Inês Duarte", "does so too", "HR"),
    "rafael": ("Rafael Okonjo", "reviews; sees what is internal", "Reviewers"),
    "admin": ("Ada Admin", "may do everything", ""),
}
GROUPS = {"HR": {"add", "change", "view", "delete"}, "Reviewers": {"view"}}
DOOR_RIGHTS = {"HR": {"publish_family", "backdate_family", "view_scheduled"}, "Reviewers": {"view_scheduled"}}
CONTENT_APPS = ("careers", "levels", "hiring")


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
        yield f"{_departments(users['hannah'])} departments"
        yield from _editions(users)


def _editions(users: dict[str, Any]) -> Iterator[str]:
    for edition in _toml("editions.toml")["edition"]:
        starts_on = _starts_on(edition)
        folder = HERE / "editions" / edition["folder"]
        pages = [read_page(source) for source in sources([folder])]
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
        return today() + timedelta(days=edition["in_days"])
    return date.fromisoformat(edition["effective"])


def _users() -> dict[str, Any]:
    for name, verbs in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        rights = Permission.objects.filter(content_type__app_label__in=CONTENT_APPS)
        group.permissions.set(
            right
            for right in rights
            if right.codename in DOOR_RIGHTS[name]
            or (right.codename.split("_")[0] in verbs and right.codename != "view_scheduled")
        )
    made = {}
    for username, (full_name, _, group_name) in USERS.items():
        first, last = full_name.split(" ", 1)
        user = get_user_model()(
            username=username, first_name=first, last_name=last, is_staff=True, is_superuser=not group_name
        )
        user.set_password(PASSWORD)
        user.save()
        if group_name:
            user.groups.add(Group.objects.get(name=group_name))
        made[username] = user
    return made


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
