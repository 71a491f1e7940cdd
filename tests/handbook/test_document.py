"""Law a, and the normal form."""

import hashlib
import json

import pytest
from hypothesis import given
from pydantic import ValidationError

from careers.handbook.document import LISTS, FamilyDocument, Section, Specialty, Statement, digest, dump, load
from tests.handbook.strategies import documents


@given(documents())
def test_law_a_dump_and_load_are_inverse(document: FamilyDocument) -> None:
    data = dump(document)
    assert load(data) == document
    assert dump(load(data)) == data
    assert load(json.loads(data)) == document
    assert digest(document) == hashlib.sha256(data).hexdigest()


@given(documents())
def test_a_document_is_in_normal_form(document: FamilyDocument) -> None:
    assert FamilyDocument.model_validate(document.model_dump()) == document


def test_a_document_stored_before_specialties_had_job_codes_keeps_its_bytes_and_digest() -> None:
    owner = {name: [] for name in LISTS} | {"leads": {}, "sections": [], "overview": "", "visibility": "public"}
    nobody = {"text": "", "role": None}
    specialty = {"name": "Fog", "slug": "fog", "kind": "specialty", "roles": [], "grades": {}, "reports_to": nobody}
    family = {"schema": 1, "title": "Keeping", "slug": "keeping", "department": "coast", "summary": ""}
    stored = json.dumps(
        {
            **owner,
            **family,
            "primary_language": "",
            "roles": [],
            "specialties": [{**owner, **specialty, "primary_language": ""}],
            "career_steps": [],
            "hiring_processes": [],
        },
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    assert dump(load(stored)) == stored
    assert digest(load(stored)) == "b9440ac5ac7418737a08d9a7cfbddddfa70ae80356170437fcafd66bea96ecdb"


def test_codes_and_grades_by_role_are_in_order_and_say_something() -> None:
    specialty = Specialty(
        name="Fog", slug="fog", grades={"b": "7", "a": "6"}, job_codes={"c": " K  3 ", "b": " ", "a": "K1"}
    )
    assert (list(specialty.grades.items()), list(specialty.job_codes.items())) == (
        [("a", "6"), ("b", "7")],
        [("a", "K1"), ("c", "K 3")],
    )


def test_texts_are_brought_to_normal_form() -> None:
    statement = Statement(text="  # Top \r\n\tcode\t\r\n```\n# comment\n```\n\n", group=" a \u00a0 b ")
    assert statement == Statement(text="##### Top\n    code\n```\n# comment\n```", group="a b")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"roles": [{"title": "A", "slug": "a"}, {"title": "B", "slug": "a"}]}, "the role slug 'a' is used twice"),
        ({"roles": [{"title": "A", "slug": "a", "extends": "b"}]}, "/roles/0/extends names the role 'b'"),
        (
            {"roles": [{"title": "A", "slug": "a", "omits": ["k"]}]},
            "replaces or omits 'k', a key that nothing else has",
        ),
        (
            {"requirements": [{"text": "x", "inherits": []}, {"text": "x", "key": "k"}, {"text": "y", "key": "k"}]},
            "key",
        ),
        (
            {"specialties": [{"name": "S", "slug": "s", "job_codes": {"a": "K1"}}]},
            "/specialties/0 names the role 'a', which this family does not have",
        ),
        ({"surprise": 1}, "Extra inputs are not permitted"),
        ({"overview": "a\x00b"}, r"contains the character U\+0000"),
    ],
)
def test_what_is_unsound_is_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        load({"title": "T", "slug": "t", **data})


def test_a_section_says_something() -> None:
    with pytest.raises(ValidationError, match="a section has a heading or a body"):
        Section(heading=" ", body="\n")
