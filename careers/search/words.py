"""Words as search compares them: folded, and cut to a stem, so that "designs" finds "designer". Both databases hold
and look up these stems, so that they find the same."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_WORD = 40
"""Characters of a word that count."""

STOPWORDS = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "has", "have", "if", "in"),
        *("into", "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "them", "they", "this", "to"),
        *("was", "we", "were", "what", "who", "will", "with", "you", "your"),
    }
)
"""Words that say nothing by themselves: a search may hold them, a text need not."""

_WORD = re.compile(r"([^\W_]+)(?:['’]s\b)?(\+\+|#(?!\w))?")
_SIGNS = {"++": "plusplus", "#": "sharp"}

# In this order, each at most once: (what is cut off, how many characters have to be left at least).
_ENDINGS = [
    (re.compile(rf"(?:{end})$"), left)
    for end, left in (
        (r"(?<=ss)es", 3),
        (r"(?<![siu])s", 2),
        (r"ing|ed", 3),
        (r"ation|ator|ate", 4),
        (r"(?<=[st])(?:ion|or)", 3),
        (r"ship", 4),
        (r"ment|ance|ant", 5),
        (r"er", 4),
        (r"e", 3),
    )
]
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"([^aeioulsz])\1$")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Without case and accents, letters and digits alone: Straße is strasse, Café is cafe."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", word.casefold()))).casefold()[:MAX_WORD]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word: engineer, engineers and engineering are one; international and intern are not."""
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    for ending, left in _ENDINGS:
        found = ending.search(word)
        if found and found.start() >= left and _VOWEL.search(word, 0, found.start()):
            word = _DOUBLE.sub(r"\1", word[: found.start()]) if found[0] in ("ing", "ed") else word[: found.start()]
    return word[:-1] + "y" if word.endswith("i") and len(word) > 3 else word


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded word) of every word of a text, in order. C++ and C# are words of their own."""
    for found in _WORD.finditer(text):
        word = fold(found[1])
        if word:
            yield found.start(), found.end(), word + _SIGNS.get(found[2] or "", "")


def stems(text: str) -> list[str]:
    """The stem of every word of a text, in order."""
    return [stem(word) for _, _, word in spans(text)]


@lru_cache(maxsize=10_000)
def trigrams(text: str) -> frozenset[str]:
    """The groups of three letters of its words, with two blanks before and one behind each, as pg_trgm makes them."""
    padded = [f"  {word} " for _, _, word in spans(text)]
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))


def similarity(one: str, other: str) -> float:
    """The share of groups of three letters that two texts have in common, from 0 to 1."""
    mine, theirs = trigrams(one), trigrams(other)
    return len(mine & theirs) / (len(mine | theirs) or 1)


def distance(one: str, other: str, limit: int) -> int:
    """How many letters were left out, put in, changed or swapped with their neighbour between two words; `limit` + 1
    where it is more than that."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row, above = row, [i], before
        for j, another in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if above and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
