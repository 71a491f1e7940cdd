"""Which roles and specialties are the same under another slug, and that what refers to them did not change."""

import copy
from typing import Any

import pytest
from hypothesis import given

from careers.handbook import edits
from careers.handbook.compare import Difference, FactChange, compare
from careers.handbook.document import FamilyDocument
from careers.handbook.merge import Conflict, Merged, Undone, merge, undone
from careers.handbook.renames import Renames, followed, renames
from tests.handbook.strategies import documents, few_texts

LOG = "Keeps the log of the tower, night after night, whatever the sea does"
LAMP = "Trims the lamp at dusk and at dawn and cleans every pane of it"
HARBOUR = "Answers the harbour when it calls and says which ships are late"
KEEPING: dict[str, Any] = {
    "title": "Lighthouse Keeping",
    "slug": "keeping",
    "requirements": [{"text": "Rows", "applies_to": {"roles": ["keeper", "senior"]}}],
    "roles": [
        {"title": "Keeper", "slug": "keeper", "level": "intermediate", "requirements": [{"text": LAMP}]},
        {
            "title": "Senior Keeper",
            "slug": "senior",
            "level": "senior",
            "extends": "keeper",
            "requirements": [{"text": LOG}, {"text": HARBOUR, "applies_to": {"specialties": ["fog"]}}],
        },
        {
            "title": "Chief",
            "slug": "chief",
            "track": "management",
            "reports_to": {"role": "keeping/senior"},
            "requirements": [{"text": "As a senior", "inherits": ["senior"]}],
        },
    ],
    "specialties": [
        {
            "name": "Fog",
            "slug": "fog",
            "roles": ["keeper", "senior"],
            "grades": {"senior": "8"},
            "job_codes": {"senior": "FOG-8"},
            "requirements": [{"text": "Hears a ship before anybody else on the coast does"}],
        }
    ],
    "career_steps": [{"from_role": "keeper", "to_family": "keeping", "to_role": "senior"}],
    "hiring_processes": [{"title": "Seniors", "applies_to": {"roles": ["senior"]}, "steps": [{"text": "A night"}]}],
}


def keeping(**parts: Any) -> FamilyDocument:
    return FamilyDocument.model_validate({**copy.deepcopy(KEEPING), **parts})


def roles(*found: tuple[str, str, dict[str, Any]]) -> FamilyDocument:
    """A family of roles (title, slug, what else)."""
    return keeping(
        requirements=[],
        specialties=[],
        career_steps=[],
        hiring_processes=[],
        roles=[{"title": title, "slug": slug, **facts} for title, slug, facts in found],
    )


def says(*texts: str) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]


def changed(difference: Difference) -> tuple[Any, ...]:
    """All that a difference tells but for what stayed."""
    return (
        difference.facts,
        [part for part in difference.parts if part.kind != "kept"],
        difference.prose,
        [change for change in difference.statements if change.kind != "same"],
    )


def test_a_role_renamed_is_two_facts() -> None:
    before = keeping()
    after = edits.rename_role(before, "senior", slug="warden", title="Warden")
    assert renames(before, after) == Renames(roles={"senior": "warden"})
    facts = (
        FactChange(pointer="/roles/1", field="slug", before="senior", after="warden"),
        FactChange(pointer="/roles/1", field="title", before="Senior Keeper", after="Warden"),
    )
    assert changed(compare(before, after)) == (facts, [], (), [])
    assert compare(before, after).size == 2


def test_a_specialty_renamed_is_two_facts() -> None:
    before = keeping()
    after = followed(before, Renames(specialties={"fog": "mist"}))
    after = after.model_copy(update={"specialties": (after.specialties[0].model_copy(update={"name": "Mist"}),)})
    facts = (
        FactChange(pointer="/specialties/0", field="slug", before="fog", after="mist"),
        FactChange(pointer="/specialties/0", field="name", before="Fog", after="Mist"),
    )
    assert changed(compare(before, after)) == (facts, [], (), [])


