"""The lines of a page that are no text of its body: front matter, markup, link definitions, the last change."""

import re
from dataclasses import dataclass

from careers.handbook.document import Finding
from careers.handbook.parse.ledger import Ledger
from careers.handbook.parse.markup import Clean
from careers.handbook.parse.source import FrontMatter
from careers.handbook.parsed import LastModified

_KEY = re.compile(r"[\"']?([^\s\"'#][^:\"']*)[\"']?\s*:(?:\s|$)")
_CLOSING = re.compile(r"\{\{[<%]\s*/|<%\s*(?:end\b|\})")


def account_front_matter(ledger: Ledger, front: FrontMatter, lines: list[str], kept: dict[str, str]) -> list[Finding]:
    """Puts the front matter into the ledger. `kept` maps its keys to the places that hold their words."""
    findings: list[Finding] = []
    key_now = "first line"
    ignored = set()
    for number, line in enumerate(lines[: front.end], 1):
        if line.rstrip() == "---" or not line.strip():
            ledger.put([number], "")
            continue
        found = _KEY.match(line)
        if found and found[1] in front.data:
            key_now = found[1]
        elif line.startswith("#"):
            key_now = "comments"
        if key_now in kept:
            ledger.put([number], kept[key_now])
            continue
        ledger.note(number, "front-matter-ignored")
        if key_now not in ignored:
            ignored.add(key_now)
            message = f"The front matter's {key_now} is the website's and is not kept."
            findings.append(Finding(code="front-matter-ignored", severity="info", message=message, line=number))
    if not front.opened:
        message = "The page's front matter lacks its opening --- line."
        findings.append(Finding(code="front-matter-unopened", severity="warning", message=message, line=1))
    return findings


def account_markup(ledger: Ledger, cleaned: Clean) -> list[Finding]:
    """Puts what was taken out as markup into the ledger: a finding for each shortcode, and one for all the rest."""
    findings: list[Finding] = []
    silent: list[int] = []
    told: set[int] = set()
    for line, removed in cleaned.removed.items():
        for piece in removed:
            shortcode = piece.code == "unread-shortcode" and not _CLOSING.match(piece.text)
            ledger.note(line, "unread-shortcode" if shortcode else "removed-markup")
            if not shortcode:
                silent.append(line)
            elif id(piece) not in told:
                told.add(id(piece))
                shown = " ".join(piece.text.split())[:120]
                message = f"{shown} is filled in by the website; what it shows was not read."
                findings.append(Finding(code="unread-shortcode", severity="warning", message=message, line=line))
    if silent:
        count = len(set(silent))
        lines = "1 line" if count == 1 else f"{count} lines"
        message = f"Markup that shows no words was left out on {lines} (scripts, frames, comments, tags)."
        findings.append(Finding(code="removed-markup", severity="info", message=message, line=min(silent)))
    ledger.put(cleaned.definitions, "")
    return findings


@dataclass(frozen=True)
class Change:
    """The "Last modified" line of a rendered page: what it says and its number."""

    stated: LastModified
    line: int


def account_change(ledger: Ledger, change: Change | None) -> list[Finding]:
    if change is None:
        return []
    ledger.note(change.line, "last-modified")
    message = f"Last modified on {change.stated.on.isoformat()}: {change.stated.message}"
    return [Finding(code="last-modified", severity="info", message=message, line=change.line)]
