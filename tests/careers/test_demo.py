"""The demo catalogue, loaded once for this module: rich enough, sound, and composed as the product promises. And the
README's lines for curl, tried against it."""

import re
import shlex
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.test import Client

from careers import vacancies
from careers.checking import check
from careers.demo import loading
from careers.handbook.rules import RULES
from careers.models import (
    CareerStepListing,
    Department,
    Family,
    FamilyListing,
    Posting,
    Publication,
    ReviewStage,
    Revision,
    RoleListing,
    SpecialtyListing,
)
from careers.rights import may
from config.kernel.models.catalogue import today
from tests.api import examples

ROOT = Path(__file__).resolve().parents[2]

INTERNAL_WORDS = ("groundwater", "borehole", "kingfisher")
"""They occur only in what the demo keeps internal."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The loaded demo, taken back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        lines = list(loading.load())
        yield lines
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def contents(model, **filters) -> list[dict]:
    """What the staff may see of the rows in force today."""
    return [row.internal for row in model.objects.live(today()).filter(**filters)]


def test_it_loads_once():
    assert not loading.is_empty()


def test_its_people_have_the_rights_that_their_work_needs():
    users = {user.username: user for user in get_user_model().objects.all()}
    departments = dict(Department.objects.values_list("slug", "pk"))

    def rights_of(name):
        rights = ("submit", "review", "publish")
        return {
            department: [
                right for right in rights if may(users[name], f"careers.{right}_family", departments[department])
            ]
            for department in ("software", "sales")
        }

    everything = {department: ["submit", "review", "publish"] for department in ("software", "sales")}
    assert {name: rights_of(name) for name in users} == {
        "ines": {"software": ["submit"], "sales": ["submit"]},
        "tomas": {"software": [], "sales": ["submit"]},
        "rafael": everything,
        "nadia": {"software": ["review"], "sales": []},
        "mira": {"software": ["review"], "sales": ["review"]},
        "rosa": {"software": [], "sales": []},
        "hannah": everything,
        "admin": everything,
    }
    assert [str(stage) for stage in ReviewStage.objects.all()] == ["People team", "Engineering", "Total rewards"]


def test_it_is_as_rich_as_promised():
    roles = RoleListing.objects.live(today())
    assert Department.objects.exclude(slug="unassigned").count() >= 6
    assert FamilyListing.objects.live(today()).count() >= 14
    assert roles.count() >= 80
    assert set(roles.values_list("track", flat=True)) == {"individual_contributor", "management"}
    assert FamilyListing.objects.live(today()).filter(visibility="internal").exists()
    assert roles.filter(visibility="internal", publication__familylistings__visibility="public").exists()
    revisions = Revision.objects.values("family").annotate(count=Count("pk")).filter(count__gte=3)
    assert revisions.count() >= 3
    assert not Revision.objects.filter(message="").exists()
    assert Publication.objects.filter(starts_on__gt=today()).count() == 1
    specialties = contents(SpecialtyListing)
    assert len({each["primary_language"] for each in specialties if each["primary_language"]}) >= 3
    assert [each for each in specialties if each["kind"] == "segment" and each["grades"]]
    assert Counter(row.kind for row in CareerStepListing.objects.live(today())).keys() >= {
        "promotion",
        "track_change",
        "lateral",
    }
    crossing = [
        each for each in CareerStepListing.objects.live(today()) if each.to_family not in ("", each.from_family)
    ]
    assert len(crossing) >= 5


def test_it_hires():
    """Open for some places and for hours, days or months of pay, always, or soon; and one is closed."""
    rosa = get_user_model().objects.get(username="rosa")
    shown = Posting.objects.live(today()).with_listing().visible(internal=False, on=today()).order_by("pk")
    assert [(each.role, each.document.evergreen) for each in shown] == [
        ("senior-firmware-engineer", False),
        ("hydrologist", True),
        ("field-technician", False),
        ("", True),
    ]
    assert [each.role for each in Posting.objects.filter(starts_on__gt=today())] == ["senior-backend-engineer"]
    assert [each.role for each in Posting.objects.exclude(pk__in=Posting.objects.standing(today()))] == [
        "support-engineer"
    ]
    assert {each.role: vacancies.changed_since(each, today()) for each in shown} == {
        "senior-firmware-engineer": "",
        "hydrologist": "the role's text has changed",
        "field-technician": "",
        "": "",
    }
    assert may(rosa, "careers.open_vacancy", Department.objects.get(slug="software").pk)
    assert [each.waived for each in Posting.objects.all()] == [[]] * 6


def test_it_is_whole():
    """Nothing in it would keep it from being published; warnings there may be, as in any real catalogue."""
    for on in (today(), today() + timedelta(days=60)):
        found = [(each.family, finding) for each in check(on) for finding in each.findings]
        assert [each for each in found if each[1].severity == "error"] == []
        assert {finding.code for _, finding in found} <= set(RULES)


def test_no_junior_gets_a_statement_that_is_for_managers():
    scoped = 0
    for listing in FamilyListing.objects.live(today()):
        document = listing.internal
        for_managers = {
            statement["text"]
            for owner in (document, *document["roles"])
            for name in ("responsibilities", "requirements")
            for statement in owner[name]
            if statement["applies_to"] and statement["applies_to"]["tracks"] == ["management"]
        }
        scoped += len(for_managers)
        for role in RoleListing.objects.filter(publication=listing.publication, track="individual_contributor"):
            texts = {each["text"] for name in ("responsibilities", "requirements") for each in role.internal[name]}
            assert not texts & for_managers
    assert scoped >= 5


def test_a_refined_statement_is_shown_once_with_its_origin():
    refined = 0
    for listing in FamilyListing.objects.live(today()):
        document = listing.internal
        for position, role in enumerate(document["roles"]):
            composed = RoleListing.objects.get(publication=listing.publication, slug=role["slug"]).internal
            for index, statement in enumerate(role["responsibilities"]):
                if not statement["replaces"]:
                    continue
                refined += 1
                shown = [each for each in composed["responsibilities"] if each["text"] == statement["text"]]
                assert [each["origins"] for each in shown] == [
                    [
                        {
                            "kind": "role",
                            "slug": role["slug"],
                            "title": role["title"],
                            "pointer": f"/roles/{position}/responsibilities/{index}",
                        }
                    ]
                ]
                before = {origin["pointer"] for each in shown for origin in each["replaced"]}
                assert before
                standing = {o["pointer"] for each in composed["responsibilities"] for o in each["origins"]}
                assert not before & standing
    assert refined >= 3


def test_hiring_differs_by_track_and_its_steps_have_minutes():
    documents = contents(FamilyListing)
    by_track = [
        document
        for document in documents
        if {tuple(p["applies_to"]["tracks"]) for p in document["hiring_processes"] if p["applies_to"]}
        >= {("individual_contributor",), ("management",)}
    ]
    assert len(by_track) >= 5
    steps = [step for document in documents for process in document["hiring_processes"] for step in process["steps"]]
    assert sum(step["minutes"] is not None for step in steps) > len(steps) / 3


def test_nothing_internal_reaches_anonymous_visitors():
    client = Client()
    paths = [
        "/",
        "/levels/",
        "/job-families/?q=groundwater",
        "/api/v1/roles/?limit=200",
        "/api/v1/specialties/?limit=200",
    ]
    paths += [f"/job-families/{slug}/" for slug in FamilyListing.objects.live(today()).values_list("slug", flat=True)]
    for path in paths:
        text = client.get(path).content.decode().casefold().replace("/job-families/?q=groundwater", "")
        text = text.replace('value="groundwater"', "").replace("q=groundwater", "").replace("“groundwater”", "")
        assert [word for word in INTERNAL_WORDS if word in text] == [], path


def test_the_scheduled_revision_is_not_there_yet_and_is_there_on_its_day():
    publication = Publication.objects.get(starts_on__gt=today())
    family = Family.objects.get(pk=publication.family_id)
    assert not RoleListing.objects.live(today()).filter(family=family, slug="principal-firmware-engineer").exists()
    assert RoleListing.objects.live(publication.starts_on).filter(slug="principal-firmware-engineer").exists()
    assert "principal-firmware" not in Client().get(f"/job-families/{family.slug}/").content.decode()


CURL = re.compile(r"^curl -s (.+)$", re.M)


def readme_addresses() -> list[str]:
    """The addresses of the README's curl lines."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line)[0] for line in CURL.findall(text)]


def test_the_readme_has_curl_lines_for_a_family_a_role_and_a_list():
    assert len(readme_addresses()) == 3


@pytest.mark.parametrize("address", readme_addresses())
def test_the_readme_lines_work_as_printed(address):
    parts = urlsplit(address)
    response = Client().get(f"{parts.path}?{parts.query}", HTTP_HOST="localhost")
    assert response.status_code == 200
    answer = response.json()
    assert answer.get("slug") or len(answer["results"]) == 3


def test_the_readme_tour_leads_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = text.split("A short tour")[1].split("##")[0]
    paths = re.findall(r"`(/[^`]*)`", tour)
    assert len(paths) >= 8
    statuses = {path: Client().get(path).status_code for path in paths}
    assert statuses == {path: 302 if path == "/admin/" else 200 for path in paths}


def test_the_examples_of_the_api_are_what_it_answers(client):
    examples.check_or_write(client)
