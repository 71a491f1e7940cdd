"""Service tokens in the admin: made for those who may do no more than their maker, shown once, revoked, and never
changed."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from careers.models import Remit
from config.kernel.models import AuditRecord, ServiceToken
from tests.admin.house import client_of, main, member, told
from tests.factories import department

pytestmark = pytest.mark.django_db
ADD = "/admin/kernel/servicetoken/add/"
LIST = "/admin/kernel/servicetoken/"
TEXT = re.compile(r"rolebook_[0-9a-f]{12}_[\w-]{43}")
NO_MORE = (
    "No active account with this log-in name may do at most what yours may. A token gives out no more rights than "
    "whoever makes it has, and acts for yourself or for a service, not for another person."
)  # fmt: skip


@pytest.fixture
def anna(db):
    """An administrator of everything but the accounts."""
    return member("anna", "Administrator")


def service(name="site", *groups, within="", **facts):
    """The account of a service: nobody logs in with it."""
    user = member(name, *groups, within=within)
    get_user_model().objects.filter(pk=user.pk).update(is_staff=False, **facts)
    return user


def today():
    return timezone.now().date()


def typed(**facts):
    return {"name": "Careers site", "account": "site", "last_day": str(today() + timedelta(days=10)), **facts}


def make(client, **facts):
    return client.post(ADD, typed(**facts))


def errors(answer):
    assert (answer.status_code, ServiceToken.objects.count()) == (200, 0)
    return answer.context["form"].errors


def test_a_token_is_shown_once_and_works(anna, client):
    service("site", "Viewer")
    page = client_of(anna)
    answer = make(page, scopes=["catalogue:internal", "drafts:read"])
    (text,) = TEXT.findall(answer.content.decode())
    token = ServiceToken.objects.get()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert (token.name, token.account.username, token.scopes, token.expires_at) == (
        "Careers site", "site", ["catalogue:internal", "drafts:read"],
        datetime.combine(today() + timedelta(days=11), datetime.min.time(), UTC),
    )  # fmt: skip
    assert "Copy it now. It is shown this once" in main(answer).text
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/levels/", headers=headers)["Cache-Control"] == "private, no-store"
    # Nowhere afterwards: not on its page, in the list, a history, a session, a cookie or the audit.
    key = token.pk
    for path in (LIST, f"{LIST}{key}/change/", f"{LIST}{key}/history/", "/admin/", "/admin/kernel/auditrecord/"):
        assert text.rpartition("_")[2] not in page.get(path).content.decode()
    kept = [row.get_decoded() for row in Session.objects.all()]
    kept += [*LogEntry.objects.values(), *AuditRecord.objects.values(), page.cookies.output(), answer.headers]
    assert text.rpartition("_")[2] not in str(kept)
    assert AuditRecord.objects.values_list("by__username", "action", "key").get() == ("anna", "issue", token.key)


def test_no_log_holds_it(anna, caplog):
    caplog.set_level(logging.DEBUG)
    (text,) = TEXT.findall(make(client_of(anna), account="anna").content.decode())
    assert text.rpartition("_")[2] not in caplog.text


def test_the_form_proposes_oneself_and_a_year(anna):
    form = client_of(anna).get(ADD).context["form"]
    assert {field.name: field.value() for field in form} == {
        "name": None,
        "account": "anna",
        "scopes": None,
        "last_day": today() + timedelta(days=365),
    }
    assert [label for _, label in form.fields["scopes"].choices] == [
        "Read what is internal (catalogue:internal)",
        "Read drafts (drafts:read)",
        "Read, change and submit drafts (drafts:write)",
    ]


@pytest.mark.parametrize("days", [-1, 731])
def test_a_token_has_an_end_within_two_years(anna, days):
    first, last = today(), today() + timedelta(days=730)
    found = errors(make(client_of(anna), account="anna", last_day=str(today() + timedelta(days=days))))
    assert found == {"last_day": [f"Choose a day from {first} to {last}."]}


@pytest.mark.parametrize("days", [0, 730])
def test_the_first_day_and_the_last_do(anna, days):
    answer = make(client_of(anna), account="anna", last_day=str(today() + timedelta(days=days)))
    assert TEXT.search(answer.content.decode())


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"name": ""}, {"name": ["This field is required."]}),
        ({"name": "x" * 101}, {"name": ["Ensure this value has at most 100 characters (it has 101)."]}),
        ({"name": "a\x00b"}, {"name": ["Null characters are not allowed."]}),
        ({"account": "a\x00b"}, {"account": ["Null characters are not allowed."]}),
        ({"last_day": "tomorrow"}, {"last_day": ["Enter a valid date."]}),
        ({"last_day": "9999-12-31"}, None),
        (
            {"scopes": ["catalogue:all"]},
            {"scopes": ["Select a valid choice. catalogue:all is not one of the available choices."]},
        ),
    ],
)
def test_what_is_no_token_is_refused_in_the_form(anna, facts, refused):
    found = errors(make(client_of(anna), **{"account": "anna", **facts}))
    assert found == refused if refused else list(found) == ["last_day"]


def test_a_form_that_is_sent_twice_makes_one_token(anna):
    page = client_of(anna)
    make(page, account="anna")
    again = make(page, account="anna")
    assert again.context["form"].errors == {
        "name": ["A token of this name is in use. Choose another name, or revoke that one first."]
    }
    assert ServiceToken.objects.count() == 1
    ServiceToken.objects.get().revoke(by=None)
    assert TEXT.search(make(page, account="anna").content.decode())


def test_nobody_gives_out_more_than_they_have(anna):
    """Neither an account that may more, nor one that reaches farther, nor a colleague's, with whom they would be two
    in a review; and nobody learns which accounts there are."""
    department("sales")
    department("software", parent=department())
    get_user_model().objects.create_superuser("boss")
    service("gone", is_active=False)
    service("publisher", "Publisher")
    service("editor", "Editor", within="engineering")
    service("clerk", "Editor", within="software")
    service("seller", "Editor", within="sales")
    service("roamer", "Editor")
    member("colleague", "Editor", within="software")
    accounts = ("boss", "gone", "nobody", "publisher", "editor", "clerk", "seller", "roamer", "colleague", "anna")
    # Administrators may do all that groups may. This one does so in engineering alone.
    Remit.objects.create(user=anna, department=department())
    lent = []
    for account in accounts:
        answer = make(client_of(anna), account=account, name=account)
        if TEXT.search(answer.content.decode()):
            lent.append(account)
        else:
            assert answer.context["form"].errors == {"account": [NO_MORE]}
    assert lent == ["editor", "clerk", "anna"]


def test_a_superuser_makes_them_for_anybody(boss):
    get_user_model().objects.create_superuser("root")
    service("roamer", "Editor")
    for account in ("root", "roamer", "boss"):
        assert TEXT.search(make(boss, account=account, name=account).content.decode())
    answer = make(boss, account="nobody", name="nobody")
    assert answer.context["form"].errors == {"account": ["There is no active account with this log-in name."]}


def test_one_is_revoked_after_a_question(anna, client):
    page = client_of(anna)
    (text,) = TEXT.findall(make(page, account="anna").content.decode())
    token = ServiceToken.objects.get()
    headers = {"Authorization": f"Bearer {text}"}
    where = reverse("admin:kernel_servicetoken_revoke", args=[token.pk])
    change = reverse("admin:kernel_servicetoken_change", args=[token.pk])
    assert where in page.get(change).content.decode()
    assert "Whatever uses it is refused from now on." in main(page.get(where)).text
    assert client.get("/api/v1/levels/", headers=headers).status_code == 200
    answer = page.post(where, follow=True)
    assert (answer.redirect_chain, told(answer)) == ([(change, 302)], ["Careers site is revoked."])
    assert where not in answer.content.decode()
    assert client.get("/api/v1/levels/", headers=headers).status_code == 401
    assert told(page.post(where, follow=True)) == ["Careers site is revoked already."]
    assert list(AuditRecord.objects.order_by("pk").values_list("action", flat=True)) == ["issue", "revoke"]
    assert page.post(reverse("admin:kernel_servicetoken_revoke", args=[10**15])).status_code == 404


def test_nothing_of_one_is_changed_or_deleted(boss):
    make(boss, account="boss")
    token = ServiceToken.objects.get()
    before = vars(token).copy()
    for page in ("change", "delete"):
        assert boss.post(f"{LIST}{token.pk}/{page}/", typed(name="Other")).status_code == 403
    boss.post(LIST, {"action": "delete_selected", "_selected_action": [token.pk], "post": "yes"})
    after = vars(ServiceToken.objects.get())
    assert {name: after[name] for name in before if name != "_state"} == {
        name: value for name, value in before.items() if name != "_state"
    }
    page = main(boss.get(f"{LIST}{token.pk}/change/"))
    shown = [each.attributes["type"] for name in ("input", "select", "textarea") for each in page.all(name)]
    assert set(shown) <= {"hidden"}


def test_the_list_tells_what_works_and_since_when_not(boss, django_assert_max_num_queries):
    user = service("site", "Viewer")
    ends = datetime.combine(today() + timedelta(days=3), datetime.min.time(), UTC)
    for name, scopes in (("careers site", []), ("warehouse", ["catalogue:internal", "drafts:read"]), ("old", [])):
        ServiceToken.objects.issue(by=None, name=name, account=user, scopes=scopes, expires_at=ends)
    ServiceToken.objects.get(name="old").revoke(by=None)

    def rows(query=""):
        page = main(boss.get(f"{LIST}{query}"))
        names = ("name", "account", "may", "state")
        return [tuple(row.one(f".field-{name}").text for name in names) for row in page.all("#result_list tbody tr")]

    in_use = [
        ("warehouse", "site", "Read what is internal (catalogue:internal), Read drafts (drafts:read)", "In use"),
        ("careers site", "site", "Read what is public, and nothing else", "In use"),
    ]
    old = ("old", "site", "Read what is public, and nothing else", "Revoked")
    assert rows() == [old, *in_use]
    assert rows("?state=in-use") == in_use
    assert rows("?state=ended") == [old]
    assert rows("?q=warehouse") == in_use[:1]
    with django_assert_max_num_queries(8):
        boss.get(LIST)
