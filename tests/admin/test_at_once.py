"""Two people press the same button at once: one has done it, the other is told, nobody sees a fault."""

import pytest

from careers import review
from careers.models import Publication, Revision, Verdict
from tests.admin.house import client_of, main, member, stage, submitted, told, url
from tests.careers.test_concurrency import together

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def hidden(client, path) -> dict:
    inputs = main(client.get(path)).all("form input")
    found = {node.attributes["name"]: node.attributes.get("value", "") for node in inputs if "name" in node.attributes}
    return {name: found[name] for name in ("seen", "seen_version", "step") if name in found}


def test_two_who_decide_at_once():
    stage()
    revision = submitted(member("ines", "Editor"))
    clients = [client_of(member(f"reviewer-{number}", "Reviewer")) for number in range(4)]
    step = review.turn(revision).step.pk

    def work(number: int) -> tuple:
        data = {"decision": "changes", "message": f"From {number}", "impact": "raises", "step": step}
        answer = clients[number].post(url("revision_decide", revision.pk), data, follow=True)
        return answer.status_code, told(answer)[0]

    results = sorted(together(work))
    assert results == [
        *[(200, "This is not waiting for a review.")] * 3,
        (200, "You asked for changes. Whoever submitted it is told."),
    ]
    assert Verdict.objects.count() == 1


def test_two_who_publish_at_once(today):
    revision = submitted()
    path = url("revision_publish", revision.pk)
    clients = [client_of(member(f"publisher-{number}", "Publisher")) for number in range(4)]
    seen = [hidden(client, path) for client in clients]

    def work(number: int) -> tuple:
        answer = clients[number].post(path, {**seen[number], "reason": f"From {number}"}, follow=True)
        return answer.status_code, told(answer)[0]

    results = sorted(together(work))
    assert results[0] == (200, "Platform no. 2 is published, in force now.")
    assert (
        results[1:]
        == [
            (
                200,
                "Something of this family was published, scheduled or withdrawn since this page was shown. Look at it "
                "again, and decide then.",
            )
        ]
        * 3
    )
    assert Publication.objects.count() == 2
    assert Publication.objects.live(today).get().revision == Revision.objects.get(number=2)


def test_publishing_and_withdrawing_at_once(today):
    revision = submitted()
    clients = [client_of(member(f"publisher-{number}", "Publisher")) for number in range(2)]
    paths = [url("revision_publish", revision.pk), url("family_withdraw", revision.family_id)]
    seen = [hidden(client, path) for client, path in zip(clients, paths, strict=True)]

    def work(number: int) -> int:
        return clients[number].post(paths[number], {**seen[number], "reason": "So"}, follow=True).status_code

    assert together(work, 2) == [200, 200]
    live = Publication.objects.live(today).first()
    assert (live.revision.number if live else None) in (None, 2)
