"""Three versions made one: what either side changed is in the result, or it is told."""

import copy
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from careers.handbook.compare import placed
from careers.handbook.document import LISTS, FamilyDocument, dump
from careers.handbook.merge import Conflict, Merged, Undone, merge, undone
from tests.handbook.strategies import documents, few_texts

_documents = st.one_of(documents(), documents(texts=few_texts))


@given(_documents, _documents)
def test_what_one_side_changed_is_taken(base: FamilyDocument, other: FamilyDocument) -> None:
    assert merge(base, base, other) == Merged(document=other)
    assert merge(base, other, base) == Merged(document=other)
    assert merge(base, other, other) == Merged(document=other)


@given(_documents, _documents, _documents)
def test_the_result_is_valid_or_there_are_conflicts(
    base: FamilyDocument, ours: FamilyDocument, theirs: FamilyDocument
) -> None:
    merged = merge(base, ours, theirs)
    assert (merged.document is None) == bool(merged.conflicts)
    if merged.document:
        assert FamilyDocument.model_validate(merged.document.model_dump()) == merged.document
    assert len(merge(base, theirs, ours).conflicts) == len(merged.conflicts)


@given(_documents, _documents)
def test_nothing_is_undone_where_nothing_was_fixed_or_the_fix_is_there(
    base: FamilyDocument, fix: FamilyDocument
) -> None:
    assert undone(base, base, fix) == ()
    assert undone(base, fix, fix) == ()
    assert bool(undone(base, fix, base)) == (fix != base)


