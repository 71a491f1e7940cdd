"""The commands that compare the published roles with an HR system's job profiles and write them for it: a catalogue
with planted differences, files that are none, and the way there and back."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from careers.handbook.document import FamilyDocument, normal_line
from careers.handbook.profilemap import DEFAULT, ProfileMap
from careers.handbook.reconcile import HeldRole, reconcile, written
from careers.reconciling import read_profiles
from config.kernel import tables
from levels.models import Level
from tests.factories import department, published

HEADER = ["Job code", "Title", "Grade", "Family", "Level", "Department"]


def role(slug, title, code, grade, level, **facts):
    facts = {"slug": slug, "title": title, "job_code": code, "level": level, **facts}
    return {**facts, **({"grade_options": grade} if isinstance(grade, list) else {"grade": grade})}


def family(slug, title, where, roles, **facts):
    return FamilyDocument.model_validate({"slug": slug, "title": title, "department": where, "roles": roles, **facts})


MANAGEMENT = {"track": "management"}
FAMILIES = [
    family(
        "firmware",
        "Firmware Engineering",
        "engineering",
        [
            role("junior", "Junior Firmware Engineer", "EN-FW-20", "5", "junior"),
            role("engineer", "Firmware Engineer", "EN-FW-30", "6", "intermediate"),
            role("senior", "Senior Firmware Engineer", "EN-FW-40", "7", "senior"),
            role("staff", "Staff Firmware Engineer", "EN-FW-50", "8", "staff"),
            role("principal", "Principal Firmware Engineer", "EN-FW-60", "9", "principal", visibility="internal"),
            role("manager", "Manager, Firmware", "EN-FW-M50", "8", "manager", **MANAGEMENT),
            role("director", "Director of Firmware", "EN-FW-M70", "10", "director", **MANAGEMENT),
        ],
    ),
    family(
        "sellers",
        "Account Executives",
        "sales",
        [
            role("associate", "Sales Associate", "SA-20", "5", "junior", grade_scheme="sales"),
            role("executive", "Account Executive", "SA-30", ["6", "7"], "intermediate", grade_scheme="sales"),
            role("senior", "Senior Account Executive", "SA-40", ["7", "8"], "senior", grade_scheme="sales"),
            role("manager", "Manager, Sales", "SA-M50", "8", "manager", grade_scheme="sales", **MANAGEMENT),
        ],
        specialties=[
            {
                "slug": "farms",
                "name": "Farms",
                "kind": "segment",
                "roles": ["executive", "senior"],
                "grades": {"executive": "6", "senior": "7"},
                "job_codes": {"executive": "SA-30-F", "senior": "SA-40-F"},
            },
            {
                "slug": "ports",
                "name": "Ports",
                "kind": "segment",
                "roles": ["executive", "senior"],
                "grades": {"executive": "7"},
                "job_codes": {"executive": "SA-30-P", "senior": "SA-40-P"},
            },
            {"slug": "towns", "name": "Towns", "roles": ["executive"]},
        ],
    ),
    family(
        "hydrology",
        "Hydrology",
        "science",
        [
            role("fellow", "=Fellow of Hydrology", "+FE-1", "10", "fellow"),
            role("hydrologist", "Hydrologist", "", "6", "intermediate"),
            role("senior", "Senior Hydrologist", "", "7", "senior"),
            role("guest", "Guest", "@GUEST", None, None),
        ],
        visibility="internal",
    ),
]


@pytest.fixture
def catalogue(db):
    for where in ("engineering", "sales", "science"):
        department(where)
    for document in FAMILIES:
        published(document)


def export(target, **options) -> str:
    out = io.StringIO()
    call_command("export_handbook", str(target), format="job-profiles-csv", stdout=out, **options)
    return out.getvalue()


def rows_of(file) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def write_rows(file, rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def compared(file, **options) -> tuple[int, list[str]]:
    """(exit status, the lines of the report, or what the command died of)."""
    out = io.StringIO()
    try:
        call_command("reconcile_catalogue", str(file), stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue().replace(f"{file}", "FILE").splitlines() or [
            line.replace(str(file), "FILE") for line in str(error).splitlines()
        ]
    return 0, out.getvalue().splitlines()


PROFILES = [
    ["EN-FW-20", "Junior Firmware Engineer", "5", "Firmware Engineering", "Junior", "Engineering"],
    ["EN-FW-30", "Firmware Engineer", "6", "Firmware Engineering", "Intermediate", "Engineering"],
    ["EN-FW-40", "Senior Firmware Engineer", "7", "Firmware Engineering", "Senior", "Engineering"],
    ["EN-FW-50", "Staff Firmware Engineer", "8", "Firmware Engineering", "Staff", "Engineering"],
    ["EN-FW-60", "Principal Firmware Engineer", "9", "Firmware Engineering", "Principal", "Engineering"],
    ["EN-FW-M50", "Manager, Firmware", "8", "Firmware Engineering", "Manager", "Engineering"],
    ["EN-FW-M70", "Director of Firmware", "10", "Firmware Engineering", "Director", "Engineering"],
    ["'+FE-1", "'=Fellow of Hydrology", "10", "Hydrology", "Fellow", "Science"],
    ["", "Hydrologist", "6", "Hydrology", "Intermediate", "Science"],
    ["", "Senior Hydrologist", "7", "Hydrology", "Senior", "Science"],
    ["'@GUEST", "Guest", "", "Hydrology", "", "Science"],
    ["SA-20", "Sales Associate", "5", "Account Executives", "Junior", "Sales"],
    ["SA-30", "Account Executive", "6 or 7", "Account Executives", "Intermediate", "Sales"],
    ["SA-30-F", "Account Executive, Farms", "6", "Account Executives", "Intermediate", "Sales"],
    ["SA-30-P", "Account Executive, Ports", "7", "Account Executives", "Intermediate", "Sales"],
    ["SA-40", "Senior Account Executive", "7 or 8", "Account Executives", "Senior", "Sales"],
    ["SA-40-F", "Senior Account Executive, Farms", "7", "Account Executives", "Senior", "Sales"],
    ["SA-40-P", "Senior Account Executive, Ports", "7 or 8", "Account Executives", "Senior", "Sales"],
    ["SA-M50", "Manager, Sales", "8", "Account Executives", "Manager", "Sales"],
]


def test_the_export_and_the_way_back(catalogue, tmp_path, django_assert_num_queries):
    file = tmp_path / "new" / "roles.csv"
    assert export(file) == f"19 job profiles written to {file}\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbfJob code,Title,")
    assert rows_of(file) == [HEADER, *PROFILES]
    with django_assert_num_queries(2):  # the names of the day are known by now
        assert compared(file) == (0, ["19 job profiles, 19 roles: 17 matched by job code, 2 by title. 0 differences."])
    assert compared(file, format="json") == (0, [])
    assert export(tmp_path) == f"19 job profiles written to {tmp_path / 'job-profiles.csv'}\n"
    assert (tmp_path / "job-profiles.csv").read_bytes() == file.read_bytes()


def worded_differently() -> list[list[str]]:
    """The profiles as an HR system might have them: in another order and spelling, with columns that nobody asks for,
    and with lines in a cell. Nothing of it is a difference."""
    rows = {row[0] or row[1]: list(row) for row in PROFILES}
    rows["EN-FW-40"][1] = "Sr. Firmware  Engineer"
    rows["EN-FW-50"][1:4] = ["STAFF FIRMWARE ENGINEER", "general/8", "firmware"]
    rows["EN-FW-M70"][4:] = ["director", "engineering"]
    rows["SA-30"][2] = "7"
    rows["SA-20"][0] = ""
    rows["'+FE-1"][:2] = ["+FE-1", "=Fellow of Hydrology"]
    body = [["Active", *row, f"Note on\n{row[1]}"] for row in reversed(rows.values())]
    return [["Status", *(name.upper() for name in HEADER), "Note"], *body]


def test_another_spelling_is_no_difference(catalogue, tmp_path):
    file = tmp_path / "roles.csv"
    write_rows(file, worded_differently())
    assert compared(file) == (0, ["19 job profiles, 19 roles: 16 matched by job code, 3 by title. 0 differences."])


def test_twenty_planted_differences_are_found_and_no_other(catalogue, tmp_path):
    rows = worded_differently()
    by_name = {row[1] or row[2]: row for row in rows[1:]}
    changes = {
        ("EN-FW-20", 2): "Junior Embedded Engineer",  # 1: title
        ("SA-30-F", 2): "Account Executive, Forests",  # 2: title, of a role held with a specialty
        ("EN-FW-30", 3): "7",  # 3: grade
        ("SA-40", 3): "9",  # 4: grade, none of those that it may be
        ("SA-40-F", 3): "",  # 5: grade, none at all
        ("@GUEST", 3): "4",  # 6: grade, where the role has none
        ("EN-FW-50", 4): "Hydrology",  # 7: family
        ("SA-M50", 4): "Sellers of Accounts",  # 8: family
        ("EN-FW-40", 5): "Staff",  # 9: level
        ("Hydrologist", 5): "",  # 10: level, of a role without a code
        ("EN-FW-M50", 6): "Sales",  # 11: department
        ("SA-30-P", 1): "SA-30-H",  # 12: job code, found by its title
    }
    by_name["@GUEST"] = by_name.pop("'@GUEST")
    for (name, column), value in changes.items():
        by_name[name][column] = value
    gone = ("EN-FW-60", "SA-40-P", "Senior Hydrologist")  # 13, 14, 15: missing
    kept = [row for row in rows[1:] if row not in [by_name[name] for name in gone]]
    added = [
        ["Active", "EN-FW-99", "Firmware Wizard", "9", "Firmware Engineering", "Staff", "Engineering", ""],  # 16: extra
        ["Active", "", "Plumber", "3", "Plumbing", "", "", ""],  # 17: extra, without a code
        [
            "Active",
            "SA-40-X",
            "Senior Account Executive",
            "8",
            "Account Executives",
            "Senior",
            "Sales",
            "",
        ],  # 18: extra
        list(by_name["EN-FW-M70"]),  # 19: the same line twice
        ["Active", "SA-30", "Account Executive, Towns", "7", "Account Executives", "", "Sales", ""],  # 20: a code twice
    ]
    file = tmp_path / "roles.csv"
    write_rows(file, [rows[0], *kept, *added])
    assert compared(file) == (
        1,
        [
            'FILE:2: sellers/manager: the family is "Sellers of Accounts" there and "Account Executives" here '
            "[differing-family]",
            'FILE:4: sellers/senior/farms: the grade is "" there and "7" here [differing-grade]',
            'FILE:6: sellers/senior: the grade is "9" there and "7 or 8" here [differing-grade]',
            'FILE:8: sellers/executive/ports: the job code is "SA-30-H" there and "SA-30-P" here [differing-job-code]',
            'FILE:10: sellers/executive/farms: the title is "Account Executive, Forests" there and "Account Executive, '
            'Farms" here [differing-title]',
            'FILE:16: hydrology/guest: the grade is "4" there and "" here [differing-grade]',
            'FILE:18: hydrology/hydrologist: the level is "" there and "Intermediate" here [differing-level]',
            'FILE:24: firmware/manager: the department is "Sales" there and "Engineering" here [differing-department]',
            'FILE:26: firmware/staff: the family is "Hydrology" there and "Firmware Engineering" here '
            "[differing-family]",
            'FILE:28: firmware/senior: the level is "Staff" there and "Senior" here [differing-level]',
            'FILE:30: firmware/engineer: the grade is "7" there and "6" here [differing-grade]',
            'FILE:32: firmware/junior: the title is "Junior Embedded Engineer" there and "Junior Firmware Engineer" '
            "here [differing-title]",
            'FILE:34: no role is "Firmware Wizard", job code "EN-FW-99" [extra-profile]',
            'FILE:35: no role is "Plumber" [extra-profile]',
            'FILE:36: no role is "Senior Account Executive", job code "SA-40-X" [extra-profile]',
            'FILE:37: the job code "EN-FW-M70" stands on line 22 as well [repeated-job-code]',
            'FILE:39: the job code "SA-30" stands on line 12 as well [repeated-job-code]',
            'FILE: firmware/principal: there is no profile of "Principal Firmware Engineer", job code "EN-FW-60" '
            "[missing-profile]",
            'FILE: hydrology/senior: there is no profile of "Senior Hydrologist" [missing-profile]',
            'FILE: sellers/senior/ports: there is no profile of "Senior Account Executive, Ports", job code "SA-40-P" '
            "[missing-profile]",
            "21 job profiles, 19 roles: 13 matched by job code, 3 by title. 20 differences.",
        ],
    )


REPORT = [
    {
        "file": "FILE",
        "code": "differing-grade",
        "message": 'the grade is "P5" (which means "8") there and "7" here',
        "line": 2,
        "path": "firmware/senior",
        "theirs": "P5",
        "ours": "7",
    },
    {
        "file": "FILE",
        "code": "missing-profile",
        "message": 'there is no profile of "Sales Associate", job code "SA-20"',
        "line": None,
        "path": "sellers/associate",
        "theirs": None,
        "ours": "Sales Associate",
    },
]

MAP = """\
columns:
  job_code: Job Code
  title: "=Job Profile"
  level: Management Level
  family: Job Family
  grade: Compensation Grade
