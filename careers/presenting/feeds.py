"""What changed in the catalogue, and in one family, as feeds."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from careers.models import FamilyListing
from careers.models.drafts import Visibility
from careers.presenting.links import address
from careers.reading import Reading

MOST = 50
"""Entries of a feed."""

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


@dataclass(frozen=True)
class Change:
    """Something that happened: a revision came into force, a family was withdrawn, a vacancy opened. `key` tells it
    from all others and never changes."""

    key: object
    title: str
    url: str
    at: datetime
    author: str
    message: str


def changes(reading: Reading, family_id: object = None) -> list[Change]:
    """What the viewer may know of, up to the day that is read, of one family or of all; latest first. Of a family that
    is internal now there is nothing, as its pages are not there. Two queries."""
    rows = _rows(reading) if family_id is None else _rows(reading).filter(family=family_id)
    published = [_published(reading, row) for row in rows.order_by("-publication__starts_on", "-publication_id")[:MOST]]
    ended = rows.filter(~Exists(_followed(reading)), publication__ends_on__lte=reading.on)
    withdrawn = [_withdrawn(reading, row) for row in ended.order_by("-publication__ends_on", "-publication_id")[:MOST]]
    return sorted([*withdrawn, *published], key=lambda change: change.at, reverse=True)[:MOST]


def _rows(reading: Reading) -> Any:
    """The rows of the publications that had begun on the day, if only for hours, without their contents."""
    seen = FamilyListing.objects.seen(reading.on, reading.zone)
    rows = seen.visible(internal=reading.internal)
    if not reading.internal:
        last = seen.filter(family=OuterRef("family")).order_by("-publication__starts_on", "-publication_id")
        rows = rows.alias(last=Subquery(last.values("visibility")[:1])).filter(last=Visibility.PUBLIC)
    return rows.select_related("publication__revision__author", "family").only(
        "slug", "title", "family__uuid", "publication__starts_on", "publication__ends_on", "publication__recorded_at",
        "publication__revision__number", "publication__revision__message", "publication__revision__author",
    )  # fmt: skip


def _followed(reading: Reading) -> Any:
    """The row of what came into force as the outer row's publication ended."""
    later = Q(publication__starts_on__gt=OuterRef("publication__starts_on"))
    later |= Q(publication__gt=OuterRef("publication"))
    seen = FamilyListing.objects.seen(reading.on, reading.zone)
    return seen.filter(later, family=OuterRef("family"), publication__starts_on=OuterRef("publication__ends_on"))


def _published(reading: Reading, row: Any) -> Change:
    publication, revision = row.publication, row.publication.revision
    return Change(
        key=_key(row, "published"),
        title=f"{row.title}: revision {revision.number}",
        url=address(reading, "revision", row.slug, revision.number),
        at=_began(reading, publication),
        author=revision.author.shown_name if revision.author else "",
        message=revision.message,
    )


def _withdrawn(reading: Reading, row: Any) -> Change:
    """Who withdrew it and why is not told on its page either."""
    return Change(
        key=_key(row, "withdrawn"),
        title=f"{row.title}: withdrawn",
        url=address(reading, "family", row.slug),
        at=max(_midnight(reading, row.publication.ends_on), _began(reading, row.publication)),
        author="",
        message="",
    )


def _key(row: Any, what: str) -> uuid.UUID:
    """Made of nothing that other families' publications, which the viewer may not know of, are counted by."""
    publication = row.publication
    return uuid.uuid5(row.family.uuid, f"{what} {publication.revision.number} {publication.recorded_at.isoformat()}")


def _began(reading: Reading, publication: Any) -> datetime:
    """When it came into force: as its day began, or later on that day, when it was published."""
    recorded: datetime = publication.recorded_at.astimezone(reading.zone)
    return recorded if recorded.date() == publication.starts_on else _midnight(reading, publication.starts_on)


def _midnight(reading: Reading, on: date) -> datetime:
    return datetime.combine(on, time(), reading.zone)


class _Feed(SyndicationFeed):
    """Says when its latest entry is from; of none, when the day that is read began, and never when it was asked for."""

    day_began: datetime

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.day_began)


class _Atom(_Feed, Atom1Feed):
    pass


class _Rss(_Feed, Rss201rev2Feed):
    pass


GENERATORS: dict[str, type[_Feed]] = {"atom": _Atom, "rss": _Rss}


def written(
    reading: Reading,
    found: Sequence[Change],
    *,
    title: str,
    url: str,
    feed_url: str,
    absolute: Callable[[str], str],
    form: str = "atom",
) -> bytes:
    """The changes as a feed with the page at `url` beside it, in one of the forms of GENERATORS. Its ids name the
    site's host, and neither its scheme nor a path, so that they outlive both."""
    home = absolute(url)

    def tag(name: str) -> str:
        return f"tag:{urlsplit(home).hostname},2026:{name}"

    company = str(reading.reference.company.get("name", ""))
    feed = GENERATORS[form](
        title=_clean(title), link=home, description=_clean(title), language="en", author_name=_clean(company),
        feed_url=absolute(feed_url), feed_guid=tag(url.partition("?")[0].strip("/") or "changes"),
    )  # fmt: skip
    feed.day_began = _midnight(reading, reading.on)
    for change in found:
        feed.add_item(
            title=_clean(change.title),
            link=absolute(change.url),
            description=escape(_clean(change.message)),
            author_name=_clean(change.author) or None,
            pubdate=change.at,
            updateddate=change.at,
            unique_id=tag(str(change.key)),
            unique_id_is_permalink=False,
        )
    return feed.writeString("utf-8").encode()


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)
