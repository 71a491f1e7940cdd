"""What only the whole page shows: that its lists are its one role's, that a base role is implied, what it is called."""

from careers.handbook.document import Finding
from careers.handbook.parse.draft import Draft, DraftOwner, DraftRole
from careers.handbook.parse.titles import key, role_title, title_words

_REPORTING = "/reports_to/text"


def settle(draft: Draft) -> list[Finding]:
    """Gives the lists of a page that is one role to that role, and tells of a base role that is only implied."""
    family = draft.family
    described = [name for name in ("responsibilities", "requirements") if family.lists.get(name)]
    implied = bool(described) and _has_levels_of_a_base(draft)
    only = draft.roles[0] if len(draft.roles) == 1 else None
    if only and not (implied and _is_level_of(only, family)):
        _give(family, only)
        implied = False
    if family.reports_to:
        _put_back_reporting(family)
    if not implied:
        return []
    name = role_title(family.title) or "base role"
    message = f"The page describes a role without a level ({name}) that it does not list; no role was made of it."
    line = next((line for each in described for line, _ in family.lists[each].headings), None)
    return [Finding(code="implied-base-role", severity="warning", message=message, where="/roles", line=line)]


def shared_name(draft: Draft) -> str:
    """What the roles of a page without a title have in common: "Developers" of Junior and Senior Developers."""
    for role in draft.roles:
        words = title_words(role.title)
        if words.base and words.own and all(title_words(each.title).base == words.base for each in draft.roles):
            return " ".join(word for word in role.title.split() if key(word) and set(key(word)) <= set(words.base))
    return ""


def _has_levels_of_a_base(draft: Draft) -> bool:
    """Whether individual contributors are listed, each with a level, and none without or at the middle one."""
    found = [title_words(role.title) for role in draft.roles]
    workers = [words for words in found if not words.leads and not words.tail]
    based = any(not words.leads and (words.own is None or words.own.slug == "intermediate") for words in found)
    return bool(workers) and not based


def _is_level_of(role: DraftRole, family: DraftOwner) -> bool:
    """Whether a role is the family's own name with another level."""
    ours, page = title_words(role.title), title_words(role_title(family.title))
    return ours.base == page.base and ours.own != page.own


def _give(family: DraftOwner, role: DraftRole) -> None:
    for name, held in family.lists.items():
        own = role.list_of(name)
        own.headings += held.headings
        own.bullets += held.bullets
        own.lead.parts += held.lead.parts
        own.lead.lines += held.lead.lines
    family.lists = {}
    if family.reports_to and not role.reports_to:
        role.reports_to = family.reports_to
        role.fact_lines += [each for each in family.fact_lines if each[1] == _REPORTING]
        family.reports_to = ""
        family.fact_lines = [each for each in family.fact_lines if each[1] != _REPORTING]


def _put_back_reporting(family: DraftOwner) -> None:
    """A reporting line that turned out to be no role's is prose again."""
    for lines, field, sentence in family.fact_lines:
        if field == _REPORTING and sentence:
            family.overview.add(sentence, lines)
    family.reports_to = ""
    family.fact_lines = [each for each in family.fact_lines if each[1] != _REPORTING]
