"""Documents for property tests: valid, in normal form, and as awkward as the schema allows.

`documents()` is the public strategy. What it draws holds every kind of part, texts that look like syntax, scopes,
chains of `extends`, pointers, refinements, omissions and internal parts; hypothesis shrinks it to the small case.
"""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from careers.handbook.document import LISTS, FamilyDocument

ROLES = ("junior", "senior", "staff", "manager", "no", "2024")
SPECIALTIES = ("storage", "null", "web-2")
KEYS = ("scope", "reach", "y", "1")
TRACKS = ("individual_contributor", "management")
GRADES = ("7", "9.5", "1e3", "No", "0x7")

# Lines that are syntax somewhere: in the canonical dialect, in Markdown or in YAML.
LINES = (
    *("- a bullet", "  - nested", "-", "- ", "* star", "1. one", "\\- x", "\\\\- x", "- {key: scope} x"),
    *("# heading", "## Role: X", "#", "\\# x", "\\\\## y", "##### five", "   # indented", "#no heading", "# x"),
    *("{key: scope} x", "{", "{}", "\\{", "\\\\{a: b}", "{{ x }}", "}", "{key: x", "a } b"),
    *("---", "--- x", "...", "```", "```python", "~~~", "    code", "> quote", "===", "| a | b |", "<!-- x -->"),
    *("ends in a backslash\\", "\\", "", "", "", "NO", "null", "~", "a: b", "a #b", "'single", '"double"', "%a", "@a"),
    *(
        "Owns the scope of a team.",
        "Owns the scope of several teams.",
        "Writes prose",
        "e\u0301te\u0301",
        "日本語",
        "🙂 ok",
    ),
    *("\u00a0no-break", "a\u2028b", "x\u200by", "\u202eright to left", "\uffff\ufffe", "\U0010ffff", "[a](/b/ 'c')"),
)

_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
_free = st.text(_characters, max_size=12)
_line = st.one_of(st.sampled_from(LINES), st.sampled_from(LINES), _free)
lines = st.one_of(st.just(""), _line)
"""Any text of one line."""
prose = st.one_of(st.just(""), _line, st.lists(_line, max_size=6).map("\n".join))
"""Any Markdown."""
# What says nothing is filled up and not filtered out: a filter that a branch of a choice never passes, or seldom, costs
# the whole document.
_saying = st.sampled_from([line for line in LINES if line.strip() not in ("", "\\")])
_filled = st.one_of(_free, st.lists(_line, max_size=6).map("\n".join)).map(
    lambda text: text if text.strip() not in ("", "\\") else f"{text}x"
)
texts = st.one_of(_saying, _filled)
"""Any Markdown that says something."""
few_texts = st.sampled_from(["Leads", "Plans", "Builds", "Checks", "Mends", "Draws", "Ships", "Tests"])
"""Few enough to meet again: the same statement stands with several owners."""
titles = st.one_of(
    st.sampled_from([line for line in LINES if line.strip()]),
    _free.map(lambda text: text if text.strip() else f"{text}x"),
)

_often = st.sampled_from([True, True, False])
_sometimes = st.sampled_from([False, True])
_rarely = st.sampled_from([False, False, False, True])
_visibility = st.sampled_from(["public", "public", "public", "internal"])
# Made once: to make and check a strategy for each draw takes longer than to draw.
_tracks = st.lists(st.sampled_from(TRACKS), max_size=1)
_keys = st.permutations(KEYS)
_liked = st.sampled_from([LISTS[:1], LISTS[1:2], LISTS[:2]])
_list = st.sampled_from(LISTS)
_group = st.sampled_from(["", "", "Leadership", "# Craft", "Section: x"])
_statements = st.sampled_from([0, 1, 1, 2, 3])
_sections = st.sampled_from([0, 0, 1, 2])
_after = st.sampled_from(["overview", "end", *LISTS])
_grade = st.sampled_from(GRADES)


@cache
def _subset(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2) if values else st.just([])


@cache
@st.composite
def _scope(draw: st.DrawFn, roles: tuple[str, ...], specialties: tuple[str, ...]) -> dict[str, Any] | None:
    if not draw(_rarely):
        return None
    return {
        "tracks": draw(_tracks),
        "roles": draw(_subset(roles)),
        "specialties": draw(_subset(specialties)),
    }


