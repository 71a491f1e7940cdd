"""The job board in the shape of the Greenhouse Job Board API: its fields, its errors, and what it tells nobody."""

from datetime import date
from html import unescape

import pytest
from django.test import Client

from careers import vacancies
from careers.models import Company, Department
from tests.factories import PORTO, department, document, posted, posted_ahead, published, vacancy
from tests.pages.routes import ELSEWHERE

SITE = "https://roles.example"
BOARD = "/boards/v1/boards/bellfounders"
MARCH = date(2026, 3, 1)
REMOTE = {"kind": "remote", "country": "FI"}
STORAGE, OPEN = 100_000_001, 100_000_002
ENGINEERING = {"id": 169192572642305, "name": "Engineering", "parent_id": 237952634597251, "child_ids": []}
PRODUCT = {**ENGINEERING, "id": 237952634597251, "name": "Product", "parent_id": None, "child_ids": [169192572642305]}
UNASSIGNED = {**PRODUCT, "id": 212539671479065, "name": "Unassigned", "child_ids": []}
IN_PORTO = {"id": 134568390332382, "name": "Porto, Portugal", "location": "Porto, Portugal"}
IN_FINLAND = {"id": 2240461538559, "name": "Remote, Finland", "location": "Finland"}
FLAT = {"parent_id": None, "child_ids": []}
JOB = {
    "absolute_url": f"{SITE}/jobs/{STORAGE}-staff-engineer-storage/",
    "data_compliance": [],
    "internal_job_id": STORAGE,
    "location": {"name": "Porto, Portugal (hybrid); Remote, Finland"},
    "metadata": [
        {"id": 22863437065706, "name": "Job Family", "value": "Platform", "value_type": "short_text"},
        {"id": 182859030557226, "name": "Level", "value": "Staff", "value_type": "short_text"},
        {"id": 253527219413633, "name": "Employment Type", "value": ["Full time", "Part time"],
         "value_type": "multi_select"},
    ],
    "id": STORAGE,
    "updated_at": "2026-03-01T00:00:00+00:00",
    "requisition_id": "BF-7",
    "title": "Staff Engineer, Storage",
    "company_name": "Bellfounders",
    "first_published": "2026-03-01T00:00:00+00:00",
    "application_deadline": "2999-12-31T23:59:59+00:00",
    "language": "en",
}  # fmt: skip
OPEN_APPLICATION = {
    **JOB,
    "absolute_url": f"{SITE}/jobs/{OPEN}-anything-at-all/",
    "internal_job_id": None,
    "location": {"name": ""},
    "metadata": [
        {**JOB["metadata"][0], "value": None},
        {**JOB["metadata"][1], "value": None},
        {**JOB["metadata"][2], "value": ["Full time"]},
    ],
    "id": OPEN,
    "requisition_id": None,
    "title": "Anything at all",
    "application_deadline": None,
    "language": "pt-PT",
}
PAY = [
    {"min_cents": 4000000, "max_cents": 5500000, "currency_type": "EUR",
     "title": "Pay a year, Porto, Portugal (hybrid)", "blurb": "&lt;p&gt;Shares &amp;amp; a bonus&lt;/p&gt;"},
]  # fmt: skip


@pytest.fixture
def catalogue(rows, db, settings):
    """A vacancy at two places and an open application; an internal one, one that is still to open and a draft."""
    settings.BASE_URL = SITE


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        _write_rows()


def _write_rows():
    company = Company.objects.get()
    company.name, company.about = "Bellfounders", "We make [bells](/levels/)."
    company.record(by=None, starts_on=MARCH)
    product = department("product", name="Product")
    row = department("engineering")
    row.parent = product
    row.record(by=None)
    published(starts_on=MARCH)
    places = [{**PORTO, "variable": "Shares & a bonus"}, REMOTE]
    facts = {"places": places, "employment_types": ["full_time", "part_time"], "deadline": date(2999, 12, 31)}
    posted_ahead("staff-engineer", number=STORAGE, specialty="storage", on=MARCH, requisition="BF-7", **facts)
    hello = {"title": "Anything at all", "places": (), "evergreen": True, "language": "pt-PT"}
    posted_ahead(number=OPEN, on=MARCH, **hello)
    posted(number=100_000_003, on=MARCH, visibility="internal")
    posted(number=100_000_004, on=date(2999, 1, 1))
    vacancy(number=100_000_005)


