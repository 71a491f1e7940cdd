"""How often the API may be asked: by whom requests are counted, what callers are told, and that a cache that fails
takes nothing from anybody."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone

from config.environment import Rate
from config.kernel.models import ServiceToken
from config.kernel.throttling import RateLimitMiddleware, address_of

pytestmark = pytest.mark.django_db
LEVELS = "/api/v1/levels/"


@pytest.fixture(autouse=True)
def limits(settings, monkeypatch):
    """Three a minute for an address, five for a token; the clock stands still where everybody's window begins."""
    settings.API_RATES = {"anonymous": Rate(3, 60), "token": Rate(5, 60)}
    monkeypatch.setattr("config.kernel.throttling.crc32", lambda who: 0)
    monkeypatch.setattr(time, "time", lambda: 6_000_000.0)
    cache.clear()
    return settings


@pytest.fixture
def token(staff):
    ends = timezone.now() + timedelta(days=1)
    return ServiceToken.objects.issue(by=None, name="site", account=staff, scopes=[], expires_at=ends)[1]


def told(answer):
    names = ("RateLimit-Policy", "RateLimit", "Retry-After")
    return (answer.status_code, *(answer.get(name) for name in names))


def test_who_asks_too_often_is_told_when_to_come_back(client, monkeypatch):
    policy = '"anonymous";q=3;w=60'
    assert [told(client.get(LEVELS)) for _ in range(3)] == [
        (200, policy, f'"anonymous";r={left};t=60', None) for left in (2, 1, 0)
    ]
    monkeypatch.setattr(time, "time", lambda: 6_000_013.9)
    answer = client.get(LEVELS)
    assert told(answer) == (429, policy, '"anonymous";r=0;t=47', "47")
    assert (answer["Content-Type"], answer["Cache-Control"], answer.json()) == (
        "application/problem+json",
        "no-store",
        {
            "type": "about:blank",
            "title": "Too many requests",
            "status": 429,
            "detail": "More than 3 requests in 60 seconds from this address. Ask again in 47 seconds.",
        },
    )
    monkeypatch.setattr(time, "time", lambda: 6_000_060.0)
    assert told(client.get(LEVELS)) == (200, policy, '"anonymous";r=2;t=60', None)


def test_every_kind_of_request_and_of_answer_counts(client, limits):
    limits.API_RATES = {"anonymous": Rate(10, 60), "token": None}
    tag = client.get(LEVELS)["ETag"]
    answers = [
        client.get(LEVELS, headers={"If-None-Match": tag}),
        client.head(LEVELS),
        client.options(LEVELS),
        client.post(LEVELS),
        client.get("/api/v1/nothing/"),
        client.get("/boards/v1/nothing"),
        client.get(f"{LEVELS}?colour=red"),
        client.get(f"{LEVELS}?track=%00"),
        client.get(LEVELS, headers={"Host": "evil.example"}),
        client.get(LEVELS),
    ]
    statuses = (304, 200, 204, 405, 404, 404, 400, 400, 400, 429)
    lefts = (8, 7, 6, 5, 4, 3, 2, 1, 0, 0)
    assert [told(answer)[::2] for answer in answers] == [
        (status, f'"anonymous";r={left};t=60') for status, left in zip(statuses, lefts, strict=True)
    ]


def test_pages_and_preflights_do_not(client):
    for path in ("/levels/", "/healthz", "/admin/login/"):
        assert told(client.get(path)) == (200, None, None, None)
    ask = {"Origin": "https://careers.example", "Access-Control-Request-Method": "GET"}
    for _ in range(5):
        assert told(client.options(LEVELS, headers=ask)) == (200, None, None, None)
    assert told(client.get(LEVELS))[2] == '"anonymous";r=2;t=60'


def test_a_token_has_a_limit_of_its_own_wherever_it_is_used(client, token):
    bearer = {"Authorization": f"Bearer {token}"}
    for left in (4, 3, 2, 1, 0):
        answer = client.get(LEVELS, headers=bearer, REMOTE_ADDR=f"198.51.100.{left}")
        assert told(answer) == (200, '"token";q=5;w=60', f'"token";r={left};t=60', None)
    answer = client.get(LEVELS, headers=bearer)
    assert told(answer) == (429, '"token";q=5;w=60', '"token";r=0;t=60', "60")
    assert answer.json()["detail"] == "More than 5 requests in 60 seconds with this token. Ask again in 60 seconds."
    assert told(client.get(LEVELS))[0] == 200


