"""How big a change is for people: judged on what roles ask, not on where it stands."""

import copy
from typing import Any

import pytest
from hypothesis import given

from careers.handbook import impact
from careers.handbook.document import FamilyDocument
from careers.handbook.impact import propose, same_words
from tests.handbook.strategies import documents, few_texts

BASE: dict[str, Any] = {
    "title": "Lighthouse Keeping",
    "slug": "keeping",
    "summary": "Keeps the lamps of the coast.",
    "overview": "Keepers recieve ships, see [the map](/map).",
    "responsibilities": [{"text": "Keeps the lamp lit"}],
    "sections": [{"heading": "Travel", "body": "By boat."}],
    "roles": [
        {
            "title": "Keeper",
            "slug": "keeper",
            "level": "intermediate",
            "grade": "6",
            "requirements": [{"text": "Climbs the stairs", "key": "stairs"}, {"text": "Rows a boat"}],
            "nice_to_haves": [{"text": "Sings at night"}],
        },
        {
            "title": "Senior Keeper",
            "slug": "senior",
            "level": "senior",
            "grade": "7",
            "reports_to": {"text": "reports to the Cheif Keeper"},
            "requirements": [{"text": "Rows a boat"}, {"text": "Trains other keepers"}],
            "performance_indicators": [{"text": "Ships that arrive"}],
        },
        {"title": "Chief Keeper", "slug": "chief", "track": "management", "extends": "senior"},
    ],
    "specialties": [{"name": "Fog", "slug": "fog", "roles": ["senior"], "requirements": [{"text": "Hears well"}]}],
    "career_steps": [{"from_role": "keeper", "to_family": "keeping", "to_role": "senior"}],
    "hiring_processes": [{"title": "Keepers", "steps": [{"text": "A call", "minutes": [30, 30]}, {"text": "A night"}]}],
}


def keeping(changes: dict[str, Any]) -> FamilyDocument:
    """The base, with values set at paths, e.g. {"roles.0.grade": "7"}; "+" at the end of a path adds to a list."""
    data = copy.deepcopy(BASE)
    for path, value in changes.items():
        *steps, last = path.split(".")
        place: Any = data
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, [])
        if last == "+":
            place.append(value)
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return FamilyDocument.model_validate(data)


CLIMBS, ROWS, TRAINS = ({"text": text} for text in ("Climbs the stairs", "Rows a boat", "Trains other keepers"))