def ask(client, path="", status=200):
    response = client.get(f"{BOARD}{path}")
    assert response.headers["Content-Type"] == "application/json"
    assert response.status_code == status, response.content
    return response.json()


def test_the_board(catalogue, client):
    about = "&lt;p&gt;We make &lt;a href=&quot;https://roles.example/levels/&quot;&gt;bells&lt;/a&gt;.&lt;/p&gt;"
    assert ask(client) == ask(client, "/") == {"name": "Bellfounders", "content": about}


def test_jobs(catalogue, client):
    wanted = {"jobs": [OPEN_APPLICATION, JOB], "meta": {"total": 2}}
    assert ask(client, "/jobs") == ask(client, "/jobs/") == wanted


def test_jobs_with_their_content(catalogue, client):
    storage = {"departments": [ENGINEERING], "offices": [{**IN_PORTO, **FLAT}, {**IN_FINLAND, **FLAT}]}
    copied = [client.get(f"/jobs/{each['id']}-{slug}.html").content.decode() for each, slug in
              ((OPEN_APPLICATION, "anything-at-all"), (JOB, "staff-engineer-storage"))]  # fmt: skip
    found = ask(client, "/jobs?content=true")["jobs"]
    assert [unescape(each.pop("content")) for each in found] == copied
    assert found == [{**OPEN_APPLICATION, "departments": [], "offices": []}, {**JOB, **storage}]


def test_a_job(catalogue, client):
    whole = ask(client, "/jobs?content=true")["jobs"][1]
    asked = {"questions": [], "location_questions": [], "compliance": None, "demographic_questions": None}
    assert ask(client, f"/jobs/{STORAGE}") == ask(client, f"/jobs/{STORAGE}/") == whole
    assert ask(client, f"/jobs/{STORAGE}?pay_transparency=true") == {**whole, "pay_input_ranges": PAY}
    assert ask(client, f"/jobs/{STORAGE}?questions=true") == {**whole, **asked}
    assert [each["pay_input_ranges"] for each in ask(client, "/jobs?pay_transparency=true")["jobs"]] == [[], PAY]


def test_the_same_pay_everywhere_names_no_place(catalogue, client):
    hourly = {"pay_minimum": "18.50", "pay_maximum": "21", "currency": "EUR", "period": "hour"}
    posted(number=100_000_009, places=[{**PORTO, **hourly}, {**REMOTE, **hourly}])
    assert ask(client, "/jobs/100000009?pay_transparency=true")["pay_input_ranges"] == [
        {"min_cents": 1850, "max_cents": 2100, "currency_type": "EUR", "title": "Pay an hour", "blurb": None}
    ]


def test_departments(catalogue, client):
    wanted = [
        {**ENGINEERING, "jobs": [JOB]},
        {**PRODUCT, "jobs": []},
        {**UNASSIGNED, "jobs": []},
        {"id": 0, "name": "No Department", **FLAT, "jobs": [OPEN_APPLICATION]},
    ]
    assert ask(client, "/departments") == ask(client, "/departments/?render_as=list") == {"departments": wanted}
    assert [ask(client, f"/departments/{each['id']}") for each in wanted] == wanted


def test_the_tree_of_departments(catalogue, client):
    engineering = {"id": ENGINEERING["id"], "name": "Engineering", "children": [], "jobs": [JOB]}
    wanted = [
        {"id": PRODUCT["id"], "name": "Product", "children": [engineering], "jobs": []},
        {"id": UNASSIGNED["id"], "name": "Unassigned", "children": [], "jobs": []},
        {"id": 0, "name": "No Department", "children": [], "jobs": [OPEN_APPLICATION]},
    ]
    assert ask(client, "/departments?render_as=tree") == {"departments": wanted}
    assert ask(client, f"/departments/{ENGINEERING['id']}?render_as=tree") == engineering


