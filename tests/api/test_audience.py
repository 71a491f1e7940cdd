"""What a caller may not see is absent: from bodies, filters, ordering, search, counts, OPTIONS and validators.

Two catalogues that differ in hidden things alone must answer alike, to the byte, whatever is asked. And a hidden thing
that is asked for by name must be answered as one that never was.
"""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from careers import ids, reading
from careers.models import Company, Family
from careers.presenting import history
from levels.models import GradeScheme
from tests import factories
from tests.api.endpoints import EXAMPLES, PUBLISHED, RESOURCES, VACANCY, asking, names
from tests.api.shapes import PLATFORM_ID

pytestmark = pytest.mark.django_db
VIEWS = {str(pattern.name): pattern.callback.cls for pattern in PUBLISHED}
HIDDEN = ["canary-role", "canary-focus", "canary-family", "canary-coming", "canary-lead", "canary"]
"""Slugs that only staff may know."""


def document(word, **changes):
    """The family that has a bit of everything, with a word in every hidden place, and links into hidden families."""
    facts = factories.document().model_dump(mode="json")
    facts["roles"][0] |= {"job_code": f"CANARY-{word}", "grade": {"red": "5", "blue": "6"}[word]}
    facts["roles"][1]["reports_to"]["role"] = f"canary-family/canary-lead-{word}"
    facts["performance_indicators"] = [{"text": f"CANARY {word} per hour"}]
    facts["leads"] = {"performance_indicators": f"CANARY {word} counts"}
    facts["sections"][1]["body"] = f"CANARY {word} pay"
    facts["roles"][3] |= {"title": f"CANARY {word}", "level": {"red": "fellow", "blue": "intern"}[word]}
    facts["specialties"][1]["grades"] = {"manager": {"red": "11", "blue": "12"}[word]}
    facts["specialties"][1]["job_codes"] = {"manager": f"CANARY-{word}-segment"}
    facts["specialties"][2]["name"] = f"CANARY {word}"
    to_hidden = {"from_role": "manager", "to_family": "canary-family", "to_role": f"canary-lead-{word}"}
    facts["career_steps"] += [{**to_hidden, "kind": "lateral"}, {**to_hidden, "kind": "lateral", "text": "Ask us."}]
    facts["hiring_processes"][0]["steps"][0]["interviewer"] = f"CANARY {word}"
    if word == "blue":
        facts["sections"].append({"heading": "CANARY more", "visibility": "internal"})
        facts["roles"].append({"title": "CANARY Two", "slug": "canary-two", "visibility": "internal"})
        facts["hiring_processes"].append(
            {"title": "CANARY way in", "applies_to": {"roles": ["canary-role"]}, "steps": [{"text": "CANARY"}]}
        )
    return factories.document(**{**facts, **changes})


def publish(word, today):
    """The catalogue: a public family, an internal one, one to come, a change to come, and all switches off."""
    company = Company.objects.get()
    for switch in Company.SWITCHES:
        setattr(company, switch, False)
    company.record(by=None)
    factories.published(document(word))
    Family.objects.update(uuid=PLATFORM_ID)
    lead = {"title": "CANARY Lead", "slug": f"canary-lead-{word}"}
    factories.published(
        factories.document("canary-family", visibility="internal", roles=[lead], specialties=[], career_steps=[])
    )
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document("canary-coming", title=f"CANARY {word}"), starts_on=tomorrow)
    hidden = {"list": "performance_indicators", "text": f"CANARY {word} per hour", "reason": "Not here"}
    untold = {"list": "performance_indicators", "text": f"CANARY {word} a day"}
    factories.posted(number=VACANCY, left_out=[hidden], added=[untold])
    internal = {"red": 222222222, "blue": 333333333}[word]
    factories.posted(number=internal, visibility="internal", introduction=f"CANARY {word}")
    factories.posted("canary-role", number=internal + 1, visibility="internal")
    factories.posted(number=internal + 2, on=tomorrow, introduction=f"CANARY {word}")
    soon = {"red": {"title": "CANARY red"}, "blue": {"summary": "CANARY blue", "department": "canteen"}}[word]
    factories.published(document(word, **soon), starts_on=tomorrow, message=f"CANARY {word}")


