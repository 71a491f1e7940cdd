"""Families for the tests of the content rules: one that breaks no rule, and how to break it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from careers.handbook.document import FamilyDocument
from careers.handbook.rules import RULES, Context, LevelFacts, Setting, check
from hiring.vocabulary import stages
from levels.vocabulary import vocabulary

KNOWN = {
    "hydrology": {"junior": "Junior Hydrologist", "hydrologist": "Hydrologist", "senior": "Senior Hydrologist"},
    "field-service": {"technician": "Field Technician", "manager": "Manager, Field Service"},
}


def context(
    *,
    families: Mapping[str, Mapping[str, str]] = KNOWN,
    job_codes: Mapping[str, tuple[str, ...]] | None = None,
    settings: Mapping[str, Setting] | None = None,
) -> Context:
    """The company's ladder and grades as they are seeded, and a catalogue of two families."""
    words = vocabulary()
    return Context(
        levels={level.slug: LevelFacts(level.name, level.track, level.rank) for level in words.levels},
        grade_ranks={(scheme.slug, grade): Decimal(grade) for scheme in words.schemes for grade in words.grades},
        families=families,
        job_codes=job_codes or {},
        stages={stage.slug: stage.order for stage in stages()},
        settings=settings or {},
    )


def only(code: str, **known: Any) -> Context:
    """A context in which one rule is on."""
    return context(settings={each: Setting(enabled=each == code) for each in RULES}, **known)


def bullets(*texts: str) -> list[dict[str, Any]]:
    return [{"text": text} for text in texts]


def role(title: str, slug: str, **parts: Any) -> dict[str, Any]:
    """A role without anything but its title."""
    return {"title": title, "slug": slug, **parts}


JUNIOR = role(
    "Junior Hydrologist", "junior", level="junior", grade="5", promotion_criteria=bullets("Runs a gauge alone")
)
HYDROLOGIST = role("Hydrologist", "hydrologist", level="intermediate", grade="6", extends="junior")
SENIOR = role("Senior Hydrologist", "senior", level="senior", grade="7", extends="hydrologist")
PROCESS = {
    "steps": [
        {"kind": "screening", "text": "A call with a recruiter", "minutes": (30, 30)},
        {"kind": "technical-interview", "text": "Reading a hydrograph together", "minutes": (60, 90)},
        {"kind": "offer", "text": "The offer, by the head of the team"},
    ]
}


BARE = role("Hydrologist", "hydrologist", level="intermediate", grade="6")
MANAGER = role("Manager, Hydrology", "manager", level="manager", track="management", grade="8", extends="junior")
MANAGERS = {"tracks": ["management"]}
FOUR = bullets(
    "Builds the weir at the mill",
    "Reads the rain of a year",
    "Draws the map of wells",
    "Calls the mayor before a flood",
)
POINTER = {"text": "Everything that the lower roles ask for", "inherits": ["junior"]}


def says(*texts: str, name: str = "requirements") -> dict[str, Any]:
    """A list of an owner."""
    return {name: bullets(*texts)}


def family(**parts: Any) -> FamilyDocument:
    """The hydrologists, who break no rule, with other parts in place of their own."""
    return FamilyDocument.model_validate(
        {
            "title": "Hydrology",
            "slug": "hydrology",
            "overview": "Hydrologists know where the water goes.",
            "responsibilities": bullets("Measures rivers and wells", "Keeps the gauges honest"),
            "requirements": bullets("Reads a hydrograph", "Explains a flood to people who stand in it"),
            "performance_indicators": bullets(
                "[Gauges that answer](/data/gauges)",
                "[Forecast error](/data/error)",
                "[Hours to a warning](/data/hours)",
            ),
            "roles": [JUNIOR, HYDROLOGIST, SENIOR],
            "hiring_processes": [PROCESS],
            **parts,
        }
    )


def found(code: str, document: FamilyDocument, **known: Any) -> list[tuple[str, str]]:
    """(where, message) of all that one rule finds."""
    return [(finding.where, finding.message) for finding in check(document, only(code, **known))]
