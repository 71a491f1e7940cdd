"""manage.py rebuild_listings: the derived rows again, from the revisions."""

from typing import Any

from django.core.management.base import BaseCommand

from careers.listings import rebuild


class Command(BaseCommand):
    help = "Makes every listing row again from the published revisions. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} publications unfolded.")
