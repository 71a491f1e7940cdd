"""Front matter: YAML between two lines of `---`, read strictly.

Every scalar is a string (so `NO`, `1e3` and 2024-01-01 stay words), a key may occur once, and anchors, aliases and
tags are refused: a page is data, and ten lines of aliases can unfold to gigabytes.
"""

from typing import Any

import yaml

from careers.handbook.parsed import Unreadable


class _StrictLoader(yaml.SafeLoader):
    """Fails on what YAML allows and a page never needs."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="anchors and aliases are not allowed", problem_mark=event.start_mark)
        if (tag := getattr(event, "tag", None)) and tag != "!":
            raise yaml.MarkedYAMLError(problem=f"the tag {tag} is not allowed", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# No implicit types: every plain scalar stays the string it was written as.
_StrictLoader.yaml_implicit_resolvers = {}


def load_yaml(text: str, first_line: int = 1) -> Any:
    """Strings, lists and mappings. `first_line` is the source line of the text's first line.
    Raises Unreadable, at the line, on anything YAML or the strict rules refuse."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise Unreadable(line, f"front matter: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable(first_line, f"front matter: {str(error).splitlines()[0]}") from None


def split_front_matter(text: str) -> tuple[dict[str, Any], int]:
    """(front matter, index of the first body line) of a page whose first line is `---`; ({}, 0) otherwise.
    Raises Unreadable when the block is not closed, is no mapping or breaks the strict rules."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return {}, 0
    for end in range(1, len(lines)):
        if lines[end].rstrip() == "---":
            data = load_yaml("\n".join(lines[1:end]) + "\n", first_line=2)
            if data in (None, ""):
                return {}, end + 1
            if not isinstance(data, dict):
                raise Unreadable(2, "front matter: expected `key: value` lines")
            return data, end + 1
    raise Unreadable(1, "front matter: opened by --- and never closed")
