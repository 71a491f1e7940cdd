"""Law f: a composed role says what is stated for it, once, and by whom; and how inheritance reads in examples."""

import pytest
from hypothesis import given

from careers.handbook.compose import (
    Audience,
    ComposedLead,
    ComposedRole,
    ComposedSection,
    ComposedSpecialty,
    ComposedStatement,
    Origin,
    compose,
)
from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    ListName,
    Owner,
    ReportsTo,
    Role,
    Statement,
)
from tests.handbook.strategies import documents, few_texts
from tests.handbook.test_visible import contexts

ALL = Audience.everything(internal=True)
PUBLIC = Audience.everything(internal=False)


# Law f


def _place(document: FamilyDocument, pointer: str) -> Statement:
    place: object = document
    for step in filter(None, pointer.split("/")):
        place = place[int(step)] if isinstance(place, tuple) else getattr(place, step)
    assert isinstance(place, Statement)
    return place


def _reached(document: FamilyDocument, owner: Owner, name: ListName, role: Role, specialty: str | None) -> list[Owner]:
    """The owner and all that it brings into one list of the role: what it extends and what its pointers name."""
    brought = [document.role(owner.extends)] if isinstance(owner, Role) and owner.extends else []
    for statement in owner.statements(name):
        if _applies(statement, role, specialty):
            brought += [document.role(slug) for slug in statement.inherits or ()]
    return [owner, *(each for below in brought for each in _reached(document, below, name, role, specialty))]


def _applies(statement: Statement, role: Role, specialty: str | None) -> bool:
    scope = statement.applies_to
    return scope is None or (
        (not scope.tracks or role.track in scope.tracks)
        and (not scope.roles or role.slug in scope.roles)
        and (not scope.specialties or specialty in scope.specialties)
    )


@given(documents(texts=few_texts))
def test_law_f_every_output_statement_has_its_origin_in_the_input(document: FamilyDocument) -> None:
    for slug, specialty in contexts(document):
        role = document.role(slug)
        composed = compose(document, slug, audience=ALL, specialty=specialty)
        for name in LISTS:
            shown = [statement.text for statement in composed.statements(name)]
            assert len(shown) == len(set(shown))
            for statement in composed.statements(name):
                assert statement.origins
                for origin in statement.origins:
                    source = _place(document, origin.pointer)
                    assert source.text == statement.text
                    assert not source.inherits
                    assert _applies(source, role, specialty)
                assert statement.own == any((o.kind, o.slug) == ("role", slug) for o in statement.origins)


@given(documents(texts=few_texts))
def test_law_f_every_applicable_statement_appears(document: FamilyDocument) -> None:
    """Unless it is a pointer, replaced or omitted. Where anyone in reach omits something, the examples say what."""
    pointers = {id(owner): pointer for pointer, owner in document.owners()}
    for slug, specialty in contexts(document):
        role = document.role(slug)
        composed = compose(document, slug, audience=ALL, specialty=specialty)
        told = {
            origin.pointer
            for name in LISTS
            for statement in composed.statements(name)
            for origin in (*statement.origins, *statement.replaced)
        }
        starts: list[Owner] = [document, role, *([document.specialty(specialty)] if specialty else [])]
        for name in LISTS:
            owners = [owner for start in starts for owner in _reached(document, start, name, role, specialty)]
            expected = {
                f"{pointers[id(owner)]}/{name}/{index}"
                for owner in owners
                for index, statement in enumerate(owner.statements(name))
                if not statement.inherits and _applies(statement, role, specialty)
            }
            if not any(isinstance(owner, Role) and owner.omits for owner in owners):
                assert expected - told == set()


# Examples


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


