"""manage.py export_handbook: the published catalogue as files."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.handbook.reconcile import Unwritable
from careers.handbook.render import render
from careers.management.commands.import_handbook import day
from careers.management.commands.reconcile_catalogue import add_map, load_map
from careers.models import Revision
from careers.reading import Reading
from careers.reconciling import profiles_csv
from config.kernel.models.catalogue import today

PROFILES = "job-profiles-csv"


def write(file: Path, data: bytes) -> None:
    """Raises CommandError where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise CommandError(f"{file}: {getattr(error, 'strerror', None) or error}") from None


class Command(BaseCommand):
    help = (
        "Writes the families in force on a day, internal ones too, as <department>/<family>.md (or .json); or their "
        "roles as one table for an HR system."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="DIR", help=f"for {PROFILES} a folder or a file .csv")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day to export; today by default")
        parser.add_argument("--format", choices=["markdown", "json", PROFILES], default="markdown")
        add_map(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] == PROFILES:
            self._write_profiles(options["target"], options["as_of"], options["map"])
        elif options["map"]:
            raise CommandError(f"--map goes with --format {PROFILES}")
        else:
            self._write_families(options["target"], options["as_of"], options["format"])

    def _write_profiles(self, target: Path, on: date | None, map_file: Path | None) -> None:
        reading = Reading.of_staff(on)
        try:
            table, count = profiles_csv(reading, load_map(map_file, reading))
        except Unwritable as error:
            raise CommandError(str(error)) from None
        is_file = target.suffix.lower() == ".csv" and not target.is_dir()
        file = target if is_file else target / "job-profiles.csv"
        write(file, table)
        self.stdout.write(f"{count} job profiles written to {file}")

    def _write_families(self, folder: Path, on: date | None, how: str) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder}: is no folder")
        count = 0
        for revision in Revision.objects.live(on or today()).order_by("family__slug").iterator():
            document = revision.document
            text = render(document) if how == "markdown" else revision.content
            suffix = "md" if how == "markdown" else "json"
            write(folder / document.department / f"{document.slug}.{suffix}", text.encode())
            count += 1
        self.stdout.write(f"{count} families written to {folder}")
