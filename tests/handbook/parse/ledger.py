"""The checker of law d, written apart from the parser: every non-blank line of a page is in the ledger, its pointers
lead somewhere in the document, and what a reader sees of the line is to be found there."""

import html
import re
from typing import Any

from careers.handbook.parsed import Parsed

_STRUCTURE = {
    "title": "roles role at family job the",
    "summary": "description",
    "name": "the",
    "responsibilities": "job duties responsibility the general and for of",
    "requirements": "requirement qualifications job the general and for of",
    "nice_to_haves": "nice to have haves requirements requirement preferred qualifications bonus points",
    "performance_indicators": "key kpis indicator metrics job the for of and",
    "promotion_criteria": "criteria for promotion",
    "grade": "a an the is are this position role job grade grades level pay aligned to at and of",
    "grade_options": "a an the is are this position role roles described below job grade grades level levels or and",
    "grades": "a an the is are role job grade level",
    "reports_to": "a an the this role position will would directly report reports into to our reporting structure line",
    "extends": "a an the role extends",
    "roles": "levels level roles job grade the for of in",
    "group": "the",
    "specialties": "specialty speciality specialities team segment segments for roles",
    "hiring_processes": "hiring interview process interviewing recruitment plan for the",
    "career_steps": "career ladder ladders path paths progression",
}


def problems(text: str, parsed: Parsed) -> list[str]:
    """What breaks law d on a page, one sentence each; empty where it holds."""
    found = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [number for number, line in enumerate(lines, 1) if line.replace("\ufeff", "").strip()]
    if [entry.line for entry in parsed.ledger] != filled:
        found.append("the ledger does not have each non-blank line once, in order")
    document = parsed.document.model_dump(mode="json", by_alias=True)
    codes = {finding.code for finding in parsed.findings}
    told = {finding.line for finding in parsed.findings}
    for entry in parsed.ledger:
        where = f"line {entry.line}"
        if not entry.where and not entry.finding:
            found.append(f"{where} has neither place nor finding")
        if entry.finding and entry.finding not in codes:
            found.append(f"{where} names the finding {entry.finding}, which is not there")
        values = []
        for pointer in entry.where:
            try:
                values.append(resolve(document, pointer))
            except (LookupError, TypeError, ValueError):
                values.append("")
                found.append(f"{where}: {pointer} leads nowhere")
        if entry.finding and (not entry.where or entry.line in told):
            continue
        line = lines[entry.line - 1]
        if entry.finding == "diagram":
            line = " ".join(re.findall(r"[(\[{]([^()\[\]{}]*)[)\]}]", line))
        missing = _missing(line, entry.where, values)
        if missing:
            found.append(f"{where} {entry.where}: {missing} of {lines[entry.line - 1]!r}")
    return found


def resolve(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer. Raises LookupError."""
    value = document
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _missing(line: str, pointers: tuple[str, ...], values: list[Any]) -> list[str]:
    wanted = _words(_visible(line))
    if len(values) == 1 and isinstance(values[0], str) and _in_order(wanted, _words(_visible(values[0]))):
        return []
    kept: set[str] = set()
    for pointer, value in zip(pointers, values, strict=True):
        for text in _strings(value):
            kept |= set(_words(text)) | set(_words(_visible(text)))
        for part in pointer.split("/"):
            kept |= set(part.split("_")) | set(_STRUCTURE.get(part, "").split())
    kept |= {_stem(word) for word in kept}
    kept |= {word for short, full in _SHORT if short in kept for word in full.split()}
    kept |= {short for short, full in _SHORT if set(full.split()) <= kept}
    return [word for word in wanted if word not in kept and _stem(word) not in kept]


_SHORT = (("sr", "senior"), ("jr", "junior"), ("vp", "vice president"), ("avp", "area vice president"))
_FIELDS = {
    "engineering": "engineer",
    "architecture": "architect",
    "administration": "administrator",
    "accounting": "accountant",
    "recruiting": "recruiter",
    "writing": "writer",
}


def _stem(word: str) -> str:
    return _FIELDS.get(word, word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s"))


def _in_order(wanted: list[str], held: list[str]) -> bool:
    size = len(wanted)
    return any(held[start : start + size] == wanted for start in range(len(held) - size + 1))


def _visible(text: str) -> str:
    text = re.sub(r"^(title|description|summary):\s", "", text)
    text = re.sub(r"<!--.*?-->|\{:{1,2}[^{}]*\}|<%.*?%>|\{\{[<%].*?[>%]\}\}|\{%.*?%\}", " ", text)
    text = re.sub(r"</?(?:a|br?|i|p|u|div|em|figure|iframe|img|li|ol|span|strong|sub|sup|ul)\b[^<>]*>", " ", text)
    text = re.sub(r"^\s*\[[^\]]+\]:\s+\S+.*$", "", text)
    text = re.sub(r"^\s*(?:[-*+•]|\d+[.)])\s+", "", text)
    for _ in range(2):
        text = re.sub(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return html.unescape(text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.replace("*", "").replace("`", "").casefold())


def _strings(value: Any) -> list[str]:
    """The texts of a place; a list of statements or a part as a whole has no text of its own."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    texts = value if isinstance(value, list) else [value]
    return [form for text in texts if isinstance(text, str) for form in (text, text.replace("-", " "))]
