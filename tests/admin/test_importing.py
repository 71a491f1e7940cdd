"""Pages and zips in the admin: looked at as a difference, applied as drafts, and nothing hostile gets further than a
sentence."""

import io
import zipfile
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from careers import drafts, uploads
from careers.models import Department, Family, Publication, Remit, Revision
from config.kernel import uploads as kernel_uploads
from config.kernel.models import AuditRecord, Catalogue, ReferenceVersion
from levels.models import Grade
from tests.admin.house import main, url
from tests.factories import department, document

pytestmark = pytest.mark.django_db

URL = reverse("admin:careers_family_import")


def trade(title: str, *duties: str, grade: str = "6") -> str:
    lines = "\n".join(f"* {duty}" for duty in duties)
    return f"""---
title: "{title}"
---

{title}s do honest work.

## Responsibilities

{lines}

## Levels

### {title}

#### Job Grade

The {title} is a [grade {grade}](/levels/#grades).
"""


def page(text: str | bytes, name: str = "welding.md") -> io.BytesIO:
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return file


def zipped(files: dict[str, str], name: str = "handbook.zip") -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return page(out.getvalue(), name)


@pytest.fixture
def yard(db) -> Department:
    return department("yard")


@pytest.fixture
def editor(client, yard):
    """A client of somebody in the group Editor."""
    user = get_user_model().objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    return client


@pytest.fixture
def boss(client, yard):
    client.force_login(get_user_model().objects.create_superuser("boss"))
    return client


def look(client, file: io.BytesIO, **data):
    return client.post(URL, {"file": file, **data})


def shown(answer) -> list[tuple[str, str, str]]:
    return [(line.path, line.outcome, line.error) for line in answer.context["lines"]]


def form_of(answer) -> dict[str, object]:
    """What the browser would send: everything ticked as the page has it."""
    lines = answer.context["lines"]
    return {
        "sealed": answer.context["sealed"],
        "page": [line.number for line in lines if line.chosen],
        "overwrite": [line.number for line in lines if line.overwrite],
        **{f"seen-{line.number}": line.seen for line in lines},
    }


def apply(client, answer, **changes):
    return client.post(URL, {**form_of(answer), **changes}, follow=True)


def told(answer) -> list[str]:
    return [text for text in map(str, answer.context["messages"]) if not text.startswith("Go to")]


def duties(family: Family) -> str:
    """What the family's one role is responsible for."""
    (role,) = drafts.read(family).roles
    return "; ".join(statement.text for statement in role.responsibilities)


def everything() -> tuple[int, ...]:
    kinds = (Family, Department, Grade, Revision, Publication, AuditRecord, ReferenceVersion)
    return (*(kind.objects.count() for kind in kinds), Catalogue.objects.get().version)


def test_a_page_is_looked_at_and_applied(editor, yard):
    before = everything()
    answer = look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk)
    assert shown(answer) == [("yard/welding.md", "New family", "")]
    text = answer.content.decode()
    assert "1 role added" in text
    assert "<ins>Weld hulls</ins>" in text
    assert "What the checks would find" in text
    assert everything() == before

    done = apply(editor, answer)

    assert told(done) == ["Imported: 1 new family and 0 drafts changed. Nothing is published yet."]
    family = Family.objects.get()
    assert (family.slug, family.department, family.source_path) == ("welding", yard, "yard/welding.md")
    assert duties(family) == "Weld hulls"
    assert not Revision.objects.exists()
    records = AuditRecord.objects.filter(kind="draft").order_by("pk")
    assert [(each.by.username, each.action, each.subject, each.reason) for each in records] == [
        ("editor", "edit", "welding", ""),
        ("editor", "import", "welding", "Imported from yard/welding.md"),
    ]
    assert all(each.request_id for each in records)


