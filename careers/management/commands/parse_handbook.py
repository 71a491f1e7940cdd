"""manage.py parse_handbook: what the parser makes of pages, without a database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.handbook.document import LISTS
from careers.importing import NothingToRead, Page, read_page, sources


class Command(BaseCommand):
    help = "Reads handbook pages and shows what was understood. Touches no database. Exits 1 if a page was unreadable."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a page, or a folder read recursively")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is one line a page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = sources(options["paths"])
        except NothingToRead as error:
            raise CommandError(str(error)) from None
        failed = 0
        for file, source in found:
            page = read_page(file, source)
            failed += page.parsed is None
            self.stdout.write(as_json(page) if options["format"] == "json" else as_text(page))
        if failed:
            raise CommandError(f"{failed} of {len(found)} pages could not be read.")


def as_json(page: Page) -> str:
    parsed = page.parsed
    return json.dumps(
        {
            "path": page.source.path,
            "document": parsed.document.model_dump(mode="json") if parsed else None,
            "findings": [finding.model_dump(mode="json") for finding in page.findings],
            "positions": parsed.positions if parsed else {},
        },
        ensure_ascii=False,
    )


def as_text(page: Page) -> str:
    lines = [f"{page.source.shown}: unreadable"]
    if page.parsed:
        document = page.parsed.document
        lines = [f"{page.source.shown}: {document.title} ({document.slug}, {document.department})"]
        for role in document.roles:
            grade = role.grade or " or ".join(role.grade_options) or "-"
            count = sum(len(role.statements(name)) for name in LISTS)
            lines.append(f"  {role.title}: {role.level or 'no level'}, grade {grade}, {count} statements")
        if document.specialties:
            lines.append(f"  specialties: {', '.join(each.name for each in document.specialties)}")
    return "\n".join([*lines, *(f"  {line}" for line in finding_lines(page))])


def finding_lines(page: Page) -> list[str]:
    """Each finding as `file:line: severity: message [code]`."""
    return [
        f"{page.source.shown}:{finding.line or 1}: {finding.severity}: {finding.message} [{finding.code}]"
        for finding in page.findings
    ]
