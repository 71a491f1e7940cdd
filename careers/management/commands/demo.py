"""manage.py demo: fills an empty installation with the demo catalogue and says how to get in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from careers.demo.loading import PASSWORD, USERS, is_empty, load
from config.environment import only_this_machine


class Command(BaseCommand):
    help = "Loads the demo catalogue and its users into an empty database, once, and prints addresses and log-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port in the printed addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        if not only_this_machine(settings.ALLOWED_HOSTS):
            raise CommandError("The demo's passwords are known to all. It runs where ALLOWED_HOSTS is localhost only.")
        if is_empty():
            self.stdout.write("Loading the demo catalogue, once. This takes a few seconds.")
            for line in load():
                self.stdout.write(f"  {line}")
        people = [(name, person.does) for name, person in USERS.items()]
        site = f"http://localhost:{options['port']}"
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"  The catalogue   {site}/",
                    f"  The REST API    {site}/api/v1/docs/",
                    f"  The admin       {site}/admin/",
                    "",
                    *(f"  log in as {name:8} password {PASSWORD}   {what}" for name, what in people),
                    "",
                    "  Ctrl-C stops the server. To begin again, delete rolebook.sqlite3.",
                ]
            )
        )
