"""Reference data as tables in the admin: out, and in after a look, through the dated door, all or nothing."""

import io
from dataclasses import astuple
from datetime import timedelta
from time import perf_counter

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from careers.models import Department
from config.kernel import exchange, tables, uploads
from config.kernel.models import AuditRecord, Catalogue, ReferenceVersion
from config.kernel.tables import Row
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level

pytestmark = pytest.mark.django_db

MODELS = [Department, Level, GradeScheme, Grade, Stage]


@pytest.fixture
def boss(client):
    client.force_login(get_user_model().objects.create_superuser("boss", password="pass"))
    return client


def url(model, view: str, *args: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def csv_file(text: str, name: str = "table.csv") -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


def look(client, model, file):
    return client.post(url(model, "import"), {"file": file})


def seen(answer) -> list[tuple]:
    """What a preview shows, row by row."""
    rows = [row for group in answer.context["groups"] for row in group["rows"]]
    return [(row.number, row.key, row.outcome, [astuple(each) for each in row.changes], row.refusals) for row in rows]


def apply(client, model, answer, **data):
    data = {"sealed": answer.context["sealed"], "reason": "The yearly round", **data}
    return client.post(url(model, "import"), data, follow=True)


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def counts() -> tuple[int, ...]:
    rows = [model.objects.count() for model in MODELS]
    return (*rows, ReferenceVersion.objects.count(), AuditRecord.objects.count(), Catalogue.objects.get().version)


def hostile() -> None:
    """Rows whose cells a spreadsheet would run, or a table might lose."""
    top = Department(slug="top", name="=1+1", description='two\r\nlines, "quoted"; and more').record(by=None)
    Department(slug="below", name="-2", description="\t@x\x07", parent=top).record(by=None)
    Department(slug="quoted", name="'=1").record(by=None)
    Level.objects.filter(slug="staff").update(synonyms=["Lead", "+1"], factor="1.20", benchmark="own")
    scheme = GradeScheme(slug="odd", name="@scheme").record(by=None)
    Grade(scheme=scheme, slug="007", name="'Seven", rank="9.50").record(by=None)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("kind", tables.FORMATS)
def test_an_exported_file_imported_again_changes_nothing(boss, model, kind):
    hostile()
    exported = boss.get(url(model, "export", kind))
    assert exported["Content-Type"] == tables.FORMATS[kind]
    assert "no-store" in exported["Cache-Control"]
    before, file = counts(), io.BytesIO(exported.content)
    file.name = f"table.{kind}"

    answer = look(boss, model, file)

    assert seen(answer) == []
    assert (answer.context["unchanged"], answer.context["absent"]) == (model.objects.count(), 0)
    assert "says what stands already" in answer.content.decode()
    assert apply(boss, model, answer).status_code == 200
    assert counts() == before


def test_the_csv_of_departments_escapes_formulas(boss):
    hostile()
    exported = boss.get(url(Department, "export", "csv"))
    assert exported["Content-Disposition"].startswith('attachment; filename="departments-')
    assert exported.content.decode("utf-8-sig") == (
        "Slug,Name,Parent,Description\r\n"
        "quoted,''=1,,\r\n"
        "below,'-2,top,'@x\r\n"
        'top,\'=1+1,,"two\nlines, ""quoted""; and more"\r\n'
        "unassigned,Unassigned,,\r\n"
    )


def test_the_xlsx_of_levels_says_what_people_call_things(boss):
    hostile()
    book = load_workbook(io.BytesIO(boss.get(url(Level, "export", "xlsx")).content))
    rows = list(book.active.values)
    assert rows[0] == ("Slug", "Name", "Track", "Rank", "Factor", "Benchmark", "Synonyms", "Description")
    staff = next(row for row in rows if row[0] == "staff")
    level = Level.objects.get(slug="staff")
    assert staff[:7] == (
        "staff", "Staff", "Individual contributor", str(level.rank), "1.2", "The level's own", "Lead\n+1",
    )  # fmt: skip


def test_an_import_is_looked_at_and_then_recorded_from_its_day(boss, today):
    before, later = counts(), today + timedelta(days=30)
    text = "slug,NAME,track,Rank\nstaff,Lead,,\nwizard,Wizard,individual_contributor,99\n"
    refused = look(boss, Level, csv_file(text))
    assert seen(refused)[0][2:] == (
        "refused",
        [("Name", "Staff", "Lead"), ("Track", "Individual contributor", ""), ("Rank", str(level_rank("staff")), "")],
        ["Track: '' is none of: Individual contributor, Management.", "Rank: This field is required."],
    )
    assert counts() == before

    text = f"slug,NAME,track,Rank\nstaff,Lead,Individual Contributor,{level_rank('staff')}\n"
    text += "wizard,Wizard,management,99\n"
    answer = look(boss, Level, csv_file(text))
    assert seen(answer) == [
        (2, "staff", "changed", [("Name", "Staff", "Lead")], []),
        (
            3,
            "wizard",
            "added",
            [("Slug", "", "wizard"), ("Name", "", "Wizard"), ("Track", "", "Management"), ("Rank", "", "99")],
            [],
        ),
    ]
    assert counts() == before

    done = apply(boss, Level, answer, starts_on=later.isoformat())

    assert told(done) == ["Imported table.csv: 1 added, 1 changed, 0 unchanged."]
    assert Level.objects.get(slug="wizard").facts() == {
        "name": "Wizard", "track": "management", "rank": 99, "factor": None, "benchmark": "", "synonyms": [],
        "description": "",
    }  # fmt: skip
    assert Level.objects.get(slug="staff").name == "Lead"
    versions = ReferenceVersion.objects.filter(starts_on=later).order_by("slug")
    assert [(each.kind, each.slug, each.facts["name"]) for each in versions] == [
        ("level", "staff", "Lead"),
        ("level", "wizard", "Wizard"),
    ]
    records = AuditRecord.objects.filter(kind="level").order_by("subject")
    assert [(each.by.username, each.action, each.subject, each.reason) for each in records] == [
        ("boss", "change", "staff", "The yearly round"),
        ("boss", "create", "wizard", "The yearly round"),
    ]
    assert all(each.request_id for each in records)


def level_rank(slug: str) -> int:
    return Level.objects.get(slug=slug).rank


BASE = "scheme,slug,name,rank\n"


@pytest.mark.parametrize(
    ("text", "refusals"),
    [
        (f"{BASE}general,x,X,nine\n", [(2, ["Rank: Enter a number."])]),
        (f"{BASE}general,x,X,NaN\n", [(2, ["Rank: Enter a number."])]),
        (f"{BASE}general,x,X,{'9' * 5000}\n", [(2, ["Rank: Ensure that there are no more than 6 digits in total."])]),
        (f"{BASE}general,x,{'X' * 61},1\n", [(2, ["Name: Ensure this value has at most 60 characters (it has 61)."])]),
        (f"{BASE}nowhere,x,X,1\n", [(2, ["Scheme: There is no grade scheme 'nowhere'."])]),
        (f"{BASE}general,x y,X,1\n", [(2, ["Slug: Use letters, digits, dots and hyphens."])]),
        (f"{BASE}general,,X,1\n", [(2, ["Slug: This says which row is meant; it cannot be empty."])]),
        (f"{BASE}general,x,X,1\n\ngeneral,x,Y,2\n", [(4, ["This row is in the file twice; see row 2."])]),
        (f"{BASE}general,x,X,1,stray\n", [(2, ["'stray' stands in a column without a name."])]),
        ("scheme,slug\ngeneral,x\n", [(2, ["Name: This field cannot be blank.", "Rank: This field cannot be null."])]),
    ],
)
def test_rows_that_cannot_be_taken_are_named_with_their_columns(boss, text, refusals):
    before = counts()
    answer = look(boss, Grade, csv_file(text))
    assert [(row[0], row[4]) for row in seen(answer) if row[2] == "refused"] == refusals
    assert "Mend the file and upload it again" in answer.content.decode()
    # What the page does not offer is refused all the same.
    again = apply(boss, Grade, answer)
    assert told(again) == ["Nothing was imported: 1 row is refused."]
    assert counts() == before


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (csv_file("slug,name,colour\nx,X,red\n"), "Row 1: there is no column 'colour'. The columns are "),
        (csv_file("slug,Slug\nx,X\n"), "Row 1: the column 'Slug' is there twice."),
        (csv_file("name\nX\n"), "Row 1: the column 'Slug' is missing."),
        (csv_file("slug,name\n"), "The table has no row below its header."),
        (csv_file("", "empty.csv"), "The submitted file is empty."),
        (csv_file("slug\nx", "table.ods"), "table.ods: the name ends in neither .csv nor .xlsx."),
        (csv_file("no zip", "table.xlsx"), "This is no zip file, or a broken one."),
        (csv_file("x" * 10_000_001), "The file is larger than 10,000,000 bytes. Send it in parts."),
    ],
    ids=["unknown", "twice", "no key", "no row", "empty", "kind", "no zip", "large"],
)
def test_files_that_are_no_table_are_refused_at_the_field(boss, file, sentence):
    file.seek(0)
    answer = look(boss, Level, file)
    assert answer.status_code == 200
    errors = answer.context["upload"].errors["file"]
    assert len(errors) == 1
    assert errors[0].startswith(sentence)


