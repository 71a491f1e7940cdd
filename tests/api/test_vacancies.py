"""Vacancies: what is open, one of them whole, and what is told of one that is closed."""

from datetime import date, timedelta

import pytest
from django.db import connection

from careers import vacancies
from careers.models import Company, Vacancy
from tests import factories
from tests.api.conftest import make_departments
from tests.api.endpoints import VACANCY
from tests.api.shapes import API, SITE, department, family, level, page_of, role, stage, track
from tests.pages.html import parse

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
PLATFORM = family("platform", "Platform")
STAFF = role("platform", "staff-engineer", "Staff Engineer")
NOTHING = {"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is nothing at this address."}
HELSINKI = {"kind": "remote", "country": "FI", "region": "", "town": ""}
ROW = {
    "number": VACANCY,
    "slug": "staff-engineer-storage",
    "title": "Staff Engineer, Storage",
    "family": PLATFORM,
    "role": STAFF,
    "specialty": {"slug": "storage", "name": "Storage"},
    "department": department("engineering", "Engineering"),
    "level": level("staff", "Staff"),
    "track": track("individual_contributor"),
    "employment_types": ["full_time", "part_time"],
    "places": [
        {
            "name": "Porto, Portugal",
            "kind": "hybrid",
            "country": "PT",
            "region": "",
            "town": "Porto",
            "pay": {
                "minimum": "40000.00",
                "maximum": "55000.00",
                "currency": "EUR",
                "period": "year",
                "variable": "A share",
            },
        },
        {"name": "Remote, Finland", **HELSINKI, "pay": None},
    ],
    "opened_on": "2026-03-01",
    "deadline": "2999-12-31",
    "evergreen": False,
    "language": "en",
    "requisition": "BF-7",
    "apply": "mailto:jobs@bells.example",
    "visibility": "public",
    "url": f"{API}/vacancies/{VACANCY}/",
    "page": f"{SITE}/jobs/{VACANCY}-staff-engineer-storage/",
}
OPEN_APPLICATION = {
    **ROW,
    "number": 200000000,
    "slug": "anything-at-all",
    "title": "Anything at all",
    **dict.fromkeys(["family", "role", "specialty", "department", "level", "track", "deadline"]),
    "employment_types": ["full_time"],
    "places": [],
    "evergreen": True,
    "requisition": "",
    "apply": "https://apply.example/1",
    "url": f"{API}/vacancies/200000000/",
    "page": f"{SITE}/jobs/200000000-anything-at-all/",
}


def said(text, name, *origins, replaced=(), group="", own=True):
    return {
        "text": text,
        "group": group,
        "key": None,
        "list": name,
        "own": own,
        "origins": list(origins),
        "replaced": list(replaced),
        "pointer_without_target": False,
    }


