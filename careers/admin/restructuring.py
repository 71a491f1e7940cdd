"""Pages that change the shape of families: roles copied, moved, renamed and retired, a base role put below others,
families renamed and retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from careers import drafts, restructuring, rights
from careers.admin.asking import Look, Question, ask, family_for, family_trail
from careers.admin.pages import Page, PagesAdmin
from careers.admin.publications import under_lock
from careers.admin.restructuring_forms import (
    BaseRoleForm,
    CopyForm,
    MoveForm,
    RenameForm,
    RetireFamilyForm,
    RetireForm,
)
from careers.handbook import edits
from careers.handbook.document import FamilyDocument
from careers.models import Address, Family, Role
from careers.presenting import words
from careers.presenting.difference import present_difference
from careers.presenting.links import Link
from careers.presenting.publishing import calendar
from careers.reading import Reading
from config.kernel.models.catalogue import today as company_today

CHANGE = restructuring.CHANGE
LOOK = "admin/careers/restructuring/_look.html"


class KeptAddress(PagesAdmin):
    """What was published has an address that people know. In its family addresses are not typed over in a form: only
    renaming lets the old one lead to the new, and all that refers to it follow. And it is not deleted: only retiring
    lets its address say where to look instead."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and was_published(obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj and was_published(obj) and self.has_change_permission(request, obj):
            messages.error(request, f"Not deleted: {obj} was published. Retire it; then its address says what came.")
            return HttpResponseRedirect(reverse(f"admin:careers_{self.opts.model_name}_change", args=[obj.pk]))
        return super().delete_view(request, object_id, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        family = obj.family if isinstance(obj, Role) else obj
        if family is not None and family.base_id is not None and "slug" in form.base_fields:
            form.base_fields["slug"].disabled = True
            form.base_fields["slug"].help_text = "To change it, rename: then the old address leads to the new one."
        return form


def was_published(row: Family | Role) -> bool:
    """Whether people may know the address of a family or a role. At most one query, kept with the row."""
    if isinstance(row, Family):
        return row.base_id is not None
    if not hasattr(row, "_was_published"):
        known = Q(role=row.slug) | Q(successor=f"{row.family.slug}/{row.slug}", renamed=True)
        row._was_published = Address.objects.filter(known, family=row.family_id).exists()  # type: ignore[attr-defined]
    found: bool = row._was_published  # type: ignore[attr-defined]
    return found


class RolePages(KeptAddress):
    """The pages of a role beside its form: role/<pk>/copy/, move/, rename/ and retire/."""

    def pages(self) -> tuple[Page, ...]:
        deeds = (
            ("copy", _copy_role, "careers.add_role"),
            ("move", _move_role, "careers.change_role"),
            ("rename", _rename_role, "careers.change_role"),
            ("retire", _retire_role, "careers.delete_role"),
        )
        own = (Page(f"<int:pk>/{name}/", name, _of_role(view), right) for name, view, right in deeds)
        return (*super().pages(), *own)


class FamilyRestructuring(KeptAddress):
    """The pages of a family beside its form: family/<pk>/base-role/, rename/ and retire/."""

    def pages(self) -> tuple[Page, ...]:
        return (
            *super().pages(),
            Page("<int:pk>/base-role/", "base_role", _base_role, "careers.add_role"),
            Page("<int:pk>/rename/", "rename", _rename_family, CHANGE),
            Page("<int:pk>/retire/", "retire", _retire_family, "careers.publish_family"),
        )


def _of_role(view: Callable[[HttpRequest, Role], HttpResponse]) -> Callable[..., HttpResponse]:
    def of_role(request: HttpRequest, pk: int) -> HttpResponse:
        role = get_object_or_404(Role.objects.select_related("family__department", "level"), pk=pk)
        rights.require(request.user, CHANGE, role.family.department_id)
        return view(request, role)

    return of_role


def _role_page(family: Family, slug: str) -> str:
    return reverse("admin:careers_role_change", args=[Role.objects.get(family=family, slug=slug).pk])


def _trail(role: Role) -> list[Link]:
    return [*family_trail(role.family), Link(role.title, reverse("admin:careers_role_change", args=[role.pk]))]


def _back(role: Role) -> str:
    return reverse("admin:careers_role_change", args=[role.pk])


def _seen(cleaned: dict[str, Any]) -> int:
    return int(cleaned["seen_version"])


def _slug_of(level: Any) -> str | None:
    return level.slug if level else None


def _look_at(
    request: HttpRequest, family: Family, change: Callable[[FamilyDocument], FamilyDocument], *said: str
) -> Look:
    """What an edit would change in the draft."""
    before = drafts.read(family)
    difference = present_difference(Reading.of(request), before, change(before))
    return Look(said, LOOK, {"difference": difference})


def _copy_role(request: HttpRequest, role: Role) -> HttpResponse:
    family = role.family

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        slug = cleaned["slug"] or restructuring.address_of(cleaned["title"])
        restructuring.copy_role(
            family,
            role=role.slug,
            title=cleaned["title"],
            slug=slug,
            level=_slug_of(cleaned["level"]),
            by=request.user,
            expected_version=_seen(cleaned),
        )
        messages.success(request, f"{cleaned['title']} is there, as {role.title} is. Now make it its own.")
        return HttpResponseRedirect(_role_page(family, slug))

    question = Question(
        title=f"Copy {role.title}",
        button="Make the copy",
        act=act,
        leads=[
            f"The new role stands below {role.title} and says what that says itself and inherits. The job code and, at "
            "another level, the grade are not copied."
        ],
        trail=_trail(role),
        back=_back(role),
    )
    return ask(request, question, CopyForm, family=family)


def _rename_role(request: HttpRequest, role: Role) -> HttpResponse:
    family = role.family

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        slug = cleaned["slug"] or role.slug
        done = restructuring.rename_role(
            family,
            role=role.slug,
            title=cleaned["title"],
            slug=slug,
            by=request.user,
            expected_version=_seen(cleaned),
        )
        messages.success(request, f"{role.title} is {cleaned['title']} in the draft, in all that refers to it as well.")
        _tell_followers(request, done)
        return HttpResponseRedirect(_role_page(family, slug))

    question = Question(
        title=f"Rename {role.title}",
        button="Rename the role",
        act=act,
        leads=[
            "All that refers to the role follows: inheritance, career steps, reporting lines, specialties. Once the "
            "draft is published, its old address leads to the new one."
        ],
        trail=_trail(role),
        back=_back(role),
    )
    return ask(request, question, RenameForm, family=family, initial={"title": role.title, "slug": role.slug})


def _retire_role(request: HttpRequest, role: Role) -> HttpResponse:
    family = role.family

    def look(cleaned: dict[str, Any]) -> Look:
        return _look_at(request, family, lambda document: edits.retire_role(document, role.slug))

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        restructuring.retire_role(
            family,
            role=role.slug,
            successor=cleaned["successor"],
            by=request.user,
            expected_version=_seen(cleaned),
        )
        messages.success(
            request, f"{role.title} is taken out of the draft. Nobody else sees that before it is published."
        )
        return HttpResponseRedirect(reverse("admin:careers_family_change", args=[family.pk]))

    question = Question(
        title=f"Retire {role.title}",
        button="Retire the role",
        act=act,
        look=look,
        leads=[
            f"The role leaves {family.title} and stays in its history. Roles that inherit from it keep what they say. "
            "Career steps from and to it go, and what was said of it alone."
        ],
        trail=_trail(role),
        back=_back(role),
    )
    return ask(request, question, RetireForm, family=family, apart_from=[f"{family.slug}/{role.slug}"])


def _move_role(request: HttpRequest, role: Role) -> HttpResponse:
    family = role.family

    def look(cleaned: dict[str, Any]) -> Look:
        target: Family = cleaned["to"]
        before = drafts.read(target)
        moved = edits.move_role(drafts.read(family), before, role.slug, slug=cleaned["slug"] or None)
        said = [f"{role.title} says in {target.title} what it says now."]
        if moved.added or moved.leads:
            count = words.counted(len(moved.added) + len(moved.leads), "statement", "statements")
            said.append(f"Besides, {target.title} has {count} for it:")
        return Look(said, LOOK, {"added": [*moved.leads, *moved.added]}, {"seen_target": target.version})

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        target, slug = cleaned["to"], cleaned["slug"] or role.slug
        done = restructuring.move_role(
            family,
            role=role.slug,
            to=target,
            slug=slug,
            by=request.user,
            expected_version=_seen(cleaned),
            expected_target_version=cleaned["seen_target"],
        )
        messages.success(
            request, f"{role.title} is in {target.title} now, in both drafts. Publish both on the same day."
        )
        _tell_followers(request, done)
        return HttpResponseRedirect(_role_page(target, slug))

    question = Question(
        title=f"Move {role.title} to another family",
        button="Move the role",
        act=act,
        look=look,
        leads=[
            f"The role leaves {family.title} with everything it says, inherited or not; specialties stay. Once both "
            "drafts are published, its old address leads to the new one."
        ],
        trail=_trail(role),
        back=_back(role),
    )
    return ask(request, question, MoveForm, family=family, user=request.user, source=family)


def _base_role(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_for(request, pk)
    roles = list(family.roles.all())
    back = reverse("admin:careers_family_change", args=[family.pk])

    def facts(cleaned: dict[str, Any]) -> dict[str, Any]:
        return {
            "title": cleaned["title"],
            "slug": cleaned["slug"] or restructuring.address_of(cleaned["title"]),
            "level": _slug_of(cleaned["level"]),
            "heirs": cleaned["heirs"],
        }

    def look(cleaned: dict[str, Any]) -> Look:
        return _look_at(request, family, lambda document: edits.add_base_role(document, **facts(cleaned)))

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        restructuring.add_base_role(family, **facts(cleaned), by=request.user, expected_version=_seen(cleaned))
        messages.success(request, f"{cleaned['title']} is there, and the others build on it.")
        return HttpResponseRedirect(_role_page(family, facts(cleaned)["slug"]))

    question = Question(
        title=f"Add a base role to {family.title}",
        button="Add the role",
        act=act,
        look=look,
        leads=[
            "Where a family has, say, a Senior and a Staff Engineer but no Engineer, the role that they build on is "
            "only implied. Made a role of its own, it says once what the others repeat."
        ],
        trail=family_trail(family),
        back=back,
    )
    return ask(request, question, BaseRoleForm, family=family, roles=roles)


def _rename_family(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_for(request, pk)
    page = reverse("admin:careers_family_change", args=[family.pk])

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        done = restructuring.rename_family(
            family, title=cleaned["title"], slug=cleaned["slug"], by=request.user, expected_version=_seen(cleaned)
        )
        messages.success(request, f"{family.title} is {cleaned['title']} in the draft.")
        _tell_followers(request, done)
        return HttpResponseRedirect(page)

    question = Question(
        title=f"Rename {family.title}",
        button="Rename the family",
        act=act,
        leads=["Once the draft is published, the old addresses of the family and its roles lead to the new ones."],
        trail=family_trail(family),
        back=page,
    )
    return ask(request, question, RenameForm, family=family, initial={"title": family.title, "slug": family.slug})


def _retire_family(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_for(request, pk, "careers.publish_family")
    page = reverse("admin:careers_family_change", args=[family.pk])

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        under_lock(
            family,
            cleaned["seen"],
            lambda: restructuring.retire_family(
                family, successor=cleaned["successor"], reason=cleaned["reason"], by=request.user
            ),
        )
        messages.success(request, f"{family.title} is retired: it is withdrawn as of now, and kept in history.")
        return HttpResponseRedirect(page)

    question = Question(
        title=f"Retire {family.title}",
        button="Retire the family",
        act=act,
        leads=[
            "The family is withdrawn at once, and what is scheduled of it is called off. Its pages say that it is gone "
            "and where to look instead; its history and its draft are kept."
        ],
        trail=family_trail(family),
        back=page,
    )
    apart = [family.slug, *(f"{family.slug}/{slug}" for slug in family.roles.values_list("slug", flat=True))]
    return ask(
        request, question, RetireFamilyForm, seen=lambda: {"seen": calendar(family, company_today())}, apart_from=apart
    )


def _tell_followers(request: HttpRequest, done: restructuring.Done) -> None:
    """Which other drafts were changed with it, and which could not be."""
    if done.followed:
        titles = words.joined([each.title for each in done.followed])
        messages.info(request, f"The drafts of {titles} refer to it, and follow. They have to be published as well.")
    if done.left:
        titles = words.joined([each.title for each in done.left])
        messages.warning(
            request, f"{titles} refer to it too, and your account may not change them. Tell somebody who may."
        )
