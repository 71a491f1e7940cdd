"""The registry: how settings change rules, that no document breaks one, and that each finding has its place."""

import re
from typing import Any

import pytest
from hypothesis import given

from careers.handbook.compose import Audience, compose
from careers.handbook.document import LISTS, FamilyDocument, Finding
from careers.handbook.rules import RULES, SEVERITIES, Setting, check
from careers.handbook.rules.passages import MAX_QUOTE, passages, quote
from careers.handbook.rules.reach import Reach
from careers.handbook.rules.registry import document_order
from careers.handbook.rules.words import found as words_found
from tests.handbook.rules.families import bullets, context, family
from tests.handbook.strategies import documents

ALL = Audience.everything(internal=True)
BROKEN = family(requirements=bullets("You will need boots, TBD"))


def resolve(document: FamilyDocument, pointer: str) -> Any:
    """What stands at a JSON pointer. Raises LookupError or AttributeError where nothing does."""
    place: Any = document
    for step in pointer.split("/")[1:]:
        if isinstance(place, tuple):
            place = place[int(step)]
        else:
            place = place[step] if isinstance(place, dict) else getattr(place, step)
    return place


def broken(settings: dict[str, Setting], document: FamilyDocument = BROKEN) -> list[tuple[str, str, str]]:
    found = check(document, context(settings=settings))
    return [(finding.code, finding.severity, finding.where) for finding in found]


def test_findings_have_the_severity_of_their_rule() -> None:
    assert check(BROKEN, context()) == [
        Finding(
            code="placeholder",
            severity="error",
            message="“TBD” is a placeholder: “You will need boots, TBD”.",
            where="/requirements/0",
        ),
        Finding(
            code="vacancy-voice",
            severity="warning",
            message="“You will” is the voice of a vacancy: “You will need boots, TBD”.",
            where="/requirements/0",
        ),
    ]


def test_a_company_switches_rules_off_and_changes_their_severity() -> None:
    where = "/requirements/0"
    settings = {"placeholder": Setting(enabled=False), "vacancy-voice": Setting(severity="info")}
    assert broken(settings) == [("vacancy-voice", "info", where)]
    unknown = {"placeholder": Setting(severity="fatal"), "no-such-rule": Setting()}
    assert broken(unknown) == [("placeholder", "error", where), ("vacancy-voice", "warning", where)]


@pytest.mark.parametrize(
    ("code", "value", "hits"),
    [
        ("required-phrase", "where  the water goes", []),
        ("required-phrase", "We hire  everyone", [("required-phrase", "warning", "")]),
        ("required-phrase", "", []),
        ("hiring-too-long", "120", []),
        ("hiring-too-long", "119", [("hiring-too-long", "info", "/hiring_processes/0")]),
        ("hiring-too-long", "", []),
        ("hiring-too-long", "two hours", []),
        ("performance-indicators", "1-3", []),
        ("performance-indicators", "4-6", [("performance-indicators", "warning", f"/roles/{i}") for i in range(3)]),
        ("performance-indicators", "4 to 6", []),
        ("missing-market-example", "6", [("missing-market-example", "info", "/roles/2")]),
        ("missing-market-example", "no such grade", []),
        ("years-at-entry-grade", "6,7", []),
    ],
)
def test_a_company_sets_the_value_of_a_rule(code: str, value: str, hits: list[tuple[str, str, str]]) -> None:
    assert broken({code: Setting(value=value)}, family()) == hits


def test_entry_grades_are_the_companys() -> None:
    document = family(requirements=bullets("Ten years on boats"))
    off = {"years-of-experience": Setting(enabled=False)}
    assert broken(off, document) == [("years-at-entry-grade", "warning", "/requirements/0")]
    assert broken({**off, "years-at-entry-grade": Setting(value="4")}, document) == []
    found = check(document, context(settings={**off, "years-at-entry-grade": Setting(value="4, 6,7")}))
    assert [finding.message for finding in found] == [
        "Years are asked for at an entry grade, that of Hydrologist and 1 more: “Ten years on boats”."
    ]


def test_of_two_rules_on_years_the_stricter_speaks() -> None:
    document = family(requirements=bullets("Two years on boats"))
    either = {"years-at-entry-grade", "years-of-experience"}

    def told(**settings: Setting) -> list[tuple[str, str, str]]:
        return [each for each in broken(settings, document) if each[0] in either]

    assert told() == [("years-at-entry-grade", "warning", "/requirements/0")]
    milder = [("years-of-experience", "info", "/requirements/0")]
    assert told(**{"years-at-entry-grade": Setting(enabled=False)}) == milder
    assert told(**{"years-at-entry-grade": Setting(value="4")}) == milder


def test_a_required_phrase_is_quoted() -> None:
    found = check(family(), context(settings={"required-phrase": Setting(value="Everyone is welcome")}))
    message = "The text does not contain “Everyone is welcome”, which every job family has to say."
    assert [finding.message for finding in found] == [message]


