"""How inheritance reads: what a role is told to do, by whom, in which order and instead of what."""

from careers.handbook.compose import Audience, ComposedStatement, Origin, compose
from careers.handbook.document import FamilyDocument, ListName

ALL = Audience.everything(internal=True)


def family(**facts: object) -> FamilyDocument:
    return FamilyDocument.model_validate({"title": "Lighthouse Keeping", "slug": "keeping", **facts})


def role(slug: str, **facts: object) -> dict[str, object]:
    return {"title": slug.title(), "slug": slug, **facts}


def said(document: FamilyDocument, slug: str, name: ListName = "requirements", **asked: str) -> list[str]:
    return [s.text for s in compose(document, slug, audience=ALL, **asked).statements(name)]  # type: ignore[arg-type]


def one(*texts: str) -> list[dict[str, object]]:
    return [{"text": text} for text in texts]


def test_the_family_comes_first_then_ancestors_then_the_role_then_the_specialty() -> None:
    document = family(
        requirements=one("family"),
        roles=[
            role("staff", extends="senior", requirements=one("staff")),
            role("senior", extends="keeper", requirements=one("senior")),
            role("keeper", requirements=one("keeper")),
        ],
        specialties=[{"name": "Fog", "slug": "fog", "requirements": one("fog")}],
    )
    assert said(document, "staff", specialty="fog") == ["family", "keeper", "senior", "staff", "fog"]
    assert said(document, "staff") == ["family", "keeper", "senior", "staff"]


def test_a_scope_is_decided_for_the_role_being_composed_whoever_states_it() -> None:
    managers, keepers = {"tracks": ["management"]}, {"roles": ["keeper"]}
    document = family(
        requirements=[{"text": "for managers", "applies_to": managers}, {"text": "for keepers", "applies_to": keepers}],
        roles=[
            role("keeper", requirements=[*one("all"), {"text": "no heir", "applies_to": keepers}]),
            role("chief", track="management", extends="keeper", requirements=one("chief")),
        ],
        specialties=[
            {
                "name": "Fog",
                "slug": "fog",
                "requirements": [{"text": "fog for managers", "applies_to": managers}, *one("fog")],
            }
        ],
    )
    assert said(document, "keeper", specialty="fog") == ["for keepers", "all", "no heir", "fog"]
    assert said(document, "chief", specialty="fog") == ["for managers", "all", "chief", "fog for managers", "fog"]


def test_what_is_for_specialties_shows_with_one_of_them() -> None:
    some = {"specialties": ["fog", "ice"]}
    document = family(
        requirements=[{"text": "fog or ice", "applies_to": some}],
        roles=[role("keeper")],
        specialties=[{"name": name.title(), "slug": name} for name in ("fog", "ice", "rain")],
    )
    assert {s: said(document, "keeper", specialty=s) for s in ("fog", "ice", "rain")} == {
        "fog": ["fog or ice"],
        "ice": ["fog or ice"],
        "rain": [],
    }
    assert said(document, "keeper") == []


def test_a_pointer_gives_place_to_the_list_it_points_to_and_to_no_other() -> None:
    document = family(
        requirements=one("family"),
        responsibilities=one("family does"),
        roles=[
            role("keeper", requirements=one("keeper"), responsibilities=one("keeper does")),
            role("senior", extends="keeper", requirements=one("senior"), responsibilities=one("senior does")),
            role(
                "staff",
                requirements=[*one("first"), {"text": "All a Senior has", "inherits": ["senior"]}, *one("last")],
                responsibilities=one("staff does"),
            ),
        ],
    )
    assert said(document, "staff") == ["family", "first", "keeper", "senior", "last"]
    assert said(document, "staff", "responsibilities") == ["family does", "staff does"]


def test_a_pointer_to_nothing_certain_stays_as_written() -> None:
    document = family(roles=[role("keeper", requirements=[{"text": "All a Captain has", "inherits": []}])])
    assert compose(document, "keeper", audience=ALL).requirements == (
        ComposedStatement(
            text="All a Captain has",
            list="requirements",
            own=True,
            origins=(Origin(kind="role", slug="keeper", title="Keeper", pointer="/roles/0/requirements/0"),),
            pointer_without_target=True,
        ),
    )


def test_lists_may_point_in_a_circle_across_lists() -> None:
    document = family(
        roles=[
            role("a", requirements=[{"text": "b", "inherits": ["b"]}, *one("a has")], responsibilities=one("a does")),
            role("b", responsibilities=[{"text": "a", "inherits": ["a"]}, *one("b does")], requirements=one("b has")),
        ],
    )
    assert (said(document, "a"), said(document, "b", "responsibilities")) == (["b has", "a has"], ["a does", "b does"])


def test_the_same_text_appears_once_with_all_its_origins() -> None:
    document = family(
        requirements=one("Sees in the dark", "other"),
        roles=[
            role("keeper", requirements=one("Sees in the dark")),
            role("senior", extends="keeper", requirements=one("new", "Sees in the dark")),
        ],
    )
    first, *_ = compose(document, "senior", audience=ALL).requirements
    assert said(document, "senior") == ["Sees in the dark", "other", "new"]
    assert first == ComposedStatement(
        text="Sees in the dark",
        list="requirements",
        own=True,
        origins=(
            Origin(kind="family", slug="keeping", title="Lighthouse Keeping", pointer="/requirements/0"),
            Origin(kind="role", slug="keeper", title="Keeper", pointer="/roles/0/requirements/0"),
            Origin(kind="role", slug="senior", title="Senior", pointer="/roles/1/requirements/1"),
        ),
    )