grades:
  P3: "5"
  P4: general/7
  S4: sales/7
  P5: 8
  N/A: ""
levels:
  -Professional 3: senior
  Professional 3+: Senior
families:
  Software Engineering: firmware
"""


def test_a_map_says_how_they_call_it(catalogue, tmp_path):
    """The other words are the same catalogue, there and back; a report tells what a word means."""
    file, map_file = tmp_path / "roles.csv", tmp_path / "map.yaml"
    map_file.write_text(MAP, encoding="utf-8")
    export(file, map=map_file)
    rows = rows_of(file)
    assert [rows[number] for number in (0, 1, 3, 8, 11, 14, 18)] == [
        ["Job Code", "'=Job Profile", "Compensation Grade", "Job Family", "Management Level"],
        ["EN-FW-20", "Junior Firmware Engineer", "P3", "Software Engineering", "Junior"],
        ["EN-FW-40", "Senior Firmware Engineer", "P4", "Software Engineering", "'-Professional 3"],
        ["'+FE-1", "'=Fellow of Hydrology", "10", "Hydrology", "Fellow"],
        ["'@GUEST", "Guest", "N/A", "Hydrology", ""],
        ["SA-30-F", "Account Executive, Farms", "6", "Account Executives", "Intermediate"],
        ["SA-40-P", "Senior Account Executive, Ports", "S4 or P5", "Account Executives", "'-Professional 3"],
    ]
    assert compared(file, map=map_file) == (
        0,
        ["19 job profiles, 19 roles: 17 matched by job code, 2 by title. 0 differences."],
    )
    rows[3][2], rows[3][4] = "P5", "professional 3+"
    write_rows(file, [rows[0], rows[3], *rows[1:3], *rows[4:12], *rows[13:]])
    status, lines = compared(file, map=map_file, format="json")
    assert (status, [json.loads(line) for line in lines]) == (1, REPORT)


def test_a_day_is_compared_as_it_was_named_and_held(catalogue, tmp_path, today):
    """What is scheduled counts on its day, and so does a level's new name."""
    document = FAMILIES[0].model_dump(mode="json")
    document["roles"] = document["roles"][:1]
    document["roles"][0]["title"] = "Firmware Trainee"
    then = today + timedelta(days=30)
    published(FamilyDocument.model_validate(document), starts_on=then)
    level = Level.objects.get(slug="junior")
    level.name = "Associate"
    level.record(by=None, starts_on=then)
    now, later = tmp_path / "now.csv", tmp_path / "later.csv"
    export(now)
    export(later, as_of=then)
    assert rows_of(now) == [HEADER, *PROFILES]
    assert rows_of(later) == [
        HEADER,
        ["EN-FW-20", "Firmware Trainee", "5", "Firmware Engineering", "Associate", "Engineering"],
        *[[("Associate" if cell == "Junior" else cell) for cell in row] for row in PROFILES[7:]],
    ]
    assert compared(later, as_of=then)[0] == 0
    assert compared(later) == (
        1,
        [
            'FILE:2: firmware/junior: the title is "Firmware Trainee" there and "Junior Firmware Engineer" here '
            "[differing-title]",
            'FILE:2: firmware/junior: the level is "Associate" there and "Junior" here [differing-level]',
            'FILE:7: sellers/associate: the level is "Associate" there and "Junior" here [differing-level]',
            *(
                f'FILE: firmware/{slug}: there is no profile of "{row[1]}", job code "{row[0]}" [missing-profile]'
                for slug, row in zip(
                    ("engineer", "senior", "staff", "principal", "manager", "director"), PROFILES[1:7], strict=True
                )
            ),
            "13 job profiles, 19 roles: 11 matched by job code, 2 by title. 9 differences.",
        ],
    )


