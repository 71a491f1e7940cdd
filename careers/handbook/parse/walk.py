"""The walk over a page in document order: each heading changes the place, each other block is read into it.

Depth decides where it can be trusted. Where it cannot, what the role above already has decides: "Responsibilities"
below a role without any is the role's, however shallow its heading is.
"""

from collections.abc import Callable

from careers.handbook.document import LISTS
from careers.handbook.parse.content import open_boilerplate, read_content, set_label
from careers.handbook.parse.draft import Audience, DraftOwner, DraftRole, DraftSpecialty
from careers.handbook.parse.entries import PSEUDO, Entry
from careers.handbook.parse.headings import Reading
from careers.handbook.parse.outline import Meaning, Outline
from careers.handbook.parse.process import audience_of, open_process, read_subheading
from careers.handbook.parse.roles import Stated
from careers.handbook.parse.sentences import lines_saying
from careers.handbook.parse.state import Place, Source, State
from careers.handbook.parse.titles import key, reads_as_title, role_title, title_words
from careers.handbook.parse.words import word_set

_PERSONAL = ("responsibilities", "requirements", "nice_to_haves", "promotion_criteria")


def walk(page: Outline, source: Source) -> State:
    """Everything that the page says: the state after its last block, with the draft of its document."""
    state = State(page, source)
    state.draft.family.title = page.title.text
    _make_roles(state)
    for at, block in enumerate(page.blocks):
        if block.kind == "heading":
            state.draft.blank += [number for number, _ in block.lines[1:]]  # the underline of a setext heading
            meaning = page.meanings[at]
            _HEADINGS.get(meaning.kind, _list)(state, at, meaning)
        else:
            read_content(state, at)
    state.place = Place("overview", state.draft.family)
    return state


def _make_roles(state: State) -> None:
    """All roles with their grades, before anything is read: names and sentences refer forward."""
    for index, found in enumerate(state.page.roles):
        role = DraftRole(title=found.title, level=found.level)
        state.draft.roles.append(role)
        for stated in found.stated or state.page.found.joint:
            block = state.blocks[stated.block]
            lines = lines_saying(block, stated.sentence)
            role.grades.append(stated.fact)
            role.line = role.line or (lines[0] if found.at != -1 else None)
            _take_sentence(state, role, "/grade", stated, lines)
            if stated in found.stated and stated.fact.subject:
                _check_subject(state, index, stated.fact.subject, lines[0])


def _take_sentence(state: State, owner: DraftOwner, field: str, stated: Stated, lines: list[int]) -> None:
    """A sentence that says nothing but a grade becomes that field; one that says more also stays prose."""
    owner.fact_lines.append((lines, field, stated.sentence if stated.fact.exact else ""))
    if stated.fact.exact:
        state.stated.setdefault(stated.block, set()).add(stated.sentence)


def _check_subject(state: State, index: int, subject: str, line: int) -> None:
    """A grade sentence that names another role than it stands under is told; one that names the same differently
    gives the role another name."""
    role = state.draft.roles[index]
    other = state.names.find_exactly(subject, index)
    if (other is not None and other != index) or not state.names.may_mean(index, subject):
        message = f'The grade sentence of the {role.title} names "{subject}".'
        state.note("grade-names-other-role", "warning", message, line, role, "/grade")
        state.account([line], "grade-names-other-role")
    elif other is None:
        state.names.also(index, subject)


# Who is open


def _close_role(state: State, level: int = 0) -> None:
    state.role = None
    state.role_lists_level = 0
    if state.group and level <= state.group.entry.level:
        state.group = None


def _close_container(state: State) -> None:
    state.container = None
    state.specialty = None


def _close_to(state: State, level: int) -> None:
    """Closes what a heading of this depth ends."""
    if state.container and level <= state.container.level:
        _close_container(state)
    if state.role and level <= state.role.level:
        _close_role(state, level)
    elif not state.role and state.group and level <= state.group.entry.level:
        state.group = None


def _group_audience(state: State) -> Audience:
    return Audience(roles=tuple(state.group.roles)) if state.group and not state.role else Audience()


# Headings, by what they mean


