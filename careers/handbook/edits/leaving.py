"""A role that leaves its family, for good or for another one, and what stays behind of it."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from careers.handbook.compose import Audience, ComposedLead, ComposedRole, ComposedStatement, compose
from careers.handbook.document import LISTS, FamilyDocument, Role, Scope, load
from careers.handbook.edits.places import follow, new_name, role_in, shortened
from careers.handbook.edits.proof import (
    ALL,
    Data,
    Refused,
    contexts,
    plain,
    refusing_unsound,
    role_of,
    settled,
    unchanged,
)
from careers.handbook.inheritance import reaches
from careers.handbook.visible import drop_dangling, visible_document


def retire_role(document: FamilyDocument, role: str) -> FamilyDocument:
    """The family without a role. The other roles say what they said: what they inherited from it they state
    themselves, and extend what it extended. What was said of it alone goes with it: scoped statements, sections and
    processes, specialties that no other role has, career steps from and to it. Raises Refused."""
    role_of(document, role)
    return unchanged(document, lambda: _grafted(document, role), lambda: _written_out(document, role))


def _grafted(document: FamilyDocument, slug: str) -> FamilyDocument:
    """Without a role, whose own part is handed down to those that extend it."""
    data = plain(document)
    gone = role_in(data, slug)
    data["roles"].remove(gone)
    for heir in data["roles"]:
        if heir["extends"] == slug:
            _hand_down(gone, heir)
    follow(data, {slug: None})
    drop_dangling(data)
    return settled(data)


def _hand_down(gone: Data, heir: Data) -> None:
    """Puts what a role states before what its heir does; what the heir refines of it in its place."""
    held = {statement["key"] for name in LISTS for statement in heir[name]}
    for name in LISTS:
        handed: list[Data] = []
        for statement in deepcopy(gone[name]):
            key = statement["key"]
            refining = [each for each in heir[name] if key and each["replaces"] == key]
            if refining:
                handed += [{**each, "replaces": statement["replaces"]} for each in refining]
                heir[name] = [each for each in heir[name] if each not in refining]
            elif key not in heir["omits"]:
                handed.append({**statement, "key": None if key in held else key})
        said = {statement["text"] for statement in handed}
        heir[name] = handed + [each for each in heir[name] if each["text"] not in said or each["key"]]
        if lead := "\n\n".join(dict.fromkeys(filter(None, (gone["leads"].get(name), heir["leads"].get(name))))):
            heir["leads"][name] = lead
    heir["omits"] = [*gone["omits"], *heir["omits"]]
    heir["extends"] = gone["extends"]


def _written_out(document: FamilyDocument, slug: str) -> FamilyDocument:
    """Without a role, as those see it from whom it alone is hidden: its heirs state all that they inherit."""
    data, shown = plain(document), plain(document)
    for part in (shown, *shown["roles"], *shown["specialties"]):
        part["visibility"] = "internal" if part is role_in(shown, slug) else "public"
        part["sections"] = []
    with refusing_unsound():
        visible = visible_document(load(shown), Audience.everything(internal=False))
    assert visible is not None  # noqa: S101 - the family was made public above
    # What else there is to know of the parts that stay: who sees them, and their sections.
    data["roles"].remove(role_in(data, slug))
    follow(data, {slug: None})
    result = plain(visible)
    kept = {("" if part is data else part["slug"], "track" in part): part for part in _parts(data)}
    for part in _parts(result):
        before = kept["" if part is result else part["slug"], "track" in part]
        part |= {"visibility": before["visibility"], "sections": before["sections"]}
    return settled(result)


def _parts(data: Data) -> Iterable[Data]:
    return data, *data["roles"], *data["specialties"]


@dataclass(frozen=True)
class Moved:
    """Two families after a role went from one to the other, and what it says in the target besides what it said:
    statements and leads that the target family has for it."""

    source: FamilyDocument
    target: FamilyDocument
    added: tuple[ComposedStatement, ...]
    leads: tuple[ComposedLead, ...]


def move_role(source: FamilyDocument, target: FamilyDocument, role: str, *, slug: str | None = None) -> Moved:
    """The role in another family, under the same address or a new one. It states itself all that it said, inherited
    or not, and says in the target what the family there adds. Career steps and reporting lines of both families
    follow; hiring processes for it alone move with it; specialties stay. Raises Refused, also where the role or what
    it inherits from says something for a specialty alone, which would be lost."""
    moving = role_of(source, role)
    to = slug or role
    if source.slug == target.slug:
        raise Refused(f"{moving.title} is in {target.title} already.")
    composed = compose(source, role, audience=ALL)
    _refuse_special(source, moving, composed)
    left, arrived = plain(source), plain(target)
    new_name(arrived, title=moving.title, slug=to)
    path = f"{target.slug}/{to}"

    own = {
        **moving.model_dump(mode="json"),
        **_stated(composed, target),
        "slug": to,
        "visibility": "internal" if source.visibility == "internal" else moving.visibility,
        "extends": None,
        "omits": [],
    }
    arrived["roles"].append(own)
    for step in (*left["career_steps"], *arrived["career_steps"]):
        if (step["to_family"], step["to_role"]) == (source.slug, role):
            step |= {"to_family": target.slug, "to_role": to}
    for part in (*left["roles"], *left["specialties"], *arrived["roles"], *arrived["specialties"]):
        if part["reports_to"]["role"] == f"{source.slug}/{role}":
            part["reports_to"]["role"] = path
    arrived["career_steps"] += [step | {"from_role": to} for step in left["career_steps"] if step["from_role"] == role]
    for process in left["hiring_processes"]:
        scope = process["applies_to"]
        if scope and scope["roles"] == [role] and reaches(Scope(tracks=scope["tracks"]), moving):
            alone = {"tracks": [], "roles": [to], "specialties": []}
            arrived["hiring_processes"].append(process | {"applies_to": alone})

    after = unchanged(target, lambda: settled(arrived))
    now = compose(after, to, audience=ALL)
    for name in LISTS:
        if lost := {each.text for each in composed.statements(name)} - {each.text for each in now.statements(name)}:
            raise Refused(f"“{shortened(min(lost))}” would be lost on the way.")
    said = {(name, each.text) for name in LISTS for each in composed.statements(name)}
    return Moved(
        source=retire_role(settled(left), role),
        target=after,
        added=tuple(each for name in LISTS for each in now.statements(name) if (name, each.text) not in said),
        leads=tuple(each for leads in now.leads.values() for each in leads if each.origin.kind == "family"),
    )


def _refuse_special(source: FamilyDocument, role: Role, always: ComposedRole) -> None:
    """Refuses to lose what the role, or a role that it inherits from, says with a specialty and not `always`. What
    the family and the specialty itself say with it is theirs."""
    for slug, specialty in contexts(source):
        if slug != role.slug or specialty is None:
            continue
        composed = compose(source, slug, audience=ALL, specialty=specialty)
        said = [each.text for name in LISTS for each in always.statements(name)]
        special = [
            *(line.text for name in LISTS for line in composed.statements(name) if line.origins[0].kind == "role"),
            *(each.heading or each.body for each in composed.sections if each.origin.kind == "role"),
        ]
        said += [each.heading or each.body for each in always.sections]
        if lost := next((text for text in special if text not in said), None):
            raise Refused(
                f"{role.title} says “{shortened(lost)}” for {source.specialty(specialty).name} alone, and specialties "
                "do not move. Say it for all, or without the role, first."
            )


def _stated(composed: ComposedRole, target: FamilyDocument) -> Data:
    """What a composed role says, as a role's own; sections but for those that the target family has."""
    there = {(section.heading, section.body) for section in target.sections if section.applies_to is None}
    return {
        **{
            name: [
                {
                    "text": each.text,
                    "group": each.group,
                    "inherits": [] if each.pointer_without_target else None,
                }
                for each in composed.statements(name)
            ]
            for name in LISTS
        },
        "leads": {name: "\n\n".join(lead.text for lead in leads) for name, leads in composed.leads.items()},
        "sections": [
            {name: getattr(section, name) for name in ("heading", "body", "after", "visibility")}
            for section in composed.sections
            if (section.heading, section.body) not in there
        ],
    }
