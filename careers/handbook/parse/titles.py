"""Titles of roles: their level and track, whether a heading reads as one, and which role a phrase names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from careers.handbook.document import Track
from careers.handbook.parse.inline import plain
from careers.handbook.parse.words import alike, table, word_set
from levels.vocabulary import LevelWord, vocabulary

Key = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+")
_NOTE = re.compile(r"\(([^()]*)\)")
_ABBREVIATION = re.compile(r"\(([A-Z]{2,6})s?\)")
_ROLES_AT = re.compile(r"\s+roles(\s+at\s+.*)?$", re.IGNORECASE)
_HEAD_END = re.compile(r",| of | - | – |:")
_EMPTY = frozenset({"of", "the", "a", "an", "and", "for", "at", "to", "in", "role", "roles", "position", "level"})
_SHORT_FORMS = {
    "sr": "senior",
    "jr": "junior",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "avp": "area vice president",
}


def role_title(heading: str) -> str:
    """A heading as the title of a role: visible text, without a closing colon and without "roles at the company"."""
    text = " ".join(plain(heading).split()).rstrip(":").strip()
    return _ROLES_AT.sub("", text) or text


@lru_cache(maxsize=20_000)
def key(title: str) -> Key:
    """The words of a title that tell it from others, in order: short forms written out, plurals and small words
    gone, a field and who works in it made one ("engineering" and "engineer")."""
    found: list[str] = []
    for token in _TOKEN.findall(re.sub(r"[’']s\b", "", plain(title).casefold())):
        if token not in _EMPTY:
            found += map(singular, _SHORT_FORMS.get(token, token).split())
    return tuple(found)


def singular(word: str) -> str:
    """A word without its plural; "engineering" and "engineer" are one."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return "engineer" if word == "engineering" else word


@cache
def _phrases() -> tuple[tuple[Key, LevelWord], ...]:
    rows = {(key(word), level) for level in vocabulary().levels for word in level.words}
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), -row[1].rank, row[0])))


@cache
def level_words() -> frozenset[str]:
    return frozenset(word for phrase, _ in _phrases() for word in phrase)


@dataclass(frozen=True)
class TitleWords:
    """`own` is the level a title names for the person ("Senior X", "X (Intermediate)", "X Intern"); `leads` the
    management level it opens with ("Manager, X", "Director of X"); `tail` the one it ends in ("X Manager"), of the
    words in `of`. `base` is the title's key without any of these."""

    own: LevelWord | None
    leads: LevelWord | None
    tail: LevelWord | None
    of: Key
    base: Key


@lru_cache(maxsize=20_000)
def title_words(title: str) -> TitleWords:
    lower = plain(title).casefold()
    if any(phrase in lower for phrase in table("management")["not_levels"]):
        return TitleWords(None, None, None, (), key(title))
    own = next((level for note in _NOTE.findall(title) if (level := _whole(key(note)))), None)
    bare = _NOTE.sub(lambda found: "" if _whole(key(found[1])) else found[0], title)
    split = _HEAD_END.search(_NOTE.sub("", bare))
    head = key(_NOTE.sub("", bare)[: split.start()] if split else _NOTE.sub("", bare))
    rest = key(bare)[len(head) :]
    if level := _whole(head):
        if level.track == "management":
            return TitleWords(own, level, None, (), rest)
        return TitleWords(own or level, None, None, (), rest)
    leads, words = _strip_front(head, "management")
    if leads:
        return TitleWords(own, leads, None, (), words + rest)
    tail, words = _strip_tail(head, "management")
    front, words = _strip_front(words, "individual_contributor")
    if not front:
        front, words = _strip_tail(words, "individual_contributor")
    if not front:
        front, words = _strip_within(words)
    return TitleWords(own or front, None, tail, words, words + rest)


def _whole(words: Key) -> LevelWord | None:
    return next((level for phrase, level in _phrases() if phrase == words), None)


def _strip_front(words: Key, track: str) -> tuple[LevelWord | None, Key]:
    for phrase, level in _phrases():
        if level.track == track and len(words) > len(phrase) and words[: len(phrase)] == phrase:
            return level, words[len(phrase) :]
    return None, words


def _strip_tail(words: Key, track: str) -> tuple[LevelWord | None, Key]:
    for phrase, level in _phrases():
        if level.track == track and len(words) > len(phrase) and words[-len(phrase) :] == phrase:
            return level, words[: -len(phrase)]
    return None, words


def _strip_within(words: Key) -> tuple[LevelWord | None, Key]:
    for index, word in enumerate(words[:-1]):
        for phrase, level in _phrases():
            if level.track == "individual_contributor" and phrase == (word,):
                return level, words[:index] + words[index + 1 :]
    return None, words


