"""What a hostile or clumsy hand would try: on both databases it is told what is meant, or finds what it asks for."""

import json
from urllib.parse import quote

import pytest

from tests.api.endpoints import EXAMPLES, PUBLISHED, asking
from tests.api.test_errors import problem
from tests.api.test_lists import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
VIEWS = {str(pattern.name): pattern.callback.cls for pattern in PUBLISHED}
LISTS = {name: path for name, path in EXAMPLES.items() if getattr(VIEWS[name], "filter_class", None)}
HUGE = str(10**30)
NUL, SURROGATE, LATIN = "%00", "%ED%A0%80", "%FF"


def parameters(name):
    """What an endpoint takes."""
    view = VIEWS[name]
    return sorted({*getattr(getattr(view, "filter_class", None), "base_filters", ()), *view.others, "ordering"})


def test_nul_surrogates_and_broken_bytes_in_every_parameter(client):
    for name, path in EXAMPLES.items():
        for parameter in parameters(name):
            for bad in (NUL, f"a{NUL}b", SURROGATE, LATIN):
                answer = client.get(f"/api/v1/{asking(path, f'{parameter}={bad}')}")
                assert problem(answer)[0] == 400, (path, parameter, bad)
        for bad in (NUL, SURROGATE, LATIN):
            assert problem(client.get(f"/api/v1/{asking(path, f'{bad}=1')}"))[0] == 400, (path, bad)


ADDRESSES = [
    "departments/{}/", "job-families/{}/", "job-families/{}/revisions/", "job-families/platform/revisions/{}/",
    "roles/{}/manager/", "roles/platform/{}/", "specialties/platform/{}/", "levels/{}/", "grades/{}/7/",
    "grades/general/{}/", "grade-schemes/{}/", "stages/{}/", "vacancies/{}/",
]  # fmt: skip
PIECES = [
    NUL,
    f"a{NUL}b",
    SURROGATE,
    LATIN,
    "%2F",
    "..%2f..",
    "-1",
    HUGE,
    "x" * 3_000,
    "%20",
    quote("ünïcode"),
    "7;8",
    "*",
]


def test_no_piece_of_an_address_is_a_fault(client):
    for address in ADDRESSES:
        for piece in PIECES:
            answer = client.get(f"/api/v1/{address.format(piece)}")
            assert problem(answer)[0] in (400, 404), (address, piece)


def test_numbers_of_any_length(client):
    for path in LISTS.values():
        for query in (f"limit={HUGE}", f"offset={HUGE}", f"limit=-{HUGE}", f"offset={'9' * 7_000}"):
            if path == "changes/" and "offset" in query:
                continue
            status, _, detail = problem(client.get(f"/api/v1/{asking(path, query)}"))
            assert (status, "Write a whole number from " in detail) == (400, True), (path, query)


def test_ranges_of_any_size_find_what_is_in_them(client):
    def count(query):
        answer = client.get(f"/api/v1/roles/?{query}")
        assert answer.status_code == 200, answer.content
        return answer.json()["count"]

    assert count(f"grade__lte={HUGE}&level_rank__gte=-{HUGE}") == 3
    assert [count(f"grade__gte={HUGE}"), count("grade__gte=1e308"), count("level_rank__gte=9&level_rank__lte=8")] == [
        0
    ] * 3
    assert count("starts_on__gte=0001-01-01&starts_on__lte=9999-12-31") == 3
    assert count("starts_on__gte=9999-12-31&starts_on__lte=0001-01-01") == 0


ONCE = [
    "limit=1&limit=1",
    "offset=0&offset=1",
    "q=a&q=b",
    "composed=true&composed=false",
    "grade__gte=1&grade__gte=2",
    "starts_on__lte=2026-01-01&starts_on__lte=2026-01-02",
    "updated_since=2026-01-01&updated_since=2026-01-01",
]


