"""Many editors send the form of one role at once: in each round one is saved, and all others are told, with what they
typed before them."""

import os

import pytest

from careers.models import Family, Role
from tests.admin.editing import draft, page_of, sent_by
from tests.admin.house import client_of, member
from tests.careers.test_concurrency import together
from tests.factories import small_document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EDITORS = 8
ROUNDS = int(os.environ.get("EDITOR_ROUNDS", "5"))
"""The gate sends more."""


def test_one_form_a_round_is_saved_and_the_others_are_told():
    draft(small_document("platform"))
    role = Role.objects.get()
    clients = [client_of(member(f"editor-{number}", "Editor")) for number in range(EDITORS)]
    outcomes, kept = [], []
    for number in range(ROUNDS):
        seen = sent_by(clients[0].get(page_of(role)))

        def save(editor: int, number=number, seen=seen) -> str:
            said = f"round {number}, editor {editor}"
            answer = clients[editor].post(page_of(role), {**seen, "overview": said})
            if answer.status_code == 302:
                return said
            text = answer.content.decode()
            assert answer.status_code == 200
            assert "while you were editing" in text or "saving at this moment" in text
            assert said in text
            return ""

        saved = [each for each in together(save, EDITORS) if each]
        outcomes.append(len(saved))
        role.refresh_from_db()
        kept.append(saved == [role.overview])
    assert outcomes == [1] * ROUNDS
    assert kept == [True] * ROUNDS
    assert Family.objects.get().version == 2 + ROUNDS
