from careers.admin import checks, company, families, people, processes, publications, reviewing, roles, specialties

__all__ = ["checks", "company", "families", "people", "processes", "publications", "reviewing", "roles", "specialties"]
