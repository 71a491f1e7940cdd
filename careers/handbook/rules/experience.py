"""Years of experience, which entry grades should ask for least of all."""

from collections import defaultdict
from collections.abc import Iterator

from careers.handbook.document import FamilyDocument
from careers.handbook.rules.passages import passages, quote
from careers.handbook.rules.reach import Reach
from careers.handbook.rules.rule import Context, Hits, Measured, Rule
from careers.handbook.rules.words import found


def _years_at_entry(document: FamilyDocument, context: Context, value: str) -> Hits:
    entry = {grade.strip() for grade in value.split(",")}
    reach = Reach(document)
    heirs: defaultdict[str, list[str]] = defaultdict(list)
    for role in document.roles:
        if role.grade in entry:
            for stated in reach.statements(role, ("requirements", "nice_to_haves")):
                heirs[stated.pointer].append(role.title)
    for pointer, quoted in _asking(document):
        if titles := heirs.get(pointer):
            more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
            yield pointer, f"Years are asked for at an entry grade, that of {titles[0]}{more}: {quoted}."


def _asking(document: FamilyDocument) -> Iterator[tuple[str, str]]:
    """(place, quotation) of each requirement and nice-to-have that names a number of years."""
    for passage in passages(document):
        if passage.kind in ("requirements", "nice_to_haves") and (match := next(found("years", passage.visible), None)):
            yield passage.pointer, quote(passage.visible, match.span())


AT_ENTRY = Rule(
    code="years-at-entry-grade",
    severity="warning",
    title="Years of experience at an entry grade",
    meaning="Those who begin have no years to show. At the lowest grades a number of years turns away the people "
    "whom the role is for.",
    remedy="Say what somebody has to be able to do.",
    find=_years_at_entry,
    value="4, 5",
    value_help="The entry grades, separated by commas.",
    value_pattern=r"[\w.\- ]{1,17}(,[\w.\- ]{1,17}){0,20}",
    measured=Measured(12, 12, 12),
)


def _years_of_experience(document: FamilyDocument, context: Context, value: str) -> Hits:
    """Where the stricter rule does not speak already."""
    told = {pointer for pointer, _ in AT_ENTRY.hits(document, context)}
    for pointer, quoted in _asking(document):
        if pointer not in told:
            yield pointer, f"Years are asked for: {quoted}."


RULES = (
    AT_ENTRY,
    Rule(
        code="years-of-experience",
        severity="info",
        title="Years of experience",
        meaning="Years say how long somebody sat somewhere, not what they can do. They keep out people with unusual "
        "careers and may discriminate by age.",
        remedy="Say what somebody has to be able to do, and how well.",
        find=_years_of_experience,
        measured=Measured(306, 76, 75),
    ),
)
