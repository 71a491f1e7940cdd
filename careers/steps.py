"""Career steps as far as the viewer may know where they lead. A document may name a role of another family that is
internal, or not published yet: such a target is left out, and the step with it where it has no words of its own."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from careers.models import CareerStepListing, FamilyListing, RoleListing
from careers.reading import Reading


def told(reading: Reading) -> QuerySet[Any]:
    """The live steps that say something to the viewer; `target_known` tells whether they may know the target."""
    family = reading.live(FamilyListing).filter(slug=OuterRef("to_family"))
    role = reading.live(RoleListing).filter(family_slug=OuterRef("to_family"), slug=OuterRef("to_role"))
    rows: QuerySet[Any] = reading.live(CareerStepListing)
    rows = rows.annotate(target_known=Exists(role) | (Q(to_role="") & Exists(family)))
    if reading.internal:
        return rows
    return rows.filter(Q(target_known=True) | Q(to_family="") | ~Q(public__text=""))


def shown(reading: Reading, family: str, step: Any) -> dict[str, Any]:
    """A family's step, as its content has it, with `from_family`, and without a target that the viewer may not know."""
    target = reading.family_title(step["to_family"])
    if step["to_role"]:
        target = reading.role_title(f"{step['to_family']}/{step['to_role']}")
    hidden = {} if target is not None or reading.internal else {"to_family": None, "to_role": None}
    return {**step, "from_family": family, **hidden}


def told_of(reading: Reading, family: str, steps: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Of a family's steps, as its content has them, those that say something to the viewer, as `shown` has them."""
    for step in steps:
        found = shown(reading, family, step)
        if found["to_family"] == step["to_family"] or step["text"]:
            yield found
