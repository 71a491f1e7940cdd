"""What is internal, scheduled or only drafted is in no answer to the public: not in a body, and not by its effect on
filters, search, counts and order."""

from datetime import timedelta
from functools import cache

import pytest
from django.test import Client

from careers import drafts, publishing
from careers.handbook.document import LISTS, Specialty
from careers.importing import keep_old_address
from careers.models import Company, Department, Family
from careers.urls import urlpatterns
from config import urls
from config.kernel.models.catalogue import today
from levels.models import Grade, GradeScheme, Level
from tests.factories import department, document, posted, published, vacancy
from tests.pages.html import parse
from tests.pages.routes import ADDRESSES, ELSEWHERE, EVERYTHING

CANARIES = ("canary", "secret")


def hiding(slug="platform", **changes):
    """The family of tests.factories, with something internal of every kind that a document may hold, and with what
    refers to it from its public parts."""
    known = document(slug)
    internal = ({"roles": ["canary-role"]}, {"specialties": ["canary-focus"]})
    told = {name: [{"text": f"CANARY {name}", "applies_to": scope} for scope in internal] for name in LISTS}
    sections = [{"heading": "CANARY heading", "body": "CANARY body", "applies_to": scope} for scope in internal]
    sections.append({"heading": "CANARY heading", "body": "CANARY body", "visibility": "internal"})
    partly = {"roles": ["canary-role", "staff-engineer"], "specialties": ["canary-focus", "storage"]}
    step = {"from_role": "junior-engineer", "to_family": slug}
    data = {
        **known.model_dump(),
        **{name: [*getattr(known, name), *told[name]] for name in LISTS},
        "requirements": [*known.requirements, *told["requirements"], {"text": "Told to some", "applies_to": partly}],
        "sections": [*known.sections, *sections],
        "roles": [
            role.model_copy(
                update={
                    "reports_to": role.reports_to.model_copy(update={"text": "", "role": f"{slug}/canary-role"}),
                    "sections": (*role.sections, known.sections[1]),
                }
            )
            if role.slug == "junior-engineer"
            else role
            for role in known.roles
        ],
        "specialties": [
            *known.specialties,
            Specialty(name="CANARY of hidden roles", slug="canary-of-hidden-roles", roles=("canary-role",)),
        ],
        "career_steps": [
            *known.career_steps,
            {**step, "to_role": "canary-role", "text": "CANARY step"},
            {**step, "to_family": "secret-society", "to_role": "manager", "kind": "lateral"},
            {**step, "to_family": "secret-society", "kind": "track_change"},
            {**step, "from_role": "canary-role", "to_role": "manager", "text": "CANARY step"},
        ],
        "hiring_processes": [
            *known.hiring_processes,
            *({"title": "CANARY process", "applies_to": scope, "steps": [{"text": "CANARY"}]} for scope in internal),
        ],
    }
    return type(known).model_validate({**data, **changes})


def announced(row, day, **facts):
    """A reference row that says something else from a day on."""
    for name, value in facts.items():
        setattr(row, name, value)
    row.record(by=None, starts_on=day)


@pytest.fixture
def catalogue(everything, db):
    return Family.objects.get(slug="platform")


@pytest.fixture(scope="module")
def everything(module_database):
    with module_database():
        _publish_everything(today())


