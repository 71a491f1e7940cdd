"""Level and track of each role of a page, from its title and from what the page says of it."""

from dataclasses import dataclass

from careers.handbook.document import Track
from careers.handbook.parse.draft import Draft, DraftOwner, DraftRole
from careers.handbook.parse.inline import plain
from careers.handbook.parse.titles import level_and_track, names_people, title_words
from careers.handbook.parse.words import pattern


@dataclass(frozen=True)
class Rank:
    """`of_a_thing`: the title names a manager, and nothing on the page says of people."""

    level: str | None
    track: Track
    of_a_thing: bool


def ranked(draft: Draft) -> list[Rank]:
    """The ranks of the page's roles, in order."""
    found = [title_words(role.title) for role in draft.roles]
    workers = {words.base for words in found if not words.tail and words.base and names_people(words.base[-1])}
    result = []
    for role in draft.roles:
        of = title_words(role.title).of
        alone = draft.family if len(draft.roles) == 1 else None
        people = of in workers or _manages_people(role) or (alone is not None and _manages_people(alone))
        result.append(Rank(*level_and_track(role.title, manages_people=people)))
    return result


def _manages_people(owner: DraftOwner) -> bool:
    texts = [owner.overview.text]
    if isinstance(owner, DraftRole) and "responsibilities" in owner.lists:
        texts += [bullet.text for bullet in owner.lists["responsibilities"].bullets]
    return any(pattern("management", "patterns").search(plain(text)) for text in texts)
