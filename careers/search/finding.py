"""Full-text search over what is in force on the day of a reading, in the words that its viewer may see.

The rank is made of the row alone, of where in it the terms stand and how often. How rare a word is among all rows is
no part of it: that would tell of rows that the viewer may not see.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Count, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Concat

from careers.models import FamilyListing, RoleListing, SearchText, SearchWord
from careers.reading import FAMILY, Reading
from careers.search.passages import Part, Passage, marked, passages
from careers.search.query import SYNTAXES, Query, Term
from careers.search.words import distance, similarity, spans
from config.kernel.models import Catalogue

CANDIDATES = 300
"""Rows that are ranked finely; beyond them, the order is by where the terms stand alone."""
IN_NAME, IN_ABOUT, IN_TEXT, AROUND, WELCOME, NAMED = 10, 4, 2, 1, 3, 8
ALIKE, NEAR = 0.3, 0.2
"""How alike a word is to the one that was meant (the threshold of pg_trgm), and a title to what was looked for."""
MIN_WORD = 4
"""Letters of a word that may be misspelt."""
KINDS = (SearchText.Kind.FAMILY, SearchText.Kind.ROLE, SearchText.Kind.SPECIALTY)
PRIOR = {SearchText.Kind.FAMILY: 1.0, SearchText.Kind.ROLE: 0.5, SearchText.Kind.SPECIALTY: 0.5}


@dataclass(frozen=True)
class Hit:
    """A family, role or specialty that was found, with marks; `slug` is empty for a family."""

    kind: str
    slug: str
    title: Sequence[Part]
    family_slug: str
    family_title: str
    department: str
    internal: bool
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Found:
    """What a search found: `total` under the filters; `counts` by (kind, department) without them. `corrected` says
    for a word as typed the one that was looked for instead, `missed` what no text has, `partly` that no text has all
    the words."""

    total: int = 0
    hits: Sequence[Hit] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)
    missed: Sequence[str] = ()
    partly: bool = False


class _Has(Func):
    """Whether the row of a key has what a match expression, of the database's own syntax, looks for."""

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (key, key_params), (match, match_params) = (compiler.compile(each) for each in self.source_expressions)
        vector = f'{key.rpartition(".")[0]}."vector"'
        return f"{vector} @@ to_tsquery('simple', {match})", [*key_params, *match_params]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (key, key_params), (match, match_params) = (compiler.compile(each) for each in self.source_expressions)
        table = "careers_searchindex"
        sql = f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH {match})"  # noqa: S608 - of constants
        return sql, [*key_params, *match_params]


class _Alike(Func):
    """Whether two words share enough groups of three letters (pg_trgm)."""

    output_field = BooleanField()
    arg_joiner = " %% "
    template = "%(expressions)s"


