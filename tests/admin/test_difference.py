"""The rendered difference: nothing that changed is left out, nothing is invented, no text is markup."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings

from careers.handbook import edits
from careers.handbook.document import LISTS, FamilyDocument
from careers.presenting.difference import present_difference
from careers.reading import Reading
from tests.factories import document
from tests.handbook.strategies import documents, few_texts
from tests.pages.html import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(rf):
    request = rf.get("/")
    request.user = get_user_model().objects.create_user("staff")
    found = Reading.of(request)
    assert found.reference
    return found


def rendered(difference):
    return render_to_string("includes/_difference.html", {"difference": difference})


def lines(difference):
    return [line for owner in difference.owners for each in owner.lists for run in each.runs for line in run.lines]


def read(document: FamilyDocument):
    """What people read of a document: all but the keys of its statements."""
    data = document.model_dump()
    for owner in (data, *data["roles"], *data["specialties"]):
        for name in LISTS:
            for statement in owner[name]:
                del statement["key"]
    return data


SETTINGS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], deadline=None
)


@SETTINGS
@given(documents(texts=few_texts), documents(texts=few_texts))
def test_whatever_changed_is_shown(reading, before: FamilyDocument, after: FamilyDocument) -> None:
    difference = present_difference(reading, before, after)
    assert bool(difference) is (read(before) != read(after))
    parse(f"<div>{rendered(difference)}</div>")


@SETTINGS
@given(documents())
def test_a_document_does_not_differ_from_itself(reading, one: FamilyDocument) -> None:
    difference = present_difference(reading, one, one)
    assert not difference
    assert difference.summary == "Nothing changed"


@SETTINGS
@given(documents(texts=few_texts), documents(texts=few_texts))
def test_statements_of_either_side_are_there_once(reading, before: FamilyDocument, after: FamilyDocument) -> None:
    difference = present_difference(reading, before, after)
    shown = [*difference.owners, *difference.unchanged]
    kinds = [line.kind for owner in shown for each in owner.lists for run in each.runs for line in run.lines]
    total = sum(len(owner.statements(name)) for _, owner in after.owners() for name in LISTS)
    assert len(kinds) - kinds.count("removed") == total


@SETTINGS
@given(documents())
def test_all_of_a_first_version_is_new(reading, one: FamilyDocument) -> None:
    difference = present_difference(reading, None, one)
    assert {owner.kind for owner in difference.owners} == {"added"}
    assert not difference.unchanged
    assert {line.kind for line in lines(difference)} <= {"added"}
    parse(f"<div>{rendered(difference)}</div>")


def test_places_have_names_of_their_own(reading):
    difference = present_difference(reading, None, document())
    ids = re.findall(r' id="([^"]+)"', rendered(difference))
    assert len(ids) == len(set(ids)) > 20


def test_an_order_is_told_by_titles(reading):
    data = document().model_dump(mode="json")
    swapped = {name: [data[name][1], data[name][0], *data[name][2:]] for name in ("roles", "specialties", "sections")}
    process = {"title": "For managers", "steps": [{"kind": "offer", "text": "An offer"}]}
    before = document(hiring_processes=[*data["hiring_processes"], process])
    after = document(hiring_processes=[process, *data["hiring_processes"]], **swapped)
    [family] = present_difference(reading, before, after).owners
    assert [(row.label, row.before.split(", ")[0], row.after.split(", ")[0]) for row in family.facts] == [
        ("Order of the sections", "On call", "Pay notes"),
        ("Order of the roles", "Junior Engineer", "Staff Engineer"),
        ("Order of the specialties", "Storage", "Enterprise"),
        ("Order of the hiring processes", "For engineers", "For managers"),
    ]


def ladder(senior: str) -> FamilyDocument:
    """Three roles that refine one statement in turn: the key of each is that of what it stands in for."""

    def role(slug: str, text: str, **facts):
        statement = {"text": text, "key": "scope", **({"replaces": "scope"} if "extends" in facts else {})}
        return {"title": slug.capitalize(), "slug": slug, "responsibilities": [statement], **facts}

    roles = [
        role("engineer", "Solves what is asked"),
        role("senior", senior, extends="engineer"),
        role("staff", "Decides what is asked", extends="senior"),
    ]
    return FamilyDocument.model_validate({"title": "Platform", "slug": "platform", "roles": roles})


def test_what_a_statement_stands_in_for_is_what_its_role_inherits(reading):
    difference = present_difference(reading, ladder("Finds what to ask"), ladder("Finds out what to ask"))
    [changed] = [line for line in lines(difference) if line.kind == "changed"]
    assert changed.tags == ["instead of “Solves what is asked”"]
    notes = present_difference(reading, ladder("Finds what to ask"), reduced(ladder("Finds what to ask")))
    [changed] = [line for line in lines(notes) if line.kind == "changed"]
    assert list(changed.notes) == ["stood before instead of: “Solves what is asked”"]


def reduced(document: FamilyDocument) -> FamilyDocument:
    """The Senior's statement stands beside what it stood in for."""
    data = document.model_dump(mode="json")
    data["roles"][1]["responsibilities"][0]["replaces"] = None
    return FamilyDocument.model_validate(data)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_a_renamed_role_is_told_as_renamed(reading):
    before = document()
    after = edits.rename_role(before, "staff-engineer", slug="lead-engineer", title="Lead Engineer")
    difference = present_difference(reading, before, after)
    assert difference.summary == "1 role renamed"
    [owner] = difference.owners
    assert (owner.kind, owner.title, owner.former, owner.lists and owner.changed_lists) == (
        "kept",
        "Lead Engineer",
        "Staff Engineer",
        [],
    )
    assert [(row.label, row.before, row.after) for row in owner.facts] == [
        ("Address", "staff-engineer", "lead-engineer")
    ]
    assert (difference.processes, difference.steps) == ([], None)
    assert "Renamed: Staff Engineer → Lead Engineer" in text(rendered(difference))


