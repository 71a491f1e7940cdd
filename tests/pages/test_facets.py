"""The numbers beside the facets are what one gets: over generated catalogues, for anything that may be asked."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careers.audience import Viewer
from careers.filters import FamilyFilter
from careers.models import Department, Family, FamilyListing
from careers.presenting.census import OF_FAMILIES, OF_ROLES, Census
from careers.presenting.facets import FACETS, FamilySearch
from careers.reading import Reading
from config.kernel.models import Catalogue
from tests.factories import document, posted, published

LEVELS = ("junior", "senior", "manager", "fellow")
GRADES = ("5", "7", "9", "12")
LANGUAGES = ("", "Go", "C", "COBOL")
DEPARTMENTS = ("works", "foundry", "bells", "shop", "attic")
WORDS = ("", "north", "south", "nowhere")
SEEN = ("public", "public", "internal")


@pytest.fixture
def catalogue(db):
    """24 families, none like another, with a bit of everything hidden."""
    works = Department(slug="works", name="Works").record(by=None)
    foundry = Department(slug="foundry", name="Foundry", parent=works).record(by=None)
    Department(slug="bells", name="Bells", parent=foundry).record(by=None)
    for number in range(24):
        published(_family(number))
    for number in (0, 5, 6, 13):
        facts = {"visibility": "internal" if number % 4 == 1 else "public"}
        posted("r0", family=Family.objects.get(slug=f"family-{number}"), **facts)


def _pick(values, *numbers):
    return values[sum(number * step for number, step in zip(numbers, (1, 3, 7), strict=False)) % len(values)]


def _family(number):
    nothing = {"responsibilities": [], "requirements": [], "career_steps": [], "sections": [], "hiring_processes": []}
    roles = [
        {
            "title": f"Role {index}",
            "slug": f"r{index}",
            "level": _pick((*LEVELS, None), number, index),
            "track": "management" if (number + index) % 5 == 4 else "individual_contributor",
            "visibility": "public" if index == 0 else _pick(SEEN, number, index),
            **({"grade": _pick(GRADES, index, number)} if (number + index) % 3 else {"grade_options": ["5", "7"]}),
        }
        for index in range(number % 4 + (number != 20))
    ]
    specialties = [
        {
            "name": slug.title(),
            "slug": slug,
            "kind": "segment",
            "primary_language": _pick(LANGUAGES, number, index),
            "visibility": _pick(SEEN, number, index),
            "roles": ["r0"] if index % 2 and roles else [],
            "grades": {"r0": _pick(GRADES, number + 1)} if index and roles else {},
        }
        for index, slug in enumerate(("east", "west", "up")[: number % 4])
    ]
    return document(
        f"family-{number}",
        **nothing,
        department=_pick(DEPARTMENTS, number),
        visibility="internal" if number % 4 == 1 else "public",
        overview=_pick(WORDS, number),
        primary_language=_pick(LANGUAGES, number // 2),
        roles=roles,
        specialties=specialties,
    )


def _some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


QUERIES = st.fixed_dictionaries(
    {
        "department": _some(DEPARTMENTS),
        "track": _some(("individual_contributor", "management")),
        "level": _some(LEVELS),
        "grade": _some(GRADES),
        "specialty": _some(("east", "west", "up", "elsewhere")),
        "language": _some(LANGUAGES[1:]),
        "vacancies": st.sampled_from([[], [], ["open"]]),
        "q": st.sampled_from([[], [], *([word] for word in WORDS)]),
    }
)


def _ask(reading, asked):
    query = QueryDict(mutable=True)
    for name, values in asked.items():
        query.setlist(name, values)
    found = FamilyFilter(query, reading.live(FamilyListing), reading=reading)
    assert found.is_valid(), found.form.errors
    return found


@given(asked=QUERIES, name=st.sampled_from(FACETS), internal=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_number_is_what_choosing_it_gives(catalogue, asked, name, internal):
    """Every value of a facet is offered with the number of families that one gets by asking for it and, of the other
    facets, for what is asked already. Only what would leave none is not offered."""
    state = Catalogue.objects.state()
    reading = Reading(state, state.today, Viewer(internal=internal), False, "facets")
    found, census = _ask(reading, asked), Census.of(reading)
    among = set(found.found_by_words.values_list("family", flat=True)) if found.form.cleaned_data["q"] else None
    specialties = {slug: slug for slug in ("east", "west", "up")}
    search = FamilySearch(reading, found.form, census, specialties, among)
    shown = {facet.name: {option.value: option.count for option in facet.options} for facet in search.facets}
    of_no_list = {"specialty": list(specialties), "language": LANGUAGES[1:]}
    every = of_no_list.get(name) or [value for value, _ in found.form.fields[name].choices]
    counts = {value: _ask(reading, {**asked, name: [value]}).qs.count() for value in every}
    offered = {value for value in {*every, *asked[name]} if counts.get(value) or value in asked[name]}
    assert shown.get(name, {}) == {value: counts.get(value, 0) for value in offered}


def test_the_facets_are_those_of_families_and_of_roles():
    assert set(FACETS) == {*OF_FAMILIES, *OF_ROLES}


def test_numbers_are_of_the_day(db, get, today):
    published(document("early"), starts_on=today - timedelta(days=3))
    published(document("late"))
    published(document("hidden", visibility="internal"))

    def tracks(query):
        found = get(f"/job-families/?{query}").all("details.facet")
        return next(facet.texts("label") for facet in found if facet.one("legend").text == "Track")

    assert tracks("") == ["Individual contributor 2 job families", "Management 2 job families"]
    yesterday = today - timedelta(days=1)
    assert tracks(f"as_of={yesterday}") == ["Individual contributor 1 job family", "Management 1 job family"]


def test_staff_count_what_is_internal(db, get, staff_client):
    published(document("hidden", visibility="internal"))
    page = get("/job-families/")
    assert page.texts("p.meta")[-1] == "Engineering · 4 roles · Junior to Principal · grades 5 to 11"
    assert page.all("details.facet")[3].texts("span.number") == ["1 job family"] * 5


def test_a_department_that_came_later_is_known_all_the_same(db, get, today):
    published(document("early"), starts_on=today - timedelta(days=3))
    page = get(f"/job-families/?department=engineering&as_of={today - timedelta(days=1)}")
    assert page.texts("h2.results") == ["1 job family"]
    assert page.all("details.facet")[0].texts("label") == ["Engineering 1 job family"]
