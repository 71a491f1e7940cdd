"""The roles of the catalogue beside the job profiles of an HR system: which is which, and where they differ."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from careers.handbook.facts import shown
from careers.handbook.match import Pairs, pair_by
from careers.handbook.parse.titles import spelt_out
from careers.handbook.profilemap import Fact, ProfileMap, Spellings
from careers.handbook.words import folded

ALTERNATIVES = " or "
"""Between the grades of a role that has several."""

MAX_UNWRITABLE = 20


@dataclass(frozen=True)
class HeldRole:
    """What has a job profile of its own: a role, or a role held with a specialty for which it has another job code.
    `path` is family/role or family/role/specialty. `facts` has every fact; of a grade all that it may be, of what it
    has not `(("",),)`."""

    path: str
    facts: Mapping[Fact, tuple[Spellings, ...]]

    def said(self, fact: Fact) -> str:
        """A fact as people read it."""
        return ALTERNATIVES.join(spellings[-1] for spellings in self.facts[fact])

    def written(self, fact: Fact, profile_map: ProfileMap) -> str:
        """A fact in the words of the HR system."""
        return ALTERNATIVES.join(profile_map.wording(fact, spellings) for spellings in self.facts[fact])


@dataclass(frozen=True)
class Profile:
    """A job profile as the HR system has it: the line of its file, and its cells, one for every fact that is
    compared."""

    line: int
    cells: Mapping[Fact, str]

    @property
    def job_code(self) -> str:
        return self.cells.get("job_code", "")


@dataclass(frozen=True)
class Difference:
    """One thing in which the two do not agree. `code` is missing-profile, extra-profile, repeated-job-code or
    differing-<fact>; `line` that of the profile, `path` that of the role, None where there is none; `theirs` and `ours`
    are both values as they are written."""

    code: str
    message: str
    line: int | None = None
    path: str | None = None
    theirs: str | None = None
    ours: str | None = None


@dataclass(frozen=True)
class Report:
    """`differences` in the order of the file, what it lacks at the end. `by_code` and `by_title` count those of the
    `roles` that were found there in either way."""

    differences: tuple[Difference, ...]
    roles: int
    by_code: int
    by_title: int


class Unwritable(ValueError):
    """The map has words with which roles cannot be written so that they mean the same again; a sentence each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences[:MAX_UNWRITABLE]))


def written(roles: Sequence[HeldRole], profile_map: ProfileMap) -> list[list[str]]:
    """A table of job profiles, its header first, with which `reconcile` finds no difference. Raises Unwritable."""
    wrong = []
    rows = [list(profile_map.columns.values())]
    for role in roles:
        rows.append([role.written(fact, profile_map) for fact in profile_map.columns])
        for fact, cell in zip(profile_map.columns, rows[-1], strict=True):
            if not agrees(role, fact, cell, profile_map):
                meaning = profile_map.meaning(fact, cell)
                wrong.append(
                    f"{role.path}: the {_name(fact)} {shown(role.said(fact))} would be written {shown(cell)}, which "
                    f"the map reads as {shown(meaning)}. Give it a word of its own."
                )
    if wrong:
        raise Unwritable(wrong)
    return rows


def agrees(role: HeldRole, fact: Fact, cell: str, profile_map: ProfileMap) -> bool:
    """Whether a cell of theirs says what we say. Of grades that a role may have, one or some of them do."""
    fold = _fold(fact)
    ours = {fold(spelling) for spellings in role.facts[fact] for spelling in spellings}

    def known(word: str) -> bool:
        return fold(profile_map.meaning(fact, word)) in ours

    return known(cell) or (len(role.facts[fact]) > 1 and all(map(known, cell.split(ALTERNATIVES))))


def reconcile(roles: Sequence[HeldRole], profiles: Sequence[Profile], profile_map: ProfileMap) -> Report:
    """Finds the profile of each role, by job code, else by title, and tells where the two differ. Every profile but one
    that several roles share by its job code is that of one role."""
    return _Reconciliation(roles, profiles, profile_map).report()


def _fold(fact: Fact) -> Callable[[str], str]:
    """What makes no difference to a fact: case and blanks, to a title short forms as well, to a job code nothing."""
    return _FOLDS.get(fact, folded)


_FOLDS: dict[Fact, Callable[[str], str]] = {"job_code": str, "title": spelt_out}


def _name(fact: Fact) -> str:
    return fact.replace("_", " ")


@dataclass(frozen=True)
class _Likeness:
    """By what a role and a profile are found to be one: their whole row, else the facts that tell it from others."""

    row: tuple[str, ...]
    code: str
    title: str
    family: str


_KEYS: tuple[Callable[[_Likeness], object], ...] = (
    lambda it: it.row,
    lambda it: (it.code, it.title, it.family) if it.code else None,
    lambda it: (it.code, it.title) if it.code else None,
    lambda it: it.code or None,
    lambda it: (it.title, it.family) if it.title else None,
    lambda it: it.title or None,
)