HEAD = b"Job code,Title,Grade,Family,Level\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "FILE: The file is empty."),
        (b"\xef\xbb\xbf\r\n,,\r\n", "FILE: The file is empty."),
        (HEAD + b"1,caf\xe9", "FILE: Line 2 is not UTF-8. Save the table as “CSV UTF-8”, or as XLSX."),
        (HEAD.decode().encode("utf-16"), "FILE: Line 1 is not UTF-8. Save the table as “CSV UTF-8”, or as XLSX."),
        (HEAD + b"1,a\0b", "FILE: Line 2 holds a NUL character: this is no text."),
        (HEAD + b'1,"open', "FILE: Row 2 cannot be read: unexpected end of data."),
        (HEAD + b'1,"a"b', "FILE: Row 2 cannot be read: ',' expected after '\"'."),
        (HEAD + b"1," + b"x" * 200_000, "FILE: Row 2 cannot be read: field larger than field limit (131072)."),
        (HEAD + b",," * 400 + b"x", "FILE: Row 2 has more than 500 columns."),
        (
            b"Job code,Title,Band,Family,Level\n1,a",
            'FILE: Line 1: there is no column "Grade". The columns are Job code, Title, Band, Family, Level.',
        ),
        (b"\n\nJob code,Title,Grade,Family,Level,title\n", 'FILE: Line 3: the column "Title" is there 2 times.'),
        (HEAD + b'1,"a\nb",7,x,y\n' + HEAD, "FILE: Line 4 is the header of line 1 again."),
        (HEAD + b"1,Manager, Sales,8,Sellers,Manager", "FILE: Line 2 has more cells than the header."),
        (HEAD + b"1,a\n,,7,Total", "FILE: Line 3 has neither a job code nor a title."),
    ],
)
def test_what_is_no_table_of_profiles_is_refused(db, tmp_path, data, sentence):
    file = tmp_path / "roles.csv"
    file.write_bytes(data)
    assert compared(file) == (2, [sentence])


