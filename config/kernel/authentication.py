"""Who asks the REST API: people by their session, services by a token in the Authorization header."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from config.kernel.models import ServiceToken
from config.kernel.models.tokens import PREFIX

SCHEME = "Bearer"
UNKNOWN = "This token is not known, has expired or was revoked."
ELSEWHERE = f"A token is sent in one header: Authorization: {SCHEME} {PREFIX}_..."


def token_of(request: HttpRequest) -> ServiceToken | None:
    """The token that a request shows; None where it shows none. Looked up once for all who ask. Raises
    AuthenticationFailed where the token may not be used, or is shown in another way than it should be. What else
    stands in the header, such as a password for the proxy in front, is none of ours."""
    known = vars(request)
    if "service_token" not in known:
        known["service_token"] = _shown(request.headers.get("Authorization", ""))
    found: ServiceToken | str | None = known["service_token"]
    if isinstance(found, str):
        raise AuthenticationFailed(found)
    return found


def _shown(header: str) -> ServiceToken | str | None:
    """The token, None, or what is wrong."""
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() == SCHEME.lower():
        return ServiceToken.objects.presented(text.strip()) or UNKNOWN
    return ELSEWHERE if f"{PREFIX}_" in header else None


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer rolebook_...`. The request's user is the account that the token acts for, and its `auth`
    the token. It comes before a session: who shows both asks with the token."""

    def authenticate(self, request: Request) -> tuple[Any, ServiceToken] | None:
        token = token_of(request._request)
        return None if token is None else (token.account, token)

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="Rolebook"'


class TokenWithScope(BasePermission):
    """For callers with a token that has one of the scopes which the view names for the method, in `scopes`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        scopes = view.scopes.get(request.method, ())
        self.message = f"This needs a token with the scope {' or '.join(scopes)}."
        return isinstance(request.auth, ServiceToken) and any(map(request.auth.allows, scopes))


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token in the OpenAPI document."""

    target_class = "config.kernel.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": SCHEME.lower(),
            "description": "A service token, made in the admin. Without one, what is public is answered.",
        }
