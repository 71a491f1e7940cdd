"""What passed its review goes live through pages: now or later, and back; what is scheduled does not undo it unseen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from careers import drafts, publishing, review
from careers.models import Family, Publication, Revision
from careers.presenting import words
from config.kernel.models import AuditRecord
from tests.admin.editing import undrawn
from tests.admin.house import changed, client_of, drafted, main, member, stage, submitted, told, url
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia(db):
    return member("pia", "Publisher", "Editor")


@pytest.fixture
def client(pia):
    return client_of(pia)


def post(client, path, **data):
    """What the form on a page would send, with these answers."""
    form = undrawn(client, path).context["form"]
    sent = {each.html_name: each.value() for each in form if each.is_hidden or each.name == "carry"}
    return client.post(path, {**sent, **data}, follow=True)


def periods() -> list[tuple]:
    rows = Publication.objects.order_by("pk").values_list("revision__number", "starts_on", "ends_on")
    return list(rows)


def with_level(doc=None, **facts):
    """The document with a role more."""
    data = (doc or document()).model_dump(mode="json")
    principal = {"title": "Principal Engineer", "slug": "principal", "level": "principal", "grade": "9"}
    return document(**{**data, "roles": [*data["roles"], principal], **facts})


# Publishing


def test_what_is_approved_goes_live_today(client, pia, today):
    revision = submitted(member("ines", "Editor"))
    path = url("revision_publish", revision.pk)
    page = main(client.get(path))
    assert page.texts("h1") == ["Publish Platform"]
    assert page.texts("p.summary") == ["1 statement changed."]
    answer = post(client, path, starts_on="", reason="Agreed on Monday")
    assert answer.redirect_chain == [(url("revision_change", revision.pk), 302)]
    assert told(answer) == ["Platform no. 2 is published, in force now."]
    assert periods() == [(1, today, today), (2, today, None)]
    record = AuditRecord.objects.filter(action="publish").first()
    assert (record.by, record.subject, record.reason) == (pia, "platform", "Agreed on Monday")
    assert client.get("/job-families/platform/").content.decode().count("Answer pages within five minutes") == 1


def test_it_goes_live_from_a_day(client, today):
    revision = submitted()
    day = today + timedelta(days=7)
    answer = post(client, url("revision_publish", revision.pk), starts_on=day.isoformat())
    assert told(answer)[0].startswith("Platform no. 2 is published, in force from ")
    assert periods() == [(1, today, day), (2, day, None)]


def test_a_start_in_the_past_needs_the_right_and_a_reason(client, today):
    published(starts_on=today - timedelta(days=30))
    revision = submitted()
    path, day = url("revision_publish", revision.pk), (today - timedelta(days=2)).isoformat()
    assert told(post(client, path, starts_on=day, reason="Late")) == [
        "Your account may not let a publication start in the past."
    ]
    hannah = client_of(member("hannah", "Administrator"))
    assert told(post(hannah, path, starts_on=day)) == ["A publication that starts in the past needs a reason."]
    assert Publication.objects.count() == 1
    post(hannah, path, starts_on=day, reason="Late")
    assert Publication.objects.count() == 2


def test_what_needs_a_review_is_not_published(client):
    stage()
    revision = submitted()
    answer = post(client, url("revision_publish", revision.pk))
    assert told(answer) == ["This change needs a review before it can be published. Submit the draft."]
    frozen = publishing.freeze(revision.family, by=None, message="m")
    assert told(post(client, url("revision_publish", frozen.pk))) == [
        "This change needs a review before it can be published. Submit the draft."
    ]
    review.take_back(revision, by=None, seen=revision.state)
    assert told(post(client, url("revision_publish", revision.pk))) == [
        "This revision cannot be published: taken back."
    ]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "99999-01-01", "2026-01-01T00:00", "\x00"])
def test_no_day_at_all_is_refused(client, day):
    answer = post(client, url("revision_publish", submitted().pk), starts_on=day)
    assert told(answer) == ["Enter a valid date."]
    assert Publication.objects.count() == 1


def test_a_calendar_that_changed_since_the_page_was_shown_is_not_touched(client, today):
    revision = submitted()
    first = Publication.objects.get()
    pages = [
        (url("revision_publish", revision.pk), {}),
        (url("revision_publish", first.revision_id), {}),
        (url("family_withdraw", revision.family_id), {"reason": "Done"}),
    ]
    for path, data in pages:
        answer = post(client, path, seen=f"{first.pk}:2026-01-01", **data)
        assert told(answer) == [
            "Something of this family was published, scheduled or withdrawn since this page was shown. Look at it "
            "again, and decide then."
        ]
        # The page shows what is there now, so its button works.
        assert main(answer).one("#id_seen").attributes["value"] == f"{first.pk}:"
    assert periods() == [(1, today, None)]


def test_whoever_may_not_publish_is_told(client):
    revision = submitted()
    department("sales")
    for user in (member("ines", "Editor"), member("far", "Publisher", within="sales")):
        for name, key in (
            ("revision_publish", revision.pk),
            ("family_withdraw", revision.family_id),
            ("publication_call_off", Publication.objects.get().pk),
        ):
            other = client_of(user)
            assert other.get(url(name, key)).status_code == 403
            assert other.post(url(name, key), {"reason": "x"}).status_code == 403
    assert Publication.objects.count() == 1


# Going back, withdrawing, calling off


def test_an_older_revision_is_published_again(client, today):
    first = published(starts_on=today - timedelta(days=9)).revision
    published(changed(), starts_on=today - timedelta(days=5))
    path = url("revision_publish", first.pk)
    page = main(client.get(path))
    assert "This was published before. Publishing it again goes back to what it says." in page.texts("p.warning")
    assert page.texts("ul.lines li") == ["Changed Answer pages within [deleted: five] [inserted: ten] minutes"]
    post(client, path, reason="Too fast")
    assert periods()[-1] == (1, today, None)
    assert told(post(client, path)) == [f"Platform says exactly this on {today} already."]


def test_a_family_is_withdrawn_with_a_reason(client, today):
    family = published(starts_on=today - timedelta(days=9)).family
    path = url("family_withdraw", family.pk)
    assert main(client.get(path)).texts("div.review ul li") == [f"Platform no. 1: live from {says(today, -9)}"]
    assert told(post(client, path, reason=" ")) == ["This field is required."]
    answer = post(client, path, reason="Merged into another")
    assert told(answer) == ["Platform is withdrawn."]
    assert periods() == [(1, today - timedelta(days=9), today)]
    assert client.get("/job-families/platform/").status_code == 410
    assert AuditRecord.objects.get(action="withdraw").reason == "Merged into another"
    assert told(post(client, path, reason="Again")) == ["Nothing of this family is published or scheduled."]


def test_a_scheduled_publication_is_called_off(client, today):
    first = published(starts_on=today - timedelta(days=9))
    later = published(changed(), starts_on=today + timedelta(days=9))
    path = url("publication_call_off", later.pk)
    offered = [
        main(client.get(url("publication_change", each.pk))).links("ul.object-tools a") for each in (first, later)
    ]
    assert ["Call off…" in [words for words, _ in links] for links in offered] == [False, True]
    assert told(post(client, path, reason="")) == ["This field is required."]
    answer = post(client, path, reason="Not this year")
    assert told(answer) == [f"{later} is called off."]
    assert periods() == [(1, today - timedelta(days=9), None), (None, later.starts_on, later.starts_on)]
    assert told(post(client, path, reason="Again")) == [
        "This publication is not on the calendar any more. Look at it again."
    ]


# What is scheduled


@pytest.fixture
def january(today):
    """A new level is scheduled for 1 January; the draft goes on from it."""
    published()
    return published(with_level(), starts_on=date(today.year + 1, 1, 1), message="A new level")


def fix(pia, doc):
    """The draft started from what is live, mended and submitted."""
    family = Family.objects.get()
    live = Revision.objects.get(number=1)
    family = drafts.start_from(family, live, by=pia, expected_version=family.version)
    family = drafts.write(doc, by=pia, family=family)
    return review.submit(family, by=pia, message="A typo", expected_version=family.version)


def test_a_fix_of_today_is_carried_into_what_is_scheduled(client, pia, january, today):
    revision = fix(pia, changed())
    path = url("revision_publish", revision.pk)
    page = main(client.get(path))
    assert page.texts("div.notice p")[0].startswith("Platform no. 2, scheduled from 1 January ")
    assert page.texts("div.notice li") == [
        "Platform, responsibilities: Answer pages within five minutes: it would say “Answer pages within ten minutes”"
    ]
    answer = post(client, path)
    assert told(answer) == [
        "Platform no. 2 is published, in force now, and carried into what starts on "
        f"{words.day(january.starts_on)} (no. 3)."
    ]
    assert Revision.objects.live(today).get().document == changed()
    [coming] = Publication.objects.after(today)
    assert coming.starts_on == january.starts_on
    assert coming.revision.document == with_level(changed())
    assert coming.revision.message == "A new level\n\nWith what was published since: A typo"
    assert (coming.published_by, coming.revision.compared_with) == (pia, Revision.objects.get(pk=revision.pk))


def test_a_fix_is_carried_into_all_that_is_scheduled(client, pia, january, today):
    day = january.starts_on + timedelta(days=31)
    published(with_level(summary="Later still"), starts_on=day, message="Later")
    revision = fix(pia, changed())
    page = main(client.get(url("revision_publish", revision.pk)))
    assert ["checked" in each.attributes for each in page.all("div.field-carry input")] == [True, True]
    answer = post(client, url("revision_publish", revision.pk))
    assert told(answer)[0].endswith(
        f"carried into what starts on {words.day(january.starts_on)} (no. 3) and on {words.day(day)} (no. 4)."
    )
    assert [(row.starts_on, row.ends_on, row.revision.document) for row in Publication.objects.after(today)] == [
        (january.starts_on, day, with_level(changed())),
        (day, None, with_level(changed(), summary="Later still")),
    ]


def test_the_publisher_may_leave_what_is_scheduled_as_it_is(client, pia, january, today):
    revision = fix(pia, changed())
    answer = post(client, url("revision_publish", revision.pk), carry=[])
    assert told(answer) == ["Platform no. 2 is published, in force now."]
    [coming] = Publication.objects.after(today)
    assert coming == january
    assert coming.revision.document == with_level()


def test_what_both_change_differently_is_for_people_to_decide(client, pia, today):
    published()
    published(document(summary="Keeps all lights on."), starts_on=today + timedelta(days=40))
    revision = fix(pia, document(summary="Keeps the light on."))
    page = main(client.get(url("revision_publish", revision.pk)))
    scheduled = Revision.objects.get(number=2)
    assert page.links("div.notice a") == [
        ("Start a draft from the scheduled text", url("revision_start_draft", scheduled.pk))
    ]
    assert page.all("div.field-carry") == []
    post(client, url("revision_publish", revision.pk), carry=[str(Publication.objects.last().pk)])
    assert Publication.objects.after(today).get().revision == scheduled
    assert Revision.objects.live(today).get().document.summary == "Keeps the light on."


def test_what_is_scheduled_is_not_undone_by_what_starts_after_it(client, pia, january, today):
    revision = fix(pia, changed())
    day = january.starts_on + timedelta(days=10)
    answer = post(client, url("revision_publish", revision.pk), starts_on=day.isoformat())
    assert told(answer) == [
        f"From {january.starts_on} on Platform no. 2 is in force. This change was not written on it and would undo it. "
        "Choose an earlier day, or start the draft from that revision, make the change there and submit it."
    ]
    assert [row[0] for row in periods()] == [1, 2]


def test_what_was_written_on_what_is_scheduled_brings_it_forward(client, pia, january, today):
    family = drafts.write(with_level(changed()), by=pia, family=january.family)
    revision = review.submit(family, by=pia, message="More", expected_version=family.version)
    page = main(client.get(url("revision_publish", revision.pk)))
    assert page.texts("p.warning") == [
        f"This also brings forward what is scheduled for {words.day(january.starts_on)} (no. 2), on which it was "
        "written, unless it starts on that day or later."
    ]
    post(client, url("revision_publish", revision.pk))
    assert Revision.objects.live(today).get().document == with_level(changed())


def test_nothing_is_published_where_it_cannot_be_carried(client, pia, january, today, monkeypatch):
    revision = fix(pia, changed())
    path = url("revision_publish", revision.pk)

    def refuse(*args, **kwargs):
        raise ValidationError("Not today.")

    monkeypatch.setattr(publishing, "carry", refuse)
    assert told(post(client, path)) == ["Not today."]
    assert [row[0] for row in periods()] == [1, 2]


# The draft anew, and two revisions side by side


def test_the_draft_starts_anew_from_an_older_text(client, pia):
    family = drafted()
    first = Revision.objects.get()
    path = url("revision_start_draft", first.pk)
    page = main(client.get(path))
    assert page.texts("ul.lines li") == ["Changed Answer pages within [deleted: five] [inserted: ten] minutes"]
    answer = post(client, path)
    assert told(answer)[0] == "The draft of Platform starts anew from Platform no. 1."
    family.refresh_from_db()
    assert drafts.read(family) == document()
    assert family.base == first
    assert AuditRecord.objects.get(action="start draft").by == pia
    assert "The draft says this already: nothing would be lost." in main(client.get(path)).texts("p")


def test_a_draft_that_was_saved_meanwhile_does_not_start_anew(client):
    family = drafted()
    path = url("revision_start_draft", Revision.objects.get().pk)
    seen = family.version
    drafts.touch(family, by=None)
    answer = post(client, path, seen_version=seen)
    assert told(answer) == ["Somebody else saved Platform in the meantime."]
    assert drafts.read(family) == changed()
    assert main(answer).one("#id_seen_version").attributes["value"] == str(seen + 1)
    assert client_of(member("viola", "Viewer")).post(path, {"seen_version": seen + 1}).status_code == 403


def test_any_two_revisions_of_a_family_are_compared(client):
    published()
    published(changed())
    one, two = Revision.objects.order_by("pk")
    page = main(client.get(url("revision_compare", query=f"?a={one.pk}&b={two.pk}")))
    assert page.texts("h1") == ["Platform no. 1 and Platform no. 2"]
    assert page.texts("ul.lines li") == ["Changed Answer pages within [deleted: ten] [inserted: five] minutes"]
    back = main(client.get(url("revision_compare", query=f"?a={two.pk}&b={one.pk}")))
    assert back.texts("ul.lines li") == ["Changed Answer pages within [deleted: five] [inserted: ten] minutes"]
    for query in ("", "?a=x&b=1", "?a=1", f"?a={one.pk}&b=999999", f"?a={'9' * 30}&b=1"):
        assert client.get(url("revision_compare", query=query)).status_code == 404
    other = published(document("other", roles=[], specialties=[], career_steps=[], hiring_processes=[]))
    answer = client.get(url("revision_compare", query=f"?a={one.pk}&b={other.revision_id}"), follow=True)
    assert told(answer) == ["These revisions are of two families. Choose two of one family."]


def test_the_list_of_a_family_s_revisions(client, today):
    published(starts_on=today - timedelta(days=9))
    published(changed(), starts_on=today + timedelta(days=9), message="Faster <b>")
    family = Family.objects.get()
    page = main(client.get(url("revision_changelist", query=f"?family__id__exact={family.pk}")))
    assert page.texts("h1") == ["Revisions of Platform"]
    rows = [[*row.texts("th"), *row.texts("td")] for row in page.all("table#result_list tbody tr")]
    assert [[*row[:1], *row[2:6], row[7]] for row in rows] == [
        ["Platform no. 2", "Published", f"scheduled from {says(today, 9)}", "Clarifies", "1 change", "Faster <b>"],
        [
            "Platform no. 1",
            "Published",
            f"live from {says(today, -9)} until {says(today, 9)}",
            "Raises expectations",
            "the first",
            "First",
        ],
    ]
    action = {"action": "compare_two", "_selected_action": [row.pk for row in Revision.objects.all()]}
    answer = client.post(url("revision_changelist"), action)
    assert answer.headers["Location"].startswith(url("revision_compare"))
    answer = client.post(url("revision_changelist"), {**action, "_selected_action": [1]}, follow=True)
    assert told(answer) == ["Choose two revisions to compare."]


def says(today, days) -> str:
    return words.day(today + timedelta(days=days))


def test_pages_cost_the_same_however_much_was_published(client, pia, january, today, django_assert_num_queries):
    revision = fix(pia, changed())
    paths = {
        url("revision_publish", revision.pk): 12,
        url("family_withdraw", revision.family_id): 11,
        url("revision_start_draft", revision.pk): 12,
        url("revision_changelist"): 10,
        url("revision_compare", query=f"?a={revision.pk}&b={january.revision_id}"): 6,
    }
    for more in (0, 3):
        for number in range(more):
            doc = with_level(summary=f"No. {number}")
            frozen = publishing.freeze(drafts.write(doc, by=None, family=revision.family), by=None, message="m")
            Revision.objects.filter(pk=frozen.pk).update(state="approved")
            publishing.publish(frozen, by=None, starts_on=january.starts_on + timedelta(days=number + 1))
        Revision.objects.filter(pk=revision.pk).update(state="approved")
        for path, number in paths.items():
            undrawn(client, path)
            with django_assert_num_queries(number):
                client.get(path)
