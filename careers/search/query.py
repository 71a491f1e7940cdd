"""What somebody typed, as terms, and how each database is asked for them. Any text is a query: nothing that is typed
reaches a database but letters and digits."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from os.path import commonprefix

from careers.search.words import STOPWORDS, spans, stem

MAX_QUERY = 200
"""Characters of a search; longer ones are refused."""
MANY_TERMS = 4
MAX_TERMS = 8
"""Terms that are looked for; more would narrow nothing that people read."""

_CHUNK = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """A word, or in quotes several that follow one another: as typed, folded, and their stems. With `begun` whatever
    begins with it."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    begun: bool = False

    @classmethod
    def of(cls, words: Sequence[str]) -> "Term":
        return cls(tuple(words), tuple(map(stem, words)))

    def open(self) -> "Term":
        """Whatever begins with it, as far as its stem does; a phrase stays what it is."""
        if len(self.words) > 1:
            return self
        shared = commonprefix([*self.words, *self.stems])  # noqa: RUF071 - of letters
        return replace(self, stems=(shared,), begun=True)

    @property
    def needle(self) -> str:
        """What the columns of words hold where they hold the term."""
        return f" {' '.join(self.stems)}" + ("" if self.begun else " ")

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Query:
    """`needed` has to be there, all but `slack` of them; `welcome` only counts where it is in a name; what has one of
    `unwanted` is left out. Of many words one may be missing: who writes a sentence means no list of conditions."""

    needed: tuple[Term, ...] = ()
    welcome: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    slack: int = 0

    @classmethod
    def read(cls, text: str) -> "Query":
        """`"so said" -but not so`: in quotes what follows one another, after a hyphen what is not wanted."""
        wanted: dict[Term, None] = {}
        unwanted: dict[Term, None] = {}
        for chunk in _CHUNK.finditer(text):
            words = [word for _, _, word in spans(chunk["phrase"] or chunk["words"] or "")]
            parts = [words] if chunk["phrase"] and words else [[word] for word in words]
            (unwanted if chunk["minus"] else wanted).update(dict.fromkeys(map(Term.of, parts)))
        needed = [term for term in wanted if len(term.words) > 1 or term.words[0] not in STOPWORDS]
        welcome = [term for term in wanted if term not in needed] if needed else []
        needed = (needed or list(wanted))[:MAX_TERMS]
        slack = int(len(needed) >= MANY_TERMS)
        return cls(tuple(needed), tuple(welcome)[:MAX_TERMS], tuple(unwanted)[:MAX_TERMS], slack)

    def looser(self) -> Iterator["Query"]:
        """The same with one more term missing, and then with all but one."""
        most = len(self.needed) - 1
        for slack in dict.fromkeys((self.slack + 1, most)):
            if self.slack < slack <= most:
                yield replace(self, slack=slack)

    def only(self, terms: Sequence[Term]) -> "Query":
        """The same for other terms."""
        return replace(self, needed=tuple(terms), slack=min(self.slack, max(len(terms) - 1, 0)))


class Syntax:
    """How a database's full-text search writes what is looked for; `edge` is that of a word in its patterns."""

    quote: str
    edge: str
    both: str
    either: str
    without: str

    def match(self, query: Query, *, around: bool = False) -> str:
        """What finds the rows that have the terms, at least one of them in their own words; with `around` anywhere."""
        chosen = combinations(query.needed, len(query.needed) - query.slack)
        found = self.any_of(self.both.join(map(self.term, terms)) for terms in chosen)
        if not around:
            found = f"{found}{self.both}{self.own(query.needed)}"
        if query.unwanted:
            found = f"({found}){self.without}{self.any_of(map(self.term, query.unwanted))}"
        return found

    def any_of(self, parts: Iterable[str]) -> str:
        return f"({self.either.join(f'({part})' for part in parts)})"

    def term(self, term: Term) -> str:
        raise NotImplementedError

    def own(self, terms: Sequence[Term]) -> str:
        """One of them, other than in what surrounds the row."""
        raise NotImplementedError


class Postgres(Syntax):
    """tsquery"""

    quote, edge, both, either, without = "'", r"\y", " & ", " | ", " & !"

    def term(self, term: Term, weights: str = "") -> str:
        label = f"{'*' if term.begun else ''}{weights}"
        return " <-> ".join(f"'{word}':{label}" if label else f"'{word}'" for word in term.stems)

    def own(self, terms: Sequence[Term]) -> str:
        return self.any_of(self.term(term, "ABC") for term in terms)


class Sqlite(Syntax):
    """FTS5"""

    quote, edge, both, either, without = '"', r"\b", " AND ", " OR ", " NOT "

    def term(self, term: Term) -> str:
        return f'"{" ".join(term.stems)}"{"*" if term.begun else ""}'

    def own(self, terms: Sequence[Term]) -> str:
        return f"{{name_words about_words text_words}} : {self.any_of(map(self.term, terms))}"


SYNTAXES: dict[str, Syntax] = {"postgresql": Postgres(), "sqlite": Sqlite()}