def test_columns_of_the_same_name_are_nobodys_business_if_nobody_asks_for_them(db, tmp_path):
    file = tmp_path / "roles.csv"
    file.write_bytes(b"Note;Job code;Title;Grade;Family;Level;Note\n;1;a\n")
    assert compared(file) == (
        1,
        [
            'FILE:2: no role is "a", job code "1" [extra-profile]',
            "1 job profiles, 0 roles: 0 matched by job code, 0 by title. 1 difference.",
        ],
    )


def test_files_that_cannot_be_opened(db, tmp_path):
    assert compared(tmp_path / "none.csv")[1] == ["FILE: No such file or directory"]
    assert compared(tmp_path)[1] == ["FILE: Is a directory"]
    assert compared("a\0b.csv") == (2, ["FILE: embedded null byte"])
    (tmp_path / "roles.ods").write_bytes(HEAD)
    assert compared(tmp_path / "roles.ods") == (2, ["FILE: the name ends in neither .csv nor .xlsx."])


def test_a_workbook_is_read_as_well(catalogue, tmp_path):
    file = tmp_path / "roles.xlsx"
    unescaped = [[cell.removeprefix("'") for cell in row] for row in PROFILES]
    file.write_bytes(tables.write("xlsx", "Profiles", [HEADER, *unescaped]))
    assert compared(file)[0] == 0


