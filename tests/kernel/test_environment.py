"""Settings fail loudly, and say which variable is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-a-key-for-the-check-alone",
    "ALLOWED_HOSTS": "handbook.example",
    "DATABASE_URL": "postgres://rolebook:secret@db.example/rolebook",
    "CACHE_URL": "redis://cache.example:6379/0",
}


def manage(*words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """manage.py with the production environment, some of it changed. A variable that is set, if only to nothing, wins
    over a .env file of this machine."""
    variables = {"PATH": os.environ["PATH"], "BEHIND_PROXY": "", **PRODUCTION, **changed}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_the_deployment_check_is_clean_in_production():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set. Set it to a long random value, or set DEBUG=1 to develop."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=* answers to any name. Name the hosts that serve Rolebook."),
    ],
)
def test_production_refuses_to_start(changed, sentence):
    done = manage("check", **changed)
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (
        1,
        f"django.core.exceptions.ImproperlyConfigured: {sentence}",
    )


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_a_server_needs_no_more_than_the_module(server):
    """As gunicorn imports it: nothing but config.wsgi itself says where the settings are."""
    code = f"from config.{server} import application; print(callable(application))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "BEHIND_PROXY": "", **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


REFUSED = [
    ("SECRET_KEY", "short", lambda: environment.secret_key(debug=False), "at least 50 characters"),
    ("SECRET_KEY", "a" * 60, lambda: environment.secret_key(debug=False), "at least 50 characters"),
    ("SECRET_KEY", "django-insecure-" + "abcdefg" * 9, lambda: environment.secret_key(debug=False), "at least 50"),
    ("ALLOWED_HOSTS", " , ", lambda: environment.allowed_hosts(debug=False), "ALLOWED_HOSTS is not set"),
    ("DATABASE_URL", "mysql://host/name", lambda: environment.database(ROOT), "DATABASE_URL starts with 'mysql'"),
    ("DATABASE_URL", "postgres://host", lambda: environment.database(ROOT), "names no database"),
    ("DATABASE_URL", "postgres://host:port/name", lambda: environment.database(ROOT), "the port is no number"),
    ("CACHE_URL", "memcached://host", environment.cache, "CACHE_URL: only redis:// and rediss://"),
    ("DEBUG", "maybe", lambda: environment.flag("DEBUG", default=False), "DEBUG='maybe': write 1 or 0"),
    ("BEHIND_PROXY", "12", environment.proxies, "BEHIND_PROXY='12': write 1 or 0"),
    *(
        (
            "API_RATE_TOKEN", text, lambda: environment.rate("API_RATE_TOKEN", default="9/minute"),
            f"API_RATE_TOKEN={text!r}: write a limit as 600/minute (or second, hour, day), or 0 for none.",
        )
        for text in ("600", "0/minute", "-1/minute", "600/week", "600/", "/minute", "many/minute", "1.5/minute", "off")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "read", "sentence"), REFUSED)
def test_a_bad_value_is_refused_by_name(monkeypatch, name, value, read, sentence):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (9, 60)),
        ("0", None),
        ("600/minute", (600, 60)),
        (" 5/second ", (5, 1)),
        ("7/hour", (7, 3_600)),
        ("8/day", (8, 86_400)),
    ],
)
def test_a_limit_is_so_many_in_so_long(monkeypatch, text, expected):
    monkeypatch.setenv("API_RATE_TOKEN", text)
    assert environment.rate("API_RATE_TOKEN", default="9/minute") == expected


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("0", 0), ("no", 0), ("1", 1), ("yes", 1), ("2", 2), ("9", 9)])
def test_proxies_are_counted(monkeypatch, text, expected):
    monkeypatch.setenv("BEHIND_PROXY", text)
    assert environment.proxies() == expected


def test_a_database_url_is_read_whole(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me%40work:p%2Fw@db.example:5433/role%20book?sslmode=require")
    assert environment.database(ROOT) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "role book",
        "USER": "me@work",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "connect_timeout": 3,
            "tcp_user_timeout": 10_000,
            "options": "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000",
            "sslmode": "require",
        },
    }


def test_a_file_of_settings_never_wins_over_the_environment(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("# here\nROLEBOOK_TEST_A=file\n\nROLEBOOK_TEST_B = a = b \n")
    monkeypatch.setenv("ROLEBOOK_TEST_A", "environment")
    monkeypatch.delenv("ROLEBOOK_TEST_B", raising=False)
    environment.read_file(file)
    assert (os.environ["ROLEBOOK_TEST_A"], os.environ.pop("ROLEBOOK_TEST_B")) == ("environment", "a = b")


def test_a_broken_file_of_settings_is_refused_with_its_line(tmp_path):
    file = tmp_path / ".env"
    file.write_text("GOOD_LINE_OF_TEST=\nno line\n")
    with pytest.raises(ImproperlyConfigured, match=r"^\.env:2: expected NAME=value$"):
        environment.read_file(file)
    os.environ.pop("GOOD_LINE_OF_TEST")


def test_e_mail_by_its_address(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://me%40example.com:s%3Acret@mail.example:587")
    smtp = environment.email(hosts=["roles.example"])
    assert smtp == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "me@example.com",
        "EMAIL_HOST_PASSWORD": "s:cret",
        "EMAIL_USE_SSL": False,
        "EMAIL_USE_TLS": True,
        "EMAIL_TIMEOUT": 10,
    }
    monkeypatch.setenv("EMAIL_URL", "smtps://mail.example")
    assert {name: environment.email(hosts=["roles.example"])[name] for name in ("EMAIL_PORT", "EMAIL_USE_SSL")} == {
        "EMAIL_PORT": 465,
        "EMAIL_USE_SSL": True,
    }


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_a_wrong_e_mail_address_is_told(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.email(hosts=["roles.example"])


def test_without_e_mail_nothing_is_sent_but_where_one_looks_at_it(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    backends = {
        host: environment.email(hosts=[host])["EMAIL_BACKEND"].split(".")[-2] for host in ("localhost", "a.example")
    }
    assert backends == {"localhost": "console", "a.example": "dummy"}


def test_the_address_that_e_mails_give(monkeypatch):
    monkeypatch.delenv("BASE_URL", raising=False)
    monkeypatch.delenv("EMAIL_FROM", raising=False)
    assert environment.base_url(hosts=["localhost"]) == "http://localhost:8000"
    assert environment.base_url(hosts=[".roles.example", "localhost"]) == "https://roles.example"
    assert environment.sender([".roles.example"]) == "rolebook@roles.example"
    monkeypatch.setenv("BASE_URL", "https://roles.example/")
    assert environment.base_url(hosts=["localhost"]) == "https://roles.example"
    monkeypatch.setenv("BASE_URL", "roles.example")
    with pytest.raises(ImproperlyConfigured, match="BASE_URL"):
        environment.base_url(hosts=["localhost"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), (" ", []), ("10.1.0.0/16", ["10.1.0.0/16"]), ("127.0.0.1, fd12::/64", ["127.0.0.1/32", "fd12::/64"])],
)
def test_private_networks_of_webhooks_are_named(monkeypatch, text, expected):
    monkeypatch.setenv("WEBHOOK_NETWORKS", text)
    assert list(map(str, environment.webhook_networks())) == expected


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "10.1.0.1/16",
        "hooks.example",
        "0.0.0.0/0",
        "::/0",
        "8.8.8.0/24",
        "8.0.0.0/6",
        "169.254.0.0/16",
        "fe80::/10",
    ],
)
def test_a_network_that_is_none_or_not_private_is_refused(monkeypatch, text):
    monkeypatch.setenv("WEBHOOK_NETWORKS", f"127.0.0.0/8,{text}")
    with pytest.raises(ImproperlyConfigured, match="WEBHOOK_NETWORKS"):
        environment.webhook_networks()


def test_former_keys_still_count_while_the_key_is_changed(monkeypatch):
    monkeypatch.delenv("SECRET_KEY_FALLBACKS", raising=False)
    assert environment.former_secret_keys() == []
    former, older = "f" * 50, "o" * 60
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{former}, {older},")
    assert environment.former_secret_keys() == [former, older]
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{former},short")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS holds a key of less than 50 characters"):
        environment.former_secret_keys()
