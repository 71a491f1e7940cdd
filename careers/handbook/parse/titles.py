"""Titles of roles: their level and track, whether a heading reads as one, and which role a phrase names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from careers.handbook.document import Track
from careers.handbook.parse.inline import plain
from careers.handbook.parse.words import alike, table, word_set
from careers.handbook.words import folded
from levels.vocabulary import LevelWord, vocabulary

Key = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+")
_NOTE = re.compile(r"\(([^()]*)\)")
_INITIALS = re.compile(r"(?P<words>(?:[A-Z][\w&]*[ -]){2,6})\((?P<short>[A-Z]{2,6})s?\)")
_ROLES_AT = re.compile(r"\s+roles(\s+at\s+.*)?$", re.IGNORECASE)
_HEAD_END = re.compile(r",| of | - | – |:")
_EMPTY = frozenset({"of", "the", "a", "an", "and", "for", "at", "to", "in", "role", "roles", "position", "level"})
_SMALL = frozenset({"of", "the", "a", "an", "and", "for", "at", "to", "in", "on", "with"})
_SHORT_FORMS = {
    "sr": "senior",
    "jr": "junior",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "avp": "area vice president",
}

_SHORT_FORM = re.compile(rf"\b({'|'.join(_SHORT_FORMS)})\b\.?")

_FIELDS = {
    "engineering": "engineer",
    "architecture": "architect",
    "administration": "administrator",
    "accounting": "accountant",
    "recruiting": "recruiter",
    "writing": "writer",
}


def role_title(heading: str) -> str:
    """A heading as the title of a role: visible text, without a closing colon and without "roles at the company"."""
    text = " ".join(plain(heading).split()).rstrip(":").strip()
    return _ROLES_AT.sub("", text) or text


def spelt_out(title: str) -> str:
    """A title as it counts where case, blanks and short forms do not: "Sr.  Analyst" is "senior analyst"."""
    return _SHORT_FORM.sub(lambda found: _SHORT_FORMS[found[1]], folded(title))


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
    """A word without its plural, and a field as who works in it."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return _FIELDS.get(word, word)


@cache
def _phrases() -> tuple[tuple[Key, LevelWord], ...]:
    rows = {(key(word), level) for level in vocabulary().levels for word in level.words}
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), -row[1].rank, row[0])))


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


def names_people(word: str) -> bool:
    """Whether a word, as in a key, says what people are called by their work."""
    entry = table("role_nouns")
    if word in entry["words"]:
        return True
    return len(word) > 4 and word.endswith(tuple(entry["endings"])) and word not in entry["things"]


def could_be_title(heading: str) -> bool:
    """Whether a heading is written as a name: a few words with capitals, and none that prose opens with. Weaker than
    `reads_as_title`: enough where the heading owns a grade."""
    tokens = role_title(heading).split()
    if not 0 < len(tokens) <= 8 or tokens[0].casefold() in word_set("prose_openings"):
        return False
    return all(not token[0].isalpha() or token[0].isupper() or token in _SMALL for token in tokens)


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
    if any(map(names_people, words[-1:] + head[-1:])):
        return True
    found = title_words(text)
    return is_bare_level(text) or found.leads is not None


