"""manage.py import_handbook: pages into drafts, and on to publication."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from careers.importing import NothingToRead, Options, Page, Result, import_pages, read_page, sources
from careers.management.commands.parse_handbook import finding_lines
from careers.management.progress import Progress


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date; write YYYY-MM-DD") from None


def user_named(name: str | None) -> Any:
    """The user whom --by names; None, the operator at the console, where it names nobody. Raises CommandError."""
    if not name:
        return None
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"--by: there is no user {name!r}")
    return user


class Command(BaseCommand):
    help = "Imports handbook pages into drafts. Each page whole or not at all; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a page, or a folder read recursively")
        parser.add_argument("--publish", action="store_true", help="publish what was imported")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen and write nothing; as pages refer to one another, it is one transaction, and "
            "whoever writes meanwhile waits for its end",
        )
        parser.add_argument("--force", action="store_true", help="overwrite drafts that people changed since")
        parser.add_argument("--effective", type=day, metavar="DATE", help="the day the publication starts")
        parser.add_argument("--message", default="", help="the revision's message, in place of the page's own")
        parser.add_argument("--by", metavar="USER", help="the log-in name to record as author")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is one line a page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = sources(options["paths"])
        except NothingToRead as error:
            raise CommandError(str(error)) from None
        how = Options(
            by=user_named(options["by"]),
            publish=options["publish"],
            force=options["force"],
            effective=options["effective"],
            message=options["message"],
        )
        with Progress(len(found), "reading") as progress:
            pages = []
            for file, source in found:
                pages.append(read_page(file, source))
                progress.step()
        results = self._import(pages, how, dry_run=options["dry_run"])
        for result in results:
            self.stdout.write(as_json(result) if options["format"] == "json" else as_text(result))
        totals: Counter[str] = Counter(result.outcome for result in results)
        if options["format"] == "text":
            self._write_totals(results, totals, dry_run=options["dry_run"])
        if totals["failed"]:
            raise CommandError(f"{totals['failed']} of {len(results)} pages failed.")

    def _import(self, pages: list[Page], how: Options, *, dry_run: bool) -> list[Result]:
        results = []
        with transaction.atomic() if dry_run else nullcontext(), Progress(len(pages), "importing") as progress:
            for result in import_pages(pages, how):
                results.append(result)
                progress.step()
            if dry_run:
                transaction.set_rollback(True)
        return results

    def _write_totals(self, results: list[Result], totals: Counter[str], *, dry_run: bool) -> None:
        created = sorted({line for result in results for line in result.created})
        if created:
            self.stdout.write(f"Reference data made: {', '.join(created)}")
        counts = ", ".join(f"{totals[name]} {name}" for name in ("created", "updated", "unchanged", "failed"))
        published = sum(result.published for result in results)
        note = " Dry run: nothing was written." if dry_run else ""
        self.stdout.write(f"{len(results)} pages: {counts}; {published} published.{note}")


def as_json(result: Result) -> str:
    parsed = result.page.parsed
    return json.dumps(
        {
            "path": result.page.source.path,
            "outcome": result.outcome,
            "published": result.published,
            "family": parsed.document.slug if parsed else None,
            "reference_data": result.created,
            "error": result.error or None,
            "findings": [finding.model_dump(mode="json") for finding in result.page.findings],
        },
        ensure_ascii=False,
    )


def as_text(result: Result) -> str:
    parsed = result.page.parsed
    family = f" -> /job-families/{parsed.document.slug}/" if parsed and not result.page.failure else ""
    lines = [
        f"{result.outcome:9} {result.page.source.shown}{family}",
        *(f"  {line}" for line in finding_lines(result.page)),
    ]
    if result.error and not result.page.failure:
        hint = " (--force overwrites it)" if result.contested else ""
        lines.append(f"  {result.page.source.shown}:1: error: {result.error}{hint}")
    return "\n".join(lines)
