"""The import commands on pages written for these tests: outcomes, idempotence, links, refusals."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from careers import drafts, publishing
from careers.handbook.parse import parse
from careers.models import Address, Company, Department, Family, Publication, Revision, Role
from config.kernel.models import AuditRecord, Catalogue
from levels.models import Grade

pytestmark = pytest.mark.django_db

WELDER = """---
title: "Welder"
---

Welders join what must not come apart. See also the [inspectors](/job-families/yard/inspection/#senior-inspector).

## Responsibilities

* Weld hulls
* Keep the torch clean

## Levels

### Welder

#### Job Grade

The Welder is a [grade 6](/levels/#grades).

### Senior Welder

The Senior Welder reports to the [Senior Inspector](/job-families/yard/inspection/).

#### Job Grade

The Senior Welder is a [grade 7.5](/levels/#grades).

#### Responsibilities

* Extends the Welder responsibilities
* Weld under water

## Career Ladder

The next step is the [Inspection](https://handbook.example.com/job-families/yard/inspection/) job family.
"""

INSPECTION = """---
title: "Inspection"
---

## Levels

### Inspector

#### Job Grade

The Inspector is a [grade 7](/levels/#grades).

#### Responsibilities

* Look twice

### Senior Inspector

#### Job Grade

The Senior Inspector is a [grade 8](/levels/#grades).

#### Responsibilities

* Look three times
"""


@pytest.fixture
def handbook(tmp_path):
    for path, text in {"yard/welding.md": WELDER, "yard/inspection/index.html.md": INSPECTION}.items():
        file = tmp_path / "handbook" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "handbook"


def run(*arguments, fails: bool = False) -> list[dict]:
    """The JSON lines of import_handbook; `fails` says whether it must exit with an error."""
    out = io.StringIO()
    if fails:
        with pytest.raises(CommandError):
            call_command("import_handbook", *map(str, arguments), format="json", stdout=out)
    else:
        call_command("import_handbook", *map(str, arguments), format="json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def outcomes(lines: list[dict]) -> dict[str, tuple[str, bool]]:
    return {line["path"]: (line["outcome"], line["published"]) for line in lines}


def everything() -> tuple:
    """What an import may change, in a form to compare."""
    return (
        Catalogue.objects.state().version,
        list(Family.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values()),
        list(Publication.objects.order_by("pk").values()),
        AuditRecord.objects.count(),
        Address.objects.count(),
        Grade.objects.count(),
    )


def test_import_publishes_and_a_second_time_changes_nothing(handbook):
    assert outcomes(run(handbook, "--publish")) == {
        "yard/inspection/index.html.md": ("created", True),
        "yard/welding.md": ("created", True),
    }
    before = everything()
    assert outcomes(run(handbook, "--publish")) == {
        "yard/inspection/index.html.md": ("unchanged", False),
        "yard/welding.md": ("unchanged", False),
    }
    assert everything() == before


def test_links_between_pages_become_links_between_families(handbook):
    run(handbook, "--publish")
    welding = drafts.read(Family.objects.get(slug="welding"))
    assert "[inspectors](/job-families/inspection/#senior-inspector)" in welding.overview
    assert welding.role("senior-welder").reports_to.role == "inspection/senior-inspector"
    (step,) = welding.career_steps
    assert (step.to_family, step.to_role) == ("inspection", None)
    assert "[Inspection](/job-families/inspection/)" in step.text
    assert Address.objects.get(path="yard/inspection").family.slug == "inspection"
    assert Address.objects.get(path="yard/welding").family.slug == "welding"


def test_relative_links_between_pages_become_links_between_families(handbook):
    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("/job-families/yard/inspection/#", "inspection/index.html.md#"), encoding="utf-8")
    other = handbook / "yard/inspection/index.html.md"
    other.write_text(
        INSPECTION.replace("## Levels", "Looks at [welds](../welding.md) and [the sea](../../sea.md).\n\n## Levels"),
        encoding="utf-8",
    )
    run(handbook)
    welding, inspection = (drafts.read(Family.objects.get(slug=slug)) for slug in ("welding", "inspection"))
    assert "[inspectors](/job-families/inspection/#senior-inspector)" in welding.overview
    assert inspection.overview == "Looks at [welds](/job-families/welding/) and [the sea](../../sea.md)."


def test_missing_reference_data_is_made_and_reported(handbook):
    lines = {line["path"]: line["reference_data"] for line in run(handbook)}
    assert lines == {
        "yard/inspection/index.html.md": ["department yard"],
        "yard/welding.md": ["grade general/7.5"],
    }
    assert Department.objects.get(slug="yard").name == "Yard"
    assert AuditRecord.objects.filter(kind="grade", subject="general/7.5", action="create").count() == 1


def test_a_changed_page_updates_its_draft_and_publishes_a_second_revision(handbook, today):
    run(handbook, "--publish", "--effective", "2026-01-10", "--message", "First")
    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("Keep the torch clean", "Keep the torch spotless"), encoding="utf-8")

    lines = run(handbook, "--publish", "--message", "Cleaner torches")

    assert outcomes(lines)["yard/welding.md"] == ("updated", True)
    assert list(Revision.objects.filter(family__slug="welding").values_list("number", "message", "size")) == [
        (1, "First", 0),
        (2, "Cleaner torches", 1),
    ]
    assert list(Publication.objects.filter(family__slug="welding").values_list("starts_on", "ends_on")) == [
        (date(2026, 1, 10), today),
        (today, None),
    ]


def test_a_draft_that_people_changed_is_not_overwritten_unless_forced(handbook, staff):
    run(handbook)
    family = Family.objects.get(slug="welding")
    document = drafts.read(family).model_copy(update={"summary": "By hand"})
    drafts.write(document, by=staff, family=family)
    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("Weld hulls", "Weld all hulls"), encoding="utf-8")

    lines = run(handbook, fails=True)
    assert outcomes(lines)["yard/welding.md"] == ("failed", False)
    assert "changed by people" in next(line for line in lines if line["path"] == "yard/welding.md")["error"]
    assert drafts.read(Family.objects.get(slug="welding")) == document

    assert outcomes(run(handbook, "--force"))["yard/welding.md"] == ("updated", False)
    assert drafts.read(Family.objects.get(slug="welding")).responsibilities[0].text == "Weld all hulls"


def test_importing_again_neither_undoes_what_people_published_nor_what_they_withdrew(handbook, staff):
    run(handbook, "--publish")
    family = Family.objects.get(slug="welding")
    document = drafts.read(family).model_copy(update={"title": "Joining"})
    drafts.write(document, by=staff, family=family)
    publishing.publish_draft(family, by=None, message="By HR")
    publishing.withdraw(Family.objects.get(slug="inspection"), by=None, reason="Merged")
    before = everything()

    assert set(outcomes(run(handbook, "--publish")).values()) == {("unchanged", False)}
    assert everything() == before


def test_a_page_imported_first_and_published_later(handbook):
    run(handbook)
    assert not Publication.objects.exists()
    assert set(outcomes(run(handbook, "--publish")).values()) == {("unchanged", True)}
    assert set(outcomes(run(handbook, "--publish")).values()) == {("unchanged", False)}

    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("Weld hulls", "Weld all hulls"), encoding="utf-8")
    assert outcomes(run(handbook))["yard/welding.md"] == ("updated", False)
    assert outcomes(run(handbook, "--publish"))["yard/welding.md"] == ("unchanged", True)

    publishing.publish(Revision.objects.get(family__slug="welding", number=1), by=None, reason="Rolled back")
    assert outcomes(run(handbook, "--publish"))["yard/welding.md"] == ("unchanged", False)


def test_a_later_import_of_one_page_still_knows_the_roles_of_the_others(handbook):
    run(handbook)
    (handbook / "yard/inspection/index.html.md").unlink()
    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("Weld hulls", "Weld all hulls"), encoding="utf-8")
    assert outcomes(run(handbook)) == {"yard/welding.md": ("updated", False)}
    role = drafts.read(Family.objects.get(slug="welding")).role("senior-welder")
    assert role.reports_to.role == "inspection/senior-inspector"


def test_an_unsound_draft_is_one_that_people_changed(handbook, staff):
    run(handbook)
    Role.objects.filter(slug="senior-welder").update(omits=["no-such-key"])
    page = handbook / "yard/welding.md"
    page.write_text(WELDER.replace("Weld hulls", "Weld all hulls"), encoding="utf-8")
    assert outcomes(run(handbook, fails=True)) == {
        "yard/inspection/index.html.md": ("unchanged", False),
        "yard/welding.md": ("failed", False),
    }
    assert outcomes(run(handbook, "--force"))["yard/welding.md"] == ("updated", False)


def test_unknown_levels_schemes_and_grades_of_a_canonical_page_are_made(tmp_path):
    page = tmp_path / "trade.md"
    page.write_text(
        "---\nrolebook: 1\ntitle: Trade\nslug: trade\ndepartment: guild\nroles:\n"
        "- {title: Guru, slug: guru, level: guru, grade_scheme: mystic, grade: '3'}\n---\n\n# Trade\n\n## Role: Guru\n",
        encoding="utf-8",
    )
    (line,) = run(page, "--publish")
    assert line["reference_data"] == ["department guild", "grade scheme mystic", "level guru", "grade mystic/3"]


def test_two_files_of_one_family_are_told_apart_or_refused(tmp_path):
    for path in ("yard/a/b.md", "yard/a-b.md", "yard/a-b/index.md", "yard/c.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(WELDER, encoding="utf-8")
    found = outcomes(run(tmp_path, fails=True))
    assert sorted(outcome for outcome, _ in found.values()) == ["created", "created", "created", "failed"]
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_handbook", str(tmp_path), stdout=out)
    assert out.getvalue().count("It would be the same family as") == 1
    assert sorted(Family.objects.values_list("slug", flat=True)) == ["a-b", "c", "yard-a-b"]
    assert outcomes(run(tmp_path, fails=True)).keys() == found.keys()


def test_a_family_named_otherwise_still_speaks_of_itself(tmp_path):
    ladder = "\n## Career Ladder\n\n```mermaid\ngraph LR;\n  Welder-->Senior Welder;\n```\n"
    for department in ("office", "yard"):
        (tmp_path / department).mkdir()
        (tmp_path / department / "staff.md").write_text(WELDER.split("## Career")[0] + ladder, encoding="utf-8")
    run(tmp_path)
    for slug in ("staff", "yard-staff"):
        targets = {step.to_family for step in drafts.read(Family.objects.get(slug=slug)).career_steps}
        assert targets == {slug}


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text(WELDER, encoding="utf-8")
    inside = tmp_path / "handbook"
    inside.mkdir()
    (inside / "welding.md").write_text(WELDER, encoding="utf-8")
    (inside / "secret.md").symlink_to(outside)
    assert list(outcomes(run(inside))) == ["welding.md"]


def test_a_path_that_is_no_text_or_too_long_fails_alone(tmp_path):
    deep = tmp_path / "/".join(["d" * 100] * 5)
    deep.mkdir(parents=True)
    (deep / "long.md").write_text(WELDER, encoding="utf-8")
    (tmp_path / "ok.md").write_text(WELDER, encoding="utf-8")
    open(bytes(tmp_path) + b"/caf\xe9.md", "w").close()
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 of 3 pages failed"):
        call_command("import_handbook", str(tmp_path), stdout=out)
    assert "the path is no text of at most 500 characters" in out.getvalue()
    assert list(Family.objects.values_list("source_path", flat=True)) == ["ok.md"]


def test_dry_run_writes_nothing(handbook):
    before = everything()
    assert outcomes(run(handbook, "--publish", "--dry-run"))["yard/welding.md"] == ("created", True)
    assert everything() == before
    assert not Department.objects.filter(slug="yard").exists()


def test_the_date_and_message_of_a_rendered_page_become_those_of_its_revision(tmp_path):
    page = tmp_path / "welder.txt"
    page.write_text(
        "Welder\n\nWelders join things.\n\nResponsibilities\n\n  • Weld hulls\n  • Clean up\n\n"
        "Requirements\n\n  • A steady hand\n\nLast modified May 4, 2025: Say that hands must be steady (1a2b3c4d)\n",
        encoding="utf-8",
    )
    run(page, "--publish")
    publication = Publication.objects.select_related("revision").get()
    assert (publication.starts_on, publication.revision.message) == (
        date(2025, 5, 4),
        "Say that hands must be steady",
    )


WRONG = {
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", 3),
    "nul": (b"# Page\n\nsome\x00thing\n", 3),
    "latin-1": (b"# Page\n\ncaf\xe9\n", 3),
    "not closed": (b"---\ntitle: x\n\n# Page\n", 1),
    "broken yaml": (b"---\ntitle: x\nroles: [\n---\n# Page\n", 4),
    "aliases": (b"---\ntitle: &a x\nother: *a\n---\n# Page\n", 2),
    "a key twice": (b"---\ntitle: x\ntitle: y\n---\n# Page\n", 3),
    "five megabytes": (b"# Page\n" + b"word " * 1_000_000, 1),
    "empty": (b"", 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_page_gives_one_clear_line_and_changes_nothing(name, tmp_path):
    data, line = WRONG[name]
    page = tmp_path / "wrong.md"
    page.write_bytes(data)
    before = everything()
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 pages failed"):
        call_command("import_handbook", str(page), publish=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"failed    {page}"
    assert lines[1].startswith(f"  {page}:{line}: error: ")
    assert lines[2] == "1 pages: 0 created, 0 updated, 0 unchanged, 1 failed; 0 published."
    assert len(lines) == 3
    assert everything() == before


@pytest.mark.parametrize("command", ["import_handbook", "parse_handbook"])
def test_a_folder_without_pages_and_a_path_that_is_not_there_are_said(command, tmp_path):
    with pytest.raises(CommandError, match="no page in this folder"):
        call_command(command, str(tmp_path))
    with pytest.raises(CommandError, match="there is no such file or folder"):
        call_command(command, str(tmp_path / "nowhere"))
    (tmp_path / "family.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match=r"family\.json: is no page"):
        call_command(command, str(tmp_path / "family.json"))


def test_a_page_that_fails_leaves_the_others_imported(handbook):
    (handbook / "yard/broken.md").write_bytes(b"\x00")
    assert outcomes(run(handbook, "--publish", fails=True)) == {
        "yard/broken.md": ("failed", False),
        "yard/inspection/index.html.md": ("created", True),
        "yard/welding.md": ("created", True),
    }


def test_two_pages_with_the_same_last_folder_become_two_families(tmp_path):
    for department in ("yard", "office"):
        (tmp_path / department).mkdir()
        (tmp_path / department / "staff.md").write_text(WELDER, encoding="utf-8")
    run(tmp_path)
    run(tmp_path)
    assert sorted(Family.objects.values_list("slug", "department__slug")) == [
        ("staff", "office"),
        ("yard-staff", "yard"),
    ]


def test_parse_prints_a_line_of_json_a_page_and_touches_no_database(handbook):
    out = io.StringIO()
    call_command("parse_handbook", str(handbook), format="json", stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert [first["path"], second["path"]] == ["yard/inspection/index.html.md", "yard/welding.md"]
    assert list(first) == ["path", "document", "findings", "positions"]
    assert first["document"] == parse(INSPECTION, path=first["path"]).document.model_dump(mode="json")
    assert second["positions"]["/roles/1"] == 20
    assert not Family.objects.exists()


def test_export_and_import_give_the_same_catalogue(handbook, tmp_path):
    run(handbook, "--publish", "--effective", "2026-01-10", "--message", "First")
    out = io.StringIO()
    call_command("export_handbook", str(tmp_path / "out"), stdout=out)
    call_command("export_handbook", str(tmp_path / "json"), format="json", stdout=out)
    files = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "out").rglob("*.md"))
    assert files == ["out/yard/inspection.md", "out/yard/welding.md"]
    for slug in ("welding", "inspection"):
        text = (tmp_path / f"out/yard/{slug}.md").read_text(encoding="utf-8")
        document = drafts.read(Family.objects.get(slug=slug))
        assert parse(text).document == document
        revision = Revision.objects.get(family__slug=slug)
        assert (tmp_path / f"json/yard/{slug}.json").read_text(encoding="utf-8") == revision.content
    assert {outcome for outcome, _ in outcomes(run(tmp_path / "out", "--publish")).values()} == {"unchanged"}

    call_command("export_handbook", str(tmp_path / "before"), as_of=date(2026, 1, 9), stdout=out)
    assert not (tmp_path / "before").exists()


def test_an_export_that_cannot_be_written_names_the_file(handbook, tmp_path):
    run(handbook, "--publish")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "yard").write_text("")
    (tmp_path / "json" / "yard" / "inspection.json").mkdir(parents=True)
    for kind, sentence in (
        ("markdown", "yard/inspection.md: File exists"),
        ("json", "yard/inspection.json: Is a directory"),
    ):
        folder = tmp_path / {"markdown": "out"}.get(kind, kind)
        with pytest.raises(CommandError) as caught:
            call_command("export_handbook", str(folder), format=kind, stdout=io.StringIO())
        assert str(caught.value) == f"{folder}/{sentence}"
    with pytest.raises(CommandError, match=r"^a\0b/yard/inspection.md: embedded null byte$"):
        call_command("export_handbook", "a\0b", stdout=io.StringIO())


def test_the_export_of_a_past_day_does_not_follow_what_is_renamed_today(handbook, tmp_path):
    run(handbook, "--publish", "--effective", "2026-01-10", "--message", "First")

    def exported(name: str) -> dict[str, bytes]:
        for kind in ("markdown", "json"):
            folder = tmp_path / name / kind
            call_command("export_handbook", str(folder), format=kind, as_of=date(2026, 2, 1), stdout=io.StringIO())
        return {str(file.relative_to(tmp_path / name)): file.read_bytes() for file in (tmp_path / name).rglob("*.*")}

    before = exported("before")
    grade = Grade.objects.get(scheme__slug="general", slug="6")
    grade.name = "Six"
    grade.record(by=None)
    department = Department.objects.get(slug="yard")
    department.name = "Shipyard"
    department.record(by=None)
    company = Company.objects.get()
    company.benefits = [{"name": "Lunch", "text": "Soup"}]
    company.record(by=None)
    (handbook / "yard/welding.md").write_text(WELDER.replace("Weld hulls", "Weld masts"), encoding="utf-8")
    run(handbook, "--publish")

    assert len(before) == 4
    assert exported("after") == before


def test_check_catalogue_finds_what_is_broken(handbook):
    run(handbook, "--publish")
    out = io.StringIO()
    call_command("check_catalogue", stdout=out)
    *found, last = out.getvalue().splitlines()
    assert last == f"2 families checked: {len(found)} findings, 0 errors."
    assert "inspection: warning: Inspection does not say how its roles are hired. [missing-hiring-process]" in found

    Publication.objects.get(family__slug="inspection").rolelistings.all().delete()
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 errors"):
        call_command("check_catalogue", format="json", stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert [(each["family"], _errors(each)) for each in (first, second)] == [
        ("inspection", ["stale-listing"]),
        ("welding", []),
    ]


def _errors(line):
    return [finding["code"] for finding in line["findings"] if finding["severity"] == "error"]