OF_FAMILY = {"kind": "family", "slug": "platform", "title": "Platform"}
OF_STAFF = {"kind": "role", "slug": "staff-engineer", "title": "Staff Engineer"}
OF_STORAGE = {"kind": "specialty", "slug": "storage", "title": "Storage"}
WHOLE = {
    **ROW,
    "introduction": "Hello.",
    "team": "Six people.",
    "text": {
        "overviews": [],
        "responsibilities": [
            said("Answer pages within ten minutes", "responsibilities", {**OF_FAMILY, "pointer": "/responsibilities/0"},
                 own=False),
            said("Solve problems of the highest scope", "responsibilities",
                 {**OF_STAFF, "pointer": "/roles/1/responsibilities/0"},
                 replaced=[{**OF_FAMILY, "pointer": "/responsibilities/2"}]),
        ],
        "requirements": [
            said("Writes clear English", "requirements", {**OF_FAMILY, "pointer": "/requirements/0"},
                 group="Language", own=False),
            said("Knows disks", "requirements", {**OF_STORAGE, "pointer": "/specialties/0/requirements/0"}, own=False),
        ],
        "nice_to_haves": [said("Sailing", "nice_to_haves")],
        "performance_indicators": [
            said("[Uptime](/handbook/uptime/)", "performance_indicators",
                 {**OF_FAMILY, "pointer": "/performance_indicators/0"}, own=False),
        ],
        "leads": {},
        "sections": [
            {"heading": "On call", "body": "One week in six.", "after": "responsibilities", "visibility": "public",
             "origin": {**OF_FAMILY, "pointer": "/sections/0"}},
        ],
        "hiring_processes": [
            {
                "title": "For engineers",
                "applies_to": None,
                "intro": "",
                "steps": [
                    {"kind": stage("screening", "Screening"), "text": "A call", "minutes": [30, 30],
                     "interviewer": "Recruiter", "optional": False},
                    {"kind": stage("offer", "Offer"), "text": "An offer", "minutes": None, "interviewer": "",
                     "optional": False},
                ],
                "outro": "",
            }
        ],
    },
    "text_on": "2026-03-01",
    "changed": False,
    "added": [{"list": "nice_to_haves", "text": "Sailing"}],
    "left_out": [{"list": "requirements", "text": "Has built something"}],
    "benefits": "A pension.",
    "recruiter": "Rosa",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(module_database):
    with module_database():
        make_departments()
        factories.published(starts_on=MARCH)


@pytest.fixture
def posted(catalogue):
    """One vacancy that says all that one can say."""
    return factories.posted(
        "staff-engineer", number=VACANCY, on=MARCH, specialty="storage", deadline=date(2999, 12, 31),
        places=[{**factories.PORTO, "variable": "A share"}, HELSINKI], requisition="BF-7", recruiter="Rosa",
        apply="mailto:jobs@bells.example", employment_types=["full_time", "part_time"],
        introduction="Hello.", team="Six people.", added=[{"list": "nice_to_haves", "text": "Sailing"}],
        left_out=[{"list": "requirements", "text": "Has built something", "reason": "Nobody has"}],
    )  # fmt: skip


def open_application(**facts):
    facts = {"title": "Anything at all", "places": [], "evergreen": True, "number": 200000000, "on": MARCH, **facts}
    return factories.posted(**facts)


def numbers(get, query):
    status, body = get(f"vacancies/?{query}")
    assert status == 200, body
    return [row["number"] for row in body["results"]]


def test_what_is_open(get, posted):
    open_application()
    assert get("vacancies/") == (200, page_of(OPEN_APPLICATION, ROW))


def test_a_vacancy(get, posted):
    status, body = get(f"vacancies/{VACANCY}/")
    json_ld = body.pop("json_ld")
    assert (status, body) == (200, WHOLE)
    assert (json_ld["@type"], json_ld["title"], json_ld["validThrough"]) == (
        "JobPosting", "Staff Engineer, Storage", "2999-12-31T23:59:59+00:00",
    )  # fmt: skip


def test_its_json_ld_is_that_of_its_page(client, get, posted):
    page = parse(client.get(ROW["page"].removeprefix(SITE)).content.decode())
    (posting,) = [each for each in page.data() if each["@type"] == "JobPosting"]
    assert get(f"vacancies/{VACANCY}/?fields=json_ld") == (200, {"json_ld": posting})
    assert get(f"vacancies/{VACANCY}/?fields=json_ld&as_of={MARCH}") == (200, {"json_ld": None})


def test_an_open_application(get, catalogue):
    open_application(introduction="Write.")
    assert get("vacancies/200000000/") == (
        200,
        {
            **OPEN_APPLICATION,
            "introduction": "Write.",
            "team": "",
            "text": None,
            "text_on": "2026-03-01",
            "changed": False,
            "added": [],
            "left_out": [],
            "benefits": "A pension.",
            "recruiter": "",
            "json_ld": None,
        },
    )


def test_filters_and_order(get, catalogue):
    factories.posted(number=100000001, on=MARCH, deadline=date(2999, 1, 1))
    factories.posted("staff-engineer", number=100000002, on=MAY, places=[HELSINKI], employment_types=["intern"])
    factories.posted("manager", number=100000003, on=MAY, deadline=date(2998, 1, 1))
    open_application()
    expected = {
        "": [100000003, 100000002, 200000000, 100000001],
        "department=engineering": [100000003, 100000002, 100000001],
        "department=hardware": [],
        "family=platform&level=staff&level=junior": [100000002, 100000001],
        "track=management": [100000003],
        "country=FI": [100000002],
        "country=FI&workplace=hybrid": [],
        "workplace=hybrid": [100000003, 100000001],
        "employment_type=intern&employment_type=full_time": [100000003, 100000002, 200000000, 100000001],
        "q=porto+engineer": [100000003, 100000001],
        "ordering=opened_on,number": [100000001, 200000000, 100000002, 100000003],
        "ordering=deadline": [100000003, 100000001, 100000002, 200000000],
        "ordering=-title&limit=1": [100000002],
        "as_of=2026-04-01": [200000000, 100000001],
    }
    assert {query: numbers(get, query) for query in expected} == expected


def test_the_day_goes_along(get, posted):
    body = get(f"vacancies/?as_of={MARCH}&fields=url,page,role")[1]["results"]
    assert body == [
        {
            "role": {**STAFF, "url": f"{STAFF['url']}?as_of={MARCH}"},
            "url": f"{ROW['url']}?as_of={MARCH}",
            "page": f"{ROW['page']}?as_of={MARCH}",
        }
    ]


def test_the_text_is_that_of_the_day_of_opening(get, posted):
    roles = [each.model_dump(mode="json") for each in factories.document().roles]
    roles[1]["responsibilities"] = [{"text": "Sings"}]
    factories.published(factories.document(roles=roles, title="Foundations"), starts_on=MAY)
    body = get(f"vacancies/{VACANCY}/")[1]
    del body["json_ld"]
    assert body == {**WHOLE, "changed": True, "family": family("platform", "Foundations")}


def test_a_role_that_is_gone_is_not_named(get, posted):
    factories.published(factories.document(roles=[], career_steps=[], specialties=[], slug="platform"), starts_on=MAY)
    assert get(f"vacancies/{VACANCY}/?fields=title,family,role,level")[1] == {
        "title": "Staff Engineer, Storage", "family": PLATFORM, "role": None, "level": level("staff", "Staff"),
    }  # fmt: skip


def test_what_is_closed_tells_why_and_what_there_is_instead(get, posted, today):
    factories.posted("manager", number=100000003, on=MAY)
    other = get("vacancies/100000003/")[1]
    vacancy = Vacancy.objects.get(number=VACANCY)
    vacancies.close_vacancy(vacancy, by=None, reason="Filled")
    status, body = get(f"vacancies/{VACANCY}/")
    assert (status, body) == (
        410,
        {
            "type": "about:blank",
            "title": "Gone",
            "status": 410,
            "detail": f"The vacancy Staff Engineer, Storage is closed. It was closed on {today.day} {today:%B %Y}.",
            "role": STAFF,
            "similar": [{name: other[name] for name in ROW}],
        },
    )
    assert numbers(get, "") == [100000003]
    assert get(f"vacancies/{VACANCY}/?as_of={today - timedelta(days=1)}&fields=number") == (200, {"number": VACANCY})


@pytest.mark.parametrize("path", [f"api/v1/vacancies/{VACANCY}/", f"boards/v1/boards/your-company/jobs/{VACANCY}"])
def test_a_vacancy_that_closes_while_it_is_read_is_closed(client, posted, path):
    asked = []

    def close(execute, sql, *args):
        found = execute(sql, *args)
        if 'FROM "careers_posting"' in sql and not asked:
            asked.append(sql)
            vacancies.close_vacancy(Vacancy.objects.get(number=VACANCY), by=None, reason="Filled")
        return found

    with connection.execute_wrapper(close):
        answer = client.get(f"/{path}")
    assert (len(asked), answer.status_code) == (1, 410 if path.startswith("api") else 404)


def test_a_problem_of_a_closed_vacancy_is_one(client, posted):
    vacancy = Vacancy.objects.get(number=VACANCY)
    vacancies.close_vacancy(vacancy, by=None, reason="Filled")
    answer = client.get(f"/api/v1/vacancies/{VACANCY}/?fields=number")
    assert (answer["Content-Type"], answer["Cache-Control"], answer.get("ETag")) == (
        "application/problem+json", "no-store", None,
    )  # fmt: skip


def test_what_never_was_open_is_nothing(get, catalogue, today):
    draft = factories.vacancy(number=100000001)
    factories.posted(number=100000002, on=today + timedelta(days=1))
    factories.posted(number=100000003, on=MARCH, visibility="internal")
    found = {
        number: get(f"vacancies/{number}/") for number in (draft.number, 100000002, 100000003, 7, "0" * 40, 10**30)
    }
    assert found == dict.fromkeys(found, (404, NOTHING))
    assert get("vacancies/") == (200, page_of())


def test_an_internal_vacancy_is_for_staff(client, staff, catalogue):
    factories.posted("canary-role", number=VACANCY, on=MARCH, visibility="internal")
    client.force_login(staff)
    assert client.get("/api/v1/vacancies/?fields=title,visibility").json()["results"] == [
        {"title": "CANARY Secret Role", "visibility": "internal"}
    ]
    assert client.get(f"/api/v1/vacancies/{VACANCY}/?fields=json_ld,number").json() == {
        "json_ld": None, "number": VACANCY,
    }  # fmt: skip


def test_staff_read_a_public_vacancy_as_candidates_do(client, staff, posted):
    company = Company.objects.get()
    company.public_performance_indicators = company.public_interviewers = False
    company.record(by=None)
    path = f"/api/v1/vacancies/{VACANCY}/"
    of_all = client.get(path).json()
    assert of_all["text"]["performance_indicators"] == []
    assert [each["interviewer"] for each in of_all["text"]["hiring_processes"][0]["steps"]] == ["", ""]
    client.force_login(staff)
    assert client.get(path).json() == of_all


def test_what_a_switch_hides_was_neither_added_nor_left_out(get, catalogue):
    factories.posted(
        number=VACANCY, on=MARCH, added=[{"list": "performance_indicators", "text": "Pages a day"}],
        left_out=[{"list": "performance_indicators", "text": "[Uptime](/handbook/uptime/)", "reason": "Not here"}],
    )  # fmt: skip
    path = f"vacancies/{VACANCY}/?fields=added,left_out"
    assert get(path)[1] == {
        "added": [{"list": "performance_indicators", "text": "Pages a day"}],
        "left_out": [{"list": "performance_indicators", "text": "[Uptime](/handbook/uptime/)"}],
    }
    company = Company.objects.get()
    company.public_performance_indicators = False
    company.record(by=None)
    assert get(path)[1] == {"added": [], "left_out": []}
