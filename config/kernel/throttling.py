"""How often the REST API may be asked.

Each caller has so many requests in a window of time: a token by itself, everybody else by address. They are counted in
Django's cache. With CACHE_URL all processes count together; without it each process counts what comes to it, so that a
caller may have up to as many times the limit as there are processes. It is there against a loop that runs wild, not
against an attack, which the proxy in front is there for.
"""

import logging
import time
from ipaddress import IPv6Address, ip_address
from zlib import crc32

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import AuthenticationFailed

from config.environment import Rate
from config.kernel.authentication import token_of
from config.kernel.problems import API_PREFIX, problem_response
from config.kernel.requests import Answer

logger = logging.getLogger(__name__)

PAUSE = 10.0
"""Seconds for which a cache that did not answer is left alone."""


class RateLimitMiddleware:
    """Answers 429 to who asks too often, and tells every caller below /api/ and /boards/ what is left, in the headers
    of the IETF's draft: RateLimit-Policy and RateLimit. All methods count alike, and what is refused as well.
    Preflights of browsers do not come here. Where the cache does not answer nobody is limited. One query where a
    token is shown, which authentication then has no need of."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.silent_until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API_PREFIX) or not any(settings.API_RATES.values()):
            return self.get_response(request)
        policy, who = _caller(request)
        rate = settings.API_RATES[policy]
        count = rate and self._count(f"{policy}:{who}", rate)
        if not rate or not count:
            return self.get_response(request)
        made, wait = count
        if made > rate.requests:
            limit = f"{rate.requests} requests in {rate.seconds} seconds"
            whose = "with this token" if policy == "token" else "from this address"
            response = problem_response(request, 429, f"More than {limit} {whose}. Ask again in {wait} seconds.")
            response["Retry-After"] = str(wait)
        else:
            response = self.get_response(request)
        response["RateLimit-Policy"] = f'"{policy}";q={rate.requests};w={rate.seconds}'
        response["RateLimit"] = f'"{policy}";r={max(rate.requests - made, 0)};t={wait}'
        return response

    def _count(self, who: str, rate: Rate) -> tuple[int, int] | None:
        """How many requests there are in the window with this one, and the seconds until the next window; None where
        the cache does not answer. The windows of callers begin at different moments, so that they do not all come
        back at one."""
        if time.monotonic() < self.silent_until:
            return None
        window, gone = divmod(int(time.time()) + crc32(who.encode()), rate.seconds)
        key = f"rate:{who}:{rate.seconds}:{window}"
        try:
            made = 1 if cache.add(key, 1, 2 * rate.seconds) else cache.incr(key)
        except Exception:  # whatever a cache may raise: it takes no answer from anybody
            logger.warning("The cache does not answer: requests are not counted for %s s.", PAUSE, exc_info=True)
            self.silent_until = time.monotonic() + PAUSE
            return None
        return made, rate.seconds - gone


def _caller(request: HttpRequest) -> tuple[str, str]:
    """By which policy a caller is counted, and under which name. A token that may not be used counts for its address:
    else whoever makes up tokens would have a limit for each."""
    try:
        token = token_of(request)
    except AuthenticationFailed:
        token = None
    return ("anonymous", address_of(request)) if token is None else ("token", str(token.pk))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind PROXIES reverse proxies what the first of them saw, else the connection. What
    callers write into X-Forwarded-For stands before what the proxies add, and is not looked at. IPv6 addresses are cut
    to the network that one customer has (/64)."""
    hops = request.headers.get("X-Forwarded-For", "").split(",")[-settings.PROXIES :] if settings.PROXIES else [""]
    text = hops[0].strip() or request.META.get("REMOTE_ADDR", "")
    for each in (text, text.rpartition(":")[0].strip("[]")):  # some proxies write the port as well
        try:
            found = ip_address(each)
        except ValueError:
            continue
        if isinstance(found, IPv6Address):
            return str(found.ipv4_mapped or found.exploded[:19])
        return str(found)
    return "unknown"
