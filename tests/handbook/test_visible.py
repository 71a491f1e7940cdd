"""What an audience may not see is in nothing that it gets, and what it may see is not changed by that."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.compose import Audience, ComposedRole, compose, visible_document
from careers.handbook.document import LISTS, FamilyDocument, Owner, dump, load, normal_prose
from tests.handbook.strategies import CANARY, documents, few_texts, with_canaries

ALL = Audience.everything(internal=True)
PUBLIC = Audience.everything(internal=False)
STRICT = Audience(internal=False, grades=False, job_codes=False, performance_indicators=False, interviewers=False)

public_documents = documents(visibility=st.just("public"), texts=few_texts)


def texts(role: ComposedRole) -> dict[str, Any]:
    """What a composed role says, whoever said it."""
    return {name: [(s.text, s.group) for s in role.statements(name)] for name in LISTS}


def contexts(document: FamilyDocument) -> list[tuple[str, str | None]]:
    """Every role, alone and with each specialty that it has."""
    return [
        (role.slug, specialty)
        for role in document.roles
        for specialty in (None, *(s.slug for s in document.specialties if not s.roles or role.slug in s.roles))
    ]


def refines_by_specialty(document: FamilyDocument) -> bool:
    """Whether a specialty decides what refines what: no document without the hidden role can say that of its heirs."""
    statements = [(owner, s) for _, owner in document.owners() for name in LISTS for s in owner.statements(name)]
    return any(
        (s.applies_to and s.applies_to.specialties and (s.key or s.replaces or s.inherits))
        or (s.replaces and any(owner is each for each in document.specialties))
        for owner, s in statements
    )


@given(public_documents, st.sampled_from([PUBLIC, STRICT]))
def test_nothing_internal_is_in_what_the_public_gets(document: FamilyDocument, audience: Audience) -> None:
    document = with_canaries(document)
    visible = visible_document(document, audience)
    assert visible is not None
    assert CANARY not in dump(visible).decode()
    assert load(dump(visible)) == visible
    for role, specialty in contexts(visible):
        assert CANARY not in compose(document, role, audience=audience, specialty=specialty).model_dump_json()


@given(public_documents, st.sampled_from([PUBLIC, STRICT]))
def test_roles_of_the_visible_document_compose_to_the_same_texts(document: FamilyDocument, audience: Audience) -> None:
    visible = visible_document(document, audience)
    assert visible is not None
    for role, specialty in contexts(visible):
        if specialty is None or not refines_by_specialty(document):
            before = compose(document, role, audience=audience, specialty=specialty)
            after = compose(visible, role, audience=audience, specialty=specialty)
            assert texts(after) == texts(before)
            assert _leads(after) == _leads(before)
            same = {name: getattr(before, name) for name in ComposedRole.model_fields if name not in {*LISTS, "leads"}}
            assert {name: getattr(after, name) for name in same} == same


def _leads(role: ComposedRole) -> dict[str, list[str]]:
    """The words of the leads. Heirs of hidden roles have them in one; that may move a fence, and so clamp a heading."""
    return {
        name: normal_prose("\n".join(lead.text for lead in leads)).replace("#", "").split()
        for name, leads in role.leads.items()
    }


@given(public_documents)
def test_who_sees_all_sees_the_document(document: FamilyDocument) -> None:
    assert visible_document(document, ALL) == document
    visible = visible_document(document, PUBLIC)
    assert visible is not None
    assert visible_document(visible, PUBLIC) == visible
    if not any(_hidden(owner) for _, owner in document.owners()):
        assert visible == document


def _hidden(owner: Owner) -> bool:
    return any(part.visibility == "internal" for part in (owner, *owner.sections) if hasattr(part, "visibility"))


@given(public_documents)
def test_facts_that_are_hidden_are_nowhere(document: FamilyDocument) -> None:
    visible = visible_document(document, STRICT)
    assert visible is not None
    for role in visible.roles:
        composed = compose(document, role.slug, audience=STRICT)
        assert (role.grade, role.grade_options, role.grade_scheme, role.job_code) == (None, (), "general", "")
        assert (composed.grade, composed.grade_options, composed.grade_scheme, composed.job_code) == (
            None,
            (),
            None,
            "",
        )
        assert {(each.grade, each.job_code) for each in composed.specialties} <= {(None, "")}
        assert {step.interviewer for process in composed.hiring_processes for step in process.steps} <= {""}
        assert "performance_indicators" not in composed.leads
        assert composed.performance_indicators == ()
    assert [(each.grades, each.job_codes) for each in visible.specialties] == [({}, {})] * len(visible.specialties)
    assert {step.interviewer for process in visible.hiring_processes for step in process.steps} <= {""}
    assert all(not owner.performance_indicators for _, owner in visible.owners())
    assert all("performance_indicators" not in owner.leads for _, owner in visible.owners())


# Examples


def family(**facts: object) -> FamilyDocument:
    return FamilyDocument.model_validate({"title": "Lighthouse Keeping", "slug": "keeping", **facts})


def public(document: FamilyDocument) -> FamilyDocument:
    visible = visible_document(document, PUBLIC)
    assert visible is not None
    return visible


def test_an_internal_family_is_not_there() -> None:
    assert visible_document(family(visibility="internal"), PUBLIC) is None


def test_an_heir_states_itself_what_it_inherits_from_a_hidden_role() -> None:
    document = family(
        requirements=[{"text": "one lamp", "key": "scope"}, {"text": "rows", "key": "rows"}, {"text": "family"}],
        roles=[
            {"title": "Keeper", "slug": "keeper", "requirements": [{"text": "keeper"}]},
            {
                "title": "Owl",
                "slug": "owl",
                "visibility": "internal",
                "extends": "keeper",
                "omits": ["rows"],
                "requirements": [{"text": "one coast", "key": "scope", "replaces": "scope"}, {"text": "hoots"}],
                "leads": {"requirements": "Owls:"},
            },
            {
                "title": "Chief",
                "slug": "chief",
                "extends": "owl",
                "requirements": [{"text": "for fog", "applies_to": {"specialties": ["fog"]}}, {"text": "chief"}],
                "leads": {"requirements": "Chiefs:"},
            },
        ],
        specialties=[{"name": "Fog", "slug": "fog", "grades": {"owl": "9"}, "roles": ["owl", "chief"]}],
    )
    assert public(document) == family(
        requirements=[{"text": "one lamp", "key": "scope"}, {"text": "rows", "key": "rows"}, {"text": "family"}],
        roles=[
            {"title": "Keeper", "slug": "keeper", "requirements": [{"text": "keeper"}]},
            {
                "title": "Chief",
                "slug": "chief",
                "omits": ["rows"],
                "requirements": [
                    {"text": "one coast", "replaces": "scope"},
                    {"text": "keeper"},
                    {"text": "hoots"},
                    {"text": "for fog", "applies_to": {"specialties": ["fog"]}},
                    {"text": "chief"},
                ],
                "leads": {"requirements": "Owls:\n\nChiefs:"},
            },
        ],
        specialties=[{"name": "Fog", "slug": "fog", "roles": ["chief"]}],
    )


def test_a_statement_without_a_key_gets_one_where_an_heir_has_to_name_it() -> None:
    document = family(
        requirements=[{"text": "one lamp"}, {"text": "family"}],
        roles=[
            {
                "title": "Owl",
                "slug": "owl",
                "visibility": "internal",
                "requirements": [{"text": "one lamp", "key": "scope"}],
            },
            {
                "title": "Chief",
                "slug": "chief",
                "extends": "owl",
                "requirements": [{"text": "all lamps", "key": "wide", "replaces": "scope"}],
            },
        ],
    )
    assert public(document) == family(
        requirements=[{"text": "one lamp", "key": "shared-1"}, {"text": "family"}],
        roles=[
            {
                "title": "Chief",
                "slug": "chief",
                "requirements": [{"text": "all lamps", "key": "wide", "replaces": "shared-1"}],
            }
        ],
    )


def test_what_names_only_hidden_parts_goes_with_them() -> None:
    document = family(
        requirements=[
            {"text": "owls", "key": "owls", "applies_to": {"roles": ["owl"]}},
            {"text": "both", "applies_to": {"roles": ["owl", "keeper"], "specialties": ["night", "fog"]}},
            {"text": "night", "applies_to": {"specialties": ["night"]}},
        ],
        sections=[
            {"heading": "Pay", "visibility": "internal"},
            {"heading": "Owls", "applies_to": {"roles": ["owl"]}},
            {"heading": "Tower"},
        ],
        roles=[
            {"title": "Owl", "slug": "owl", "visibility": "internal"},
            {
                "title": "Keeper",
                "slug": "keeper",
                "omits": ["owls"],
                "requirements": [{"text": "keeps", "replaces": "owls"}],
                "reports_to": {"text": "the owl", "role": "keeping/owl"},
            },
        ],
        specialties=[
            {"name": "Night", "slug": "night", "visibility": "internal"},
            {"name": "Fog", "slug": "fog"},
            {"name": "Owls only", "slug": "owls-only", "roles": ["owl"]},
        ],
        career_steps=[
            {"from_role": "owl", "text": "from"},
            {"to_family": "keeping", "to_role": "owl", "text": "to"},
            {"to_family": "piloting", "to_role": "owl", "text": "another family's"},
        ],
        hiring_processes=[
            {"title": "Owls", "applies_to": {"roles": ["owl"]}},
            {"title": "Both", "applies_to": {"roles": ["owl", "keeper"]}},
        ],
    )
    assert public(document) == family(
        requirements=[{"text": "both", "applies_to": {"roles": ["keeper"], "specialties": ["fog"]}}],
        sections=[{"heading": "Tower"}],
        roles=[
            {
                "title": "Keeper",
                "slug": "keeper",
                "requirements": [{"text": "keeps"}],
                "reports_to": {"text": "the owl"},
            }
        ],
        specialties=[{"name": "Fog", "slug": "fog"}],
        career_steps=[{"to_family": "piloting", "to_role": "owl", "text": "another family's"}],
        hiring_processes=[{"title": "Both", "applies_to": {"roles": ["keeper"]}}],
    )


def test_a_specialty_that_refines_what_an_heir_inherits_is_shown_beside_it() -> None:
    """The one thing that a document cannot say without the hidden role; composing from the whole one still does."""
    document = family(
        roles=[
            {"title": "Owl", "slug": "owl", "visibility": "internal", "requirements": [{"text": "lamp", "key": "k"}]},
            {
                "title": "Chief",
                "slug": "chief",
                "extends": "owl",
                "requirements": [{"text": "horn", "replaces": "k", "applies_to": {"specialties": ["fog"]}}],
            },
        ],
        specialties=[{"name": "Fog", "slug": "fog"}],
    )
    whole = compose(document, "chief", audience=PUBLIC, specialty="fog")
    alone = compose(public(document), "chief", audience=PUBLIC, specialty="fog")
    assert [s.text for s in whole.requirements] == ["horn"]
    assert [s.text for s in alone.requirements] == ["lamp", "horn"]
