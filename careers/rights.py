"""Who may work on which family. Django's permissions say what somebody may do, remits how far that reaches: in some
departments and what lies under them. Whoever has no remit is not limited. One query for a user with remits, two at
most."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied

from careers.models import Department, Remit


def departments_of(user: Any) -> set[int] | None:
    """The keys of the departments that the user's rights reach; None where nothing limits them. At most two queries,
    kept with the user object."""
    if user.is_superuser:
        return None
    if not hasattr(user, "_rolebook_departments"):
        tops = set(Remit.objects.filter(user=user).values_list("department", flat=True))
        user._rolebook_departments = Department.objects.below(tops) if tops else None
    found: set[int] | None = user._rolebook_departments
    return found


def reaches(user: Any, *departments: int) -> bool:
    """Whether the user's rights reach all of these departments, given by their keys."""
    mine = departments_of(user)
    return mine is None or mine.issuperset(departments)


def may(user: Any, permission: str, department: int) -> bool:
    """Whether the user has a permission, e.g. "careers.submit_family", in the department with this key."""
    return bool(user.has_perm(permission)) and reaches(user, department)


def require(by: Any, permission: str, department: int) -> None:
    """Raises PermissionDenied, in a sentence, where `by` may not. None is the operator at the console, who may."""
    require_permission(by, permission)
    require_reach(by, department)


def require_permission(by: Any, permission: str) -> None:
    """Raises PermissionDenied, in a sentence, where `by` may not do this anywhere."""
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied(f"Your account may not {_DEEDS[permission]} families.")


def may_in_any(user: Any, permission: str, departments: Collection[str]) -> bool:
    """Whether the user has a permission in one of these departments, given by their slugs."""
    mine = departments_of(user) if user.has_perm(permission) else set()
    return mine is None or bool(mine and Department.objects.filter(slug__in=departments, pk__in=mine).exists())


def require_reach(by: Any, *departments: int) -> None:
    """Raises PermissionDenied where the departments are not all within the remit of `by`."""
    if by is not None and not reaches(by, *departments):
        raise PermissionDenied("This family's department is not among those that your account works on.")


def covers(user: Any, other: Any) -> bool:
    """Whether `user` may do all that `other` may, as far as its remits reach: who acts for `other` then gains nothing.
    A handful of queries."""
    if user.is_superuser:
        return True
    if other.is_superuser or not other.get_all_permissions() <= user.get_all_permissions():
        return False
    mine, theirs = departments_of(user), departments_of(other)
    return mine is None or (theirs is not None and theirs <= mine)


_DEEDS = {
    "careers.view_family": "see",
    "careers.add_family": "add",
    "careers.change_family": "edit",
    "careers.submit_family": "submit",
    "careers.review_family": "review",
    "careers.publish_family": "publish or withdraw",
    "careers.add_waiver": "waive findings of",
    "careers.change_waiver": "change waivers of",
    "careers.delete_waiver": "take back waivers of",
}