def test_a_workbook_has_columns_of_all_kinds_and_as_many_rows_as_a_csv(catalogue, tmp_path):
    file = tmp_path / "roles.xlsx"
    unescaped = [[cell.removeprefix("'") for cell in row] for row in PROFILES]
    book = load_workbook(io.BytesIO(tables.write("xlsx", "Profiles", [[*HEADER, "Active", "Effective"], *unescaped])))
    for number in range(2, len(PROFILES) + 2):
        book.active.cell(number, 7, True)
        book.active.cell(number, 8, date(2026, 1, 1))
    book.save(file)
    assert compared(file)[0] == 0
    sheet = (book := Workbook(write_only=True)).create_sheet()
    sheet.append(HEADER)
    sheet.append(["EN-FW-20", date(2026, 1, 1), "5", "Firmware Engineering", True])
    book.save(file)
    assert compared(file) == (
        2,
        [
            "FILE: Row 2, column B holds a date. Format the cell as text.",
            "FILE: Row 2, column E holds true or false. Write text.",
        ],
    )
    sheet = (book := Workbook(write_only=True)).create_sheet()
    sheet.append(["Job code", "Title"])
    for number in range(20_010):
        sheet.append([f"X-{number}", "Somebody"])
    book.save(file)
    columns = ProfileMap(columns={"job_code": "Job code", "title": "Title"})
    assert len(read_profiles(file.read_bytes(), file.name, columns)) == 20_010


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("levels:\n  P3: seinor", 'MAP:2: there is no level "seinor".'),
        ("grades:\n  P3: 7\n  P4: sales/99", 'MAP:3: there is no grade "sales/99".'),
        ("families: {Software: firmwear}", 'MAP:1: there is no family "firmwear".'),
        ("departments: {R&D: research}", 'MAP:1: there is no department "research".'),
        ("colums:\n  title: Title", 'MAP:1: "colums" means nothing here; known are columns, grades, levels, families, '
         "departments."),
        ("columns:\n  title: a\n  title: b", "MAP:3: the key 'title' stands twice"),
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_meant_is_refused(db, tmp_path, text, sentence):
    file = tmp_path / "map.yaml"
    file.write_text(text, encoding="utf-8")
    for command in ("reconcile_catalogue", "export_handbook"):
        options = {"format": "job-profiles-csv"} if command == "export_handbook" else {}
        with pytest.raises(CommandError) as caught:
            call_command(command, str(tmp_path / "roles.csv"), map=file, **options)
        assert (caught.value.returncode, str(caught.value)) == (2, sentence.replace("MAP", str(file)))
    assert not (tmp_path / "roles.csv").exists()


