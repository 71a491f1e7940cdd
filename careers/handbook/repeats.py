"""What is said more than once: in a family, where one click would say it once, and in several families."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log, sqrt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careers.handbook.compose import compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Role
from careers.handbook.edits import Refused, extend_role, move_to_family, refine
from careers.handbook.edits.proof import ALL, Readings, parents_of, readings
from careers.handbook.match import Item, match
from careers.handbook.parse.titles import key, title_words
from careers.handbook.words import bag, similarity

REPEATED_TO_EXTEND = 3
"""Statements of another role, half of its own at least, that a role repeats before it is told to extend it."""
REWORDED = 0.7
"""Likeness from which an own statement is taken for an inherited one in other words."""
TELLING_WORDS = 4
"""Words that a statement has at least to be told from others by its words."""
MAX_SUGGESTIONS = 50
MAX_LINES = 60_000
"""Composed lines that finding and trying suggestions may take: about three seconds. Real families need a tenth."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Suggestion(_Value):
    """An edit that says once what is said several times, and that was tried. `arguments` are those of the edit;
    `places` the JSON pointers of the statements that it is about, `owners` the titles of who states each, `texts` what
    they say, once each. `reorders`: roles say the same afterwards, in another order; a refined wording goes."""

    kind: Literal["move_to_family", "extend", "refine"]
    arguments: dict[str, str | tuple[str, ...]]
    places: tuple[str, ...]
    owners: tuple[str, ...]
    texts: tuple[str, ...]
    reorders: bool = False


EDITS: Mapping[str, Callable[..., FamilyDocument]] = {
    "move_to_family": move_to_family,
    "extend": extend_role,
    "refine": refine,
}


def apply(document: FamilyDocument, suggestion: Suggestion) -> FamilyDocument:
    """The document after a suggested edit. Raises Refused where it is another document by now."""
    return EDITS[suggestion.kind](document, **suggestion.arguments)


def suggestions(document: FamilyDocument) -> tuple[Suggestion, ...]:
    """What is worth pointing out: roles to extend, then wordings to refine, then statements for the family, which of
    these most repeated first. Each edit was tried on the document as it is; after one was made, ask again. At most
    `MAX_SUGGESTIONS`; fewer, or none, where composing the roles takes more than `MAX_LINES`."""
    return _Search(document).found()


class _Search:
    """A search for suggestions, within its means."""

    def __init__(self, document: FamilyDocument) -> None:
        self._document = document
        parents = parents_of(document)
        self._above = {slug: _closure(slug, parents) for slug in parents}
        self._lines = {role.slug: self._size(role) for role in document.roles}
        self._whole = sum(self._lines.values()) * (1 + len(document.specialties))
        self._left = MAX_LINES
        self._before: Readings = {}

    def found(self) -> tuple[Suggestion, ...]:
        if not self._spend(self._whole):
            return ()
        self._before = readings(self._document)
        extending = list(self._tried(self._to_extend()))
        refining = list(self._tried(self._to_refine()))
        dropped = {place for suggestion in extending for place in suggestion.places}
        return tuple([*extending, *refining, *self._tried(self._to_move(dropped))][:MAX_SUGGESTIONS])

    def _size(self, role: Role) -> int:
        """About how much there is to do to compose a role."""
        owners = [self._document, role, *(self._document.role(slug) for slug in self._above[role.slug])]
        return 10 + len(self._document.specialties) + sum(len(o.statements(name)) for o in owners for name in LISTS)

    def _spend(self, lines: int) -> bool:
        self._left -= lines
        return self._left >= 0

    def _tried(self, candidates: Iterable[Suggestion]) -> Iterator[Suggestion]:
        """Those whose edit can be made, as long as the means last."""
        for number, candidate in enumerate(candidates):
            if number >= 2 * MAX_SUGGESTIONS or not self._spend(2 * self._whole):
                return
            try:
                after = EDITS[candidate.kind](self._document, **candidate.arguments, before=self._before)
            except Refused:
                continue
            reorders = candidate.kind != "refine" and readings(after) != self._before
            yield candidate.model_copy(update={"reorders": reorders})

    def _to_extend(self) -> Iterator[Suggestion]:
        """Roles that repeat much of one that stands before them, each with the one that it repeats most of."""
        roles = self._document.roles
        stated = [_stated(role) for role in roles]
        for index, role in enumerate(roles):
            if role.extends:
                continue
            best = max(
                (below for below in range(index) if role.slug not in self._above[roles[below].slug]),
                key=lambda below: (len(stated[index].keys() & stated[below].keys()), below),
                default=index,
            )
            common = [each for each in stated[index] if each in stated[best]]
            if best == index or roles[best].slug in self._above[role.slug] or len(common) < REPEATED_TO_EXTEND:
                continue
            if 2 * len(common) >= len(stated[best]):
                yield Suggestion(
                    kind="extend",
                    arguments={"role": role.slug, "base": roles[best].slug},
                    places=tuple(f"/roles/{index}/{name}/{stated[index][name, text]}" for name, text in common),
                    owners=(role.title, roles[best].title),
                    texts=tuple(text for _, text in common),
                )

    def _to_refine(self) -> Iterator[Suggestion]:
        """Statements of a role that say in other words what it inherits and still reads."""
        for role in self._document.roles:
            if not self._spend(self._lines[role.slug]):
                return
            composed = compose(self._document, role.slug, audience=ALL)
            lines = [
                line
                for name in LISTS
                for line in composed.statements(name)
                if not line.pointer_without_target and bag(line.text).total() >= TELLING_WORDS
            ]
            own = [line for line in lines if line.own and len(line.origins) == 1 and not line.replaced]
            inherited = [line for line in lines if not line.own]
            items = [[Item("", line.list, line.text) for line in side] for side in (inherited, own)]
            for i, j in match(*items, across=False):
                lower, higher = inherited[i], own[j]
                if similarity(bag(lower.text), bag(higher.text)) >= REWORDED:
                    places = higher.origins[0].pointer, lower.origins[0].pointer
                    yield Suggestion(
                        kind="refine",
                        arguments={"place": places[0], "of": places[1]},
                        places=places,
                        owners=(role.title, lower.origins[0].title),
                        texts=(higher.text, lower.text),
                    )

    def _to_move(self, dropped: set[str]) -> Iterator[Suggestion]:
        """What several roles state that do not inherit from one another; most repeated first. A text all but one of
        whose `dropped` places would go by extending is left to that."""
        holders: defaultdict[tuple[ListName, str], list[tuple[Role, str]]] = defaultdict(list)
        for index, role in enumerate(self._document.roles):
            for (name, text), at in _stated(role).items():
                holders[name, text].append((role, f"/roles/{index}/{name}/{at}"))
        for (_, text), held in sorted(holders.items(), key=lambda each: -len(each[1])):
            slugs = {role.slug for role, _ in held}
            first = [(role, place) for role, place in held if not slugs & self._above[role.slug]]
            if len(first) > 1 and sum(place not in dropped for _, place in first) > 1:
                places = tuple(place for _, place in held)
                yield Suggestion(
                    kind="move_to_family",
                    arguments={"places": places},
                    places=places,
                    owners=tuple(role.title for role, _ in held),
                    texts=(text,),
                )


