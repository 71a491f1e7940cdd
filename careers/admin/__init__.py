from careers.admin import (
    checks,
    company,
    families,
    people,
    postings,
    processes,
    publications,
    reviewing,
    roles,
    specialties,
    vacancies,
)

__all__ = [
    "checks",
    "company",
    "families",
    "people",
    "postings",
    "processes",
    "publications",
    "reviewing",
    "roles",
    "specialties",
    "vacancies",
]
