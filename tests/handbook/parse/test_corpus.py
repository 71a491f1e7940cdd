"""The reference corpus, where HANDBOOK_CORPUS says that it lies: roles, grades and counts of real pages.

Its text is other people's and stays there; what is expected of it is in its own oracle.json and levels.json, and for
the five seed pages beside it here, in numbers.
"""

import json
import os
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from careers.handbook.document import FamilyDocument, Role
from careers.handbook.parse import parse, read_source
from careers.handbook.parse.inline import links
from careers.handbook.parsed import Parsed

CORPUS = os.environ.get("HANDBOOK_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="HANDBOOK_CORPUS does not say where the reference corpus lies")


@cache
def read(folder: str, path: str) -> Parsed:
    return parse(read_source((Path(CORPUS) / folder / path).read_bytes()), path=path)


def load(name: str) -> Any:
    return json.loads((Path(CORPUS) / name).read_text(encoding="utf-8")) if CORPUS else {}


def pages_of_the_oracle() -> list[dict[str, Any]]:
    return list(load("oracle.json").get("pages", []))


def stated(role: Role) -> tuple[str, str | tuple[str, ...] | None]:
    return role.title, role.grade or role.grade_options or None


@pytest.mark.parametrize("expected", pages_of_the_oracle(), ids=lambda each: each["page"])
def test_the_pages_of_the_oracle(expected: dict[str, Any]) -> None:
    folder = "handbook-2022" if expected["format"].startswith("middleman") else "handbook-2024"
    found = read(folder, expected["page"]).document
    assert summary(found, expected) == wanted(expected)


def summary(found: FamilyDocument, expected: dict[str, Any]) -> dict[str, Any]:
    """What the oracle counts. Statements that only a group of roles has are counted with the group."""
    scoped = [each for each in found.requirements if each.applies_to and each.applies_to.roles]
    grouped = {role.slug: role.group for role in found.roles}
    return {
        "title": found.title,
        "department": found.department,
        "family": {
            name: sum(not (each.applies_to and each.applies_to.roles) for each in found.statements(name))
            for name in ("responsibilities", "requirements", "nice_to_haves")
        },
        "roles": [
            (*stated(role), role.group, *(len(role.statements(name)) for name in ("responsibilities", "requirements")))
            for role in found.roles
        ],
        "nice to haves": sum(len(role.nice_to_haves) for role in found.roles),
        "pointers": sum(
            each.inherits is not None for role in found.roles for each in (*role.responsibilities, *role.requirements)
        ),
        "groups": Counter(grouped[each.applies_to.roles[0]] for each in scoped if each.applies_to),
        "specialties": [each.name for each in found.specialties if each.kind == "specialty"],
        "segments": [each.name for each in found.specialties if each.kind == "segment"],
        "hiring": [len(each.steps) for each in found.hiring_processes if each.steps],
        "indicators": sum(len(owner.performance_indicators) for _, owner in found.owners()),
    }


def wanted(expected: dict[str, Any]) -> dict[str, Any]:
    """The oracle's entry in the shape of `summary`."""

    def count(entry: dict[str, Any]) -> int:
        return int(entry["bullets"])

    family = expected["family"]
    lists = [each[name] for each in expected["levels"] for name in ("responsibilities", "requirements")]
    return {
        "title": expected["family_title"],
        "department": expected["department"],
        "family": {
            "responsibilities": count(family["responsibilities"]),
            "requirements": count(family["requirements"]),
            "nice_to_haves": count(family["nice_to_have"]),
        },
        "roles": [
            (
                each["title"],
                each["grade"],
                each.get("group", ""),
                count(each["responsibilities"]),
                count(each["requirements"]),
            )
            for each in expected["levels"]
        ],
        "nice to haves": sum(count(each["nice_to_have"]) for each in expected["levels"] if "nice_to_have" in each),
        "pointers": sum(int(each["inherit_bullets"]) for each in lists),
        "groups": Counter({each["title"]: count(each["requirements"]) for each in expected.get("groups", [])}),
        "specialties": expected["specialties"],
        "segments": expected["segments"],
        "hiring": [each["steps"] for each in expected["hiring_process"]],
        "indicators": expected["performance_indicator_count"],
    }


def test_the_roles_and_grades_of_all_pages() -> None:
    rows = load("levels.json")
    root = Path(CORPUS) / "handbook-2022"
    pages = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    right = too_many = 0
    for page in pages:
        found = Counter(stated(role) for role in read("handbook-2022", page).document.roles)
        grades = [(row["title"], row["grade"]) for row in rows if row["page"] == page]
        expected = Counter((title, tuple(grade) if isinstance(grade, list) else grade) for title, grade in grades)
        right += (found & expected).total()
        too_many += max(0, found.total() - expected.total())
    assert (len(pages), len(rows), right, too_many) == (148, 531, 531, 1)


def test_nothing_is_lost_and_few_pointers_name_nothing() -> None:
    root = Path(CORPUS) / "handbook-2022"
    codes = Counter(
        finding.code
        for path in root.rglob("*")
        if path.is_file()
        for finding in read("handbook-2022", path.relative_to(root).as_posix()).findings
    )
    assert {code: codes[code] for code in ("lost-line", "unknown-pointer", "circular-inheritance")} == {
        "lost-line": 0,
        "unknown-pointer": 15,
        "circular-inheritance": 0,
    }


@cache
def seed_text(number: str) -> str:
    (path,) = (Path(CORPUS).parent / "seeds").glob(f"{number}_*")
    return read_source(path.read_bytes())


@cache
def seed(number: str) -> Parsed:
    return parse(seed_text(number))


def counts(owner: Any) -> dict[str, int]:
    names = ("responsibilities", "requirements", "nice_to_haves", "performance_indicators", "promotion_criteria")
    return {name: len(owner.statements(name)) for name in names if owner.statements(name)}


def heading_lines(number: str) -> list[str]:
    return [line.strip("# ") for line in seed_text(number).split("\n")]


def test_seed_000_markdown_of_2015() -> None:
    found = seed("000").document
    (role,) = found.roles
    assert (role.level, role.grade, counts(role)) == ("senior", None, {"requirements": 3})
    assert role.title in heading_lines("000")
    assert counts(found) == {"responsibilities": 8, "requirements": 5}
    (split,) = found.sections
    assert split.heading in heading_lines("000")
    assert (split.body.count("\n* "), split.body.count("\n   * ")) == (4, 5)
    assert [each.line for each in seed("000").findings if each.code == "implied-base-role"] == [10]


def test_seed_001_rendered_text_with_groups() -> None:
    found = seed("001").document
    assert [(role.level, role.grade, counts(role)) for role in found.roles] == [
        ("junior", None, {}),
        ("senior", None, {"requirements": 20}),
        ("staff", None, {"promotion_criteria": 8}),
    ]
    assert {role.title for role in found.roles} <= set(heading_lines("001"))
    _, senior, staff = found.roles
    assert list(Counter(each.group for each in senior.requirements).values()) == [4, 4, 5, 4, 3]
    assert list(Counter(each.group for each in staff.promotion_criteria).values()) == [3, 3, 2]


def test_seed_002_markdown_of_one_role() -> None:
    found = seed("002").document
    (role,) = found.roles
    assert role.title == found.title
    assert (counts(role), counts(found)) == ({"responsibilities": 8, "requirements": 10}, {})
    assert [target for _, target in links(role.reports_to.text)] == ["/jobs/ci-lead/"]
    assert sum(len(links(each.text)) for each in (*role.responsibilities, *role.requirements)) == 3


def test_seed_003_rendered_text_of_2025() -> None:
    parsed = seed("003")
    (role,) = parsed.document.roles
    assert role.title == seed_text("003").split("\n")[0]
    assert (role.level, role.grade, counts(role)) == (
        "junior",
        "5",
        {"responsibilities": 8, "requirements": 14, "nice_to_haves": 9},
    )
    assert [step.minutes for process in parsed.document.hiring_processes for step in process.steps] == [
        None,
        (30, 30),
        (90, 90),
        (45, 45),
        (60, 60),
        None,
    ]
    change = parsed.last_modified
    assert change is not None
    assert (change.on, len(change.message.split()), change.commit) == (date(2025, 2, 4), 6, "64832a18")


def test_seed_004_rendered_text_that_lost_its_lists() -> None:
    parsed = seed("004")
    found = parsed.document
    assert [role.grade for role in found.roles] == ["5", "6", "7", "8", "8"]
    assert {role.title for role in found.roles} <= set(heading_lines("004"))
    assert [each.where for each in parsed.findings if each.code == "grade-names-other-role"] == ["/roles/4/grade"]
    (company,) = [each.where for each in parsed.findings if each.code == "company-boilerplate"]
    body = found.sections[int(company.rpartition("/")[2])].body
    lists = [block for block in body.split("\n\n") if block.lstrip().startswith("1. ")]
    assert [len(block.split("\n")) for block in lists] == [9, 10]