def questions():
    """Every endpoint, with every parameter that it knows, for what the switches hide: grades, job codes, indicators and
    interviewers. What else is hidden tests/api/test_secrecy.py asks for, by many a value."""
    for name, path in EXAMPLES.items():
        yield path
        view = VIEWS[name]
        fields = view.field_names() if view.serializer_class else ()
        yield from (asking(path, f"fields={each}") for each in (",".join(fields), "canary") if each)
        masked = [f"{sign}{column}" for column in ("job_code", "grade", "internal") for sign in ("", "-")]
        yield from (asking(path, f"ordering={each}") for each in (*getattr(view, "orderings", ()), *masked))
        parameters = [*getattr(getattr(view, "filter_class", None), "base_filters", ())]
        parameters += ["specialty"] if name == "role" else []
        yield from (f"{path}?expand={name}" for name in view.expansions)
        yield from (f"{path}?composed={word}" for word in ("true", "false") if "composed" in view.others)
        dated = [each for each in parameters if each.startswith(("updated", "starts_on"))]
        yield from (f"{path}?{each}=2000-01-01" for each in dated)
        named = [each for each in (*parameters, "grade", "job_code") if each not in dated]
        yield from (asking(path, f"{parameter}={value}") for parameter in named for value in ("5", "6", "canary"))
    yield "specialties/platform/enterprise/"
    yield "roles/platform/manager/"
    yield "roles/platform/manager/?specialty=enterprise"
    for hidden in HIDDEN:
        for place in ("departments", "job-families", "roles/platform", "roles/canary-family", "specialties/platform"):
            yield f"{place}/{hidden}/"
        yield f"job-families/{hidden}/revisions/"


def shown(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "ETag"}}
    # An event has a name that is drawn, and the moment at which it was told.
    body = re.sub(r"evt_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]{15}Z", "...", answer.content.decode())
    return answer.status_code, headers, body


def answers(client, asked):
    return {(method, path): shown(getattr(client, method)(f"/api/v1/{path}")) for method, path in asked}


def both(today, read):
    """What `read` finds in the red catalogue and in the blue one."""
    found = []
    for word in ("red", "blue"):
        with transaction.atomic():
            publish(word, today)
            found.append(read())
            transaction.set_rollback(True)
        reading._snapshot.cache_clear()
        ids._keys.cache_clear()
        history._compared.cache_clear()
    return found


def test_every_endpoint_has_an_example():
    assert sorted(names()) == sorted(EXAMPLES)


@pytest.fixture
def _places(departments):
    factories.department("canteen")


@pytest.mark.usefixtures("_places")
def test_catalogues_that_differ_in_hidden_things_answer_alike(client, staff, today):
    asked = [("get", path) for path in dict.fromkeys(questions())]
    asked += [("options", path) for path in EXAMPLES.values()]
    of_staff = Client()
    of_staff.force_login(staff)
    (red, red_to_staff), (blue, blue_to_staff) = both(
        today, lambda: (answers(client, asked), answers(of_staff, [("get", path) for path in RESOURCES]))
    )
    assert red == blue
    # A refusal does hold the word that it refuses: see below.
    assert [path for path, (status, _, body) in red.items() if status == 200 and "canary" in body.casefold()] == []
    assert {status for status, _, _ in red.values()} == {200, 204, 400, 404}
    assert {status for (_, path), (status, _, _) in red.items() if "," in path} == {200, 404}  # all fields are known
    assert len(asked) > 500
    # The control: to staff the two differ, in every resource that has something to hide.
    assert {path for (_, path), answer in red_to_staff.items() if answer != blue_to_staff["get", path]} == {
        "job-families/",
        "job-families/platform/",
        "job-families/platform/revisions/",
        "job-families/platform/revisions/1/",
        "job-families/platform/compare/?from=1&to=1",
        "roles/",
        "roles/platform/staff-engineer/",
        "roles/compare/?a=platform/junior-engineer&b=platform/staff-engineer",
        "roles/platform/staff-engineer/compare/",
        "specialties/",
        "hiring-processes/",
        "career-steps/",
        "vacancies/",
        "changes/",
    }


