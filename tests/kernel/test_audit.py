"""The audit only ever grows."""

import pytest
from django.db import IntegrityError, transaction

from config.kernel.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(publisher):
    return AuditRecord.objects.write(by=publisher, action="publish", kind="family", subject="platform", after="d1")


def test_a_record_says_who_did_what_to_what(record, publisher):
    kept = AuditRecord.objects.get()
    assert (kept.by, kept.action, kept.kind, kept.subject, kept.before, kept.after, kept.reason, kept.request_id) == (
        publisher, "publish", "family", "platform", "", "d1", "", "",
    )  # fmt: skip
    assert str(kept) == f"{kept.at:%Y-%m-%d %H:%M} publish family platform"


@pytest.mark.parametrize(
    "act",
    [
        lambda record: record.save(),
        lambda record: record.delete(),
        lambda record: AuditRecord.objects.update(subject="other"),
        lambda record: AuditRecord.objects.filter(subject="platform").delete(),
    ],
    ids=["save", "delete", "update all", "delete some"],
)
def test_a_record_is_never_changed_or_deleted(record, act):
    with pytest.raises(TypeError, match="audit records are never"):
        act(record)
    assert list(AuditRecord.objects.values_list("subject", flat=True)) == ["platform"]


@pytest.mark.parametrize("missing", ["action", "subject"])
def test_a_record_names_act_and_subject(missing):
    facts = {"action": "publish", "kind": "family", "subject": "platform", missing: ""}
    with pytest.raises(IntegrityError, match="audit_says_what"), transaction.atomic():
        AuditRecord.objects.write(by=None, **facts)
