"""Writing: a service puts a whole document in place of a draft, and submits it into the review that everybody's changes
pass. Nothing here publishes."""

import hashlib
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as Invalid
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from pydantic import ValidationError as Unsound
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from careers import drafts, findings, importing, review, rights
from careers.api import drafted
from careers.api.draft_schema import BLOCKING, STANDING, DraftSchema, Submission
from careers.api.endpoints import Answering
from careers.handbook.document import MAX_DOCUMENT, FamilyDocument, load
from careers.handbook.facts import reason
from careers.handbook.parsed import Parsed, Unreadable
from careers.handbook.render import render
from careers.models import Family, Revision
from careers.serializers import drafts as serializers
from config.kernel import bodies
from config.kernel.authentication import TokenAuthentication, TokenWithScope
from config.kernel.conditional import settled, strong_tags
from config.kernel.models import Scope
from config.kernel.parameters import MAX_COMPLAINTS, echo, flag, refuse_unknown
from config.kernel.problems import Refused
from config.kernel.renderers import MarkdownRenderer
from config.kernel.requests import absolute

KINDS = {bodies.JSON: MAX_DOCUMENT, bodies.MARKDOWN: importing.MAX_FILE}
"""In what a document is taken, and of how many bytes."""
MAX_SUBMISSION = 200_000
"""Bytes of what is sent to submit a draft: a message of 10,000 characters fits in, however they are escaped."""
MISSING = "There is no such job family."
ENVELOPE = "Send the document alone: what an answer has in `document`, without what stands around it."
SAVED_SINCE = "The draft of {} is not what If-Match names: it was saved since."
_PLACE = re.compile(r"(/[a-z_]+\S*) ")


