"""Fixtures for all tests. The database ones build on tests/factories.py."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from careers import reading
from careers.presenting import census, history


def pytest_configure():
    # The passwords of tests guard nothing, and slow hashes are most of what making a user costs.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _forget_reference_snapshots():
    """Tests roll back, so the catalogue version of one test comes again in the next."""
    reading._snapshot.cache_clear()
    history._compared.cache_clear()
    census.counted.cache_clear()


@pytest.fixture
def today(db) -> date:
    """The company's today."""
    from config.kernel.models.catalogue import today

    return today()


def _user(username, *codenames):
    user = get_user_model().objects.create_user(
        username=username, password="pass", first_name=username.capitalize(), last_name="Test", is_staff=True
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def staff(db):
    """A member of staff without any right: sees what is internal."""
    return _user("staff")


@pytest.fixture
def publisher(db):
    """May publish and withdraw, today or later."""
    return _user("publisher", "publish_family")


@pytest.fixture
def archivist(db):
    """May also let a publication start in the past, and see what is scheduled."""
    return _user("archivist", "publish_family", "backdate_family", "view_scheduled")


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite tests run on a file, as the product does: in memory, connections lock each other out by other rules."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
