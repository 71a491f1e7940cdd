"""Links between pages become links between families: a page names another by the address of its file, a family by
its slug."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from careers.handbook.document import FamilyDocument

PROSE_FIELDS = frozenset({"text", "overview", "body", "intro", "outro"})
PAGE_SUFFIXES = (".html.md.erb", ".md.erb", ".html.md", ".markdown", ".md", ".txt")
_LINK = re.compile(r"\[([^\]\[]*)\]\(<?([^)\s>]+)>?\)")
_ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/job-families/([^#?\s]+?)/?(?:index\.html)?(#[^\s]*)?$")


def address_of(path: str) -> str:
    """The address below /job-families/ at which a page is served: its path, in lower case, without index and
    suffixes."""
    path = path.strip("/").lower()
    suffix = next((each for each in (*PAGE_SUFFIXES, ".html", ".htm") if path.endswith(each)), "")
    folder, _, name = path.removesuffix(suffix).rpartition("/")
    return folder if name in {"index", "_index"} else f"{folder}/{name}".strip("/")


@dataclass(frozen=True)
class Target:
    """A family that pages link to: its slug, and its roles' titles by slug where they are known."""

    slug: str
    roles: Mapping[str, str] = field(default_factory=dict)

    def role(self, anchor: str, words: str) -> str | None:
        """The role that a link means: by its anchor, by its words, or as the only one there is."""
        if anchor in self.roles:
            return anchor
        named = [slug for slug, title in self.roles.items() if title.casefold() == words.strip().casefold()]
        if len(named) == 1:
            return named[0]
        return next(iter(self.roles)) if len(self.roles) == 1 else None


def relink(document: FamilyDocument, targets: Mapping[str, Target], source_path: str = "") -> FamilyDocument:
    """The document with every link to a page in `targets` (keyed by `address_of`) rewritten to its family, and with
    the career steps and reporting lines whose text holds such a link resolved. A relative link is one from
    `source_path`, the page's own. Nothing else changes; linking twice is linking once."""
    data = document.model_dump(mode="json")
    folder = posixpath.dirname(source_path)

    def rewrite(found: re.Match[str]) -> str:
        target, anchor = _target(found[2], targets, folder)
        return f"[{found[1]}](/job-families/{target.slug}/{anchor})" if target else found[0]

    by_slug = {target.slug: target for target in targets.values()}
    _map_prose(data, lambda text: _LINK.sub(rewrite, text) if "](" in text else text)
    for step in data["career_steps"]:
        if not step["to_family"]:
            for target, anchor, words in _family_links(step["text"], by_slug):
                step["to_family"], step["to_role"] = target.slug, target.role(anchor, words)
                break
    for owner in (*data["roles"], *data["specialties"]):
        line = owner["reports_to"]
        if not line["role"]:
            for target, anchor, words in _family_links(line["text"], by_slug):
                role = target.role(anchor, words)
                if role and (target.slug, role) != (document.slug, owner["slug"]):
                    line["role"] = f"{target.slug}/{role}"
                break
    return FamilyDocument.model_validate(data)


def renamed(document: FamilyDocument, slug: str) -> FamilyDocument:
    """The document under another slug, with what it says of itself by slug."""
    data = document.model_dump(mode="json")
    data["slug"] = slug
    for step in data["career_steps"]:
        if step["to_family"] == document.slug:
            step["to_family"] = slug
    for owner in (*data["roles"], *data["specialties"]):
        family, _, role = (owner["reports_to"]["role"] or "").partition("/")
        if family == document.slug:
            owner["reports_to"]["role"] = f"{slug}/{role}"
    return FamilyDocument.model_validate(data)


def _target(url: str, targets: Mapping[str, Target], folder: str | None = None) -> tuple[Target | None, str]:
    """The family that an address leads to, and the rest of the address from # on. `folder` is where relative ones
    begin; without it they lead nowhere."""
    if found := _ADDRESS.match(url):
        return targets.get(address_of(found[1])), found[2] or ""
    path, hash_, anchor = url.partition("#")
    if folder is None or not path or path.startswith("/") or ":" in path:
        return None, ""
    return targets.get(address_of(posixpath.normpath(posixpath.join(folder, path)))), hash_ + anchor


def _family_links(text: str, by_slug: Mapping[str, Target]) -> Iterator[tuple[Target, str, str]]:
    """(family, anchor without #, words) of every link to a family's page, in order."""
    for words, url in _LINK.findall(text):
        target, anchor = _target(url, by_slug)
        if target:
            yield target, anchor.removeprefix("#"), words


def _map_prose(node: Any, change: Callable[[str], str]) -> None:
    """Applies `change` to every Markdown text below a node, in place."""
    if isinstance(node, list):
        for each in node:
            _map_prose(each, change)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key in PROSE_FIELDS:
                node[key] = change(value)
            elif key == "leads":
                node[key] = {name: change(text) for name, text in value.items()}
            else:
                _map_prose(value, change)
