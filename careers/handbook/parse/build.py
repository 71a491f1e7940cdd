"""From the draft of a page to its document: slugs, levels, scopes, inheritance, findings, positions, ledger."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ValidationError

from careers.handbook.document import RESERVED_ROLE_SLUGS, FamilyDocument, Finding
from careers.handbook.parse.draft import (
    Audience,
    Bullet,
    Draft,
    DraftList,
    DraftOwner,
    DraftProcess,
    DraftRole,
    DraftSection,
    DraftSpecialty,
)
from careers.handbook.parse.hiring import interviewer_of, is_optional, minutes_of, stage_of
from careers.handbook.parse.inherit import Inheritance
from careers.handbook.parse.ledger import Ledger
from careers.handbook.parse.ranks import ranked
from careers.handbook.parse.source import slugify
from careers.handbook.parsed import Unreadable
from levels.vocabulary import vocabulary

Json = dict[str, Any]


class Builder:
    """Makes the document of one page. `ledger`, `positions` and `findings` are filled on the way."""

    def __init__(self, draft: Draft, inheritance: Inheritance, slug: str, department: str) -> None:
        self.draft = draft
        self.inheritance = inheritance
        self.slug = slug
        self.department = department
        self.ledger = Ledger()
        self.positions: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.role_slugs = self._slugs([role.title for role in draft.roles], "role", "/roles")
        self.ranks = ranked(draft)
        self.pointers: dict[int, str] = {id(draft.family): ""}
        self.pointers |= {id(role): f"/roles/{index}" for index, role in enumerate(draft.roles)}
        self.pointers |= {id(each): f"/specialties/{index}" for index, each in enumerate(draft.specialties)}

    def build(self, title: str, summary: str) -> FamilyDocument:
        """The document. Raises Unreadable, at the line, where the page breaks a bound of documents."""
        draft = self.draft
        data: Json = {
            "title": title,
            "slug": self.slug,
            "department": self.department,
            "summary": summary,
            **self._owner(draft.family, ""),
            "roles": [self._role(index, role) for index, role in enumerate(draft.roles)],
            "specialties": self._specialties(),
            "career_steps": [self._career_step(index) for index in range(len(draft.career))],
            "hiring_processes": [self._process(index, each) for index, each in enumerate(draft.processes)],
        }
        for line, text, pointer, owner in draft.structure:
            self._structure(line, text, pointer, owner)
        try:
            document = FamilyDocument.model_validate(data)
        except ValidationError as error:
            raise self._unreadable(error) from None
        self._notes()
        self.findings += self.ledger.reworded(document.model_dump(mode="json", by_alias=True))
        return document

    # Owners

    def _owner(self, owner: DraftOwner, pointer: str) -> Json:
        data: Json = {"leads": {}}
        if owner.line:
            self.positions[pointer] = owner.line
        self.ledger.put(owner.overview.lines, f"{pointer}/overview")
        data["overview"] = owner.overview.text
        for name, held in owner.lists.items():
            data[name] = self._list(held, owner, name, f"{pointer}/{name}")
            if held.lead:
                data["leads"][name] = held.lead.text
                self.ledger.put(held.lead.lines, f"{pointer}/leads/{name}")
        sections = [each for each in owner.sections if each.heading or each.body]
        data["sections"] = [self._section(each, f"{pointer}/sections/{i}") for i, each in enumerate(sections)]
        name = "name" if isinstance(owner, DraftSpecialty) else "title"
        for line, text in owner.headings:
            self.ledger.structure([line], text, f"{pointer}/{name}")
        for lines, field, sentence in owner.fact_lines:
            where = f"{pointer}{field}"
            if field == "/grade" and isinstance(owner, DraftRole) and len(owner.stated_grades()) > 1:
                where = f"{pointer}/grade_options"
            self.ledger.structure(lines, sentence, where, f"{pointer}/{name}")
        return data

    def _list(self, held: DraftList, owner: DraftOwner, name: str, pointer: str) -> list[Json]:
        for line, text in held.headings:
            title = "/name" if isinstance(owner, DraftSpecialty) else "/title"
            self.ledger.structure([line], text, pointer, f"{self.pointers[id(owner)]}{title}")
            self.positions.setdefault(pointer, line)
        if held.bullets:
            self.positions.setdefault(pointer, held.bullets[0].lines[0])
        return [self._statement(bullet, owner, name, f"{pointer}/{i}") for i, bullet in enumerate(held.bullets)]

    def _statement(self, bullet: Bullet, owner: DraftOwner, name: str, pointer: str) -> Json:
        self.positions[pointer] = bullet.lines[0]
        self.ledger.put(bullet.lines, f"{pointer}/text")
        self.ledger.put(bullet.group_lines, f"{pointer}/group")
        data: Json = {"text": bullet.text, "group": bullet.group, "applies_to": self._scope(bullet.audience)}
        if bullet.lost:
            message = "A line without a bullet sign was read as the end of the bullet above it."
            self._find("lost-bullet", "info", message, pointer, bullet.lost)
        if isinstance(owner, DraftRole):
            inherits = self.inheritance.of(self.draft.roles.index(owner), name, bullet)
            if inherits is not None:
                data["inherits"] = [self.role_slugs[index] for index in inherits]
        return data

    def _section(self, section: DraftSection, pointer: str) -> Json:
        lines = [*section.heading_lines, *section.body.lines]
        if lines:
            self.positions[pointer] = min(lines)
        self.ledger.put(section.heading_lines, f"{pointer}/heading")
        self.ledger.put(section.body.lines, f"{pointer}/body")
        if section is self.draft.boilerplate:
            message = "Text of the company, not of this family: kept in one section, to be written once for all pages."
            self._find("company-boilerplate", "info", message, pointer, min(lines) if lines else None)
        return {
            "heading": section.heading,
            "body": section.body.text,
            "after": section.after,
            "applies_to": self._scope(section.audience),
        }

    def _role(self, index: int, role: DraftRole) -> Json:
        pointer = f"/roles/{index}"
        rank = self.ranks[index]
        grades = role.stated_grades() or ((role.table_grade,) if role.table_grade else ())
        if not grades:
            self._find(
                "grade-missing", "warning", f"The page states no grade for the {role.title}.", pointer, role.line
            )
        if rank.of_a_thing:
            message = f"The {role.title} seems to manage a thing, not people: read as an individual contributor."
            self._find("manager-of-a-thing", "info", message, f"{pointer}/track", role.line)
        group = next((group for group in self.draft.groups if index in group.roles), None)
        return {
            **self._owner(role, pointer),
            "title": role.title,
            "slug": self.role_slugs[index],
            "group": group.title if group else "",
            "level": rank.level,
            "track": rank.track,
            "grade_scheme": next((fact.scheme for fact in role.grades if fact.scheme != "general"), "general"),
            "grade": grades[0] if len(grades) == 1 else None,
            "grade_options": list(grades) if len(grades) > 1 else [],
            "extends": None if role.extends is None else self.role_slugs[role.extends],
            "reports_to": self._reports_to(role),
        }

    def _reports_to(self, owner: DraftOwner) -> Json:
        target = self.inheritance.role_of_this_page(owner)
        return {"text": owner.reports_to, "role": None if target is None else f"{self.slug}/{self.role_slugs[target]}"}

    def _specialties(self) -> list[Json]:
        drafts = self.draft.specialties
        slugs = self._slugs([each.title for each in drafts], "specialty", "/specialties")
        result = []
        for index, (each, slug) in enumerate(zip(drafts, slugs, strict=True)):
            pointer = f"/specialties/{index}"
            data = self._owner(each, pointer)
            data |= {"name": each.title, "slug": slug, "kind": each.kind, "grades": self._segment_grades(each, pointer)}
            scope = self._scope(Audience(roles=each.roles))
            data |= {"roles": scope["roles"] if scope else [], "reports_to": self._reports_to(each)}
            result.append(data)
        return result

    def _segment_grades(self, specialty: DraftSpecialty, pointer: str) -> dict[str, str]:
        grades: dict[str, str] = {}
        for fact in specialty.grades:
            index = self.inheritance.role_in_segment(fact.subject, specialty.title)
            if index is None or len(fact.grades) != 1:
                message = f"The grade {', '.join(fact.grades)} of {specialty.title} names no single role of this page."
                self._find("grade-without-role", "warning", message, pointer, specialty.line)
            else:
                grades[self.role_slugs[index]] = fact.grades[0]
        return grades

    # What belongs to the family as a whole

    def _career_step(self, index: int) -> Json:
        step = self.draft.career[index]
        self.ledger.put(step.lines, f"/career_steps/{index}/text")
        self.positions[f"/career_steps/{index}"] = step.lines[0]
        source, target = step.source, step.target if step.target != step.source else None
        return {
            "from_role": None if source is None else self.role_slugs[source],
            "kind": self._step_kind(source, target),
            "to_family": None if target is None else self.slug,
            "to_role": None if target is None else self.role_slugs[target],
            "text": step.text,
        }

    def _step_kind(
        self, source: int | None, target: int | None
    ) -> Literal["promotion", "track_change", "lateral", "unstated"]:
        if source is None or target is None:
            return "unstated"
        here, there = self.ranks[source], self.ranks[target]
        if here.track != there.track:
            return "track_change"
        height = {level.slug: level.rank for level in vocabulary().levels}
        if here.level is None or there.level is None:
            return "unstated"
        return "promotion" if height[there.level] > height[here.level] else "lateral"

    def _process(self, index: int, process: DraftProcess) -> Json:
        pointer = f"/hiring_processes/{index}"
        for line, text in process.headings:
            self.ledger.structure([line], text, pointer, f"{pointer}/title", *self._role_titles(process.audience))
            self.positions.setdefault(pointer, line)
        self.ledger.put(process.intro.lines, f"{pointer}/intro")
        self.ledger.put(process.outro.lines, f"{pointer}/outro")
        steps = []
        for number, step in enumerate(process.steps):
            self.ledger.put(step.lines, f"{pointer}/steps/{number}/text")
            self.positions[f"{pointer}/steps/{number}"] = step.lines[0]
            steps.append(
                {
                    "kind": stage_of(step.text),
                    "text": step.text,
                    "minutes": minutes_of(step.text),
                    "interviewer": interviewer_of(step.text),
                    "optional": is_optional(step.text),
                }
            )
        scope = self._scope(process.audience)
        return {
            "title": process.title,
            "applies_to": scope,
            "intro": process.intro.text,
            "outro": process.outro.text,
            "steps": steps,
        }

    def _role_titles(self, audience: Audience) -> list[str]:
        return [f"/roles/{index}/title" for index in audience.roles]

    # Helpers

    def _scope(self, audience: Audience) -> Json | None:
        """The scope of a text; none where it reaches every role of the page anyway."""
        tracks = {rank.track for rank in self.ranks}
        kept_tracks = [] if tracks <= set(audience.tracks) else list(audience.tracks)
        kept_roles = (
            [] if len(audience.roles) == len(self.draft.roles) else [self.role_slugs[i] for i in audience.roles]
        )
        return {"tracks": kept_tracks, "roles": kept_roles} if kept_tracks or kept_roles else None

    def _slugs(self, titles: Sequence[str], fallback: str, pointer: str) -> list[str]:
        slugs: list[str] = []
        for index, title in enumerate(titles):
            base = slugify(title, fallback)
            if base in RESERVED_ROLE_SLUGS:
                base = f"{base}-{fallback}"
            slug, copy = base, 1
            while slug in slugs:
                copy += 1
                slug = f"{base[:96]}-{copy}"
            if slug != base:
                message = f"Two headings are called {title}: the later one is told apart as {slug}."
                self._find("title-twice", "warning", message, f"{pointer}/{index}", None)
            slugs.append(slug)
        return slugs

    def _structure(self, line: int, text: str, pointer: str, owner: DraftOwner | None) -> None:
        base = self.pointers[id(owner)] if owner else ""
        title = f"{base}/name" if isinstance(owner, DraftSpecialty) else f"{base}/title"
        self.ledger.structure([line], text, f"{base}{pointer}", title)

    def _find(
        self, code: str, severity: Literal["error", "warning", "info"], message: str, where: str, line: int | None
    ) -> None:
        self.findings.append(Finding(code=code, severity=severity, message=message, where=where, line=line))

    def _notes(self) -> None:
        for note in self.draft.notes:
            base = self.pointers[id(note.owner)] if note.owner else ""
            self._find(note.code, note.severity, note.message, base + note.where, note.line)
        for line, code in self.draft.noted.items():
            self.ledger.note(line, code)
        self.ledger.put(self.draft.blank, "")

    def _unreadable(self, error: ValidationError) -> Unreadable:
        """The first thing that breaks a bound, at the line of the nearest place that has one."""
        first = error.errors()[0]
        parts = [str(part) for part in first["loc"]]
        above = ["/" + "/".join(parts[:count]) for count in range(len(parts), 0, -1)]
        line = next((self.positions[pointer] for pointer in above if pointer in self.positions), 1)
        place = " ".join(part.replace("_", " ") for part in parts if not part.isdigit()) or "page"
        message = first["msg"].removeprefix("Value error, ")
        if most := first.get("ctx", {}).get("max_length"):
            unit = "characters" if isinstance(first["input"], str) else "of them"
            message = f"there are {len(first['input']):,} {unit}; at most {most:,} are read"
        return Unreadable(line, f"{place}: {message}")