class DraftEndpoint(Answering):
    """An endpoint of the draft of a job family: for service tokens, within their scopes and what their account may.
    By method, `scopes` names the scopes of which one is needed, `others` the parameters and `conditions` the headers
    that are taken, and `problems` what may go wrong."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [TokenWithScope]
    schema = DraftSchema()
    scopes: ClassVar[dict[str, tuple[str, ...]]]
    others: ClassVar[dict[str, tuple[str, ...]]]
    conditions: ClassVar[dict[str, dict[str, str]]]
    problems: ClassVar[dict[str, tuple[int, ...]]]

    def problem_examples(self) -> dict[int, dict[str, Any]]:
        return {
            **super().problem_examples(),
            400: {"detail": "/roles/0/level: Expected a slug (small letters and digits, joined by single hyphens)."},
            403: {"detail": "Your account may not edit families."},
            404: {"detail": MISSING},
            409: {"detail": "The draft has errors: Gardening: it is not hired for.", "findings": [BLOCKING]},
            412: {"detail": SAVED_SINCE.format("Gardening"), "current": STANDING},
        }

    def get_permissions(self) -> Any:
        """Which methods there are is no secret."""
        return [] if self.request.method == "OPTIONS" else super().get_permissions()

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nobody keeps an answer, nor changes it on its way: its validator would be weak then."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store, no-transform"
        patch_vary_headers(response, ["Accept", "Authorization"])
        return response

    def found(self, slug: str, *, may: str) -> Family | None:
        """The family, if there is one. One query, and those of the account's rights. Raises PermissionDenied where the
        account may not do this, here or at all."""
        rights.require_permission(self.request.user, may)
        family = Family.objects.select_related("department").filter(slug=slug).first()
        if family:
            rights.require_reach(self.request.user, family.department_id)
        return family

    def demand(self, family: Family | None, *, needed: bool = True) -> None:
        """Holds the conditions of the request against the draft that stands, if any. Raises Refused where one fails, or
        none is stated and one is `needed`; ValidationError for what cannot be meant; Http404 where there is nothing
        that could be lost, and creating it was not asked for."""
        stated = {"If-Match", "If-None-Match"} & set(self.request.headers)
        if family is None and ("If-Match" in stated or (needed and not stated)):
            raise Http404(f"{MISSING} To create it, put a document with If-None-Match: *.")
        tags = strong_tags(self.request._request, "If-Match")
        absent = strong_tags(self.request._request, "If-None-Match")
        if absent and absent != ["*"]:
            raise ValidationError({"If-None-Match": ["Only * has a meaning here: that there is no draft yet."]})
        if tags == ["*"]:
            raise ValidationError(
                {"If-Match": ["* would overwrite whatever there is. Name the ETag of the draft that you have read."]}
            )
        if family and tags and not drafted.names(tags, family):
            raise stale(SAVED_SINCE.format(family), family)
        if family and absent:
            raise stale(f"There is a draft of {family} already.", family)
        if needed and not stated:
            raise Refused(428, "Send If-Match with the ETag of the draft that you have read.")

    def told(
        self, row: drafted.Row, document: FamilyDocument | None, parsed: Parsed | None = None, *, status: int = 200
    ) -> HttpResponse:
        """The answer that tells of a draft, in JSON or as the canonical page, with the validator that it will have when
        it is read. To who sent a page the findings tell its lines as well. Raises Refused where there is no canonical
        page, as there is no document."""
        if isinstance(self.request.accepted_renderer, MarkdownRenderer):
            if document is None:
                raise Refused(409, "The draft is no sound document at present, so it has no page. Ask for JSON.")
            body = lined = render(document).encode()
            kind = f"{bodies.MARKDOWN}; charset=utf-8"
        else:
            body = lined = self._json(row)
            if parsed:
                lined = self._json({**row, "findings": drafted.lined(row["findings"], parsed)})
            kind = bodies.JSON
        response = HttpResponse(lined, status=status, content_type=kind)
        if row["etag"]:
            response["ETag"] = f'{row["etag"][:-1]}-{hashlib.sha256(body).hexdigest()[:16]}"'
        return response

    def _json(self, row: drafted.Row) -> bytes:
        shown = self.get_serializer_class()(row).data
        found: bytes = JSONRenderer().render(shown, self.request.accepted_media_type)
        return found


def stale(sentence: str, family: Family | None) -> Refused:
    """A 412 with the version that stands, if any."""
    if family is None:
        return Refused(412, sentence)
    return Refused(412, sentence, current=serializers.StandingSerializer(drafted.standing_row(family)).data)


class Draft(DraftEndpoint):
    """The draft of a job family: the document that people and services work on before it is reviewed and published.
    Read it, change it, and put it back with If-Match, so that nobody's change is lost. With `Accept: text/markdown` the
    answer is the document as a canonical Markdown page; either form can be put back."""

    serializer_class = serializers.DraftSerializer
    renderer_classes = [JSONRenderer, MarkdownRenderer]
    http_method_names = ["get", "head", "put", "options"]
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {
        "GET": (Scope.READ_DRAFTS, Scope.WRITE_DRAFTS),
        "HEAD": (Scope.READ_DRAFTS, Scope.WRITE_DRAFTS),
        "PUT": (Scope.WRITE_DRAFTS,),
    }
    others: ClassVar[dict[str, tuple[str, ...]]] = {"GET": (), "PUT": ("validate_only",)}
    conditions: ClassVar[dict[str, dict[str, str]]] = {
        "GET": {},
        "PUT": {
            "If-Match": "The ETag of the draft that this one goes on from; of several, any.",
            "If-None-Match": "`*`, instead of If-Match: create the family, if there is none yet.",
        },
    }
    problems: ClassVar[dict[str, tuple[int, ...]]] = {
        "GET": (400, 401, 403, 404, 406, 409, 412),
        "PUT": (400, 401, 403, 404, 406, 409, 411, 412, 413, 415, 428),
    }
    problem_serializers = {412: serializers.StaleSerializer}

    def get(self, request: Request, family: str) -> HttpResponse:
        """The draft as it is, with what is found in it, what it changes and how far its review is. The same number of
        queries, whatever it holds."""
        refuse_unknown(request.query_params, self.others["GET"])
        found, document = self._consistent(family)
        row = {**drafted.standing_row(found), **self._rest(family, found, document)}
        answer = self.told(row, document)
        tag = answer["ETag"]
        answer = settled(request._request, answer, tag)
        if answer.status_code == 304:
            answer["ETag"] = tag
        return answer

    def _consistent(self, slug: str) -> tuple[Family, FamilyDocument | None]:
        """The family and its document, None where it is unsound: all of it of one version, as it may be saved while it
        is read. Raises Http404, PermissionDenied."""
        while True:
            found = self.found(slug, may="careers.view_family")
            if found is None:
                raise Http404(MISSING)
            try:
                document = drafts.read(found)
            except Unsound:
                document = None
            if Family.objects.filter(pk=found.pk, version=found.version).exists():
                return found, document

    def put(self, request: Request, family: str) -> HttpResponse:
        """Puts a whole document in place of the draft, or creates the family: all of it or nothing. A document that the
        draft says already changes nothing, and the version stays. What breaks the content rules is saved, with
        findings, and refused by review."""
        refuse_unknown(request.query_params, self.others["PUT"])
        dry = bool(flag(request.query_params, "validate_only"))
        before = self.found(family, may="careers.change_family")
        self.demand(before, needed=not dry)
        document, parsed = self._sent(family, before)
        try:
            with transaction.atomic():
                saved, _ = drafts.put(
                    document,
                    by=request.user,
                    family=before,
                    expected_version=before.version if before else None,
                    reason=f"With the token {request.auth}",
                )
                row = drafted.standing_row(saved)
                transaction.set_rollback(dry)
        except drafts.MissingReferences as error:
            raise ValidationError(_by_kind(error)) from None
        except drafts.Conflict as error:
            raise stale(str(error), Family.objects.filter(slug=family).first()) from None
        except Family.DoesNotExist:
            raise Http404(MISSING) from None
        except Invalid:
            if before is None and (other := Family.objects.filter(slug=family).first()):
                raise stale(f"There is a draft of {other} already.", other) from None
            raise
        row = drafted.standing_row(before) if dry else row
        row |= self._rest(family, before if dry else saved, document)
        answer = self.told(row, document, parsed, status=200 if before or dry else 201)
        if answer.status_code == 201:
            answer["Location"] = row["url"]
        return answer

    def _sent(self, slug: str, family: Family | None) -> tuple[FamilyDocument, Parsed | None]:
        """The document in the body, and how the page was read if it was one. Raises Refused where it is another
        family's; ValidationError, by JSON pointer or by line; UnsupportedMediaType, TooLarge."""
        kind, body = bodies.read_body(self.request._request, KINDS)
        parsed = None
        try:
            if kind == bodies.JSON:
                said = bodies.strict_json(body)
                if isinstance(said, dict) and "document" in said:
                    raise ValidationError({"/document": [ENVELOPE]})
                _refuse_another(slug, said.get("slug") if isinstance(said, dict) else None)
                document = load(body, strict=True)
            else:
                department = family.department.slug if family else "unassigned"
                parsed = importing.parse_for(body, slug=slug, department=department)
                document = parsed.document
                _refuse_another(slug, document.slug)
        except Unreadable as error:
            raise ValidationError({f"line {error.line}": [error.message]}) from None
        except Unsound as error:
            raise ValidationError(_by_pointer(error)) from None
        return document, parsed

    def _rest(self, slug: str, family: Family | None, document: FamilyDocument | None) -> drafted.Row:
        """What there is to tell of a document, apart from the version it is; None where rows are no document together,
        which only those of a family can be."""
        judged = findings.judge(family, document) if document else findings.of_draft(family) if family else []
        submitted = drafted.last_submission(family) if family else None
        return {
            "id": family.uuid if family else None,
            "slug": slug,
            "document": document.model_dump(mode="json") if document else None,
            "findings": drafted.finding_rows(judged),
            "difference": drafted.difference_row(family, document) if document else None,
            "review": drafted.review_row(submitted, document) if submitted else None,
            "url": absolute(self.request, reverse("api:draft", args=[slug])),
        }


