"""manage.py sync_vacancies: vacancies that follow another job board."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.handbook.vacancy import countries
from careers.management.commands.import_handbook import user_named
from careers.management.progress import Progress
from careers.syncing.board import Unreadable, fetch_board, load_board
from careers.syncing.following import Emptied, Options, Result, follow

UNREADABLE = 2
"""The exit status where there was no board to read, or one that lists nothing."""


def country(text: str) -> str:
    if text not in countries():
        raise ArgumentTypeError(f"{text!r} is no country; write its two letters, e.g. US")
    return text


class Command(BaseCommand):
    help = (
        "Reads a job board of Greenhouse's shape and links its posts to the roles in force. A second time changes "
        "nothing; vacancies of other boards, and those made by hand, are never touched. Exits 1 where something "
        "failed, 2 where the board cannot be read, or lists nothing while vacancies that follow it are open."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("board", metavar="BOARD", help="https://.../v1/boards/<token>, or a file saved from it")
        parser.add_argument("--source", default="", metavar="ADDRESS", help="the address that a file was saved from")
        parser.add_argument("--country", type=country, help="where places are that name no country, e.g. US")
        parser.add_argument("--publish", action="store_true", help="open, change and close the vacancies")
        parser.add_argument(
            "--close-all", action="store_true", help="close all vacancies where the board lists nothing"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--by", metavar="USER", help="the log-in name to record as author")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is one line a post")

    def handle(self, *args: Any, **options: Any) -> None:
        how = Options(
            by=user_named(options["by"]),
            publish=options["publish"],
            country=options["country"] or "",
            close_all=options["close_all"],
            dry=options["dry_run"],
        )
        address, file = options["board"], Path(options["board"])
        try:
            board = fetch_board(address) if "://" in address else load_board(file, options["source"])
            results: list[Result] = []
            with Progress(len(board.posts), "following") as progress:
                for result in follow(board, how):
                    results.append(result)
                    progress.step()
        except (Unreadable, Emptied) as error:
            raise CommandError(str(error), returncode=UNREADABLE) from None
        for result in results:
            self.stdout.write(as_json(result) if options["format"] == "json" else as_text(result))
        if options["format"] == "text":
            counts = Counter(result.outcome for result in results)
            told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items()))
            self.stdout.write(f"{len(results):,} posts of {board.source}: {told or 'nothing to do'}.")
            if options["dry_run"]:
                self.stdout.write("Nothing was written.")
        if failed := sum(result.failed for result in results):
            raise CommandError(f"{failed:,} of {len(results):,} posts failed.")


def as_text(result: Result) -> str:
    """`created    4711 Senior Engineer -> platform/senior-engineer, opened`, and under it what is to be said of it."""
    role = f" -> {result.role}" if result.role else ""
    posted = f", {result.posted}" if result.posted else ""
    notes = [*(f"error: {each}" for each in result.errors), *result.findings]
    lines = [f"{result.outcome:<10} {result.key or '?'} {result.title}{role}{posted}", *notes]
    return "\n           ".join(lines)


def as_json(result: Result) -> str:
    return json.dumps(asdict(result), ensure_ascii=False)
