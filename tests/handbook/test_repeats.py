"""What is said more than once is pointed out, with the edit that says it once."""

import os
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pytest
from hypothesis import given

from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.edits import Refused, same_composed
from careers.handbook.edits.proof import readings
from careers.handbook.parse import parse
from careers.handbook.repeats import (
    MAX_SUGGESTIONS,
    Suggestion,
    Wording,
    WordingPlace,
    apply,
    shared_wordings,
    suggestions,
)
from tests.handbook.strategies import documents, few_texts
from tests.handbook.test_edits import family, role, said, some


def test_a_role_that_repeats_most_of_another_is_told_to_extend_it() -> None:
    before = family(
        roles=[
            role("aide", "Swims well"),
            role("keeper", "Opens gates", "Reads gauges", "Swims well", "Rows"),
            role("senior", "Opens gates", "Reads gauges", "Swims well", "Trains"),
            role("chief", "Opens gates", "Plans"),
        ]
    )
    extend = Suggestion(
        kind="extend",
        arguments={"role": "senior", "base": "keeper"},
        places=("/roles/2/requirements/0", "/roles/2/requirements/1", "/roles/2/requirements/2"),
        owners=("Senior", "Keeper"),
        texts=("Opens gates", "Reads gauges", "Swims well"),
        reorders=False,
    )
    gates = ("/roles/1/requirements/0", "/roles/2/requirements/0", "/roles/3/requirements/0")
    swims = ("/roles/0/requirements/0", "/roles/1/requirements/2", "/roles/2/requirements/2")
    assert suggestions(before) == (
        extend,
        Suggestion(
            kind="move_to_family",
            arguments={"places": swims},
            places=swims,
            owners=("Aide", "Keeper", "Senior"),
            texts=("Swims well",),
            reorders=True,
        ),
        Suggestion(
            kind="move_to_family",
            arguments={"places": gates},
            places=gates,
            owners=("Keeper", "Senior", "Chief"),
            texts=("Opens gates",),
        ),
    )
    assert apply(before, extend) == family(
        roles=[
            role("aide", "Swims well"),
            role("keeper", "Opens gates", "Reads gauges", "Swims well", {"text": "Rows", "key": "rows"}),
            role("senior", "Trains", extends="keeper", omits=["rows"]),
            role("chief", "Opens gates", "Plans"),
        ]
    )


def test_a_higher_level_that_rewords_what_it_inherits_is_told_to_replace_it() -> None:
    before = family(
        requirements=some("Keeps the peace on the quay"),
        roles=[
            role("keeper", "Mends by hand the gates of one lock", "Knows the tides well"),
            role("senior", "Mends by hand the gates of many locks", "Knows all the boats", extends="keeper"),
        ],
    )
    (found,) = suggestions(before)
    assert found == Suggestion(
        kind="refine",
        arguments={"place": "/roles/1/requirements/0", "of": "/roles/0/requirements/0"},
        places=("/roles/1/requirements/0", "/roles/0/requirements/0"),
        owners=("Senior", "Keeper"),
        texts=("Mends by hand the gates of many locks", "Mends by hand the gates of one lock"),
    )
    after = apply(before, found)
    assert said(after, "senior") == [
        "Keeps the peace on the quay",
        "Mends by hand the gates of many locks",
        "Knows the tides well",
        "Knows all the boats",
    ]
    assert suggestions(after) == ()


@pytest.mark.parametrize(
    "roles",
    [
        # Once is not repeated; in another list it is another statement.
        [role("keeper", "Swims"), role("chief", responsibilities=some("Swims"))],
        # It is inherited already.
        [role("keeper", "Swims"), role("chief", "Swims", extends="keeper")],
        # Pointers and refinements stand for something in their own place.
        [role(slug, {"text": "All a captain has", "inherits": []}) for slug in ("keeper", "chief")],
        # The edit would change what a role says.
        [role("keeper", {"text": "Swims", "key": "a"}), role("chief", {"text": "Swims", "key": "b"})],
    ],
)
def test_nothing_is_pointed_out_that_is_no_repetition_or_cannot_be_mended(roles: list[dict[str, Any]]) -> None:
    assert suggestions(family(roles=roles)) == ()


def test_a_suggestion_made_too_late_is_refused() -> None:
    before = family(roles=[role("keeper", "Swims"), role("chief", "Swims")])
    (found,) = suggestions(before)
    with pytest.raises(Refused, match="There is no statement at /roles/1/requirements/0"):
        apply(family(roles=[role("keeper", "Swims"), role("chief")]), found)