def test_one_refused_row_keeps_the_others_out(boss):
    before = counts()
    answer = look(boss, Stage, csv_file("slug,name,order\nfirst,First,1\nsecond,Second,40000\n"))
    assert [(row[1], row[2], row[4]) for row in seen(answer)] == [
        ("second", "refused", ["Order: Ensure this value is less than or equal to 32767."]),
        ("first", "added", []),
    ]
    apply(boss, Stage, answer)
    assert counts() == before


def test_a_tree_is_taken_in_any_order_and_turned_around(boss):
    answer = look(boss, Department, csv_file("slug,name,parent\na,A,b\nb,B,c\nc,C,\n"))
    assert [(row[1], row[2]) for row in seen(answer)] == [("a", "added"), ("b", "added"), ("c", "added")]
    apply(boss, Department, answer)
    # Neither b nor its place is in this file: c goes under a, which leaves b.
    answer = look(boss, Department, csv_file("slug,parent\nc,a\na,\n"))
    assert [row[2:] for row in seen(answer)] == [
        ("changed", [("Parent", "", "a")], []),
        ("changed", [("Parent", "b", "")], []),
    ]
    apply(boss, Department, answer)
    parents = dict(Department.objects.values_list("slug", "parent__slug"))
    assert parents == {"unassigned": None, "a": None, "b": "c", "c": "a"}


