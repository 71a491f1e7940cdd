"""Tables as CSV and XLSX: rows of text out, rows of text in. Whoever opens a file in a spreadsheet runs no formula of
ours, and we take none of theirs."""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from config.kernel.archives import Limits, members

MAX_ROWS = 10_000
MAX_COLUMNS = 40
MAX_CELL = 32_767
"""Characters; the largest cell of a spreadsheet program."""
MAX_UNPACKED = 40_000_000
"""Bytes of an XLSX file."""
MAX_ENTRIES = 500
"""Files within an XLSX file."""
FARTHEST = 20_000
"""Row or column. Spreadsheets keep empty cells that were once touched. Where more than half as many rows are allowed,
twice what is."""
MAX_SENTENCES = 20

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cells = Sequence[str]

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Row:
    """A row of a file. `number` counts as spreadsheets do: the first is 1. `line` is where it begins in a CSV, whose
    cells may hold line feeds; elsewhere the same."""

    number: int
    cells: tuple[str, ...]
    line: int = field(default=0, compare=False)


def plain(text: str) -> str:
    """The text as a cell can hold it: line feeds between lines, no control characters, nothing around it."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def write(kind: str, title: str, rows: Iterable[Cells]) -> bytes:
    """The table as a file of that kind, a key of FORMATS. Raises ValidationError for a cell that is too long for it."""
    return _write_csv(rows) if kind == "csv" else _write_xlsx(title, rows)


def _write_csv(rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a mark, without which Excel takes it for something else."""
    out = StringIO()
    csv.writer(out).writerows([_escape(plain(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _escape(text: str) -> str:
    """With an apostrophe in front, which spreadsheets do not run, where they would take the text for a formula.
    `_unescape` undoes it, and for no other text does anything."""
    return f"'{text}" if _FORMULA.match(text) else text


def _unescape(text: str) -> str:
    return text[1:] if _ESCAPED.match(text) else text


def _write_xlsx(title: str, rows: Iterable[Cells]) -> bytes:
    """Every cell is text, also 007 and 9-5, and stays text when somebody edits it."""
    texts = [[plain(cell) for cell in row] for row in rows]
    for number, row in enumerate(texts, 1):
        for index, text in enumerate(row, 1):
            if len(text) > MAX_CELL:
                raise ValidationError(
                    f"Row {number}, column {get_column_letter(index)} has {len(text):,} characters; a cell of an XLSX "
                    f"file may have {MAX_CELL:,}. Export as CSV."
                )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in texts:
        sheet.append([_text_cell(sheet, text) for text in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    return cell


Wanted = Callable[[Row], Collection[int]]
"""In which columns of a table, by its header, its reader takes an interest; the first is 0. May raise
ValidationError."""


def read(
    data: bytes,
    name: str,
    *,
    rows: int = MAX_ROWS,
    columns: int = MAX_COLUMNS,
    unpacked: int = MAX_UNPACKED,
    wanted: Wanted | None = None,
) -> list[Row]:
    """The rows of a file that hold anything, the header among them. The name's ending says what it is; `rows` below
    the header, `columns` and, of an XLSX file, `unpacked` bytes are what it may have.

    Raises ValidationError, naming row and column, for what is no table or too large a one, and for cells that are no
    text: formulas, dates, errors. In a column that is not `wanted` such a cell is empty.
    """
    kind = name.lower().rpartition(".")[2]
    if kind not in FORMATS:
        raise ValidationError(f"{name}: the name ends in neither .csv nor .xlsx.")
    found = []
    farthest = max(FARTHEST, 2 * rows)
    for row in _read_csv(data) if kind == "csv" else _read_xlsx(data, farthest, unpacked, wanted):
        if len(row.cells) > columns and any(row.cells[columns:]):
            raise ValidationError(f"Row {row.number} has more than {columns} columns.")
        if any(row.cells):
            found.append(row)
        if len(found) > rows + 1:
            raise ValidationError(f"The table has more than {rows:,} rows. Import it in parts.")
    return found


def _read_csv(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValidationError(f"Line {line} is not UTF-8. Save the table as “CSV UTF-8”, or as XLSX.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValidationError(f"Line {line} holds a NUL character: this is no text.")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number, line = 0, 1
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, tuple(plain(_unescape(cell)) for cell in cells), line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValidationError(f"Row {number + 1} cannot be read: {error}.") from None


def _delimiter(text: str) -> str:
    """Where commas stand in numbers, spreadsheets write semicolons between cells."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _read_xlsx(data: bytes, farthest: int, unpacked: int, wanted: Wanted | None) -> Iterator[Row]:
    """The first sheet. The archive is unpacked once to count it before anything parses it; entities are refused by
    defusedxml, which openpyxl takes where it is installed."""
    members(data, Limits(MAX_ENTRIES, entry=unpacked, total=unpacked), lambda name: True)
    wrong: list[str] = []
    looked_at: Collection[int] | None = range(FARTHEST) if wanted is None else None
    try:
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may leave rows out
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number > farthest or len(cells) > FARTHEST:
                raise ValidationError(f"Row {number} lies far out, or has a cell that does. Delete what is empty.")
            row = Row(number, tuple(map(_text, cells)), number)
            if wanted and looked_at is None and any(row.cells):
                looked_at = wanted(row)
            wrong += [
                f"Row {number}, column {get_column_letter(at + 1)} holds {_WRONG[kind]}."
                for at, cell in enumerate(cells)
                if looked_at and at in looked_at and (kind := _kind(cell)) in _WRONG
            ]
            yield row
            if len(wrong) >= MAX_SENTENCES:
                break
    except (ValidationError, GeneratorExit):
        raise
    except Exception:
        # openpyxl raises whatever its code stumbles over in a broken file; nothing else runs here.
        raise ValidationError("This XLSX file cannot be read. Open it in a spreadsheet and save it again.") from None
    if wrong:
        raise ValidationError(wrong)


_WRONG: dict[str, str] = {
    "f": "a formula. Put its result in its place",
    "d": "a date. Format the cell as text",
    "e": "an error of the spreadsheet",
    "b": "true or false. Write text",
}


def _kind(cell: Any) -> str:
    """What a cell holds, as XLSX files call it; "" for nothing."""
    if cell.value is None:
        return ""
    return "d" if isinstance(cell.value, datetime | date | time | timedelta) else str(cell.data_type)


def _text(cell: Any) -> str:
    """A cell's text; empty where it holds none."""
    value = cell.value
    if value is None or _kind(cell) in _WRONG:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return plain(str(value))
