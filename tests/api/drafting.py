"""A service that works on drafts, for tests."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from careers.models import Remit
from config.kernel.models import Scope, ServiceToken
from tests.factories import department

RIGHTS = ("view_family", "add_family", "change_family", "submit_family")
BOTH = (Scope.READ_DRAFTS, Scope.WRITE_DRAFTS)


def account(username: str = "handbook", *rights: str, within: str = "") -> Any:
    """The account of a service, with rights of drafts; limited to a department if one is named."""
    user = get_user_model().objects.create_user(username, first_name="Handbook", last_name="Sync")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="careers"))
    if within:
        Remit.objects.create(user=user, department=department(within))
    return user


def bearer(user: Any, *scopes: str) -> dict[str, str]:
    """The header of a new token of the account."""
    ends = timezone.now() + timedelta(days=1)
    _, text = ServiceToken.objects.issue(by=None, name="sync", account=user, scopes=list(scopes), expires_at=ends)
    return {"Authorization": f"Bearer {text}"}


class Service:
    """Asks for the draft of a family with a token, and writes it."""

    def __init__(self, user: Any = None, *scopes: str) -> None:
        self.user = user or account("handbook", *RIGHTS)
        self.headers = bearer(self.user, *(scopes or BOTH))
        self.client = Client()

    def get(self, family: str = "platform", **headers: str) -> Any:
        return self.client.get(f"/api/v1/job-families/{family}/draft/", headers=self.headers | headers)

    def put(
        self,
        body: Any,
        tag: str | None = None,
        *,
        family: str = "platform",
        kind: str = "application/json",
        query: str = "",
        slash: str = "/",
        **headers: str,
    ) -> Any:
        """`tag` is sent as If-Match. A body that is no dict is sent as it is."""
        headers |= {"If-Match": tag} if tag is not None else {}
        return self.client.put(
            f"/api/v1/job-families/{family}/draft{slash}{query}",
            body,
            content_type=kind,
            headers=self.headers | headers,
        )

    def submit(
        self, tag: str | None = None, body: Any = None, *, family: str = "platform", slash: str = "/", **headers: str
    ) -> Any:
        headers |= {"If-Match": tag} if tag is not None else {}
        return self.client.post(
            f"/api/v1/job-families/{family}/draft/submit{slash}",
            {"message": "Faster"} if body is None else body,
            content_type=headers.pop("kind", "application/json"),
            headers=self.headers | headers,
        )
