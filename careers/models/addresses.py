"""Every address a family or role was ever published at. None is ever given to something else."""

from django.db import models

from careers.models.drafts import Family


class Address(models.Model):
    """A path below /job-families/ that once led to a family, to a role of it (`role` is its slug then), or, as the
    path of an imported page, to where the family was kept before."""

    path = models.CharField(max_length=500, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="addresses")
    role = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
