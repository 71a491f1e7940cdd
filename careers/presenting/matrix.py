"""A family's matrix: what each role adds, group by group, beside what all of them share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from careers.handbook.document import LISTS, FamilyDocument, Owner, Role, Scope, Statement
from careers.handbook.inheritance import reaches
from careers.handbook.render import LIST_HEADINGS
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.presenting.roles import role_line
from careers.presenting.values import Values
from careers.reading import Reading

LEFT_OUT = "Left out"
"""The row of what a role inherits from nobody, though others do."""


@dataclass(frozen=True)
class Entry:
    """A statement where its owner states it. `refines` is the inherited text in whose place it stands, `scope` to whom
    of the roles that are shown it applies, "" where to all, `stands_for` the roles whose list it means."""

    text: str
    refines: str = ""
    scope: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class Column:
    """A role, or what all roles share. `builds_on` is the role whose lists it has as well."""

    title: str
    url: str = ""
    level: str = ""
    track: str = ""
    grade: str = ""
    builds_on: str = ""


@dataclass(frozen=True)
class Row:
    """A group of one of the five lists; what stands in none has no `group`. One cell for each column."""

    title: str
    group: str
    cells: Sequence[Sequence[Entry]]


@dataclass(frozen=True)
class Matrix:
    """The roles in the order of the ladder, what all share first, and the groups in which they state anything."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    tracks: Sequence[tuple[Link, bool]]

    @property
    def cells(self) -> Iterator[tuple[Row, Sequence[tuple[Column, Sequence[tuple[str, Sequence[Entry]]]]]]]:
        """Each row with its cells, each with its column; entries stand together by scope."""
        for row in self.rows:
            yield row, [(column, _by_scope(entries)) for column, entries in zip(self.columns, row.cells, strict=True)]


def present_matrix(reading: Reading, document: FamilyDocument, track: str = "") -> Matrix:
    """`document` is what the viewer may see of the family; with a `track` of the roles on that one alone."""
    return _Presenting(reading, document, track).matrix()


class _Presenting:
    """One matrix being made."""

    def __init__(self, reading: Reading, document: FamilyDocument, track: str) -> None:
        self.reading, self.document, self.track = reading, document, track
        self.values = Values(reading, document)
        lines = [(role_line(reading, document.slug, role.model_dump()), role) for role in document.roles]
        lines = [(line, role) for line, role in lines if track in ("", role.track)]
        lines.sort(key=lambda pair: pair[0].rank)
        self.roles = [role for _, role in lines]
        self.owners: list[Owner] = [document, *self.roles]
        self.columns = [Column("All roles")] + [
            Column(
                title=line.title,
                url=line.url,
                level=line.level.text,
                track=line.track,
                grade=line.grade,
                builds_on=self.values.role(role.extends) if role.extends else "",
            )
            for line, role in lines
        ]

    def matrix(self) -> Matrix:
        rows = [*self._rows(), *self._left_out()]
        columns = self.columns
        if not any(row.cells[0] for row in rows):
            columns, rows = columns[1:], [Row(row.title, row.group, row.cells[1:]) for row in rows]
        return Matrix(columns, rows, list(self._tracks()))

    def _rows(self) -> Iterator[Row]:
        for name in LISTS:
            stated = [
                [each for each in owner.statements(name) if self._reaches(each.applies_to)] for owner in self.owners
            ]
            groups = dict.fromkeys(each.group for statements in stated for each in statements)
            for group in groups:
                cells = [
                    [self._entry(owner, each) for each in statements if each.group == group]
                    for owner, statements in zip(self.owners, stated, strict=True)
                ]
                yield Row(LIST_HEADINGS[name], group, cells)

    def _left_out(self) -> Iterator[Row]:
        cells = [
            [Entry(self.values.keyed(owner, key)) for key in owner.omits] if isinstance(owner, Role) else []
            for owner in self.owners
        ]
        if any(cells):
            yield Row(LEFT_OUT, "", cells)

    def _reaches(self, scope: Scope | None) -> bool:
        """Whether it applies to any of the roles that are shown."""
        return any(reaches(scope, role) for role in self.roles)

    def _scope(self, scope: Scope | None) -> str:
        if scope and not scope.specialties and all(reaches(scope, role) for role in self.roles):
            return ""
        return self.values.scope(scope)

    def _entry(self, owner: Owner, statement: Statement) -> Entry:
        return Entry(
            text=statement.text,
            refines=self.values.keyed(owner, statement.replaces) if statement.replaces else "",
            scope=self._scope(statement.applies_to),
            stands_for=words.joined([self.values.role(slug) for slug in statement.inherits or ()]),
        )

    def _tracks(self) -> Iterator[tuple[Link, bool]]:
        """The ways to narrow it, and whether each is chosen; none where all roles are on one track."""
        on = {role.track for role in self.document.roles}
        if len(on) < 2:
            return
        for track, title in {"": "Both tracks", **words.TRACKS}.items():
            query = {"track": track} if track else {}
            yield Link(title, address(self.reading, "matrix", self.document.slug, query=query)), track == self.track


def _by_scope(entries: Sequence[Entry]) -> list[tuple[str, Sequence[Entry]]]:
    """Those for all come first: what follows a scope is read as being for that scope alone."""
    found: dict[str, list[Entry]] = {"": []}
    for entry in entries:
        found.setdefault(entry.scope, []).append(entry)
    return [(scope, each) for scope, each in found.items() if each]


def as_table(matrix: Matrix) -> Iterator[list[str]]:
    """The matrix as rows of text, with a line for each statement in its cell."""
    yield ["List", "Group", *(column.title for column in matrix.columns)]
    for title in ("level", "track", "grade"):
        facts = [str(getattr(column, title)) for column in matrix.columns]
        if any(facts):
            yield [title.capitalize(), "", *facts]
    for row in matrix.rows:
        yield [row.title, row.group, *("\n".join(map(_said, entries)) for entries in row.cells)]


def _said(entry: Entry) -> str:
    notes = [
        entry.scope,
        f"in place of: {entry.refines}" if entry.refines else "",
        f"the same list of {entry.stands_for}" if entry.stands_for else "",
    ]
    return " ".join([entry.text, *(f"[{note}]" for note in notes if note)])