@given(documents(texts=few_texts))
def test_what_is_suggested_can_be_done_and_keeps_its_promise(document: FamilyDocument) -> None:
    for suggestion in suggestions(document):
        after = apply(document, suggestion)
        assert after != document
        if suggestion.kind == "refine":
            gone = 0
            for context, before in readings(document).items():
                now = readings(after)[context]
                for name in LISTS:
                    assert set(now.lists[name]) <= set(before.lists[name])
                    assert {text for _, text in before.lists[name]} <= {text for _, text in now.lists[name]} | {
                        suggestion.texts[1]
                    }
                    gone += len(before.lists[name]) - len(now.lists[name])
            assert gone
        else:
            assert same_composed(document, after, ordered=False)
            assert same_composed(document, after) is not suggestion.reorders


def _statement(number: int, whose: int) -> dict[str, Any]:
    return {"text": f"Statement number {number} of {whose}, which is as long as others are"}


@pytest.mark.parametrize(
    ("roles", "each", "specialties", "chain"),
    [(200, 20, 0, False), (200, 45, 0, False), (200, 20, 0, True), (200, 5, 200, False), (2, 500, 0, True)],
)
def test_a_family_of_any_size_is_searched_in_bounded_time(roles: int, each: int, specialties: int, chain: bool) -> None:
    document = family(
        roles=[
            role(
                f"r{index}",
                *(_statement(number, index if chain else index % 7) for number in range(each)),
                extends=f"r{index - 1}" if chain and index else None,
            )
            for index in range(roles)
        ],
        specialties=[{"name": f"s{index}", "slug": f"s{index}"} for index in range(specialties)],
    )
    start = perf_counter()
    assert len(suggestions(document)) <= MAX_SUGGESTIONS
    assert perf_counter() - start < 30


# Several families


def test_a_wording_of_several_families_is_told_with_every_place() -> None:
    text = "Writes clearly, in prose and in code"
    documents = {
        "locks": family(requirements=some("Writes clearly, in prose and code", "Opens and shuts the gates")),
        "weirs": family(title="Weirs", roles=[role("keeper", text), role("chief", f"{text}.")]),
        "dams": family(title="Dams", specialties=[{"name": "Ice", "slug": "ice", "nice_to_haves": some(text)}]),
        "docks": family(
            title="Docks", requirements=some("Opens and shuts the gates", "Swims"), roles=[role("x", "Swims")]
        ),
        "quays": family(title="Quays", requirements=some("Swims", "Paints boats in all weathers")),
    }
    assert shared_wordings(documents) == (
        Wording(
            text=text,
            texts=(text, "Writes clearly, in prose and code", f"{text}."),
            places=(
                WordingPlace(family="dams", title="Dams", pointer="/specialties/0/nice_to_haves/0", text=text),
                WordingPlace(
                    family="locks",
                    title="Lock Keeping",
                    pointer="/requirements/0",
                    text="Writes clearly, in prose and code",
                ),
                WordingPlace(family="weirs", title="Weirs", pointer="/roles/0/requirements/0", text=text),
                WordingPlace(family="weirs", title="Weirs", pointer="/roles/1/requirements/0", text=f"{text}."),
            ),
        ),
        Wording(
            text="Opens and shuts the gates",
            texts=("Opens and shuts the gates",),
            places=(
                WordingPlace(
                    family="docks", title="Docks", pointer="/requirements/0", text="Opens and shuts the gates"
                ),
                WordingPlace(
                    family="locks", title="Lock Keeping", pointer="/requirements/1", text="Opens and shuts the gates"
                ),
            ),
        ),
    )
    assert shared_wordings(documents)[0].families == ("dams", "locks", "weirs")
    assert shared_wordings({}) == ()


@pytest.mark.skipif(not os.environ.get("HANDBOOK_CORPUS"), reason="HANDBOOK_CORPUS names no folder of real pages")
def test_real_families_repeat_themselves_and_are_searched_fast() -> None:
    pages = sorted(Path(os.environ["HANDBOOK_CORPUS"]).rglob("*.md*"))
    families = {str(page): parse(page.read_text()).document for page in pages}
    start = process_time()
    # A third of them holds every kind of suggestion.
    found = [(document, each) for document in list(families.values())[::3] for each in suggestions(document)]
    wordings = shared_wordings(families)
    assert process_time() - start < 20
    assert {each.kind for _, each in found} == {"extend", "refine", "move_to_family"}
    assert len(wordings[0].families) > 50
    for document, each in found:
        if each.kind == "extend":
            assert same_composed(document, apply(document, each), ordered=False)
