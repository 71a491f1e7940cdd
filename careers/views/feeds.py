"""What changed, for those who want to be told."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse

from careers.models import FamilyListing
from careers.presenting.feeds import Change, changes, written
from careers.presenting.links import address
from careers.reading import Reading, public_page
from careers.views.former import former_family
from config.kernel.requests import absolute


@public_page
def changes_feed(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The latest changes of all families. Two queries beside the reading's."""
    title = f"Job families of {reading.reference.company['name']}: what changed"
    return feed_answer(request, reading, changes(reading), title, address(reading, "families"))


@public_page
def history_feed(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The latest changes of one family. Three queries beside the reading's."""
    row = reading.live(FamilyListing).filter(slug=family).values_list("family_id", "title").first()
    if row is None:
        return former_family(request, reading, family, "history-feed")
    family_id, title = row
    return feed_answer(
        request, reading, changes(reading, family_id), f"{title}: what changed", address(reading, "history", family)
    )


TYPES = {"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}


def feed_answer(
    request: HttpRequest, reading: Reading, found: Sequence[Change], title: str, url: str, form: str = "atom"
) -> HttpResponse:
    """The feed of a page: the one at `url`."""
    feed_url, here = request.get_full_path(), partial(absolute, request)
    body = written(reading, found, title=title, url=url, feed_url=feed_url, absolute=here, form=form)
    return HttpResponse(body, content_type=TYPES[form])
