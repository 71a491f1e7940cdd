"""What maps are drawn from: columns of the listing rows that the viewer may know of, never their contents."""

from typing import NamedTuple

from django.db.models import Q

from careers.models import RoleListing
from careers.reading import Reading
from careers.steps import told


class RoleRow(NamedTuple):
    """A role; `level` is empty where none is stated."""

    family: str
    slug: str
    title: str
    level: str
    track: str

    @property
    def path(self) -> str:
        return f"{self.family}/{self.slug}"


class StepRow(NamedTuple):
    """A career step to a target that the viewer may know. An empty role means the whole family."""

    from_family: str
    from_role: str
    kind: str
    to_family: str
    to_role: str

    @property
    def ends(self) -> tuple[str, str]:
        """Both ends as family/role, or family/ alone."""
        return f"{self.from_family}/{self.from_role}", f"{self.to_family}/{self.to_role}"


def role_rows(reading: Reading, where: Q) -> list[RoleRow]:
    """One query."""
    rows = reading.live(RoleListing).filter(where)
    return [RoleRow(*row) for row in rows.values_list("family_slug", "slug", "title", "level", "track")]


def step_rows(reading: Reading, where: Q) -> list[StepRow]:
    """Each once. One query."""
    rows = told(reading).filter(where, target_known=True)
    columns = rows.values_list("from_family", "from_role", "kind", "to_family", "to_role")
    return list(dict.fromkeys(StepRow(*row) for row in columns))


def touching(families: list[str]) -> Q:
    """Steps from these families or to them."""
    return Q(from_family__in=families) | Q(to_family__in=families)