def test_what_else_changed_of_a_renamed_role_is_told_of_it() -> None:
    before = keeping()
    data = edits.rename_role(before, "senior", slug="warden", title="Warden").model_dump(mode="json")
    data["roles"][1]["requirements"][0]["text"] = LOG.replace("sea", "wind")
    data["requirements"][0]["applies_to"]["roles"] = ["warden"]
    difference = compare(before, FamilyDocument.model_validate(data))
    told = [(each.kind, each.before and each.before.text) for each in difference.statements if each.kind != "same"]
    assert told == [("changed", "Rows"), ("changed", LOG)]
    assert difference.size == 4


def test_several_roles_may_be_renamed_at_once() -> None:
    before = keeping()
    after = edits.rename_role(before, "senior", slug="warden", title="Warden")
    after = edits.rename_role(after, "keeper", slug="lamplighter", title="Lamplighter")
    assert renames(before, after).roles == {"keeper": "lamplighter", "senior": "warden"}
    assert compare(before, after).size == 4


SENIOR = {"level": "senior"}
PAIRED: dict[str, tuple[FamilyDocument, FamilyDocument]] = {
    "nearly the same": (
        roles(("A", "a", {**SENIOR, "requirements": says(LOG, LAMP)})),
        roles(("B", "b", {**SENIOR, "requirements": says(LOG.replace("sea", "wind"), LAMP)})),
    ),
    "without a level": (
        roles(("A", "a", {"requirements": says(LOG)})),
        roles(("B", "b", {"requirements": says(LOG)})),
    ),
    "says something else under the same title": (
        roles(("A", "a", {**SENIOR, "requirements": says(LOG)})),
        roles(("A", "b", {**SENIOR, "requirements": says(HARBOUR)})),
    ),
    "another level under the same title": (
        roles(("A", "a", {"requirements": says(LOG)})),
        roles(("A", "b", {**SENIOR, "requirements": says(LOG)})),
    ),
    "empty, under the same title": (roles(("A", "a", {})), roles(("A", "b", {}))),
    "empty, at the same level and place": (
        roles(("K", "k", {}), ("A", "a", SENIOR)),
        roles(("K", "k", {}), ("B", "b", SENIOR)),
    ),
    "prose alone": (roles(("A", "a", {"overview": LOG})), roles(("B", "b", {"overview": LOG}))),
}
NOT_PAIRED: dict[str, tuple[FamilyDocument, FamilyDocument]] = {
    "at another level": (
        roles(("A", "a", {**SENIOR, "requirements": says(LOG)})),
        roles(("B", "b", {"level": "staff", "requirements": says(LOG)})),
    ),
    "on another track": (
        roles(("A", "a", {"requirements": says(LOG)})),
        roles(("B", "b", {"track": "management", "requirements": says(LOG)})),
    ),
    "says something else": (
        roles(("A", "a", {**SENIOR, "requirements": says(LOG, LAMP)})),
        roles(("B", "b", {**SENIOR, "requirements": says(HARBOUR, LAMP)})),
    ),
    "empty, without a level": (roles(("A", "a", {})), roles(("B", "b", {}))),
    "alike in two words, without a level": (
        roles(("A", "a", {"requirements": says("Rows boats")})),
        roles(("B", "b", {"requirements": says("Rows boats")})),
    ),
    "empty, at another place": (
        roles(("K", "k", {}), ("A", "a", SENIOR)),
        roles(("B", "b", SENIOR), ("K", "k", {})),
    ),
    "empty, and two at that place": (
        roles(("A", "a", SENIOR)),
        roles(("B", "b", SENIOR), ("C", "c", SENIOR)),
    ),
    "there before and after": (
        roles(("A", "a", {"requirements": says(LOG)}), ("B", "b", {})),
        roles(("A", "a", {}), ("B", "b", {"requirements": says(LOG)})),
    ),
}


@pytest.mark.parametrize("name", PAIRED)
def test_what_is_plainly_the_same(name: str) -> None:
    before, after = PAIRED[name]
    assert (renames(before, after).roles, renames(after, before).roles) == ({"a": "b"}, {"b": "a"})


@pytest.mark.parametrize("name", NOT_PAIRED)
def test_what_is_not(name: str) -> None:
    before, after = NOT_PAIRED[name]
    assert (renames(before, after), renames(after, before)) == (Renames(), Renames())


