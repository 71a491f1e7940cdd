"""Addresses that were, are not, or are not for everybody."""

from datetime import timedelta

import pytest

from careers import publishing, restructuring
from careers.models import Address, Family
from tests import factories
from tests.api.drafting import account, bearer
from tests.api.endpoints import EXAMPLES

pytestmark = pytest.mark.django_db
ROLE = {"title": "Engineer", "slug": "engineer", "level": "senior"}
PLAIN = {"specialties": [], "career_steps": [], "roles": [ROLE]}


def follow(client, path):
    """The status, and where a redirect leads or what a problem says."""
    answer = client.get(f"/api/v1/{path}")
    if answer.status_code == 301:
        assert answer["Cache-Control"] == "no-store"
        return 301, answer["Location"].removeprefix("/api/v1/")
    body = answer.json()
    return answer.status_code, body.get("detail")


def rename(family, slug, **changes):
    """Publishes the family under another slug."""
    return factories.published(factories.document(slug, **{**PLAIN, **changes}), family=family)


@pytest.fixture
def moved(departments):
    """A family that was `platform`, with a role and a specialty, and is `foundations`, with another role."""
    storage = {"name": "Storage", "slug": "storage"}
    other = {"title": "Manager, Engineering", "slug": "manager"}
    first = factories.document(**{**PLAIN, "specialties": [storage], "roles": [ROLE, other]})
    family = factories.published(first).family
    return rename(family, "foundations", specialties=[storage]).family


FORMER = [
    ("job-families/platform/", 301, "job-families/foundations/"),
    ("job-families/platform/?fields=slug%2Ctitle", 301, "job-families/foundations/?fields=slug%2Ctitle"),
    ("job-families/platform/revisions/?limit=1", 301, "job-families/foundations/revisions/?limit=1"),
    ("roles/platform/engineer/?specialty=storage", 301, "roles/foundations/engineer/?specialty=storage"),
    ("specialties/platform/storage/?fields=slug", 301, "specialties/foundations/storage/?fields=slug"),
    ("roles/platform/manager/", 410, "The job family Foundations no longer has it."),
    ("roles/foundations/manager/", 404, "There is nothing at this address."),
    ("roles/platform/nobody/", 404, "There is nothing at this address."),
    ("specialties/platform/nothing/", 404, "There is nothing at this address."),
]


def test_former_addresses_lead_to_the_present_ones(client, moved):
    found = [(path, *follow(client, path)) for path, _, _ in FORMER]
    assert found == FORMER


def test_an_imported_page_leads_to_its_family(client, moved):
    Address.objects.create(path="the-old-page", family=moved)
    assert follow(client, "job-families/the-old-page/") == (301, "job-families/foundations/")


def test_a_redirect_leads_to_where_it_was_on_the_day(client, departments, archivist, today):
    """On a day on which the family still had its old slug, the new one leads nowhere."""
    before = today - timedelta(days=30)
    first = factories.published(factories.document(**PLAIN), starts_on=before, by=archivist)
    rename(first.family, "foundations")
    assert follow(client, f"job-families/platform/?as_of={before}&fields=title") == (200, None)
    assert follow(client, f"job-families/foundations/?as_of={before}") == (404, "There is nothing at this address.")
    assert follow(client, f"job-families/platform/?as_of={today}") == (301, f"job-families/foundations/?as_of={today}")


def test_what_was_withdrawn_is_gone(client, departments, archivist, publisher, today):
    before = today - timedelta(days=30)
    family = factories.published(factories.document(), starts_on=before, by=archivist).family
    publishing.withdraw(family, by=publisher, reason="No longer needed")
    gone = (410, f"The job family Platform was withdrawn on {today}.")
    for path in (
        "job-families/platform/",
        "job-families/platform/revisions/",
        "roles/platform/manager/",
        "specialties/platform/storage/",
    ):
        assert follow(client, path) == gone
    assert follow(client, "roles/platform/canary-role/") == (404, "There is nothing at this address.")
    assert follow(client, f"roles/platform/manager/?as_of={before}&fields=slug") == (200, None)
    assert follow(client, "roles/?fields=slug") == (200, None)


def test_what_was_withdrawn_within_its_first_day_is_gone(client, platform, publisher, today):
    publishing.withdraw(platform.family, by=publisher, reason="Too early")
    assert follow(client, "job-families/platform/") == (410, f"The job family Platform was withdrawn on {today}.")


def test_what_is_internal_now_was_never_there(client, platform):
    """Neither what was public once, nor what was withdrawn as internal."""
    nothing = (404, "There is nothing at this address.")
    hidden = factories.document(visibility="internal")
    factories.published(hidden)
    assert follow(client, "job-families/platform/") == nothing
    assert follow(client, "roles/platform/manager/") == nothing
    publishing.withdraw(Family.objects.get(), by=None, reason="Secretly")
    assert follow(client, "job-families/platform/") == nothing
    assert follow(client, "roles/platform/manager/") == nothing