def test_whoever_makes_up_tokens_is_counted_by_address(client, token):
    found = [
        told(client.get(LEVELS, headers={"Authorization": header}))[::2]
        for header in ("Bearer rolebook_000000000000_a", f"Bearer {token}x", f"Token {token}", "Bearer one-more")
    ]
    assert found == [
        (status, f'"anonymous";r={left};t=60') for status, left in ((401, 2), (401, 1), (401, 0), (429, 0))
    ]


def test_the_token_is_looked_up_once(client, token, django_assert_num_queries):
    bearer = {"Authorization": f"Bearer {token}"}
    client.get(LEVELS, headers=bearer)
    with django_assert_num_queries(2):  # the token, with its account, and the catalogue's state
        client.get(LEVELS, headers=bearer)


def test_a_limit_may_be_off(client, token, limits):
    bearer = {"Authorization": f"Bearer {token}"}
    limits.API_RATES = {"anonymous": None, "token": Rate(5, 60)}
    assert [told(client.get(LEVELS)) for _ in range(5)] == [(200, None, None, None)] * 5
    assert told(client.get(LEVELS, headers=bearer))[2] == '"token";r=4;t=60'
    limits.API_RATES = {"anonymous": None, "token": None}
    assert [told(client.get(LEVELS, headers=bearer)) for _ in range(5)] == [(200, None, None, None)] * 5


def test_callers_do_not_all_come_back_at_one_moment(rf, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(time, "time", lambda: 6_000_000.0)
    answer = RateLimitMiddleware(lambda request: HttpResponse())
    waits = {answer(rf.get(LEVELS, REMOTE_ADDR=f"198.51.100.{each}"))["RateLimit"] for each in range(40)}
    assert len(waits) > 20


def test_nobody_slips_through_beside_another(rf, limits):
    """Of many at once exactly so many are let in as the limit says."""
    limits.API_RATES = {"anonymous": Rate(100, 60), "token": None}
    answer = RateLimitMiddleware(lambda request: HttpResponse())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: answer(rf.get(LEVELS)), range(300)))
    assert sorted(each.status_code for each in answers) == [200] * 100 + [429] * 200
    assert sorted(int(each["RateLimit"].split(";")[1][2:]) for each in answers)[-100:] == list(range(100))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.7"),
        (0, "203.0.113.9", "192.0.2.7"),
        (1, None, "192.0.2.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 5.6.7.8,203.0.113.9 ", "203.0.113.9"),
        (1, "1.2.3.4,", "192.0.2.7"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        (1, "2001:db8:1:2::9", "2001:0db8:0001:0002"),
        (1, "[2001:db8:1:2::9]:4711", "2001:0db8:0001:0002"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "unknown", "unknown"),
        (1, "\x00" * 3_000, "unknown"),
        (1, "é" + "1" * 9_000, "unknown"),
    ],
)
def test_an_address_is_what_the_proxies_saw(rf, settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    given = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(rf.get(LEVELS, REMOTE_ADDR="192.0.2.7", **given)) == expected


def test_what_callers_make_up_gives_them_no_other_limit(client, settings):
    settings.PROXIES = 1
    found = [
        client.get(LEVELS, headers={"X-Forwarded-For": f"10.0.0.{each}, 203.0.113.9"}).status_code for each in range(5)
    ]
    assert found == [200, 200, 200, 429, 429]


def test_a_server_behind_a_socket_has_no_address(rf):
    assert address_of(rf.get(LEVELS, REMOTE_ADDR="")) == "unknown"


def test_a_cache_that_does_not_answer_limits_nobody(rf, settings, caplog):
    """And is left alone for a while, so that nobody waits for it."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    answer = RateLimitMiddleware(lambda request: HttpResponse("read"))
    answers = [answer(rf.get(LEVELS)) for _ in range(6)]
    assert [(each.content, *told(each)) for each in answers] == [(b"read", 200, None, None, None)] * 6
    assert caplog.messages == ["The cache does not answer: requests are not counted for 10.0 s."]
