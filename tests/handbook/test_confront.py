"""Roles confronted: every statement of each exactly once, what they share in one line."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.compose import Audience, ComposedRole, compose
from careers.handbook.confront import confront
from careers.handbook.document import LISTS, FamilyDocument
from tests.handbook.strategies import documents, few_texts

ALL = Audience.everything(internal=True)
MANY = documents(texts=few_texts)


def composed(document: FamilyDocument) -> list[ComposedRole]:
    return [compose(document, role.slug, audience=ALL) for role in document.roles]


@given(MANY | documents(), st.booleans())
def test_every_statement_of_each_role_once(document: FamilyDocument, related: bool) -> None:
    roles = composed(document)[:3]
    lines = confront(roles, related=related)
    for index, role in enumerate(roles):
        own = [each for name in LISTS for each in role.statements(name)]
        told = [line.statements[index] for line in lines if line.statements[index]]
        assert Counter(map(repr, told)) == Counter(map(repr, own))
    assert all(line.held_by and len(line.statements) == len(roles) for line in lines)
    assert all(each is None or each.list == line.list for line in lines for each in line.statements)


@given(documents(), st.booleans(), st.sampled_from([2, 3]))
def test_a_role_has_all_in_common_with_itself(document: FamilyDocument, related: bool, times: int) -> None:
    for role in composed(document):
        lines = confront([role] * times, related=related)
        assert {line.held_by for line in lines} <= {tuple(range(times))}
        assert [each for line in lines for each in line.statements[1:] if each != line.statements[0]] == []


@given(MANY)
def test_the_same_words_in_the_same_list_are_one_line(document: FamilyDocument) -> None:
    """Of any two roles, as often as both say them."""
    roles = composed(document)[:3]
    lines = confront(roles, related=True)
    for i in range(len(roles)):
        for j in range(i):
            said = [Counter((each.list, each.text) for n in LISTS for each in roles[k].statements(n)) for k in (i, j)]
            shared = Counter(
                (line.list, line.texts[i]) for line in lines if line.texts[i] and line.texts[i] == line.texts[j]
            )
            assert shared == said[0] & said[1]


@given(MANY, st.booleans())
def test_two_roles_the_other_way_round_share_the_same(document: FamilyDocument, related: bool) -> None:
    roles = composed(document)[:2]
    there = {(line.list, line.texts) for line in confront(roles, related=related)}
    back = {(line.list, line.texts[::-1]) for line in confront(roles[::-1], related=related)}
    assert there == back


def family(*roles: dict[str, object], **facts: object) -> list[ComposedRole]:
    return composed(
        FamilyDocument.model_validate({"title": "Lighthouse Keeping", "slug": "keeping", "roles": roles, **facts})
    )


def role(slug: str, *texts: str, **facts: object) -> dict[str, object]:
    return {"title": slug.title(), "slug": slug, "requirements": [{"text": text} for text in texts], **facts}


def texts(roles: list[ComposedRole], related: bool = True) -> list[tuple[str | None, ...]]:
    return [line.texts for line in confront(roles, related=related)]


def test_three_roles() -> None:
    roles = family(
        role("one", "climbs", "rows", "keeps the log of the tower"),
        role("two", "sings", "climbs", "keeps the log of every tower"),
        role("three", "keeps the log of the tower by night", "paints", "rows", "climbs"),
    )
    assert texts(roles) == [
        ("climbs", "climbs", "climbs"),
        ("rows", None, "rows"),
        ("keeps the log of the tower", "keeps the log of every tower", "keeps the log of the tower by night"),
        (None, "sings", None),
        (None, None, "paints"),
    ]


def test_what_is_said_twice_is_shared_as_often_as_both_say_it() -> None:
    assert texts(family(role("one", "climbs", "climbs "), role("two", "climbs"))) == [("climbs", "climbs")]
    apart = family({**role("one"), "requirements": [{"text": "climbs"}], "responsibilities": [{"text": "climbs"}]},
                   role("two", "climbs"))  # fmt: skip
    assert texts(apart) == [("climbs", None), ("climbs", "climbs")]


def test_what_is_refined_goes_with_its_refinement_among_roles_of_one_document() -> None:
    roles = family(
        role("one"),
        {**role("two"), "requirements": [{"text": "answers for the coast", "replaces": "reach"}]},
        requirements=[{"text": "lights one lamp", "key": "reach"}],
    )
    assert texts(roles) == [("lights one lamp", "answers for the coast")]
    third = {**role("three", "rows"), "requirements": [{"text": "speaks for all coasts", "replaces": "reach"}]}
    assert texts(
        family(
            role("one"),
            {**role("two"), "requirements": [{"text": "answers for the coast", "replaces": "reach"}]},
            third,
            requirements=[{"text": "lights one lamp", "key": "reach"}],
        )
    ) == [("lights one lamp", "answers for the coast", "speaks for all coasts")]
    assert texts(roles, related=False) == [("lights one lamp", None), (None, "answers for the coast")]
