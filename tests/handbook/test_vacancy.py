"""What a vacancy adds to a role, and what jurisdictions require of it. No database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from careers.handbook.compose import Audience, compose
from careers.handbook.vacancy import (
    FACTS,
    Lack,
    Place,
    Requirement,
    VacancyDocument,
    countries,
    dangling,
    lacking,
    misplaced,
    offer,
    repeated,
    tailored,
)
from tests.factories import document

PAY = {"minimum": "90000", "maximum": "120000", "currency": "USD", "variable": "A bonus of 5 %"}
DENVER = {"country": "US", "region": "CO", "town": "Denver"}
COLORADO = Requirement("us-co", "Colorado", frozenset({"US"}), "CO", frozenset(FACTS))
PORTUGAL = Requirement("pt", "Portugal", frozenset({"PT", "ES"}), "", frozenset({"pay_range"}))


def role(slug="staff-engineer", doc=None, **options):
    return compose(doc or document(), slug, audience=Audience.everything(internal=False), **options).model_dump(
        mode="json"
    )


def vacancy(**facts) -> VacancyDocument:
    return VacancyDocument.model_validate(facts)


def texts(composed) -> dict[str, list[str]]:
    lists = ("responsibilities", "requirements", "nice_to_haves", "performance_indicators", "promotion_criteria")
    return {name: [each["text"] for each in composed[name]] for name in lists}


def test_a_document_comes_back_from_json_as_it_was():
    whole = vacancy(
        introduction="Hello",
        team="Six people",
        added=[{"list": "requirements", "text": "Portuguese"}],
        left_out=[{"list": "requirements", "text": "English", "reason": "The team speaks Portuguese"}],
        places=[{**DENVER, "pay": PAY}],
        employment_types=["full_time", "part_time"],
        deadline=date(2027, 1, 31),
        language="pt-PT",
        apply="mailto:jobs@ternwater.example",
        evergreen=True,
    )
    data = whole.model_dump(mode="json")
    assert data["schema"] == 1
    assert data["places"][0]["pay"] == {**PAY, "period": "year"}
    assert VacancyDocument.model_validate(data) == whole
    assert whole.places[0].pay.minimum == Decimal(90_000)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"apply": "http://apply.example"}, "write where to apply as https://... or mailto:..."),
        ({"apply": "javascript:alert(1)"}, "write where to apply as https://... or mailto:..."),
        ({"apply": "https:///nowhere"}, "write where to apply as https://... or mailto:..."),
        ({"apply": "https://:443/"}, "write where to apply as https://... or mailto:..."),
        ({"apply": "mailto:@"}, "write where to apply as https://... or mailto:..."),
        ({"apply": "https://apply.example/\nTo: all"}, "write where to apply without blanks"),
        ({"apply": " https://apply.example/"}, "write where to apply without blanks"),
        ({"apply": "https://apply.example/\u202e"}, "write where to apply without blanks"),
        ({"places": [{"country": "US"}]}, "a place that is not remote is in a town"),
        ({"places": [{**DENVER, "pay": {**PAY, "minimum": 1_000_000}}]}, "the pay range begins above its end"),
        ({"left_out": [{"list": "requirements", "text": "English"}]}, "say why this statement is left out"),
        ({"added": [{"list": "promotion_criteria", "text": "x"}]}, "candidates are not told this list"),
        ({"deadline": date(3000, 1, 1)}, "Input should be less than 3000-01-01"),
        ({"places": [{**DENVER, "country": "us"}]}, "String should match pattern"),
        ({"language": "english"}, "String should match pattern"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_what_is_unsound_is_refused_in_a_sentence(facts, sentence):
    with pytest.raises(ValidationError) as refused:
        vacancy(**facts)
    assert [sentence in each["msg"] for each in refused.value.errors()] == [True]


def test_nice_to_haves_are_left_out_without_a_reason():
    assert vacancy(left_out=[{"list": "nice_to_haves", "text": "Sailing"}]).left_out[0].reason == ""


def test_the_role_is_told_without_what_is_left_out_and_with_what_is_added_at_the_end():
    composed = role(doc=document(leads={"promotion_criteria": "When", "requirements": "All of"}))
    told = tailored(
        composed,
        vacancy(
            added=[{"list": "requirements", "text": "Portuguese"}, {"list": "nice_to_haves", "text": "Sailing"}],
            left_out=[
                {"list": "requirements", "text": "Has built something", "reason": "A first position"},
                {"list": "requirements", "text": "Never said", "reason": "No"},
            ],
        ),
    )
    assert texts(told) == {
        "responsibilities": ["Answer pages within ten minutes", "Solve problems of the highest scope"],
        "requirements": ["Writes clear English", "Portuguese"],
        "nice_to_haves": ["Sailing"],
        "performance_indicators": ["[Uptime](/handbook/uptime/)"],
        "promotion_criteria": [],
    }
    assert list(told["leads"]) == ["requirements"]
    assert told["requirements"][-1].keys() == composed["requirements"][0].keys()
    assert {name: told[name] for name in ("title", "sections", "overview")} == {
        name: composed[name] for name in ("title", "sections", "overview")
    }


def test_a_vacancy_that_says_nothing_of_the_lists_leaves_all_but_promotion_criteria():
    composed = role()
    assert tailored(composed, vacancy()) == {**composed, "promotion_criteria": []}


def test_what_is_left_out_and_not_said_dangles_and_what_is_added_twice_is_repeated():
    said = vacancy(
        left_out=[
            {"list": "requirements", "text": "Has built something", "reason": "x"},
            {"list": "responsibilities", "text": "Has built something", "reason": "x"},
        ],
        added=[
            {"list": "requirements", "text": "writes  clear english"},
            {"list": "requirements", "text": "Portuguese"},
            {"list": "nice_to_haves", "text": "Portuguese"},
            {"list": "requirements", "text": "portuguese"},
        ],
    )
    assert dangling(role(), said) == [said.left_out[1]]
    assert repeated(role(), said) == [said.added[0], said.added[3]]


def test_two_days_are_told_apart_by_what_candidates_read_of_them():
    before = document()
    data = before.model_dump(mode="json")
    data["roles"].insert(0, {**data["roles"][0], "title": "Intern", "slug": "intern", "grade": None})
    data["career_steps"], data["roles"][1]["job_code"] = [], "PL-7"
    data["roles"][2]["promotion_criteria"] = [{"text": "Something else"}]
    moved = type(before).model_validate(data)
    assert role(doc=moved) != role(doc=before)
    assert offer(role(doc=moved)) == offer(role(doc=before))
    data["sections"][0]["body"] = "One week in seven."
    assert offer(role(doc=type(before).model_validate(data))) != offer(role(doc=before))
    assert offer(role(specialty="storage")) != offer(role())


PLACES = st.builds(
    Place,
    kind=st.just("remote"),
    country=st.sampled_from(["US", "PT", "ES", "CA"]),
    region=st.sampled_from(["", "CO", "NY"]),
)


@given(PLACES, PLACES)
def test_a_requirement_concerns_the_work_that_may_be_done_in_its_region(one, other):
    assert PORTUGAL.concerns(one) == (one.country in {"PT", "ES"})
    assert COLORADO.concerns(one) == (one.country == "US" and one.region in ("", "CO"))
    found = lacking(vacancy(places=[one, other]), [COLORADO], company_benefits=True)
    assert all(lack.places == tuple(place for place in (one, other) if COLORADO.concerns(place)) for lack in found)


def test_work_in_a_town_concerns_the_region_that_is_named():
    denver, boulder = Place.model_validate(DENVER), Place.model_validate({**DENVER, "region": ""})
    assert [COLORADO.concerns(place) for place in (denver, boulder)] == [True, False]
    assert misplaced(vacancy(places=[DENVER, {**DENVER, "region": ""}]), [COLORADO]) == [
        "Name the region of Denver, United States: it decides what has to be stated."
    ]


def test_no_place_escapes_what_is_required_by_a_region_that_is_none():
    remote = {"kind": "remote", "country": "US"}
    places = [
        {**DENVER, "region": "COL"},
        {**remote, "region": "XX"},
        {**remote, "country": "ZZ"},
        {"country": "CA", "region": "CO", "town": "Calgary"},
    ]
    assert misplaced(vacancy(places=places), []) == [
        "No region of United States has the code COL.",
        "No region of United States has the code XX.",
        "No country has the code ZZ.",
        "No region of Canada has the code CO.",
    ]
    known = [DENVER, remote, {**remote, "region": "CO"}, {"country": "PT", "town": "Porto"}]
    assert misplaced(vacancy(places=[*known, {"country": "PT", "region": "13", "town": "Porto"}]), [COLORADO]) == []
    assert misplaced(vacancy(places=[{**DENVER, "region": ""}]), [PORTUGAL]) == []


def test_nothing_is_no_pay():
    unpaid = vacancy(places=[{**DENVER, "pay": {**PAY, "minimum": 0, "maximum": 0}}], evergreen=True)
    assert [lack.fact for lack in lacking(unpaid, [COLORADO], company_benefits=True)] == ["pay_range"]


def test_each_fact_that_is_not_stated_is_lacking_at_the_places_that_lack_it():
    bare, paid = Place.model_validate(DENVER), Place.model_validate({**DENVER, "town": "Boulder", "pay": PAY})
    porto = Place.model_validate({"country": "PT", "town": "Porto"})
    found = lacking(vacancy(places=[bare, paid, porto]), [COLORADO, PORTUGAL], company_benefits=False)
    assert found == [
        Lack(COLORADO, "pay_range", (bare,)),
        Lack(COLORADO, "variable_pay", (bare,)),
        Lack(COLORADO, "benefits", (bare, paid)),
        Lack(COLORADO, "deadline", (bare, paid)),
        Lack(PORTUGAL, "pay_range", (porto,)),
    ]
    assert str(found[2]) == ("Colorado asks for the benefits (Denver, CO, United States; Boulder, CO, United States)")
    assert str(found[4]) == "Portugal asks for the pay range (Porto, Portugal)"


@pytest.mark.parametrize(
    ("facts", "company_benefits"),
    [
        ({"benefits": "A pension", "deadline": date(2027, 1, 31)}, False),
        ({"evergreen": True}, True),
    ],
)
def test_nothing_is_lacking_where_all_is_stated(facts, company_benefits):
    posting = vacancy(places=[{**DENVER, "pay": PAY}], **facts)
    assert lacking(posting, [COLORADO, PORTUGAL], company_benefits) == []


def test_pay_without_a_word_on_what_comes_on_top_lacks_that_alone():
    place = {**DENVER, "pay": {**PAY, "variable": ""}}
    assert [each.fact for each in lacking(vacancy(places=[place], evergreen=True), [COLORADO], True)] == [
        "variable_pay"
    ]


def test_places_have_names():
    assert [
        str(Place.model_validate(place))
        for place in (DENVER, {"kind": "remote", "country": "PT"}, {"kind": "remote", "country": "PT", "town": "Faro"})
    ] == ["Denver, CO, United States", "remote, Portugal", "Faro, Portugal"]


def test_countries_are_those_of_iso_3166_by_name():
    names = countries()
    assert len(names) == 249
    assert {code: names.get(code) for code in ("PT", "TW", "EU", "ZZ")} == {
        "PT": "Portugal",
        "TW": "Taiwan",
        "EU": None,
        "ZZ": None,
    }
    assert list(names.values()) == sorted(names.values())
