"""What the OpenAPI document says of the endpoints of drafts, and the shape of what is sent to them."""

from typing import Annotated, Any

from drf_spectacular.utils import OpenApiParameter
from pydantic import BaseModel, ConfigDict, Field

from careers.handbook.document import FamilyDocument
from careers.handbook.render import render
from config.kernel import bodies
from config.kernel.openapi import Schema, shaped


class Submission(BaseModel):
    """What is sent to submit a draft: what changes and why, for reviewers and for the history, which all read."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message: Annotated[
        str,
        Field(
            min_length=1,
            max_length=10_000,
            pattern=r"\S",
            json_schema_extra={"pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"},
        ),
    ]


DOCUMENT = {
    "schema": 1,
    "title": "Gardening",
    "slug": "gardening",
    "department": "unassigned",
    "summary": "Keeps what grows.",
    "requirements": [{"text": "Knows weeds from herbs"}],
    "roles": [
        {
            "title": "Gardener",
            "slug": "gardener",
            "level": "intermediate",
            "grade": "6",
            "responsibilities": [{"text": "Water what is dry"}],
        }
    ],
}
_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
PAGE = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
"""A text that says something."""
TAGS = r'^(W/)?"[!#-~]*"(, (W/)?"[!#-~]*")*$'
TAG = {"description": "What If-Match names to change this version.", "schema": {"type": "string"}}
SUBMISSION = {"message": "The gardener waters what is dry."}
STANDING = {
    "version": 4,
    "etag": '"7d3f0c7e5a0b4e0f9c1d2e3f4a5b6c7d-4"',
    "saved_at": "2026-03-01T09:30:00Z",
    "saved_by": "Ana Reis",
}
BLOCKING = {
    "code": "missing-hiring-process",
    "severity": "error",
    "message": "Gardening does not say how its roles are hired.",
    "where": "",
    "place": "Gardening",
    "line": None,
    "remedy": "Add a hiring process with its steps, or start from one of the company's standard processes.",
    "blocks": True,
    "waiver": None,
}
STAGE = {"name": "HR", "whom": "one of the group Reviewer", "approvals": 1, "approved": 0, "open": True, "verdicts": []}
REVIEW = {
    "state": "submitted",
    "message": SUBMISSION["message"],
    "author": "Ana Reis",
    "submitted_at": "2026-03-01T09:45:00Z",
    "of_this_draft": True,
    "turn": "HR",
    "stages": [STAGE],
}
DRAFT = {
    "id": "7d3f0c7e-5a0b-4e0f-9c1d-2e3f4a5b6c7d",
    "slug": DOCUMENT["slug"],
    **STANDING,
    "document": FamilyDocument.model_validate(DOCUMENT).model_dump(mode="json"),
    "findings": [BLOCKING],
    "difference": {
        "compared_with": 2,
        "size": 1,
        "facts": [{"pointer": "/roles/0", "field": "grade", "before": "5", "after": "6"}],
        "parts": [],
        "prose": [],
        "statements": [],
    },
    "review": None,
    "url": "https://rolebook.example/api/v1/job-families/gardening/draft/",
}
"""Examples of answers."""


class DraftSchema(Schema):
    """What the OpenAPI document says of an endpoint of drafts, whose methods have little in common."""

    def get_override_parameters(self) -> list[Any]:
        found = []
        for name, described in self.view.conditions[self.method].items():
            shape = {"enum": ["*"]} if name == "If-None-Match" else {"pattern": TAGS}
            found.append(
                OpenApiParameter(
                    name,
                    {"type": "string", **shape},
                    OpenApiParameter.HEADER,
                    description=described,
                    required=self.method == "POST",
                )
            )
        if "validate_only" in self.view.others[self.method]:
            about = "Answer what putting it would, and write nothing."
            found.append(OpenApiParameter("validate_only", bool, description=about))
        return found

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        content: dict[str, Any]
        if self.method == "POST":
            content = {bodies.JSON: {"schema": shaped(self, Submission, mode="validation"), "example": SUBMISSION}}
        elif self.method == "PUT":
            document = shaped(self, FamilyDocument, prefix="Document", mode="validation")
            page = render(FamilyDocument.model_validate(DOCUMENT))
            content = {
                bodies.JSON: {"schema": document, "example": DOCUMENT},
                bodies.MARKDOWN: {"schema": {"type": "string", "pattern": PAGE}, "example": page},
            }
        else:
            return None
        return {"required": True, "content": content}

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        self.view.problem_codes = self.view.problems[self.method]
        answers = super()._get_response_bodies(direction)
        if self.method != "GET":
            del answers["304"]
        if self.method == "POST":
            answers["201"] = {**answers.pop("200"), "description": "It is under review now, or approved."}
            answers["201"]["content"][bodies.JSON]["example"] = REVIEW
        else:
            answers["200"]["content"][bodies.JSON]["example"] = DRAFT
            answers["200"]["headers"] = {"ETag": TAG}
        if self.method == "PUT":
            headers = {"ETag": TAG, "Location": {"schema": {"type": "string", "format": "uri"}}}
            answers["201"] = {**answers["200"], "headers": headers, "description": "The family is there now."}
        return dict(sorted(answers.items()))
