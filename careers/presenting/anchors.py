"""The ids of the parts of a page, so that each can be linked to."""

from collections.abc import Iterable

from django.utils.text import slugify

LENGTH = 60


class Anchors:
    """Gives ids after the words of headings, each once on the page. An underscore stands between the parts of one: no
    slug has any, so that none is taken by a role's or a list's."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def of(self, words: str, *places: str) -> str:
        """responsibilities_on-call, and responsibilities_on-call_2 for the second; "" for no words."""
        if not words:
            return ""
        name = "_".join([*filter(None, places), slugify(words, allow_unicode=True)[:LENGTH].strip("-_") or "part"])
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found

    def section(self, words: str, *places: str) -> str:
        """The id of a section with that heading: section_on-call."""
        return self.of(words, *places, "section")