def test_a_title_alone_is_a_rename_too(reading):
    before = document()
    after = edits.rename_role(before, "staff-engineer", slug="staff-engineer", title="Lead Engineer")
    difference = present_difference(reading, before, after)
    assert (difference.summary, difference.owners[0].former) == ("1 role renamed", "Staff Engineer")
    assert difference.owners[0].facts == []


def scoped(text: str, scope: dict[str, object] | None) -> FamilyDocument:
    manager = {"title": "Manager", "slug": "manager", "level": "manager", "track": "management"}
    roles = [{"title": "Engineer", "slug": "engineer"}, manager]
    requirements = [{"text": text, "applies_to": scope}]
    return FamilyDocument.model_validate(
        {"title": "Platform", "slug": "platform", "roles": roles, "requirements": requirements}
    )


@pytest.mark.parametrize(
    ("before", "after", "tag"),
    [
        (None, {"tracks": ["management"]}, "managers only (before: everybody)"),
        ({"tracks": ["management"]}, None, "everybody (before: managers only)"),
        ({"roles": ["engineer"]}, {"roles": ["manager"]}, "Manager only (before: Engineer only)"),
    ],
)
def test_to_whom_a_statement_applies_now_and_before(reading, before, after, tag):
    [line] = lines(present_difference(reading, scoped("Leads", before), scoped("Leads", after)))
    assert (line.kind, line.tags, line.notes) == ("changed", [tag], [])


def test_a_scope_that_names_a_renamed_role_is_as_it_was(reading):
    before = scoped("Leads the team", {"roles": ["manager"]})
    after = edits.rename_role(before, "manager", slug="head", title="Head")
    data = after.model_dump()
    data["requirements"][0]["text"] = "Leads the whole team"
    difference = present_difference(reading, before, FamilyDocument.model_validate(data))
    assert difference.summary == "1 role renamed and 1 statement changed"
    [line] = lines(difference)
    assert (line.tags, line.notes) == (["Head only"], [])


def test_a_key_alone_is_no_change_that_anybody_reads(reading):
    def keyed(key: str | None) -> FamilyDocument:
        requirements = [{"text": "Leads", "key": key}]
        return FamilyDocument.model_validate({"title": "Platform", "slug": "platform", "requirements": requirements})

    difference = present_difference(reading, keyed(None), keyed("leads"))
    assert (bool(difference), difference.summary) == (False, "Nothing changed")
    [family] = difference.unchanged
    [[line]] = [run.lines for each in family.lists for run in each.runs]
    assert (line.kind, list(line.notes)) == ("same", ["its key for refinements is another one"])
