"""Imports a handbook into a fresh database, checks it by every content rule, serves it, and prints what that costs.

The handbook is that of HANDBOOK_CORPUS if set, otherwise 148 generated pages. DATABASE_URL names an empty PostgreSQL
database to measure that instead of SQLite.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import Measured, fetch, measure
from tests.bench.pages import write_pages

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rolebook-bench-") as folder:
        environment = {
            **os.environ,
            "API_RATE_ANONYMOUS": "0",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3",
            "DEBUG": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SECRET_KEY": secrets.token_urlsafe(64),
        }
        engine = environment["DATABASE_URL"].split(":")[0]
        _manage(environment, "migrate", "--verbosity", "0")
        _bench_import(environment, _handbook(Path(folder)), engine)
        _bench_pages(environment)
        _bench_lists(environment)


def _handbook(folder: Path) -> Path:
    corpus = os.environ.get("HANDBOOK_CORPUS")
    if corpus:
        return Path(corpus) / "handbook-2022"
    return write_pages(folder / "handbook", families=148)


def _manage(environment: dict[str, str], *arguments: str, answers: tuple[int, ...] = (0,)) -> tuple[float, int]:
    """(wall seconds, peak resident memory in MB) of one command. Exits if it answers anything else than `answers`."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in answers:
        sys.exit(f"manage.py {arguments[0]} failed")
    return time.perf_counter() - started, usage.ru_maxrss // 1024


def _bench_import(environment: dict[str, str], handbook: Path, engine: str) -> None:
    pages = sum(1 for path in handbook.rglob("*") if path.is_file())
    for label in ("import and publish", "the same again"):
        seconds, memory = _manage(environment, "import_handbook", str(handbook), "--publish")
        print(f"{label}: {pages} pages in {seconds:.1f} s, peak memory {memory} MB ({engine})", flush=True)
    # It answers 1 where it finds an error, which a real handbook has.
    seconds, memory = _manage(environment, "check_catalogue", answers=(0, 1))
    print(f"every content rule: {pages} pages in {seconds:.1f} s, peak memory {memory} MB ({engine})", flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _gunicorn(application: str, environment: dict[str, str], ready: str) -> Iterator[tuple[int, int]]:
    """(port, process id of the master) while it serves."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS),
        "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(100):
            try:
                fetch(port, ready)
                break
            except OSError:
                time.sleep(0.1)
        else:
            sys.exit(f"{application} did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _bench_pages(environment: dict[str, str]) -> None:
    _header()
    with (
        _gunicorn("config.wsgi", environment, "/healthz") as (port, master),
        _gunicorn("tests.bench.bare", environment, "/1") as (bare_port, bare_master),
    ):
        for name, path in _targets(port):
            ours = measure(port, master, path)
            _print(name, ours)
            _print("  bare gunicorn", measure(bare_port, bare_master, f"/{ours.size}"))


FAMILIES = 3_000
LISTS = [
    ("50 roles", "/api/v1/roles/"),
    ("50 composed roles", "/api/v1/roles/?composed=true"),
    ("200 composed roles", "/api/v1/roles/?composed=true&limit=200"),
    ("50 with families", "/api/v1/roles/?expand=family,specialties"),
]


def _bench_lists(environment: dict[str, str]) -> None:
    """Lists with so many families present, beside a bare list of rows of the same size."""
    paths = [path for _, path in LISTS]
    print()
    subprocess.run(
        [sys.executable, "-m", "tests.bench.many", str(FAMILIES), *paths], cwd=ROOT, env=environment, check=True
    )
    _header()
    with (
        _gunicorn("config.wsgi", environment, "/healthz") as (port, master),
        _gunicorn("tests.bench.drf", environment, "/roles/?limit=1") as (bare_port, bare_master),
    ):
        for name, path in LISTS:
            _print(name, measure(port, master, path))
        for limit in (50, 200):
            _print(f"  bare DRF, {limit}", measure(bare_port, bare_master, f"/roles/?limit={limit}"))


def _header() -> None:
    print(f"\n{'':18}{'bytes':>8}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>9}")


def _targets(port: int) -> list[tuple[str, str]]:
    """The largest family page, its first role's page, the list of families, the map of all career paths, two searches,
    and the first page of the role list as JSON."""

    families = []
    path = "/api/v1/job-families/?limit=200"
    while path:
        answer = json.loads(fetch(port, path)[1])
        families += [family["slug"] for family in answer["results"]]
        path = (answer["next"] or "").removeprefix("http://localhost")
    largest = max(families, key=lambda slug: len(fetch(port, f"/job-families/{slug}/")[1]))
    roles = json.loads(fetch(port, f"/api/v1/roles/?family={largest}&limit=1")[1])["results"]
    return [
        ("family page", f"/job-families/{largest}/"),
        ("role page", f"/job-families/{largest}/{roles[0]['slug']}/"),
        ("families, facets", "/job-families/"),
        ("career paths", "/career-paths/"),
        ("search", "/search/?q=manager"),
        ("search, misspelt", "/search/?q=managr"),
        ("role list JSON", "/api/v1/roles/?limit=50"),
    ]


def _print(name: str, found: Measured) -> None:
    print(
        f"{name:18}{found.size:>8}{found.per_second:>9.0f}{found.p50:>9.1f}{found.p99:>9.1f}{found.cpu:>9.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