def level_and_track(title: str, *, manages_people: bool) -> tuple[str | None, Track, bool]:
    """(level slug, track, whether the title names a manager of a thing).

    "Manager, X" and "Director, X" manage people. "X Manager" manages people where the caller knows that it does, else
    a thing: an individual contributor. No level word on an individual contributor means intermediate.
    """
    found = title_words(title)
    by_slug = {level.slug: level for level in vocabulary().levels}
    if found.leads:
        return found.leads.slug, "management", False
    if found.tail and (found.tail.slug != "manager" or manages_people):
        senior = found.tail.slug == "manager" and found.own is by_slug["senior"]
        return "senior-manager" if senior else found.tail.slug, "management", False
    if found.own:
        return found.own.slug, "individual_contributor", bool(found.tail)
    if not key(title) or any(phrase in plain(title).casefold() for phrase in table("management")["not_levels"]):
        return None, "individual_contributor", False
    return "intermediate", "individual_contributor", bool(found.tail)


def is_bare_level(title: str) -> bool:
    """Whether a title is nothing but a level ("Senior", "Senior Manager")."""
    return _whole(key(title)) is not None


def reads_as_title(heading: str) -> bool:
    """Whether a heading could be the title of a role: it has a level word or ends its first part in what people are
    called, and is short."""
    text = role_title(heading)
    if not text or len(text) > 100 or text.endswith(("?", "!", "...")) or text.casefold() in word_set("not_titles"):
        return False
    words = key(text)
    if not words or len(words) > 12:
        return False
    head = key(re.split(r"[,(]| - ", text)[0])
    if any(word in word_set("role_nouns") for word in (words[-1:] + head[-1:])):
        return True
    found = title_words(text)
    return is_bare_level(text) or found.leads is not None


class Names:
    """Which role of the page a phrase means. Built from the titles in order; `also` adds other names of a role."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = list(titles)
        self.aliases: list[set[Key]] = [set(_aliases(title)) for title in titles]

    def also(self, index: int, phrase: str) -> None:
        self.aliases[index] |= set(_aliases(phrase))

    def find_exactly(self, phrase: str) -> int | None:
        """The index of the first role whose title has just the words of a phrase, in any order."""
        wanted = sorted(key(phrase))
        return next((i for i, title in enumerate(self.titles) if sorted(key(title)) == wanted), None)

    def find(self, phrase: str, near: int | None = None) -> int | None:
        """The index of the role that a phrase names, or None where it names none. Of several, the nearest before
        `near`. A phrase that is only a level ("the Senior level") means the role of that level."""
        wanted = set(_aliases(phrase))
        if not any(wanted):
            return None
        for test in (_same, _same_words, _alike_words):
            if found := [i for i, keys in enumerate(self.aliases) if i != near and test(keys, wanted)]:
                return _nearest(found, near)
        if level := _whole(key(phrase)):
            held = [title_words(title) for title in self.titles]
            if found := [i for i, each in enumerate(held) if i != near and level in (each.own or each.leads, each.leads)]:
                return _nearest(found, near)
            if level.slug == "intermediate":
                plain_ones = [i for i, each in enumerate(held) if i != near and not (each.own or each.leads or each.tail)]
                return _nearest(plain_ones, near) if plain_ones else None
        return None


def _nearest(found: list[int], near: int | None) -> int:
    before = [index for index in found if near is None or index < near]
    return (before[-1] if near is not None else before[0]) if before else found[0]


def _same(keys: set[Key], wanted: set[Key]) -> bool:
    return not keys.isdisjoint(wanted)


def _same_words(keys: set[Key], wanted: set[Key]) -> bool:
    return not {tuple(sorted(each)) for each in keys}.isdisjoint({tuple(sorted(each)) for each in wanted})


def _alike_words(keys: set[Key], wanted: set[Key]) -> bool:
    return any(
        len(a) == len(b) and all(map(alike, sorted(b), sorted(a))) for a in keys for b in wanted if len(a) == len(b)
    )


def _aliases(title: str) -> Iterable[Key]:
    """The keys by which a title may be called: as it is, without its notes, without "intermediate", and with its
    words in the place of their initials or the other way round."""
    forms = [title, _NOTE.sub(lambda found: found[0] if _whole(key(found[1])) else " ", title)]
    for short in _ABBREVIATION.findall(title):
        bare = _NOTE.sub(lambda found, short=short: "" if found[1].rstrip("s") == short else found[0], title)
        spelt = re.search(r"\b" + r"[\w]*[\s,]+(?:of\s+)?".join(short) + r"[\w]*", bare)
        if spelt:
            forms += [bare, bare.replace(spelt[0], short)]
    for form in forms:
        words = key(form)
        yield words
        yield tuple(word for word in words if word != "intermediate")


def compatible(subject: str, title: str) -> bool:
    """Whether the subject of a sentence may mean the role of this title: the same words, or the words of one all in
    the other's, with no different level."""
    ours, theirs = title_words(title), title_words(subject)
    a, b = set(key(_NOTE.sub(" ", title))), set(key(_NOTE.sub(" ", subject)))
    levels = [{level.slug for level in (each.own, each.leads, each.tail) if level} for each in (ours, theirs)]
    levels = [each - {"intermediate"} for each in levels]
    unlike_a = {word for word in a - b if not any(alike(word, other) or alike(other, word) for other in b)}
    unlike_b = {word for word in b - a if not any(alike(word, other) or alike(other, word) for other in a)}
    if levels[0] and levels[1] and levels[0] != levels[1]:
        return not unlike_a and not unlike_b
    return not (unlike_a - {"intermediate"}) or not (unlike_b - {"intermediate"})
