"""What a vacancy says, written out: for its page, for other boards and for search engines."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.urls import reverse

from careers.openings import Detail
from careers.presenting.bare import bare
from careers.presenting.jobposting import Employer, JobPosting, job_posting
from careers.presenting.vacancies import VacancyPage
from careers.reading import Reading

Absolute = Callable[[str], str]
"""Makes the address of a path within the site whole."""


def posting_text(reading: Reading, shown: VacancyPage) -> str:
    """What it says apart from its facts, as HTML for its page."""
    context = {"reading": reading, "company": reading.reference.company, "text": shown.text}
    return render_to_string("includes/_posting.html", context)


def posting_copy(reading: Reading, shown: VacancyPage, absolute: Absolute) -> str:
    """The whole of it as HTML of plain tags, for other boards."""
    context = {"company": reading.reference.company, "vacancy": shown, "text": posting_text(reading, shown)}
    return bare(render_to_string("includes/_posting_copy.html", context), absolute)


def for_search_engines(reading: Reading, found: Detail, text: str, absolute: Absolute) -> JobPosting | None:
    """`text` is that of `posting_text`. None but of what anybody may apply for today: a vacancy of a role, and not one
    of another day."""
    if found.role is None or reading.asked or found.posting.visibility != "public":
        return None
    company = reading.reference.company
    logo = company.get("logo")
    return job_posting(
        found.document,
        title=found.title,
        description=bare(text, absolute),
        number=found.number,
        opened_on=found.posting.opened_on,
        zone=reading.zone,
        employer=Employer(
            name=company["name"],
            url=company.get("careers_url", ""),
            logo=absolute(reverse("brand-image", args=[logo])) if logo else "",
        ),
    )
