"""A whole page, from its text to what was read."""

import re
from datetime import date, datetime
from typing import Any

from careers.handbook.document import MAX_LINE, Finding
from careers.handbook.parse.blocks import is_plain_text, scan
from careers.handbook.parse.build import Builder
from careers.handbook.parse.draft import Draft, DraftOwner, DraftRole
from careers.handbook.parse.inherit import Inheritance
from careers.handbook.parse.markup import Clean, clean
from careers.handbook.parse.outline import outline
from careers.handbook.parse.source import FrontMatter, check_text, front_matter, identity, page_stem
from careers.handbook.parse.state import Source
from careers.handbook.parse.titles import key, role_title, title_words
from careers.handbook.parse.walk import walk
from careers.handbook.parsed import LastModified, Parsed

_LAST_MODIFIED = re.compile(
    r"Last modified (?P<on>[A-Z][a-z]+ \d{1,2}, \d{4})(?:: (?P<message>.*?))?(?: \((?P<commit>[0-9a-f]{6,40})\))?\s*$"
)
_KEY = re.compile(r"[\"']?([^\s\"'#][^:\"']*)[\"']?\s*:(?:\s|$)")
_CLOSING = re.compile(r"\{\{[<%]\s*/|<%\s*(?:end\b|\})")
_KEPT_KEYS = {"title": "/title", "description": "/summary", "summary": "/summary"}


def parse(text: str, *, path: str = "") -> Parsed:
    """Reads a page of any kind that a handbook holds: Markdown in its templates, Hugo pages, rendered plain text, or
    the canonical dialect (front matter `rolebook`), which is read by its strict grammar.

    `path` is the page's path below the import root; it gives the family's slug and department. What cannot be placed
    for certain is told by findings; nothing is lost. Raises Unreadable on what is no page at all.
    """
    lines = check_text(text).split("\n")
    front = front_matter(lines)
    if "rolebook" in front.data:
        from careers.handbook.dialect import read_canonical

        return read_canonical("\n".join(lines))
    last_modified, modified_line = _last_modified(lines, front.end)
    body = list(lines[front.end :])
    if modified_line:
        body[modified_line - 1 - front.end] = ""
    rendered = front.end == 0 and is_plain_text(body)
    cleaned = Clean(body) if rendered else clean(body, front.end + 1)
    blocks = scan(cleaned.lines, front.end + 1, markdown=not rendered)
    title = _word(front.data.get("title"))
    page = outline(blocks, title)
    state = walk(page, Source(cleaned.targets, cleaned.anchors, page_stem(path), rendered))
    draft = state.draft
    findings = _settle(draft)
    name = title or page.title.text or _shared_name(draft) or page_stem(path).replace("-", " ").capitalize()
    name = name or "Untitled family"
    slug, department = identity(path, name)
    builder = Builder(draft, Inheritance(state), slug, department)
    summary, beyond = _summary(front, draft)
    document = builder.build(name, summary)
    findings += builder.findings
    findings += _account(builder, front, cleaned, lines, modified_line, last_modified, beyond)
    entries, lost = builder.ledger.entries(lines)
    findings += [
        Finding(code="lost-line", severity="error", message="This line could not be placed.", line=line)
        for line in lost
    ]
    ordered = sorted(findings, key=lambda finding: (finding.line or 0, finding.code))
    return Parsed(document, tuple(ordered), tuple(entries), builder.positions, last_modified)