HOUSE = family(
    department="coast",
    primary_language="English",
    sections=[
        {"heading": "Watches", "body": "By night.", "after": "overview"},
        {"heading": "Pay", "body": "Good.", "visibility": "internal"},
        {"heading": "For chiefs", "body": "Keys.", "applies_to": {"tracks": ["management"]}},
    ],
    leads={"requirements": "All of us:"},
    requirements=[*one("family"), {"text": "seen by the owl", "applies_to": {"roles": ["owl"]}}],
    roles=[
        role("owl", visibility="internal", requirements=one("hoots"), leads={"requirements": "Owls:"}),
        role(
            "keeper",
            group="Tower",
            level="senior",
            grade_scheme="sales",
            grade_options=["7", "8"],
            job_code="K7",
            extends="owl",
            overview="Keeps.",
            reports_to={"text": "the owl", "role": "keeping/owl"},
            requirements=one("climbs"),
            leads={"requirements": "Keepers:"},
            sections=[{"heading": "Boots", "body": "Provided."}],
        ),
        role("chief", track="management", sections=[{"heading": "Office", "body": "Warm."}]),
    ],
    specialties=[
        {
            "name": "Fog",
            "slug": "fog",
            "kind": "segment",
            "grades": {"keeper": "9", "owl": "10"},
            "primary_language": "Morse",
            "reports_to": {"text": "the horn master"},
            "sections": [{"heading": "Horns", "body": "Loud."}],
        },
        {"name": "Night", "slug": "night", "visibility": "internal"},
        {"name": "Owls only", "slug": "owls-only", "roles": ["owl"]},
    ],
    career_steps=[
        {"from_role": "keeper", "kind": "promotion", "to_family": "keeping", "to_role": "chief"},
        {"from_role": "keeper", "kind": "lateral", "to_family": "keeping", "to_role": "owl", "text": "by night"},
        {"from_role": "owl", "kind": "promotion", "to_family": "keeping", "to_role": "keeper"},
        {"from_role": "chief", "kind": "lateral", "to_family": "keeping", "to_role": "keeper"},
        {"kind": "lateral", "to_family": "piloting"},
    ],
    hiring_processes=[
        {
            "title": "All",
            "applies_to": {"roles": ["keeper", "owl"]},
            "steps": [{"text": "A", "interviewer": "Recruiter"}],
        },
        {"title": "Chiefs", "applies_to": {"tracks": ["management"]}},
        {"title": "Fog", "applies_to": {"specialties": ["fog"]}},
        {"title": "Owls", "applies_to": {"roles": ["owl"]}},
    ],
)

IN_FAMILY = {"kind": "family", "slug": "keeping", "title": "Lighthouse Keeping"}
FOG = ComposedSpecialty(
    slug="fog",
    name="Fog",
    kind="segment",
    primary_language="Morse",
    grade="9",
    reports_to=ReportsTo(text="the horn master"),
    overview="",
    visibility="public",
)


