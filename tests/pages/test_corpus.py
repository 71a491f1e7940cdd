"""The pages over real families, where HANDBOOK_CORPUS says that they lie: what the facets count is what one gets, by
counting the published documents by hand."""

from collections import Counter

import pytest

from careers.models import FamilyListing
from careers.reading import Reading
from config.kernel.models.catalogue import today
from tests.careers.test_search_corpus import CORPUS, handbook  # noqa: F401 - a fixture
from tests.pages.html import parse

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS, reason="HANDBOOK_CORPUS does not say where the reference corpus lies"),
]


def by_hand(reading, document):
    """Every (facet, value) that holds for a family."""
    found = {("department", slug) for slug in reading.reference.department_path(document["department"])}
    languages = {document["primary_language"], *(each["primary_language"] for each in document["specialties"])}
    found |= {("language", language) for language in languages if language}
    for role in document["roles"]:
        found |= {("track", role["track"]), ("level", role["level"]), ("grade", role["grade"])}
        found |= {("grade", grade) for grade in role["grade_options"]}
        having = [each for each in document["specialties"] if not each["roles"] or role["slug"] in each["roles"]]
        found |= {("specialty", each["slug"]) for each in having}
        found |= {("grade", each["grades"].get(role["slug"])) for each in document["specialties"]}
    return {(name, value) for name, value in found if value}


def offered(page):
    """The number beside every (facet, value) of a page."""
    return {
        (label.one("input").attributes["name"], label.one("input").attributes["value"]): int(
            label.one("span.number").text.split()[0]
        )
        for label in page.all("div.options label")
    }


def test_facets_count_the_families_that_one_gets(handbook, client):  # noqa: F811
    reading = Reading.of_visitor()
    documents = [row.public for row in FamilyListing.objects.live(today())]
    counted = Counter(fact for document in documents for fact in by_hand(reading, document))
    numbers = offered(parse(client.get("/job-families/").content.decode()))
    assert len(documents) > 140
    assert numbers == dict(counted)
    for name, value in [fact for fact in numbers if fact[0] != "specialty"]:
        results = parse(client.get("/job-families/", {name: value}).content.decode()).one("h2.results").text
        assert int(results.split()[0]) == numbers[name, value], (name, value)