def test_offices(catalogue, client):
    hiring = [{**ENGINEERING, "jobs": [JOB]}, {**PRODUCT, "jobs": []}]
    none = [{"id": 0, "name": "No Department", **FLAT, "jobs": [OPEN_APPLICATION]}]
    wanted = [
        {**IN_PORTO, **FLAT, "departments": hiring},
        {**IN_FINLAND, **FLAT, "departments": hiring},
        {"id": 0, "name": "No Office", "location": None, **FLAT, "departments": none},
    ]
    assert ask(client, "/offices") == ask(client, "/offices/") == {"offices": wanted}
    assert [ask(client, f"/offices/{each['id']}/") for each in wanted] == wanted
    tree = ask(client, "/offices?render_as=tree")["offices"]
    assert [set(each) for each in tree] == [{"id", "name", "location", "children", "departments"}] * 3
    assert tree[0]["departments"] == [ask(client, f"/departments/{PRODUCT['id']}?render_as=tree")]


def test_what_is_not_there(catalogue, client):
    """What is internal, still to open, drafted or closed is answered as what never was."""
    hidden = [100_000_003, 100_000_004, 100_000_005, 100_000_006, 1, "x", "9" * 5_000, "²"]
    for number in hidden:
        assert ask(client, f"/jobs/{number}", 404) == {"status": 404, "error": "Job not found"}, number
    assert ask(client, "/departments/1", 404) == {"status": 404, "error": "Department not found"}
    assert ask(client, "/offices/1", 404) == {"status": 404, "error": "Office not found"}
    for path in ("", "/jobs", f"/jobs/{STORAGE}", "/departments/0", "/offices"):
        response = client.get(f"/boards/v1/boards/another{path}")
        assert (response.status_code, response.json()) == (404, {"status": 404, "error": "Board not found"})
        assert (response.headers["Cache-Control"], response.has_header("ETag")) == ("no-store", False)
    response = client.get(f"{BOARD}/nothing")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_closed_vacancy_is_gone(catalogue, client):
    from careers.models import Vacancy

    vacancies.close_vacancy(Vacancy.objects.get(number=STORAGE), by=None, reason="Found somebody")
    assert ask(client, "/jobs") == {"jobs": [OPEN_APPLICATION], "meta": {"total": 1}}
    assert ask(client, f"/jobs/{STORAGE}", 404) == {"status": 404, "error": "Job not found"}


def test_it_shows_what_the_page_of_vacancies_shows(catalogue, client, get):
    listed = {url for _, url in get("/jobs/").links("main a") if url and url.startswith("/jobs/1")}
    assert {each["absolute_url"].removeprefix(SITE) for each in ask(client, "/jobs")["jobs"]} == listed


PATHS = ("", "/jobs", "/jobs?content=true", f"/jobs/{STORAGE}", "/departments", "/offices?render_as=tree")


def test_unknown_parameters_are_ignored(catalogue, client):
    for path in PATHS:
        sign = "&" if "?" in path else "?"
        for asked in ("callback=alert&gh_src=1", "as_of=2999-01-01", "as_of=x", "page=x&limit=1", "callback=a%20b"):
            assert ask(client, f"{path}{sign}{asked}") == ask(client, path), (path, asked)


def test_staff_see_what_everybody_sees(catalogue, client, staff):
    member = Client()
    member.force_login(staff)
    for path in PATHS:
        response, own = client.get(f"{BOARD}{path}"), member.get(f"{BOARD}{path}")
        assert (own.content, own.headers["ETag"]) == (response.content, response.headers["ETag"]), path
        assert own.headers["Cache-Control"] == "public, no-cache"
        assert not own.cookies


