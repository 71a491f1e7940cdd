"""Every endpoint of the API, with an example of each, against the data of the `catalogue` fixture."""

from careers.api.urls import writing
from config.api import urlpatterns

PUBLISHED = [pattern for pattern in urlpatterns if pattern not in writing]
"""The addresses of what is published. Of drafts, which are for tokens alone, tests/api/test_drafts.py knows."""

VACANCY = 123456789
"""The number of the vacancy that is open."""

EXAMPLES = {
    "root": "",
    "schema": "schema/",
    "docs": "docs/",
    "document-schema": "document-schema/",
    "departments": "departments/",
    "department": "departments/engineering/",
    "job-families": "job-families/",
    "job-family": "job-families/platform/",
    "revisions": "job-families/platform/revisions/",
    "revision": "job-families/platform/revisions/1/",
    "family-comparison": "job-families/platform/compare/?from=1&to=1",
    "roles": "roles/",
    "role": "roles/platform/staff-engineer/",
    "role-comparison": "roles/compare/?a=platform/junior-engineer&b=platform/staff-engineer",
    "role-days": "roles/platform/staff-engineer/compare/",
    "specialties": "specialties/",
    "specialty": "specialties/platform/storage/",
    "levels": "levels/",
    "level": "levels/senior/",
    "grades": "grades/",
    "grade": "grades/sales/7/",
    "grade-schemes": "grade-schemes/",
    "grade-scheme": "grade-schemes/sales/",
    "stages": "stages/",
    "stage": "stages/screening/",
    "company": "company/",
    "vacancies": "vacancies/",
    "vacancy": f"vacancies/{VACANCY}/",
    "search": "search/?q=engineer",
    "hiring-processes": "hiring-processes/",
    "career-steps": "career-steps/",
    "changes": "changes/",
}
"""By the name of its address, the path below /api/v1/, with what has to be asked."""


def asking(path: str, query: str) -> str:
    """The path with a query, or more of it."""
    return f"{path}{'&' if '?' in path else '?'}{query}"


OF_NO_DAY = "changes/"
"""What happened is told once, and of no day."""

DESCRIBING = {"schema", "docs", "document-schema"}
"""Addresses that the OpenAPI document does not describe: they describe."""

RESOURCES = [path for name, path in EXAMPLES.items() if name not in {"root", *DESCRIBING}]


def names() -> list[str]:
    """The names of the addresses of what is published, as the router has them."""
    return [str(pattern.name) for pattern in PUBLISHED]