def _publish_everything(today):
    """A public family with internal parts, an internal one, one that is scheduled, and drafts that say more; and names
    and texts of everything else from tomorrow on."""
    published(starts_on=today - timedelta(days=12), message="First")
    published(hiding(), starts_on=today - timedelta(days=10), message="Second")
    published(document("secret-society", department="unassigned", visibility="internal"), message="CANARY message")
    published(document("secret-plan"), starts_on=today + timedelta(days=5), message="CANARY plan")
    published(hiding(summary="CANARY of tomorrow"), starts_on=today + timedelta(days=5), message="CANARY change")
    drafts.write(document("secret-draft"), by=None)
    recalled = published(document("secret-recall"), starts_on=today + timedelta(days=6), message="CANARY recall")
    publishing.call_off(recalled, by=None, reason="CANARY reason")
    tomorrow, canary = today + timedelta(days=1), {"name": "CANARY name", "description": "CANARY description"}
    announced(Department.objects.get(slug="engineering"), tomorrow, **canary)
    announced(Department(slug="canary-department"), tomorrow, **canary)
    announced(Level.objects.get(slug="staff"), tomorrow, **canary, synonyms=["CANARY synonym"])
    announced(GradeScheme.objects.get(slug="general"), tomorrow, **canary)
    announced(Grade.objects.get(scheme__slug="general", slug="8"), tomorrow, **canary)
    texts = dict.fromkeys(("name", "tagline", "about", "how_to_apply", "open_application"), "CANARY text")
    announced(Company.objects.get(), tomorrow, **texts)
    family = Family.objects.get(slug="platform")
    keep_old_address(family, "engineering/old-platform")
    keep_old_address(Family.objects.get(slug="secret-society"), "engineering/old-club")
    drafted = {"title": "CANARY title", "slug": "secret-draft"}
    drafts.write(
        hiding(
            overview="CANARY draft",
            roles=[*document().roles, drafted],
            specialties=[*document().specialties, {"name": "CANARY", "slug": "secret-focus"}],
        ),
        by=None,
        family=family,
    )
    day = today - timedelta(days=10)
    posted(number=1, on=day)
    canary = {
        "introduction": "CANARY vacancy",
        "requisition": "CANARY-1",
        "recruiter": "CANARY",
        "specialty": "storage",
    }
    posted(number=2, on=day, visibility="internal", **canary)
    posted("canary-role", number=3, on=day, visibility="internal")
    posted(number=4, on=today + timedelta(days=5), **canary)
    posted(number=5, on=day, title="CANARY application", visibility="internal")
    vacancy(number=6, **canary)


def test_every_route_is_known():
    assert {pattern.name for pattern in urlpatterns} == set(ADDRESSES) | set(ELSEWHERE)
    # The API and the admin have tests of their own.
    assert {str(pattern.pattern) for pattern in urls.urlpatterns} == {"healthz", "readyz", "admin/", "api/v1/", ""}


def canaries(response):
    words = (response.content.decode() + str(response.headers)).casefold()
    return [canary for canary in CANARIES if canary in words]


def test_no_answer_to_the_public_holds_a_canary(catalogue, client, today):
    days = [None, today, today - timedelta(days=1), today - timedelta(days=100)]
    found = {}
    for address in [*EVERYTHING, "/nowhere", "/job-families/?level=nope", "/?as_of=nope"]:
        for day in days:
            asked = f"{address}{'&' if '?' in address else '?'}as_of={day}" if day else address
            found[asked] = canaries(client.get(asked))
    assert {asked: seen for asked, seen in found.items() if seen} == {}
    assert len(found) == 4 * (len(EVERYTHING) + 3)


WHERE = (
    "/job-families/{}/", "/job-families/{}.md", "/job-families/{}.json", "/job-families/{}/history/",
    "/job-families/{}/history/feed/", "/job-families/{}/history/1/", "/job-families/{}/matrix/",
    "/job-families/{}/matrix.csv", "/job-families/{}/manager/", "/job-families/{}/junior-engineer/checklist/",
    "/job-families/{}/junior-engineer/checklist.md", "/career-paths/?family={}", "/jobs/?family={}",
    "/jobs/feed/?family={}", "/compare/?a={}/manager&b=platform/manager", "/compare/?a={}/manager",
    "/job-families/platform/manager/checklist/?to={}/manager",
)  # fmt: skip
WITHIN = (
    "/job-families/platform/{}/", "/job-families/platform/{}/checklist/", "/job-families/platform/{}/checklist.md",
    "/job-families/platform/junior-engineer/checklist/?to=platform/{}", "/compare/?a=platform/{}&b=platform/manager",
    "/job-families/platform/manager/?specialty={}", "/job-families/?specialty={}", "/specialties/?specialty={}",
    "/departments/{}/", "/jobs/?department={}", "/jobs/feed/?department={}", "/job-families/?department={}",
    "/job-families/?level={}", "/jobs/2-{}/", "/jobs/2-{}.html", "/jobs/3-{}.txt", "/jobs/4-{}/",
    "/jobs/5-{}/", "/jobs/6-{}/", "/jobs/7-{}/", "/search/?q={}", "/job-families/?q={}", "/jobs/?q={}",
    "/compare/?q={}", "/search/?q=engineer&department={}", "/career-paths/?department={}",
)  # fmt: skip
HIDDEN_SLUGS = {
    WHERE: ("secret-society", "secret-plan", "secret-draft", "secret-recall"),
    WITHIN: (
        "canary-role",
        "canary-focus",
        "canary-department",
        "canary-of-hidden-roles",
        "secret-draft",
        "secret-focus",
    ),
}


