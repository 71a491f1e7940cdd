"""manage.py export_handbook: the published catalogue as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.handbook.render import render
from careers.management.commands.import_handbook import day
from careers.models import Revision
from config.kernel.models.catalogue import today


class Command(BaseCommand):
    help = "Writes the families in force on a day, internal ones too, as <department>/<family>.md (or .json)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day to export; today by default")
        parser.add_argument("--format", choices=["markdown", "json"], default="markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder}: is no folder")
        revisions = Revision.objects.live(options["as_of"] or today()).order_by("family__slug")
        count = 0
        for revision in revisions:
            document = revision.document
            text = render(document) if options["format"] == "markdown" else revision.content
            suffix = "md" if options["format"] == "markdown" else "json"
            target = folder / document.department / f"{document.slug}.{suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            count += 1
        self.stdout.write(f"{count} families written to {folder}")
