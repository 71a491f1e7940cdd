"""Reference data as tables: the rows of one kind written out, and a table taken in through the dated door, all of it or
nothing."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.text import capfirst

from config.kernel.forms import FORM_FIELDS
from config.kernel.models import Catalogue, Reference, recording
from config.kernel.tables import Row, plain

Outcome = Literal["added", "changed", "unchanged", "refused"]


@dataclass(frozen=True)
class Change:
    """One cell: what it said and what it says now."""

    column: str
    before: str
    after: str


@dataclass
class Taken:
    """What became of a row of the file, by its number there; `key` names it. A refused one says why, column by
    column."""

    number: int
    key: str
    outcome: Outcome = "unchanged"
    changes: list[Change] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def refuse(self, sentence: str, column: str = "") -> None:
        self.outcome = "refused"
        self.refusals.append(f"{column}: {sentence}" if column else sentence)


@dataclass
class Wanted:
    """What a row of the file asks for: its cells by column, and the standing row that it means, if there is one."""

    taken: Taken
    cells: dict[str, str]
    row: Any = None


class Refused(ValidationError):
    """A table was not taken, because rows of it are refused. `rows` has all that was found."""

    def __init__(self, rows: Sequence[Taken]) -> None:
        count = sum(row.outcome == "refused" for row in rows)
        super().__init__(f"Nothing was imported: {count:,} {'row is' if count == 1 else 'rows are'} refused.")
        self.rows = rows


class Stale(ValidationError):
    """The standing rows are no longer what they were when the import was looked at."""


class Table:
    """One kind of reference data as it stands, as columns of text. `key` are the columns that say which row is meant.
    One query for the rows, and one for each other kind that they refer to."""

    def __init__(self, model: type[Reference], columns: Sequence[str], key: Sequence[str]) -> None:
        self.model = model
        self.fields: dict[str, models.Field[Any, Any]] = {}
        for name in columns:
            self.fields[name] = model._meta.get_field(name)  # type: ignore[assignment]
        self.labels = {name: str(capfirst(each.verbose_name)) for name, each in self.fields.items()}
        self.key = tuple(key)
        self.rows = list(model._default_manager.all())
        self.targets = {
            name: self._link(each) for name, each in self.fields.items() if isinstance(each, models.ForeignKey)
        }

    def _link(self, reference: "models.ForeignKey[Any, Any]") -> dict[str, Any]:
        """What a column may refer to, by slug. Rows of the same kind are the same objects, so that what becomes of one
        the others see, and no query is needed to follow them."""
        own = reference.related_model is self.model
        others: list[Any] = self.rows if own else list(reference.related_model._default_manager.all())
        by_key = {other.pk: other for other in others}
        for row in self.rows:
            if (key := getattr(row, reference.attname)) is not None:
                setattr(row, reference.name, by_key[key])
        return {other.reference_slug: other for other in others}

    def cells(self, row: Any) -> list[str]:
        """What a row says, column by column."""
        return [plain(_written(row, each)) for each in self.fields.values()]

    def written(self) -> Iterator[list[str]]:
        """The whole table, its header first."""
        yield list(self.labels.values())
        yield from map(self.cells, self.rows)

    @cached_property
    def digest(self) -> str:
        """Of all that the table said at first: another one where somebody has changed a row."""
        return hashlib.sha256(json.dumps(list(self.written())).encode()).hexdigest()

    def _columns(self, header: Row) -> dict[int, str]:
        """The columns that a file has, by their place in it. Raises ValidationError for a column that there is not,
        one that is there twice, and a file without a column of the key."""
        names = {label.casefold(): name for name, label in self.labels.items()}
        names |= {name: name for name in self.fields}
        known = ", ".join(self.labels.values())
        found: dict[int, str] = {}
        for index, text in enumerate(header.cells):
            name = names.get(text.casefold())
            if name is None and text:
                raise ValidationError(f"Row {header.number}: there is no column {text!r}. The columns are {known}.")
            if name in found.values():
                raise ValidationError(f"Row {header.number}: the column {text!r} is there twice.")
            if name:
                found[index] = name
        for name in self.key:
            if name not in found.values():
                raise ValidationError(f"Row {header.number}: the column {self.labels[name]!r} is missing.")
        return found

    def _wanted(self, rows: Sequence[Row]) -> list[Wanted]:
        """The rows of a file beside those that stand."""
        columns = self._columns(rows[0]) if rows else {}
        standing = {self._key_of(dict(zip(self.fields, self.cells(row), strict=True))): row for row in self.rows}
        seen: dict[tuple[str, ...], int] = {}
        found = []
        for row in rows[1:]:
            cells = {name: row.cells[index] if index < len(row.cells) else "" for index, name in columns.items()}
            key = self._key_of(cells)
            each = Wanted(Taken(row.number, " ".join(key)), cells, standing.get(key))
            if stray := [text for index, text in enumerate(row.cells) if text and index not in columns]:
                each.taken.refuse(f"{stray[0]!r} stands in a column without a name.")
            for name in self.key:
                if not cells[name]:
                    each.taken.refuse("This says which row is meant; it cannot be empty.", self.labels[name])
            if key in seen and all(key):
                each.taken.refuse(f"This row is in the file twice; see row {seen[key]}.")
            seen.setdefault(key, row.number)
            found.append(each)
        return found

    def _key_of(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(cells[name] for name in self.key)

    def take(self, rows: Sequence[Row], *, by: Any, starts_on: date | None = None, reason: str = "") -> list[Taken]:
        """Records what the rows say through the dated door, in the caller's transaction, and says what became of each,
        in the order of the file. Rows that say what stands are left alone, and so are those that the file does not
        have. Raises Refused, with nothing recorded, where a row cannot be taken."""
        wanted = self._wanted(rows)
        with recording(self.model, by=by, starts_on=starts_on, reason=reason) as record:
            for each in self._in_order(wanted):
                self._take(each, record)
            taken = [each.taken for each in wanted]
            if any(each.outcome == "refused" for each in taken):
                raise Refused(taken)
        return taken

    def _in_order(self, wanted: Iterable[Wanted]) -> Iterator[Wanted]:
        """Rows that are to lie above others before those, so that what is added can be referred to, and a tree that is
        turned around is no circle on the way. Rows in a true circle come in any order; one of them is refused."""
        inner = next((name for name, own in self.targets.items() if own and self._is_own(name)), "")
        waiting = {" ".join(self._key_of(each.cells)): each for each in wanted if each.taken.outcome != "refused"}
        while waiting:
            path = [waiting.pop(next(iter(waiting)))]
            while above := self._nearest_above(path[-1].cells.get(inner, ""), inner, waiting):
                path.append(waiting.pop(above))
            yield from reversed(path)

    def _is_own(self, name: str) -> bool:
        return self.fields[name].related_model is self.model

    def _nearest_above(self, slug: str, inner: str, waiting: Mapping[str, Wanted]) -> str:
        """The first row on the way up that waits; empty where none does."""
        seen: set[str] = set()
        while slug and slug not in waiting and slug not in seen:
            seen.add(slug)
            row = self.targets[inner].get(slug)
            above = getattr(row, inner) if row else None
            slug = above.reference_slug if above else ""
        return slug if slug in waiting else ""

    def _take(self, each: Wanted, record: Callable[..., None]) -> None:
        taken, row = each.taken, each.row or self.model()
        before = dict(zip(self.fields, self.cells(row), strict=True)) if each.row else {}
        for name, text in each.cells.items():
            if text != before.get(name):
                after = self._set(row, name, text, taken)
                if after != before.get(name, ""):
                    taken.changes.append(Change(self.labels[name], before.get(name, ""), after))
        if taken.outcome != "refused" and (taken.changes or not each.row):
            taken.outcome = "changed" if each.row else "added"
            self._record(row, each, record)

    def _set(self, row: Any, name: str, text: str, taken: Taken) -> str:
        """Gives the row what the cell says; returns how the table would write that."""
        try:
            setattr(row, name, self._value(row, name, text))
        except ValidationError as error:
            taken.refuse(" ".join(error.messages), self.labels[name])
            return text
        return plain(_written(row, self.fields[name]))

    def _record(self, row: Any, each: Wanted, record: Callable[..., None]) -> None:
        """The key is known to be this row's alone, and what it refers to was looked up: no query has to ask again."""
        try:
            record(row, checked={*self.key, *(self.targets.keys() & each.cells.keys())})
        except ValidationError as error:
            for name, messages in error.message_dict.items():  # full_clean always says which field
                each.taken.refuse(" ".join(messages), "" if name == NON_FIELD_ERRORS else self.labels.get(name, name))
        else:
            for name, rows in self.targets.items():
                if self._is_own(name):
                    rows[row.reference_slug] = row

    def _value(self, row: Any, name: str, text: str) -> Any:
        """What a cell means. Raises ValidationError for what does not fit the column."""
        column = self.fields[name]
        if isinstance(column, models.ForeignKey):
            return self._target(column, text)
        if column.flatchoices:
            return _choice(column, text)
        if isinstance(column, models.JSONField):
            return [line.strip() for line in text.splitlines() if line.strip()]
        form_field: Any = column.formfield(**FORM_FIELDS.get(type(column), {}))
        return column.clean(form_field.clean(text), row)

    def _target(self, column: "models.ForeignKey[Any, Any]", text: str) -> Any:
        if not text and column.null:
            return None
        if not text:
            raise ValidationError("This field is required.")
        if text not in self.targets[column.name]:
            raise ValidationError(f"There is no {column.related_model._meta.verbose_name} {text!r}.")
        return self.targets[column.name][text]