class _Reconciliation:
    """One being made."""

    def __init__(self, roles: Sequence[HeldRole], profiles: Sequence[Profile], profile_map: ProfileMap) -> None:
        self.roles, self.profiles, self.map = roles, profiles, profile_map
        # A file may lack a column.
        self.facts = [fact for fact in profile_map.columns if not profiles or fact in profiles[0].cells]

    def report(self) -> Report:
        pairs = self.pairs
        partners = dict(pairs)
        found = [*self._repeated(), *self._extra()]
        for i, j in pairs:
            found += self._differing(self.roles[i], j)
        found.sort(key=lambda difference: difference.line or 0)
        found += [self._missing(role) for i, role in enumerate(self.roles) if i not in partners]
        by_code = sum(self._by_code(i, j) for i, j in pairs)
        return Report(tuple(found), len(self.roles), by_code, len(pairs) - by_code)

    @cached_property
    def pairs(self) -> Pairs:
        """(role, profile) by index. Roles that share a job code share its profile."""
        pairs = pair_by(self._ours(), self._theirs(), *_KEYS)
        partners = dict(pairs)
        first = {profile.job_code: j for j, profile in reversed(list(enumerate(self.profiles)))}
        for i, role in enumerate(self.roles):
            if i not in partners and (code := role.said("job_code")) and code in first:
                pairs.append((i, first[code]))
        return sorted(pairs)

    def _ours(self) -> list[_Likeness]:
        return [
            _Likeness(
                tuple(_fold(fact)(role.written(fact, self.map)) for fact in self.facts),
                role.said("job_code"),
                spelt_out(role.said("title")),
                role.facts["family"][0][0],
            )
            for role in self.roles
        ]

    def _theirs(self) -> list[_Likeness]:
        slugs = {folded(name): role.facts["family"][0][0] for role in self.roles for name in role.facts["family"][0]}
        found = []
        for profile in self.profiles:
            family = folded(self.map.meaning("family", profile.cells.get("family", "")))
            row = tuple(_fold(fact)(profile.cells[fact]) for fact in self.facts)
            title = spelt_out(profile.cells["title"])
            found.append(_Likeness(row, profile.job_code, title, slugs.get(family, family)))
        return found

    def _by_code(self, i: int, j: int) -> bool:
        code = self.profiles[j].job_code
        return bool(code) and code == self.roles[i].said("job_code")

    @cached_property
    def repeats(self) -> dict[int, int]:
        """The profiles whose job code belongs to another, with that other. Two profiles may have the same code where
        two roles have it."""
        same: defaultdict[str, list[int]] = defaultdict(list)
        for j, profile in enumerate(self.profiles):
            if profile.job_code:
                same[profile.job_code].append(j)
        settled = {j for i, j in self.pairs if self._by_code(i, j)}
        found: dict[int, int] = {}
        for group in same.values():
            owners = [j for j in group if j in settled] or group[:1]
            found |= {j: owners[0] for j in group if j not in owners}
        return found

    def _repeated(self) -> Iterator[Difference]:
        for j, owner in self.repeats.items():
            line, code = self.profiles[owner].line, self.profiles[j].job_code
            yield Difference(
                "repeated-job-code",
                f"the job code {shown(code)} stands on line {line} as well",
                line=self.profiles[j].line,
                theirs=code,
            )

    def _extra(self) -> Iterator[Difference]:
        paired = {j for _, j in self.pairs}
        for j, profile in enumerate(self.profiles):
            if j not in paired and j not in self.repeats:
                title = profile.cells["title"]
                message = f"no role is {_named(title, profile.job_code)}"
                yield Difference("extra-profile", message, line=profile.line, theirs=title)

    def _missing(self, role: HeldRole) -> Difference:
        title = role.said("title")
        message = f"there is no profile of {_named(title, role.said('job_code'))}"
        return Difference("missing-profile", message, path=role.path, ours=title)

    def _differing(self, role: HeldRole, j: int) -> Iterator[Difference]:
        profile = self.profiles[j]
        for fact in self.facts:
            theirs, ours = profile.cells[fact], role.said(fact)
            # A code is contradicted by another one only; that one is another's is said elsewhere.
            if fact == "job_code" and (j in self.repeats or not theirs or not ours):
                continue
            if not agrees(role, fact, theirs, self.map):
                meaning = self.map.meaning(fact, theirs)
                note = f" (which means {shown(meaning)})" if meaning != theirs else ""
                message = f"the {_name(fact)} is {shown(theirs)}{note} there and {shown(ours)} here"
                yield Difference(f"differing-{fact.replace('_', '-')}", message, profile.line, role.path, theirs, ours)


def _named(title: str, code: str) -> str:
    return f"{shown(title)}, job code {shown(code)}" if code else shown(title)