def test_what_is_given_once_is_not_given_twice(refused):
    for query in ONCE:
        name = query.partition("=")[0]
        assert refused(f"roles/?{query}") == {name: ["Give it once."]}
    assert refused("roles/platform/manager/?specialty=storage&specialty=storage") == {"specialty": ["Give it once."]}


def test_a_day_is_given_once_and_as_one(client):
    for query in (
        "as_of=2026-01-01&as_of=2026-01-02",
        "as_of=",
        "as_of=2026-13-01",
        "as_of=0000-00-00",
        f"as_of={HUGE}",
    ):
        status, _, detail = problem(client.get(f"/api/v1/roles/?{query}"))
        assert (status, detail.startswith("as_of: ")) == (400, True), query


def test_what_contradicts_itself_finds_nothing(client):
    for query in (
        "level=junior&level__in=staff",
        "family=platform&family__in=nothing",
        "track=management&level=junior",
    ):
        answer = client.get(f"/api/v1/roles/?{query}")
        assert (answer.status_code, answer.json()["count"]) == (200, 0), query


LONG = "x" * 7_500


def test_what_is_too_long_is_told_so_in_few_words(client):
    for name in (
        "family", "family__in", "language__in", "level", "q", "id", "fields", "expand", "ordering", "grade__gte",
        "starts_on__gte", "updated_since", "composed", LONG,
    ):  # fmt: skip
        answer = client.get(f"/api/v1/roles/?{name}={LONG}")
        assert problem(answer)[0] == 400, name[:20]
        assert len(answer.content) < 3_000, name[:20]


def test_many_values_are_one_question(client, django_assert_num_queries):
    many = ",".join(f"family-{number}" for number in range(500))
    client.get("/api/v1/roles/")
    with django_assert_num_queries(4):
        answer = client.get(f"/api/v1/roles/?family__in={many},platform")
    assert (answer.status_code, answer.json()["count"]) == (200, 3)


def test_an_unknown_parameter_is_told_what_there_is(refused):
    assert refused("roles/?Level=senior") == {"Level": [f"There is no such parameter. Allowed: {', '.join(ROLES)}."]}
    for query in ("level__gt=1", "level__gte=senior", "level__in__in=a", "fields[]=slug", "__in=a", "grade__GTE=7"):
        (sentence,) = refused(f"roles/?{query}")[query.partition("=")[0]]
        assert sentence.startswith("There is no such parameter. Allowed: as_of, ")


def test_a_body_where_none_is_read_changes_nothing(client):
    plain = client.get("/api/v1/levels/senior/")
    body = json.dumps({"fields": "slug"})
    odd = client.generic("GET", "/api/v1/levels/senior/", data=body, content_type="application/json")
    assert (odd.status_code, odd.content) == (200, plain.content)


ACCEPTED = [
    ("text/markdown;q=0.4, application/json;q=0.9", "application/json"),
    ("text/markdown;q=0.9, application/json;q=0.4", "text/markdown"),
    ("application/json;q=0, */*", "text/markdown"),
    ("text/*;q=0.3, */*;q=0.1", "text/markdown"),
    ("*/*", "application/json"),
    ("APPLICATION/JSON", "application/json"),
    ("text/markdown;q=2, application/json", "application/json"),
    ("text/markdown;q=high, application/json;q=0.1", "application/json"),
    ("text/markdown;q=, */*;q=0.1", "application/json"),
    ("", "application/json"),
    (" ", "application/json"),
    (";;;, ,text/markdown;charset=utf-8", "text/markdown"),
]


def test_the_form_is_the_one_that_is_wanted_most(client):
    found = {}
    for accept, _ in ACCEPTED:
        answer = client.get("/api/v1/job-families/platform/", headers={"Accept": accept})
        found[accept] = answer["Content-Type"].partition(";")[0]
    assert found == dict(ACCEPTED)
    for accept in ("application/json;q=0", "text/html", "*/*;q=0.0", "application/json;q=2", ";;,", "x" * 5_000):
        answer = client.get("/api/v1/job-families/platform/", headers={"Accept": accept})
        assert problem(answer)[0] == 406, accept[:30]
