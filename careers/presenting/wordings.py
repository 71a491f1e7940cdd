"""Wordings that several families share, and what changing one would change in each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from careers.handbook.anchors import title_of
from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.repeats import Wording
from careers.handbook.words import Part, word_parts
from careers.models import Family
from careers.presenting import words
from careers.wordings import name_of


@dataclass(frozen=True)
class ShownWording:
    """A wording: how most families put it, in which families it stands, in how many other ways, and where it is
    changed."""

    text: str
    families: str
    variants: str
    url: str


def present_wordings(found: Iterable[Wording], titles: Mapping[str, str]) -> list[ShownWording]:
    """`titles` are the families' titles by slug."""
    return [
        ShownWording(
            text=each.text,
            families=f"{len(each.families)} families: {words.joined([titles[slug] for slug in each.families])}",
            variants=f"In {len(each.texts)} wordings" if len(each.texts) > 1 else "",
            url=f"{reverse('admin:careers_wording')}?{urlencode([('text', name_of(text)) for text in each.texts])}",
        )
        for each in found
    ]


@dataclass(frozen=True)
class Reworded:
    """What would change in one family: the places with their words, and whether its draft holds anything else that is
    not published."""

    title: str
    places: Sequence[tuple[str, Sequence[Part]]]
    clean: bool


def present_rewording(
    families: Iterable[tuple[Family, FamilyDocument]], texts: Collection[str], new: str, clean: Collection[int]
) -> list[Reworded]:
    return [Reworded(family.title, _places(document, texts, new), family.pk in clean) for family, document in families]


def _places(document: FamilyDocument, texts: Collection[str], new: str) -> list[tuple[str, Sequence[Part]]]:
    return [
        (title_of(document, f"{pointer}/{name}/{index}").split(":")[0], word_parts(each.text, new))
        for pointer, owner in document.owners()
        for name in LISTS
        for index, each in enumerate(owner.statements(name))
        if each.inherits is None and each.text in texts and each.text != new
    ]
