"""A new family from a template: titles, levels and steps, and no text; and the families that look like it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.edits import Refused
from careers.handbook.parse.titles import level_and_track
from careers.handbook.repeats import Closeness, KnownFamily, close_families
from careers.handbook.templates import LevelChoice, one_title_with_levels, several_titles
from levels.vocabulary import vocabulary

LADDER = {
    level.slug: LevelChoice(level.slug, level.name, level.track, level.rank)  # type: ignore[arg-type]
    for level in vocabulary().levels
}
PLACE: dict[str, Any] = {"slug": "locks", "department": "waterways"}


def _step(lower: str, higher: str, kind: str = "promotion") -> dict[str, Any]:
    return {"from_role": lower, "kind": kind, "to_family": "locks", "to_role": higher}


def test_one_title_at_several_levels() -> None:
    chosen = [LADDER[slug] for slug in ("director", "senior", "intern", "manager", "staff", "intermediate")]
    manager: dict[str, Any] = {"track": "management"}
    assert one_title_with_levels(title="Lock Keeper", levels=chosen, **PLACE) == FamilyDocument.model_validate(
        {
            "title": "Lock Keeper",
            **PLACE,
            "roles": [
                {"title": "Lock Keeper Intern", "slug": "lock-keeper-intern", "level": "intern"},
                {
                    "title": "Lock Keeper",
                    "slug": "lock-keeper",
                    "level": "intermediate",
                    "extends": "lock-keeper-intern",
                },
                {
                    "title": "Senior Lock Keeper",
                    "slug": "senior-lock-keeper",
                    "level": "senior",
                    "extends": "lock-keeper",
                },
                {
                    "title": "Staff Lock Keeper",
                    "slug": "staff-lock-keeper",
                    "level": "staff",
                    "extends": "senior-lock-keeper",
                },
                {"title": "Manager, Lock Keeper", "slug": "manager-lock-keeper", "level": "manager", **manager},
                {
                    "title": "Director, Lock Keeper",
                    "slug": "director-lock-keeper",
                    "level": "director",
                    "extends": "manager-lock-keeper",
                    **manager,
                },
            ],
            "career_steps": [
                _step("lock-keeper-intern", "lock-keeper"),
                _step("lock-keeper", "senior-lock-keeper"),
                _step("senior-lock-keeper", "staff-lock-keeper"),
                _step("manager-lock-keeper", "director-lock-keeper"),
                _step("senior-lock-keeper", "manager-lock-keeper", "track_change"),
            ],
        }
    )


def test_the_parser_reads_the_level_and_track_out_of_each_title_that_was_made() -> None:
    read = {slug: level_and_track(level.title("Lock Keeper"), manages_people=False) for slug, level in LADDER.items()}
    # Executives have titles of their own, which no level opens.
    assert read.pop("executive")[0] == "intermediate"
    assert read == {slug: (slug, level.track, False) for slug, level in LADDER.items() if slug != "executive"}


def test_several_titles_have_the_levels_that_they_say() -> None:
    made = several_titles(
        title="Locks and weirs",
        titles=[
            "Lock Keeper",
            "",
            " Senior  Weir Warden ",
            "Lock Keeper Manager",
            "Water Manager",
            "Director of Locks",
        ],
        **PLACE,
    )
    manager = {"track": "management"}
    assert made == FamilyDocument.model_validate(
        {
            "title": "Locks and weirs",
            **PLACE,
            "roles": [
                {"title": "Lock Keeper", "slug": "lock-keeper", "level": "intermediate"},
                {"title": "Senior Weir Warden", "slug": "senior-weir-warden", "level": "senior"},
                {"title": "Lock Keeper Manager", "slug": "lock-keeper-manager", "level": "manager", **manager},
                {"title": "Water Manager", "slug": "water-manager", "level": "intermediate"},
                {"title": "Director of Locks", "slug": "director-of-locks", "level": "director", **manager},
            ],
        }
    )
    few = several_titles(title="Locks", titles=["Lock Keeper", "Senior Warden"], levels={"senior"}, **PLACE)
    assert [role.level for role in few.roles] == [None, "senior"]


def _refusal(make: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as refused:
        make(**{"title": "Locks", **PLACE, **facts})
    return str(refused.value)


def test_what_cannot_be_a_family_is_refused() -> None:
    assert _refusal(one_title_with_levels, levels=[]) == "Choose at least one level."
    assert _refusal(one_title_with_levels, levels=[LADDER["staff"]] * 2) == "Staff was chosen twice."
    assert _refusal(several_titles, titles=[" "]) == "Give at least one title."
    assert _refusal(several_titles, titles=["Keeper", "keeper"]) == "“Keeper” and “keeper” would have the same address."


@given(
    st.text(max_size=210),
    st.text(max_size=110),
    st.lists(st.text(max_size=30), max_size=4),
    st.sets(st.sampled_from(sorted(LADDER))),
)
def test_a_new_family_is_a_document_without_text_or_a_sentence(
    title: str, slug: str, titles: list[str], chosen: set[str]
) -> None:
    facts = {"title": title, "slug": slug, "department": slug or "x"}
    for make in (
        lambda: one_title_with_levels(levels=[LADDER[each] for each in chosen], **facts),
        lambda: several_titles(titles=titles, **facts),
    ):
        try:
            made = make()
        except Refused as refused:
            made = None
            sentence = str(refused)
        assert made or sentence.endswith(".")
        for owner in (made, *made.roles) if made else ():
            assert not any(owner.statements(name) for name in LISTS)


# What is close to it

KNOWN = {
    "locks": KnownFamily(title="Lock Keeping", roles=("Lock Keeper", "Senior Lock Keeper", "Manager, Lock Keeping")),
    "weirs": KnownFamily(title="Weir Wardens", roles=("Weir Keeper",), summary="Guard weirs and every lock"),
    "boats": KnownFamily(title="Boat Building", roles=("Boat Builder",)),
    "books": KnownFamily(title="Accounting", roles=("Accountant",)),
    "ferries": KnownFamily(title="Lock Ferries", roles=("Ferry Master",)),
    "gates": KnownFamily(title="Gate and Lock Mending", roles=("Mender",)),
}


def test_families_that_look_close_are_told_with_why() -> None:
    assert close_families("Lock Keeper", ["Lock Keeper", "Staff Lock Keeper"], KNOWN) == (
        Closeness(
            slug="locks",
            title="Lock Keeping",
            closeness=0.76,
            why=("Both titles speak of “lock”.", "It has Lock Keeper already."),
        ),
    )


@pytest.mark.parametrize(
    ("title", "roles", "slugs"),
    [
        ("Accounting", [], ["books"]),
        ("Senior Boat Builders", [], ["boats"]),
        ("Weirs", ["Weir Keeper"], ["weirs"]),
        ("Locks", [], ["locks", "ferries"]),
        ("Cooking", ["Senior Cook"], []),
        ("", [], []),
    ],
)
def test_levels_tell_nothing_and_rare_words_most(title: str, roles: list[str], slugs: list[str]) -> None:
    assert [each.slug for each in close_families(title, roles, KNOWN)] == slugs
    assert close_families(title, roles, {}) == ()


def test_no_more_than_three_are_told() -> None:
    alike = {f"f{number}": KnownFamily(title="Locks", roles=("Manager",)) for number in range(5)}
    same = ("It has the same title.",)
    assert close_families("Lock", ["Manager"], alike | KNOWN) == tuple(
        Closeness(slug=f"f{number}", title="Locks", closeness=1.0, why=same) for number in range(3)
    )