def _written(row: Any, column: "models.Field[Any, Any]") -> str:
    value = getattr(row, column.name)
    if value is None or value == "":
        return ""
    if isinstance(value, Reference):
        return value.reference_slug
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "\n".join(value) if isinstance(value, list) else str(value)


def _choice(column: "models.Field[Any, Any]", text: str) -> str:
    """A choice by its name or by its value."""
    if not text and column.blank:
        return ""
    names = {str(name).casefold(): str(value) for value, name in column.flatchoices}
    names |= {str(value).casefold(): str(value) for value, _ in column.flatchoices}
    if text.casefold() not in names or not text:
        known = ", ".join(str(name) for value, name in column.flatchoices if value)
        raise ValidationError(f"{text!r} is none of: {known}.")
    return names[text.casefold()]


def look(table: Table, rows: Sequence[Row], *, by: Any) -> list[Taken]:
    """What taking the rows would do. It is done and taken back, so nothing is said that would not come true."""
    with transaction.atomic():
        Catalogue.objects.lock()
        try:
            return table.take(rows, by=by)
        except Refused as error:
            return list(error.rows)
        finally:
            transaction.set_rollback(True)


def take(
    table: Table, rows: Sequence[Row], *, by: Any, seen: str, starts_on: date | None = None, reason: str = ""
) -> list[Taken]:
    """Takes the rows, all of them or none. `seen` is the digest of the table as it was when the import was looked at.
    Raises Stale where it is another one by now, and Refused."""
    with transaction.atomic():
        Catalogue.objects.lock()
        table = Table(table.model, tuple(table.fields), table.key)
        if table.digest != seen:
            raise Stale("Somebody has changed these rows since you looked at the import. Look at it again.")
        return table.take(rows, by=by, starts_on=starts_on, reason=reason)
