"""Which roles of a family are steps of one ladder."""

from collections import defaultdict

from careers.handbook.document import FamilyDocument, Role
from careers.handbook.parse.titles import title_words
from careers.handbook.rules.rule import Context

Step = tuple[int, int, Role]
"""The rank of a role's level, the role's index in the document, and the role."""


def ladders(document: FamilyDocument, context: Context) -> list[list[Step]]:
    """The roles whose level is known, in ladders: the same title but for the level, the same track, scheme and group.
    Each ladder from the lowest step to the highest."""
    found: defaultdict[object, list[Step]] = defaultdict(list)
    for index, role in enumerate(document.roles):
        if level := context.levels.get(role.level or ""):
            ladder = (title_words(role.title).base, role.track, role.grade_scheme, role.group)
            found[ladder].append((level.rank, index, role))
    return [sorted(steps, key=lambda step: step[:2]) for steps in found.values()]
