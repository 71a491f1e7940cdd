"""A progress bar on a terminal, and nothing where nobody watches."""

import sys
from types import TracebackType
from typing import Self

WIDTH = 30


class Progress:
    """Use as a context; call `step` after each of `total` pieces. Writes to standard error, so that output stays
    clean."""

    def __init__(self, total: int, what: str) -> None:
        self.total, self.what, self.done = total, what, 0
        self.shown = sys.stderr.isatty() and total > 1

    def __enter__(self) -> Self:
        return self

    def step(self) -> None:
        self.done += 1
        if self.shown:
            filled = WIDTH * self.done // self.total
            bar = "#" * filled + "." * (WIDTH - filled)
            sys.stderr.write(f"\r{self.what:10} [{bar}] {self.done}/{self.total}")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
