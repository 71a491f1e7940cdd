import pytest

from tests.pages.html import parse


@pytest.fixture
def get(client):
    """Asks for a page and reads it."""

    def answer(address, status=200, **headers):
        response = client.get(address, headers=headers)
        assert response.status_code == status, response.content.decode()[:2000]
        return parse(response.content.decode())

    return answer
