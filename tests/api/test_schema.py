"""The OpenAPI document: without warnings, true to the endpoints, and held against them by schemathesis."""

import os
import re
from urllib.parse import parse_qsl

import jsonschema
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from careers.handbook.document import json_schema
from config.wsgi import application
from tests.api.endpoints import DESCRIBING, EXAMPLES, PUBLISHED, asking
from tests.api.test_lists import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
EXAMPLES_OF_EACH_KIND = int(os.environ.get("API_EXAMPLES", "4"))
"""Requests per operation: so many that its schema allows and so many that it does not. The gate asks for more, and
API_EXAMPLES=500 is the long run."""


@pytest.fixture(scope="module")
def described(platform_of_module, module_database):
    """The OpenAPI document, asked for once."""
    with module_database():
        return Client().get("/api/v1/schema/").json()


def test_it_is_made_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert capsys.readouterr().err == ""


def test_it_is_served_in_json_and_yaml(client):
    kinds = {
        "*/*": "application/vnd.oai.openapi+json",
        "application/json": "application/json",
        "application/yaml": "application/yaml; charset=utf-8",
    }
    answers = {accept: client.get("/api/v1/schema/", headers={"Accept": accept}) for accept in kinds}
    assert {accept: answer["Content-Type"] for accept, answer in answers.items()} == kinds
    described = answers["*/*"].json()
    assert described == answers["application/json"].json()
    validate_schema(described)
    assert described["openapi"] == "3.1.0"
    assert sorted(described["paths"]) == sorted(
        f"/api/v1/{path}"
        for path in (
            "", "departments/", "departments/{department}/", "job-families/", "job-families/{family}/",
            "job-families/{family}/revisions/", "roles/", "roles/{family}/{role}/", "specialties/",
            "specialties/{family}/{specialty}/", "levels/", "levels/{level}/", "grades/", "grades/{scheme}/{grade}/",
            "hiring-processes/", "career-steps/", "changes/", "grade-schemes/", "grade-schemes/{scheme}/", "stages/",
            "stages/{stage}/", "company/", "vacancies/", "vacancies/{number}/",
            "search/", "job-families/{family}/draft/", "job-families/{family}/draft/submit/",
            "roles/compare/", "roles/{family}/{role}/compare/", "job-families/{family}/revisions/{number}/",
            "job-families/{family}/compare/",
        )
    )  # fmt: skip


def test_closed_parameters_list_their_values_of_today(described):
    parameters = {each["name"]: each for each in described["paths"]["/api/v1/roles/"]["get"]["parameters"]}
    assert list(parameters) == ROLES
    departments = {"type": "string", "enum": ["engineering", "hardware", "sales", "unassigned"]}
    of_query = {"in": "query", "required": False, "style": "form"}
    assert [parameters[name] for name in ("department", "department__in")] == [
        {
            "name": "department",
            **of_query,
            "description": "In the department or in one below it. Repeat it for alternatives.",
            "schema": {"type": "array", "items": departments},
            "explode": True,
        },
        {
            "name": "department__in",
            **of_query,
            "description": "In the department or in one below it. Alternatives stand between commas.",
            "schema": {"type": "array", "items": departments, "minItems": 1},
            "explode": False,
        },
    ]
    assert parameters["grade__gte"] == {
        "name": "grade__gte",
        "in": "query",
        "required": False,
        "description": "Rank of the grade. This or more.",
        "schema": {"type": "number"},
    }
    assert parameters["hiring"]["schema"]["items"]["enum"] == ["open", "promotion_only", "closed"]


