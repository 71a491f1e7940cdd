"""What a content rule is, how a company has it, and what a rule may know beyond the document."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from careers.handbook.document import FamilyDocument

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

Hits = Iterable[tuple[str, str]]
"""(JSON pointer into the document, message) of each place where a rule is broken."""


@dataclass(frozen=True)
class Measured:
    """How far a rule can be trusted: its hits on real pages, how many of them were read, how many were right."""

    hits: int
    read: int
    right: int


@dataclass(frozen=True)
class LevelFacts:
    """A step of the company's ladder: its name, its track, and its rank among all levels."""

    name: str
    track: str
    rank: int


@dataclass(frozen=True)
class Setting:
    """How a company has a rule. An empty severity and a value of None are the rule's own."""

    enabled: bool = True
    severity: str = ""
    value: str | None = None


@dataclass(frozen=True)
class Context:
    """What one document cannot say: the ladder, the grades, and what the rest of the catalogue holds.

    `levels` by slug; `grade_ranks` the rank of each (scheme, grade); `families` each family's role titles by role
    slug, the document's own family included; `job_codes` who carries a code in other families, as "family/role" or
    "family/role/specialty"; `stages` the usual order of each stage of hiring; `settings` by the code of a rule.
    """

    levels: Mapping[str, LevelFacts]
    grade_ranks: Mapping[tuple[str, str], Decimal]
    families: Mapping[str, Mapping[str, str]]
    job_codes: Mapping[str, Collection[str]]
    stages: Mapping[str, int]
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """Something that the text of a family should not do. `value` is the default of what a company may set, such as a
    phrase or a number, and `value_help` says what it is; both are empty where nothing can be set. `value_pattern` is
    a regular expression that the whole of a value has to match."""

    code: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    find: Callable[[FamilyDocument, Context, str], Hits]
    value: str = ""
    value_help: str = ""
    value_pattern: str = ".*"
    measured: Measured | None = None

    def accepts(self, value: str) -> bool:
        """Whether a company may set this value."""
        return re.fullmatch(self.value_pattern, value, re.DOTALL) is not None

    def hits(self, document: FamilyDocument, context: Context) -> Hits:
        """What it finds as the company has it, each once; nothing where it is switched off. A value that it does not
        accept is passed over for its own."""
        setting = context.settings.get(self.code, Setting())
        if not setting.enabled:
            return ()
        value = self.value if setting.value is None or not self.accepts(setting.value) else setting.value
        return dict.fromkeys(self.find(document, context, value))