def test_the_same_page_again_changes_nothing_and_a_changed_one_shows_its_words(editor, yard):
    apply(editor, look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk))
    again = look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk)
    assert shown(again) == [("yard/welding.md", "Says what the draft says", "")]
    assert "There is nothing to import." in again.content.decode()

    answer = look(editor, page(trade("Welder", "Weld large hulls")), department=yard.pk)
    assert shown(answer) == [("yard/welding.md", "Changes the draft", "")]
    assert "[inserted: </span>large " in answer.content.decode()
    assert told(apply(editor, answer)) == ["Imported: 0 new families and 1 draft changed. Nothing is published yet."]
    assert duties(Family.objects.get()) == "Weld large hulls"


def test_the_findings_of_the_parser_name_their_lines(editor, yard):
    text = trade("Welder", "Weld hulls") + "\nSee <div>what</div> there is.\n\n![A photograph](x.png)\n"
    answer = look(editor, page(text), department=yard.pk)
    groups = [(group.severity, line) for group in answer.context["lines"][0].findings for line, _ in group.lines]
    assert groups
    assert all(line for _, line in groups)
    assert f"Line {groups[0][1]}:" in answer.content.decode()


def test_a_zip_is_imported_page_by_page_as_ticked(editor, yard):
    files = {
        "yard/welding.md": trade("Welder", "Weld hulls"),
        "yard/rigging/index.html.md": trade("Rigger", "Rig masts"),
        "yard/logo.png": "no page",
        "__MACOSX/yard/._welding.md": "no page",
        "yard/.hidden.md": "no page",
    }
    answer = look(editor, zipped(files))
    assert shown(answer) == [
        ("yard/rigging/index.html.md", "New family", ""),
        ("yard/welding.md", "New family", ""),
    ]
    done = apply(editor, answer, page=[1])
    assert told(done) == ["Imported: 1 new family and 0 drafts changed. Nothing is published yet."]
    assert list(Family.objects.values_list("slug", flat=True)) == ["welding"]


def test_links_between_pages_lead_to_families_whether_or_not_all_are_ticked(editor):
    linked = trade("Welder", "Weld what the [riggers](/job-families/yard/rigging/) hold")
    answer = look(editor, zipped({"yard/a.md": linked, "yard/rigging.md": trade("Rigger", "Rig masts")}))
    apply(editor, answer, page=[0])
    assert duties(Family.objects.get()) == "Weld what the [riggers](/job-families/rigging/) hold"


def test_the_folder_around_a_handbook_is_left_out_and_a_department_is_not(editor):
    answer = look(editor, zipped({"handbook/yard/welding.md": trade("Welder", "Weld hulls")}))
    assert shown(answer) == [("yard/welding.md", "New family", "")]
    assert "All pages lie in the folder “handbook”." in answer.content.decode()
    answer = look(editor, zipped({"yard/welding/index.md": trade("Welder", "Weld hulls")}))
    assert shown(answer) == [("yard/welding/index.md", "New family", "")]
    assert answer.context["notes"] == ()


def test_more_pages_than_fit_are_shown_one_by_one(editor):
    files = {f"yard/trade-{number:02}.md": trade(f"Trade {number}", "Work") for number in range(11)}
    answer = look(editor, zipped(files))
    assert [line.detail for line in answer.context["lines"]] == [None] * 11
    one = editor.post(URL, {**form_of(answer), "show": "3"})
    assert one.context["line"].path == "yard/trade-03.md"
    assert "<ins>Work</ins>" in one.content.decode()
    assert not Family.objects.exists()