@pytest.mark.parametrize("code", RULES)
def test_every_rule_says_what_it_is(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert rule.severity in SEVERITIES
    assert not rule.title.endswith(".")
    assert all(text.endswith(".") and text == " ".join(text.split()) for text in (rule.meaning, rule.remedy))
    assert rule.accepts(rule.value)
    assert bool(rule.value) <= bool(rule.value_help)
    assert rule.measured is None or 0 <= rule.measured.right <= rule.measured.read <= rule.measured.hits


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.measured and rule.measured.hits])
def test_rules_are_right_nine_times_of_ten(code: str) -> None:
    measured = RULES[code].measured
    assert measured
    assert measured.read >= min(30, measured.hits)
    assert measured.right >= 0.9 * measured.read


@given(documents())
def test_no_document_breaks_a_rule_and_every_finding_has_its_place(document: FamilyDocument) -> None:
    settings = {"required-phrase": Setting(value="the sea"), "hiring-too-long": Setting(value="30")}
    found = check(document, context(families={"other": {}}, job_codes={"007": ("other/lead",)}, settings=settings))
    for finding in found:
        resolve(document, finding.where)
        assert finding.message.endswith(".")
    assert [each.where for each in found] == sorted((each.where for each in found), key=document_order)
    assert len({each.model_dump_json() for each in found}) == len(found)
    assert found == check(
        document, context(families={"other": {}}, job_codes={"007": ("other/lead",)}, settings=settings)
    )


@given(documents())
def test_what_reaches_a_role_is_what_it_is_composed_of(document: FamilyDocument) -> None:
    data = document.model_dump()
    for owner in (data, *data["roles"], *data["specialties"]):
        owner.pop("omits", None)
        for name in LISTS:
            for statement in owner[name]:
                statement["replaces"] = None
    document = FamilyDocument.model_validate(data)
    reach = Reach(document)
    for role in document.roles:
        composed = compose(document, role.slug, audience=ALL)
        stated = list(reach.statements(role))
        for name in LISTS:
            assert {each.statement.text for each in stated if each.list == name} == {
                each.text for each in composed.statements(name) if not each.pointer_without_target
            }
        for each in stated:
            assert resolve(document, each.pointer) is each.statement


@given(documents())
def test_passages_stand_where_they_say(document: FamilyDocument) -> None:
    for passage in passages(document):
        place = resolve(document, passage.pointer)
        assert passage.text in (place, getattr(place, "text", None), getattr(place, "body", None))


def test_what_is_replaced_or_omitted_does_not_reach() -> None:
    document = family(
        requirements=[{"text": "Swims", "key": "swims"}, {"text": "Dives", "key": "dives"}],
        roles=[
            {"title": "A", "slug": "a", "requirements": [{"text": "Swims far", "replaces": "swims", "key": "swims"}]},
            {"title": "B", "slug": "b", "extends": "a", "omits": ["dives"]},
        ],
    )
    reach = Reach(document)
    assert [[each.pointer for each in reach.statements(role, ("requirements",))] for role in document.roles] == [
        ["/roles/0/requirements/0", "/requirements/1"],
        ["/roles/0/requirements/0"],
    ]


def test_findings_stand_in_the_order_of_the_page() -> None:
    pointers = [
        "",
        "/summary",
        "/overview",
        "/leads/requirements",
        "/requirements/2",
        "/requirements/10",
        "/sections/0",
    ]
    pointers += ["/roles/0", "/roles/0/grade", "/roles/0/overview", "/roles/0/requirements/0", "/roles/1", "/roles/10"]
    pointers += ["/specialties/0/grades/senior", "/career_steps/0", "/hiring_processes/0/intro"]
    pointers += ["/hiring_processes/0/steps/0", "/hiring_processes/0/outro"]
    pointers.reverse()
    assert sorted(pointers, key=document_order) == pointers[::-1]


@pytest.mark.parametrize(
    ("text", "around", "quoted"),
    [
        ("short", (0, 5), "“short”"),
        ("a " * 40, (0, 1), "“" + "a " * 29 + "a…”"),
        (
            "word " * 40 + "here" + " word" * 40,
            (200, 204),
            "“…word word word word word here word word word word word…”",
        ),
        ("x" * 200, (90, 95), "“…" + "x" * 60 + "…”"),
        ("start " + "x" * 200, (0, 5), "“start…”"),
        ("x" * 100 + " y", (0, 100), "“" + "x" * 60 + "…”"),
    ],
)
def test_quotations_are_short_and_hold_what_they_are_for(text: str, around: tuple[int, int], quoted: str) -> None:
    assert quote(text, around) == quoted
    assert text[slice(*around)][:MAX_QUOTE] in quoted
    assert len(quoted) <= MAX_QUOTE + 4


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        ("gendered_pronoun", "He, SHE or him-self; s/he and (s)he", ["He", "SHE", "s/he", "(s)he"]),
        ("gendered_pronoun", "see example.com/her and @her or her@example.com", []),
        ("fixed_mindset", "rock-star  Rock\nStars rockstar", ["rock-star", "Rock\nStars", "rockstar"]),
        ("preferred", "a preferred supplier is preferred", ["preferred"]),
        ("location", "based in the city of Porto, based in part on luck", ["based in the city of Porto"]),
    ],
)
def test_words_are_found_as_words(table: str, text: str, words: list[str]) -> None:
    assert [match[0] for match in words_found(table, text)] == words
