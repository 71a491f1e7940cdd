"""Reads the process environment for the settings, and refuses what is missing, malformed or unsafe, by name."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

LOCAL_URL = "http://localhost:8000"
"""What BASE_URL is by default on a machine that serves only itself."""

PERIODS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


class Rate(NamedTuple):
    """So many requests in so many seconds."""

    requests: int
    seconds: int


def read_file(path: Path) -> None:
    """Takes NAME=value lines of a .env file into the environment; what is set already wins."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}:{number}: expected NAME=value")
        os.environ.setdefault(name.strip(), value.strip())


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable: 1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")
    return default


def secret_key(*, debug: bool) -> str:
    """SECRET_KEY; in DEBUG a fixed key that production refuses."""
    key = os.environ.get("SECRET_KEY", "")
    if debug:
        return key or "django-insecure-only-for-development"
    if not key:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random value, or set DEBUG=1 to develop.")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        raise ImproperlyConfigured("SECRET_KEY is too weak: it needs at least 50 characters, chosen at random.")
    return key


def former_secret_keys() -> list[str]:
    """SECRET_KEY_FALLBACKS, separated by commas: keys of before that still count while SECRET_KEY is being changed."""
    keys = [key.strip() for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip()]
    if any(len(key) < 50 for key in keys):
        raise ImproperlyConfigured("SECRET_KEY_FALLBACKS holds a key of less than 50 characters.")
    return keys


def allowed_hosts(*, debug: bool) -> list[str]:
    """ALLOWED_HOSTS, separated by commas. Production wants names."""
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    for host in hosts:
        if "/" in host or " " in host:
            raise ImproperlyConfigured(f"ALLOWED_HOSTS: {host!r} is no host name. Leave out http:// and paths.")
    if not hosts and debug:
        return sorted(LOOPBACK)
    if not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Name the hosts that serve Rolebook, separated by commas.")
    if "*" in hosts and not debug:
        raise ImproperlyConfigured("ALLOWED_HOSTS=* answers to any name. Name the hosts that serve Rolebook.")
    return hosts


def only_this_machine(hosts: list[str]) -> bool:
    """Whether every host is a loopback name: only there may passwords travel without HTTPS."""
    return set(hosts) <= LOOPBACK


def database(base: Path) -> dict[str, Any]:
    """DATABASE_URL as postgres://user:password@host:port/name, or the embedded SQLite when it is absent.

    SQLite: WAL and IMMEDIATE transactions, so that concurrent writers queue instead of failing, and a full sync, so
    that what was answered survives a power cut. PostgreSQL: a pool, three seconds to connect, 15 s a statement.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(base / "rolebook.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}: only postgres:// is supported.")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL: the port is no number.") from None
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "connect_timeout": 3,
            "tcp_user_timeout": 10_000,
            "options": "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000",
            **query,
        },
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def cache() -> dict[str, Any]:
    """CACHE_URL as redis://host:port/db, or the memory of each process when it is absent. What it holds can be done
    without, so nobody waits long for it."""
    url = os.environ.get("CACHE_URL", "")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    if urlsplit(url).scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured("CACHE_URL: only redis:// and rediss:// are supported.")
    waits = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": waits}


def rate(name: str, *, default: str) -> Rate | None:
    """A limit of requests as 600/minute; None where it is 0: there is none."""
    text = os.environ.get(name, "").strip() or default
    if text == "0":
        return None
    count, _, period = text.partition("/")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", count) or period not in PERIODS:
        raise ImproperlyConfigured(
            f"{name}={text!r}: write a limit as 600/minute (or second, hour, day), or 0 for none."
        )
    return Rate(int(count), PERIODS[period])


def proxies() -> int:
    """BEHIND_PROXY: how many reverse proxies stand in front, each behind the next; 1 is yes, 0 no."""
    text = os.environ.get("BEHIND_PROXY", "").strip()
    return int(text) if re.fullmatch(r"[2-9]", text) else int(flag("BEHIND_PROXY", default=False))


def email(*, hosts: list[str]) -> dict[str, Any]:
    """EMAIL_URL as smtp://user:password@host:587 (STARTTLS wherever there is a password) or smtps://...:465. When it is
    absent, e-mails are printed where only this machine is served, and not sent elsewhere."""
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        kind = "console" if only_this_machine(hosts) else "dummy"
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{kind}.EmailBackend"}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL: the port is no number.") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL: write smtp://user:password@host:587 or smtps://user:password@host:465.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.password),
        "EMAIL_TIMEOUT": 10,
    }


def base_url(*, hosts: list[str]) -> str:
    """BASE_URL, the address that e-mails and search engines are given, without a slash at its end; by default that of
    the first host."""
    given = os.environ.get("BASE_URL", "").rstrip("/")
    if given and urlsplit(given).scheme not in {"http", "https"}:
        raise ImproperlyConfigured("BASE_URL: write https://roles.example.com, the address that people use.")
    if given:
        return given
    return LOCAL_URL if only_this_machine(hosts) else f"https://{hosts[0].removeprefix('.')}"


def sender(hosts: list[str]) -> str:
    """EMAIL_FROM, whom e-mails are from; by default rolebook at the first host."""
    return os.environ.get("EMAIL_FROM", "") or f"rolebook@{hosts[0].removeprefix('.').strip('[]')}"


def webhook_networks() -> list[IPv4Network | IPv6Network]:
    """WEBHOOK_NETWORKS, private networks in which receivers of webhooks may be, beside the public internet: separated
    by commas, as 10.1.0.0/16,127.0.0.0/8. None by default."""
    found = []
    for text in os.environ.get("WEBHOOK_NETWORKS", "").split(","):
        if not text.strip():
            continue
        try:
            network = ip_network(text.strip())
        except ValueError:
            raise ImproperlyConfigured(
                f"WEBHOOK_NETWORKS: {text.strip()!r} is no network such as 10.1.0.0/16."
            ) from None
        if network.is_global or network.is_link_local or network.is_multicast:
            raise ImproperlyConfigured(f"WEBHOOK_NETWORKS: {network} is no private network in which servers are.")
        found.append(network)
    return found