@st.composite
def _owner(
    draw: st.DrawFn,
    roles: tuple[str, ...],
    specialties: tuple[str, ...],
    below: dict[str, tuple[str, ...]],
    texts: st.SearchStrategy[str],
) -> dict[str, Any]:
    """Lists, leads and sections. `below` names, by list, the roles that a pointer bullet may inherit from."""
    data: dict[str, Any] = {"leads": {}, "sections": []}
    keys = list(draw(_keys))
    # Two lists that all owners like, so that they meet there.
    for name in {*draw(_liked), draw(_list)}:
        data[name] = []
        for _ in range(draw(_statements)):
            statement = {
                "text": draw(texts),
                "group": draw(_group),
                "applies_to": draw(_scope(roles, specialties)),
            }
            if below.get(name) and draw(_rarely):
                statement["inherits"] = draw(st.one_of(_subset(below[name]), st.just([below[name][-1]])))
            elif keys and draw(_sometimes):
                statement["key"] = keys.pop()
            data[name].append(statement)
        if draw(_rarely):
            data["leads"][name] = draw(prose)
    for _ in range(draw(_sections)):
        section = {
            "heading": draw(lines),
            "body": draw(prose),
            "after": draw(_after),
            "applies_to": draw(_scope(roles, specialties)),
            "visibility": draw(_visibility),
        }
        if section["heading"].strip() or section["body"].strip():
            data["sections"].append(section)
    return data


@st.composite
def _role(draw: st.DrawFn, slug: str, roles: tuple[str, ...], extends: tuple[str, ...]) -> dict[str, Any]:
    joint = draw(_rarely)
    return {
        "title": draw(titles),
        "slug": slug,
        "group": draw(lines),
        "level": draw(st.sampled_from([None, "senior", "no"])),
        "track": draw(st.sampled_from(TRACKS)),
        "grade_scheme": draw(st.sampled_from(["general", "sales"])),
        "grade": None if joint else draw(st.sampled_from([None, *GRADES])),
        "grade_options": draw(_subset(GRADES)) if joint else [],
        "job_code": draw(st.sampled_from(["", "007", "ENG 4"])),
        "hiring": draw(st.sampled_from(["open", "promotion_only", "closed"])),
        "extends": draw(st.sampled_from(extends)) if extends and draw(_often) else None,
        "reports_to": draw(_reports_to(roles)),
        "overview": draw(prose),
        "visibility": draw(_visibility),
    }


@cache
@st.composite
def _reports_to(draw: st.DrawFn, roles: tuple[str, ...]) -> dict[str, Any]:
    if not draw(_rarely):
        return {}
    own = [f"family/{role}" for role in roles]
    return {"text": draw(prose), "role": draw(st.sampled_from([None, "other-family/manager", *own]))}


@st.composite
def _specialty(draw: st.DrawFn, slug: str, roles: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": draw(titles),
        "slug": slug,
        "kind": draw(st.sampled_from(["specialty", "segment"])),
        "roles": draw(_subset(roles)),
        "grades": {role: draw(_grade) for role in draw(_subset(roles))},
        "job_codes": {role: draw(st.sampled_from(["", "007", "No", "SEG: {4}"])) for role in draw(_subset(roles))},
        "primary_language": draw(lines),
        "reports_to": draw(_reports_to(roles)),
        "overview": draw(prose),
        "visibility": draw(_visibility),
    }


@st.composite
def _career_step(draw: st.DrawFn, roles: tuple[str, ...]) -> dict[str, Any]:
    target = draw(st.sampled_from([(None, None), ("other", "lead"), ("other", None), *(("family", r) for r in roles)]))
    return {
        "from_role": draw(st.sampled_from([None, *roles])),
        "kind": draw(st.sampled_from(["promotion", "track_change", "lateral", "unstated"])),
        "to_family": target[0],
        "to_role": target[1],
        "text": draw(prose),
    }


@st.composite
def _process(draw: st.DrawFn, roles: tuple[str, ...], specialties: tuple[str, ...]) -> dict[str, Any]:
    steps = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["other", "screening", "null"]),
            "text": texts,
            "minutes": st.sampled_from([None, (30, 30), (30, 45), (1, 10_000)]),
            "interviewer": lines,
            "optional": st.booleans(),
        }
    )
    return {
        "title": draw(lines),
        "applies_to": draw(_scope(roles, specialties)),
        "intro": draw(prose),
        "outro": draw(prose),
        "steps": draw(st.lists(steps, max_size=3)),
    }


def _refine(draw: st.DrawFn, owners: list[dict[str, Any]]) -> None:
    """Let statements replace, and roles omit, keys that other owners hold."""
    held = [{s["key"] for name in LISTS for s in owner.get(name, ()) if s.get("key")} for owner in owners]
    for index, owner in enumerate(owners):
        others = sorted(set().union(*(keys for place, keys in enumerate(held) if place != index)))
        if not others:
            continue
        for statement in (s for name in LISTS for s in owner.get(name, ()) if "inherits" not in s):
            if draw(_sometimes):
                statement["replaces"] = draw(st.sampled_from(others))
        if "extends" in owner and draw(_rarely):
            owner["omits"] = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2))


