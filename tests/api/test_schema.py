"""The OpenAPI document: without warnings, true to the endpoints, and held against them by schemathesis."""

import os
import re

import jsonschema
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from careers.handbook.document import json_schema
from config.api import urlpatterns
from config.wsgi import application
from tests.api.endpoints import DESCRIBING, EXAMPLES

pytestmark = pytest.mark.django_db
EXAMPLES_OF_EACH_KIND = int(os.environ.get("API_EXAMPLES", "8"))
"""Requests per operation: so many that its schema allows and so many that it does not. API_EXAMPLES=500 is the long
run."""


def test_it_is_made_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert capsys.readouterr().err == ""


def test_it_is_served_in_json_and_yaml(client, platform):
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
            "hiring-processes/", "career-steps/",
        )
    )  # fmt: skip


def test_closed_parameters_list_their_values_of_today(client, platform):
    described = client.get("/api/v1/schema/").json()
    parameters = {each["name"]: each for each in described["paths"]["/api/v1/roles/"]["get"]["parameters"]}
    assert list(parameters) == [
        "as_of", "department", "family", "fields", "grade", "hiring", "language", "level", "limit", "offset",
        "ordering", "q", "specialty", "track",
    ]  # fmt: skip
    assert parameters["department"] == {
        "name": "department",
        "in": "query",
        "required": False,
        "description": "Department. Repeat it for alternatives.",
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": ["engineering", "hardware", "sales", "unassigned"]},
        },
        "style": "form",
        "explode": True,
    }
    assert parameters["hiring"]["schema"]["items"]["enum"] == ["open", "promotion_only", "closed"]


def test_every_operation_tells_of_its_problems(client, platform):
    described = client.get("/api/v1/schema/").json()
    told = {path: sorted(item["get"]["responses"]) for path, item in described["paths"].items()}
    always = ["200", "304", "400", "403", "406", "412"]
    details = sorted([*always, "404"])
    moving = sorted([*details, "301", "410"])
    assert {path: codes for path, codes in told.items() if codes != always} == {
        "/api/v1/departments/{department}/": details,
        "/api/v1/levels/{level}/": details,
        "/api/v1/grades/{scheme}/{grade}/": details,
        "/api/v1/job-families/{family}/": moving,
        "/api/v1/job-families/{family}/revisions/": moving,
        "/api/v1/roles/{family}/{role}/": moving,
        "/api/v1/specialties/{family}/{specialty}/": moving,
    }
    problem = described["paths"]["/api/v1/roles/"]["get"]["responses"]["400"]
    assert problem == {
        "description": "Bad request",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def resolved(components, schema):
    """A schema behind its reference, if only as one of several."""
    for option in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if "$ref" in option:
            return components[option["$ref"].rpartition("/")[2]]
    return schema


def undescribed(components, schema, value, place):
    """The places at which a value's fields are others than its schema's. (PostgreSQL orders those of a document.)"""
    schema = resolved(components, schema)
    if isinstance(value, list):
        for each in value:
            yield from undescribed(components, schema["items"], each, place)
    elif isinstance(value, dict) and "properties" in schema:
        if set(value) != set(schema["properties"]):
            yield place
        for name, inner in value.items():
            yield from undescribed(components, schema["properties"].get(name, {}), inner, f"{place}/{name}")


def test_every_field_is_described(client, platform):
    described = client.get("/api/v1/schema/").json()
    for pattern in urlpatterns:
        if pattern.name in DESCRIBING:
            continue
        path = template(str(pattern.pattern))
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        body = client.get(f"/api/v1/{EXAMPLES[pattern.name]}").json()
        assert list(undescribed(described["components"]["schemas"], schema, body, path)) == []


def test_the_schema_of_documents_is_published_and_true(client, platform):
    answer = client.get("/api/v1/document-schema/")
    assert answer["Content-Type"] == "application/schema+json"
    schema = answer.json()
    assert schema == json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    page = client.get("/job-families/platform.json").json()
    assert [error.message for error in validator.iter_errors(page)] == []
    assert list(validator.iter_errors({**page, "surprise": 1})) != []


@pytest.fixture
def described(platform):
    """The API's own schema, over WSGI, of a catalogue that has something of everything. The server's habit of closing
    connections would take the test's transaction away."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


PATTERNS = {str(each.name): str(each.pattern) for each in urlpatterns if each.name not in DESCRIBING}


def template(pattern):
    """A route as OpenAPI writes it."""
    return "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", pattern)


@pytest.mark.parametrize("there", [True, False], ids=["there", "anywhere"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_keeps_to_its_schema(described, mode, there):
    """All of schemathesis's checks, on requests that the schema allows and on those that it does not; at the address
    of something that is there, and at any."""
    for name, pattern in PATTERNS.items():
        if there or "<" in pattern:
            keeps_to_its_schema(described, name, template(pattern), mode, there)


def keeps_to_its_schema(described, name, path, mode, there):
    parts = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), f"/api/v1/{EXAMPLES[name]}")
    requests = described[path]["GET"].as_strategy(mode, path_parameters=parts.groupdict() if there else None)

    @settings(max_examples=EXAMPLES_OF_EACH_KIND, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=requests)
    def check(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    check()
