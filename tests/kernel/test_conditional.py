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
        ({"If-Match": 'W/"x"'}, None, 412),
        ({"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, None, 200),
        ({"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT", "If-None-Match": '"x"'}, 304, 304),
        ({"If-Modified-Since": "Sat, 01 Jan 2028 00:00:00 GMT"}, None, 200),
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
        ('"x"', "public, no-cache", "Cookie, Authorization, Accept"),
        (None, "private, no-store", "Cookie, Authorization, Accept"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/levels/", "/api/v1/levels/"])
def test_a_refused_condition_is_never_an_empty_answer_to_keep(client, address):
    since = client.get(address, headers={"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert (since.status_code, since["Cache-Control"]) == (200, "public, no-cache")
    match = client.get(address, headers={"If-Match": '"other"'})
    assert (match.status_code, match["Cache-Control"]) == (412, "no-store")
    assert "It is no longer what If-Match names." in match.content.decode()


def test_the_release_is_what_its_files_say(tmp_path, settings):
    def release():
        return conditional.release.__wrapped__()

    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "config").mkdir()
    seen = [release()]
    for name, text in [
        ("templates/page.html", "a"),
        ("templates/page.html", "b"),
        ("templates/page.css", "b"),
        ("config/code.py", "b"),
        ("config/words.toml", "b"),
    ]:
        (tmp_path / name).write_text(text)
        seen.append(release())
    assert len(set(seen)) == 6
    (tmp_path / "templates" / "notes.txt").write_text("a")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test.py").write_text("a")
    assert release() == seen[-1]


def test_the_release_is_part_of_the_validator(rf, monkeypatch):
    before = tag(rf.get("/a/"))
    monkeypatch.setattr(conditional, "release", lambda: "another")
    assert tag(rf.get("/a/")) != before
