"""Tells webhooks of what happened."""

import logging
import math
import signal
import threading
import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from config.kernel.delivering import Deliverer, thin_out

logger = logging.getLogger(__name__)

THINNED_EVERY = 3_600.0
"""Seconds after which a process looks again for what was delivered long ago."""


def seconds(text: str) -> float:
    """A time to wait. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0.05 <= value <= 3_600:
        raise ArgumentTypeError("write a number of seconds from 0.05 to 3600")
    return value


class Command(BaseCommand):
    help = (
        "Posts due events to the webhooks that want them, and tries again what failed, until nothing is due. With "
        "--watch it goes on until it is stopped; Ctrl-C or SIGTERM let it finish what it has begun. Any number of them "
        "may run at the same time. What was delivered is forgotten 90 days later; the events themselves stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--watch", type=seconds, metavar="SECONDS", help="look again every so many seconds, and never end by itself"
        )

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        thinned = -math.inf
        while True:
            deliverer = Deliverer(stopping=stop.is_set)
            try:
                deliverer.run()
                if time.monotonic() >= thinned + THINNED_EVERY:
                    thin_out(timezone.now(), stop.is_set)
                    thinned = time.monotonic()
            except Error:
                if watch is None:
                    raise
                logger.exception("Nothing could be read or written; trying again.")
                close_old_connections()
            if watch is None or deliverer.tally.total():
                self.stdout.write(said(deliverer))
            if watch is None or stop.wait(watch):
                return


def said(deliverer: Deliverer) -> str:
    """ "Events told: 3. Messages delivered: 5, to be tried again: 1, given up: 0."."""
    told, delivered, failed, dead = (deliverer.tally[each] for each in ("told", "delivered", "failed", "dead"))
    return f"Events told: {told}. Messages delivered: {delivered}, to be tried again: {failed}, given up: {dead}."
