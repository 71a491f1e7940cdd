"""manage.py check_catalogue: is what is published whole and sound."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.checking import check
from config.kernel.models.catalogue import today


class Command(BaseCommand):
    help = "Checks every family in force today. Exits 1 if there is an error among the findings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is one line a family")

    def handle(self, *args: Any, **options: Any) -> None:
        families = errors = findings = 0
        for each in check(today()):
            families += 1
            findings += len(each.findings)
            errors += sum(finding.severity == "error" for finding in each.findings)
            if options["format"] == "json":
                found = [finding.model_dump(mode="json") for finding in each.findings]
                self.stdout.write(json.dumps({"family": each.family, "findings": found}, ensure_ascii=False))
            else:
                for finding in each.findings:
                    place = f"{each.family}{finding.where}"
                    self.stdout.write(f"{place}: {finding.severity}: {finding.message} [{finding.code}]")
        if options["format"] == "text":
            self.stdout.write(f"{families} families checked: {findings} findings, {errors} errors.")
        if errors:
            raise CommandError(f"{errors} errors in the catalogue.")