@st.composite
def documents(
    draw: st.DrawFn,
    *,
    visibility: st.SearchStrategy[str] = _visibility,
    texts: st.SearchStrategy[str] = texts,
) -> FamilyDocument:
    """Valid documents of any shape. `visibility` draws the family's own, `texts` what statements say."""
    order = tuple(draw(st.permutations(ROLES))[: draw(st.sampled_from([0, 1, 2, 3, 3, 4]))])
    specialties = tuple(draw(st.permutations(SPECIALTIES))[: draw(st.sampled_from([0, 1, 2]))])
    family = {
        "title": draw(titles),
        "slug": "family",
        "department": draw(st.sampled_from(["unassigned", "engineering"])),
        "summary": draw(lines),
        "overview": draw(prose),
        "primary_language": draw(lines),
        "visibility": draw(visibility),
        **draw(_owner(order, specialties, {}, texts)),
        "specialties": [
            {**draw(_specialty(slug, order)), **draw(_owner(order, specialties, {}, texts))} for slug in specialties
        ],
        "career_steps": draw(st.lists(_career_step(order), max_size=2)),
        "hiring_processes": draw(st.lists(_process(order, specialties), max_size=2)),
    }
    roles = [draw(_role(slug, order, order[:index])) for index, slug in enumerate(order)]
    # Without `extends`, each list may inherit in a direction of its own: no circle within one, one across two.
    extending = any(role["extends"] for role in roles)
    for index, role in enumerate(roles):
        below = {
            name: order[:index] if extending or number % 2 else order[index + 1 :] for number, name in enumerate(LISTS)
        }
        role |= draw(_owner(order, specialties, below, texts))
    _refine(draw, [family, *roles, *family["specialties"]])
    family["roles"] = draw(st.permutations(roles))
    return FamilyDocument.model_validate(family)


CANARY = "canary"


def with_canaries(document: FamilyDocument) -> FamilyDocument:
    """The document with "canary" in every text and slug that belongs to an internal role, specialty or section, or
    that only they can see. Statements and leads of an internal role are left: they are also its heirs' own."""
    data = document.model_dump()
    roles = {role.slug: _slug(role.slug, role.visibility) for role in document.roles}
    specialties = {specialty.slug: _slug(specialty.slug, specialty.visibility) for specialty in document.specialties}
    for specialty in document.specialties:
        if specialty.roles and all(roles[slug] != slug for slug in specialty.roles):
            specialties[specialty.slug] = f"{CANARY}-{specialty.slug}"

    def rename(scope: dict[str, Any] | None) -> bool:
        """Rename what a scope names; whether all of it is hidden."""
        if scope is None:
            return False
        scope["roles"] = [roles[slug] for slug in scope["roles"]]
        scope["specialties"] = [specialties[slug] for slug in scope["specialties"]]
        return any(
            scope[kind] and all(slug.startswith(CANARY) for slug in scope[kind]) for kind in ("roles", "specialties")
        )

    for part in (data, *data["roles"], *data["specialties"]):
        hidden = part is not data and (roles | specialties)[part["slug"]].startswith(CANARY)
        heard = hidden and "track" not in part
        if hidden:
            part["slug"] = (roles | specialties)[part["slug"]]
            for name in ("title", "name", "group", "job_code", "overview"):
                if name in part:
                    part[name] = CANARY
        if "reports_to" in part:
            family, _, role = (part["reports_to"]["role"] or "").partition("/")
            if family == document.slug:
                part["reports_to"]["role"] = f"{family}/{roles[role]}"
            if hidden:
                part["reports_to"]["text"] = CANARY
        for name in LISTS:
            for statement in part[name]:
                if rename(statement["applies_to"]) or heard:
                    statement["text"] = CANARY
                statement["inherits"] = statement["inherits"] and [roles[slug] for slug in statement["inherits"]]
        for section in part["sections"]:
            if rename(section["applies_to"]) or hidden or section["visibility"] == "internal":
                section |= {"heading": CANARY, "body": CANARY}
    for role in data["roles"]:
        role["extends"] = roles.get(role["extends"])
    for specialty in data["specialties"]:
        specialty["roles"] = [roles[slug] for slug in specialty["roles"]]
        specialty["grades"] = {roles[slug]: grade for slug, grade in specialty["grades"].items()}
        specialty["job_codes"] = {
            roles[slug]: CANARY if CANARY in f"{roles[slug]} {specialty['slug']}" else code
            for slug, code in specialty["job_codes"].items()
        }
    for step in data["career_steps"]:
        step["from_role"] = roles.get(step["from_role"])
        if step["to_family"] == document.slug:
            step["to_role"] = roles.get(step["to_role"])
        if CANARY in f"{step['from_role']} {step['to_role']}":
            step["text"] = CANARY
    for process in data["hiring_processes"]:
        if rename(process["applies_to"]):
            process |= {"title": CANARY, "intro": CANARY, "outro": CANARY, "steps": []}
    return FamilyDocument.model_validate(data)


def _slug(slug: str, visibility: str) -> str:
    return slug if visibility == "public" else f"{CANARY}-{slug}"
