"""What the text of a hiring step says: its stage, its length, who takes part, whether it is optional."""

import re
from functools import cache

from careers.handbook.parse.inline import plain
from careers.handbook.parse.words import pattern, table
from hiring.vocabulary import stages

_MINUTES = re.compile(r"\b(\d{2,3})(?:\s*(?:-|–|to|or)\s*(\d{2,3}))?[\s-]*min(?:ute)?s?\b", re.IGNORECASE)
_HOURS = re.compile(r"\b(\d(?:\.5)?|an|one|two)(?:\s*(?:-|–|to)\s*(\d(?:\.5)?))?[\s-]*(?:hours?|hrs?)\b", re.IGNORECASE)
_HOUR_WORDS = {"an": 1.0, "one": 1.0, "two": 2.0}
_WITH = re.compile(
    r"\bwith (?:either )?(?:(?:one|a member|members) of )?(?:(?:our|the|an?|their|your) )?(?P<who>[^.;:()]{2,120})"
)
_WHO_END = re.compile(
    r",? (?:who|to|in order|for|where|which|via|during|about|focus\w*|covering|based|as well|at|that|if)\b.*"
    r"| (?:in (?:that|the|our|your|this)|and (?:will|then|complete))\b.*"
    r"| - .*"
)


def minutes_of(text: str) -> tuple[int, int] | None:
    """(shortest, longest) length of a step, inclusive; of several the first; None where none is stated."""
    if found := _MINUTES.search(text):
        low = int(found[1])
        high = int(found[2] or low)
    elif found := _HOURS.search(text):
        first = found[1].casefold()
        low = round(60 * (_HOUR_WORDS.get(first) or float(first)))
        high = round(60 * float(found[2])) if found[2] else low
    else:
        return None
    return (min(low, high), max(low, high)) if min(low, high) > 0 else None


@cache
def _stage_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (stage.slug, re.compile("|".join(rf"(?<!\w){re.escape(word)}(?:s\b|\b|$)" for word in stage.words)))
        for stage in stages()
        if stage.words
    )


def stage_of(text: str) -> str:
    """The slug of the first stage of the vocabulary that a step's first line names, else its whole text; "other" where
    it names none."""
    for part in (text.partition("\n\n")[0], text):
        lower = " ".join(plain(part).casefold().split())
        for slug, words in _stage_patterns():
            if words.search(lower):
                return slug
    return "other"


def interviewer_of(text: str) -> str:
    """Who takes the step with the candidate, as written; "" where the text does not say."""
    found = _WITH.search(" ".join(plain(text).split()))
    if not found:
        return ""
    who = _WHO_END.sub("", found["who"]).strip(" ,")
    return who if who and (who[0].isupper() or "manager" in who.casefold()) else ""


def is_optional(text: str) -> bool:
    lower = plain(text).casefold()
    return any(phrase in lower for phrase in table("hiring")["optional"])


def is_closing(text: str) -> bool:
    """Whether a text is about the process as a whole and closes it, rather than a step."""
    lower = plain(text).casefold().lstrip()
    return lower.startswith(tuple(table("hiring")["closing_starts"])) or bool(
        pattern("hiring", "closing_patterns").match(lower)
    )


def is_opening(text: str) -> bool:
    """Whether a text introduces the process ("can expect the hiring process to follow the order below")."""
    return bool(pattern("hiring", "opening_patterns").search(plain(text)))
