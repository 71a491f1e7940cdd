"""Edits by example: what a family says before and after each, whole."""

from typing import Any

import pytest

from careers.handbook.compose import Audience, compose
from careers.handbook.document import FamilyDocument
from careers.handbook.edits import (
    Refused,
    add_base_role,
    copy_role,
    extend_role,
    move_role,
    move_to_family,
    omit_inherited,
    refine,
    rename_role,
    reorder_roles,
    replace_inherited,
    restore_inherited,
    retire_role,
    reword,
    same_composed,
    scope_statement,
)

ALL = Audience.everything(internal=True)


def family(**facts: Any) -> FamilyDocument:
    return FamilyDocument.model_validate({"title": "Lock Keeping", "slug": "locks", **facts})


def role(slug: str, *requirements: str | dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"title": slug.replace("-", " ").title(), "slug": slug, "requirements": some(*requirements), **facts}


def some(*statements: str | dict[str, Any]) -> list[dict[str, Any]]:
    return [{"text": each} if isinstance(each, str) else each for each in statements]


def said(document: FamilyDocument, slug: str, specialty: str | None = None) -> list[str]:
    return [each.text for each in compose(document, slug, audience=ALL, specialty=specialty).requirements]


def only(*slugs: str) -> dict[str, Any]:
    return {"roles": list(slugs)}


