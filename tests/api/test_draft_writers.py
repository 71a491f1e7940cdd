"""Many services write one draft at once, each until it is taken: no update is lost. Without the guard some are."""

import os
import time
from collections import Counter
from itertools import count
from random import Random
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection

from careers import drafts
from careers.handbook.document import FamilyDocument
from careers.models import Family
from config.kernel.models import AuditRecord
from tests.api.drafting import Service
from tests.careers.test_concurrency import together
from tests.factories import department, small_document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 8
ROUNDS = int(os.environ.get("WRITER_ROUNDS", "3"))
"""Updates of each writer. WRITER_ROUNDS=200 is the long run, of a quarter of an hour."""


def with_line(document, line):
    """The document with one more line in its overview."""
    return FamilyDocument.model_validate({**document, "overview": f"{document['overview']}\n{line}"})


def lines():
    return drafts.read(Family.objects.select_related("department").get()).overview.split("\n")


AGAIN = (412, 503)
"""Somebody else was there first; the database was busy: eight writers and the test share eight connections."""

EVERY = sorted(f"writer {writer}, update {number}" for writer in range(WRITERS) for number in range(ROUNDS))


def test_no_update_is_lost():
    cache.clear()  # the limits of callers
    department()
    drafts.write(small_document("platform"), by=None)
    first = Service()
    services = [first, *(Service(first.user) for _ in range(WRITERS - 1))]

    def write(writer: int) -> Counter[int]:
        """The answers to one writer, by status."""
        service, answers, chance = services[writer], Counter[int](), Random(writer)  # noqa: S311
        for number in range(ROUNDS):
            line = f"writer {writer}, update {number}"
            for attempt in count():
                answer = service.get()
                if answer.status_code == 200:
                    document = with_line(answer.json()["document"], line).model_dump(mode="json")
                    if not answers:
                        answers[service.put(document).status_code] += 1
                    answer = service.put(document, answer["ETag"])
                connection.close()  # as a server gives it back between requests
                answers[answer.status_code] += 1
                if answer.status_code not in AGAIN:
                    break
                time.sleep(chance.random() * min(attempt, 10) / 50)
        return answers

    answers = sum(together(write, WRITERS), Counter[int]())
    assert sorted(filter(None, lines())) == EVERY
    assert {status: answers[status] for status in answers if status not in AGAIN} == {
        200: WRITERS * ROUNDS,
        428: WRITERS,
    }
    assert answers[412] > 0
    assert Family.objects.get().version == 2 + WRITERS * ROUNDS
    assert AuditRecord.objects.filter(kind="draft", action="put").count() == WRITERS * ROUNDS


def test_the_control_without_the_guard_loses_updates():
    department()
    drafts.write(small_document("platform"), by=None)

    met = Barrier(WRITERS)

    def write(writer: int) -> None:
        for number in range(ROUNDS):
            family = Family.objects.select_related("department").get()
            document = drafts.read(family).model_dump(mode="json")
            connection.close()
            met.wait()
            drafts.write(with_line(document, f"writer {writer}, update {number}"), by=None, family=family)

    together(write, WRITERS)
    left = list(filter(None, lines()))
    assert set(left) < set(EVERY)
    assert len(left) <= ROUNDS
    assert Family.objects.get().version == 2 + WRITERS * ROUNDS
