"""What a caller may not see is absent: from bodies, filters, ordering, search, counts, OPTIONS and validators.

Two catalogues that differ in hidden things alone must answer alike, to the byte, whatever is asked. And a hidden thing
that is asked for by name must be answered as one that never was.
"""

from datetime import timedelta

import pytest
from django.db import transaction

from careers import reading
from careers.models import Company
from careers.presenting import history
from config.api import urlpatterns
from levels.models import GradeScheme
from tests import factories
from tests.api.endpoints import EXAMPLES, RESOURCES, names

pytestmark = pytest.mark.django_db
VIEWS = {str(pattern.name): pattern.callback.cls for pattern in urlpatterns}
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
    lead = {"title": "CANARY Lead", "slug": f"canary-lead-{word}"}
    factories.published(
        factories.document("canary-family", visibility="internal", roles=[lead], specialties=[], career_steps=[])
    )
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document("canary-coming", title=f"CANARY {word}"), starts_on=tomorrow)
    soon = {"red": {"title": "CANARY red"}, "blue": {"summary": "CANARY blue", "department": "canteen"}}[word]
    factories.published(document(word, **soon), starts_on=tomorrow, message=f"CANARY {word}")


VALUES = [*HIDDEN[:3], "CANARY", "5", "6", "platform", "fellow", "manager"]


def questions():
    """Every endpoint, with every parameter that it knows and many a value, hidden ones among them."""
    for name, path in EXAMPLES.items():
        yield path
        view = VIEWS[name]
        fields = getattr(view.serializer_class() if view.serializer_class else None, "fields", ())
        yield from (f"{path}?fields={field}" for field in (*fields, "canary"))
        columns = (*getattr(view, "orderings", ()), "job_code", "grade", "internal")
        yield from (f"{path}?ordering={sign}{column}" for column in columns for sign in ("", "-"))
        parameters = [*getattr(getattr(view, "filter_class", None), "base_filters", ())]
        parameters += ["specialty"] if name == "role" else []
        yield from (f"{path}?{parameter}={value}" for parameter in parameters for value in VALUES)
        yield from (f"{path}?{parameter}=canary" for parameter in ("grade", "job_code"))
    yield "specialties/platform/enterprise/"
    yield "roles/platform/manager/"
    yield "roles/platform/manager/?specialty=enterprise"
    for hidden in HIDDEN:
        for place in ("departments", "job-families", "roles/platform", "roles/canary-family", "specialties/platform"):
            yield f"{place}/{hidden}/"
        yield f"job-families/{hidden}/revisions/"


def shown(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "ETag"}}
    return answer.status_code, headers, answer.content.decode()


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
        history._compared.cache_clear()
    return found


def test_every_endpoint_has_an_example():
    assert sorted(names()) == sorted(EXAMPLES)


@pytest.fixture
def _places(departments):
    factories.department("canteen")


@pytest.mark.usefixtures("_places")
def test_catalogues_that_differ_in_hidden_things_answer_alike(client, today):
    asked = [("get", path) for path in dict.fromkeys(questions())]
    asked += [(method, path) for method in ("head", "options") for path in EXAMPLES.values()]
    red, blue = both(today, lambda: answers(client, asked))
    assert red == blue
    # A refusal does hold the word that it refuses: see below.
    assert [path for path, (status, _, body) in red.items() if status == 200 and "canary" in body.casefold()] == []
    assert {status for status, _, _ in red.values()} == {200, 204, 400, 404}
    assert len(asked) > 500


@pytest.mark.usefixtures("_places")
def test_staff_see_the_difference(client, staff, today):
    """The control: the two catalogues do differ, in every resource that has something to hide."""
    client.force_login(staff)
    red, blue = both(today, lambda: answers(client, [("get", path) for path in RESOURCES]))
    assert {path for (_, path), answer in red.items() if answer != blue["get", path]} == {
        "job-families/",
        "job-families/platform/",
        "job-families/platform/revisions/",
        "roles/",
        "roles/platform/staff-engineer/",
        "specialties/",
        "hiring-processes/",
        "career-steps/",
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
    known = "as_of, department, {}fields, {}language, level, limit, offset, ordering, q, specialty, track{}."
    assert refused("roles/?grade=8") == {
        "grade": [f"There is no such parameter. Allowed: {known.format('family, ', 'hiring, ', '')}"]
    }
    assert refused("job-families/?grade=8") == {
        "grade": [f"There is no such parameter. Allowed: {known.format('', '', ', vacancies')}"]
    }
    described = client.get("/api/v1/schema/").json()
    parameters = [each["name"] for each in described["paths"]["/api/v1/roles/"]["get"]["parameters"]]
    assert "grade" not in parameters
    assert "level" in parameters


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