def test_a_circle_is_refused(boss):
    for slug in "ab":
        Department(slug=slug, name=slug).record(by=None)
    answer = look(boss, Department, csv_file("slug,parent\na,b\nb,a\n"))
    refused = [row for row in seen(answer) if row[2] == "refused"]
    assert [row[4] for row in refused] == [["Parent: That would make the department belong to itself, in a circle."]]
    answer = look(boss, Department, csv_file("slug,name,parent\nx,X,y\ny,Y,x\nz,Z,z\n"))
    assert [row[2] for row in seen(answer)] == ["refused"] * 3


def test_constraints_that_span_columns_are_said(boss):
    answer = look(boss, Level, csv_file("slug,factor,benchmark\nstaff,0.8,\n"))
    refusals = [row[4] for row in seen(answer)]
    assert refusals == [["A level with a factor names the benchmark that it multiplies."]]


def test_who_changed_the_rows_in_between_is_not_overwritten(boss):
    answer = look(boss, Stage, csv_file("slug,name\noffer,The offer\n"))
    Stage.objects.get(slug="screening").record(by=None)
    stage = Stage.objects.get(slug="offer")
    stage.name = "An offer"
    stage.record(by=None)
    before = counts()

    again = apply(boss, Stage, answer)

    assert told(again) == ["Somebody has changed these rows since you looked at the import. Look at it again."]
    assert seen(again) == [(2, "offer", "changed", [("Name", "An offer", "The offer")], [])]
    assert again.context["form"]["reason"].value() == "The yearly round"
    assert counts() == before
    assert told(apply(boss, Stage, again)) == ["Imported table.csv: 0 added, 1 changed, 0 unchanged."]
    assert Stage.objects.get(slug="offer").name == "The offer"


def test_what_was_changed_on_the_way_is_not_applied(boss):
    answer = look(boss, Stage, csv_file("slug,name\noffer,The offer\n"))
    other = look(boss, Level, csv_file("slug,name\nstaff,Lead\n"))
    before = counts()
    for sealed in (answer.context["sealed"][:-2], "x", "", other.context["sealed"]):
        again = apply(boss, Stage, answer, sealed=sealed)
        assert told(again) == [
            "Nothing was imported. The upload did not arrive as it was shown. Upload the file again."
        ]
    assert counts() == before