def test_an_unchanged_board_is_not_sent_again(catalogue, client, django_assert_num_queries):
    tags = {path: client.get(f"{BOARD}{path}").headers["ETag"] for path in PATHS}
    assert len(set(tags.values())) == len(PATHS)
    for path, tag in tags.items():
        with django_assert_num_queries(1):
            again = client.get(f"{BOARD}{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), path
    posted(number=100_000_007)
    for path, tag in tags.items():
        assert client.get(f"{BOARD}{path}", headers={"If-None-Match": tag}).status_code == 200, path


def test_other_methods_and_sites(catalogue, client):
    for path in PATHS:
        head = client.head(f"{BOARD}{path}")
        assert (head.status_code, head.content) == (200, b"")
        refused = client.post(f"{BOARD}{path}")
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
        shared = client.get(f"{BOARD}{path}", headers={"Origin": "https://careers.example"})
        assert shared.headers["Access-Control-Allow-Origin"] == "*"


BUDGETS = {
    "": 1, "/jobs": 2, "/jobs?content=true": 5, f"/jobs/{STORAGE}": 4, "/departments": 2, "/departments/0": 2,
    "/offices": 2, "/offices/0?render_as=tree": 2,
}  # fmt: skip


def test_queries_do_not_grow_with_the_jobs(catalogue, client, django_assert_num_queries):
    posted("manager")
    for round in range(2):
        for path, queries in BUDGETS.items():
            client.get("/levels/")
            with django_assert_num_queries(queries):
                ask(client, path)
        if not round:
            published(document("casting"), starts_on=MARCH)
            for _ in range(3):
                posted("staff-engineer", specialty="storage")
                posted("manager")


def test_contents_are_written_out_once(catalogue, client, django_assert_num_queries):
    first = ask(client, "/jobs?content=true")
    with django_assert_num_queries(2):
        assert ask(client, "/jobs?content=true") == first
    elsewhere = client.get(f"{BOARD}/jobs?content=true", headers={"Accept": "*/*"}).json()
    assert elsewhere == first
    company = Company.objects.get()
    company.how_to_apply = "Write to us."
    company.record(by=None)
    assert all("Write to us." in job["content"] for job in ask(client, "/jobs?content=true")["jobs"])


def test_the_token_is_the_name_of_the_company(catalogue, client):
    assert client.get("/boards/v1/boards/Bellfounders/jobs").status_code == 200
    company = Company.objects.get()
    company.name = "Ångström & Daughters, Lda."
    company.record(by=None)
    assert client.get("/boards/v1/boards/angstrom-daughters-lda/jobs").status_code == 200
    company.name = "鐘"
    company.record(by=None)
    assert client.get("/boards/v1/boards/company").json()["name"] == "鐘"


def test_ids_stay_what_they_are(catalogue, client):
    """They follow from the slug: another name, or another row before it, changes none."""
    row = Department.objects.get(slug="engineering")
    row.name = "Making"
    row.record(by=None)
    department("art")
    found = {each["name"]: each["id"] for each in ask(client, "/departments")["departments"]}
    assert (found["Making"], found["Product"]) == (ENGINEERING["id"], PRODUCT["id"])
    assert all(0 <= each < 2**53 for each in found.values())


def test_every_route_of_the_board_is_tried(catalogue, client):
    """The addresses of the tests that go over all routes are answered, for a company of another name."""
    for name, addresses in ELSEWHERE.items():
        for address in addresses if name.startswith("board") else ():
            path = address.removeprefix("/boards/v1/boards/your-company")
            path = path.replace("/jobs/1", f"/jobs/{STORAGE}").replace("/jobs/2", f"/jobs/{OPEN}")
            ask(client, path)


def listed_by_a_client(fetch):
    """How a client of careers sites asks: each job by itself, then departments and offices, whose jobs are linked by
    their ids; what has the id 0 is left out."""
    jobs = [fetch(f"/jobs/{each['id']}?questions=true") for each in fetch("/jobs/")["jobs"]]
    departments = [each for each in fetch("/departments/")["departments"] if each["id"]]
    offices = [each for each in fetch("/offices/")["offices"] if each["id"]]
    return jobs, departments, offices


def test_ids_link_jobs_departments_and_offices(catalogue, client):
    jobs, departments, offices = listed_by_a_client(lambda path: ask(client, path))
    known = {each["id"] for each in jobs}
    assert known == {STORAGE, OPEN}
    hiring = {each["id"]: {one["id"] for one in each["jobs"]} for each in departments}
    assert {job["id"]: [key for key, here in hiring.items() if job["id"] in here] for job in jobs} == {
        each["id"]: [one["id"] for one in each["departments"]] for each in jobs
    }
    there = {office["id"]: {one["id"] for each in office["departments"] for one in each["jobs"]} for office in offices}
    assert {job["id"]: [key for key, here in there.items() if job["id"] in here] for job in jobs} == {
        each["id"]: [one["id"] for one in each["offices"]] for each in jobs
    }