def test_what_people_changed_is_overwritten_only_where_that_is_ticked(editor, yard):
    apply(editor, look(editor, zipped({f"yard/{name}.md": trade(name, "Work") for name in ("One", "Two")})))
    by = get_user_model().objects.get(username="editor")
    for family in Family.objects.all():
        drafts.write(drafts.read(family).model_copy(update={"summary": "By hand"}), by=by, family=family)
    answer = look(editor, zipped({f"yard/{name}.md": trade(name, "Work hard") for name in ("One", "Two")}))
    assert shown(answer) == [
        (
            f"yard/{name}.md",
            "People changed the draft",
            "The draft was changed by people since the last import. Nothing was overwritten.",
        )
        for name in ("One", "Two")
    ]
    # The difference says what would be lost.
    assert "<del>By hand</del>" in answer.content.decode()
    assert "Overwrite what people wrote" in answer.content.decode()

    nothing = apply(editor, answer)
    assert told(nothing) == ["Nothing was imported: no page is ticked."]
    # Importing without the other tick does not overwrite.
    refused = apply(editor, answer, page=[0])
    assert told(refused) == [
        "yard/One.md was not imported: The draft was changed by people since the last import. Nothing was overwritten."
    ]
    apply(editor, answer, overwrite=[0])
    assert {family.slug: (family.summary, duties(family)) for family in Family.objects.all()} == {
        "one": ("", "Work hard"),
        "two": ("By hand", "Work"),
    }


def test_a_page_imported_before_takes_back_what_people_wrote_only_where_ticked(editor, yard):
    file = trade("Welder", "Weld hulls")
    apply(editor, look(editor, page(file), department=yard.pk))
    family = Family.objects.get()
    drafts.write(drafts.read(family).model_copy(update={"summary": "By hand"}), by=None, family=family)
    answer = look(editor, page(file), department=yard.pk)
    assert shown(answer) == [("yard/welding.md", "People changed the draft", "")]
    apply(editor, answer, overwrite=[0])
    assert drafts.read(Family.objects.get()).summary == ""


@pytest.mark.parametrize("tick", ["page", "overwrite"])
def test_a_draft_saved_since_the_look_is_left_alone_and_shown_again(editor, yard, tick):
    apply(editor, look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk))
    answer = look(editor, page(trade("Welder", "Weld all hulls")), department=yard.pk)
    family = Family.objects.get()
    drafts.write(drafts.read(family).model_copy(update={"summary": "By hand"}), by=None, family=family)

    again = apply(editor, answer, **{"page": [], tick: [0]})

    assert told(again) == [
        "yard/welding.md was not imported: Somebody saved the draft since this was looked at. Look at it again."
    ]
    assert drafts.read(Family.objects.get()).summary == "By hand"
    assert shown(again)[0][1] == "People changed the draft"
    assert again.context["lines"][0].seen == Family.objects.get().version


def test_a_family_made_since_the_look_is_left_alone(editor, yard):
    answer = look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk)
    drafts.write(document("welding", department="yard"), by=None)
    assert told(apply(editor, answer)) == [
        "yard/welding.md was not imported: Somebody saved the draft since this was looked at. Look at it again."
    ]


def test_applying_twice_is_applying_once(editor, yard):
    answer = look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk)
    apply(editor, answer)
    before = everything()
    assert told(apply(editor, answer)) == ["Nothing had to be written: the drafts say that already."]
    assert everything() == before


def test_a_family_deleted_since_the_look_does_not_come_back(editor, yard):
    apply(editor, look(editor, page(trade("Welder", "Weld hulls")), department=yard.pk))
    answer = look(editor, page(trade("Welder", "Weld all hulls")), department=yard.pk)
    Family.objects.all().delete()
    assert told(apply(editor, answer)) == [
        "yard/welding.md was not imported: Somebody saved the draft since this was looked at. Look at it again."
    ]
    assert not Family.objects.exists()


def test_one_page_that_fails_leaves_the_others_in(boss, yard):
    department("other")
    answer = look(boss, zipped({"yard/a.md": trade("Welder", "Weld"), "yard/b.md": trade("Rigger", "Rig")}))
    drafts.write(document("b", department="other"), by=None)
    done = apply(boss, answer)
    assert told(done) == [
        "Imported: 1 new family and 0 drafts changed. Nothing is published yet.",
        "yard/b.md was not imported: Somebody saved the draft since this was looked at. Look at it again.",
    ]
    assert set(Family.objects.values_list("slug", flat=True)) == {"a", "b"}


