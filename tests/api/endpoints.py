"""Every endpoint of the API, with an example of each, against the data of the `catalogue` fixture."""

from config.api import urlpatterns

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
    "roles": "roles/",
    "role": "roles/platform/staff-engineer/",
    "specialties": "specialties/",
    "specialty": "specialties/platform/storage/",
    "levels": "levels/",
    "level": "levels/senior/",
    "grades": "grades/",
    "grade": "grades/sales/7/",
    "hiring-processes": "hiring-processes/",
    "career-steps": "career-steps/",
}
"""By the name of its address, the path below /api/v1/."""

DESCRIBING = {"schema", "docs", "document-schema"}
"""Addresses that the OpenAPI document does not describe: they describe."""

LISTS = [path for name, path in EXAMPLES.items() if name.endswith("s") and name not in DESCRIBING]
DETAILS = ["department", "job-family", "role", "specialty", "level", "grade"]
RESOURCES = [path for name, path in EXAMPLES.items() if name not in {"root", *DESCRIBING}]


def names() -> list[str]:
    """The names of the API's addresses, as the router has them."""
    return [str(pattern.name) for pattern in urlpatterns]