def test_a_role_as_the_public_sees_it() -> None:
    origin = {"kind": "role", "slug": "keeper", "title": "Keeper"}
    assert compose(HOUSE, "keeper", audience=PUBLIC) == ComposedRole(
        family="keeping",
        family_title="Lighthouse Keeping",
        department="coast",
        title="Keeper",
        slug="keeper",
        group="Tower",
        level="senior",
        track="individual_contributor",
        grade_scheme="sales",
        grade=None,
        grade_options=("7", "8"),
        job_code="K7",
        hiring="open",
        primary_language="English",
        reports_to=ReportsTo(text="the owl"),
        overview="Keeps.",
        visibility="public",
        responsibilities=(),
        requirements=(
            ComposedStatement(
                text="family",
                list="requirements",
                own=False,
                origins=(Origin(**IN_FAMILY, pointer="/requirements/0"),),
            ),
            ComposedStatement(text="hoots", list="requirements", own=False, origins=(Origin(kind="role"),)),
            ComposedStatement(
                text="climbs",
                list="requirements",
                own=True,
                origins=(Origin(**origin, pointer="/roles/0/requirements/0"),),
            ),
        ),
        nice_to_haves=(),
        performance_indicators=(),
        promotion_criteria=(),
        leads={
            "requirements": (
                ComposedLead(text="All of us:", origin=Origin(**IN_FAMILY, pointer="/leads/requirements")),
                ComposedLead(text="Owls:", origin=Origin(kind="role")),
                ComposedLead(text="Keepers:", origin=Origin(**origin, pointer="/roles/0/leads/requirements")),
            )
        },
        sections=(
            ComposedSection(
                heading="Watches",
                body="By night.",
                after="overview",
                visibility="public",
                origin=Origin(**IN_FAMILY, pointer="/sections/0"),
            ),
            ComposedSection(
                heading="Boots",
                body="Provided.",
                after="end",
                visibility="public",
                origin=Origin(**origin, pointer="/roles/0/sections/0"),
            ),
        ),
        hiring_processes=(
            HiringProcess.model_validate({"title": "All", "steps": [{"text": "A", "interviewer": "Recruiter"}]}),
        ),
        career_steps=(
            CareerStep(from_role="keeper", kind="promotion", to_family="keeping", to_role="chief"),
            CareerStep(kind="lateral", to_family="piloting"),
        ),
        steps_here=(CareerStep(from_role="chief", kind="lateral", to_family="keeping", to_role="keeper"),),
        specialties=(FOG,),
        specialty=None,
    )


def test_a_chosen_specialty_stands_in_for_facts_of_the_role() -> None:
    plain = compose(HOUSE, "keeper", audience=PUBLIC)
    chosen = compose(HOUSE, "keeper", audience=PUBLIC, specialty="fog")
    horns = ComposedSection(
        heading="Horns",
        body="Loud.",
        after="end",
        visibility="public",
        origin=Origin(kind="specialty", slug="fog", title="Fog", pointer="/specialties/0/sections/0"),
    )
    assert chosen == plain.model_copy(
        update={
            "grade": "9",
            "grade_options": (),
            "primary_language": "Morse",
            "reports_to": ReportsTo(text="the horn master"),
            "sections": (*plain.sections, horns),
            "hiring_processes": (*plain.hiring_processes, HiringProcess(title="Fog")),
            "specialty": FOG,
        }
    )


def test_staff_see_the_internal_parts() -> None:
    composed = compose(HOUSE, "keeper", audience=ALL)
    assert [section.heading for section in composed.sections] == ["Watches", "Pay", "Boots"]
    assert composed.requirements[1].origins == (
        Origin(kind="role", slug="owl", title="Owl", pointer="/roles/0/requirements/0"),
    )
    assert composed.reports_to == ReportsTo(text="the owl", role="keeping/owl")
    assert [(step.from_role, step.to_role) for step in composed.career_steps] == [
        ("keeper", "chief"),
        ("keeper", "owl"),
        (None, None),
    ]
    assert [step.from_role for step in composed.steps_here] == ["owl", "chief"]
    assert [specialty.slug for specialty in composed.specialties] == ["fog", "night"]
    assert said(HOUSE, "owl") == ["family", "seen by the owl", "hoots"]


@pytest.mark.parametrize(
    ("slug", "specialty"),
    [("owl", None), ("nobody", None), ("keeper", "night"), ("keeper", "nothing"), ("keeper", "owls-only")],
)
def test_what_is_internal_is_unknown_to_the_public(slug: str, specialty: str | None) -> None:
    with pytest.raises(KeyError) as unknown:
        compose(HOUSE, slug, audience=PUBLIC, specialty=specialty)
    assert unknown.value.args == (specialty or slug,)


def test_an_internal_family_has_no_roles_for_the_public() -> None:
    document = family(visibility="internal", roles=[role("keeper")])
    with pytest.raises(KeyError, match="keeper"):
        compose(document, "keeper", audience=PUBLIC)
    assert compose(document, "keeper", audience=ALL).slug == "keeper"
