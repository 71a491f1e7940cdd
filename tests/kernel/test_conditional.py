"""Validators and conditional requests."""

from datetime import date

import pytest
from django.http import HttpResponse

from config.kernel import conditional

DAY = date(2026, 3, 1)


def tag(request, **changed):
    return conditional.entity_tag(request, **{"version": 1, "on": DAY, "audience": "public", **changed})


def test_the_same_question_has_the_same_strong_validator(rf):
    first, second = (tag(rf.get("/a/?b=1", headers={"Accept": "application/json"})) for _ in range(2))
    assert first == second
    assert first.startswith('"')
    assert len(first) == 34


def test_whatever_an_answer_depends_on_changes_the_validator(rf):
    plain = rf.get("/a/?b=1")
    tags = [
        tag(plain),
        tag(plain, version=2),
        tag(plain, on=date(2026, 3, 2)),
        tag(plain, audience="staff"),
        tag(rf.get("/a/?b=2")),
        tag(rf.get("/b/?b=1")),
        tag(rf.get("/a/?b=1", headers={"Accept": "text/html"})),
        tag(rf.get("/a/?b=1", headers={"Host": "localhost"})),
        tag(rf.get("/a/?b=1", secure=True)),
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("headers", "before", "after"),
    [
        ({}, None, 200),
        ({"If-None-Match": '"x"'}, 304, 304),
        ({"If-None-Match": 'W/"x"'}, 304, 304),
        ({"If-None-Match": '"y", "x"'}, 304, 304),
        ({"If-None-Match": '"y"'}, None, 200),
        ({"If-None-Match": "nonsense"}, None, 200),
        ({"If-None-Match": "*"}, None, 304),
        ({"If-Match": '"x"'}, None, 200),
        ({"If-Match": "*"}, None, 200),
        ({"If-Match": '"y"'}, None, 412),
        ({"If-Match": '"y"', "If-None-Match": '"x"'}, None, 412),
    ],
)
def test_conditions(rf, headers, before, after):
    request = rf.get("/api/v1/levels/", headers=headers)
    unchanged = conditional.not_modified(request, '"x"')
    settled = conditional.settled(request, HttpResponse("body"), '"x"')
    assert (unchanged and unchanged.status_code, settled.status_code) == (before, after)


def test_what_is_privileged_is_kept_by_nobody():
    public, private = HttpResponse(), HttpResponse()
    conditional.mark(public, '"x"', public=True)
    conditional.mark(private, '"x"', public=False)
    assert [(each.get("ETag"), each["Cache-Control"], each["Vary"]) for each in (public, private)] == [
        ('"x"', "public, no-cache", "Cookie, Accept"),
        (None, "private, no-store", "Cookie, Accept"),
    ]
