"""Every address a family or role was ever published at. None is ever given to something else."""

from django.db import models

from careers.models.drafts import Family


class Address(models.Model):
    """A path below /job-families/ that once led to a family, to a role of it (`role` is its slug then), or, as the
    path of an imported page, to where the family was kept before. Once nothing is in force there, its `successor` tells
    where it went: renamed, the address leads there; retired, its page says so."""

    path = models.CharField(max_length=500, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="addresses")
    role = models.CharField(max_length=100, blank=True)
    successor = models.CharField(
        max_length=201, blank=True, help_text="The address, below /job-families/, of what came after it."
    )
    renamed = models.BooleanField(default=False, help_text="The successor is the same under another name.")

    class Meta:
        verbose_name_plural = "addresses"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