def test_the_one_that_stayed_more_alike_is_the_one() -> None:
    before = roles(("A", "a", {**SENIOR, "requirements": says(LOG, LAMP, HARBOUR)}))
    copied = {**SENIOR, "requirements": says(LOG, LAMP)}
    kept = {**SENIOR, "requirements": says(LOG, LAMP, HARBOUR + " today")}
    assert renames(before, roles(("B", "b", copied), ("C", "c", kept))).roles == {"a": "c"}


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_names_follow_and_nothing_else_does(before: FamilyDocument, after: FamilyDocument) -> None:
    names = renames(before, after)
    there = followed(before, names)
    back = Renames(*({now: was for was, now in each.items()} for each in (names.roles, names.specialties)))
    assert back == renames(after, before)
    assert followed(there, back) == before
    assert [each.title for each in there.roles] == [each.title for each in before.roles]


@given(documents())
def test_any_role_may_be_renamed_and_nothing_else_has_changed(document: FamilyDocument) -> None:
    for role in document.roles[:2]:
        after = followed(document, Renames(roles={role.slug: "called-otherwise"}))
        facts = compare(document, after).facts
        assert [(fact.field, fact.before, fact.after) for fact in facts] == [("slug", role.slug, "called-otherwise")]
        assert compare(document, after).size == 1


# Of three versions


def warden(document: FamilyDocument, slug: str = "warden", title: str = "Warden") -> FamilyDocument:
    return edits.rename_role(document, "senior", slug=slug, title=title)


def rowing(document: FamilyDocument) -> FamilyDocument:
    """Another side, which changed what the Senior Keeper says and is, and names them once more."""
    data = document.model_dump(mode="json")
    data["roles"][1]["requirements"][0]["text"] = LOG + " and says"
    data["roles"][1]["grade"] = "7"
    data["responsibilities"] = [{"text": "Rows out", "applies_to": {"roles": [data["roles"][1]["slug"]]}}]
    return FamilyDocument.model_validate(data)


def test_a_role_that_one_side_renamed_has_what_the_other_made_of_it() -> None:
    base = keeping()
    both = rowing(warden(base))
    assert merge(base, warden(base), rowing(base)).document == both
    assert merge(base, rowing(base), warden(base)).document == both
    assert undone(base, rowing(base), both) == undone(base, warden(base), both) == ()


def test_the_same_rename_of_both_sides_is_one() -> None:
    base = keeping()
    assert merge(base, warden(base), rowing(warden(base))).document == rowing(warden(base))


def test_two_names_for_one_role_are_a_conflict() -> None:
    base = keeping()
    merged = merge(base, rowing(warden(base)), warden(base, "pilot", "Pilot"))
    assert merged.document is None
    assert merged.conflicts


@pytest.mark.parametrize("title", ["Warden", "Senior Keeper"])
def test_a_role_that_one_side_renamed_and_the_other_removed_is_a_conflict(title: str) -> None:
    base = keeping()
    renamed, removed = warden(base, title=title), edits.retire_role(base, "senior")
    called = ("", "Warden", "Senior Keeper") if title == "Warden" else (", address", "warden", "senior")
    for ours, theirs in ((renamed, removed), (removed, renamed)):
        merged = merge(base, ours, theirs)
        assert merged.document is None
        assert [(each.title, each.base, each.ours or each.theirs) for each in merged.conflicts][:1] == [
            (f"{title}{called[0]}", called[2], called[1])
        ]


def test_two_addresses_for_one_role_are_a_conflict_however_little_it_says() -> None:
    base, ours, theirs = (roles(("Keeper", slug, {})) for slug in ("keeper", "warden", "pilot"))
    conflict = Conflict(pointer="/roles/0/slug", title="Keeper, address", base="keeper", ours="warden", theirs="pilot")
    assert merge(base, ours, theirs) == Merged(document=None, conflicts=(conflict,))


def test_a_rename_that_a_later_version_lacks_is_undone_by_it() -> None:
    base = keeping()
    assert undone(base, warden(base), rowing(base)) == (
        Undone(
            pointer="/roles/1/title",
            title="Warden, title",
            before="Senior Keeper",
            fixed="Warden",
            later="Senior Keeper",
        ),
    )
    assert undone(base, warden(base, title="Senior Keeper"), rowing(base)) == (
        Undone(
            pointer="/roles/1/slug", title="Senior Keeper, address", before="senior", fixed="warden", later="senior"
        ),
    )
