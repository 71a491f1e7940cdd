"""Which role's list a pointer bullet brings, without ever going in a circle."""

from careers.handbook.document import LISTS
from careers.handbook.parse.draft import Bullet, DraftOwner, DraftRole, Severity
from careers.handbook.parse.facts import pointer_fact
from careers.handbook.parse.inline import links, plain
from careers.handbook.parse.sentences import resolve
from careers.handbook.parse.state import State
from careers.handbook.parse.titles import is_bare_level, key


class Inheritance:
    """The pointers of a page, resolved in document order; a later one that would close a circle names nothing."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.roles = state.draft.roles
        self._edges: dict[str, dict[int, set[int]]] = {name: {} for name in LISTS}
        for index, role in enumerate(self.roles):
            if role.extends is not None and not self._add(index, role.extends, LISTS):
                message = f"The {role.title} is said to extend a role that extends it: nothing is inherited."
                state.note("circular-inheritance", "warning", message, role.line, role, "/extends")
                role.extends = None

    def _add(self, source: int, target: int, names: tuple[str, ...]) -> bool:
        if any(self._reaches(name, target, source) for name in names):
            return False
        for name in names:
            self._edges[name].setdefault(source, set()).add(target)
        return True

    def _reaches(self, name: str, start: int, goal: int) -> bool:
        seen, stack = set(), [start]
        while stack:
            role = stack.pop()
            if role == goal:
                return True
            if role not in seen:
                seen.add(role)
                stack += self._edges[name].get(role, ())
        return False

    def of(self, index: int, name: str, bullet: Bullet) -> tuple[int, ...] | None:
        """The roles whose list a role's bullet brings; () for a pointer that names none, None for no pointer."""
        text = bullet.text.split("\n")[0] if bullet.first_line_only else bullet.text
        pointer = pointer_fact(text)
        if pointer is None:
            return None
        role = self.roles[index]
        targets = self._targets(index, pointer.target, text)
        if targets and all(self._add(index, target, (name,)) for target in targets):
            return targets
        own_anchor = any(anchor.startswith("#") for anchor in pointer.anchors)
        if not targets and not pointer.certain and not own_anchor:
            return None
        said = " ".join(plain(text).split())[:200]
        code, message = "unknown-pointer", f'"{said}" names no role of this page: nothing is inherited.'
        if targets:
            code, message = "circular-inheritance", f'"{said}" would make the list inherit from itself.'
        elif any(self.state.anchors.get(anchor.lstrip("#").casefold(), 0) is None for anchor in pointer.anchors):
            code, message = "pointer-to-family", f'"{said}" points to what every role of the family has anyway.'
        elif any(not anchor.startswith("#") for anchor in pointer.anchors):
            code, message = "foreign-inheritance", f'"{said}" points to another page: nothing is inherited.'
        severity: Severity = "info" if code == "pointer-to-family" else "warning"
        self.state.note(code, severity, message, bullet.lines[0], role, f"/{name}")
        return ()

    def _targets(self, index: int, phrase: str, text: str) -> tuple[int, ...]:
        found = self.state.names.find(phrase, index) if phrase else None
        if found is None and links(text):
            found, _ = resolve(self.state, text, index)
        return () if found is None else (found,)

    def role_of_this_page(self, owner: DraftOwner) -> int | None:
        """The role of this page that an owner reports to, where its text names or links one."""
        if not owner.reports_to:
            return None
        near = self.roles.index(owner) if isinstance(owner, DraftRole) else -1
        target, foreign = resolve(self.state, owner.reports_to, near)
        return None if foreign or is_bare_level(plain(owner.reports_to)) else target

    def role_in_segment(self, subject: str, segment: str) -> int | None:
        """The role that a segment's grade sentence is about: named with or without the segment, or the only one."""
        names = self.state.names
        if (found := names.find(subject)) is not None:
            return found
        rest = " ".join(word for word in key(subject) if word not in key(segment))
        if rest and (found := names.find(rest)) is not None:
            return found
        return 0 if len(self.roles) == 1 else None