class Submit(DraftEndpoint):
    """Where the draft of a job family is submitted. The answer tells which stages are asked and whose turn it is."""

    operation_id = "submitDraft"
    serializer_class = serializers.ReviewSerializer
    renderer_classes = [JSONRenderer]
    http_method_names = ["post", "options"]
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"POST": (Scope.WRITE_DRAFTS,)}
    others: ClassVar[dict[str, tuple[str, ...]]] = {"POST": ()}
    conditions: ClassVar[dict[str, dict[str, str]]] = {
        "POST": {"If-Match": "The ETag of the draft that is submitted; of several, any."}
    }
    problems: ClassVar[dict[str, tuple[int, ...]]] = {
        "POST": (400, 401, 403, 404, 406, 409, 411, 412, 413, 415, 428),
    }
    problem_serializers = {409: serializers.BlockedSerializer, 412: serializers.StaleSerializer}

    def post(self, request: Request, family: str) -> HttpResponse:
        """Puts the draft into review, as the admin does. Where no stage is asked it is approved at once, and waits for
        people to publish it. A 409 tells why it cannot be submitted now."""
        refuse_unknown(request.query_params, self.others["POST"])
        found = self.found(family, may="careers.submit_family")
        if found is None:
            raise Http404(MISSING)
        self.demand(found)
        revision = self._submitted(found, self._message())
        row = drafted.review_row(revision, revision.document)
        return HttpResponse(self._json(row), status=201, content_type=bodies.JSON)

    def _message(self) -> str:
        """Raises ValidationError, by JSON pointer; UnsupportedMediaType, TooLarge."""
        _, body = bodies.read_body(self.request._request, {bodies.JSON: MAX_SUBMISSION})
        try:
            return Submission.model_validate(bodies.strict_json(body)).message
        except Unsound as error:
            raise ValidationError(_by_pointer(error)) from None

    def _submitted(self, family: Family, message: str) -> Revision:
        """Raises PermissionDenied; Refused where the draft was saved since, or cannot be submitted now."""
        try:
            return review.submit(family, by=self.request.user, message=message, expected_version=family.version)
        except drafts.Conflict as error:
            raise stale(str(error), Family.objects.filter(pk=family.pk).first()) from None
        except review.Blocked as error:
            found = drafted.finding_rows(error.findings)
            raise Refused(409, f"The draft has errors: {' '.join(error.messages)}", findings=found) from None
        except Family.DoesNotExist:
            raise Http404(MISSING) from None
        except Invalid as error:
            raise Refused(409, " ".join(error.messages)) from None


