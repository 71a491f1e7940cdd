"""Tables and archives from strangers, and the form that carries an upload: what goes out comes back, the rest is a
sentence."""

import io
import re
import struct
import zipfile
from contextlib import suppress
from datetime import date
from time import perf_counter

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from config.kernel import tables, uploads
from config.kernel.archives import Limits, members
from config.kernel.tables import Row

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''-x", "'", "'quoted'", "007", "9.5", "1e5", "TRUE", "#REF!"]
TEXTS = [*DANGEROUS, "", "two\nlines", 'a "quote", a comma; a semicolon', "Ærø – 日本", "_x0041_ and x", "a  b"]


XLSX = Limits(tables.MAX_ENTRIES, entry=tables.MAX_UNPACKED, total=tables.MAX_UNPACKED)


def csv_of(rows: list[list[str]]) -> bytes:
    return tables.write("csv", "Things", rows)


def xlsx_of(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, name: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        tables.read(data, name)
    return caught.value.messages


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_what_is_written_is_read_again(kind):
    rows = [["Slug", "Name"], *([f"row-{number}", text] for number, text in enumerate(TEXTS))]
    read = tables.read(tables.write(kind, "Things", rows), f"things.{kind}")
    assert read == [Row(number, tuple(row)) for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize("first", "=+-@\t\r")
def test_a_spreadsheet_runs_nothing_of_a_csv(first):
    assert tables._escape(f"{first}cmd") == f"'{first}cmd"
    assert tables._unescape(tables._escape(f"{first}cmd")) == f"{first}cmd"


def test_the_csv_holds_the_apostrophe_and_a_mark():
    assert csv_of([["Name"], ["=1+1"], ["plain"]]) == b"\xef\xbb\xbfName\r\n'=1+1\r\nplain\r\n"


def test_an_xlsx_holds_text_alone():
    book = load_workbook(io.BytesIO(tables.write("xlsx", "Things", [["Name"], *([text] for text in DANGEROUS)])))
    cells = [cell for (cell,) in book.active.iter_rows()]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells[1:]] == [
        (text, "s", "@") for text in DANGEROUS
    ]


def test_control_characters_and_other_line_ends_are_not_carried():
    for kind in tables.FORMATS:
        written = tables.write(kind, "Things", [["Name"], ["a\x07b\r\nc\rd "]])
        assert tables.read(written, f"x.{kind}")[1] == Row(2, ("ab\nc\nd",))


def test_a_cell_too_long_for_a_spreadsheet_is_refused_and_fits_a_csv():
    rows = [["Name"], ["x" * 32_768]]
    with pytest.raises(ValidationError, match="Row 2, column A has 32,768 characters"):
        tables.write("xlsx", "Things", rows)
    assert tables.read(csv_of(rows), "x.csv")[1].cells == ("x" * 32_768,)


@pytest.mark.parametrize("delimiter", ";\t,")
def test_the_delimiters_of_spreadsheets_are_understood(delimiter):
    text = f"Slug{delimiter}Name\r\na{delimiter}b\r\n\r\n"
    assert tables.read(text.encode(), "x.CSV") == [Row(1, ("Slug", "Name")), Row(2, ("a", "b"))]


def test_a_row_knows_the_line_on_which_it_begins():
    read = tables.read(b'Slug\n"a\nb"\n\nc\r\nd', "x.csv")
    assert [(row.number, row.line) for row in read] == [(1, 1), (2, 2), (4, 5), (5, 6)]
    assert [(row.number, row.line) for row in tables.read(xlsx_of([["Slug"], ["a\nb"], ["c"]]), "x.xlsx")] == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]


def test_a_table_may_have_as_much_as_its_reader_wants():
    data = csv_of([["Slug", "Name"], ["a", "b"], ["c", "d"]])
    assert len(tables.read(data, "x.csv", rows=2, columns=2)) == 3
    for options, sentence in (
        ({"rows": 1}, "The table has more than 1 rows. Import it in parts."),
        ({"columns": 1}, "Row 1 has more than 1 columns."),
    ):
        with pytest.raises(ValidationError) as caught:
            tables.read(data, "x.csv", **options)
        assert caught.value.messages == [sentence]


