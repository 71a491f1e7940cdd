"""Service tokens: what is kept of them, who may use them, and how they end."""

import hashlib
import hmac
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.utils import timezone

from config.kernel.models import AuditRecord, Scope, ServiceToken
from config.kernel.models.tokens import LONGEST

pytestmark = pytest.mark.django_db


def issue(account, *scopes, days=30, by=None, name="careers site"):
    ends = timezone.now() + timedelta(days=days)
    return ServiceToken.objects.issue(by=by, name=name, account=account, scopes=list(scopes), expires_at=ends)


def test_a_token_is_kept_as_a_digest(staff):
    token, text = issue(staff, Scope.INTERNAL)
    assert re.fullmatch(rf"rolebook_{token.key}_[\w-]{{43}}", text)
    secret = text.removeprefix(f"rolebook_{token.key}_")
    token.refresh_from_db()
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert [name for name, value in vars(token).items() if secret in str(value)] == []
    assert str(token) == f"careers site (rolebook_{token.key}_...)"


def test_no_two_are_alike(staff):
    made = [issue(staff) for _ in range(3)]
    assert len({text for _, text in made}) == len({token.key for token, _ in made}) == 3


def test_who_made_and_who_revoked_it_is_in_the_audit(staff, publisher):
    token, text = issue(staff, Scope.INTERNAL, Scope.READ_DRAFTS, by=publisher)
    bare, _ = issue(staff, name="warehouse")
    token.revoke(by=publisher)
    token.revoke(by=staff)  # a second time is none
    until = f"for staff; until {token.expires_at:%Y-%m-%d %H:%M} UTC"
    said = f"catalogue:internal, drafts:read; {until}"
    rows = AuditRecord.objects.order_by("pk").values_list("by", "action", "kind", "subject", "key", "reason")
    assert list(rows) == [
        (publisher.pk, "issue", "token", str(token), token.key, said),
        (None, "issue", "token", str(bare), bare.key, f"no scope; {until}"),
        (publisher.pk, "revoke", "token", str(token), token.key, said),
    ]
    secret = text.rpartition("_")[2]
    assert [row for row in AuditRecord.objects.values() if secret in str(row)] == []


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"days": 0}, {"expires_at": ["It would be expired at once."]}),
        ({"days": LONGEST.days + 1}, {"expires_at": ["A token lasts two years at most."]}),
        ({"name": ""}, {"name": ["This field cannot be blank."]}),
        ({"name": "n" * 101}, {"name": ["Ensure this value has at most 100 characters (it has 101)."]}),
    ],
)
def test_what_is_no_token_is_refused(staff, facts, refused):
    with pytest.raises(ValidationError) as error:
        issue(staff, **facts)
    assert error.value.message_dict == refused
    assert not ServiceToken.objects.exists()
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize("scopes", [["catalogue:all"], [Scope.INTERNAL, Scope.INTERNAL], [["drafts:read"]]])
def test_scopes_are_those_that_there_are(staff, scopes):
    with pytest.raises(ValidationError) as error:
        issue(staff, *scopes)
    assert error.value.message_dict == {
        "scopes": ["Choose of catalogue:internal, drafts:read, drafts:write, each once."]
    }


def test_it_is_known_by_its_whole_text_alone(staff):
    token, text = issue(staff, Scope.INTERNAL)
    kind, key, secret = text.split("_", 2)
    other = issue(staff)[1].split("_", 2)
    assert ServiceToken.objects.presented(text) == token
    for wrong in (
        "",
        "_",
        "__",
        kind,
        key,
        secret,
        f"{kind}_{key}",
        f"{kind}_{key}_",
        f"{kind}__{secret}",
        f"{kind}_{key}_{secret[:-1]}",
        f"{kind}_{key}_{secret}=",
        f"{kind}_{key}_{token.digest}",
        f"{kind}_{key}_{other[2]}",
        f"{kind}_{other[1]}_{secret}",
        f"{kind}_{'0' * 12}_{secret}",
        f"{kind}_{key.upper()}_{secret}" if key.upper() != key else "x",
        f"{kind.upper()}_{key}_{secret}",
        f" {text}",
        f"{text}\x00",
        f"{kind}_{key}\x00_{secret}",
        f"{kind}_{'ж' * 12}_{secret}",
        f"{kind}_{'٣' * 12}_{secret}",
        f"{kind}_{key}_{secret[:-1]}é",
        f"{kind}_{'a' * 10_000}_{secret}",
        f"{kind}_{key}_{'a' * 10_000}",
        "_" * 10_000,
    ):
        assert ServiceToken.objects.presented(wrong) is None, wrong