def _refuse_another(slug: str, stated: Any) -> None:
    """Raises Refused where a document states another family than its address (RFC 9110, 9.3.4)."""
    if isinstance(stated, str) and stated != slug:
        sentence = f"The document is of {echo(stated)}, the address of {echo(slug)}. They have to be the same."
        raise Refused(409, sentence, errors={"/slug": [sentence]})


def _by_kind(error: drafts.MissingReferences) -> dict[str, list[str]]:
    """{"level": ["There is no level 'x'."], ...}"""
    found: dict[str, list[str]] = {}
    for missing, sentence in zip(error.missing, error.messages, strict=True):
        found.setdefault(missing.kind, []).append(sentence)
    return found


def _by_pointer(error: Unsound) -> dict[str, list[str]]:
    """What is unsound in a document, by JSON pointer; the first of it where there is much. The document's own rules
    name the place in front of what they say; what a type has to say of its alternatives is no step of a place."""
    found: dict[str, list[str]] = {}
    for each in error.errors(include_url=False, include_input=False)[:MAX_COMPLAINTS]:
        sentence = reason(each)
        named = _PLACE.match(sentence)
        pointer = named[1] if named else "".join(f"/{bodies.step(it)}" for it in each["loc"] if "[" not in str(it))
        found.setdefault(pointer, []).append(sentence)
    return found
