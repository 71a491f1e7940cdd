"""Drafts are held against the OpenAPI document by schemathesis, with all its checks, for a token of each scope. What
the description cannot say, because it is another thing each time, is put in: the ETag of the draft that stands, and of
documents that are meant to be good, one that is. What is meant to be bad is sent as it was made up."""

import os
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from careers import drafts
from careers.api import drafted
from careers.api.draft_schema import TAGS
from careers.handbook.render import render
from careers.models import Family
from config.kernel.models import Scope
from config.wsgi import application
from tests import factories
from tests.api.drafting import BOTH, RIGHTS, account, bearer

pytestmark = pytest.mark.django_db
EXAMPLES_OF_EACH_KIND = int(os.environ.get("API_EXAMPLES", "8"))
OPERATIONS = [
    ("/api/v1/job-families/{family}/draft/", "GET"),
    ("/api/v1/job-families/{family}/draft/", "PUT"),
    ("/api/v1/job-families/{family}/draft/submit/", "POST"),
]
GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.fixture
def described(platform):
    """The API's own schema, over WSGI. The server's habit of closing connections would take the test's transaction
    away."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def held(described, path, method, mode, headers, *, family=None, put_in=None):
    """Sends requests of a kind, to the family or to any; returns the statuses of the answers."""
    statuses = set()
    place = {"family": family} if family else None
    requests = described[path][method].as_strategy(mode, path_parameters=place)

    @settings(max_examples=EXAMPLES_OF_EACH_KIND, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=requests, summary=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20))
    def check(case, summary):
        if put_in:
            put_in(case, summary)
        statuses.add(case.call_and_validate(headers={"Accept-Encoding": "identity", **headers}).status_code)

    check()
    return statuses


@pytest.mark.parametrize("mode", [GOOD, BAD], ids=["good", "bad"])
@pytest.mark.parametrize("scope", [None, *Scope.values])
def test_whoever_asks_is_answered_as_described(described, scope, mode):
    """At any address, with nothing put in."""
    headers = bearer(account("service", *RIGHTS), scope) if scope else {}
    refused = {400, 401, 403, 404, 405, 406}
    for path, method in OPERATIONS:
        statuses = held(described, path, method, mode, headers)
        needed = Scope.READ_DRAFTS if method == "GET" else Scope.WRITE_DRAFTS
        assert scope == needed or statuses <= refused
    assert scope == Scope.WRITE_DRAFTS or Family.objects.count() == 1


def tag():
    """Of the draft that stands. (Django's client would connect again what the fixture disconnects.)"""
    return drafted.tag_of(Family.objects.get())


def test_a_draft_is_read_and_written_as_described(described):
    headers = bearer(account("service", *RIGHTS), *BOTH)

    def as_written(case, summary):
        """As whoever has read the draft writes it."""
        document = factories.document(summary=summary)
        if case.method == "PUT":
            case.body = render(document) if case.media_type == "text/markdown" else document.model_dump(mode="json")
        else:
            drafts.write(document, by=None, family=Family.objects.get())
        case.headers = {**headers, "If-Match": tag()}

    for (path, method), expected in zip(OPERATIONS, ({200}, {200}, {201, 409}), strict=True):
        put_in = None if method == "GET" else as_written
        assert held(described, path, method, GOOD, headers, family="platform", put_in=put_in) <= expected


def test_what_is_bad_is_refused_as_described(described):
    """With the right ETag, unless that is what is bad."""
    headers, before = bearer(account("service", *RIGHTS), *BOTH), tag()

    def of_what_stands(case, summary):
        if case.method != "GET":
            given = dict(case.headers or {})
            if given.get("If-None-Match") == "*":
                del given["If-None-Match"]
            if re.fullmatch(TAGS, given.get("If-Match", '""')):
                given["If-Match"] = before
            case.headers = given

    for path, method in OPERATIONS:
        held(described, path, method, BAD, headers, family="platform", put_in=of_what_stands)
    assert tag() == before