def test_it_ends_by_itself_by_hand_and_with_its_account(staff):
    ways = {}
    for name in ("in use", "expired", "revoked"):
        ways[name] = issue(staff, name=name)
    ServiceToken.objects.filter(name="expired").update(expires_at=timezone.now())
    ways["revoked"][0].revoke(by=None)

    def found():
        tokens = {name: ServiceToken.objects.presented(text) for name, (_, text) in ways.items()}
        usable = set(ServiceToken.objects.usable().values_list("name", flat=True))
        assert usable == {name for name, token in tokens.items() if token}
        return usable, {token.name: token.state for token in ServiceToken.objects.select_related("account")}

    assert found() == ({"in use"}, {"in use": "in use", "expired": "expired", "revoked": "revoked"})
    staff.is_active = False
    staff.save()
    assert found() == (set(), {"in use": "account inactive", "expired": "expired", "revoked": "revoked"})


def test_a_secret_is_compared_in_constant_time_whether_its_key_is_known_or_not(staff, monkeypatch):
    token, text = issue(staff)
    compared = []

    def compare(one, other, *, plainly=hmac.compare_digest):
        compared.append((one, other))
        return plainly(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    shown = hashlib.sha256(b"wrong").hexdigest()
    ServiceToken.objects.presented(f"rolebook_{token.key}_wrong")
    ServiceToken.objects.presented("rolebook_000000000000_wrong")
    ServiceToken.objects.presented(text)
    nothing = hashlib.sha256(b"").hexdigest()
    assert compared == [(token.digest, shown), (nothing, shown), (token.digest, token.digest)]


def test_its_use_is_written_down_once_a_minute(staff, monkeypatch, django_assert_num_queries):
    token, text = issue(staff)
    started = timezone.now()
    noted = []
    for seconds, queries in ((0, 2), (1, 1), (59, 1), (60, 2), (61, 1), (200, 2)):
        moment = started + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        with django_assert_num_queries(queries):
            assert ServiceToken.objects.presented(text) == token
        token.refresh_from_db()
        noted.append((token.last_used_at - started).total_seconds())
    assert noted == [0, 0, 0, 60, 60, 200]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_takes_nothing_is_asked_once_a_minute(staff, monkeypatch, caplog):
    """And takes nothing from who reads: to ask may mean to wait."""
    token, text = issue(staff)
    started, asked = timezone.now(), []

    def read_only(execute, sql, *args):
        if sql.startswith("UPDATE"):
            asked.append(sql)
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *args)

    tries = []
    with connection.execute_wrapper(read_only):
        for seconds in (0, 1, 59, 60, 61, 200):
            moment = started + timedelta(seconds=seconds)
            monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
            assert ServiceToken.objects.presented(text) == token
            tries.append(len(asked))
    assert tries == [1, 1, 1, 2, 2, 3]
    assert (
        caplog.messages == [f"The use of {token} could not be written down: attempt to write a readonly database"] * 3
    )
    assert [record.exc_info for record in caplog.records] == [None] * 3


def test_what_is_refused_is_no_use(staff):
    token, text = issue(staff)
    token.revoke(by=None)
    ServiceToken.objects.presented(text)
    ServiceToken.objects.presented(f"rolebook_{token.key}_wrong")
    token.refresh_from_db()
    assert token.last_used_at is None
