"""Fixtures of the admin's tests."""

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def boss(client, db):
    """A client that may do everything in the admin."""
    client.force_login(get_user_model().objects.create_superuser("boss", password="pass"))
    return client
