"""Facts with their source lines: the front matter of a canonical page, and the blocks of braces in its body."""

import re
from collections.abc import Collection
from typing import Any

import yaml
from pydantic_core import ErrorDetails

from careers.handbook.document import SLUG, Scope
from careers.handbook.frontmatter import load_yaml, split_front_matter
from careers.handbook.parsed import Entry, Unreadable

_MAX_BLOCK = 60_000
"""Characters; a scope that names every role and specialty a family may have is shorter."""

_BLOCK_TOKEN = re.compile(r"""(?P<opens>[\[{,:])\s*(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?P<brace>[{}])""")
"""A quoted word, which only begins where a word may, or a brace outside of them."""


class FrontMatter:
    """The front matter of a page: `data` as written (all scalars are strings), `end` the index of the first line
    of the body, `positions` from JSON pointers to source lines, `comments` the lines that hold nothing else.
    Raises Unreadable on anything that is not a strict mapping."""

    def __init__(self, text: str) -> None:
        self.data, self.end = split_front_matter(text)
        self.positions: dict[str, int] = {"": 1}
        self._where: dict[int, list[str]] = {}
        lines = text.split("\n")[: self.end]
        if self.data:
            for key, value in nodes("\n".join(lines[1:-1])).value:
                self._place(f"/{'schema' if key.value == 'rolebook' else key.value}", value, key.start_mark.line + 2)
        self._lines = [number for number, line in enumerate(lines, 1) if line.strip()]
        self.comments = [n for n in self._lines if lines[n - 1].lstrip().startswith("#") and n not in self._where]

    def line(self, pointer: str) -> int:
        """The line of the fact at a pointer, or of the nearest part around it that has one."""
        while pointer not in self.positions:
            pointer = pointer.rpartition("/")[0]
        return self.positions[pointer]

    def mappings(self, key: str, names: Collection[str]) -> list[dict[str, Any]]:
        """The list of parts under a key, each holding only facts of these names. Raises Unreadable."""
        parts = self.data.get(key, [])
        if not isinstance(parts, list):
            raise Unreadable(self.line(f"/{key}"), f"front matter: {key} must be a list.")
        for index, part in enumerate(parts):
            if not isinstance(part, dict):
                raise Unreadable(
                    self.line(f"/{key}/{index}"), f"front matter: each of {key} must be `key: value` facts."
                )
            self.refuse_unknown(part, names, f"/{key}/{index}")
        return [dict(part) for part in parts]

    def refuse_unknown(self, part: dict[str, Any], names: Collection[str], pointer: str) -> None:
        for name in part:
            if name not in names:
                line = self.line(f"{pointer}/{name}")
                raise Unreadable(line, f"front matter: {shown(name)} is no fact here; known are {', '.join(names)}.")

    def ledger(self) -> list[Entry]:
        """One entry for each non-blank line, the two rules included."""
        comments = set(self.comments)
        return [
            Entry(line, finding="comment") if line in comments else Entry(line, tuple(self._where.get(line, ("",))))
            for line in self._lines
        ]

    def _place(self, pointer: str, node: yaml.Node, line: int) -> None:
        """Note where a fact stands, and its parts. Sets of words are one fact: the document may order them anew."""
        self.positions[pointer] = line
        parts: list[tuple[str, yaml.Node, int]] = []
        if isinstance(node, yaml.MappingNode):
            parts = [(f"{pointer}/{key.value}", value, key.start_mark.line + 2) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode) and not all(isinstance(n, yaml.ScalarNode) for n in node.value):
            parts = [(f"{pointer}/{i}", part, part.start_mark.line + 2) for i, part in enumerate(node.value)]
        for place in parts:
            self._place(*place)
        # A block ends where the next line begins.
        last = node.end_mark.line + 2 - (node.end_mark.column == 0)
        for covered in range(line, (line if parts else max(line, last)) + 1):
            if not parts or covered not in self._where:
                self._where.setdefault(covered, []).append(pointer)


def fact_block(text: str, line: int, names: Collection[str]) -> tuple[dict[str, Any], str]:
    """(facts, rest) of a text that begins with a brace: one YAML mapping, up to the brace that closes it.
    Raises Unreadable, at the line, where it does not close, is no mapping or holds a fact not of these names."""
    depth = 0
    for token in _BLOCK_TOKEN.finditer(text, 0, _MAX_BLOCK):
        brace = token["brace"] or token["opens"]
        depth += (brace == "{") - (brace == "}")
        if not depth:
            break
    else:
        raise Unreadable(
            line, "A fact block opens with { and never closes; write \\{ where a text begins with a brace."
        )
    source, rest = text[: token.end()], text[token.end() :]
    try:
        facts = load_yaml(source, line)
    except Unreadable as error:
        raise Unreadable(line, f"Fact block: {error.message.removeprefix('front matter: ')}") from None
    nodes(source, line - 2)
    for name in facts:
        if name not in names:
            raise Unreadable(line, f"{shown(name)} is no fact here; known are {', '.join(names)}.")
    return facts, rest.lstrip()


def leading_facts(text: str, line: int, names: Collection[str]) -> tuple[dict[str, Any], str]:
    """(facts, rest) of a text that may begin with a fact block; a scope's sets are gathered under `applies_to`, if
    that is among the names. Raises Unreadable as `fact_block` does."""
    if not text.startswith("{"):
        return {}, text
    sets = tuple(Scope.model_fields) if "applies_to" in names else ()
    facts, rest = fact_block(text, line, [name for name in (*names, *sets) if name != "applies_to"])
    scope = {name: facts.pop(name) for name in sets if name in facts}
    return ({**facts, "applies_to": scope} if scope else facts), rest


def reason(error: ErrorDetails) -> str:
    """What is wrong with a value of a document, in words."""
    context = error.get("ctx", {})
    if context.get("pattern") == SLUG:
        return "Expected a slug (small letters and digits, joined by single hyphens)."
    if error["type"] == "too_long" and context["field_type"] == "Value":
        return f"Expected at most {context['max_length']:,} characters, found {context['actual_length']:,}."
    if error["type"] == "too_short" and context["field_type"] == "Value":
        return "Expected a text."
    return error["msg"].removeprefix("Value error, ")


def shown(text: object) -> str:
    """What a page says, quoted, and cut where it is long."""
    words = str(text)
    return f'"{words if len(words) <= 80 else words[:77] + "..."}"'


def nodes(source: str, offset: int = 0) -> yaml.MappingNode:
    """The nodes of a mapping that the strict loader has passed. Raises Unreadable on a bare null: absent says it."""
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(2 + offset, "Expected `key: value` facts.")
    waiting: list[yaml.Node] = [root]
    for node in waiting:
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
            raise Unreadable(node.start_mark.line + 2 + offset, "A fact without a value: leave it out.")
        if isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return root