RAISES: dict[str, dict[str, Any]] = {
    "a requirement": {"roles.0.requirements.+": {"text": "Mends nets"}},
    "a responsibility of the family": {"responsibilities.+": {"text": "Mends nets"}},
    "a performance indicator": {"roles.0.performance_indicators.+": {"text": "Lamps lit"}},
    "a promotion criterion": {"roles.0.promotion_criteria.+": {"text": "Has trained a keeper"}},
    "a requirement of a specialty": {"specialties.0.requirements.+": {"text": "Blows the horn"}},
    "a requirement of the family, scoped to a specialty": {
        "requirements.+": {"text": "Blows the horn", "applies_to": {"specialties": ["fog"]}}
    },
    "a nice-to-have that is required now": {
        "roles.0.nice_to_haves": [],
        "roles.0.requirements.+": {"text": "Sings at night"},
    },
    "a requirement that moved to the family and reaches more roles": {
        "requirements.+": TRAINS,
        "roles.1.requirements": [ROWS],
    },
    "a role that extends another": {"roles.0.extends": "senior"},
    "a pointer to another role's list": {"roles.0.requirements.+": {"text": "All of a senior", "inherits": ["senior"]}},
    "a scope that lets more roles in": {
        "responsibilities.+": {"text": "Plans", "applies_to": {"tracks": ["management"]}}
    },
    "a higher grade": {"roles.0.grade": "7"},
    "a higher grade of a role renamed": {"roles.0.slug": "warden", "roles.0.grade": "7", "career_steps": []},
    "a lower grade": {"roles.1.grade": "6"},
    "another level": {"roles.0.level": "senior"},
    "another track": {"roles.0.track": "management"},
    "a grade of a specialty": {"specialties.0.grades": {"senior": "8"}},
    "a hiring step": {"hiring_processes.0.steps.+": {"text": "A letter of the harbour"}},
    "a hiring process": {"hiring_processes.+": {"title": "Chiefs", "steps": [{"text": "A vote of the harbour"}]}},
}
CLARIFIES: dict[str, dict[str, Any]] = {
    "a statement reworded": {"roles.0.requirements.1": {"text": "Rows a boat in any weather"}},
    "a statement less": {"roles.0.requirements": [CLIMBS]},
    "something nice to have": {"roles.0.nice_to_haves.+": {"text": "Whistles"}},
    "a new role, whatever it asks": {
        "roles.+": {"title": "Pilot", "slug": "pilot", "requirements": [{"text": "Knows the harbour"}]}
    },
    "a role retired": {"roles": BASE["roles"][:2]},
    "a new specialty": {"specialties.+": {"name": "Ice", "slug": "ice", "requirements": [{"text": "Breaks ice"}]}},
    "a requirement that reaches no role that existed": {
        "roles.+": {"title": "Pilot", "slug": "pilot"},
        "requirements.+": {"text": "Knows the harbour", "applies_to": {"roles": ["pilot"]}},
    },
    "a hiring step in place of another": {"hiring_processes.0.steps.1": {"text": "A letter of the harbour"}},
    "the length of a hiring step": {"hiring_processes.0.steps.0.minutes": [30, 45]},
    "a hiring process of steps that there were": {
        "hiring_processes.0.steps": [{"text": "A night"}],
        "hiring_processes.+": {"title": "First", "steps": [{"text": "A call", "minutes": [30, 30]}]},
    },
    "prose": {"overview": "Keepers receive ships of all flags."},
    "a lead": {"leads": {"responsibilities": "Every day:"}},
    "a section": {"sections.+": {"heading": "Food", "body": "Fish."}},
    "a family's title": {"title": "Lamp Keeping"},
    "a job code": {"roles.0.job_code": "K1"},
    "a job code of a specialty": {"specialties.0.job_codes": {"senior": "K1"}},
    "who sees it": {"roles.0.visibility": "internal"},
    "a reporting line": {"roles.0.reports_to": {"text": "The Keeper reports to the Senior Keeper"}},
    "another career step": {"career_steps.+": {"from_role": "senior", "to_family": "harbour"}},
    "a digit": {"summary": "Keeps the 2 lamps of the coast."},
}
EDITORIAL: dict[str, dict[str, Any]] = {
    "nothing": {},
    "spelling": {"overview": "Keepers receive ships, see [the map](/map)."},
    "a link": {"overview": "Keepers recieve ships, see [the map](https://harbour.example/map)."},
    "case and punctuation": {"roles.0.requirements.1": {"text": "rows a boat."}},
    "typography": {"roles.0.requirements.1": {"text": "**Rows** a\u00a0boat"}},
    "the order of statements": {"roles.0.requirements": [ROWS, {**CLIMBS, "key": "stairs"}]},
    "the order of roles": {"roles": [*BASE["roles"][1:], BASE["roles"][0]]},
    "a title in another case": {"title": "Lighthouse keeping"},
    "a role's title": {"roles.0.title": "Lamp Keeper"},
    "a specialty's name": {"specialties.0.name": "Mist"},
    "a role renamed, with all that refers to it": {
        "roles.1.slug": "warden",
        "roles.1.title": "Warden",
        "roles.2.extends": "warden",
        "specialties.0.roles": ["warden"],
        "career_steps.0.to_role": "warden",
    },
    "a reporting line as spelled": {"roles.1.reports_to": {"text": "Reports to the Chief Keeper."}},
    "a statement that moved to the family, which all roles had": {
        "requirements.+": ROWS,
        "roles.0.requirements": [{**CLIMBS, "key": "stairs"}],
        "roles.1.requirements": [TRAINS],
    },
    "a list that points to another role's, which it repeated": {
        "roles.1.requirements": [{"text": "All of a Chief Keeper", "inherits": ["chief"]}],
        "roles.2.extends": None,
        "roles.2.requirements": [ROWS, TRAINS],
        "roles.2.performance_indicators": [{"text": "Ships that arrive"}],
    },
    "a role that repeats what it extended": {
        "roles.2.extends": None,
        "roles.2.requirements": [ROWS, TRAINS],
        "roles.2.performance_indicators": [{"text": "Ships that arrive"}],
    },
    "a key": {"roles.0.requirements.1": {**ROWS, "key": "boat"}},
    "a specialty's spelling": {"specialties.0.requirements.0": {"text": "hears well!"}},
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(changes, expected, id=f"{expected}: {name}")
        for expected, cases in (("raises", RAISES), ("clarifies", CLARIFIES), ("editorial", EDITORIAL))
        for name, changes in cases.items()
    ],
)
def test_how_big_a_change_is(changes: dict[str, Any], expected: str) -> None:
    assert propose(keeping({}), keeping(changes)) == expected


def test_what_is_published_first_raises() -> None:
    assert propose(None, keeping({})) == "raises"


def test_a_change_that_concerns_too_many_roles_to_look_at_is_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = keeping({"summary": "Keeps lamps."})
    monkeypatch.setattr(impact, "MAX_COMPOSED", 3)
    assert propose(keeping({}), changed) == "clarifies"
    monkeypatch.setattr(impact, "MAX_COMPOSED", 2)
    assert propose(keeping({}), changed) == "raises"


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_any_change_has_a_size_and_none_is_editorial(before: FamilyDocument, after: FamilyDocument) -> None:
    assert propose(before, before) == "editorial"
    assert propose(before, after) in ("raises", "clarifies", "editorial")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Responsibilites", "responsibilities", True),
        ("organise the centre", "organize the center", True),
        ("onboarding", "On-boarding", True),
        ("see [x](/a) and https://a.example/b", "see [x](/b) and https://b.example", True),
        ("ﬁve “lamps”", 'five "lamps"', True),
        ("could row", "would row", False),
        ("can row", "can't row", False),
        ("lead", "leads", False),
        ("3 years", "5 years", False),
        ("1.5 years", "15 years", False),
        ("C", "C++", False),
        ("abcdef", "abcxyz", False),
        ("rows a boat", "rows boats", False),
        ("", "-", True),
        ("", "x", False),
    ],
)
def test_texts_that_say_the_same(one: str, other: str, same: bool) -> None:
    assert (same_words(one, other), same_words(other, one)) == (same, same)
