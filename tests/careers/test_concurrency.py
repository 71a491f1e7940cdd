"""Real transactions side by side, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from careers import drafts, publishing, restructuring
from careers.models import Family, Publication, Revision
from config.kernel.models.catalogue import today
from tests.factories import department, document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 4
WRITES = 6


def together(work, count: int = WRITERS) -> list:
    """The results of `work(0)`, `work(1)` ... run at once, each on a connection of its own."""

    def on_its_own(number: int):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(on_its_own, range(count)))


def append(family: Family, text: str, *, guarded: bool) -> bool:
    """Reads the draft, adds a statement, writes it back; False on a conflict."""
    seen = Family.objects.select_related("department").get(pk=family.pk)
    doc = drafts.read(seen)
    longer = doc.model_validate(
        {**doc.model_dump(), "nice_to_haves": [*doc.model_dump()["nice_to_haves"], {"text": text}]}
    )
    try:
        drafts.write(longer, by=None, family=seen, expected_version=seen.version if guarded else None)
    except drafts.Conflict:
        return False
    return True


def test_writers_who_name_the_version_they_saw_lose_nothing():
    department()
    family = drafts.write(document(), by=None)

    def work(number: int) -> int:
        conflicts = 0
        for turn in range(WRITES):
            while not append(family, f"writer {number}, turn {turn}", guarded=True):
                conflicts += 1
        return conflicts

    together(work)
    texts = [statement.text for statement in drafts.read(Family.objects.get()).nice_to_haves]
    assert sorted(texts) == sorted(f"writer {n}, turn {t}" for n in range(WRITERS) for t in range(WRITES))


def test_the_control_without_versions_can_lose_an_update():
    """Two read the same draft, both write: the guard refuses the second, without it the first is gone."""
    department()
    family = drafts.write(document(), by=None)
    stale = Family.objects.select_related("department").get(pk=family.pk)
    assert append(family, "first", guarded=True)
    doc = document(nice_to_haves=[{"text": "second"}])
    with pytest.raises(drafts.Conflict):
        drafts.write(doc, by=None, family=stale, expected_version=stale.version)
    drafts.write(doc, by=None, family=stale)
    assert [statement.text for statement in drafts.read(Family.objects.get()).nice_to_haves] == ["second"]


def test_a_race_for_a_slug_has_one_winner():
    department()

    def work(number: int) -> str:
        try:
            drafts.write(document(summary=str(number)), by=None)
        except ValidationError as error:
            return error.messages[0]
        return "won"

    results = together(work)
    assert sorted(results) == [*["Another family has the slug 'platform'."] * (WRITERS - 1), "won"]
    assert Family.objects.count() == 1


def test_publications_at_once_leave_one_in_force_and_every_number_once():
    department()
    family = drafts.write(document(), by=None)
    revisions = []
    for number in range(WRITERS):
        family = drafts.write(document(summary=f"Number {number}"), by=None, family=family)
        revisions.append(publishing.freeze(family, by=None, message=str(number)))

    together(lambda number: publishing.publish(revisions[number], by=None))

    assert sorted(Revision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Publication.objects.live(today()).count() == 1
    assert Publication.objects.count() == WRITERS


def test_saving_and_publishing_at_once_wait_for_one_another():
    """Every write takes the catalogue's lock first: no two wait in a circle."""
    department()
    family = drafts.write(document(), by=None)

    def work(number: int) -> None:
        for turn in range(WRITES):
            doc = document(summary=f"{number}, {turn}")
            if number % 2:
                drafts.write(doc, by=None, family=family)
            else:
                publishing.publish_draft(family, by=None, message="m", document=doc)

    together(work)
    assert Publication.objects.count() == WRITERS // 2 * WRITES


def test_roles_that_cross_between_two_families_at_once_wait_for_each_other():
    department()
    part = {"specialties": [], "career_steps": []}
    for slug in ("east", "west"):
        roles = [{"title": f"Of the {slug} {number}", "slug": f"{slug}-{number}"} for number in range(3)]
        drafts.write(document(slug, roles=roles, **part), by=None)

    def work(number: int) -> int:
        start, end = ("east", "west") if number % 2 else ("west", "east")
        moved = conflicts = 0
        while moved < 2:
            source, target = Family.objects.get(slug=start), Family.objects.get(slug=end)
            role = source.roles.filter(slug__startswith=start).order_by("slug").first()
            try:
                restructuring.move_role(
                    source,
                    role=role.slug,
                    to=target,
                    by=None,
                    expected_version=source.version,
                    expected_target_version=target.version,
                )
            except drafts.Conflict:
                conflicts += 1
            else:
                moved += 1
        return conflicts

    together(work, 2)
    roles = {slug: sorted(drafts.read(Family.objects.get(slug=slug)).model_dump()["roles"], key=lambda r: r["slug"])
             for slug in ("east", "west")}  # fmt: skip
    assert {slug: [role["slug"] for role in found] for slug, found in roles.items()} == {
        "east": ["east-2", "west-0", "west-1"],
        "west": ["east-0", "east-1", "west-2"],
    }


def test_of_two_roles_renamed_to_one_name_at_once_one_gets_it():
    department()
    family = drafts.write(document(), by=None)
    version = Family.objects.get().version

    def work(number: int) -> str:
        role = ("manager", "canary-role")[number]
        try:
            restructuring.rename_role(family, role=role, title="Lead", slug="lead", by=None, expected_version=version)
        except drafts.Conflict:
            return "told"
        return "renamed"

    assert sorted(together(work, 2)) == ["renamed", "told"]
    assert [role.slug for role in drafts.read(Family.objects.get()).roles].count("lead") == 1