def _title(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _close_container(state)
    _close_role(state)
    state.draft.family.headings.append((entry.line, entry.text))
    state.place = Place("overview", state.draft.family, entry.level)


def _role(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    role = state.draft.roles[meaning.index]
    in_list = state.place.kind == "list" and not state.role and not state.container and entry.level > state.place.level
    role.nested_in = state.place.name if in_list and state.place.name in _PERSONAL else ""
    _close_container(state)
    state.role, state.role_lists_level = role, 0
    state.group = next((group for group in state.page.groups if meaning.index in group.roles), None)
    state.draft.family.last = "end"
    role.line = entry.line
    role.headings.append((entry.line, entry.text))
    state.place = Place("overview", role, entry.level)


def _repeat(state: State, at: int, meaning: Meaning) -> None:
    """The role's title again: it stands for the next part that the role has not got yet."""
    role = state.draft.roles[meaning.index]
    state.role = role
    role.headings.append((meaning.entry.line, meaning.entry.text))
    missing = [name for name in ("responsibilities", "requirements") if not role.lists.get(name)]
    if at in state.stated or not state.lists_left(at) or not missing:
        state.place = Place("overview", role, meaning.entry.level)
    else:
        role.list_of(missing[0])
        state.place = Place("list", role, meaning.entry.level, name=missing[0])


def _list(state: State, at: int, meaning: Meaning) -> None:
    entry, name = meaning.entry, meaning.kind
    owner = _list_owner(state, entry, name)
    audience = _group_audience(state) if owner is state.draft.family else Audience()
    if owner is state.role and entry.level != PSEUDO:
        state.role_lists_level = entry.level
    owner.last = name
    state.place = Place("list", owner, min(entry.level, 6), name=name, audience=audience)
    if state.group and owner is state.draft.family:
        state.structure(entry.line, entry.reading.written, "/group", state.draft.roles[state.group.roles[0]])
    if label := _qualifier(owner, state, entry.reading):
        set_label(state, label, [entry.line], is_heading=True)
    else:
        owner.list_of(name).headings.append((entry.line, entry.reading.written))


def _list_owner(state: State, entry: Entry, name: str) -> DraftOwner:
    """Whose list a heading opens."""
    level = entry.level
    if state.container and level > state.container.level:
        if state.specialty is None:
            _open_specialty(state, role_title(entry.reading.before) or entry.reading.written, entry)
        assert state.specialty is not None  # noqa: S101 - just opened
        return state.specialty
    if state.container:
        _close_container(state)
    role, family = state.role, state.draft.family
    if role is None:
        _close_to(state, level)
        return family
    if level > role.level and not role.nested_in:
        return role
    if name in _PERSONAL and not role.nested_in:
        on_page = any(family.lists.get(each) for each in ("responsibilities", "requirements"))
        if level == role.level or not on_page or family.lists.get(name):
            return role
    elif level == state.role_lists_level and not role.nested_in:
        return role
    _close_role(state, level)
    return family


def _qualifier(owner: DraftOwner, state: State, reading: Reading) -> str:
    """The heading as a label of its statements, where it says more than the list's name and whose it is
    ("Additional requirements for EMEA")."""
    if not reading.before and not reading.after:
        return ""
    if reads_as_title(reading.before) and title_words(reading.before).leads:
        return ""
    known = {form for word in word_set("generic") for form in key(word)}
    known |= set(key(owner.title)) | set(key(state.draft.family.title))
    if state.role:
        known |= set(key(state.role.title))
    if state.group:
        known |= set(key(state.group.title))
    own = [word for word in key(f"{reading.before} {reading.after}") if word not in known]
    levels = set(title_words(role_title(reading.before)).base) if reading.before else set()
    extra = [word for word in own if word in levels or word in key(reading.after)]
    return reading.written if extra and not _names_a_role(state, reading.before) else ""


def _names_a_role(state: State, phrase: str) -> bool:
    return bool(phrase) and state.names.find(phrase) is not None


def _grade(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    if state.container and entry.level <= state.container.level:
        _close_container(state)
    owner = state.owner
    pointer = "/grade" if isinstance(owner, DraftRole) else "/grades" if isinstance(owner, DraftSpecialty) else "/roles"
    state.structure(entry.line, entry.text, pointer, owner)
    state.place = Place("overview", owner, entry.level)


def _reporting(state: State, at: int, meaning: Meaning) -> None:
    """A family has no reporting line: above its roles this is a section, or its one role's line."""
    entry = meaning.entry
    if state.container and entry.level <= state.container.level:
        _close_container(state)
    if state.role and entry.level < state.role.level:
        _close_role(state, entry.level)
    owner = state.owner
    if owner is state.draft.family and len(state.draft.roles) != 1:
        _section(state, at, meaning)
        return
    holder = state.draft.roles[0] if owner is state.draft.family else owner
    state.structure(entry.line, entry.text, "/reports_to", holder)
    state.place = Place("overview", owner, entry.level)


def _levels(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _close_container(state)
    if not state.role or entry.level <= state.role.level:
        _close_role(state, entry.level)
    state.structure(entry.line, entry.text, "/roles", state.draft.family)
    state.place = Place("container", state.owner, entry.level, heading=entry, audience=_group_audience(state))


def _specialties(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _close_container(state)
    _close_to(state, entry.level)
    state.container = entry
    state.structure(entry.line, entry.text, "/specialties", state.draft.family)
    state.place = Place("container", state.owner, entry.level, heading=entry)


def _specialty(state: State, at: int, meaning: Meaning) -> None:
    _open_specialty(state, role_title(meaning.entry.text), meaning.entry)


def _open_specialty(state: State, title: str, entry: Entry) -> None:
    kind = state.container.kind if state.container else "specialties"
    specialty = DraftSpecialty(title=title, line=entry.line, kind="segment" if kind == "segments" else "specialty")
    if not entry.kind:
        specialty.headings.append((entry.line, entry.text))
    if state.role:
        specialty.roles = (state.index_of(state.role),)
    for stated in state.page.found.segment_grades.get(entry.at, ()):
        block = state.blocks[stated.block]
        specialty.grades.append(stated.fact)
        _take_sentence(state, specialty, "/grades", stated, lines_saying(block, stated.sentence))
    state.draft.specialties.append(specialty)
    state.specialty = specialty
    state.place = Place("overview", specialty, entry.level)


def _of_last_role(state: State, kind: str, entry: Entry) -> bool:
    """Whether the page's only heading of a kind stands below its last role without naming it: then it is the page's."""
    if len(state.draft.roles) < 2 or state.role is not state.draft.roles[-1]:
        return False
    same = [each for each in state.page.meanings.values() if each.kind == kind]
    return len(same) == 1 and not entry.reading.before


def _page_part(state: State, kind: str, entry: Entry) -> None:
    """Closes what a part of the page closes: hiring and career are the role's where they stand below it."""
    level = entry.level
    if state.container and level <= state.container.level:
        _close_container(state)
    same_as_lists = state.role is not None and level == state.role_lists_level and level <= state.role.level
    if state.role and (_of_last_role(state, kind, entry) or (level <= state.role.level and not same_as_lists)):
        _close_role(state, level)
    if state.group and not state.role and level <= state.group.entry.level:
        state.group = None


def _hiring(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _page_part(state, "hiring", entry)
    reading = entry.reading
    named = audience_of(state, f"{reading.before} {reading.after}") if reading.before or reading.after else None
    own = named or state.hiring_audience
    says_more = bool(reading.before or reading.after) and own.roles == () and not own.tracks
    title = reading.written if named or says_more else ""
    open_process(state, title, entry.line, entry.text, entry.level, own)


def _process(state: State, at: int, meaning: Meaning) -> None:
    if not read_subheading(state, at, meaning.entry):
        _section(state, at, meaning)


def _career(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _page_part(state, "career", entry)
    state.structure(entry.line, entry.text, "/career_steps", state.draft.family)
    state.place = Place("career", state.role or state.draft.family, entry.level)
    state.draft.family.last = "end" if not state.role else state.draft.family.last


def _group(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _close_container(state)
    _close_role(state)
    state.group = state.page.groups[meaning.index]
    first = state.draft.roles[state.group.roles[0]]
    state.structure(entry.line, entry.text, "/group", first)
    state.place = Place("container", state.draft.family, entry.level, heading=entry, audience=_group_audience(state))


def _label(state: State, at: int, meaning: Meaning) -> None:
    if state.place.kind != "list":
        _section(state, at, meaning)
    else:
        set_label(state, meaning.entry.reading.written, [meaning.entry.line])


def _boilerplate(state: State, at: int, meaning: Meaning) -> None:
    entry = meaning.entry
    _close_container(state)
    _close_role(state)
    open_boilerplate(state, entry.line, entry.reading.written)
    state.place.level = entry.level


def _toc(state: State, at: int, meaning: Meaning) -> None:
    line = meaning.entry.line
    state.account([line], "table-of-contents")
    state.note("table-of-contents", "info", "The table of contents is the website's and is not kept.", line)
    state.place = Place("toc", state.draft.family, meaning.entry.level)


def _section(state: State, at: int, meaning: Meaning) -> None:
    entry, place = meaning.entry, state.place
    written = entry.reading.written or entry.text
    if place.section is not None and place.kind in ("section", "boilerplate") and entry.level > max(place.level, 1):
        depth = "#" * min(6, max(5, 4 + entry.level - place.level))
        place.section.body.add(f"{depth} {written}", [entry.line])
        return
    _close_to(state, entry.level)
    if place.kind in ("hiring", "career") and not state.role:
        state.draft.family.last = "end"
    owner = state.owner
    section = owner.section(written, [entry.line], entry.level)
    section.audience = _group_audience(state) if owner is state.draft.family else Audience()
    state.place = Place("section", owner, entry.level, section=section, audience=section.audience)


_HEADINGS: dict[str, Callable[[State, int, Meaning], None]] = {
    "title": _title,
    "role": _role,
    "repeat": _repeat,
    "grade": _grade,
    "levels": _levels,
    "reporting": _reporting,
    "specialties": _specialties,
    "segments": _specialties,
    "specialty": _specialty,
    "hiring": _hiring,
    "process": _process,
    "career": _career,
    "group": _group,
    "label": _label,
    "boilerplate": _boilerplate,
    "toc": _toc,
    "section": _section,
    **dict.fromkeys(LISTS, _list),
}
