"""Webhooks as they are kept: which addresses, and what the audit says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.kernel.models import AuditRecord, Webhook

pytestmark = pytest.mark.django_db


def webhook(url, **facts):
    return Webhook(name="Site", url=url, **facts).keep(by=None)


BAD_URLS = {
    "http://hooks.example/": "The address has to begin with https://.",
    "ftp://hooks.example/": "The address has to begin with https://.",
    "hooks.example": "The address has to begin with https://.",
    "https:///path": "This address names no host.",
    "https://user:secret@hooks.example/": "Leave out the user name and the password: messages are signed instead.",
    "https://hooks.example/#part": "Leave out what follows #: it is never sent.",
    "https://hooks.example:22/": "Use one of the ports 443 and 8443.",
    "https://hooks.example:99999/": "This is no address: write https://hooks.example.com/rolebook.",
    "https://[::1/": "This is no address: write https://hooks.example.com/rolebook.",
    "https://hoo ks.example/": "Write the address in ASCII: a host in its xn-- form, other letters as %C3%A9.",
    "https://hooks.example/\r\nX: y": "Write the address in ASCII: a host in its xn-- form, other letters as %C3%A9.",
    **{
        f"https://{host}/": "This address is not on the public internet. To call private networks, name them in "
        "WEBHOOK_NETWORKS."
        for host in (
            "127.0.0.1",
            "127.0.0.1.",
            "10.0.0.5:8443",
            "169.254.169.254",
            "[::1]",
            "[::ffff:10.0.0.5]",
            "localhost",
            "a.localhost.",
        )
    },
    "https://höks.example/": "Write the address in ASCII: a host in its xn-- form, other letters as %C3%A9.",
}


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_would_never_be_called_is_refused(settings, url):
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(ValidationError) as caught:
        webhook(url)
    assert caught.value.message_dict == {"url": [BAD_URLS[url]]}
    assert not AuditRecord.objects.filter(kind="webhook").exists()


def test_a_secret_is_not_changed_again_while_the_former_one_still_counts(staff, monkeypatch):
    """Whoever still knows the former one has a day, whatever else happens."""
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    hook = webhook("https://hooks.example/x")
    seen_before = Webhook.objects.get(pk=hook.pk)
    hook.rotate(by=staff)
    secrets = hook.secrets(now)
    for each in (hook, seen_before):
        with pytest.raises(ValidationError) as caught:
            each.rotate(by=staff)
        assert caught.value.messages == [
            "The secret was changed already: until 2027-03-02 12:00 UTC messages are signed with the former one as "
            "well, and only then there can be another. Whoever cannot wait makes a new webhook."
        ]
    hook.refresh_from_db()
    assert hook.secrets(now) == secrets
    assert AuditRecord.objects.filter(action="rotate secret").count() == 1
    now += timedelta(days=1)
    hook.rotate(by=staff)
    assert hook.secrets(now)[1:] == secrets[:1]


def test_a_webhook_leaves_a_trail(staff):
    hook = webhook("https://hooks.example/x", types=["vacancy.opened"])
    hook.internal = True
    hook.keep(by=staff)
    hook.rotate(by=staff)
    hook.ping(by=staff)
    about = "at hooks.example; vacancy.opened; {}; on"
    rows = AuditRecord.objects.filter(kind="webhook").order_by("pk").values_list("by", "action", "reason", "key")
    assert list(rows) == [
        (None, "create", about.format("public"), hook.key),
        (staff.pk, "change", about.format("internal"), hook.key),
        (staff.pk, "rotate secret", about.format("internal"), hook.key),
        (staff.pk, "ping", about.format("internal"), hook.key),
    ]
    for types in (["ping"], ["nothing"], ["vacancy.opened", "vacancy.opened"], "vacancy.opened", [1]):
        hook.types = types
        with pytest.raises(ValidationError):
            hook.keep(by=staff)
