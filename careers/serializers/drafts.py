"""A draft, as services read and write it: its document, what is found in it, what it changes, how its review goes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rest_framework import serializers

from careers.serializers.compare import DifferenceSerializer
from careers.serializers.fields import Address, DocumentField, Part, Verbatim

State = Literal["submitted", "approved", "returned", "rejected", "taken_back", "outdated", "published"]


@dataclass(frozen=True)
class Waived:
    """That somebody accepted a finding: why, and until which day, that day included; null for good."""

    by: str
    until: date | None
    reason: str


@dataclass(frozen=True)
class Found:
    """What a content rule found in the document, or the reader of a page in the page: where, as a JSON pointer, in
    words (`place`) and, of a page that was sent, as a line counted from 1; how it is mended. What `blocks` has to be
    mended or waived before the draft can be submitted."""

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    where: str
    place: str
    line: int | None
    remedy: str
    blocks: bool
    waiver: Waived | None


@dataclass(frozen=True)
class Decided:
    """What one person decided at a stage of review."""

    by: str
    decision: Literal["approve", "changes", "reject"]
    message: str
    at: datetime


@dataclass(frozen=True)
class AskedStage:
    """A stage that a submission has to pass: who decides there, how many of them have to approve and did. `open`: it is
    this stage's turn."""

    name: str
    whom: str
    approvals: int
    approved: int
    open: bool
    verdicts: list[Decided]


class ReviewSerializer(Part):
    """The last submission of the family, and what became of it. `turn` names the stage whose turn it is;
    `of_this_draft` tells whether the draft still says what was submitted."""

    state = Verbatim(State)
    message = serializers.CharField()
    author = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    of_this_draft = serializers.BooleanField()
    turn = serializers.CharField(allow_null=True)
    stages = Verbatim(list[AskedStage])


class DraftDifferenceSerializer(DifferenceSerializer):
    """What the draft changes against what a review would compare it with: the revision that it goes on from, or else
    the one in force, or else the one that was last; `compared_with` is its number, null where nothing was published."""

    compared_with = serializers.IntegerField(allow_null=True)


class DraftSerializer(Part):
    """A draft: what `document-schema` describes, and what there is to know about it. `etag` is what If-Match names to
    save over this version; `version` counts saves. The document is null where people left rows that are no document
    together; the findings say which."""

    id = serializers.UUIDField(allow_null=True, help_text="The family's, whatever it is called.")
    slug = serializers.CharField()
    version = serializers.IntegerField(allow_null=True)
    etag = serializers.CharField(allow_null=True)
    saved_at = serializers.DateTimeField(allow_null=True)
    saved_by = serializers.CharField(allow_null=True)
    document = DocumentField(allow_null=True)
    findings = Verbatim(list[Found])
    difference = DraftDifferenceSerializer(allow_null=True)
    review = ReviewSerializer(allow_null=True)
    url = Verbatim(Address)


class StandingSerializer(Part):
    """The version of a draft that stands, and who saved it when."""

    version = serializers.IntegerField()
    etag = serializers.CharField()
    saved_at = serializers.DateTimeField(allow_null=True)
    saved_by = serializers.CharField(allow_null=True)


class ProblemSerializer(Part):
    """What went wrong (RFC 9457)."""

    FIRST = ()

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for people.")


class StaleSerializer(ProblemSerializer):
    """The draft is not the one that the request names. `current` is the one there is, where there is one."""

    current = StandingSerializer(required=False)


class BlockedSerializer(ProblemSerializer):
    """The draft cannot be submitted now: it was submitted already, or says nothing new, or has errors, which are the
    `findings` then."""

    findings = Verbatim(list[Found], required=False)