def _statement_lists(data: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [owner[name] for owner in (data, *data["roles"], *data["specialties"]) for name in LISTS]


def _places(document: FamilyDocument) -> defaultdict[str, Counter[tuple[str, str]]]:
    """Where each text stands, and how often."""
    found: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for item, _, _ in placed(document):
        found[item.text][item.owner, item.list] += 1
    return found


@st.composite
def edits(draw: st.DrawFn, document: FamilyDocument) -> FamilyDocument:
    """The document after a few edits of a person; an edit that would make it unsound is not made."""
    for number in range(draw(st.integers(0, 3))):
        data = json.loads(dump(document))
        full = [statements for statements in _statement_lists(data) if statements]
        parts = [data[name] for name in ("roles", "specialties", "career_steps", "hiring_processes", "sections")]
        edit = draw(st.sampled_from(["add", "copy", "reword", "remove", "move", "shuffle", "fact", "drop", "new role"]))
        if edit == "add":
            text = {"text": draw(few_texts) + draw(st.sampled_from([" well", " often"]))}
            statements = draw(st.sampled_from(_statement_lists(data)))
            statements.insert(draw(st.integers(0, len(statements))), text)
        elif edit == "copy" and full:
            draw(st.sampled_from(_statement_lists(data))).append(draw(st.sampled_from(draw(st.sampled_from(full)))))
        elif edit in ("reword", "remove", "move") and full:
            statements = draw(st.sampled_from(full))
            taken = statements.pop(draw(st.integers(0, len(statements) - 1)))
            if edit == "reword":
                statements.append({**taken, "text": taken["text"] + draw(st.sampled_from([" now", " soon"]))})
            elif edit == "move":
                draw(st.sampled_from(_statement_lists(data))).append(taken)
        elif edit == "shuffle":
            each = draw(st.sampled_from([*full, *parts]))
            each[:] = draw(st.permutations(each))
        elif edit == "fact":
            owner = draw(st.sampled_from([data, *data["roles"], *data["specialties"]]))
            owner["overview"] = draw(st.sampled_from(["Old", "New"]))
        elif edit == "drop" and (each := draw(st.sampled_from(parts))):
            del each[draw(st.integers(0, len(each) - 1))]
        elif edit == "new role":
            leads = {"text": "Leads all"}
            data["roles"].append({"title": "Principal", "slug": f"principal-{number}", "requirements": [leads]})
        with suppress(ValidationError):
            document = FamilyDocument.model_validate(data)
    return document


@given(st.data(), _documents)
def test_what_one_side_left_alone_is_as_the_other_has_it(data: st.DataObject, base: FamilyDocument) -> None:
    """Statements are counted: who copied, moved and reworded much the same, nobody can tell from their texts."""
    ours, theirs = data.draw(edits(base)), data.draw(edits(base))
    merged = merge(base, ours, theirs)
    assert (merged.document is None) == bool(merged.conflicts)
    if merged.document is None:
        return
    before, our, their, after = map(_places, (base, ours, theirs, merged.document))
    for text in {*before, *our, *their, *after}:
        stood, here, there = before[text].total(), our[text].total(), their[text].total()
        if our[text] == before[text]:
            allowed = [there]
        elif their[text] == before[text]:
            allowed = [here]
        else:
            allowed = sorted([here, there, here + there - stood])
        assert allowed[0] <= after[text].total() <= allowed[-1], text
    for fix in (ours, theirs):
        told = [each.pointer for each in undone(base, fix, merged.document)]
        assert [pointer for pointer in told if not set(LISTS).intersection(pointer.split("/"))] == []


# Examples

BASE: dict[str, Any] = {
    "title": "Lighthouse Keeping",
    "slug": "keeping",
    "overview": "Keepers recieve ships.",
    "leads": {"requirements": "All of:"},
    "requirements": [{"text": "Climbs the stairs", "key": "stairs"}, {"text": "Rows a boat"}, {"text": "Sings"}],
    "sections": [{"heading": "Travel", "body": "By boat."}],
    "roles": [
        {"title": "Keeper", "slug": "keeper", "grade": "6", "requirements": [{"text": "Keeps teh log of the tower"}]},
        {"title": "Senior Keeper", "slug": "senior", "grade": "7"},
    ],
    "specialties": [{"name": "Fog", "slug": "fog", "roles": ["senior"], "grades": {"senior": "7"}}],
    "hiring_processes": [{"title": "Keepers", "steps": [{"text": "A call with the keeper", "minutes": [30, 30]}]}],
}


def keeping(edit: Callable[[dict[str, Any]], Any] = lambda data: None) -> FamilyDocument:
    data = copy.deepcopy(BASE)
    edit(data)
    return FamilyDocument.model_validate(data)


def _typo_fixed(data: dict[str, Any]) -> None:
    data["roles"][0]["requirements"][0]["text"] = "Keeps the log of the tower"
    data["overview"] = "Keepers receive ships."


def _new_level(data: dict[str, Any]) -> None:
    data["roles"].append(
        {"title": "Staff Keeper", "slug": "staff", "extends": "senior", "requirements": [{"text": "Plans a coast"}]}
    )
    data["specialties"][0]["roles"].append("staff")
    data["roles"][0]["promotion_criteria"] = [{"text": "Has kept a tower alone"}]


def _both(data: dict[str, Any]) -> None:
    _typo_fixed(data)
    _new_level(data)


def test_a_new_level_and_a_typo_fixed_are_both_in_the_result() -> None:
    assert merge(keeping(), keeping(_typo_fixed), keeping(_new_level)) == Merged(document=keeping(_both))
    assert merge(keeping(), keeping(_new_level), keeping(_typo_fixed)) == Merged(document=keeping(_both))


def test_what_a_scheduled_version_would_undo() -> None:
    assert undone(keeping(), keeping(_typo_fixed), keeping(_new_level)) == (
        Undone(
            pointer="/overview",
            title="Lighthouse Keeping, overview",
            before="Keepers recieve ships.",
            fixed="Keepers receive ships.",
            later="Keepers recieve ships.",
        ),
        Undone(
            pointer="/roles/0/requirements/0/text",
            title="Keeper, requirements: Keeps the log of the tower",
            before="Keeps teh log of the tower",
            fixed="Keeps the log of the tower",
            later="Keeps teh log of the tower",
        ),
    )
    assert undone(keeping(), keeping(_typo_fixed), keeping(_both)) == ()


def test_parts_that_came_and_went_are_undone_as_a_whole() -> None:
    def fix(data: dict[str, Any]) -> None:
        data["roles"][1] = {"title": "Pilot", "slug": "pilot", "requirements": [{"text": "Knows the harbour"}]}
        data["specialties"] = []
        data["leads"] = {}
        data["hiring_processes"][0]["steps"].append({"text": "A night on the tower"})
        data["requirements"].reverse()

    found = undone(keeping(), keeping(fix), keeping())
    assert [(each.pointer, each.title, each.before, each.fixed, each.later) for each in found] == [
        ("/leads/requirements", "Lighthouse Keeping, lead: requirements", "All of:", "", "All of:"),
        ("/roles/1", "Senior Keeper", "Senior Keeper", "", "Senior Keeper"),
        ("/roles/1", "Pilot", "", "Pilot", ""),
        ("/specialties/0", "Fog", "Fog", "", "Fog"),
        (
            "/hiring_processes/0/steps/1",
            "hiring process Keepers, step 2: A night on the tower",
            "",
            "A night on the tower",
            "",
        ),
        ("/requirements", "Lighthouse Keeping, requirements", "", "", ""),
    ]


def _set(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def edit(data: Any) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in steps:
            data = data[step]
        data[last] = value

    return edit


def _to_keeper(data: dict[str, Any]) -> None:
    data["roles"][0]["requirements"].append(data["requirements"].pop(1))


def _to_senior(data: dict[str, Any]) -> None:
    data["roles"][1]["requirements"] = [data["requirements"].pop(1)]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (
            _set("requirements.1.text", "Rows a heavy boat"),
            _set("requirements.1.text", "Rows a light boat"),
            (
                "/requirements/1/text",
                "Lighthouse Keeping, requirements: Rows a heavy boat",
                "Rows a boat",
                "Rows a heavy boat",
                "Rows a light boat",
            ),
        ),
        (_set("roles.0.grade", "7"), _set("roles.0.grade", "5"), ("/roles/0/grade", "Keeper, grade", "6", "7", "5")),
        (
            _set("roles.1.title", "Chief Keeper"),
            lambda data: (data["roles"].pop(), data["specialties"].clear()),
            ("/roles/1", "Chief Keeper", "Senior Keeper", "Chief Keeper", ""),
        ),
        (
            lambda data: data["requirements"].pop(0),
            _set("requirements.0.applies_to", {"roles": ["senior"]}),
            (
                "/requirements/0",
                "Lighthouse Keeping, requirements: Climbs the stairs",
                "Climbs the stairs",
                "",
                "Climbs the stairs",
            ),
        ),
        (
            _to_keeper,
            _to_senior,
            (
                "/roles/0/requirements/1",
                "Keeper, requirements: Rows a boat",
                "family, requirements",
                "role/keeper, requirements",
                "role/senior, requirements",
            ),
        ),
        (
            lambda data: data["roles"].append(
                {"title": "Pilot", "slug": "pilot", "requirements": [data["requirements"].pop(1)]}
            ),
            lambda data: data["requirements"].pop(1),
            ("/roles/2/requirements/0", "Pilot, requirements: Rows a boat", "Rows a boat", "Rows a boat", ""),
        ),
        (
            _set("hiring_processes.0.steps.0.minutes", [45, 45]),
            _set("hiring_processes.0.steps.0.minutes", [60, 60]),
            (
                "/hiring_processes/0/steps/0/minutes",
                "hiring process Keepers, step 1: A call with the keeper",
                "30, 30",
                "45, 45",
                "60, 60",
            ),
        ),
        (
            _set("specialties.0.job_codes", {"senior": "F1"}),
            _set("specialties.0.job_codes", {"senior": "F2"}),
            ("/specialties/0/job_codes/senior", "Fog, job codes: senior", "", "F1", "F2"),
        ),
        (
            _set("specialties.0.grades", {"senior": "8"}),
            _set("specialties.0.grades", {}),
            ("/specialties/0/grades/senior", "Fog, grades: senior", "7", "8", ""),
        ),
        (
            _set("requirements", [BASE["requirements"][index] for index in (2, 0, 1)]),
            _set("requirements", [BASE["requirements"][index] for index in (2, 1, 0)]),
            ("/requirements", "Lighthouse Keeping, requirements", "", "", ""),
        ),
        (
            lambda data: data["roles"].append({"title": "Pilot", "slug": "pilot"}),
            lambda data: data["roles"].append({"title": "Chief Pilot", "slug": "pilot"}),
            ("/roles/2", "Pilot", "", "Pilot", "Chief Pilot"),
        ),
        (
            lambda data: data["requirements"].append({"text": "Leads", "applies_to": {"roles": ["senior"]}}),
            lambda data: (data["roles"].pop(), data["specialties"].clear()),
            (
                "",
                "Lighthouse Keeping: together, /requirements/3 names the role 'senior', which this family "
                "does not have",
                "",
                "",
                "",
            ),
        ),
    ],
)
def test_different_changes_of_one_thing_are_a_conflict(ours: Any, theirs: Any, expected: tuple[str, ...]) -> None:
    pointer, title, base, our, their = expected
    conflict = Conflict(pointer=pointer, title=title, base=base, ours=our, theirs=their)
    assert merge(keeping(), keeping(ours), keeping(theirs)) == Merged(document=None, conflicts=(conflict,))