# --- rights


def test_reference_data_is_made_only_by_those_who_may(client, editor, yard):
    file = {"forge/smithing.md": trade("Smith", "Forge", grade="7.5")}
    answer = look(editor, zipped(file))
    assert shown(answer) == [
        (
            "forge/smithing.md",
            "Cannot be imported",
            "There is no department 'forge' yet, and your account may not add it.",
        )
    ]
    client.force_login(get_user_model().objects.create_superuser("boss"))
    answer = look(client, zipped(file))
    assert answer.context["lines"][0].created == ["department forge", "grade general/7.5"]
    assert not Department.objects.filter(slug="forge").exists()
    assert told(apply(client, answer)) == [
        "Imported: 1 new family and 0 drafts changed. Made beside: department forge, grade general/7.5. "
        "Nothing is published yet."
    ]
    assert ReferenceVersion.objects.get(kind="department", slug="forge").starts_on == date.today()


def test_remits_hold(editor, yard):
    other = department("other")
    Remit.objects.create(user=get_user_model().objects.get(), department=other)
    refused = "This family's department is not among those that your account works on."

    def line_in(folder):
        (line,) = shown(look(editor, zipped({f"{folder}/welding.md": trade("Welder", "Weld")})))
        return line

    assert line_in("yard") == ("yard/welding.md", "Cannot be imported", refused)
    assert "Select a valid choice" in look(editor, page("x"), department=yard.pk).content.decode()
    drafts.write(document("welding", department="yard"), by=None)
    # Neither what is there may be changed, nor may it be taken over.
    assert [line_in(folder)[1:] for folder in ("yard", "other")] == [("Cannot be imported", refused)] * 2
    assert shown(look(editor, page(trade("Rigger", "Rig"), "rigging.md"), department=other.pk)) == [
        ("other/rigging.md", "New family", "")
    ]


def test_adding_and_changing_are_rights_of_their_own(editor, yard):
    group = Group.objects.get(name="Editor")
    group.permissions.remove(*group.permissions.filter(codename="add_family"))
    assert shown(look(editor, page(trade("Welder", "Weld")), department=yard.pk)) == [
        (
            "yard/welding.md",
            "Cannot be imported",
            "There is no family 'Welder' yet, and your account may not add it.",
        )
    ]
    group.permissions.remove(*group.permissions.filter(codename="change_family"))
    assert editor.get(URL).status_code == 403
    assert look(editor, page(trade("Welder", "Weld"))).status_code == 403


def test_only_who_looked_applies(client, editor, yard):
    answer = look(editor, page(trade("Welder", "Weld")), department=yard.pk)
    form = form_of(answer)
    other = get_user_model().objects.create_superuser("other")
    client.force_login(other)
    assert told(client.post(URL, form, follow=True)) == [
        "Nothing was imported. The upload did not arrive as it was shown. Upload the file again."
    ]
    assert not Family.objects.exists()


def test_an_upload_grows_old_and_cannot_be_changed(editor, yard, monkeypatch):
    answer = look(editor, page(trade("Welder", "Weld")), department=yard.pk)
    changed = apply(editor, answer, sealed=answer.context["sealed"][:-3])
    assert told(changed) == ["Nothing was imported. The upload did not arrive as it was shown. Upload the file again."]
    monkeypatch.setattr(kernel_uploads, "LASTS", -1)
    assert told(apply(editor, answer)) == [
        "Nothing was imported. It was uploaded some hours ago. Upload the file again to see what it changes."
    ]
    assert not Family.objects.exists()


@pytest.mark.parametrize("changes", [{"page": ["7"]}, {"page": ["-1"]}, {"overwrite": ["x"]}, {"show": "9" * 5000}])
def test_ticks_that_no_page_has_are_refused(editor, yard, changes):
    answer = look(editor, page(trade("Welder", "Weld")), department=yard.pk)
    assert told(apply(editor, answer, **changes)) == [
        "Nothing was imported. The form names a page that is not in the upload."
    ]
    assert not Family.objects.exists()


