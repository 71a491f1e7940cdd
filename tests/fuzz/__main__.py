"""Holds the REST API against its own description, as nobody and with a token of each scope: `make fuzz`.

Serves the demo catalogue from a fresh database (DATABASE_URL names an empty PostgreSQL one to take that instead of
SQLite) and lets schemathesis run all its phases, the stateful one among them, with all its checks and as it comes.
CASES is how many requests each caller makes at least, 5,000 by default. Exits 1 where a check failed or there were
fewer.
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = int(os.environ.get("CASES", "5000"))
AT_ONCE = 2
"""Callers that ask at the same time."""
MORE_OF_EACH = 60
"""Requests per operation by which a run is made larger until it is large enough."""
TOKENS = """
from datetime import timedelta
from django.utils import timezone
from config.kernel.models import Scope, ServiceToken, User
account = User.objects.create_superuser("fuzz", password=None)
end = timezone.now() + timedelta(days=1)
for scope in Scope.values:
    token, text = ServiceToken.objects.issue(by=None, name=scope, account=account, scopes=[scope], expires_at=end)
    print("token", scope, text)
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rolebook-fuzz-") as folder:
        environment = {
            **os.environ,
            "API_RATE_ANONYMOUS": "0",
            "API_RATE_TOKEN": "0",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/fuzz.sqlite3",
            "DEBUG": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SECRET_KEY": secrets.token_urlsafe(64),
        }
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(environment, "demo")
        made = _manage(environment, "shell", "-c", TOKENS)
        tokens = dict(line.split()[1:] for line in made.splitlines() if line.startswith("token "))
        callers = {"anonymous": "", **tokens}
        with _served(environment, Path(folder)) as address, ThreadPoolExecutor(AT_ONCE) as pool:
            sound = pool.map(lambda caller: _held(address, *caller, Path(folder)), callers.items())
            sys.exit(0 if all([*sound]) else 1)


def _held(address: str, name: str, token: str, folder: Path) -> bool:
    """Whether no check failed for a caller, in enough requests. What was tried is printed at the end of each run."""
    report, cases, of_each, sound = folder / f"{name}.json", 0, MORE_OF_EACH, True
    began = time.monotonic()
    while sound and cases < CASES:
        # One worker: what schemathesis compiles in threads breaks in CPython 3.11.
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/api/v1/schema/",
            "--phases", "examples,coverage,fuzzing,stateful", "--checks", "all", "--mode", "all",
            "--continue-on-failure", "--max-examples", str(of_each), "--workers", "1",
            "--report", "json", "--report-json-path", str(report),
            *(["--header", f"Authorization: Bearer {token}"] if token else []),
        ]  # fmt: skip
        run = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "AUTHORIZATION": f"Bearer {token}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        cases += json.loads(report.read_text())["test_cases"]["generated"]
        sound = run.returncode == 0
        print(f"== {name}", run.stdout, sep="\n", flush=True)
        of_each *= 2
    took = time.monotonic() - began
    print(f"{name}: {cases:,} cases in {took:,.0f} s, {'none' if sound else 'some'} failed", flush=True)
    return sound


def _manage(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _served(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """The address of a server of the catalogue, which logs into the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # No address is too long for this server: the application answers for them all.
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--limit-request-line", "0", "--log-level", "warning"], cwd=ROOT, env=environment, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                with urlopen(f"{address}/readyz"):  # noqa: S310 - our own
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
