"""Processes of their own, to be stopped and killed."""

import os
import signal
import traceback
from collections.abc import Callable

from django.db import connections


class Child:
    """A process that does `work` once it is told to `begin`, and hands back what that returns as a text. It has none of
    its parent's connections. Make it before there are threads: a process with threads is not to be forked."""

    def __init__(self, work: Callable[[], str]) -> None:
        for connection in connections.all():
            connection.close()
            if connection.vendor == "postgresql":
                connection.close_pool()
        begun, self._begin = os.pipe()
        self._said, saying = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.read(begun, 1)
                os.write(saying, work().encode())
                os._exit(0)
            except BaseException:
                os.write(saying, traceback.format_exc().encode())
            finally:
                os._exit(1)  # never back into the tests
        os.close(begun)
        os.close(saying)

    def begin(self) -> None:
        os.write(self._begin, b"!")

    def send(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Without a moment to put anything right."""
        self.send(signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        assert os.WIFSIGNALED(status), "it ended by itself"
        self._close()

    def ended(self) -> str:
        """What it handed back."""
        with os.fdopen(os.dup(self._said)) as said:
            found = said.read()
        _, status = os.waitpid(self.pid, 0)
        self._close()
        assert os.waitstatus_to_exitcode(status) == 0, found
        return found

    def _close(self) -> None:
        os.close(self._begin)
        os.close(self._said)
