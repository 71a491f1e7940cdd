"""What search reads of a publication, for each audience: written where a publication is unfolded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection

from careers.handbook.document import LISTS
from careers.handbook.parse.inline import plain
from careers.models import Publication, SearchText, SearchWord
from careers.search.words import spans, stem, stems

Node = Mapping[str, Any]
Line = tuple[str, str]
"""(place, words in one line)"""

MAX_TEXT = 200_000
"""Characters of an owner that are searched; the largest real one has 30,000, and PostgreSQL indexes a megabyte."""
MIN_WORD, MAX_WORD = 4, 30
"""Letters of the words that a misspelt one may have meant."""
BATCH = 500

_SAID = ("title", "name", "summary", "overview", "primary_language", "text", "group", "heading", "body")
_UNSAID = frozenset(
    {
        *("hiring_processes", "career_steps", "steps_here", "origin", "origins", "replaced"),
        *("grades", "job_codes"),  # by role, whose slug may be the name of a text
    }
)
_INDICATORS = "performance_indicators"
_BLOCK = re.compile(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+|\|)?(?:\[[ x]\]\s+)?", re.MULTILINE)
_RULE = re.compile(r"\|?[\s:|-]*(?:\||$)")


@dataclass(frozen=True)
class Owner:
    """A family, role or specialty as one audience sees it."""

    kind: str
    slug: str
    title: str
    position: int
    internal: bool
    about: str
    lines: Sequence[Line]
    around: frozenset[str]

    def columns(self) -> dict[str, Any]:
        """As the row holds it."""
        name, about = _stems(self.title), _stems(self.about)
        text = [_stems(line) for _, line in self.lines]
        own = {*name, *about, *(each for line in text for each in line)}
        return {
            **{field: getattr(self, field) for field in ("kind", "slug", "title", "position", "internal")},
            "text": "\n".join(line for _, line in self.lines),
            "places": [(place, len(list(found))) for place, found in groupby(place for place, _ in self.lines)],
            "name_words": _spaced(name),
            "about_words": _spaced(about),
            "text_words": "\n".join(map(_spaced, text)),
            "around_words": _spaced(sorted(self.around - own)),
        }


def write(
    publication: Publication, staff: Node, public: Node | None, roles: Mapping[str, Sequence[Node | None]]
) -> None:
    """The rows of a publication, which has none, in the caller's transaction. `staff` and `public` are its
    document as those see it, `roles` by slug the composed role as they do, in the same order."""
    positions = {
        (kind, owner["slug"]): position
        for kind, owners in (("role", staff["roles"]), ("specialty", staff["specialties"]))
        for position, owner in enumerate(owners)
    }
    found: dict[Owner, SearchText] = {}
    for audience, document, side, indicators in (
        ("staff", staff, 0, True),
        ("public", public, 1, True),
        ("plain", public, 1, False),
    ):
        for owner in _owners(document, positions, roles, side, indicators) if document else ():
            row = found.get(owner) or _row(publication, staff, owner)
            setattr(row, audience, True)
            found[owner] = row
    SearchText.objects.bulk_create(found.values(), batch_size=BATCH)
    SearchWord.objects.bulk_create(_vocabulary(found), ignore_conflicts=True, batch_size=BATCH)
    _index(publication)


def clear() -> None:
    """Takes everything away, where every publication is about to be written again."""
    SearchText.objects.all().delete()
    SearchWord.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO careers_searchindex(careers_searchindex) VALUES ('delete-all')")


def _index(publication: Publication) -> None:
    """PostgreSQL keeps its index by itself. SQLite is told of rows that came: they are never changed."""
    if connection.vendor != "sqlite":
        return
    columns = "name_words, about_words, text_words, around_words"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO careers_searchindex(rowid, {columns}) "  # noqa: S608 - of constants
            f"SELECT id, {columns} FROM careers_searchtext WHERE publication_id = %s",
            [publication.pk],
        )


def _row(publication: Publication, document: Node, owner: Owner) -> SearchText:
    return SearchText(
        publication=publication,
        staff=False,
        public=False,
        plain=False,
        family_slug=document["slug"],
        family_title=document["title"],
        department=document["department"],
        **owner.columns(),
    )


def _owners(
    document: Node,
    positions: Mapping[tuple[str, str], int],
    roles: Mapping[str, Sequence[Node | None]],
    side: int,
    indicators: bool,
) -> Iterator[Owner]:
    unsaid = _UNSAID if indicators else _UNSAID | {_INDICATORS}
    home = [document["title"], document["department"]]
    secret = document["visibility"] == "internal"

    def owner(kind: str, node: Node, title: str, about: Sequence[str], around: Sequence[Any]) -> Owner:
        slug = node["slug"] if kind != "family" else ""
        return Owner(
            kind=kind,
            slug=slug,
            title=title,
            position=positions.get((kind, slug), 0),
            internal=secret or node["visibility"] == "internal",
            about="\n".join(filter(None, [*about, *_groups(node, unsaid)])),
            lines=tuple(_capped(_lines(node, unsaid))),
            around=frozenset().union(*map(_stems, [*home, *_texts(around, unsaid)])),
        )

    yield owner("family", document, document["title"], [document["summary"], document["primary_language"]], [document])
    for role in document["roles"]:
        composed = roles[role["slug"]][side]
        yield owner("role", role, role["title"], [role["group"], role["level"] or ""], [composed])
    for specialty in document["specialties"]:
        yield owner("specialty", specialty, specialty["name"], [specialty["primary_language"]], [])


def _groups(owner: Node, unsaid: frozenset[str]) -> list[str]:
    """The groups of its statements and the headings of its sections."""
    groups = [each["group"] for name in LISTS if name not in unsaid for each in owner[name]]
    return list(dict.fromkeys([*groups, *(section["heading"] for section in owner["sections"])]))


def _lines(owner: Node, unsaid: frozenset[str]) -> Iterator[Line]:
    """What it states itself, in the order of its page."""
    after: dict[str, list[str]] = {}
    for section in owner["sections"]:
        after.setdefault(section["after"], []).append(f"{section['heading']}: {section['body']}")
    for paragraph in (owner.get("summary", ""), *owner["overview"].split("\n\n")):
        yield "overview", paragraph
    for place in ("overview", *LISTS, "end"):
        if place in LISTS and place not in unsaid:
            yield place, owner["leads"].get(place, "")
            yield from ((place, each["text"]) for each in owner[place] if each["inherits"] is None)
        for section in after.get(place, ()):
            yield from (("section", paragraph) for paragraph in section.split("\n\n"))


def _capped(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines that say something, as plain words in one line each, as long as there is room."""
    room = MAX_TEXT
    for place, markdown in lines:
        shown = [line for line in markdown.split("\n") if not (line.strip() and _RULE.fullmatch(line.strip()))]
        words = " ".join(plain(_BLOCK.sub("", "\n".join(shown))).replace("|", " ").split()).strip(": ")[:room]
        if words:
            room -= len(words)
            yield place, words


