"""The admin's front page: each box for those with the right, and nothing of what is not theirs."""

from datetime import timedelta

import pytest

from careers import drafts, findings, publishing, review
from careers.models import DraftCheck, Family, Revision
from careers.presenting.words import day
from tests.admin.house import changed, client_of, drafted, main, member, stage, submitted, url
from tests.factories import department, document, posted, published, small_document

pytestmark = pytest.mark.django_db


def boxes(client) -> dict:
    """What stands in each box, a line each."""
    page = main(client.get("/admin/"))
    return {box.one("h2").text: box.texts("li") or box.texts("p") for box in page.all("section.box")}


def day_of(row) -> str:
    return day(row.created_at.date())


def test_each_box_is_for_those_who_have_the_right(db):
    everybody = ["What the checks find", "Published lately"]
    assert list(boxes(client_of(member("viola", "Viewer")))) == everybody
    assert list(boxes(client_of(member("ines", "Editor")))) == ["My drafts", "Going live soon", *everybody]
    assert list(boxes(client_of(member("rafael", "Reviewer")))) == [
        "Waiting for my review",
        "Going live soon",
        *everybody,
    ]
    assert list(boxes(client_of(member("pia", "Publisher")))) == [
        "Approved, to be published",
        "Going live soon",
        *everybody,
    ]


def test_staff_without_rights_see_no_box(staff_client):
    assert boxes(staff_client) == {}


def test_only_the_front_page_has_boxes(db):
    client = client_of(member("viola", "Viewer"))
    assert main(client.get("/admin/careers/")).all("section.box") == []


def test_a_draft_is_mine_until_it_is_submitted_and_again_when_it_comes_back(today):
    stage()
    ines, other = member("ines", "Editor"), member("other", "Editor")
    client = client_of(ines)
    published()
    assert boxes(client)["My drafts"] == ["You have no draft that waits to be submitted."]
    family = drafted(by=ines)
    assert boxes(client)["My drafts"] == [f"Platform saved {day(today)}"]
    assert boxes(client_of(other))["My drafts"] == ["You have no draft that waits to be submitted."]
    revision = review.submit(family, by=ines, message="m", expected_version=family.version)
    assert boxes(client)["My drafts"] == ["You have no draft that waits to be submitted."]
    review.decide(revision, by=member("rafael", "Reviewer"), decision="changes", message="No")
    assert boxes(client)["My drafts"] == [f"Platform saved {day(today)}"]
    publishing.publish_draft(family, by=None, message="m")
    assert boxes(client)["My drafts"] == ["You have no draft that waits to be submitted."]


def test_reviews_wait_for_those_who_can_decide_now(db):
    stage()
    stage("Rewards", "Total rewards", position=1)
    ines, rafael, mira = member("ines", "Editor"), member("rafael", "Reviewer"), member("mira", "Total rewards")
    both = member("both", "Editor", "Reviewer")
    department("sales")
    far = member("far", "Reviewer", within="sales")
    drafted(by=both)
    revision = submitted(ines)
    nothing, line = ["Nothing waits for your review."], [f"Platform by Ines, {day_of(revision)}"]

    def seen(*users):
        return [boxes(client_of(user))["Waiting for my review"] for user in users]

    assert seen(rafael, mira, both, far) == [line, nothing, nothing, nothing]
    assert [review.waiting_for(user) == [revision] for user in (rafael, mira, both, far)] == [True, False, False, False]
    review.decide(revision, by=rafael, decision="approve")
    assert seen(rafael, mira, both, far) == [nothing, line, nothing, nothing]
    review.decide(revision, by=mira, decision="approve")
    assert seen(rafael, mira) == [nothing, nothing]


def test_what_is_approved_waits_for_publishers_of_its_department(db):
    revision = submitted(member("ines", "Editor"))
    department("sales")
    line = [f"Platform by Ines, {day_of(revision)}"]
    assert boxes(client_of(member("pia", "Publisher")))["Approved, to be published"] == line
    assert boxes(client_of(member("far", "Publisher", within="sales")))["Approved, to be published"] == [
        "Nothing waits to be published."
    ]


def test_what_goes_live_soon_and_what_did_lately(today):
    pia = member("pia", "Publisher")
    published(starts_on=today - timedelta(days=3), by=None)
    publishing.publish_draft(
        drafted(), by=None, message="m", starts_on=today + timedelta(days=3), document=changed()
    )  # fmt: skip
    seen = boxes(client_of(pia))
    assert seen["Going live soon"] == [f"Platform no. 2 from {day(today + timedelta(days=3))}"]
    assert seen["Published lately"] == [f"Platform no. 1 from {day(today - timedelta(days=3))}"]
    assert "Going live soon" not in boxes(client_of(member("viola", "Viewer")))


