"""The content rules of the handbook: what the text of a job family should and should not do. See `check`."""

from careers.handbook.rules.registry import RULES, check
from careers.handbook.rules.rule import SEVERITIES, Context, LevelFacts, Measured, Rule, Setting, Severity

__all__ = ["RULES", "SEVERITIES", "Context", "LevelFacts", "Measured", "Rule", "Setting", "Severity", "check"]