def _texts(node: Any, unsaid: frozenset[str]) -> Iterator[str]:
    """Every text in a document or in parts of it, except below the names that are unsaid."""
    if isinstance(node, list):
        for each in node:
            yield from _texts(each, unsaid)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in unsaid:
                continue
            if key == "leads":
                # Prose by list in a document; in a composed role several, each with its origin.
                for name, lead in value.items():
                    if name not in unsaid:
                        yield from [lead] if isinstance(lead, str) else _texts(lead, unsaid)
            elif not isinstance(value, str):
                yield from _texts(value, unsaid)
            elif key in _SAID:
                yield value


def _vocabulary(owners: Iterable[Owner]) -> Iterator[SearchWord]:
    texts = {text for owner in owners for text in (owner.title, owner.about, *(line for _, line in owner.lines))}
    for word in sorted({word for text in texts for _, _, word in spans(text)}):
        if MIN_WORD <= len(word) <= MAX_WORD and word.isalpha():
            yield SearchWord(word=word, stem=stem(word))


@lru_cache(maxsize=10_000)
def _stems(markdown: str) -> tuple[str, ...]:
    """Kept, since roles inherit: the same text comes again and again while a publication is unfolded."""
    return tuple(stems(plain(markdown)))


def _spaced(words: Sequence[str]) -> str:
    """With a blank on both sides of every word, so that one is found whole as part of the text."""
    return f" {' '.join(words)} " if words else ""
