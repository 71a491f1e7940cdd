"""What an answer costs in queries, the same with one row and with three. The process knows nothing yet each time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers import reading
from tests import factories
from tests.api.endpoints import EXAMPLES, VACANCY

pytestmark = pytest.mark.django_db

# The catalogue's state, the names of the day, and then:
BUDGETS = {
    "root": 1,  # no names
    "schema": 2,
    "docs": 1,
    "document-schema": 1,
    "departments": 2,
    "department": 2,
    "levels": 2,
    "level": 2,
    "grades": 2,
    "grade": 2,
    "grade-schemes": 2,
    "grade-scheme": 2,
    "stages": 2,
    "stage": 2,
    "company": 2,
    "vacancies": 3,  # the rows
    "vacancy": 5,  # the vacancy, its role's text and its row
    "job-families": 4,  # how many, and the rows
    "job-family": 3,  # the row
    "revisions": 5,  # the row, the periods, and their documents, which are compared once
    "revision": 6,  # the row, the periods, their documents, and its own
    "family-comparison": 5,  # the same, which were compared for the revision
    "roles": 5,  # how many, the keys of the page, and its rows
    "role": 3,
    "role-comparison": 3,
    "role-days": 4,  # the role on either day
    "specialties": 4,
    "specialty": 3,
    "search": 5,  # how many, the best of them, and those that are shown
    "hiring-processes": 4,
    "career-steps": 4,
    "changes": 3,  # no names; the latest event, and the rows
}


def document(number):
    return factories.document("platform" if number == 0 else f"platform-{number}")


@pytest.mark.parametrize("families", [1, 3])
def test_budget(client, departments, families):
    for number in range(families):
        publication = factories.published(document(number))
        factories.posted(number=VACANCY + number, family=publication.family)
    for again in range(families - 1):
        factories.published(factories.document(summary=f"Revision {again}"))
    spent = {}
    for name, path in EXAMPLES.items():
        reading._snapshot.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/{path}").status_code == 200
        spent[name] = len(queries)
    assert spent == BUDGETS


def test_filters_and_days_cost_no_query_of_their_own(client, platform, django_assert_num_queries):
    query = "department=engineering&track=management&level=manager&grade=8&specialty=storage&q=people"
    for path in (f"roles/?{query}&as_of=2026-01-01", f"job-families/?{query}&ordering=-title"):
        reading._snapshot.cache_clear()
        with django_assert_num_queries(4 if "ordering" in path else 3):
            assert client.get(f"/api/v1/{path}").status_code == 200
    for path in ("roles/platform/manager/?specialty=enterprise", "roles/platform/manager/?as_of=2099-01-01"):
        reading._snapshot.cache_clear()
        with django_assert_num_queries(3 if "specialty" in path else 1):
            client.get(f"/api/v1/{path}")


def test_warm_answers_read_their_rows_alone(client, platform, django_assert_num_queries):
    client.get("/api/v1/roles/")
    with django_assert_num_queries(4):
        client.get("/api/v1/roles/?limit=2")
    with django_assert_num_queries(2):
        client.get("/api/v1/roles/platform/manager/")
