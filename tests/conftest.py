"""Fixtures for all tests. The database ones build on tests/factories.py."""

import gc
import os
from datetime import date

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from careers import ids, reading, since
from careers.presenting import boards, census, history

# How often the laws are tried: every day a few times, more in the gate, and many times by HYPOTHESIS_PROFILE=thorough.
_SLOW = (
    hypothesis.HealthCheck.too_slow,
    hypothesis.HealthCheck.data_too_large,
    hypothesis.HealthCheck.filter_too_much,
)
for name, examples in (("dev", 15), ("gate", 25), ("thorough", 2_000)):
    hypothesis.settings.register_profile(name, max_examples=examples, deadline=None, suppress_health_check=_SLOW)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure():
    # The passwords of tests guard nothing, and slow hashes are most of what making a user costs.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Or else each client, and each test has one, looks through all static files first.
    settings.WHITENOISE_AUTOREFRESH = True
    # Until all tests are there: nothing of what is loaded goes away again, and to look is two fifths of loading it.
    gc.disable()


def pytest_collection_finish():
    """What is loaded by now stays until the end. To look through it again and again for what nobody holds any more is
    a fifth of the run."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def forget_what_is_kept():
    """What the process keeps of a catalogue version. Tests roll back, so that the version of one comes again in the
    next."""
    for kept in (reading._snapshot, ids._keys, history._compared, census.counted, boards._kept, since._days_before):
        kept.cache_clear()


@pytest.fixture(autouse=True)
def _forget_what_is_kept():
    forget_what_is_kept()


def _reaches_the_database(item, *, committed: bool = False) -> bool:
    marker = item.get_closest_marker("django_db")
    if committed:
        return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    return "db" in item.fixturenames or marker is not None


@pytest.fixture(scope="module")
def module_database(request, django_db_setup, django_db_blocker):
    """For what is dear to make and the same for every test of a module: a fixture of the module writes it

        with module_database():
            published()

    and each test finds it there, whatever another one did to it; after the last it is taken back. Only rows are
    restored, no objects: a test fetches its own. Every test of the module that reaches the database must ask for it,
    for else what one finds would hang on which ran before; none may commit."""
    tests = [item for item in request.session.items if item.getparent(pytest.Module) is request.node]
    others = [each for each in tests if request.fixturename not in each.fixturenames]
    without = [each.name for each in others if _reaches_the_database(each)]
    assert without == [], f"these would find the rows of the module or not, by the order of tests: {without}"
    assert [each.name for each in tests if _reaches_the_database(each, committed=True)] == []
    with django_db_blocker.unblock():
        rows = transaction.atomic()
        rows.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        rows.__exit__(None, None, None)


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As pytest-django's; and SQLite is asked here what it can do, once a process, so that no test counts that."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
