"""A load generator in one process: a fixed number of clients, one request after another each, for a fixed time."""

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 4


@dataclass(frozen=True)
class Measured:
    """Requests per second; median and 99th percentile in milliseconds; server CPU per request in microseconds."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    size: int


async def _get(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read(-1)
    writer.close()
    return answer


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """(status, body) of one request."""
    answer = asyncio.run(_get(port, path))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


async def _client(port: int, path: str, until: float, times: list[float]) -> None:
    while (started := time.perf_counter()) < until:
        answer = await _get(port, path)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {answer[:60]!r}")
        times.append(time.perf_counter() - started)


async def _run(port: int, path: str, seconds: float) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_client(port, path, until, times) for _ in range(CLIENTS)))
    return times


def cpu_seconds(master: int) -> float:
    """User and system time that a gunicorn master's workers have used (from /proc; fields 14 and 15 of stat)."""
    used = 0.0
    for task in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        fields = Path(f"/proc/{task}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def measure(port: int, master: int, path: str, seconds: float = 4.0) -> Measured:
    """After half a second to warm up. Raises RuntimeError at an answer that is not 200."""
    asyncio.run(_run(port, path, 0.5))
    before = cpu_seconds(master)
    times = sorted(asyncio.run(_run(port, path, seconds)))
    used = cpu_seconds(master) - before
    return Measured(
        per_second=len(times) / seconds,
        p50=times[len(times) // 2] * 1000,
        p99=times[min(len(times) - 1, len(times) * 99 // 100)] * 1000,
        cpu=used / len(times) * 1_000_000,
        size=len(fetch(port, path)[1]),
    )