def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(editor, yard):
    apply(editor, look(editor, page(trade("Welder", "Weld")), department=yard.pk))
    answer = look(editor, page(trade("Welder", "Weld well")), department=yard.pk)
    for seen in ("", "x", "9" * 40):
        assert "Somebody saved the draft" in told(apply(editor, answer, **{"seen-0": seen}))[0]


# --- files


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (page("x", "page.docx"), "page.docx: upload a page ("),
        (page("no zip", "x.zip"), "This is no zip file, or a broken one."),
        (zipped({"a.png": "x"}), "handbook.zip: there is no page in this zip (looked for "),
        (zipped({"../a.md": "x"}), "The zip holds a name that leads outside of it: '../a.md'."),
        (zipped({f"{number}.md": "x" for number in range(201)}), "handbook.zip holds 201 pages; at most 200 are"),
        (zipped({f"{number}.txt": "x" * 999_999 for number in range(9)}), "The zip unpacks to more than 8,000,000"),
        (page("x" * 10_000_001), "The file is larger than 10,000,000 bytes."),
        (page(""), "The submitted file is empty."),
    ],
    ids=["kind", "broken", "no page", "outside", "many", "unpacked", "large", "empty"],
)
def test_what_is_no_upload_of_pages_is_refused_at_the_field(editor, file, sentence):
    file.seek(0)
    answer = look(editor, file)
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors["file"]
    assert error.startswith(sentence)


def test_no_file_at_all_is_said(editor):
    answer = editor.post(URL, {})
    assert answer.context["form"].errors == {"file": ["This field is required."]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# A\0b", "the page holds a NUL byte: this is no text"),
        (b"# caf\xe9", "the page is not UTF-8 text"),
        (b"   ", "the page is empty"),
        (b"x" * 9_000_000, "the page has 9,000,000 bytes; a page may have 1,000,000"),
        (b"---\ntitle: [\n---\n", None),
    ],
    ids=["NUL", "no UTF-8", "blank", "9 MB", "front matter"],
)
def test_a_page_that_cannot_be_read_is_said_with_its_line(editor, content, message):
    answer = look(editor, page(content))
    (line,) = answer.context["lines"]
    assert (line.outcome, line.choosable, line.overwritable) == ("Cannot be imported", False, False)
    assert "There is nothing to import." in answer.content.decode()
    ((number, said),) = line.findings[0].lines
    assert number
    assert message is None or said == message
    assert told(apply(editor, answer, page=[0]))[0].startswith("welding.md was not imported: ")


def test_a_page_of_ten_megabytes_in_a_zip_fails_by_itself(editor):
    answer = look(editor, zipped({"yard/a.md": "x" * 10_000_000, "yard/b.md": trade("Rigger", "Rig")}))
    assert [line[1] for line in shown(answer)] == ["Cannot be imported", "New family"]


def test_two_pages_of_one_family_are_not_both_taken(editor):
    canonical = "---\nrolebook: 1\ntitle: Trade\nslug: trade\ndepartment: yard\n---\n\n# Trade\n"
    answer = look(editor, zipped({"yard/a.md": canonical, "yard/b.md": canonical}))
    assert [line.outcome for line in answer.context["lines"]] == ["New family", "Cannot be imported"]
    assert "It would be the same family as yard/a.md." in answer.content.decode()


def test_what_people_wrote_is_escaped(editor, yard):
    text = trade("Welder", "<script>alert(1)</script> &amp; hulls")
    answer = look(editor, page(text, "<b>x.md"), department=yard.pk)
    assert "<script>alert" not in answer.content.decode()
    assert "<b>x.md" not in answer.content.decode()