def test_numbers_of_a_spreadsheet_are_text():
    read = tables.read(xlsx_of([["Slug", "Rank"], [7, 9.5], [8.0, None]]), "x.xlsx")
    assert read[1:] == [Row(2, ("7", "9.5")), Row(3, ("8",))]


def test_formulas_dates_and_errors_of_a_spreadsheet_are_named():
    data = xlsx_of([["Slug", "Name"], ["a", "=1+1"], [date(2026, 9, 5), "b"], ["c", True], ["d", "#REF!"]])
    assert refusal(data, "x.xlsx") == [
        "Row 2, column B holds a formula. Put its result in its place.",
        "Row 3, column A holds a date. Format the cell as text.",
        "Row 4, column B holds true or false. Write text.",
        "Row 5, column B holds an error of the spreadsheet.",
    ]


def test_nothing_is_said_of_columns_that_nobody_wants():
    rows = [["Slug", "Since", date(2026, 1, 1)], ["a", date(2026, 9, 5), True], [date(2026, 9, 5), "=1+1", "#REF!"]]
    data = xlsx_of([[None, True], *rows])
    read = {"wanted": lambda header: [header.cells.index("Since")]}
    with pytest.raises(ValidationError) as caught:
        tables.read(data, "x.xlsx", **read)
    assert caught.value.messages == [
        "Row 3, column B holds a date. Format the cell as text.",
        "Row 4, column B holds a formula. Put its result in its place.",
    ]
    assert tables.read(xlsx_of([[None, True], *rows[:2], ["b"]]), "x.xlsx", wanted=lambda header: [0]) == [
        Row(2, ("Slug", "Since", "")), Row(3, ("a", "", "")), Row(4, ("b",)),
    ]  # fmt: skip


UNREADABLE_XLSX = "This XLSX file cannot be read. Open it in a spreadsheet and save it again."


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"Slug\nx", "x.ods", "x.ods: the name ends in neither .csv nor .xlsx."),
        (b"Slug\ncaf\xe9", "x.csv", "Line 2 is not UTF-8. Save the table as “CSV UTF-8”, or as XLSX."),
        (b"Slug\na\0b", "x.csv", "Line 2 holds a NUL character: this is no text."),
        (b'Slug\n"open', "x.csv", "Row 2 cannot be read: unexpected end of data."),
        (b"Slug\n" + b"x" * 200_000, "x.csv", "Row 2 cannot be read: field larger than field limit (131072)."),
        (b"," * 50 + b"x", "x.csv", "Row 1 has more than 40 columns."),
        (b"Slug\n" + b"x\n" * 10_001, "x.csv", "The table has more than 10,000 rows. Import it in parts."),
        (b"no zip", "x.xlsx", "This is no zip file, or a broken one."),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data, name, sentence):
    assert refusal(data, name) == [sentence]


