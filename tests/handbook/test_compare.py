"""Law g: a comparison tells of everything on either side, once; equal documents differ in nothing."""

from hypothesis import given

from careers.handbook.compare import (
    FactChange,
    PartChange,
    ProseChange,
    StatementChange,
    StatementPair,
    compare,
    compare_statements,
)
from careers.handbook.compose import Audience, Origin, compose
from careers.handbook.document import LISTS, FamilyDocument, Statement
from careers.handbook.renames import followed, renames
from tests.handbook.strategies import documents, few_texts

ALL = Audience.everything(internal=True)


@given(documents())
def test_law_g_a_document_does_not_differ_from_itself(document: FamilyDocument) -> None:
    difference = compare(document, FamilyDocument.model_validate(document.model_dump()))
    assert (difference.facts, difference.prose, difference.size) == ((), (), 0)
    assert {part.kind for part in difference.parts} <= {"kept"}
    assert {change.kind for change in difference.statements} <= {"same"}


def _statements(document: FamilyDocument) -> dict[str, Statement]:
    return {
        f"{pointer}/{name}/{index}": statement
        for pointer, owner in document.owners()
        for name in LISTS
        for index, statement in enumerate(owner.statements(name))
    }


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_law_g_every_statement_of_either_side_is_told_once(before: FamilyDocument, after: FamilyDocument) -> None:
    difference = compare(before, after)
    changes = difference.statements
    old = [(change.owner_before.pointer, change.before) for change in changes if change.owner_before]
    new = [(change.owner_after.pointer, change.after) for change in changes if change.owner_after]
    assert dict(old) == _statements(followed(before, renames(before, after)))
    assert dict(new) == _statements(after)
    assert (len(old), len(new)) == (len(dict(old)), len(dict(new)))
    for change in changes:
        assert (change.before is None, change.after is None) == (change.kind == "added", change.kind == "removed")
        assert change.kind != "same" or change.before == change.after
        assert change.kind != "changed" or change.before != change.after
    assert (difference.size == 0) == (before == after)


@given(documents(texts=few_texts), documents(texts=few_texts))
def test_a_difference_is_as_large_in_either_direction(before: FamilyDocument, after: FamilyDocument) -> None:
    there, back = compare(before, after), compare(after, before)
    turned = {"added": "removed", "removed": "added"}
    assert sorted(c.kind for c in there.statements) == sorted(turned.get(c.kind, c.kind) for c in back.statements)
    assert sorted(p.kind for p in there.parts) == sorted(turned.get(p.kind, p.kind) for p in back.parts)


# Examples


def family(**facts: object) -> FamilyDocument:
    return FamilyDocument.model_validate({"title": "Lighthouse Keeping", "slug": "keeping", **facts})


def test_statements() -> None:
    before = family(
        requirements=[
            {"text": "keeps the log of the tower", "key": "log"},
            {"text": "climbs"},
            {"text": "rows"},
            {"text": "paints"},
        ],
        roles=[{"title": "Senior", "slug": "senior", "requirements": [{"text": "trains others"}]}],
    )
    after = family(
        requirements=[
            {"text": "keeps the log of every tower", "key": "log"},
            {"text": "climbs", "group": "Stairs"},
            {"text": "trains others"},
            {"text": "paints"},
            {"text": "sings"},
        ],
        roles=[{"title": "Chief", "slug": "senior"}],
    )

    def at(pointer: str) -> Origin:
        return Origin(kind="family", slug="keeping", title="Lighthouse Keeping", pointer=pointer)

    assert compare(before, after).statements == (
        StatementChange(
            kind="changed",
            list="requirements",
            owner_before=at("/requirements/0"),
            owner_after=at("/requirements/0"),
            before=before.requirements[0],
            after=after.requirements[0],
            words=(
                ("same", "keeps the log of "),
                ("removed", "the"),
                ("added", "every"),
                ("same", " tower"),
            ),
        ),
        StatementChange(
            kind="changed",
            list="requirements",
            owner_before=at("/requirements/1"),
            owner_after=at("/requirements/1"),
            before=before.requirements[1],
            after=after.requirements[1],
            words=(("same", "climbs"),),
        ),
        StatementChange(
            kind="removed",
            list="requirements",
            owner_before=at("/requirements/2"),
            before=before.requirements[2],
            words=(("removed", "rows"),),
        ),
        StatementChange(
            kind="moved",
            list="requirements",
            owner_before=Origin(kind="role", slug="senior", title="Senior", pointer="/roles/0/requirements/0"),
            owner_after=at("/requirements/2"),
            before=before.roles[0].requirements[0],
            after=after.requirements[2],
            words=(("same", "trains others"),),
        ),
        StatementChange(
            kind="same",
            list="requirements",
            owner_before=at("/requirements/3"),
            owner_after=at("/requirements/3"),
            before=before.requirements[3],
            after=after.requirements[3],
        ),
        StatementChange(
            kind="added",
            list="requirements",
            owner_after=at("/requirements/4"),
            after=after.requirements[4],
            words=(("added", "sings"),),
        ),
    )