class Names:
    """Which role of the page a phrase means. Built from the titles in order; `family` is what the page is about,
    which completes short titles ("Senior"); `short_forms` maps initials to the words they stand for on the page."""

    def __init__(self, titles: Sequence[str], family: Key, short_forms: Mapping[str, Sequence[str]]) -> None:
        self.titles = list(titles)
        self.short_forms = short_forms
        self.aliases = [self._aliases(title) | _completed(title, family) for title in titles]

    def also(self, index: int, phrase: str) -> None:
        """Gives a role another name."""
        self.aliases[index] |= self._aliases(phrase)

    def may_mean(self, index: int, phrase: str) -> bool:
        """Whether a phrase may mean this role."""
        wanted = self._aliases(phrase)
        return _same_words(self.aliases[index], wanted) or compatible(phrase, self.titles[index])

    def find_exactly(self, phrase: str, prefer: int = -1) -> int | None:
        """The index of the role whose title has just the words of a phrase, in any order; `prefer` of several."""
        wanted = sorted(key(phrase))
        found = [i for i, title in enumerate(self.titles) if sorted(key(title)) == wanted]
        return prefer if prefer in found else found[0] if found else None

    def find(self, phrase: str, near: int | None = None) -> int | None:
        """The index of the role that a phrase names, or None where it names none. Of several, the nearest before
        `near`. A phrase that is only a level ("the Senior level") means the role of that level."""
        wanted = {each for each in self._aliases(phrase) if each}
        others = [index for index in range(len(self.titles)) if index != near]
        if not wanted:
            return None
        for test in (_same, _same_words, _alike_words):
            if found := [index for index in others if test(self.aliases[index], wanted)]:
                return _nearest(found, near)
        if level := _whole(key(phrase)):
            return self._of_level(level, others, near)
        if near is not None and (found := [index for index in others if self._is_head(index, phrase, near)]):
            return _nearest(found, near)
        found = [index for index in others if _within(self.titles[index], phrase)]
        return found[0] if len(found) == 1 else None

    def _is_head(self, index: int, phrase: str, near: int) -> bool:
        """Whether a phrase is the first part of a title whose second part the title near it has too."""
        head, _, rest = self.titles[index].partition(",")
        return bool(rest) and key(head) == key(phrase) and key(rest) == key(self.titles[near].partition(",")[2])

    def _of_level(self, level: LevelWord, others: list[int], near: int | None) -> int | None:
        held = {index: title_words(self.titles[index]) for index in others}
        found = [index for index, words in held.items() if level in (words.own, words.leads)]
        if not found and level.slug == "intermediate":
            found = [index for index, words in held.items() if not (words.own or words.leads or words.tail)]
        return _nearest(found, near) if found else None

    def _aliases(self, title: str) -> set[Key]:
        """The keys by which a title may be called: as it is, without its notes, without "intermediate", and with
        its initials written out."""
        found: set[Key] = set()
        for form in (title, _NOTE.sub(lambda note: note[0] if _whole(key(note[1])) else " ", title)):
            for spelt in self._written_out(form):
                found |= {key(spelt), tuple(word for word in key(spelt) if word != "intermediate")}
        return found

    def _written_out(self, title: str) -> list[str]:
        forms = [title]
        for short, meanings in self.short_forms.items():
            if re.search(rf"\b{short}s?\b", title):
                forms += [re.sub(rf"\b{short}s?\b", meaning, title) for meaning in meanings]
        return forms


def _completed(title: str, family: Key) -> set[Key]:
    """A short title with the family's name: "Senior" and "Senior Analyst" of the family of security analysts."""
    words = title_words(title)
    level = words.own or words.leads
    if not set(words.base) < set(family):
        return set()
    return (
        {(*(key(level.words[0]) if level else ()), *family), family}
        if level is None
        else {(*key(level.words[0]), *family)}
    )


def _nearest(found: list[int], near: int | None) -> int:
    before = [index for index in found if near is None or index < near]
    return (before[-1] if near is not None else before[0]) if before else found[0]


def _same(keys: set[Key], wanted: set[Key]) -> bool:
    return not keys.isdisjoint(wanted)


def _same_words(keys: set[Key], wanted: set[Key]) -> bool:
    return not {tuple(sorted(each)) for each in keys}.isdisjoint({tuple(sorted(each)) for each in wanted})


def _alike_words(keys: set[Key], wanted: set[Key]) -> bool:
    pairs = [(sorted(a), sorted(b)) for a in keys for b in wanted if len(a) == len(b)]
    return any(all(map(alike, b, a)) for a, b in pairs)


def _within(title: str, phrase: str) -> bool:
    """Whether a phrase of two words or more is a part of a title, with no other level."""
    part, whole = title_words(phrase), title_words(title)
    levels = (part.own, part.leads, part.tail) == (whole.own, whole.leads, whole.tail)
    return levels and len(key(phrase)) > 1 and set(key(phrase)) <= set(key(title))


def initials(text: str) -> dict[str, list[str]]:
    """What the initials of a text stand for: "Customer Success Manager (CSM)" gives CSM, in each way it is written."""
    found: dict[str, list[str]] = {}
    for match in _INITIALS.finditer(text):
        tokens = re.findall(r"[\w&]+", match["words"])[-len(match["short"]) :]
        if "".join(token[0] for token in tokens).upper() == match["short"]:
            meanings = found.setdefault(match["short"], [])
            if (meaning := " ".join(tokens)) not in meanings:
                meanings.append(meaning)
    return found


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
