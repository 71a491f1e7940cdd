"""Career ladders drawn as Mermaid diagrams: their edges, with the names and links of what they join."""

import re
from dataclasses import dataclass
from itertools import pairwise

_NODE = re.compile(r"([\w:.]+)\s*[(\[{]+\s*\"?([^()\[\]{}\"|]*(?:\([^()]*\)[^()\[\]{}\"|]*)*)\"?\s*[)\]}]+")
_ARROW = re.compile(r"\s*(?:<?(?:--+|==+|-\.+-?)[>xo]?(?:\|[^|\n]*\|)?)\s*")
_CLICK = re.compile(r"^\s*click\s+([\w:.-]+)\s+(?:href\s+)?\"([^\"]+)\"")
_COMMENT = re.compile(r"%%.*")


@dataclass(frozen=True)
class Edge:
    """From one name to the next, on one source line; the names are links where the diagram makes them so."""

    source: str
    target: str
    line: int

    def text(self, links: dict[str, str]) -> str:
        return " → ".join(f"[{name}]({links[name]})" if name in links else name for name in (self.source, self.target))


def edges(lines: list[tuple[int, str]]) -> tuple[list[Edge], dict[str, str]]:
    """(edges in order, links by name) of the lines of a Mermaid graph."""
    names: dict[str, str] = {}
    drawn: list[tuple[str, str, int, dict[str, str]]] = []
    clicks: dict[str, str] = {}
    for number, text in lines:
        line = _COMMENT.sub("", text)
        if click := _CLICK.match(line):
            clicks[click[1]] = click[2]
            continue
        here = {node[1]: " ".join(node[2].split()) for node in _NODE.finditer(line)}
        names = here | names
        parts = [part.strip().rstrip(";").strip() for part in _ARROW.split(_NODE.sub(r"\1", line))]
        drawn += [(a, b, number, here) for a, b in pairwise(parts) if a and b]

    def name(key: str, here: dict[str, str]) -> str:
        return here.get(key) or names.get(key) or key

    found = [Edge(name(a, here), name(b, here), number) for a, b, number, here in drawn]
    return found, {names.get(key, key): target for key, target in clicks.items()}