def _stated(role: Role) -> dict[tuple[ListName, str], int]:
    """The index of each text that a role states itself, by list: neither pointers nor what replaces something."""
    return {
        (name, statement.text): index
        for name in LISTS
        for index, statement in enumerate(role.statements(name))
        if statement.inherits is None and not statement.replaces
    }


def _closure(slug: str, parents: Mapping[str, set[str]]) -> set[str]:
    """All from which a role inherits, near or far."""
    found: set[str] = set()
    waiting = set(parents[slug])
    while waiting:
        found |= waiting
        waiting = set().union(*(parents[each] for each in waiting)) - found
    return found


# Several families


ALIKE = 0.85
"""Likeness from which statements of several families are one wording."""
MAX_HOLDERS = 300
"""Texts that begin to be compared for one rare word; words that more texts have tell little."""


class WordingPlace(_Value):
    """A statement of a family: its slug, title, JSON pointer, and its very words."""

    family: str
    title: str
    pointer: str
    text: str


class Wording(_Value):
    """A statement that several families make in the same words or nearly so. `text` is how most of them say it, and
    `texts` each way, most used first: `reword` changes one of them in one family."""

    text: str
    texts: tuple[str, ...]
    places: tuple[WordingPlace, ...]

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place.family for place in self.places))


def shared_wordings(documents: Mapping[str, FamilyDocument]) -> tuple[Wording, ...]:
    """What two families or more state alike, most families first. The keys are the families' slugs."""
    holders: defaultdict[str, list[WordingPlace]] = defaultdict(list)
    for slug, document in documents.items():
        for pointer, owner in document.owners():
            for name in LISTS:
                for index, statement in enumerate(owner.statements(name)):
                    if statement.inherits is None and bag(statement.text).total() >= TELLING_WORDS:
                        place = f"{pointer}/{name}/{index}"
                        holders[statement.text].append(
                            WordingPlace(family=slug, title=document.title, pointer=place, text=statement.text)
                        )
    texts = sorted(
        holders, key=lambda text: (-len({place.family for place in holders[text]}), -len(holders[text]), text)
    )
    found = []
    for group in _groups(texts):
        places = sorted((place for text in group for place in holders[text]), key=lambda place: place.family)
        if len({place.family for place in places}) > 1:
            found.append(Wording(text=group[0], texts=tuple(group), places=tuple(places)))
    return tuple(sorted(found, key=lambda wording: (-len(wording.families), -len(wording.places), wording.text)))


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """Each text with those after it that are much like it and in no group yet.

    Two texts as much alike as `ALIKE` have at least one of their rarest words in common, as many of which are looked
    at as a text may have that the other has not: so only few have to be compared.
    """
    bags = [bag(text) for text in texts]
    counts = Counter(word for words in bags for word in words)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    rare = []
    for index, words in enumerate(bags):
        rarest = sorted(words.elements(), key=lambda word: (counts[word], word))
        shared = -int(-(ALIKE / (2 - ALIKE)) * len(rarest) // 1)
        rare.append(list(dict.fromkeys(rarest[: len(rarest) - shared + 1])))
        for word in rare[-1]:
            holders[word].append(index)
    taken: set[int] = set()
    for index, words in enumerate(bags):
        if index in taken:
            continue
        near = {other for word in rare[index] if len(holders[word]) <= MAX_HOLDERS for other in holders[word]}
        group = [index]
        group += [each for each in sorted(near - taken - {index}) if similarity(words, bags[each]) >= ALIKE]
        taken.update(group)
        yield [texts[each] for each in group]


# Before a family is made


CLOSE = 0.3
"""Closeness, from 0 to 1, from which a family is worth a look."""
MOST_CLOSE = 3
_TITLE, _ROLES, _SUMMARY = 1.0, 0.6, 0.3
"""How much a word tells, by where it stands."""


class KnownFamily(_Value):
    """What there is to know of a family to tell whether it is close to another: its title, its roles' titles and its
    summary."""

    title: str
    roles: tuple[str, ...] = ()
    summary: str = ""


class Closeness(_Value):
    """A family that is close to one that is to be made, from 0 to 1, and why, in sentences."""

    slug: str
    title: str
    closeness: float
    why: tuple[str, ...]


def close_families(title: str, roles: Sequence[str], known: Mapping[str, KnownFamily]) -> tuple[Closeness, ...]:
    """The families, by slug, that look most like a new one with this title and these roles, the closest first: by the
    words that they share, of which rare ones tell most, and by roles of one title. Levels tell nothing. At most
    `MOST_CLOSE`."""
    told = {slug: _weights(family) for slug, family in known.items()}
    holders = Counter(word for words in told.values() for word in words)
    new = KnownFamily(title=title, roles=tuple(roles))
    ours = _weights(new)

    def product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
        return sum(
            one[word] * other[word] * log(1 + len(known) / (holders[word] or 1)) ** 2 for word in one.keys() & other
        )

    found = []
    for slug, family in known.items():
        if shared := product(ours, told[slug]):
            likeness = shared / sqrt(product(ours, ours) * product(told[slug], told[slug]))
            there = len(_same_roles(family, new)) / max(len(new.roles), 1)
            closeness = round(min(likeness + (1 - likeness) * there, 1), 3)
            if closeness >= CLOSE:
                why = tuple(_why(new, family))
                found.append(Closeness(slug=slug, title=family.title, closeness=closeness, why=why))
    return tuple(sorted(found, key=lambda each: (-each.closeness, each.slug))[:MOST_CLOSE])


def _weights(family: KnownFamily) -> dict[str, float]:
    """The words of a family and how much each tells of it."""
    weights = dict.fromkeys(key(family.summary), _SUMMARY)
    weights |= dict.fromkeys((word for role in family.roles for word in title_words(role).base), _ROLES)
    return weights | dict.fromkeys(title_words(family.title).base, _TITLE)


def _same_roles(family: KnownFamily, new: KnownFamily) -> list[str]:
    """The roles of a family whose titles the new one has too; mere levels are no titles."""
    wanted = {key(role) for role in new.roles if title_words(role).base}
    return [role for role in family.roles if key(role) in wanted]


def _why(new: KnownFamily, family: KnownFamily) -> Iterator[str]:
    """What two families have in common: of titles all, else the words; of roles those of one title, else the words."""
    ours, theirs = title_words(new.title).base, title_words(family.title).base
    if key(new.title) == key(family.title):
        yield "It has the same title."
    elif common := [word for word in dict.fromkeys(theirs) if word in ours]:
        yield f"Both titles speak of {_quoted(common)}."
    if same := _same_roles(family, new):
        yield f"It has {_listed(same[:3])}{' and more of these roles' if len(same) > 3 else ''} already."
    else:
        words = {*ours, *(word for role in new.roles for word in title_words(role).base)}
        used = dict.fromkeys(word for role in family.roles for word in title_words(role).base if word in words)
        if rest := [word for word in used if word not in theirs or word not in ours]:
            yield f"Its roles speak of {_quoted(rest)}."
        if summary := [word for word in dict.fromkeys(key(family.summary)) if word in words - used.keys() - {*theirs}]:
            yield f"Its summary speaks of {_quoted(summary)}."


def _quoted(words: Sequence[str]) -> str:
    return _listed([f"“{word}”" for word in words])


def _listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