def _word(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _last_modified(lines: list[str], start: int) -> tuple[LastModified | None, int]:
    """The "Last modified" line among the last lines of a rendered page, and its number; (None, 0) without one."""
    filled = [index for index in range(len(lines) - 1, start - 1, -1) if lines[index].strip()][:5]
    for index in filled:
        if found := _LAST_MODIFIED.match(lines[index].strip()):
            try:
                on: date = datetime.strptime(found["on"], "%B %d, %Y").date()
            except ValueError:
                continue
            return LastModified(on, found["message"] or "", found["commit"] or ""), index + 1
    return None, 0


def _shared_name(draft: Draft) -> str:
    """What the roles of a page without a title have in common: "Developers" of Junior and Senior Developers."""
    for role in draft.roles:
        words = title_words(role.title)
        if words.base and words.own and all(title_words(each.title).base == words.base for each in draft.roles):
            rest = role_title(role.title).split()
            return " ".join(word for word in rest if key(word) and set(key(word)) <= set(words.base))
    return ""


def _settle(draft: Draft) -> list[Finding]:
    """Gives the lists of a page that is one role to that role, and tells of a base role that is only implied."""
    family = draft.family
    described = [name for name in ("responsibilities", "requirements") if family.lists.get(name)]
    workers = [role for role in draft.roles if not title_words(role.title).leads and not title_words(role.title).tail]
    based = any(_is_base(role) for role in draft.roles)
    implied = bool(described and draft.roles and workers and not based)
    single = draft.roles[0] if len(draft.roles) == 1 else None
    if single and not (
        implied
        and title_words(single.title).base == title_words(role_title(family.title)).base
        and _leveled(single, family)
    ):
        _give(family, single)
        implied = False
    if family.reports_to:
        _put_back_reporting(family)
    if not implied:
        return []
    name = role_title(family.title) or "base role"
    message = f"The page describes a role without a level ({name}) that it does not list; no role was made of it."
    line = next((line for each in described for line, _ in family.lists[each].headings), None)
    return [Finding(code="implied-base-role", severity="warning", message=message, where="/roles", line=line)]


def _is_base(role: DraftRole) -> bool:
    words = title_words(role.title)
    return not words.leads and (words.own is None or words.own.slug == "intermediate")


def _leveled(role: DraftRole, family: DraftOwner) -> bool:
    return title_words(role.title).own != title_words(role_title(family.title)).own


def _give(family: DraftOwner, role: DraftRole) -> None:
    for name, held in family.lists.items():
        own = role.list(name)
        own.headings += held.headings
        own.bullets += held.bullets
        own.lead.parts += held.lead.parts
        own.lead.lines += held.lead.lines
    family.lists = {}
    if family.reports_to and not role.reports_to:
        role.reports_to = family.reports_to
        role.fact_lines += [each for each in family.fact_lines if each[1] == "/reports_to/text"]
        family.reports_to = ""
        family.fact_lines = [each for each in family.fact_lines if each[1] != "/reports_to/text"]


def _put_back_reporting(family: DraftOwner) -> None:
    """A reporting line that turned out to be no role's is prose again."""
    for lines, field, sentence in family.fact_lines:
        if field == "/reports_to/text" and sentence:
            family.overview.add(sentence, lines)
    family.reports_to = ""
    family.fact_lines = [each for each in family.fact_lines if each[1] != "/reports_to/text"]


def _summary(front: FrontMatter, draft: Draft) -> tuple[str, bool]:
    """(the summary, whether a description too long for one went to the overview)."""
    text = _word(front.data.get("description")) or _word(front.data.get("summary"))
    if len(text) <= MAX_LINE:
        return text, False
    draft.family.overview.parts.insert(0, text)
    return "", True


def _account(
    builder: Builder,
    front: FrontMatter,
    cleaned: Clean,
    lines: list[str],
    modified: int,
    last: LastModified | None,
    beyond: bool,
) -> list[Finding]:
    """Puts into the ledger what is not text of the body: front matter, markup, link definitions, the last change."""
    ledger, findings = builder.ledger, []
    key_now, ignored = "", []
    for number, line in enumerate(lines[: front.end], 1):
        if line.rstrip() == "---" or not line.strip():
            ledger.put([number], "")
            continue
        found = _KEY.match(line)
        if found and found[1] in front.data:
            key_now = found[1]
        elif line.startswith("#"):
            key_now = "comments"
        pointer = _KEPT_KEYS.get(key_now, "")
        if key_now == "summary" and _word(front.data.get("description")):
            pointer = ""
        if pointer and isinstance(front.data.get(key_now), str):
            ledger.put([number], "/overview" if beyond and pointer == "/summary" else pointer)
            continue
        ledger.note(number, "front-matter-ignored")
        if key_now not in ignored:
            ignored.append(key_now)
            message = f"The front matter's {key_now or 'first line'} is the website's and is not kept."
            findings.append(Finding(code="front-matter-ignored", severity="info", message=message, line=number))
    if not front.opened:
        message = "The page's front matter lacks its opening --- line."
        findings.append(Finding(code="front-matter-unopened", severity="warning", message=message, line=1))
    findings += _removed(builder, cleaned)
    ledger.put(cleaned.definitions, "")
    if last and modified:
        ledger.note(modified, "last-modified")
        message = f"Last modified on {last.on.isoformat()}: {last.message}"
        findings.append(Finding(code="last-modified", severity="info", message=message, line=modified))
    return findings


def _removed(builder: Builder, cleaned: Clean) -> list[Finding]:
    """One finding for each shortcode, and one for all other markup of the page."""
    findings = []
    told: set[tuple[int, str]] = set()
    markup = [
        line
        for line, found in cleaned.removed.items()
        if any(code == "removed-markup" or _CLOSING.match(what) for code, what in found)
    ]
    for line, found in cleaned.removed.items():
        for code, what in found:
            builder.ledger.note(line, "removed-markup" if _CLOSING.match(what) else code)
            first = (id(what), code) not in told
            told.add((id(what), code))
            if code == "unread-shortcode" and first and not _CLOSING.match(what):
                message = f"{' '.join(what.split())[:120]} is filled in by the website; what it shows was not read."
                findings.append(Finding(code=code, severity="warning", message=message, line=line))
    if markup:
        message = f"Markup without words was left out on {len(markup)} lines (scripts, frames, comments, tags)."
        findings.append(Finding(code="removed-markup", severity="info", message=message, line=min(markup)))
    return findings
