"""What is new at another role: every statement of either role is told once."""

from itertools import pairwise

from hypothesis import given

from careers.handbook.compare import StatementPair
from careers.handbook.compose import Audience, ComposedRole, ComposedStatement, compose
from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.growth import growth
from tests.handbook.strategies import documents, few_texts

ALL = Audience.everything(internal=True)


def statements(role: ComposedRole) -> list[ComposedStatement]:
    return [each for name in LISTS for each in role.statements(name)]


def ids(found: list[ComposedStatement | None]) -> list[int]:
    return sorted(id(each) for each in found if each)


@given(documents(texts=few_texts))
def test_every_statement_of_the_next_role_is_kept_refined_or_new(document: FamilyDocument) -> None:
    roles = [statements(compose(document, role.slug, audience=ALL)) for role in document.roles]
    for here, there in pairwise(roles):
        pairs = growth(here, there)
        asked = [pair for pair in pairs if pair.kind != "removed"]
        assert [id(pair.after) for pair in asked] == [id(each) for each in there]
        assert ids([pair.before for pair in pairs]) == ids([*here])
        for pair in pairs:
            assert (pair.before is None, pair.after is None) == (pair.kind == "added", pair.kind == "removed")
            if pair.before and pair.after:
                assert (pair.before.text == pair.after.text) == (pair.kind == "same")
                assert pair.before.list == pair.after.list == pair.list


@given(documents(texts=few_texts))
def test_a_role_has_nothing_new_for_those_who_are_in_it(document: FamilyDocument) -> None:
    for role in document.roles:
        here, there = (statements(compose(document, role.slug, audience=ALL)) for _ in range(2))
        assert {pair.kind for pair in growth(here, there)} <= {"same"}


def test_what_says_what_it_refines_is_paired_with_it_whatever_its_words() -> None:
    document = FamilyDocument.model_validate(
        {
            "title": "Lighthouse",
            "slug": "lighthouse",
            "department": "coast",
            "requirements": [{"text": "Rows a boat", "key": "sea"}, {"text": "Reads charts"}],
            "roles": [
                {"title": "Keeper", "slug": "keeper", "requirements": [{"text": "Climbs"}]},
                {
                    "title": "Pilot",
                    "slug": "pilot",
                    "requirements": [{"text": "Steers any ship", "replaces": "sea"}, {"text": "Swims"}],
                },
            ],
        }
    )
    here, there = (statements(compose(document, slug, audience=ALL)) for slug in ("keeper", "pilot"))
    words = (("removed", "Rows a boat"), ("added", "Steers any ship"))
    assert growth(here, there) == (
        StatementPair(kind="changed", list="requirements", before=here[0], after=there[0], words=words),
        StatementPair(kind="same", list="requirements", before=here[1], after=there[1]),
        StatementPair(kind="added", list="requirements", after=there[2], words=(("added", "Swims"),)),
        StatementPair(kind="removed", list="requirements", before=here[2], words=(("removed", "Climbs"),)),
    )