def test_an_export_that_would_come_back_as_something_else_is_refused(catalogue, tmp_path):
    file = tmp_path / "map.yaml"
    file.write_text("grades: {'7': '8', '8': '9'}", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        export(tmp_path / "roles.csv", map=file)
    assert str(caught.value).splitlines()[0] == (
        'firmware/senior: the grade "7" would be written "7", which the map reads as "8". Give it a word of its own.'
    )
    assert not (tmp_path / "roles.csv").exists()


def test_exports_that_cannot_be_written(db, tmp_path):
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file", tmp_path / "file" / "roles.csv"):
        with pytest.raises(CommandError, match=f"^{target}.*: (File exists|Not a directory)$"):
            export(target)
    with pytest.raises(CommandError, match=r"^--map goes with --format job-profiles-csv$"):
        call_command("export_handbook", str(tmp_path), map=tmp_path / "map.yaml")


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=8)
DANGEROUS = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''+", '"', ",", ";", "=1+1"])
TEXTS = st.builds("".join, st.tuples(DANGEROUS, CELLS)).map(normal_line)


@given(st.lists(st.tuples(TEXTS, TEXTS.filter(bool), TEXTS.filter(bool)), max_size=5))
def test_no_text_is_lost_in_the_file(facts):
    """Whatever a title, a job code or a name begins with, a spreadsheet runs nothing and it comes back."""
    roles = [
        HeldRole(
            f"family/{number}",
            {
                "job_code": ((code,),),
                "title": ((title,),),
                "grade": (("7", "7"),),
                "family": (("family", name),),
                "level": (("",),),
                "department": (("sales", name),),
            },
        )
        for number, (code, title, name) in enumerate(facts)
    ]
    data = tables.write("csv", "", written(roles, DEFAULT))
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in cells for cell in row)
    assert reconcile(roles, read_profiles(data, "roles.csv", DEFAULT), DEFAULT).differences == ()
