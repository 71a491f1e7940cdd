"""The product as it is served: a server of its own with the demo catalogue, and a real browser."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these a browser on a closed network keeps knocking at its maker's hosts.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _environment(database):
    return {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A database with the demo catalogue, to be copied. Whichever process of a run comes first makes it for all."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, unfinished = folder / "demo.sqlite3", folder / "unfinished.sqlite3"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for command in (["migrate", "--verbosity", "0"], ["demo"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command], cwd=ROOT, env=_environment(unfinished), check=True
                )
            unfinished.rename(made)
    return made


@pytest.fixture(scope="session")
def site(demo, tmp_path_factory):
    """The address of a server with the demo catalogue, to look at."""
    yield from _serve(demo, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def own_site(demo, tmp_path_factory):
    """The same for tests that change it: of this module alone."""
    yield from _serve(demo, tmp_path_factory.mktemp("own-site"))


def _serve(demo, folder):
    """A server with the demo catalogue in a database of its own."""
    port, database = _free_port(), folder / "demo.sqlite3"
    shutil.copy(demo, database)
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:  # e-mails are printed, too
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
            cwd=ROOT,
            env=_environment(database),
            stdout=log,
        )
    try:
        _wait_for(f"{address}/readyz", server)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(address, server):
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


@pytest.fixture(scope="session")
def browser():
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is missing: install chromium, or name another in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page in a fresh profile without JavaScript."""
    yield from _page(browser, java_script_enabled=False)


@pytest.fixture
def examined(browser):
    """The same for axe, which is JavaScript itself. The script of the pages has tests of its own."""
    yield from _page(browser, java_script_enabled=True)


@pytest.fixture
def open_page(browser):
    """Pages in fresh profiles, for as many people as one likes."""
    yield from _pages(browser)


@pytest.fixture(scope="module")
def open_lasting_page(browser):
    """The same, for pages that all tests of a module go on with."""
    yield from _pages(browser)


def _pages(browser):
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(contextmanager(_page)(browser, **options))


def _failed(request):
    """Whoever goes on to the next page leaves requests of the last one behind."""
    return request.failure != "net::ERR_ABORTED"


def _page(browser, **options):
    """What the browser complains of is in `page.complaints`."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("requestfailed", lambda request: page.complaints.append(request.url) if _failed(request) else None)
    yield page
    context.close()
