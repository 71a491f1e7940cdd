"""The public pages: they fetch, delegate and present. Every one of them reads the published side, through a Reading."""

from careers.views.boards import (
    board,
    board_department,
    board_departments,
    board_job,
    board_jobs,
    board_office,
    board_offices,
)
from careers.views.brand import brand_css, brand_image
from careers.views.catalogue import department, departments, home, levels
from careers.views.checklist import checklist, checklist_file
from careers.views.companywide import hiring, specialties
from careers.views.compare import compare
from careers.views.families import families
from careers.views.family import family, family_json, family_markdown
from careers.views.feeds import changes_feed, history_feed
from careers.views.former import former
from careers.views.history import history, revision
from careers.views.machines import robots, sitemap, sitemap_part
from careers.views.matrix import matrix, matrix_csv
from careers.views.paths import career_paths
from careers.views.roles import role
from careers.views.search import search
from careers.views.styleguide import styleguide
from careers.views.vacancies import vacancies, vacancies_feed, vacancy, vacancy_html, vacancy_text

__all__ = [
    "board",
    "board_department",
    "board_departments",
    "board_job",
    "board_jobs",
    "board_office",
    "board_offices",
    "brand_css",
    "brand_image",
    "career_paths",
    "changes_feed",
    "checklist",
    "checklist_file",
    "compare",
    "department",
    "departments",
    "families",
    "family",
    "family_json",
    "family_markdown",
    "former",
    "hiring",
    "history",
    "history_feed",
    "home",
    "levels",
    "matrix",
    "matrix_csv",
    "revision",
    "robots",
    "role",
    "search",
    "sitemap",
    "sitemap_part",
    "specialties",
    "styleguide",
    "vacancies",
    "vacancies_feed",
    "vacancy",
    "vacancy_html",
    "vacancy_text",
]