def test_an_upload_that_does_not_fit_into_a_form_is_refused(editor, yard, monkeypatch):
    monkeypatch.setattr(kernel_uploads, "MAX_SEALED", 100)
    answer = look(editor, page(trade("Welder", "Weld")), department=yard.pk)
    assert answer.context["form"].errors == {"file": ["This is too much for one import. Send it in parts."]}


def test_more_than_a_form_may_hold_is_refused(editor):
    files = {f"file-{number}": page("x") for number in range(6)}
    assert editor.post(URL, files).status_code == 400
    assert editor.post(URL, {"sealed": "x" * 6_000_000}).status_code == 413


def test_the_pages_travel_as_they_were_read(editor):
    upload = uploads.read_upload(
        zipped({"yard/a.md": trade("Welder", "Weld"), "yard/b.md": "", "yard/c.md": "x\0"}).getvalue(), "x.zip"
    )
    carried = uploads.load(uploads.dump(upload.pages))
    assert [(each.source, each.findings) for each in carried] == [(each.source, each.findings) for each in upload.pages]
    assert [each.parsed and each.parsed.document for each in carried] == [
        each.parsed and each.parsed.document for each in upload.pages
    ]


def test_the_list_of_families_leads_here(editor):
    assert f'href="{URL}"' in editor.get(reverse("admin:careers_family_changelist")).content.decode()


@pytest.mark.parametrize(("count", "budget"), [(1, 65), (4, 65 + 3 * 27)])
def test_a_look_costs_a_bounded_number_of_queries_a_page(editor, count, budget, django_assert_max_num_queries):
    files = {f"yard/trade-{number}.md": trade(f"Trade {number}", "Work") for number in range(count)}
    with django_assert_max_num_queries(budget):
        assert len(look(editor, zipped(files)).context["lines"]) == count


def test_showing_one_of_many_costs_as_much_as_one(editor, django_assert_max_num_queries):
    files = {f"yard/trade-{number:02}.md": trade(f"Trade {number}", "Work") for number in range(20)}
    form = form_of(look(editor, zipped(files)))
    with django_assert_max_num_queries(75):
        assert editor.post(URL, {**form, "show": "3"}).status_code == 200


def test_what_was_made_is_a_click_away(editor, yard):
    files = {"yard/a.md": trade("Welder", "Weld"), "yard/b.md": trade("R & D", "R")}
    done = apply(editor, look(editor, zipped(files)))
    links = main(done).links("ul.messagelist a")
    families = {family.title: url("family_change", family.pk) for family in Family.objects.all()}
    assert links == [(title, families[title]) for title in ("R & D", "Welder")]


def test_a_new_family_that_looks_like_another_is_told(editor, yard):
    apply(editor, look(editor, page(trade("Welder", "Weld")), department=yard.pk))
    answer = look(editor, page(trade("Welder", "Weld hulls"), "welders.md"), department=yard.pk)
    (line,) = answer.context["lines"]
    assert (line.outcome, [link.text for link in line.close]) == ("New family", ["Welder"])
    assert "This one looks close: Welder. Is it the same work?" in main(answer).text
    other = look(editor, page(trade("Rigger", "Rig"), "rigging.md"), department=yard.pk)
    assert [list(line.close) for line in other.context["lines"]] == [[]]


def test_files_that_are_no_pages_are_named(editor, yard):
    files = {"yard/a.md": trade("Welder", "Weld"), "yard/b.docx": "x", "yard/.DS_Store": "x"}
    answer = look(editor, zipped(files))
    assert main(answer).texts("p.notice") == ["Passed over, because they are no pages: yard/b.docx."]
    many = {"yard/a.md": trade("Welder", "Weld"), **{f"yard/{number}.pdf": "x" for number in range(12)}}
    assert answer.context["notes"] == ("Passed over, because they are no pages: yard/b.docx.",)
    assert look(editor, zipped(many)).context["notes"][0].endswith(" and 2 more.")