def test_an_upload_grows_old(boss, monkeypatch):
    answer = look(boss, Stage, csv_file("slug,name\noffer,The offer\n"))
    monkeypatch.setattr(uploads, "LASTS", -1)
    assert told(apply(boss, Stage, answer)) == [
        "Nothing was imported. It was uploaded some hours ago. Upload the file again to see what it changes."
    ]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "This field is required."),
        ({"starts_on": "soon"}, "starts_on", "Enter a valid date."),
    ],
)
def test_a_form_that_is_not_right_keeps_the_upload(boss, data, field, sentence):
    answer = look(boss, Stage, csv_file("slug,name\noffer,The offer\n"))
    again = apply(boss, Stage, answer, **data)
    assert again.context["form"].errors == {field: [sentence]}
    assert told(apply(boss, Stage, again)) == ["Imported table.csv: 0 added, 1 changed, 0 unchanged."]


def person(client, *codenames: str):
    user = get_user_model().objects.create_user("person", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_the_past_needs_a_right(client, today):
    file, yesterday = "slug,name\noffer,The offer\n", (today - timedelta(days=1)).isoformat()
    rights = ("view_stage", "add_stage", "change_stage")
    limited = person(client, *rights)
    answer = apply(limited, Stage, look(limited, Stage, csv_file(file)), starts_on=yesterday)
    assert answer.context["form"].errors == {
        "starts_on": ["Your account may not let a change start in the past. Choose today or a later day."]
    }
    get_user_model().objects.get().user_permissions.add(Permission.objects.get(codename="backdate_family"))
    answer = apply(limited, Stage, look(limited, Stage, csv_file(file)), starts_on=yesterday)
    assert told(answer) == ["Imported table.csv: 0 added, 1 changed, 0 unchanged."]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    ("verbs", "expected"),
    [((), (403, 403, 403)), (("view",), (200, 403, 403)), (("view", "add"), (200, 403, 403)),
     (("view", "change"), (200, 403, 403)), (("add", "change"), (200, 200, 200))],
)  # fmt: skip
def test_an_export_needs_the_right_to_view_and_an_import_those_to_add_and_change(client, model, verbs, expected):
    client = person(client, *(f"{verb}_{model._meta.model_name}" for verb in verbs))
    exported = client.get(url(model, "export", "csv")).status_code
    asked = client.get(url(model, "import")).status_code
    assert (exported, asked, look(client, model, csv_file("slug\nx\n")).status_code) == expected


def test_buttons_show_for_those_who_may(client):
    client = person(client, "view_level")
    page = client.get(url(Level, "changelist")).content.decode()
    assert ("Export as CSV" in page, "Export as XLSX" in page, ">Import<" in page) == (True, True, False)
    get_user_model().objects.get().user_permissions.add(*Permission.objects.filter(codename__endswith="_level"))
    assert ">Import<" in client.get(url(Level, "changelist")).content.decode()


def test_there_is_no_other_format(boss):
    assert boss.get(url(Level, "export", "pdf")).status_code == 404


def test_a_cell_too_long_for_xlsx_is_said_on_the_list(boss):
    Department(slug="long", name="Long", description="x" * 40_000).record(by=None)
    answer = boss.get(url(Department, "export", "xlsx"), follow=True)
    assert told(answer) == [
        "Not exported: Row 2, column D has 40,000 characters; a cell of an XLSX file may have 32,767. Export as CSV."
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_looking_and_exporting_cost_the_same_for_few_rows_and_for_many(boss, count, django_assert_num_queries):
    for number in range(count):
        Department(slug=f"d{number}", name=f"D{number}", parent=Department.objects.first()).record(by=None)
    text = boss.get(url(Department, "export", "csv")).content.decode("utf-8-sig")
    with django_assert_num_queries(4):
        boss.get(url(Department, "export", "csv"))
    with django_assert_num_queries(12):
        look(boss, Department, csv_file(text))


def test_ten_thousand_rows_take_seconds(boss):
    by, began = get_user_model().objects.get(), perf_counter()
    header = Row(1, ("Scheme", "Slug", "Name", "Rank"))
    rows = [header, *(Row(number, ("general", f"x{number}", "X", str(number % 900))) for number in range(2, 10_002))]
    table = exchange.Table(Grade, ("scheme", "slug", "name", "rank"), ("scheme", "slug"))
    before = Grade.objects.count()
    taken = exchange.take(table, rows, by=by, seen=table.digest)
    assert {row.outcome for row in taken} == {"added"}
    assert Grade.objects.count() == before + 10_000
    assert perf_counter() - began < 40
