"""Law f: a composed role says what is stated for it, once, and by whom; and a role as each audience sees it."""

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


def one(*texts: str) -> list[dict[str, object]]:
    return [{"text": text} for text in texts]


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
            "job_codes": {"keeper": "K7-FOG", "owl": "O1-FOG"},
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
    job_code="K7-FOG",
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
            "job_code": "K7-FOG",
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
    owl = compose(HOUSE, "owl", audience=ALL)
    assert [statement.text for statement in owl.requirements] == ["family", "seen by the owl", "hoots"]


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
