"""manage.py reconcile_catalogue: do the job profiles of the HR system say what the published roles say."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from careers.handbook.parsed import Unreadable
from careers.handbook.profilemap import DEFAULT, ProfileMap, read_map
from careers.handbook.reconcile import Difference
from careers.management.commands.import_handbook import day
from careers.reading import Reading
from careers.reconciling import MAX_FILE, read_profiles, reconciled, refuse_strange

UNREADABLE = 2
"""The exit status where there was nothing to compare with."""


def add_map(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--map", type=Path, metavar="MAP.yaml", help="the HR system's columns and words; our own export's by default"
    )


def load_map(path: Path | None, reading: Reading) -> ProfileMap:
    """The map in a file. Raises CommandError."""
    if path is None:
        return DEFAULT
    data = read_file(path)
    try:
        profile_map = read_map(data)
        refuse_strange(profile_map, reading)
    except Unreadable as error:
        raise CommandError(f"{path}:{error.line}: {error.message}", returncode=UNREADABLE) from None
    return profile_map


def read_file(path: Path) -> bytes:
    """Its bytes. Raises CommandError, also for more than MAX_FILE of them."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{path}: {reason}", returncode=UNREADABLE) from None
    if len(data) > MAX_FILE:
        raise CommandError(f"{path}: has more than {MAX_FILE:,} bytes", returncode=UNREADABLE)
    return data


class Command(BaseCommand):
    help = (
        "Compares the job profiles of an HR system, a CSV or XLSX file, with the roles in force. Changes nothing. "
        "Exits 0 where all agree, 1 where they differ, 2 where the file or the map cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        add_map(parser)
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day of the roles; today by default")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is one line a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        reading = Reading.of_staff(options["as_of"])
        profile_map = load_map(options["map"], reading)
        try:
            profiles = read_profiles(read_file(file), str(file), profile_map)
        except ValidationError as error:
            sentences = [message.removeprefix(f"{file}: ") for message in error.messages]
            raise CommandError("\n".join(f"{file}: {each}" for each in sentences), returncode=UNREADABLE) from None
        report = reconciled(reading, profiles, profile_map)
        show = as_json if options["format"] == "json" else as_text
        for difference in report.differences:
            self.stdout.write(show(difference, file))
        count = len(report.differences)
        found = f"{count:,} {'difference' if count == 1 else 'differences'}."
        if options["format"] == "text":
            matched = f"{report.by_code:,} matched by job code, {report.by_title:,} by title"
            self.stdout.write(f"{len(profiles):,} job profiles, {report.roles:,} roles: {matched}. {found}")
        if count:
            raise CommandError(found)


def as_text(difference: Difference, file: Path) -> str:
    """`file:line: family/role: message [code]`."""
    place = f"{file}:{difference.line}" if difference.line else str(file)
    return ": ".join(filter(None, [place, difference.path, f"{difference.message} [{difference.code}]"]))


def as_json(difference: Difference, file: Path) -> str:
    return json.dumps({"file": str(file), **asdict(difference)}, ensure_ascii=False)
