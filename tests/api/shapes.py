"""How the API writes what it names, for whole-result assertions."""

from typing import Any
from uuid import UUID, uuid5

PLATFORM_ID = UUID("0f5c8a3e-6f0e-4d3a-9f43-5f1d4f1c2b7a")
SITE = "http://testserver"
API = f"{SITE}/api/v1"


def track(slug: str) -> dict[str, str]:
    return {"slug": slug, "name": {"individual_contributor": "Individual contributor"}.get(slug, "Management")}


def level(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name, "url": f"{API}/levels/{slug}/"}


def grade(slug: str, scheme: str = "general", name: str = "") -> dict[str, str]:
    return {"slug": slug, "name": name or slug, "url": f"{API}/grades/{scheme}/{slug}/"}


def scheme(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name, "url": f"{API}/grade-schemes/{slug}/"}


def stage(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name, "url": f"{API}/stages/{slug}/"}


def department(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name, "url": f"{API}/departments/{slug}/"}


def family(slug: str, title: str) -> dict[str, str]:
    return {"slug": slug, "title": title, "url": f"{API}/job-families/{slug}/"}


def role(family: str, slug: str, title: str) -> dict[str, str]:
    return {"family": family, "slug": slug, "title": title, "url": f"{API}/roles/{family}/{slug}/"}


def id_of(kind: str, slug: str) -> str:
    """The id of a role or specialty of the family `platform`."""
    return str(uuid5(PLATFORM_ID, f"{kind}/{slug}"))


def statement(text: str, **facts: Any) -> dict[str, Any]:
    return {"text": text, "group": "", "key": None, "replaces": None, "applies_to": None, "inherits": None, **facts}


def scope(**facts: Any) -> dict[str, Any]:
    return {"tracks": [], "roles": [], "specialties": [], **facts}


def page_of(*results: Any, count: int | None = None) -> dict[str, Any]:
    """A list that fits on one page."""
    return {"count": len(results) if count is None else count, "next": None, "previous": None, "results": [*results]}


LISTS: dict[str, Any] = {
    "responsibilities": [],
    "requirements": [],
    "nice_to_haves": [],
    "performance_indicators": [],
    "promotion_criteria": [],
    "leads": {},
    "sections": [],
}
GENERAL = scheme("general", "General")
NO_LINE: dict[str, Any] = {"text": "", "role": None}
