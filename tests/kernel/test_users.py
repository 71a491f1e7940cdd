"""People."""

import pytest

from config.kernel.models import Catalogue, User

pytestmark = pytest.mark.django_db


def version():
    return Catalogue.objects.get().version


def test_nobody_is_shown_by_their_log_in():
    assert [User(username="nobody").shown_name, User(username="x", first_name="Ana", last_name="Reis").shown_name] == [
        "a member of staff",
        "Ana Reis",
    ]


def test_who_is_renamed_changes_the_catalogue(publisher):
    before = version()
    publisher.last_name = "Reis"
    publisher.save()
    publisher.first_name = "Ana"
    publisher.save(update_fields=["first_name"])
    assert version() == before + 2


def test_what_nobody_sees_does_not(publisher, client):
    before = version()
    publisher.email = "new@example.com"
    publisher.save()
    client.force_login(publisher)
    assert version() == before
