"""What search reads: the words of each publication, by owner. Derived; `rebuild_listings` makes it again."""

from typing import Any

from django.db import models

from careers.models.listings import ListingQuerySet, once
from careers.models.publications import Publication


class SearchText(models.Model):
    """What search finds of a family, a role or a specialty: what it states itself in `text`, a line for each statement
    or paragraph. `places` says what the lines are, as [place, how many lines] in order: `overview`, one of the five
    lists, or `section`.

    An owner of which audiences see different words has several rows, each for the audiences that its flags name, so
    that what one may not see is in no row that is searched for it.

    The words that are looked up are stems (careers.search.words), apart by weight: of its name, of its summary and
    groups, of its text, and, as a set, of what surrounds it: what it inherits or holds, where it belongs. Each
    database indexes them in its own way, made by migration 0011: PostgreSQL in the generated column `vector`, SQLite
    in the table `careers_searchindex`."""

    class Kind(models.TextChoices):
        FAMILY = "family", "Job families"
        ROLE = "role", "Roles"
        SPECIALTY = "specialty", "Specialties"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    staff = models.BooleanField(help_text="For staff, who see all.")
    public = models.BooleanField(help_text="For the public where performance indicators are public.")
    plain = models.BooleanField(help_text="For the public where they are not.")
    kind = models.CharField(max_length=10, choices=Kind)
    family_slug = models.CharField(max_length=100)
    family_title = models.CharField(max_length=200)
    department = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, blank=True, help_text="Of the role or specialty; of a family none.")
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(help_text="Among the owners of its kind.")
    internal = models.BooleanField(help_text="Whether it is for staff alone.")
    text = models.TextField(blank=True)
    places = models.JSONField(default=list)
    name_words = models.TextField(blank=True)
    about_words = models.TextField(blank=True)
    text_words = models.TextField(blank=True)
    around_words = models.TextField(blank=True)

    objects: Any = ListingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "slug"], name="search_text_by_owner")]
        constraints = [
            once(f"search_text_once_{audience}", "publication", "kind", "slug", when=models.Q(**{audience: True}))
            for audience in ("staff", "public", "plain")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class SearchWord(models.Model):
    """A word that some publication holds, folded, and its stem: what a misspelt one may have meant. It tells nothing
    of who may know of it: only what stands in a text that the viewer may see is ever offered."""

    word = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.word
