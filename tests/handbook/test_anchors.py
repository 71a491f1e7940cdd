"""Anchors: every place of a document has one, leads back to it, and follows what was moved or reworded."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from pydantic import BaseModel

from careers.handbook.anchors import TITLE, Anchor, anchor_of, place_of, places_of, title_of
from careers.handbook.compare import compare
from careers.handbook.document import FamilyDocument
from tests.handbook.strategies import documents, few_texts


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    """Every pointer into a document."""
    yield pointer
    parts: dict[Any, Any] = {}
    if isinstance(value, BaseModel):
        parts = {field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()}
    elif isinstance(value, dict | tuple):
        parts = value if isinstance(value, dict) else dict(enumerate(value))
    for step, part in parts.items():
        yield from pointers(part, f"{pointer}/{step}")


@given(documents())
def test_every_place_has_an_anchor_that_leads_back_and_a_title(document: FamilyDocument) -> None:
    for pointer in pointers(document):
        anchor = anchor_of(document, pointer)
        place = place_of(document, anchor)
        assert place is not None
        assert anchor_of(document, place) == anchor
        assert anchor.digest or place == pointer
        assert 0 < len(title_of(document, pointer)) <= TITLE


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_an_anchor_leads_to_a_place_in_any_other_document_or_nowhere(
    one: FamilyDocument, other: FamilyDocument
) -> None:
    anchors = list(dict.fromkeys(anchor_of(one, pointer) for pointer in pointers(one)))
    there = set(pointers(other))
    for before in (None, one):
        places = places_of(other, anchors, before)
        assert places == [place_of(other, anchor, before) for anchor in anchors]
        assert {place for place in places if place is not None} <= there


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_statements_are_followed_as_the_comparison_pairs_them(before: FamilyDocument, after: FamilyDocument) -> None:
    """Where no list says the same twice, in which case an anchor means the first."""
    changes = compare(before, after).statements
    unique = all(
        len({statement.text for statement in owner.statements(name)}) == len(owner.statements(name))
        for document in (before, after)
        for _, owner in document.owners()
        for name in (
            "responsibilities",
            "requirements",
            "nice_to_haves",
            "performance_indicators",
            "promotion_criteria",
        )
    )
    for change in changes if unique else ():
        if change.owner_before:
            anchor = anchor_of(before, change.owner_before.pointer)
            assert place_of(after, anchor, before) == (change.owner_after.pointer if change.owner_after else None)


def keeping(**facts: object) -> FamilyDocument:
    return FamilyDocument.model_validate({"title": "Lighthouse Keeping", "slug": "keeping", **facts})


BEFORE = keeping(
    leads={"requirements": "All of:"},
    requirements=[{"text": "keeps the log of the tower"}, {"text": "climbs"}, {"text": "rows"}],
    sections=[{"heading": "Travel", "body": "By boat."}, {"body": "Bring boots."}],
    roles=[
        {"title": "Keeper", "slug": "keeper", "grade": "6"},
        {"title": "Senior Keeper", "slug": "senior", "requirements": [{"text": "trains others"}]},
    ],
    specialties=[{"name": "Fog", "slug": "fog", "grades": {"senior": "7"}}],
    career_steps=[
        {"from_role": "keeper", "to_family": "keeping", "to_role": "senior", "text": "In time."},
        {"to_family": "harbour", "to_role": "pilot"},
        {"text": "Elsewhere."},
    ],
    hiring_processes=[
        {"title": "Keepers", "steps": [{"text": "A call with the keeper"}, {"text": "A night on the tower"}]},
        {"steps": [{"text": "A letter"}]},
    ],
)
AFTER = keeping(
    requirements=[{"text": "climbs"}, {"text": "keeps the log of every tower"}],
    sections=[{"heading": "Travel", "body": "By rowing boat."}],
    roles=[
        {"title": "Chief Keeper", "slug": "senior", "responsibilities": [{"text": "trains others"}]},
        {"title": "Keeper", "slug": "keeper", "grade": "7", "requirements": [{"text": "rows"}]},
    ],
    career_steps=[{"from_role": "keeper", "to_family": "keeping", "to_role": "senior", "text": "After a year."}],
    hiring_processes=[
        {"title": "All", "steps": [{"text": "A letter"}]},
        {"title": "Keepers", "steps": [{"text": "A long night on the tower"}, {"text": "A call with the keeper"}]},
    ],
)


@pytest.mark.parametrize(
    ("pointer", "title", "alone", "followed"),
    [
        ("", "Lighthouse Keeping", "", ""),
        ("/title", "Lighthouse Keeping, title", "/title", "/title"),
        ("/leads/requirements", "Lighthouse Keeping, lead: requirements", None, None),
        ("/requirements", "Lighthouse Keeping, requirements", "/requirements", "/requirements"),
        ("/requirements/1/text", "Lighthouse Keeping, requirements: climbs", "/requirements/0", "/requirements/0"),
        ("/requirements/0", "Lighthouse Keeping, requirements: keeps the log of the tower", None, "/requirements/1"),
        ("/requirements/2", "Lighthouse Keeping, requirements: rows", None, "/roles/1/requirements/0"),
        ("/roles/1/requirements/0", "Senior Keeper, requirements: trains others", None, "/roles/0/responsibilities/0"),
        ("/roles/1", "Senior Keeper", "/roles/0", "/roles/0"),
        ("/roles/0/grade", "Keeper, grade", "/roles/1/grade", "/roles/1/grade"),
        ("/roles/0/reports_to/role", "Keeper, reporting line: role", *["/roles/1/reports_to/role"] * 2),
        ("/specialties/0/grades/senior", "Fog, grades: senior", None, None),
        ("/sections/0/body", "Lighthouse Keeping, section Travel", None, "/sections/0"),
        ("/sections/1", "Lighthouse Keeping, section: Bring boots.", None, None),
        (
            "/career_steps/0/kind",
            "Lighthouse Keeping, career step from Keeper to Senior Keeper",
            None,
            "/career_steps/0",
        ),
        ("/career_steps/1", "Lighthouse Keeping, career step from any role to harbour/pilot", None, None),
        ("/career_steps/2", "Lighthouse Keeping, career step from any role: Elsewhere.", None, None),
        ("/hiring_processes/0", "hiring process Keepers", "/hiring_processes/1", "/hiring_processes/1"),
        ("/hiring_processes/1/intro", "hiring process, intro", None, "/hiring_processes/0/intro"),
        (
            "/hiring_processes/0/steps/0/kind",
            "hiring process Keepers, step 1: A call with the keeper",
            *["/hiring_processes/1/steps/1"] * 2,
        ),
        (
            "/hiring_processes/0/steps/1",
            "hiring process Keepers, step 2: A night on the tower",
            None,
            "/hiring_processes/1/steps/0",
        ),
        (
            "/hiring_processes/1/steps/0",
            "hiring process, step 1: A letter",
            None,
            "/hiring_processes/0/steps/0",
        ),
    ],
)
def test_places_in_words_and_in_another_version(
    pointer: str, title: str, alone: str | None, followed: str | None
) -> None:
    anchor = anchor_of(BEFORE, pointer)
    assert title_of(BEFORE, pointer) == title
    assert (place_of(AFTER, anchor), place_of(AFTER, anchor, BEFORE)) == (alone, followed)


def test_anchors_name_owner_part_and_text() -> None:
    climbs = hashlib.sha256(b"climbs").hexdigest()
    assert anchor_of(BEFORE, "/requirements/1/group") == Anchor("", "requirements", climbs)
    assert [
        anchor_of(BEFORE, pointer) for pointer in ("", "/roles", "/roles/1/grade", "/specialties/0/grades/senior")
    ] == [
        Anchor(),
        Anchor("", "roles"),
        Anchor("role/senior", "grade"),
        Anchor("specialty/fog", "grades/senior"),
    ]
    assert [anchor_of(BEFORE, f"/hiring_processes/{index}").owner for index in (0, 1)] == [
        "hiring_process/Keepers",
        "hiring_process/",
    ]
    twice = keeping(hiring_processes=[{"title": "x" * 150}, {"title": "x" * 151}])
    assert anchor_of(twice, "/hiring_processes/1/title") == Anchor(f"hiring_process/{'x' * 100}#2", "title")


def test_long_places_are_cut() -> None:
    document = keeping(
        requirements=[{"text": "Knows  every\nlamp of the coast, by day and by night, and every rock below"}]
    )
    assert title_of(document, "/requirements/0") == (
        "Lighthouse Keeping, requirements: Knows every lamp of the coast, by day and by…"
    )


@pytest.mark.parametrize(
    "pointer",
    ["requirements", "/roles/2", "/roles/01", "/roles/-1", "/roles/x", "/nothing", "/title/0", "/", "/leads/sections"],
)
def test_a_pointer_to_nothing_is_refused(pointer: str) -> None:
    for told in (anchor_of, title_of):
        with pytest.raises(KeyError, match=pointer):
            told(BEFORE, pointer)