def refusal(edit: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as refused:
        edit(*args, **kwargs)
    return str(refused.value)


LADDER = family(
    requirements=some({"text": "Swims", "key": "swims"}),
    roles=[
        role("keeper", "Opens gates", "Reads gauges"),
        role("senior", "Trains keepers", extends="keeper"),
        role("chief", "Plans budgets", extends="senior", track="management"),
    ],
)


# Whole roles


def test_a_copy_stands_below_with_its_own_part_and_no_grade_of_another_level() -> None:
    senior = role(
        "senior",
        {"text": "Trains", "key": "trains", "applies_to": only("senior")},
        extends="keeper",
        level="senior",
        grade="7",
        job_code="L7",
    )
    before = family(
        requirements=some({"text": "Swims", "applies_to": only("senior")}),
        roles=[role("keeper"), senior, role("chief")],
    )
    staff = senior | {
        "title": "Staff",
        "slug": "staff",
        "job_code": "",
        "requirements": some({"text": "Trains", "key": "trains", "applies_to": only("staff")}),
    }
    expected = [role("keeper"), senior, staff, role("chief")]
    assert copy_role(before, "senior", title="Staff", slug="staff") == family(
        requirements=some({"text": "Swims", "applies_to": only("senior")}), roles=expected
    )
    expected[2] = staff | {"level": "staff", "grade": None}
    assert copy_role(before, "senior", title="Staff", slug="staff", level="staff") == family(
        requirements=some({"text": "Swims", "applies_to": only("senior")}), roles=expected
    )


@pytest.mark.parametrize(
    ("title", "slug", "sentence"),
    [
        ("Senior", "senior", "Lock Keeping has a role 'senior' already."),
        ("History", "history", "'history' is the address of a page of the family; a role needs another."),
        ("X", "X Y", "'X Y' cannot be an address: small letters, digits and single hyphens, at most 100."),
        (" ", "x", "A role needs a title of at most 200 characters."),
        ("a\x00", "x", "The title contains the character U+0000, which no text may hold."),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence(title: str, slug: str, sentence: str) -> None:
    assert refusal(copy_role, LADDER, "keeper", title=title, slug=slug) == sentence
    assert refusal(rename_role, LADDER, "keeper", title=title, slug=slug) == sentence
    assert refusal(add_base_role, LADDER, title=title, slug=slug, level=None, heirs=["keeper"]) == sentence
    assert refusal(copy_role, LADDER, "nobody", title="X", slug="x") == "Lock Keeping has no role 'nobody'."


def _everywhere(slug: str, title: str) -> FamilyDocument:
    """A family that names a role in every place where one can be named."""
    return family(
        requirements=some({"text": "Swims", "applies_to": only(slug, "chief")}),
        sections=[{"heading": "Boats", "applies_to": only(slug)}],
        roles=[
            role(slug, title=title),
            role("senior", extends=slug, reports_to={"text": "Reports to", "role": f"locks/{slug}"}),
            role("chief", {"text": "All a keeper has", "inherits": [slug]}),
        ],
        specialties=[
            {
                "name": "Night",
                "slug": "night",
                "roles": [slug, "chief"],
                "grades": {slug: "5"},
                "job_codes": {slug: "N5"},
            },
            {"name": "Ice", "slug": "ice", "roles": ["chief"], "reports_to": {"role": f"other/{slug}"}},
        ],
        career_steps=[
            {"from_role": slug, "to_family": "locks", "to_role": "senior"},
            {"from_role": "senior", "to_family": "locks", "to_role": slug},
            {"from_role": "senior", "to_family": "other", "to_role": slug},
        ],
        hiring_processes=[{"title": "Short", "applies_to": only(slug)}],
    )


def test_all_that_refers_to_a_renamed_role_follows() -> None:
    before, after = _everywhere("keeper", "Keeper"), _everywhere("warden", "Warden")
    other = after.model_copy(
        update={
            "specialties": (after.specialties[0], before.specialties[1]),
            "career_steps": (*after.career_steps[:2], before.career_steps[2]),
        }
    )
    assert rename_role(before, "keeper", slug="warden", title="Warden") == other


def test_a_title_alone_can_change() -> None:
    expected = [role("keeper", "Opens gates", "Reads gauges", title="Gatekeeper"), *LADDER.model_dump()["roles"][1:]]
    after = rename_role(LADDER, "keeper", slug="keeper", title="Gatekeeper")
    assert after == FamilyDocument.model_validate(LADDER.model_dump() | {"roles": expected})


def test_what_was_said_of_a_retired_role_alone_goes_with_it() -> None:
    assert retire_role(_everywhere("keeper", "Keeper"), "keeper") == family(
        requirements=some({"text": "Swims", "applies_to": only("chief")}),
        roles=[role("senior", reports_to={"text": "Reports to"}), role("chief")],
        specialties=[
            {"name": "Night", "slug": "night", "roles": ["chief"]},
            {"name": "Ice", "slug": "ice", "roles": ["chief"], "reports_to": {"role": "other/keeper"}},
        ],
        career_steps=[{"from_role": "senior", "to_family": "other", "to_role": "keeper"}],
    )


def test_a_specialty_of_a_retired_role_alone_goes_and_what_was_said_for_it() -> None:
    before = family(
        requirements=some({"text": "Sees", "applies_to": {"specialties": ["night"]}}),
        roles=[role("keeper"), role("chief")],
        specialties=[{"name": "Night", "slug": "night", "roles": ["keeper"]}],
    )
    assert retire_role(before, "keeper") == family(roles=[role("chief")])


def test_heirs_of_a_retired_role_state_what_it_stated_and_extend_what_it_extended() -> None:
    before = family(
        roles=[
            role("keeper", {"text": "One gate", "key": "gates"}, "Reads gauges"),
            role(
                "senior",
                {"text": "Trains", "key": "trains"},
                {"text": "Two gates", "replaces": "gates"},
                {"text": "Rows", "key": "rows"},
                {"text": "Sees", "key": "sees", "applies_to": only("senior")},
                extends="keeper",
                leads={"requirements": "Seniors:"},
            ),
            role("chief", "Plans", {"text": "Teaches", "replaces": "trains"}, extends="senior", omits=["rows"]),
            role("matron", "Cooks", extends="senior", leads={"requirements": "Matrons:"}),
        ]
    )
    after = retire_role(before, "senior")
    seniors = [{"text": "Two gates", "replaces": "gates"}, {"text": "Rows", "key": "rows"}]
    assert after == family(
        roles=[
            role("keeper", {"text": "One gate", "key": "gates"}, "Reads gauges"),
            role(
                "chief",
                *("Teaches", {"text": "Two gates", "replaces": "gates"}, "Plans"),
                extends="keeper",
                omits=["rows"],
                leads={"requirements": "Seniors:"},
            ),
            role(
                "matron",
                *({"text": "Trains", "key": "trains"}, *seniors, "Cooks"),
                extends="keeper",
                leads={"requirements": "Seniors:\n\nMatrons:"},
            ),
        ]
    )


def test_what_a_pointer_brought_of_a_retired_role_is_written_in_its_place() -> None:
    before = family(
        requirements=some("Swims"),
        roles=[
            role("keeper", "Opens gates", "Reads gauges"),
            role(
                "chief",
                *("First", {"text": "All a keeper has", "inherits": ["keeper"]}, "Last"),
                visibility="internal",
                sections=[{"heading": "Boats", "visibility": "internal"}],
            ),
        ],
    )
    assert retire_role(before, "keeper") == family(
        requirements=some("Swims"),
        roles=[
            role(
                "chief",
                *("First", "Opens gates", "Reads gauges", "Last"),
                visibility="internal",
                sections=[{"heading": "Boats", "visibility": "internal"}],
            )
        ],
    )


def test_a_retirement_that_would_change_others_is_refused() -> None:
    ice = {"specialties": ["ice"]}
    before = family(
        roles=[
            role("keeper", {"text": "Walks", "key": "walks"}),
            role("senior", {"text": "Skates", "replaces": "walks", "applies_to": ice}, extends="keeper"),
            role("chief", {"text": "All a senior has", "inherits": ["senior"]}),
        ],
        specialties=[{"name": "Ice", "slug": "ice"}],
    )
    assert refusal(retire_role, before, "senior") == (
        "This would change the requirements of Chief (Ice), which it must not."
    )
    many = [role(slug, *(f"{slug} {n}" for n in range(300))) for slug in ("keeper", "clerk")]
    chief = role("chief", {"text": "K", "inherits": ["keeper"]}, {"text": "C", "inherits": ["clerk"]})
    assert refusal(retire_role, family(roles=[*many, chief]), "clerk") == (
        "roles/1/requirements: Tuple should have at most 500 items after validation, not 600."
    )


def test_roles_stand_in_the_order_that_is_asked_for() -> None:
    after = reorder_roles(LADDER, slugs=["chief", "keeper", "senior"])
    assert [each.slug for each in after.roles] == ["chief", "keeper", "senior"]
    assert reorder_roles(after, slugs=["keeper", "senior", "chief"]) == LADDER
    assert refusal(reorder_roles, LADDER, slugs=["chief", "keeper"]) == "The order leaves out senior."
    assert refusal(reorder_roles, LADDER, slugs=["x"]) == "Lock Keeping has no role 'x'."
    twice = ["chief", "keeper", "senior", "chief"]
    assert refusal(reorder_roles, LADDER, slugs=twice) == "The order names a role more than once."


def test_an_implied_base_takes_what_its_heirs_state_alike() -> None:
    facts = {"grade_scheme": "sales", "group": "Gates"}
    before = family(
        roles=[
            role("clerk"),
            role(
                "senior-keeper",
                {"text": "Opens gates", "key": "gates"},
                *("Trains", "Reads gauges"),
                leads={"requirements": "Keepers:"},
                **facts,
            ),
            role(
                "staff-keeper",
                *("Reads gauges", "Plans", {"text": "Opens gates", "group": ""}),
                leads={"requirements": "Keepers:"},
                **facts,
            ),
            role("chief-keeper", "Opens gates", extends="staff-keeper"),
        ]
    )
    heirs = ["senior-keeper", "staff-keeper", "chief-keeper"]
    after = add_base_role(before, title="Keeper", slug="keeper", level="intermediate", heirs=heirs)
    assert after == family(
        roles=[
            role("clerk"),
            role(
                "keeper",
                {"text": "Opens gates", "key": "gates"},
                "Reads gauges",
                level="intermediate",
                leads={"requirements": "Keepers:"},
                **facts,
            ),
            role("senior-keeper", "Trains", extends="keeper", **facts),
            role("staff-keeper", "Plans", extends="keeper", **facts),
            role("chief-keeper", "Opens gates", extends="staff-keeper"),
        ]
    )
    assert same_composed(before, after, ordered=False)
    assert not same_composed(before, after)


def test_a_base_below_one_role_or_of_internal_roles() -> None:
    before = family(roles=[role("senior", "Trains", visibility="internal")])
    assert add_base_role(before, title="Keeper", slug="keeper", level=None, heirs=["senior"]) == family(
        roles=[role("keeper", visibility="internal"), role("senior", "Trains", visibility="internal", extends="keeper")]
    )
    after = add_base_role(LADDER, title="Aide", slug="aide", level="junior", heirs=["senior", "keeper"])
    assert [(each.slug, each.extends) for each in after.roles] == [
        ("aide", None),
        ("keeper", "aide"),
        ("senior", "keeper"),
        ("chief", "senior"),
    ]


def test_no_base_stands_below_roles_that_inherit_from_different_ones() -> None:
    before = family(roles=[role("clerk"), role("senior"), role("staff", extends="clerk")])
    assert refusal(add_base_role, before, title="X", slug="x", level=None, heirs=["senior", "staff"]) == (
        "Senior, Staff do not inherit from the same role, so one base cannot stand below them all."
    )
    assert refusal(add_base_role, before, title="X", slug="x", level=None, heirs=[]) == (
        "A base role needs a role that stands on it."
    )


# From one family to another


def test_a_role_that_moves_takes_along_what_it_says_and_what_is_for_it_alone() -> None:
    source = family(
        requirements=some("Swims", {"text": "Sees", "applies_to": only("keeper")}),
        leads={"requirements": "All of us:"},
        sections=[{"heading": "Boats", "body": "Ours."}, {"heading": "Company", "body": "Known."}],
        roles=[
            role("keeper", "Opens gates", {"text": "x", "key": "k"}),
            role("senior", {"text": "y", "replaces": "k"}, extends="keeper", job_code="L7", omits=[]),
            role("chief", "Plans", extends="senior", reports_to={"text": "The S", "role": "locks/senior"}),
        ],
        career_steps=[
            {"from_role": "senior", "kind": "promotion", "to_family": "locks", "to_role": "chief"},
            {"from_role": "keeper", "kind": "promotion", "to_family": "locks", "to_role": "senior"},
        ],
        hiring_processes=[{"title": "Seniors", "applies_to": only("senior")}, {"title": "All"}],
    )
    target = FamilyDocument.model_validate(
        {
            "title": "Weirs",
            "slug": "weirs",
            "requirements": some("Climbs", "Opens gates"),
            "leads": {"requirements": "At weirs:"},
            "sections": [{"heading": "Company", "body": "Known."}],
            "roles": [role("senior", reports_to={"role": "locks/senior"})],
            "career_steps": [{"from_role": "senior", "to_family": "locks", "to_role": "senior"}],
        }
    )
    moved = move_role(source, target, "senior", slug="lock-senior")
    data = target.model_dump()
    assert moved.target == FamilyDocument.model_validate(
        data
        | {
            "roles": [
                role("senior", reports_to={"role": "weirs/lock-senior"}),
                role(
                    "lock-senior",
                    *("Swims", "Opens gates", "y"),
                    title="Senior",
                    job_code="L7",
                    leads={"requirements": "All of us:"},
                    sections=[{"heading": "Boats", "body": "Ours."}],
                ),
            ],
            "career_steps": [
                {"from_role": "senior", "to_family": "weirs", "to_role": "lock-senior"},
                {"from_role": "lock-senior", "kind": "promotion", "to_family": "locks", "to_role": "chief"},
            ],
            "hiring_processes": [{"title": "Seniors", "applies_to": only("lock-senior")}],
        }
    )
    assert moved.source == FamilyDocument.model_validate(
        source.model_dump()
        | {
            "roles": [
                role("keeper", "Opens gates", {"text": "x", "key": "k"}),
                role(
                    "chief",
                    *({"text": "y", "replaces": "k"}, "Plans"),
                    extends="keeper",
                    reports_to={"text": "The S", "role": "weirs/lock-senior"},
                ),
            ],
            "career_steps": [
                {"from_role": "keeper", "kind": "promotion", "to_family": "weirs", "to_role": "lock-senior"}
            ],
            "hiring_processes": [{"title": "All"}],
        }
    )
    assert [(each.list, each.text) for each in moved.added] == [("requirements", "Climbs")]
    assert [each.text for each in moved.leads] == ["At weirs:"]


def test_a_role_does_not_move_where_something_would_be_lost() -> None:
    source = family(
        roles=[role("keeper", {"text": "Sees at night", "applies_to": {"specialties": ["night"]}})],
        specialties=[{"name": "Night", "slug": "night"}],
    )
    target = FamilyDocument.model_validate({"title": "Weirs", "slug": "weirs", "roles": [role("keeper")]})
    assert refusal(move_role, source, target, "keeper", slug="x") == (
        "Keeper says “Sees at night” for Night alone, and specialties do not move. Say it for all, or without the "
        "role, first."
    )
    pointing = [role("night-keeper", {"text": "All a keeper has", "inherits": ["keeper"]})]
    source = source.model_copy(update={"roles": (*source.roles, *family(roles=[role("keeper"), *pointing]).roles[1:])})
    assert refusal(move_role, source, target, "night-keeper").startswith("Night Keeper says “Sees at night” for Night")
    assert refusal(move_role, LADDER, target, "keeper") == "Weirs has a role 'keeper' already."
    assert refusal(move_role, LADDER, LADDER, "keeper", slug="x") == "Keeper is in Lock Keeping already."


# Single statements


def test_an_inherited_statement_is_replaced_where_it_stands() -> None:
    after = replace_inherited(LADDER, "senior", origin="/roles/0/requirements/0", text="Opens all gates")
    assert after == family(
        requirements=some({"text": "Swims", "key": "swims"}),
        roles=[
            role("keeper", {"text": "Opens gates", "key": "opens-gates"}, "Reads gauges"),
            role("senior", "Trains keepers", {"text": "Opens all gates", "replaces": "opens-gates"}, extends="keeper"),
            role("chief", "Plans budgets", extends="senior", track="management"),
        ],
    )
    assert {each: said(after, each) for each in ("keeper", "senior", "chief")} == {
        "keeper": ["Swims", "Opens gates", "Reads gauges"],
        "senior": ["Swims", "Opens all gates", "Reads gauges", "Trains keepers"],
        "chief": ["Swims", "Opens all gates", "Reads gauges", "Trains keepers", "Plans budgets"],
    }
    assert refusal(replace_inherited, after, "senior", origin="/roles/0/requirements/0", text="Again") == (
        "Senior says “Opens all gates” in its place already."
    )


def test_what_a_pointer_brings_or_a_specialty_alone_reads_can_be_replaced() -> None:
    night = {"specialties": ["night"]}
    before = family(
        requirements=some({"text": "Sees", "group": "Eyes", "applies_to": night}),
        roles=[role("keeper", "Opens gates"), role("chief", {"text": "All a keeper has", "inherits": ["keeper"]})],
        specialties=[{"name": "Night", "slug": "night"}],
    )
    after = replace_inherited(before, "chief", origin="/roles/0/requirements/0", text="Opens locks")
    after = replace_inherited(after, "chief", origin="/requirements/0", text="Sees far")
    assert after.role("chief").model_dump()["requirements"][1:] == tuple(
        each.model_dump()
        for each in family(
            roles=[
                role("keeper", {"text": "k", "key": "opens-gates"}, {"text": "s", "key": "sees"}),
                role(
                    "chief",
                    {"text": "Opens locks", "replaces": "opens-gates"},
                    {"text": "Sees far", "group": "Eyes", "replaces": "sees", "applies_to": night},
                ),
            ],
            specialties=[{"name": "Night", "slug": "night"}],
        )
        .role("chief")
        .requirements
    )
    assert (said(after, "chief"), said(after, "chief", "night")) == (["Opens locks"], ["Sees far", "Opens locks"])
    assert said(after, "keeper", "night") == ["Sees", "Opens gates"]


def test_an_inherited_statement_is_left_out_and_brought_back() -> None:
    after = omit_inherited(LADDER, "senior", origin="/roles/0/requirements/1")
    assert after == family(
        requirements=some({"text": "Swims", "key": "swims"}),
        roles=[
            role("keeper", "Opens gates", {"text": "Reads gauges", "key": "reads-gauges"}),
            role("senior", "Trains keepers", extends="keeper", omits=["reads-gauges"]),
            role("chief", "Plans budgets", extends="senior", track="management"),
        ],
    )
    assert said(after, "chief") == ["Swims", "Opens gates", "Trains keepers", "Plans budgets"]
    again = restore_inherited(after, "senior", key="reads-gauges")
    assert again == LADDER
    assert refusal(restore_inherited, again, "senior", key="reads-gauges") == (
        "Senior leaves out nothing with the key 'reads-gauges'."
    )


def test_what_stood_in_the_place_of_an_inherited_statement_is_taken_back() -> None:
    after = replace_inherited(LADDER, "senior", origin="/roles/0/requirements/1", text="Mends gauges")
    assert said(after, "chief") == ["Swims", "Opens gates", "Mends gauges", "Trains keepers", "Plans budgets"]
    assert restore_inherited(after, "senior", key="reads-gauges") == LADDER


def test_a_key_stays_as_long_as_anybody_means_it() -> None:
    given = omit_inherited(LADDER, "senior", origin="/roles/0/requirements/0")
    twice = replace_inherited(given, "chief", origin="/roles/0/requirements/1", text="Sees gauges")
    twice = omit_inherited(twice, "senior", origin="/roles/0/requirements/1")
    once = restore_inherited(twice, "senior", key="reads-gauges")
    assert [each.key for each in once.role("keeper").requirements] == ["opens-gates", "reads-gauges"]
    none = restore_inherited(once, "chief", key="reads-gauges")
    assert none == given


def test_a_key_that_people_chose_is_theirs() -> None:
    before = family(requirements=some({"text": "Swims", "key": "water"}), roles=[role("keeper")])
    after = omit_inherited(before, "keeper", origin="/requirements/0")
    assert restore_inherited(after, "keeper", key="water") == before


def test_what_others_refine_is_not_taken_back() -> None:
    before = family(
        requirements=some({"text": "Swims", "key": "swims"}),
        roles=[
            role("keeper", {"text": "Swims far", "key": "far", "replaces": "swims"}),
            role("senior", extends="keeper", omits=["far"]),
        ],
    )
    assert refusal(restore_inherited, before, "keeper", key="swims") == (
        "/roles/1 replaces or omits 'far', a key that nothing else has."
    )


def test_what_is_not_inherited_can_neither_be_replaced_nor_left_out() -> None:
    before = family(
        requirements=some({"text": "Swims", "key": "k"}, {"text": "Rows", "key": "r"}),
        roles=[
            role("keeper", "Swims", {"text": "All a captain has", "inherits": []}),
            role("senior", {"text": "Climbs", "key": "r"}, extends="keeper"),
            role("chief", extends="senior"),
        ],
        specialties=[{"name": "Night", "slug": "night", "requirements": some("Sees")}],
    )
    assert {
        (slug, origin): refusal(omit_inherited, before, slug, origin=origin)
        for slug, origin in [
            ("keeper", "/requirements/0"),
            ("keeper", "/roles/1/requirements/0"),
            ("keeper", "/specialties/0/requirements/0"),
            ("senior", "/roles/0/requirements/1"),
            ("chief", "/requirements/1"),
            ("chief", "/title"),
        ]
    } == {
        ("keeper", "/requirements/0"): "Keeper says “Swims” itself; change it there.",
        ("keeper", "/roles/1/requirements/0"): "Keeper inherits no statement from /roles/1/requirements/0.",
        ("keeper", "/specialties/0/requirements/0"): "Keeper inherits no statement from /specialties/0/requirements/0.",
        ("senior", "/roles/0/requirements/1"): (
            "“All a captain has” points to another role's list and cannot be replaced or left out itself; choose one "
            "of the statements that it brings."
        ),
        ("chief", "/requirements/1"): (
            "More than “Rows” would change for Chief: another statement has the same key or the same text."
        ),
        ("chief", "/title"): "'/title' is not the place of a statement.",
    }
    assert refusal(replace_inherited, LADDER, "senior", origin="/requirements/0", text=" ") == (
        "A statement needs a text."
    )


def test_a_key_is_made_of_telling_words_and_of_none_that_is_taken() -> None:
    before = family(
        requirements=some(
            "The **keeper** of the [upper gates](/gates/) and of all that lies above",
            {"text": "x", "key": "keeper-upper-gates-all"},
            "日本語",
        ),
        roles=[role("keeper")],
    )
    after = omit_inherited(before, "keeper", origin="/requirements/0")
    after = omit_inherited(after, "keeper", origin="/requirements/2")
    assert after.role("keeper").omits == ("keeper-upper-gates-all-2", "statement")


def test_a_statement_is_scoped_to_tracks_roles_and_specialties() -> None:
    after = scope_statement(LADDER, place="/requirements/0", tracks=["management"])
    assert {each: said(after, each)[0] for each in ("keeper", "chief")} == {"keeper": "Opens gates", "chief": "Swims"}
    assert scope_statement(after, place="/requirements/0") == LADDER
    assert refusal(scope_statement, LADDER, place="/requirements/0", roles=["nobody"]) == (
        "/requirements/0 names the role 'nobody', which this family does not have."
    )
    assert refusal(scope_statement, LADDER, place="/requirements/7") == "There is nothing at /requirements/7."


def test_sections_and_processes_are_scoped_as_well() -> None:
    before = family(roles=[role("keeper")], sections=[{"heading": "Boats"}], hiring_processes=[{"title": "All"}])
    after = scope_statement(before, place="/sections/0", roles=["keeper"])
    assert scope_statement(after, place="/hiring_processes/0", tracks=["management"]) == family(
        roles=[role("keeper")],
        sections=[{"heading": "Boats", "applies_to": only("keeper")}],
        hiring_processes=[{"title": "All", "applies_to": {"tracks": ["management"]}}],
    )


def test_one_wording_changes_wherever_it_stands() -> None:
    before = family(
        requirements=some("Swims", "Swims well"),
        roles=[role("keeper", {"text": "Swims", "key": "k"}, responsibilities=some("Swims"))],
        specialties=[{"name": "Night", "slug": "night", "requirements": some("Swims")}],
    )
    assert reword(before, old=" Swims\n", new="Swims\r\nfar") == family(
        requirements=some("Swims\nfar", "Swims well"),
        roles=[role("keeper", {"text": "Swims\nfar", "key": "k"}, responsibilities=some("Swims\nfar"))],
        specialties=[{"name": "Night", "slug": "night", "requirements": some("Swims\nfar")}],
    )
    assert refusal(reword, before, old="Dives", new="Swims") == "Lock Keeping says “Dives” nowhere."
    assert refusal(reword, before, old="Swims", new="Swims ") == "The new wording is the old one."


# Said once


def test_what_several_roles_state_becomes_the_familys_for_them_and_their_heirs() -> None:
    before = family(
        roles=[
            role("keeper", "Opens gates", {"text": "Swims", "key": "swims", "group": "Body"}),
            role("senior", "Trains", extends="keeper"),
            role("chief", {"text": "Swims", "group": "Body"}, "Plans"),
            role("clerk", "Counts"),
        ]
    )
    after = move_to_family(before, places=["/roles/0/requirements/1", "/roles/2/requirements/0"])
    assert after == family(
        requirements=some(
            {"text": "Swims", "group": "Body", "key": "swims", "applies_to": only("chief", "keeper", "senior")}
        ),
        roles=[
            role("keeper", "Opens gates"),
            role("senior", "Trains", extends="keeper"),
            role("chief", "Plans"),
            role("clerk", "Counts"),
        ],
    )
    assert same_composed(before, after, ordered=False)


def test_what_all_roles_state_becomes_the_familys_without_a_scope() -> None:
    night = {"specialties": ["night"]}
    before = family(
        requirements=some({"text": "Rows", "applies_to": only("keeper")}),
        roles=[
            role("keeper", "Swims", {"text": "Sees", "applies_to": night}),
            role("chief", "Rows", "Swims", {"text": "Sees", "applies_to": night}),
        ],
        specialties=[{"name": "Night", "slug": "night"}],
    )
    after = move_to_family(before, places=["/roles/0/requirements/0", "/roles/1/requirements/1"])
    after = move_to_family(after, places=["/roles/1/requirements/0"])
    after = move_to_family(after, places=["/roles/0/requirements/0", "/roles/1/requirements/0"])
    assert after == family(
        requirements=some("Rows", "Swims", {"text": "Sees", "applies_to": night}),
        roles=[role("keeper"), role("chief")],
        specialties=[{"name": "Night", "slug": "night"}],
    )


def test_what_cannot_move_to_the_family_is_refused() -> None:
    before = family(
        requirements=some("Rows"),
        roles=[
            role("keeper", "Swims", {"text": "Climbs", "key": "a"}, {"text": "All", "inherits": []}),
            role("chief", {"text": "Swims", "group": "Body"}, {"text": "Climbs", "key": "b"}, "Sees"),
        ],
    )
    assert {
        (one, other): refusal(move_to_family, before, places=[f"/roles/{one}", f"/roles/{other}"])
        for one, other in [
            ("0/requirements/0", "1/requirements/2"),
            ("0/requirements/1", "1/requirements/1"),
            ("0/requirements/2", "0/requirements/2"),
            ("0/requirements/0", "1/requirements/0"),
            ("0/requirements/9", "1/requirements/0"),
        ]
    } == {
        ("0/requirements/0", "1/requirements/2"): (
            "Only one and the same statement can move to the family, from the same list of several roles."
        ),
        ("0/requirements/1", "1/requirements/1"): "“Climbs” has several keys (a, b).",
        ("0/requirements/2", "0/requirements/2"): (
            "“All” stands for what a role inherits, and cannot move to the family."
        ),
        ("0/requirements/0", "1/requirements/0"): ("This would change the requirements of Chief, which it must not."),
        ("0/requirements/9", "1/requirements/0"): "There is no statement at /roles/0/requirements/9.",
    }
    assert refusal(move_to_family, before, places=["/requirements/0"]) == (
        "Only what roles state can move to the family."
    )
    assert refusal(move_to_family, before, places=[]) == "Nothing was chosen to be moved."


def test_a_role_extends_what_it_repeats_rewords_and_leaves_out() -> None:
    before = family(
        requirements=some("Swims"),
        roles=[
            role(
                "keeper",
                *("Opens gates", "Keeps the log of a single lock", "Reads gauges", "Is on call"),
                leads={"requirements": "Keepers:"},
            ),
            role(
                "senior",
                *("Keeps the log of several locks", "Trains", "Opens gates", {"text": "Reads gauges", "key": "g"}),
                leads={"requirements": "Keepers:"},
            ),
        ],
    )
    after = extend_role(before, role="senior", base="keeper")
    assert after == family(
        requirements=some("Swims"),
        roles=[
            role(
                "keeper",
                "Opens gates",
                {"text": "Keeps the log of a single lock", "key": "keeps-log-single-lock"},
                "Reads gauges",
                {"text": "Is on call", "key": "call"},
                leads={"requirements": "Keepers:"},
            ),
            role(
                "senior",
                {"text": "Keeps the log of several locks", "replaces": "keeps-log-single-lock"},
                "Trains",
                {"text": "Reads gauges", "key": "g"},
                extends="keeper",
                omits=["call"],
            ),
        ],
    )
    assert same_composed(before, after, ordered=False)


def test_a_role_that_cannot_extend_another_is_told_why() -> None:
    before = family(roles=[role("keeper", leads={"requirements": "Keepers:"}), role("clerk")])
    assert refusal(extend_role, before, role="clerk", base="keeper") == (
        "This would change the requirements of Clerk, which it must not."
    )
    assert refusal(extend_role, LADDER, role="senior", base="keeper") == "Senior extends Keeper already."
    assert refusal(extend_role, LADDER, role="senior", base="senior") == "Senior cannot extend itself."
    assert refusal(extend_role, LADDER, role="keeper", base="chief") == (
        "Chief inherits from Keeper, which therefore cannot extend it."
    )


def test_a_role_that_others_refine_can_extend_another_as_well() -> None:
    staff = role("staff", {"text": "Teaches", "replaces": "trains"}, extends="senior")
    trains = {"text": "Trains", "key": "trains"}
    before = family(roles=[role("keeper", "Swims"), role("senior", "Swims", trains), staff])
    assert extend_role(before, role="senior", base="keeper") == family(
        roles=[role("keeper", "Swims"), role("senior", trains, extends="keeper"), staff]
    )


def test_a_refined_statement_is_read_once_by_the_higher_role_and_its_heirs() -> None:
    before = family(
        roles=[
            role("keeper", "Keeps one lock", "Reads gauges"),
            role("senior", "Trains", "Keeps several locks", extends="keeper"),
            role("chief", extends="senior"),
            role("clerk", "Keeps books"),
        ]
    )
    after = refine(before, place="/roles/1/requirements/1", of="/roles/0/requirements/0")
    assert after == family(
        roles=[
            role("keeper", {"text": "Keeps one lock", "key": "keeps-one-lock"}, "Reads gauges"),
            role("senior", "Trains", {"text": "Keeps several locks", "replaces": "keeps-one-lock"}, extends="keeper"),
            role("chief", extends="senior"),
            role("clerk", "Keeps books"),
        ]
    )
    assert said(after, "chief") == ["Keeps several locks", "Reads gauges", "Trains"]
    assert same_composed(before, refine(before, place="/roles/3/requirements/0", of="/roles/0/requirements/0"))


def test_what_cannot_refine_is_refused() -> None:
    before = family(
        requirements=some("Swims"),
        roles=[
            role("keeper", "Keeps one lock", {"text": "All", "inherits": []}, {"text": "Rows", "key": "r"}),
            role("senior", {"text": "Rows far", "replaces": "r"}),
        ],
    )
    assert {
        (place, of): refusal(refine, before, place=place, of=of)
        for place, of in [
            ("/requirements/0", "/roles/0/requirements/0"),
            ("/roles/0/requirements/0", "/roles/0/requirements/2"),
            ("/roles/0/requirements/1", "/requirements/0"),
            ("/roles/1/requirements/0", "/requirements/0"),
        ]
    } == {
        ("/requirements/0", "/roles/0/requirements/0"): (
            "What the family says replaces nothing: there is nothing that it inherits."
        ),
        ("/roles/0/requirements/0", "/roles/0/requirements/2"): (
            "Both statements are of one and the same; take out the one that is too much."
        ),
        ("/roles/0/requirements/1", "/requirements/0"): "“All” points to another role's list, and can replace nothing.",
        ("/roles/1/requirements/0", "/requirements/0"): "“Rows far” replaces another statement already.",
    }


# The proof itself


@pytest.mark.parametrize(
    ("change", "same", "same_unordered"),
    [
        ({}, True, True),
        ({"requirements": some("Reads gauges", "Opens gates")}, False, True),
        ({"requirements": some("Opens gates")}, False, False),
        ({"requirements": some("Opens gates", {"text": "Reads gauges", "group": "Eyes"})}, False, False),
        ({"leads": {"requirements": "Keepers:"}}, False, False),
        ({"grade": "7", "title": "Another", "overview": "Text"}, True, True),
    ],
)
def test_same_composed_is_about_statements_their_groups_and_leads(
    change: dict[str, Any], same: bool, same_unordered: bool
) -> None:
    before = family(roles=[role("keeper", "Opens gates", "Reads gauges")])
    after = family(roles=[role("keeper", "Opens gates", "Reads gauges") | change])
    assert same_composed(before, after) is same
    assert same_composed(before, after, ordered=False) is same_unordered


def test_same_composed_is_about_each_specialty_as_well() -> None:
    facts = {"roles": [role("keeper"), role("chief")], "specialties": [{"name": "Night", "slug": "night"}]}
    scoped = {"text": "Swims", "applies_to": {"roles": ["chief"], "specialties": ["night"]}}
    assert not same_composed(family(**facts), family(requirements=some(scoped), **facts))
