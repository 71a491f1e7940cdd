"""One wording in many families, changed in one go: found in all drafts, changed in those that were chosen, and then
submitted family by family."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from careers import drafts, publishing, review, rights
from careers.handbook import edits
from careers.handbook.document import LISTS, FamilyDocument, digest
from careers.handbook.repeats import Wording, shared_wordings
from careers.models import Family, Revision, Role, Specialty
from config.kernel.models import AuditRecord, Catalogue


def name_of(text: str) -> str:
    """By which an address names a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def shared() -> tuple[Wording, ...]:
    """What the drafts of several families say alike, most families first. Seven queries, and all drafts read."""
    keys = Family.objects.values_list("pk", flat=True)
    return shared_wordings({document.slug: document for _, document in drafts.read_many(keys)})


def stated(names: Iterable[str]) -> dict[str, list[int]]:
    """The texts of these names that drafts state, each with the keys of the families that do. Three queries."""
    wanted = set(names)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for model, key in ((Family, "pk"), (Role, "family"), (Specialty, "family")):
        for family, *lists in model._default_manager.values_list(key, *LISTS).order_by():
            for text in _texts(lists):
                if name_of(text) in wanted:
                    found[text].add(family)
    return {text: sorted(families) for text, families in sorted(found.items(), key=lambda each: -len(each[1]))}


def _texts(lists: Iterable[Any]) -> Iterator[str]:
    for statements in lists:
        for statement in statements:
            if statement.get("inherits") is None:
                yield statement["text"]


def reworded(document: FamilyDocument, *, texts: Sequence[str], new: str) -> FamilyDocument:
    """The document with `new` wherever a whole statement is one of `texts`. Raises Refused."""
    for text in texts:
        if text != new and any(
            text == each.text for _, owner in document.owners() for name in LISTS for each in owner.statements(name)
        ):
            document = edits.reword(document, old=text, new=new)
    return document


def change(versions: Mapping[int, int], *, texts: Sequence[str], new: str, by: Any) -> list[Family]:
    """Changes the wording in the drafts of the families with these keys, which are at these versions; in all of them
    or in none. Returns those that changed, by title. Raises PermissionDenied; drafts.Conflict; edits.Refused;
    ValidationError where there is nothing to change."""
    changed = []
    with transaction.atomic():
        Catalogue.objects.lock()
        references = drafts.References()
        for family, document in drafts.read_many(versions):
            rights.require(by, "careers.change_family", family.department_id)
            after = reworded(document, texts=texts, new=new)
            if after == document:
                continue
            version = versions[family.pk]
            family = drafts.write(after, by=by, family=family, expected_version=version, references=references)
            AuditRecord.objects.write(by=by, action="reword", kind="draft", subject=family.slug, reason=new[:1_000])
            changed.append(family)
        if not changed:
            raise ValidationError("None of these families says it any more. Nothing was changed.")
    return changed


def clean(families: Iterable[tuple[Family, FamilyDocument]]) -> set[int]:
    """The keys of the families whose draft says exactly what it goes on from, so that nothing else would be submitted
    with a change. At most three queries a family."""
    found = set()
    for family, document in families:
        standing = publishing.standing(family)
        if standing is not None and standing.digest == digest(document):
            found.add(family.pk)
    return found


@dataclass(frozen=True)
class Submission:
    """What became of submitting one family: the revision, or why not."""

    family: Family
    revision: Revision | None
    refusal: Sequence[str] = ()


def submit(families: Iterable[Family], *, by: Any, message: str) -> list[Submission]:
    """One submission for each family, each by itself: what one is refused for keeps no other."""
    done = []
    for family in families:
        try:
            revision = review.submit(family, by=by, message=message, expected_version=family.version)
        except (ValidationError, PermissionDenied, drafts.Conflict) as error:
            refusal = error.messages if isinstance(error, ValidationError) else [str(error)]
            done.append(Submission(family, None, refusal))
        else:
            done.append(Submission(family, revision))
    return done