def test_a_statement_in_another_place_of_its_list_has_moved() -> None:
    before = family(requirements=[{"text": text} for text in ("a", "b", "c", "d")])
    after = family(requirements=[{"text": text} for text in ("d", "a", "b", "c")])
    assert [(c.kind, c.after and c.after.text) for c in compare(before, after).statements] == [
        ("moved", "d"),
        ("same", "a"),
        ("same", "b"),
        ("same", "c"),
    ]


def test_facts() -> None:
    fog = {"name": "Fog", "slug": "fog"}
    before = family(
        summary="Old",
        roles=[
            {"title": "Keeper", "slug": "keeper", "grade": "6"},
            {"title": "Senior", "slug": "senior", "reports_to": {"text": "the chief"}},
        ],
        specialties=[{**fog, "roles": ["senior"], "grades": {"senior": "7"}, "job_codes": {"senior": "K1"}}],
        career_steps=[{"from_role": "keeper", "to_family": "keeping", "to_role": "senior", "kind": "unstated"}],
        hiring_processes=[{"title": "All", "steps": [{"text": "A call", "minutes": [30, 30]}]}],
        sections=[{"heading": "Pay", "body": "Good."}],
    )
    after = family(
        summary="New",
        roles=[
            {"title": "Senior", "slug": "senior", "reports_to": {"text": "the chief", "role": "keeping/keeper"}},
            {"title": "Keeper", "slug": "keeper", "grade_options": ["6", "7"]},
        ],
        specialties=[{**fog, "grades": {"senior": "8"}}],
        career_steps=[{"from_role": "keeper", "to_family": "keeping", "to_role": "senior", "kind": "promotion"}],
        hiring_processes=[
            {"title": "All", "applies_to": {"tracks": ["management"]}, "steps": [{"text": "A call", "optional": True}]}
        ],
        sections=[{"heading": "Pay", "body": "Good.", "visibility": "internal"}],
    )
    report = {"text": "the chief", "role": None}
    assert [change.model_dump() for change in compare(before, after).facts] == [
        FactChange(pointer=pointer, field=field, before=old, after=new).model_dump()
        for pointer, field, old, new in [
            ("", "summary", "Old", "New"),
            ("/sections/0", "visibility", "public", "internal"),
            ("/roles", "order", ["keeper", "senior"], ["senior", "keeper"]),
            ("/roles/0", "reports_to", report, {**report, "role": "keeping/keeper"}),
            ("/roles/1", "grade", "6", None),
            ("/roles/1", "grade_options", [], ["6", "7"]),
            ("/specialties/0", "roles", ["senior"], []),
            ("/specialties/0", "grades", {"senior": "7"}, {"senior": "8"}),
            ("/specialties/0", "job_codes", {"senior": "K1"}, {}),
            ("/career_steps/0", "kind", "unstated", "promotion"),
            ("/hiring_processes/0", "applies_to", None, {"tracks": ["management"], "roles": [], "specialties": []}),
            ("/hiring_processes/0/steps/0", "minutes", [30, 30], None),
            ("/hiring_processes/0/steps/0", "optional", False, True),
        ]
    ]


