"""What the tests of the REST API share."""

import pytest

from careers.models import Department, Family
from config.kernel.models.reference import BEGINNING
from tests import factories
from tests.api.endpoints import VACANCY
from tests.api.shapes import PLATFORM_ID


@pytest.fixture
def get(client):
    """GET below /api/v1/ as anybody: (status, body)."""

    def get(path="", **headers):
        answer = client.get(f"/api/v1/{path}", headers=headers)
        return answer.status_code, answer.json()

    return get


@pytest.fixture
def slugs(get):
    """The slugs of a list's results, in order."""

    def slugs(path):
        status, body = get(path)
        assert status == 200, body
        return [row["slug"] for row in body["results"]]

    return slugs


@pytest.fixture
def refused(get):
    """What a 400 says, by parameter."""

    def refused(path):
        status, body = get(path)
        assert (status, body["status"], body["title"], body["type"]) == (400, 400, "Bad request", "about:blank")
        return body["errors"]

    return refused


def make_departments():
    """engineering > hardware, and sales: there from the beginning."""
    engineering = Department(slug="engineering", name="Engineering", description="We **build**.")
    engineering.record(by=None, starts_on=BEGINNING)
    hardware = Department(slug="hardware", name="Hardware", parent=engineering)
    hardware.record(by=None, starts_on=BEGINNING)
    Department(slug="sales", name="Sales").record(by=None, starts_on=BEGINNING)


def make_platform():
    """The family that has a bit of everything, and a vacancy."""
    publication = factories.published()
    Family.objects.update(uuid=PLATFORM_ID)
    factories.posted(number=VACANCY)
    return publication


@pytest.fixture
def departments(db):
    make_departments()


@pytest.fixture
def platform(departments):
    return make_platform()


@pytest.fixture(scope="module")
def platform_of_module(module_database):
    """As `platform`, made once for a module."""
    with module_database():
        make_departments()
        make_platform()