class _Size(Func):
    """How long a text is, without reading it where it is stored apart."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="LENGTH", **context)


def has(query: Query, *, around: bool = False) -> Any:
    """The condition of a SearchText row having the terms of a query: at least one of them in its own words, or, with
    `around`, all in what surrounds it if need be."""
    return _Has(F("pk"), Value(SYNTAXES[connection.vendor].match(query, around=around)))


def audience(reading: Reading) -> str:
    """The flag of the rows that are searched for the viewer."""
    if reading.internal:
        return "staff"
    return "public" if reading.viewer.performance_indicators else "plain"


def readable(reading: Reading) -> Any:
    """The rows that the viewer may see, of all days."""
    return SearchText.objects.filter(**{audience(reading): True})


def holding(reading: Reading, text: str, listing: type[FamilyListing | RoleListing]) -> Any:
    """The rows, of the family or role of an outer query's listing, that have all the words of a text, in what surrounds
    them if need be; the last word may be the beginning of one."""
    query = Query.read(text)
    if not query.needed:
        return SearchText.objects.none()
    *others, last = query.needed
    rows = readable(reading).filter(has(replace(query, needed=(*others, last.open()), slack=0), around=True))
    if listing is FamilyListing:
        return rows.filter(publication=OuterRef("publication"), kind=SearchText.Kind.FAMILY)
    return rows.filter(publication=OuterRef("publication"), kind=SearchText.Kind.ROLE, slug=OuterRef("slug"))


def search(
    reading: Reading,
    text: str,
    *,
    kinds: Collection[str] = (),
    departments: Collection[str] = (),
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """What has all the words of a text; where nothing has, with words put right that are misspelt, and at last what has
    most of them. Departments count with those below them. At most 8 queries, 3 where all the words are found."""
    rows = readable(reading).live(reading.on)
    for attempt in _attempts(rows, Query.read(text)):
        query, found = attempt
        counts = {
            (each["kind"], each["department"]): each["rows"]
            for each in rows.filter(has(query)).values("kind", "department").annotate(rows=Count("pk")).order_by()
        }
        if counts:
            break
    else:
        return Found()
    below = set().union(*(reading.reference.departments_below(slug) for slug in departments))

    def asked(kind: str, department: str) -> bool:
        return (not kinds or kind in kinds) and (not departments or department in below)

    total = sum(count for place, count in counts.items() if asked(*place))
    narrowed = rows.filter(has(query))
    if kinds:
        narrowed = narrowed.filter(kind__in=kinds)
    if departments:
        narrowed = narrowed.filter(department__in=below)
    hits = _hits(narrowed, query, limit, offset) if total > offset else []
    return replace(found, total=total, hits=hits, counts=counts)


def _attempts(rows: Any, query: Query) -> Iterator[tuple[Query, Found]]:
    """What to look for, one after the other until something is found, and what to say of it."""
    if not query.needed:
        return
    yield query, Found()
    better, found = _put_right(rows, query)
    if better != query and better.needed:
        yield better, found
    for looser in better.looser():
        yield looser, replace(found, partly=True)


def _put_right(rows: Any, query: Query) -> tuple[Query, Found]:
    """The query with words that the texts have in place of those that they have not, and without the ones that nobody
    can guess. Two queries."""
    names = {f"term_{i}": term for i, term in enumerate(query.needed)}
    last = query.needed[-1]
    begun = last.open()
    there = {name: Exists(rows.filter(has(Query((term,)), around=True))) for name, term in names.items()}
    there["begun"] = Exists(rows.filter(has(Query((begun,)), around=True)))
    known = dict(zip(there, Catalogue.objects.annotate(**there).values_list(*there)[0], strict=True))
    unknown = [term for name, term in names.items() if not known[name]]
    meant = {last: begun} if last in unknown and known["begun"] and len(str(last)) >= MIN_WORD else {}
    meant = {**_guesses(rows, [term for term in unknown if term not in meant]), **meant}
    needed = tuple(meant.get(term, term) for term in query.needed if term in meant or term not in unknown)
    corrected = {str(term): str(guess) for term, guess in meant.items() if not guess.begun}
    missed = tuple(str(term) for term in unknown if term not in meant)
    return query.only(needed), Found(corrected=corrected, missed=missed, partly=bool(missed))


def _guesses(rows: Any, terms: Sequence[Term]) -> dict[Term, Term]:
    """What misspelt words may have meant: the nearest word that stands in a text that the viewer may see."""
    misspelt = [term for term in terms if len(term.words) == 1 and len(str(term)) >= MIN_WORD]
    if not misspelt:
        return {}
    near_any = Q()
    for term in misspelt:
        near_any |= _alike(str(term))
    syntax = SYNTAXES[connection.vendor]
    quote, edge = Value(syntax.quote), Value(syntax.edge)
    # The word itself and not only another of its forms: which forms there are tells of what others may see.
    whole = Concat(edge, OuterRef("word"), edge)
    seen = rows.filter(_Has(F("pk"), Concat(quote, OuterRef("stem"), quote)))
    seen = seen.filter(Q(text__iregex=whole) | Q(title__iregex=whole))
    words = list(SearchWord.objects.filter(near_any).filter(Exists(seen)).values_list("word", flat=True))
    found = {}
    for term in misspelt:
        typed = str(term)
        far = 1 if len(typed) < 6 else 2
        near = [(distance(typed, word, far), word[0] != typed[0], word) for word in words]
        best = min((each for each in near if each[0] <= far and _likely(typed, *each)), default=None)
        if best:
            found[term] = Term.of([best[-1]])
    return found


def _alike(word: str) -> Any:
    """The words among which the one that was meant may be. Whatever is misspelt once has one half that is right."""
    half = len(word) // 2
    halves = Q(word__startswith=word[:half]) | Q(word__endswith=word[half:])
    return halves | Q(_Alike(F("word"), Value(word))) if connection.vendor == "postgresql" else halves


def _likely(typed: str, far: int, other_start: bool, word: str) -> bool:
    """One slip anybody makes; of two the words have to be alike as well."""
    return far <= 1 or similarity(typed, word) >= ALIKE


def _hits(rows: Any, query: Query, limit: int, offset: int) -> list[Hit]:
    """The page of what was found, best first. Two queries."""
    columns = ("pk", "kind", "title", "name_words", "about_words", "text_words", "around_words")
    ordered = (
        rows.annotate(coarse=_coarse(query), order=_order())
        .order_by("-coarse", "order", _Size("text_words"), "family_slug", "position")
        .values(*columns)
    )
    best = list(ordered[: max(CANDIDATES, offset + limit)])
    fine = sorted(best[:CANDIDATES], key=lambda row: -_rank(row, query))  # stable, so that ties stay as they stood
    keys = [row["pk"] for row in [*fine, *best[CANDIDATES:]][offset : offset + limit]]
    found = {row.pk: row for row in SearchText.objects.filter(pk__in=keys)}
    terms = (*query.needed, *query.welcome)
    return [_hit(found[key], query.needed, terms) for key in keys]


def _hit(row: Any, needed: Sequence[Term], terms: Sequence[Term]) -> Hit:
    return Hit(
        kind=row.kind,
        slug=row.slug,
        title=marked(row.title, terms),
        family_slug=row.family_slug,
        family_title=row.family_title,
        department=row.department,
        internal=row.internal,
        passages=passages(row.text, row.places, needed),
    )


def _coarse(query: Query) -> Any:
    """In which names and summaries the terms stand, so that what is ranked finely are the best; where terms may be
    missing, also in which texts."""
    total: Any = Value(0)
    for term in (*query.needed, *query.welcome):
        places = [When(name_words__contains=term.needle, then=IN_NAME if term in query.needed else WELCOME)]
        if term in query.needed:
            places.append(When(about_words__contains=term.needle, then=IN_ABOUT))
            if query.slack:
                places.append(When(text_words__contains=term.needle, then=IN_TEXT))
        total = total + Case(*places, default=0, output_field=IntegerField())
    return total


def _order() -> Any:
    places = [When(kind=kind, then=i) for i, kind in enumerate(KINDS)]
    return Case(*places, default=len(KINDS), output_field=IntegerField())


def _rank(row: Mapping[str, Any], query: Query) -> float:
    """How well a row answers: where the terms stand, how much of its name they are and in the very form that was
    typed, how often they come for the length of the text, and how many of them in one line."""
    name, about, text = row["name_words"], row["about_words"], row["text_words"]
    length = 1 + len(text) / 3_000
    rank = PRIOR[row["kind"]]
    inside = 0
    for term in query.needed:
        often = text.count(term.needle)
        if term.needle in name:
            rank += IN_NAME
            inside += len(term.stems)
        elif term.needle in about:
            rank += IN_ABOUT
        elif often:
            rank += IN_TEXT
        elif term.needle in row["around_words"]:
            rank += AROUND
        rank += 2 * often / (often + length)
    welcome = sum(term.needle in name for term in query.welcome)
    rank += WELCOME * welcome
    words = [word for _, _, word in spans(row["title"])]
    if words:
        forms = {word for term in (*query.needed, *query.welcome) for word in term.words}
        share = min((inside + welcome) / len(words), 1)
        # What is named so, be it with more words, comes before all that only says so: a family before its parts and
        # those of others.
        named = share == 1 or inside == sum(len(term.stems) for term in query.needed)
        rank += 6 * share + (NAMED * PRIOR[row["kind"]] if named else 0)
        rank += sum(word in forms for word in words) / len(words)
    if len(query.needed) > 1 and text:
        rank += 3 * (max(sum(term.needle in line for term in query.needed) for line in text.split("\n")) - 1)
    return rank


def nearest_families(reading: Reading, text: str, limit: int = 5) -> list[str]:
    """The slugs of the families whose titles are most like a text, of those that the viewer may know of."""
    titles = {slug: reading.family_title(slug) for slug in reading.reference.of_kind(FAMILY)}
    near = [(-similarity(text, title), slug) for slug, title in titles.items() if title]
    return [slug for far, slug in sorted(near)[:limit] if -far >= NEAR]