def test_parts() -> None:
    before = family(
        roles=[{"title": "Keeper", "slug": "keeper"}, {"title": "Owl", "slug": "owl", "requirements": [{"text": "x"}]}],
        career_steps=[{"from_role": "owl", "kind": "lateral"}],
        hiring_processes=[{"title": "All", "steps": [{"text": "A long call with us"}, {"text": "A swim"}]}],
    )
    after = family(
        roles=[{"title": "Chief", "slug": "chief"}, {"title": "Head Keeper", "slug": "keeper"}],
        specialties=[{"name": "Fog", "slug": "fog"}],
        hiring_processes=[
            {"title": "All", "steps": [{"text": "A dive"}, {"text": "A short call with us"}]},
            {"title": "Chiefs"},
        ],
    )
    difference = compare(before, after)
    assert difference.parts == (
        PartChange(part="role", kind="added", slug="chief", title="Chief", after="/roles/0"),
        PartChange(part="role", kind="kept", slug="keeper", title="Head Keeper", before="/roles/0", after="/roles/1"),
        PartChange(part="role", kind="removed", slug="owl", title="Owl", before="/roles/1"),
        PartChange(part="specialty", kind="added", slug="fog", title="Fog", after="/specialties/0"),
        PartChange(part="career_step", kind="removed", title="owl - */*", before="/career_steps/0"),
        PartChange(part="hiring_step", kind="added", title="A dive", after="/hiring_processes/0/steps/0"),
        PartChange(part="hiring_step", kind="removed", title="A swim", before="/hiring_processes/0/steps/1"),
        PartChange(part="hiring_process", kind="added", title="Chiefs", after="/hiring_processes/1"),
    )
    assert [change.pointer for change in difference.prose] == ["/hiring_processes/0/steps/1/text"]
    assert [(change.pointer, change.field) for change in difference.facts] == [("/roles/1", "title")]
    # Seven parts, a step's text, a title, and the statement of the role that went.
    assert difference.size == 7 + 1 + 1 + 1


def test_prose() -> None:
    before = family(
        overview="Keeps lamps.",
        leads={"requirements": "All:"},
        sections=[{"heading": "Pay", "body": "Good."}, {"heading": "Boots", "body": "Dry."}],
    )
    after = family(
        overview="Keeps all lamps.",
        leads={"responsibilities": "All:"},
        sections=[{"heading": "Pay", "body": "Very good."}, {"body": "Letters."}],
    )
    assert compare(before, after).prose == tuple(
        ProseChange(kind=kind, pointer=pointer, title="Lighthouse Keeping", before=old, after=new, words=words)
        for kind, pointer, old, new, words in [
            (
                "changed",
                "/overview",
                "Keeps lamps.",
                "Keeps all lamps.",
                (("same", "Keeps "), ("added", "all "), ("same", "lamps.")),
            ),
            ("added", "/leads/responsibilities", "", "All:", (("added", "All:"),)),
            ("removed", "/leads/requirements", "All:", "", (("removed", "All:"),)),
            (
                "changed",
                "/sections/0/body",
                "Good.",
                "Very good.",
                (("removed", "Good"), ("added", "Very good"), ("same", ".")),
            ),
            ("added", "/sections/1", "", "Letters.", (("added", "Letters."),)),
            ("removed", "/sections/1", "Boots\n\nDry.", "", (("removed", "Boots\n\nDry."),)),
        ]
    )


def test_two_composed_roles() -> None:
    document = family(
        requirements=[{"text": "climbs"}],
        roles=[
            {
                "title": "Keeper",
                "slug": "keeper",
                "requirements": [{"text": "keeps the log of one tower"}, {"text": "rows"}],
                "nice_to_haves": [{"text": "sings"}],
            },
            {
                "title": "Senior",
                "slug": "senior",
                "requirements": [{"text": "sings"}, {"text": "keeps the log of all towers"}],
            },
        ],
    )
    keeper, senior = (compose(document, slug, audience=ALL) for slug in ("keeper", "senior"))
    one = [*keeper.requirements, *keeper.nice_to_haves]
    other = [*senior.requirements, *senior.nice_to_haves]
    assert compare_statements(one, other) == (
        StatementPair(kind="same", list="requirements", before=one[0], after=other[0]),
        StatementPair(kind="added", list="requirements", after=other[1], words=(("added", "sings"),)),
        StatementPair(
            kind="changed",
            list="requirements",
            before=one[1],
            after=other[2],
            words=(
                ("same", "keeps the log of "),
                ("removed", "one tower"),
                ("added", "all towers"),
            ),
        ),
        StatementPair(kind="removed", list="requirements", before=one[2], words=(("removed", "rows"),)),
        StatementPair(kind="removed", list="nice_to_haves", before=one[3], words=(("removed", "sings"),)),
    )
