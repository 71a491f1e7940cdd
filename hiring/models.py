"""The company-wide stages of hiring."""

from django.db import models

from config.kernel.models import Reference
from config.kernel.models.reference import Facts, slug_field


class Stage(Reference):
    """What kind of hiring step something is: screening, technical interview, offer."""

    KIND = "stage"

    slug = slug_field()
    name = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField(help_text="Where the stage usually stands in a process, first to last.")
    description = models.TextField(blank=True, help_text="What candidates should know about it. Markdown.")

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> Facts:
        return {"name": self.name, "order": self.order, "description": self.description}