def test_what_is_hidden_is_answered_as_what_never_was(catalogue, client):
    """Each address is asked for with the name of something hidden and with one of as many letters that nothing has."""

    @cache
    def answer(address, slug):
        response = client.get(address.format(slug))
        words = response.content.decode()
        for written in (slug, slug.replace("-", " ")):
            words = words.replace(written, "NAME")
        return response.status_code, words

    told = {}
    for addresses, slugs in HIDDEN_SLUGS.items():
        for slug in slugs:
            unknown = "".join("q" if letter.isalpha() else letter for letter in slug)
            for address in addresses:
                if answer(address, slug) != answer(address, unknown):
                    told[address, slug] = answer(address, slug)[0]
    assert told == {}


def test_staff_do_see_them(catalogue, staff_client):
    """The control: the canaries are there to be found."""
    found = {
        address: canaries(staff_client.get(address))
        for address in ("/", "/jobs/", "/job-families/", "/job-families/platform/", "/job-families/platform.json",
                        "/job-families/platform.md", "/departments/unassigned/")
    }  # fmt: skip
    assert found == {
        "/": ["secret"],
        "/jobs/": ["canary", "secret"],
        "/job-families/": ["canary", "secret"],
        "/job-families/platform/": ["canary", "secret"],
        "/job-families/platform.json": ["canary", "secret"],
        "/job-families/platform.md": ["canary", "secret"],
        "/departments/unassigned/": ["secret"],
    }


def test_who_may_see_what_is_to_come_sees_it(catalogue, client, archivist, today):
    """The control of what was announced."""
    client.force_login(archivist)
    words = client.get(f"/levels/?as_of={today + timedelta(days=1)}").content.decode()
    said = ("CANARY name", "CANARY description", "CANARY synonym", "CANARY text")
    assert [each for each in said if each not in words] == []


def found(query):
    page = parse(Client().get(f"/job-families/?{query}").content.decode())
    return page.texts("h2.results"), page.texts("li.family-line")


HIDDEN = (
    "q=canary", "q=duty", "q=secret", "q=focus", "q=pay notes", "level=principal", "grade=10", "specialty=canary-focus",
    "department=unassigned",
)  # fmt: skip


def test_what_is_hidden_is_not_found(catalogue):
    nothing = found("q=xyzzy")
    assert nothing == (["0 job families"], [])
    assert {query: found(query) for query in HIDDEN} == dict.fromkeys(HIDDEN, nothing)


def test_hidden_roles_are_not_counted(catalogue, client):
    home = parse(client.get("/").content.decode())
    assert home.texts("div.hero p.meta") == ["1 job family with 3 roles in 1 department"]
    levels = parse(client.get("/levels/").content.decode())
    counted = [text for text in levels.texts("div.level") if " No role yet" not in text]
    assert [text.split(" · ")[0] for text in counted] == [
        "Junior Individual contributor",
        "Staff Individual contributor",
        "Manager Management",
    ]


def test_specialties_to_choose_are_those_that_the_public_may_know(catalogue, client):
    page = parse(client.get("/job-families/").content.decode())
    facet = page.all("details.facet")[4]
    assert (facet.one("legend").text, facet.texts("label")) == (
        "Specialty",
        ["Enterprise 1 job family", "Storage 1 job family"],
    )


def test_grades_that_are_switched_off_tell_nothing_by_any_filter(catalogue):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    everything = found("")
    assert {grade: found(f"grade={grade}") for grade in ("5", "8", "11", "nope")} == dict.fromkeys(
        ("5", "8", "11", "nope"), everything
    )
    assert found("q=8") == (["0 job families"], [])


def test_an_old_address_of_what_is_internal_leads_nowhere(catalogue, client):
    assert client.get("/job-families/engineering/old-club/").status_code == 404
    assert client.get("/job-families/engineering/old-platform/").status_code == 301


def test_a_department_is_not_left_out_for_being_empty_of_public_families(catalogue, client):
    department("unassigned")
    page = parse(client.get("/departments/unassigned/").content.decode())
    assert page.texts("p.meta") == ["0 job families, 0 roles"]
