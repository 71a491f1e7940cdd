"""What people fill in to copy, move, rename and retire roles and families."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from pydantic import TypeAdapter
from pydantic import ValidationError as Unsound

from careers import rights
from careers.admin.asking import SeenForm
from careers.handbook.document import Slug, Title
from careers.models import Family, Role
from careers.models.values import sentences
from config.kernel.models.reference import validate_text
from levels.models import Level

TITLE: TypeAdapter[Any] = TypeAdapter(Title)
SLUG: TypeAdapter[Any] = TypeAdapter(Slug)
NEW_SLUG = "The last part of its address: small letters, digits and hyphens. Empty: made of the title."


class SoundField(forms.CharField):
    """A line that the document takes as what `adapter` says."""

    widget = forms.TextInput(attrs={"class": "vTextField"})

    def __init__(self, adapter: TypeAdapter[Any], **kwargs: Any) -> None:
        super().__init__(validators=[validate_text], **kwargs)
        self.adapter = adapter

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.adapter.validate_python(text)
        except Unsound as error:
            raise ValidationError(sentences(error)) from None


def title_field(
    label: str = "Title", help_text: str = "As people say it, e.g. Senior Backend Engineer.", *, required: bool = True
) -> SoundField:
    return SoundField(TITLE, label=label, help_text=help_text, max_length=200, required=required)


def slug_field(help_text: str = NEW_SLUG) -> SoundField:
    return SoundField(SLUG, label="Address", help_text=help_text, max_length=100, required=False)


class LevelField(forms.ModelChoiceField):
    """A level, by its slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Level.objects.order_by("rank"), to_field_name="slug", required=False, **kwargs)


def families_and_roles(*, apart_from: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Choices of everything that something may have become: families, and their roles as family/role. Two queries."""
    apart = set(apart_from)
    found: dict[str, list[tuple[str, str]]] = {}
    titles = dict(Family.objects.order_by("title").values_list("slug", "title"))
    for family, slug, title in Role.objects.order_by("position").values_list("family__slug", "slug", "title"):
        found.setdefault(family, []).append((f"{family}/{slug}", title))
    groups = []
    for family, title in titles.items():
        options = [(family, f"{title} (the whole family)"), *found.get(family, [])]
        groups.append((title, [option for option in options if option[0] not in apart]))
    return [("", "Nothing in particular"), *groups]


class RenameForm(SeenForm):
    """A title, and an address where it changes with it."""

    title = title_field()
    slug = slug_field("The last part of its address. The old address will lead to the new one.")


class CopyForm(SeenForm):
    """What the copy is called, and its level where it differs."""

    title = title_field()
    slug = slug_field()
    level = LevelField(label="Level", empty_label="The same level", help_text="At another level it has no grade yet.")


class BaseRoleForm(SeenForm):
    """The implied role, and those that imply it."""

    title = title_field(help_text="The title that others build on, e.g. Backend Engineer.")
    slug = slug_field()
    level = LevelField(label="Level", empty_label="None yet")
    heirs = forms.MultipleChoiceField(
        label="Roles that build on it",
        widget=forms.CheckboxSelectMultiple,
        help_text="What all of them say alike moves to the new role. Each says the same as before.",
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heirs: Any = self.fields["heirs"]
        heirs.choices = [(role.slug, role.title) for role in roles]


class SuccessorForm(forms.Form):
    """What came after something, for those who come by its old address."""

    successor = forms.ChoiceField(
        label="What takes its place",
        required=False,
        help_text="The old address will say that it is gone, and where to look instead.",
    )

    def __init__(self, *args: Any, apart_from: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        successor.choices = families_and_roles(apart_from=apart_from)


class RetireForm(SuccessorForm, SeenForm):
    """The same of a role."""


class RetireFamilyForm(SuccessorForm):
    """The same of a family, and why; and its calendar as shown."""

    reason = forms.CharField(
        label="Why",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[validate_text],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class MoveForm(SeenForm):
    """The family that a role goes to."""

    to = forms.ModelChoiceField(Family.objects.none(), label="To the family")
    slug = slug_field("The last part of its address there. Empty: as it is.")
    seen_target = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, source: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = Family.objects.exclude(pk=source.pk).order_by("title")
        reach = rights.departments_of(user)
        to: Any = self.fields["to"]
        to.queryset = families if reach is None else families.filter(department__in=reach)