def test_a_former_address_of_what_is_internal_leads_nowhere(client, moved):
    factories.published(factories.document("foundations", visibility="internal"), family=moved)
    for path in ("job-families/platform/", "job-families/foundations/", "roles/platform/engineer/"):
        assert follow(client, path) == (404, "There is nothing at this address.")


def test_an_address_that_was_internal_alone_tells_nothing(client, departments):
    """The family had its first slug as internal only, and is public under the second."""
    first = factories.published(factories.document("canary-project", visibility="internal", **PLAIN))
    rename(first.family, "public-project")
    assert follow(client, "job-families/canary-project/") == (404, "There is nothing at this address.")
    assert follow(client, "roles/canary-project/engineer/") == (404, "There is nothing at this address.")
    assert follow(client, "roles/public-project/engineer/?fields=slug") == (200, None)


def test_an_address_to_come_tells_nothing(client, platform, today):
    """A publication claims its addresses when it is scheduled, not when it begins."""
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document("canary-soon", **PLAIN), starts_on=tomorrow, family=platform.family)
    factories.published(factories.document("new-tomorrow", **PLAIN), starts_on=tomorrow)
    nothing = (404, "There is nothing at this address.")
    for path in ("job-families/canary-soon/", "roles/canary-soon/engineer/", "job-families/new-tomorrow/"):
        assert follow(client, path) == nothing
    publishing.withdraw(Family.objects.get(slug="new-tomorrow"), by=None, reason="Called off")
    assert follow(client, "job-families/new-tomorrow/") == nothing


def test_staff_are_led_to_what_is_internal(client, staff, moved):
    factories.published(factories.document("foundations", visibility="internal", **PLAIN), family=moved)
    client.force_login(staff)
    assert follow(client, "job-families/platform/") == (301, "job-families/foundations/")
    assert follow(client, "job-families/foundations/?fields=slug") == (200, None)


def reshape(deed, family, **facts):
    """A restructuring of the draft, published at once."""
    family = Family.objects.get(pk=family.pk)
    deed(family, by=None, expected_version=family.version, **facts)
    publishing.publish_draft(Family.objects.get(pk=family.pk), by=None, message="Reshaped")


def test_a_renamed_role_leads_on(client, platform):
    reshape(restructuring.rename_role, platform.family, role="manager", title="Head", slug="head")
    assert follow(client, "roles/platform/manager/?fields=slug") == (301, "roles/platform/head/?fields=slug")


def test_what_is_gone_names_what_took_its_place(client, platform):
    successor = "platform/staff-engineer"
    reshape(restructuring.retire_role, platform.family, role="junior-engineer", successor=successor)
    place = "Staff Engineer has taken its place: /api/v1/roles/platform/staff-engineer/"
    assert follow(client, "roles/platform/junior-engineer/") == (
        410,
        f"The job family Platform no longer has it. {place}",
    )


def test_a_family_that_is_gone_names_what_took_its_place(client, platform, today):
    factories.published(factories.document("insight", **PLAIN))
    restructuring.retire_family(platform.family, successor="insight", reason="Merged", by=None)
    gone = (
        f"The job family Platform was withdrawn on {today}. Insight has taken its place: /api/v1/job-families/insight/"
    )
    for path in ("job-families/platform/", "roles/platform/manager/", "specialties/platform/storage/"):
        assert follow(client, path) == (410, gone)
    publishing.withdraw(Family.objects.get(slug="insight"), by=None, reason="Gone as well")
    assert follow(client, "job-families/platform/") == (410, f"The job family Platform was withdrawn on {today}.")


def test_addresses_in_answers_are_of_one_host_whichever_was_asked(client, platform, settings):
    """But those that lead on in a list, which is read on the host that was asked."""
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://roles.example", ["*"]
    headers = bearer(account("reader", "view_family"), "drafts:read")
    paths = [path for name, path in EXAMPLES.items() if name != "docs"]
    for path in [*paths, "job-families/platform/draft/"]:
        one, other = (client.get(f"/api/v1/{path}", headers=headers, HTTP_HOST=f"{name}.example") for name in "ab")
        assert (one.status_code, one.content) == (200, other.content), path
        assert b"a.example" not in one.content
    assert client.get("/api/v1/job-families/?fields=url").json()["results"] == [
        {"url": "https://roles.example/api/v1/job-families/platform/"}
    ]
    following = client.get("/api/v1/roles/?limit=1&fields=slug", HTTP_HOST="a.example").json()["next"]
    assert following == "http://a.example/api/v1/roles/?fields=slug&limit=1&offset=1"


def test_a_validator_is_of_the_address_of_the_site(client, platform, settings):
    before = client.get("/api/v1/roles/")["ETag"]
    settings.BASE_URL = "https://roles.example"
    assert client.get("/api/v1/roles/", headers={"If-None-Match": before}).status_code == 200
