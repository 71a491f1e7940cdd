"""Edits of any document: a valid document or a refusal, never another failure, and what was promised stays."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook import edits
from careers.handbook.compose import Audience, compose
from careers.handbook.document import LISTS, FamilyDocument, dump, load
from careers.handbook.edits import Refused, same_composed
from careers.handbook.edits.proof import ALL, contexts, heirs_of, readings
from careers.handbook.visible import visible_document
from tests.handbook.strategies import documents, few_texts


def places(document: FamilyDocument) -> list[str]:
    """The JSON pointer of every statement, and some of nothing."""
    found = [
        f"{pointer}/{name}/{index}"
        for pointer, owner in document.owners()
        for name in LISTS
        for index in range(len(owner.statements(name)))
    ]
    return [*found, "", "/roles/9/requirements/0", "/requirements/99", "/roles/0", "/title", "/roles/0/title/0", "x"]


def slugs(document: FamilyDocument) -> list[str]:
    return [*(role.slug for role in document.roles), "nobody"]


names = st.sampled_from(["new", "senior", "no", "matrix", "", "Not a slug", "new\n", "x" * 101])
titles = st.sampled_from(["New", "", " ", "\x00", "x" * 201, "\u200b"])
texts = st.one_of(few_texts, st.sampled_from(["", "\x00", "# New", "x" * 100_001, "new"]))


def _arguments(data: st.DataObject, document: FamilyDocument) -> dict[str, Callable[[], FamilyDocument]]:
    """Every edit with arguments of all sorts, most of them sound."""

    def draw(strategy: st.SearchStrategy[Any]) -> Any:
        return data.draw(strategy)

    role, place, name, title = (
        st.sampled_from(slugs(document)),
        st.sampled_from(places(document)),
        st.one_of(st.just("new"), names),
        st.one_of(st.just("New"), titles),
    )
    level = st.sampled_from([None, "staff", "NOT"])
    some = st.lists(role, max_size=3)
    return {
        "copy_role": lambda: edits.copy_role(
            document, draw(role), title=draw(title), slug=draw(name), level=draw(level)
        ),
        "add_base_role": lambda: edits.add_base_role(
            document, title=draw(title), slug=draw(name), level=draw(level), heirs=draw(some)
        ),
        "rename_role": lambda: edits.rename_role(document, draw(role), slug=draw(name), title=draw(title)),
        "retire_role": lambda: edits.retire_role(document, draw(role)),
        "reorder_roles": lambda: edits.reorder_roles(
            document, slugs=draw(st.one_of(some, st.permutations([each.slug for each in document.roles])))
        ),
        "replace_inherited": lambda: edits.replace_inherited(
            document, draw(role), origin=draw(place), text=draw(texts)
        ),
        "omit_inherited": lambda: edits.omit_inherited(document, draw(role), origin=draw(place)),
        "restore_inherited": lambda: edits.restore_inherited(
            document, draw(role), key=draw(st.sampled_from(["scope", "reach", "y", "1", ""]))
        ),
        "scope_statement": lambda: edits.scope_statement(
            document,
            place=draw(place),
            tracks=draw(st.lists(st.sampled_from(["management", "nothing"]), max_size=1)),
            roles=draw(some),
            specialties=draw(st.lists(st.sampled_from(["null", "web-2"]), max_size=1)),
        ),
        "move_to_family": lambda: edits.move_to_family(document, places=draw(st.lists(place, max_size=3))),
        "extend_role": lambda: edits.extend_role(document, role=draw(role), base=draw(role)),
        "refine": lambda: edits.refine(document, place=draw(place), of=draw(place)),
        "reword": lambda: edits.reword(document, old=draw(texts), new=draw(texts)),
    }


SAME = {"copy_role": True, "retire_role": True, "reorder_roles": True, "add_base_role": False, "move_to_family": False}
SAME |= {"extend_role": False}
"""Edits that keep what roles say, and whether its order as well."""


@pytest.mark.parametrize("edit", list(_arguments(None, FamilyDocument(title="x", slug="x"))))  # type: ignore[arg-type]
@given(data=st.data(), document=documents(texts=few_texts))
def test_an_edit_gives_a_document_or_a_sentence(edit: str, data: st.DataObject, document: FamilyDocument) -> None:
    refused = ""
    try:
        after = _arguments(data, document)[edit]()
    except Refused as error:
        refused, after = str(error), document
        said = refused.endswith(".") and "\n" not in refused
    assert not refused or said
    assert load(dump(after)) == after
    if edit in SAME:
        assert same_composed(document, after, ordered=SAME[edit])


@given(documents(texts=few_texts))
def test_whoever_leaves_the_others_say_what_they_said(document: FamilyDocument) -> None:
    for role in document.roles:
        try:
            after = edits.retire_role(document, role.slug)
        except Refused:
            continue
        assert [each.slug for each in after.roles] == [each.slug for each in document.roles if each is not role]
        assert same_composed(document, after)
        # A document names no role that it has not, but in reporting lines, which may lead anywhere.
        assert f'"role":"family/{role.slug}"' not in dump(after).decode()


@given(documents(texts=few_texts))
def test_under_another_name_all_is_the_same(document: FamilyDocument) -> None:
    for role in document.roles:
        after = edits.rename_role(document, role.slug, slug="new", title="New")
        assert same_composed(document, after, names={role.slug: "new"})
        assert edits.rename_role(after, "new", slug=role.slug, title=role.title) == document


@given(documents(texts=few_texts))
def test_a_copy_and_its_withdrawal_leave_no_trace(document: FamilyDocument) -> None:
    for role in document.roles:
        after = edits.copy_role(document, role.slug, title="New", slug="new")
        assert same_composed(document, after)
        assert edits.retire_role(after, "new") == document


@given(documents(texts=few_texts), st.data())
def test_what_is_left_out_is_missed_by_heirs_alone_and_comes_back(
    document: FamilyDocument, data: st.DataObject
) -> None:
    for role in document.roles:
        origin = data.draw(st.sampled_from(places(document)))
        try:
            after = edits.omit_inherited(document, role.slug, origin=origin)
        except Refused:
            continue
        touched = heirs_of(document, role.slug) | {role.slug}
        before, now = readings(document), readings(after)
        assert {c: r for c, r in now.items() if c[0] not in touched} == {
            c: r for c, r in before.items() if c[0] not in touched
        }
        assert now != before
        (key,) = {*after.role(role.slug).omits} - {*role.omits}
        assert same_composed(document, edits.restore_inherited(after, role.slug, key=key))


@given(documents(texts=few_texts), documents(texts=few_texts), st.data())
def test_a_role_that_moves_says_what_it_said_and_what_is_added(
    source: FamilyDocument, target: FamilyDocument, data: st.DataObject
) -> None:
    target = target.model_copy(update={"slug": "target", "career_steps": ()})
    role = data.draw(st.sampled_from(slugs(source)))
    try:
        moved = edits.move_role(source, target, role, slug="new")
    except Refused:
        return
    assert load(dump(moved.source)) == moved.source
    assert load(dump(moved.target)) == moved.target
    assert same_composed(source, moved.source)
    assert same_composed(target, moved.target)
    said = readings(source, [role])[role, None]
    says = readings(moved.target, ["new"])["new", None]
    for name in LISTS:
        added = [each.text for each in moved.added if each.list == name]
        assert sorted(text for _, text in says.lists[name]) == sorted([*added, *(t for _, t in said.lists[name])])


@given(documents(texts=few_texts))
def test_a_role_says_the_same_to_everybody_who_may_see_it(document: FamilyDocument) -> None:
    """Why a proof for those who see all holds for all."""
    public, view = Audience.everything(internal=False), visible_document(document, Audience.everything(internal=False))
    for role, specialty in contexts(view) if view else ():
        shown, whole = (compose(document, role, audience=each, specialty=specialty) for each in (public, ALL))
        for name in LISTS:
            assert [each.text for each in shown.statements(name)] == [each.text for each in whole.statements(name)]