def test_every_operation_tells_of_its_problems(described):
    read = {path: item["get"] for path, item in described["paths"].items() if "/draft/" not in path}
    told = {path: sorted(operation["responses"]) for path, operation in read.items()}
    always = ["200", "304", "400", "401", "403", "406", "412", "414", "429"]
    details = sorted([*always, "404"])
    moving = sorted([*details, "301", "410"])
    assert {path: codes for path, codes in told.items() if codes != always} == {
        "/api/v1/departments/{department}/": details,
        "/api/v1/levels/{level}/": details,
        "/api/v1/grades/{scheme}/{grade}/": details,
        "/api/v1/grade-schemes/{scheme}/": details,
        "/api/v1/stages/{stage}/": details,
        "/api/v1/company/": details,
        "/api/v1/changes/": details,
        "/api/v1/vacancies/{number}/": sorted([*details, "410"]),
        "/api/v1/job-families/{family}/": moving,
        "/api/v1/job-families/{family}/revisions/": moving,
        "/api/v1/roles/{family}/{role}/": moving,
        "/api/v1/job-families/{family}/revisions/{number}/": moving,
        "/api/v1/job-families/{family}/compare/": moving,
        "/api/v1/roles/compare/": moving,
        "/api/v1/roles/{family}/{role}/compare/": moving,
        "/api/v1/specialties/{family}/{specialty}/": moving,
    }
    problem = described["paths"]["/api/v1/roles/"]["get"]["responses"]["400"]
    example = {
        "type": "about:blank",
        "title": "Bad request",
        "status": 400,
        "detail": "limit: Write a whole number from 1 to 200.",
        "errors": {"limit": ["Write a whole number from 1 to 200."]},
    }
    assert problem == {
        "description": "Bad request",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
        },
    }


def operations(described):
    """(path, method, operation) of each."""
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_every_problem_has_an_example_and_every_answer_too(described):
    """Sound by their schemas. That they are what is answered is tried below, and with the demo."""
    lacking = []
    for path, method, operation in operations(described):
        for code, answer in operation["responses"].items():
            for kind, body in answer.get("content", {}).items():
                schema = {**body["schema"], "components": described["components"]}
                if "example" in body:
                    errors = jsonschema.Draft202012Validator(schema).iter_errors(body["example"])
                    assert [error.message for error in errors] == [], (path, method, code)
                    assert kind != "application/problem+json" or body["example"]["status"] == int(code)
                elif kind != "text/markdown":
                    lacking.append((path, method, code))
    assert lacking == []


def test_examples_of_problems_are_what_is_answered(client, archivist, described):

    def example(path, code):
        return described["paths"][path]["get"]["responses"][str(code)]["content"]["application/problem+json"]["example"]

    asked = {
        ("roles/", 400): {"path": "roles/?limit=0"},
        ("search/", 400): {"path": "search/?limit=0"},
        ("roles/{family}/{role}/", 400): {"path": "roles/platform/manager/?colour=red"},
        ("roles/", 401): {"path": "roles/", "headers": {"Authorization": "Bearer rolebook_0_0"}},
        ("levels/{level}/", 404): {"path": "levels/lofty/"},
        ("job-families/{family}/", 406): {"path": "job-families/platform/", "headers": {"Accept": "text/html"}},
        ("levels/", 406): {"path": "levels/", "headers": {"Accept": "text/html"}},
        ("levels/", 412): {"path": "levels/", "headers": {"If-Match": '"x"'}},
    }
    for (path, code), request in asked.items():
        answer = client.get(f"/api/v1/{request['path']}", headers=request.get("headers", {}))
        assert (answer.status_code, answer.json()) == (code, example(f"/api/v1/{path}", code))


def test_operations_have_names_that_last(described):
    """Clients call their functions by them: none is ever changed."""
    assert sorted(operation["operationId"] for _, _, operation in operations(described)) == [
        "compareDaysOfRole", "compareRevisions", "compareRoles", "getCompany", "getDepartment", "getDraft", "getGrade",
        "getGradeScheme", "getJobFamily", "getLevel", "getRevision", "getRole", "getRoot", "getSpecialty", "getStage",
        "getVacancy", "listCareerSteps",
        "listChanges", "listDepartments", "listGradeSchemes", "listGrades", "listHiringProcesses", "listJobFamilies",
        "listLevels", "listRevisions", "listRoles", "listSpecialties", "listStages", "listVacancies", "putDraft",
        "search", "submitDraft",
    ]  # fmt: skip