def test_what_moved_on_one_side_and_was_reworded_on_the_other_is_both() -> None:
    merged = merge(keeping(), keeping(_to_keeper), keeping(_set("requirements.1.text", "Rows a heavy boat")))
    expected = keeping(_to_keeper).model_dump()
    expected["roles"][0]["requirements"][1]["text"] = "Rows a heavy boat"
    assert merged == Merged(document=FamilyDocument.model_validate(expected))


def test_what_one_added_and_the_other_made_of_something_like_it_is_there_once() -> None:
    base, longer = {"text": "Climbs the stairs"}, {"text": "Climbs the stairs at night"}

    def says(*statements: dict[str, str]) -> FamilyDocument:
        return keeping(lambda data: data.update(requirements=list(statements)))

    added, reworded = says(longer, base), says(longer)
    for ours, theirs in ((added, reworded), (reworded, added)):
        assert merge(says(base), ours, theirs).document == reworded
        assert undone(says(base), ours, reworded) == ()


def test_what_one_took_out_of_a_role_that_both_removed_stays() -> None:
    def leaving(data: dict[str, Any]) -> None:
        del data["roles"][0]

    def taking(data: dict[str, Any]) -> None:
        data["requirements"] += data["roles"].pop(0)["requirements"]

    assert merge(keeping(), keeping(leaving), keeping(taking)) == Merged(document=keeping(taking))
    assert merge(keeping(), keeping(taking), keeping(leaving)) == Merged(document=keeping(taking))


def test_additions_of_both_stand_where_they_were_put_and_the_same_once() -> None:
    def ours(data: dict[str, Any]) -> None:
        data["requirements"].insert(1, {"text": "Mends nets"})
        data["requirements"].append({"text": "Whistles"})

    def theirs(data: dict[str, Any]) -> None:
        data["requirements"].insert(0, {"text": "Swims"})
        data["requirements"].append({"text": "Whistles"})
        del data["requirements"][2]

    merged = merge(keeping(), keeping(ours), keeping(theirs)).document
    assert merged
    assert [each.text for each in merged.requirements] == [
        "Swims",
        "Climbs the stairs",
        "Mends nets",
        "Sings",
        "Whistles",
    ]