def test_findings_are_counted_by_severity_and_lead_to_their_list(db):
    drafted(document(overview="TODO: say more"))
    client = client_of(member("viola", "Viewer"))
    page = main(client.get("/admin/"))
    found = findings.of_draft(Family.objects.get())
    counts = [sum(each.finding.severity == severity for each in found) for severity in ("error", "warning", "info")]
    [box] = [each for each in page.all("section.box") if each.one("h2").text == "What the checks find"]
    shown = [(int(words.split()[0]), address) for words, address in box.links("li a")]
    where = url("draftfinding_changelist")
    assert shown == [
        (count, f"{where}?severity__exact={severity}")
        for count, severity in zip(counts, ("error", "warning", "info"), strict=True)
        if count
    ]
    assert counts[0] == 1
    for _, address in shown:
        assert client.get(address).status_code == 200


def test_findings_are_those_of_ones_departments_and_waived_ones_do_not_count(db):
    family = drafted(document(overview="TODO: say more"))
    department("sales")
    nothing = ["The checks find nothing."]
    assert boxes(client_of(member("far", "Editor", within="sales")))["What the checks find"] == nothing
    boss = member("boss", "Administrator")
    for each in findings.of_draft(family):
        findings.waive(
            family, code=each.finding.code, anchor=each.anchor, title=each.title, reason="So", ends_on=None, by=boss
        )
    assert boxes(client_of(boss))["What the checks find"] == nothing


def test_checking_is_bounded_and_what_is_left_is_said(db, monkeypatch):
    from careers.presenting import front

    department()
    for number in range(4):
        drafts.write(small_document(f"family-{number}"), by=None)
    monkeypatch.setattr(front, "SECONDS", 0)
    client = client_of(member("viola", "Viewer"))
    assert boxes(client)["What the checks find"] != []
    assert DraftCheck.objects.count() == 1
    page = main(client.get("/admin/"))
    assert "2 drafts are still to be checked" in [words for words, _ in page.links("section.box p a")]


def test_vacancies_that_open_or_close_soon_and_whose_role_has_changed(today):
    day_of = {days: day(today + timedelta(days=days)) for days in (0, 3, 7, 8)}
    published(starts_on=today - timedelta(days=3))
    rosa, far = member("rosa", "Recruiter"), member("far", "Recruiter", within="sales")
    nothing = "No vacancy opens or closes soon, and no role of one has changed."

    def seen(user) -> list[tuple[str, str]]:
        page = main(client_of(user).get("/admin/"))
        [box] = [each for each in page.all("section.box") if each.one("h2").text == "Vacancies"]
        return [*(box.texts("li") or box.texts("p")[:1]), box.links("p a")[-1][0]]

    assert seen(rosa) == [nothing, "0 vacancies are open"]
    posted("manager", on=today, deadline=today + timedelta(days=8))
    posted("staff-engineer", on=today + timedelta(days=3))
    posted("staff-engineer", specialty="storage", on=today + timedelta(days=8))
    closing = posted(on=today - timedelta(days=3), deadline=today + timedelta(days=7)).vacancy
    expected = [f"Staff Engineer opens on {day_of[3]}", f"Junior Engineer closes after {day_of[7]}"]
    assert seen(rosa) == [*expected, "2 vacancies are open"]
    data = document().model_dump(mode="json")
    data["roles"][0]["overview"] = "Learns fast."
    published(document(roles=data["roles"]))
    assert seen(rosa) == ["Junior Engineer the role's text has changed", *expected, "2 vacancies are open"]
    assert seen(far) == [nothing, "0 vacancies are open"]
    page = main(client_of(rosa).get("/admin/"))
    assert ("Junior Engineer", url("vacancy_change", closing.pk)) in page.links("section.box li a")
    assert "Vacancies" not in boxes(client_of(member("viola", "Viewer")))


def test_names_are_text_and_never_markup(db):
    drafted(changed(title="<b>Bold</b>"), by=(ines := member("ines", "Editor")))
    text = client_of(ines).get("/admin/").content.decode()
    assert "<b>Bold" not in text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text


def test_the_page_costs_the_same_for_one_and_for_many(db, today, django_assert_num_queries):
    stage()
    ines, hannah = member("ines", "Editor"), member("hannah", "Administrator")
    hannah.groups.add(stage("Second", "Reviewer").group)
    submitted(ines)
    posted(deadline=today)
    client = client_of(hannah)
    client.get("/admin/")
    with django_assert_num_queries(19):
        client.get("/admin/")
    for number in range(12):
        family = drafts.write(small_document(f"family-{number}"), by=hannah)
        review.submit(family, by=ines, message="m", expected_version=family.version)
        publishing.publish_draft(
            drafts.write(small_document(f"other-{number}"), by=hannah), by=None, message="m",
            starts_on=today + timedelta(days=number),
        )  # fmt: skip
        posted(deadline=today)
    findings.refresh()
    assert Revision.objects.filter(state="submitted").count() == 13
    with django_assert_num_queries(19):
        client.get("/admin/")