def test_every_parameter_is_described(described):
    silent = [
        (path, parameter["name"])
        for path, _, operation in operations(described)
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    assert silent == []
    tags = {tag for _, _, operation in operations(described) for tag in operation["tags"]}
    assert sorted(tag["name"] for tag in described["tags"] if tag["description"]) == sorted(tags)


def resolved(components, schema):
    """A schema behind its reference, if only as one of several."""
    for option in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if "$ref" in option:
            return components[option["$ref"].rpartition("/")[2]]
    return schema


EXPANDED = {"roles", "specialties"}
LINK = {"slug", "title", "url"}
"""In what is expanded nothing else is: there is one step."""


def undescribed(components, schema, value, place):
    """The places at which a value's fields are others than its schema's. (PostgreSQL orders those of a document.)"""
    schema = resolved(components, schema)
    if isinstance(value, list):
        for each in value:
            yield from undescribed(components, schema.get("items", {}), each, place)
    elif isinstance(value, dict) and "properties" in schema:
        needed, known = set(schema.get("required", schema["properties"])), set(schema["properties"])
        if not (needed <= set(value) <= known or set(value) in (known - EXPANDED, LINK & known)):
            yield f"{place}: {sorted(set(value) ^ known)}"
        for name, inner in value.items():
            yield from undescribed(components, schema["properties"].get(name, {}), inner, f"{place}/{name}")


def test_every_field_is_described(client, described):
    """Of what is asked for with all that can be had."""
    for pattern in PUBLISHED:
        if pattern.name in DESCRIBING:
            continue
        path = template(str(pattern.pattern))
        operation = described["paths"][path]["get"]
        wanted = [
            f"expand={','.join(each['schema']['items']['enum'])}" if each["name"] == "expand" else "composed=true"
            for each in operation["parameters"]
            if each["name"] in {"expand", "composed"}
        ]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        body = client.get(f"/api/v1/{asking(EXAMPLES[pattern.name], '&'.join(wanted))}").json()
        assert list(undescribed(described["components"]["schemas"], schema, body, path)) == []


def test_the_schema_of_documents_is_published_and_true(client):
    answer = client.get("/api/v1/document-schema/")
    assert answer["Content-Type"] == "application/schema+json"
    schema = answer.json()
    assert schema == json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    page = client.get("/job-families/platform.json").json()
    assert [error.message for error in validator.iter_errors(page)] == []
    assert list(validator.iter_errors({**page, "surprise": 1})) != []


@pytest.fixture(scope="module")
def described_api(platform_of_module, module_database):
    """The API's own schema, over WSGI, of a catalogue that has something of everything. The server's habit of closing
    connections would take the test's transaction away."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with module_database():
        found = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


PATTERNS = {str(each.name): str(each.pattern) for each in PUBLISHED if each.name not in DESCRIBING}


def template(pattern):
    """A route as OpenAPI writes it."""
    return "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", pattern)


@pytest.mark.parametrize("there", [True, False], ids=["there", "anywhere"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_keeps_to_its_schema(described_api, mode, there):
    """All of schemathesis's checks, on requests that the schema allows and on those that it does not; at the address
    of something that is there, and at any."""
    for name, pattern in PATTERNS.items():
        if there or "<" in pattern or "?" in EXAMPLES[name]:
            keeps_to_its_schema(described_api, name, template(pattern), mode, there)


def keeps_to_its_schema(api, name, path, mode, there):
    example, _, query = EXAMPLES[name].partition("?")
    parts = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), f"/api/v1/{example}").groupdict()
    at = {"path_parameters": parts, "query": dict(parse_qsl(query))} if there else {}
    requests = api[path]["GET"].as_strategy(mode, **at)

    @settings(max_examples=EXAMPLES_OF_EACH_KIND, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=requests)
    def check(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    check()
