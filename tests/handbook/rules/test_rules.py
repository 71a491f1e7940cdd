"""Each content rule: what it finds, to the letter, and what comes close and is none."""

import pytest
from hypothesis import given

from careers.handbook.compose import Audience, compose
from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.rules import RULES, check
from tests.handbook.rules.families import HYDROLOGIST, JUNIOR, KNOWN, context, family, found
from tests.handbook.rules.hits import HITS, Parts
from tests.handbook.rules.misses import MISSES
from tests.handbook.strategies import documents


@pytest.mark.parametrize(("code", "parts", "hits"), HITS, ids=[f"{code}-{i}" for i, (code, *_) in enumerate(HITS)])
def test_what_a_rule_finds(code: str, parts: Parts, hits: list[tuple[str, str]]) -> None:
    assert found(code, family(**parts)) == hits


@pytest.mark.parametrize(("code", "parts"), MISSES, ids=[f"{code}-{i}" for i, (code, _) in enumerate(MISSES)])
def test_what_comes_close(code: str, parts: Parts) -> None:
    assert found(code, family(**parts)) == []


def test_every_rule_is_tried_both_ways() -> None:
    by_value = {"required-phrase"}  # finds nothing without a value: see test_registry
    assert {code for code, *_ in HITS} | by_value == set(RULES) == {code for code, _ in MISSES}


def test_a_sound_family_breaks_no_rule() -> None:
    assert check(family(), context()) == []


def test_job_codes_of_other_families() -> None:
    document = family(roles=[{**JUNIOR, "job_code": "F7"}, HYDROLOGIST])
    codes = {"F7": ("field-service/technician", "field-service/manager")}
    assert found("shared-job-code", document, job_codes=codes) == [
        (
            "/roles/0/job_code",
            "Junior Hydrologist has the job code F7, and so has field-service/manager and 1 more.",
        )
    ]
    assert found("missing-job-code", document, job_codes=codes) == [("/roles/1", "Hydrologist has no job code.")]
    assert found("missing-job-code", family(roles=[JUNIOR]), job_codes=codes) == [
        ("/roles/0", "Junior Hydrologist has no job code.")
    ]


def test_job_codes_of_specialties_of_other_families() -> None:
    wells = {"name": "Wells", "slug": "wells", "job_codes": {"junior": "F8"}}
    document = family(roles=[{**JUNIOR, "job_code": "H1"}], specialties=[wells])
    assert found("shared-job-code", document, job_codes={"F8": ("field-service/technician/sea",)}) == [
        (
            "/specialties/0/job_codes/junior",
            "Junior Hydrologist (Wells) has the job code F8, and so has field-service/technician/sea.",
        )
    ]


def test_a_grade_scheme_that_is_not_there() -> None:
    document = family(roles=[{**JUNIOR, "grade_scheme": "guild"}])
    message = "Junior Hydrologist has the grade 5, which the grade scheme “guild” does not have."
    assert found("unknown-grade", document) == [("/roles/0/grade", message)]


@given(documents())
def test_what_reaches_nobody_is_shown_nowhere(document: FamilyDocument) -> None:
    lost = {where for where, _ in found("reaches-nobody", document)}
    for role in document.roles if lost else ():
        having = [None, *(each.slug for each in document.specialties if not each.roles or role.slug in each.roles)]
        for specialty in having:
            composed = compose(document, role.slug, audience=Audience.everything(internal=True), specialty=specialty)
            lines = [each for name in LISTS for each in composed.statements(name)]
            shown = {origin.pointer for each in lines for origin in each.origins}
            shown |= {each.origin.pointer for each in composed.sections}
            assert not lost & shown


def test_links_follow_the_catalogue() -> None:
    document = family(career_steps=[{"to_family": "field-service", "to_role": "technician"}])
    assert found("dead-reference", document) == []
    without = {"hydrology": KNOWN["hydrology"]}
    message = "The career step leads to the job family “field-service”, which the catalogue does not have."
    assert found("dead-reference", document, families=without) == [("/career_steps/0", message)]
