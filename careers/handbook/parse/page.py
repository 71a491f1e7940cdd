"""A whole page, from its text to what was read."""

import re
from datetime import datetime
from typing import Any

from careers.handbook.dialect import read_canonical
from careers.handbook.document import MAX_LINE, Finding
from careers.handbook.parse.account import Change, account_change, account_front_matter, account_markup
from careers.handbook.parse.blocks import is_plain_text, scan
from careers.handbook.parse.build import Builder
from careers.handbook.parse.inherit import Inheritance
from careers.handbook.parse.markup import Clean, clean
from careers.handbook.parse.outline import outline
from careers.handbook.parse.settle import settle, shared_name
from careers.handbook.parse.source import check_text, front_matter, identity, page_stem
from careers.handbook.parse.state import Source
from careers.handbook.parse.walk import walk
from careers.handbook.parsed import LastModified, Parsed

_LAST_MODIFIED = re.compile(
    r"Last modified (?P<on>[A-Z][a-z]+ \d{1,2}, \d{4})(?:: (?P<message>.*?))?(?: \((?P<commit>[0-9a-f]{6,40})\))?\s*$"
)


def parse(text: str, *, path: str = "") -> Parsed:
    """Reads a page of any kind that a handbook holds: Markdown in its templates, Hugo pages, rendered plain text, or
    the canonical dialect (front matter `rolebook`), which is read by its strict grammar.

    `path` is the page's path below the import root; it gives the family's slug and department. What cannot be placed
    for certain is told by findings; nothing is lost. Raises Unreadable on what is no page at all.
    """
    lines = check_text(text).split("\n")
    front = front_matter(lines)
    if "rolebook" in front.data:
        return read_canonical("\n".join(lines))
    change = _last_change(lines, front.end)
    body = ["" if change and number == change.line else line for number, line in enumerate(lines, 1)][front.end :]
    rendered = front.end == 0 and is_plain_text(body)
    cleaned = Clean(body) if rendered else clean(body, front.end + 1)
    blocks = scan(cleaned.lines, front.end + 1, markdown=not rendered)
    title = _line(front.data.get("title"))
    page = outline(blocks, title)
    state = walk(page, Source(cleaned.targets, cleaned.anchors, page_stem(path), rendered))
    draft = state.draft
    findings = settle(draft)
    name = title or page.title.text or shared_name(draft) or _from_path(path) or "Untitled family"
    slug, department = identity(path, name)
    kept, summary = _kept_front_matter(front.data)
    if len(summary) > MAX_LINE:
        draft.family.overview.parts.insert(0, summary)
        kept, summary = {key: place.replace("/summary", "/overview") for key, place in kept.items()}, ""
    builder = Builder(draft, Inheritance(state), slug, department)
    document = builder.build(name, summary)
    ledger = builder.ledger
    findings += builder.findings
    findings += account_front_matter(ledger, front, lines, kept)
    findings += account_markup(ledger, cleaned)
    findings += account_change(ledger, change)
    entries, lost = ledger.entries(lines)
    message = "This line could not be placed."
    findings += [Finding(code="lost-line", severity="error", message=message, line=line) for line in lost]
    findings.sort(key=lambda finding: (finding.line or 0, finding.code))
    last_modified = change.stated if change else None
    return Parsed(document, tuple(findings), tuple(entries), builder.positions, last_modified)


def _line(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _from_path(path: str) -> str:
    return page_stem(path).rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()


def _kept_front_matter(data: dict[str, Any]) -> tuple[dict[str, str], str]:
    """(the places of the front matter's keys that are kept, the summary)."""
    kept = {"title": "/title"} if _line(data.get("title")) else {}
    for key in ("description", "summary"):
        if summary := _line(data.get(key)):
            return {**kept, key: "/summary"}, summary
    return kept, ""


def _last_change(lines: list[str], start: int) -> Change | None:
    """The "Last modified" line among the last lines of a page."""
    filled = [number for number in range(len(lines), start, -1) if lines[number - 1].strip()][:5]
    for number in filled:
        if found := _LAST_MODIFIED.match(lines[number - 1].strip()):
            try:
                on = datetime.strptime(found["on"], "%B %d, %Y").date()
            except ValueError:
                continue
            return Change(LastModified(on, found["message"] or "", found["commit"] or ""), number)
    return None