def _scoped(text: str) -> dict[str, object]:
    return {"text": text, "key": "scope", "replaces": "scope"}


def test_a_refined_statement_stands_once_in_the_place_of_the_one_it_replaces() -> None:
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}, *one("family")],
        roles=[
            role("keeper"),
            role("senior", extends="keeper", requirements=[*one("senior"), _scoped("one coast")]),
            role("staff", extends="senior", requirements=[*one("staff"), _scoped("all coasts")]),
        ],
    )
    assert said(document, "keeper") == ["one lamp", "family"]
    assert said(document, "senior") == ["one coast", "family", "senior"]
    assert said(document, "staff") == ["all coasts", "family", "senior", "staff"]
    assert compose(document, "staff", audience=ALL).requirements[0] == ComposedStatement(
        text="all coasts",
        key="scope",
        list="requirements",
        own=True,
        origins=(Origin(kind="role", slug="staff", title="Staff", pointer="/roles/2/requirements/1"),),
        replaced=(
            Origin(kind="role", slug="senior", title="Senior", pointer="/roles/1/requirements/1"),
            Origin(kind="family", slug="keeping", title="Lighthouse Keeping", pointer="/requirements/0"),
        ),
    )


def test_what_refines_answers_to_the_key_of_what_it_replaced() -> None:
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}],
        roles=[
            role("senior", requirements=[{"text": "one coast", "replaces": "scope"}]),
            role("staff", extends="senior", requirements=[{"text": "all coasts", "replaces": "scope"}]),
        ],
    )
    assert said(document, "staff") == ["all coasts"]


def test_a_refinement_that_a_pointer_brings_replaces_the_familys() -> None:
    pointer = {"text": "All a Senior has", "inherits": ["senior"]}
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}, *one("family")],
        roles=[
            role("senior", requirements=[*one("senior"), _scoped("one coast")]),
            role("staff", requirements=[pointer, *one("staff")]),
            role("chief", requirements=[_scoped("all coasts"), pointer]),
        ],
    )
    assert said(document, "staff") == ["one coast", "family", "senior", "staff"]
    assert said(document, "chief") == ["all coasts", "family", "senior"]


def test_what_two_statements_refine_gives_its_place_to_both() -> None:
    document = family(
        requirements=[{"text": "lamp and horn", "key": "scope"}, *one("family")],
        roles=[role("keeper", requirements=[{"text": text, "replaces": "scope"} for text in ("lamp", "horn")])],
    )
    assert said(document, "keeper") == ["lamp", "horn", "family"]


def test_a_refinement_may_stand_in_another_list() -> None:
    document = family(
        nice_to_haves=[{"text": "may row", "key": "rows"}, *one("family")],
        roles=[role("keeper", requirements=[*one("first"), {"text": "rows", "replaces": "rows"}, *one("last")])],
    )
    assert said(document, "keeper") == ["first", "rows", "last"]
    assert said(document, "keeper", "nice_to_haves") == ["family"]


def test_a_refinement_that_does_not_reach_the_role_replaces_nothing() -> None:
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}],
        roles=[
            role("senior", requirements=[{**_scoped("one coast"), "applies_to": {"tracks": ["management"]}}]),
            role("staff", extends="senior"),
        ],
    )
    assert said(document, "staff") == ["one lamp"]


def test_a_specialty_refines_as_well() -> None:
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}, *one("family")],
        roles=[role("keeper", requirements=[{"text": "hands", "key": "hands"}])],
        specialties=[{"name": "Fog", "slug": "fog", "requirements": [{"text": "one horn", "replaces": "scope"}]}],
    )
    assert said(document, "keeper", specialty="fog") == ["one horn", "family", "hands"]


def test_a_role_omits_by_key_what_it_inherits_and_its_heirs_are_without_it() -> None:
    document = family(
        requirements=[{"text": "rows", "key": "rows"}, *one("family")],
        roles=[
            role("keeper", requirements=[{"text": "climbs", "key": "climbs"}, *one("keeper")]),
            role("senior", extends="keeper", omits=["rows", "climbs"], requirements=[{"text": "sits", "key": "rows"}]),
            role("staff", extends="senior"),
            role("chief", omits=["climbs"], requirements=[{"text": "All a Keeper has", "inherits": ["keeper"]}]),
        ],
    )
    assert said(document, "senior") == ["family", "keeper", "sits"]
    assert said(document, "staff") == ["family", "keeper", "sits"]
    assert said(document, "chief") == ["rows", "family", "keeper"]


def test_a_long_chain_of_pointers_needs_no_deep_stack() -> None:
    roles = [role("r0", requirements=one("r0"))]
    for n in range(1, 200):
        requirements = [{"text": f"as r{n - 1}", "inherits": [f"r{n - 1}"]}, *one(f"r{n}")]
        roles.append(role(f"r{n}", requirements=requirements))
    assert said(family(roles=roles), "r199") == [f"r{n}" for n in range(200)]
