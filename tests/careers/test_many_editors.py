"""Many editors of one family at once, on both databases: in each round one save goes through and the others are
told; without the guard they overwrite one another in silence."""

import os
from threading import Barrier

import pytest
from django.db import connection

from careers import drafts
from careers.models import Family
from tests.careers.test_concurrency import together
from tests.factories import department, small_document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EDITORS = 8
ROUNDS = int(os.environ.get("EDITOR_ROUNDS", "10"))
"""The gate has more."""


def rounds(count: int, *, guarded: bool) -> tuple[list[int], list[str]]:
    """How many of the editors were let through in each round, and the texts that stand at the end. All of a round
    have read the same version before the first of them saves."""
    department()
    family = drafts.write(small_document("platform"), by=None)
    barrier = Barrier(EDITORS, timeout=60)
    let_through = [0] * count

    def meet() -> None:
        """A pool holds fewer connections than would wait here."""
        connection.close()
        barrier.wait()

    def edit(editor: int) -> list[int]:
        mine = []
        for number in range(count):
            seen = Family.objects.select_related("department").get(pk=family.pk)
            doc = drafts.read(seen)
            meet()
            said = [*doc.model_dump()["nice_to_haves"], {"text": f"editor {editor}, round {number}"}]
            longer = doc.model_validate({**doc.model_dump(), "nice_to_haves": said})
            try:
                version = seen.version if guarded else None
                drafts.write(longer, by=None, family=seen, expected_version=version)
            except drafts.Conflict:
                pass
            else:
                mine.append(number)
            meet()
        return mine

    for saved in together(edit, EDITORS):
        for number in saved:
            let_through[number] += 1
    return let_through, [statement.text for statement in drafts.read(Family.objects.get()).nice_to_haves]


def test_one_save_a_round_goes_through_and_is_kept():
    let_through, texts = rounds(ROUNDS, guarded=True)
    assert let_through == [1] * ROUNDS
    assert len(texts) == len(set(texts)) == ROUNDS


def test_the_control_without_the_guard_loses_in_silence():
    let_through, texts = rounds(3, guarded=False)
    assert let_through == [EDITORS] * 3
    assert len(texts) == 3  # of 24 that were told that they are saved
