"""`python -m tests.bench.many FAMILIES PATH...`: fills the catalogue up to so many families, and tells how many queries
each path costs before and after, in a process that knows nothing yet."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - once the apps are there
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from careers import reading  # noqa: E402
from careers.models import Family  # noqa: E402
from tests import factories  # noqa: E402

LAST = "zz-{}"
"""Their slugs: behind all others, so that first pages stay as they are."""


def main(families: int, paths: list[str]) -> None:
    before = Family.objects.count()
    spent = queries(paths)
    with transaction.atomic():
        small = factories.published(factories.small_document(LAST.format(0)))
        factories.copied(small, (LAST.format(number) for number in range(1, families - before)))
    now = Family.objects.count()
    for path, few, many in zip(paths, spent, queries(paths), strict=True):
        print(f"{path}: {few} queries with {before:,} families, {many} with {now:,}", flush=True)


def queries(paths: list[str]) -> list[int]:
    Client(headers={"Host": "localhost"}).get(paths[0])  # a connection asks for what it needs once
    found = []
    for path in paths:
        reading._snapshot.cache_clear()
        with CaptureQueriesContext(connection) as captured:
            answer = Client(headers={"Host": "localhost"}).get(path)
        if answer.status_code != 200:
            sys.exit(f"{path}: {answer.status_code}")
        found.append(len(captured))
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