HIDDEN_PATHS = [
    "job-families/{}/",
    "job-families/{}/revisions/",
    "roles/platform/{}/",
    "roles/{}/canary-lead-red/",
    "specialties/platform/{}/",
    "specialties/{}/storage/",
    "roles/?family={}",
    "roles/?specialty={}",
    "roles/?q={}",
    "job-families/?specialty={}",
    "job-families/?q={}",
    "specialties/?slug={}",
    "specialties/?family={}",
    "hiring-processes/?family={}",
    "career-steps/?family={}",
    "career-steps/?from_role={}",
    "career-steps/?to_family={}",
    "career-steps/?to_role={}",
    "roles/platform/staff-engineer/?specialty={}",
]


@pytest.mark.usefixtures("_places")
def test_what_is_hidden_is_answered_as_what_never_was(client, today):
    publish("red", today)
    for path in HIDDEN_PATHS:
        for hidden in HIDDEN:
            never = hidden.replace("canary", "sphinx")
            expected = shown(client.get(f"/api/v1/{path.format(never)}"))
            status, headers, body = shown(client.get(f"/api/v1/{path.format(hidden)}"))
            assert (status, headers, body.replace(hidden, never)) == expected


def test_a_grade_that_is_not_public_is_no_parameter(client, refused, platform):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    for path in ("roles/", "job-families/"):
        for name in ("grade", "grade__in", "grade__gte", "grade__lte"):
            (sentence,) = refused(f"{path}?{name}=8")[name]
            assert sentence.startswith("There is no such parameter. Allowed: as_of, ")
            assert "grade" not in sentence
        (sentence,) = refused(f"{path}?ordering=grade")["ordering"]
        assert "grade" not in sentence.removeprefix("'grade' is not known here.")
    assert list(refused("grades/?ordering=scheme")) == ["ordering"]
    described = client.get("/api/v1/schema/").json()
    parameters = {each["name"]: each for each in described["paths"]["/api/v1/roles/"]["get"]["parameters"]}
    assert [name for name in parameters if "grade" in name] == []
    assert "level" in parameters
    assert [word for word in parameters["ordering"]["schema"]["items"]["enum"] if "grade" in word] == []


def test_staff_filter_by_what_they_see(client, staff, platform):
    client.force_login(staff)
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)

    def slugs(path):
        return [row["slug"] for row in client.get(f"/api/v1/{path}").json()["results"]]

    assert slugs("roles/?grade=10") == ["canary-role"]
    assert slugs("roles/?q=canary+duty") == ["canary-role"]
    assert slugs("roles/?specialty=canary-focus")[-1] == "canary-role"
    assert slugs("specialties/?slug=canary-focus") == ["canary-focus"]


def test_a_schemes_name_is_no_hint_either(get, platform):
    """Without public grades a role is of no scheme, whatever its document says."""
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    assert GradeScheme.objects.filter(slug="general").exists()
    for path in ("roles/platform/staff-engineer/", "roles/platform/manager/?specialty=enterprise"):
        body = get(path)[1]
        assert (body["grade_scheme"], body["grade"], body["grade_options"]) == (None, None, [])
        assert {each["grade"] for each in body["specialties"]} == {None}
    roles = get("job-families/platform/")[1]["roles"] + get("roles/")[1]["results"]
    assert [(each["grade_scheme"], each["grade"], each["grade_options"]) for each in roles] == [(None, None, [])] * 6
