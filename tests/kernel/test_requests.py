"""What every request passes first."""

import re

import pytest

from config.kernel.models import AuditRecord
from config.kernel.requests import RequestIdMiddleware, request_id
from levels.models import Level

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/levels/"


def test_a_well_formed_id_of_the_caller_is_kept(client):
    assert client.get(ADDRESS, headers={"X-Request-ID": "trace-1234.5_6"})["X-Request-ID"] == "trace-1234.5_6"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "white space 123", "semi;colon-123", "new\u00edd-12345"])
def test_another_gets_a_new_one(client, given):
    answered = client.get(ADDRESS, headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


def test_the_audit_knows_the_request(rf):
    def change(request):
        level = Level.objects.get(slug="senior")
        level.description = "Leads others."
        level.record(by=None)
        return {"id": request_id()}

    RequestIdMiddleware(change)(rf.get("/", headers={"X-Request-ID": "trace-12345"}))
    assert AuditRecord.objects.get(kind="level").request_id == "trace-12345"
    assert request_id() == ""


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/api/v1/levels/%00/", "address"),
        (f"{ADDRESS}?track=%00", "parameter 'track'"),
        (f"{ADDRESS}?track=a%FF", "parameter 'track'"),
        (f"{ADDRESS}?%00=a", "query"),
    ],
)
def test_characters_that_no_text_may_have_are_refused(client, address, place):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], answer.json()) == (
        400,
        "application/problem+json",
        "no-store",
        {
            "type": "about:blank",
            "title": "Bad request",
            "status": 400,
            "detail": f"The {place} holds a character that no text may have.",
        },
    )
