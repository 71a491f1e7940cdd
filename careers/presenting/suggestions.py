"""What is worth pointing out in a draft, with the one click that settles it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from careers.handbook.document import FamilyDocument
from careers.handbook.repeats import Suggestion, suggestions
from careers.handbook.words import Part, word_parts
from careers.presenting import words

MAX_TEXTS = 12
"""Of one suggestion; the rest are counted."""


@dataclass(frozen=True)
class ShownSuggestion:
    """Something that is said several times. `token` names it in a form; `parts` tell word by word how a wording refines
    another one; `more` counts the texts that are not shown."""

    token: str
    title: str
    promise: str
    button: str
    texts: Sequence[str]
    more: int = 0
    parts: Sequence[Part] = ()


def token_of(suggestion: Suggestion) -> str:
    """By which a form names a suggestion: what it would do, and on which texts."""
    return hashlib.sha256(suggestion.model_dump_json().encode()).hexdigest()[:20]


def find(document: FamilyDocument, token: str) -> Suggestion | None:
    """The suggestion of a form, if it still is one."""
    return next((each for each in suggestions(document) if token_of(each) == token), None)


def present_suggestions(document: FamilyDocument) -> list[ShownSuggestion]:
    return [_present(each) for each in suggestions(document)]


def _present(each: Suggestion) -> ShownSuggestion:
    owners = list(dict.fromkeys(each.owners))
    order = " Some statements stand in another order then." if each.reorders else ""
    same = f"Every role says what it says now.{order}"
    count = words.counted(len(each.texts), "statement", "statements")
    shown, more = each.texts[:MAX_TEXTS], max(0, len(each.texts) - MAX_TEXTS)
    if each.kind == "extend":
        role, base = each.owners
        return ShownSuggestion(
            token_of(each), f"{role} repeats {count} of {base}", same, f"Let it extend {base}", shown, more
        )
    if each.kind == "refine":
        role, lower = each.owners
        return ShownSuggestion(
            token_of(each),
            f"{role} says in other words what {lower} says",
            f"{role} says its own wording alone, in the place of the inherited one. Nothing else changes.",
            "Replace the inherited wording",
            each.texts[:1],
            parts=word_parts(each.texts[1], each.texts[0]),
        )
    return ShownSuggestion(
        token_of(each), f"{words.joined(owners)} say the same", same, "Move it to the family", shown, more
    )