def zip_of(files: dict[str, bytes], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part changed by hand."""
    files = members(data, XLSX, lambda name: True)
    assert old in files[part]
    return zip_of({**files, part: files[part].replace(old, new)})


def test_a_workbook_that_is_none_is_refused():
    assert refusal(zip_of({"a.txt": b"x"}), "x.xlsx") == [UNREADABLE_XLSX]
    good = xlsx_of([["Slug"], ["a"]])
    assert refusal(changed(good, "xl/worksheets/sheet1.xml", b"<row", b"<raw"), "x.xlsx") == [UNREADABLE_XLSX]
    assert refusal(good[: len(good) // 2], "x.xlsx") == ["This is no zip file, or a broken one."]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("entity", [b'"lol"', b'SYSTEM "file:///etc/hostname"'])
def test_entities_are_refused(part, entity):
    files = members(xlsx_of([["Slug"], ["a"]]), XLSX, lambda name: True)
    body = re.sub(rb"^<\?xml.*?\?>", b"", files[part])
    assert tables.read(zip_of({**files, part: body}), "x.xlsx") == [Row(1, ("Slug",)), Row(2, ("a",))]
    doctype = b"<!DOCTYPE x [<!ENTITY e " + entity + b">]>"
    assert refusal(zip_of({**files, part: doctype + body}), "x.xlsx") == [UNREADABLE_XLSX]


def test_a_workbook_that_reaches_far_is_refused():
    good = xlsx_of([["Slug"], ["a"]])
    sheet = "xl/worksheets/sheet1.xml"
    far = changed(good, sheet, b'<row r="2"', b'<row r="2000000000"')
    assert refusal(far, "x.xlsx") == ["Row 20001 lies far out, or has a cell that does. Delete what is empty."]
    wide = changed(good, sheet, b'r="A2"', b'r="XFD2"')
    assert refusal(wide, "x.xlsx") == ["Row 2 has more than 40 columns."]


def test_a_workbook_that_unpacks_to_a_gigabyte_is_refused_at_once():
    data = zip_of({"[Content_Types].xml": b"x", "xl/worksheets/sheet1.xml": b"\0" * 100_000_000})
    assert refusal(data, "x.xlsx") == ["The zip unpacks to more than 40,000,000 bytes. Import it in parts."]


def test_ten_thousand_rows_are_read_and_written_in_seconds():
    rows = [["Slug", "Name", "Rank", "Description"]]
    rows += [[f"row-{number}", f"Row {number}", str(number), "Some words on it"] for number in range(10_000)]
    began = perf_counter()
    for kind in tables.FORMATS:
        assert len(tables.read(tables.write(kind, "Things", rows), f"x.{kind}")) == 10_001
    assert perf_counter() - began < 20


# --- archives

LIMITS = Limits(entries=5, entry=1_000, total=2_500)


def told(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ValidationError) as caught:
        members(data, limits, lambda name: name.endswith(".md"))
    return " ".join(caught.value.messages)


def test_the_wanted_files_come_in_the_order_of_their_names():
    data = zip_of({"b/x.md": b"2", "a/y.md": b"1", "a/z.png": b"3", "c/": b""})
    assert list(members(data, LIMITS, lambda name: name.endswith(".md")).items()) == [
        ("a/y.md", b"1"),
        ("b/x.md", b"2"),
    ]


def test_a_file_that_is_too_large_is_cut_off_one_byte_later():
    found = members(zip_of({"a.md": b"x" * 10_000_000}), LIMITS, lambda name: True)
    assert len(found["a.md"]) == 1_001


def with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def written(*entries: tuple[zipfile.ZipInfo | str, bytes], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../a.md", "The zip holds a name that leads outside of it: '../a.md'."),
        ("x/../../a.md", "The zip holds a name that leads outside of it: 'x/../../a.md'."),
        ("/etc/a.md", "The zip holds a name that leads outside of it: '/etc/a.md'."),
        ("C:/a.md", "The zip holds a name that leads outside of it: 'C:/a.md'."),
        ("..\\a.md", "The zip holds a name that leads outside of it: '../a.md'."),
        ("a\nb.md", "The zip holds a name with characters that no name may have: 'a\\nb.md'."),
    ],
)
def test_names_that_lead_astray_are_refused(name, sentence):
    assert told(written((name, b"x"))) == sentence


def test_a_link_is_refused():
    data = written((with_mode("a.md", 0o120777), b"/etc/passwd"))
    assert told(data) == "The zip holds a link to somewhere else: a.md. Put the file itself into it."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused():
    assert told(written(("a.md", b"1"), ("a.md", b"2"))) == "The zip holds two files of the name a.md."


def test_too_many_entries_and_too_many_bytes_are_refused():
    assert told(zip_of({f"{number}.md": b"x" for number in range(6)})) == "The zip holds 6 entries; it may hold 5."
    many = zip_of({f"{number}.md": b"x" * 900 for number in range(3)})
    assert told(many) == "The zip unpacks to more than 2,500 bytes. Import it in parts."


def test_an_encrypted_file_is_refused():
    data = bytearray(zip_of({"a.md": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert told(bytes(data)) == "a.md is encrypted. Make a zip without a password."


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_unfold_at_once_are_refused(packing):
    assert told(written(("a.md", b"\0" * 1_000_000), compression=packing)) == (
        "a.md is packed in an uncommon way. Make an ordinary zip."
    )


def test_names_that_are_no_text_are_refused_and_unmarked_utf8_is_understood():
    def renamed(new: bytes, flag: int) -> bytes:
        data = bytearray(zip_of({"abcd.md": b"x"}).replace(b"abcd.md", new))
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            struct.pack_into("<H", data, data.index(signature) + offset, flag)
        return bytes(data)

    assert members(renamed("åø.md".encode(), 0), LIMITS, lambda name: True) == {"åø.md": b"x"}
    assert told(renamed(b"caf\xe9.md", 0)).startswith("The zip holds a name that is not UTF-8 text: ")
    assert told(renamed(b"caf\xe9.md", 0x800)) == "This is no zip file, or a broken one."
    assert told(renamed(b"ab\0d.md", 0)) == "The zip holds a name with characters that no name may have: 'ab\\x00d.md'."


@pytest.mark.parametrize("size", range(0, 200, 7))
def test_a_zip_that_is_cut_off_anywhere_is_refused(size):
    assert told(zip_of({"a/b.md": b"text " * 50, "c.md": b"x"})[:size]) == "This is no zip file, or a broken one."


def test_a_zip_whose_bytes_are_damaged_never_breaks_anything():
    data = zip_of({"a/b.md": b"text " * 50, "c.md": b"x"})
    for place in range(len(data)):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        found: dict[str, bytes] = {}
        with suppress(ValidationError):
            found = members(bytes(broken), LIMITS, lambda name: True)
        # A checksum guards the contents; damaged names are names.
        assert set(found.values()) <= {b"text " * 50, b"x"}


def test_a_gigabyte_is_refused_without_being_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("a.md", "w") as file:
        for _ in range(1_000):
            file.write(b"\0" * 1_000_000)
    began = perf_counter()
    told(out.getvalue(), Limits(entries=5, entry=100_000_000, total=20_000_000))
    assert perf_counter() - began < 5


# --- uploads


@pytest.fixture
def people(db):
    return [get_user_model().objects.create_user(name) for name in ("ada", "bob")]


def test_what_is_sealed_is_opened_by_the_same_person_for_the_same_purpose_only(people, monkeypatch):
    ada, bob = people
    sealed = uploads.seal({"rows": [[1, "ø"]]}, purpose="levels", by=ada)
    assert uploads.unseal(sealed, purpose="levels", by=ada) == {"rows": [[1, "ø"]]}
    altered = "The upload did not arrive as it was shown. Upload the file again."
    for text, purpose, by in (
        (sealed, "levels", bob),
        (sealed, "grades", ada),
        (sealed[:-1], "levels", ada),
        ("", "levels", ada),
        ("é:\0:x", "levels", ada),
    ):
        with pytest.raises(ValidationError, match=altered):
            uploads.unseal(text, purpose=purpose, by=by)
    monkeypatch.setattr(uploads, "LASTS", -1)
    with pytest.raises(ValidationError, match="It was uploaded some hours ago"):
        uploads.unseal(sealed, purpose="levels", by=ada)


def test_what_would_not_fit_into_a_form_is_refused(people, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_SEALED", 100)
    with pytest.raises(ValidationError, match="too much for one import"):
        uploads.seal(list(range(1_000)), purpose="levels", by=people[0])


def test_the_files_of_a_request_are_kept_in_memory_up_to_a_limit(rf):
    files = {f"file-{number}": SimpleUploadedFile(f"{number}.zip", b"x" * 6_000_000) for number in range(3)}
    request = rf.post("/", files)
    assert [(name, file.size, len(file.read())) for name, file in request.FILES.items()] == [
        ("file-0", 6_000_000, 6_000_000),
        ("file-1", 4_000_001, 4_000_001),
        ("file-2", 0, 0),
    ]
    assert {type(file) for file in request.FILES.values()} == {InMemoryUploadedFile}


def test_an_upload_is_bounded_and_not_empty():
    assert uploads.read(SimpleUploadedFile("x", b"abc")) == b"abc"
    for data, sentence in ((b"", "The file is empty."), (b"x" * 10_000_001, "larger than 10,000,000 bytes")):
        with pytest.raises(ValidationError, match=sentence):
            uploads.read(SimpleUploadedFile("x", data))
