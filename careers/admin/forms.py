"""The forms of the draft side: they name the version of the family that was seen, and hold what the document would
refuse before it is saved."""

from collections.abc import Mapping
from typing import Annotated, Any

from django import forms
from django.core.exceptions import ValidationError
from pydantic import Field, TypeAdapter
from pydantic import ValidationError as Unsound

from careers.admin.conflicts import Conflict, marks, settle
from careers.admin.fields import BulletsField, GrowingTextarea, SectionsField
from careers.handbook.document import LISTS, Line, Prose, RolePath, Slug, Title
from careers.models import Family
from careers.models.values import sentences
from config.kernel.forms import RefusalForm
from config.kernel.models import AuditRecord, Catalogue

LINE: TypeAdapter[Any] = TypeAdapter(Line)
PROSE: TypeAdapter[Any] = TypeAdapter(Prose)
TITLE: TypeAdapter[Any] = TypeAdapter(Title)
SLUG: TypeAdapter[Any] = TypeAdapter(Slug)
ROLE_PATH: TypeAdapter[Any] = TypeAdapter(RolePath)
MINUTES: TypeAdapter[Any] = TypeAdapter(Annotated[int, Field(ge=1, le=10_000)])

TYPES = {
    "title": TITLE,
    "name": TITLE,
    "summary": LINE,
    "primary_language": LINE,
    "group": LINE,
    "job_code": LINE,
    "interviewer": LINE,
    "overview": PROSE,
    "text": PROSE,
    "intro": PROSE,
    "outro": PROSE,
    "reports_to_text": PROSE,
    "reports_to_role": ROLE_PATH,
    "to_family": SLUG,
    "to_role": SLUG,
    "minutes_from": MINUTES,
    "minutes_to": MINUTES,
    **{f"lead_{name}": PROSE for name in LISTS},
}
"""What the document takes, by the name of the field."""


def hold(row: Any) -> Any:
    """What counts its saves, a family or a vacancy, as it stands, held against other writers until the transaction
    ends. Raises ValidationError where somebody has deleted it."""
    Catalogue.objects.lock()
    held = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise ValidationError(f"Somebody else has deleted {row}.")
    return held


class SoundForm(RefusalForm):
    """Refuses, field by field, what the document would refuse. What is left empty is the model's matter."""

    types: Mapping[str, TypeAdapter[Any]] = TYPES

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.types.keys() & self.cleaned_data.keys():
            value = self.cleaned_data[name]
            if value in (None, ""):
                continue
            try:
                self.types[name].validate_python(value)
            except Unsound as error:
                self.add_error(
                    name, [each.replace("items after validation", "characters") for each in sentences(error)]
                )
        return cleaned


BULLETS = (
    "One bullet a line. Put a line such as “### Leadership” above the bullets of a group. "
    "You can paste from Word or from a web page. What stands in braces belongs to the line: leave it in front. "
    "To whom a bullet applies is said with the button below."
)
SECTIONS = (
    "Any other text with a title: a line such as “### On call”, and the text below it. A line {after: requirements} "
    "below the title says where it stands, {visibility: internal} that only staff see it."
)
HELP = {
    "title": "As people say it.",
    "slug": "The last part of its address: small letters, digits and hyphens.",
    "summary": "One sentence for lists and search results.",
    "overview": "What it is about, in a few sentences. Markdown.",
    "primary_language": "The programming language, or the human one, that the work is mostly done in.",
    "group": "The named group of roles, or sub-family, that it stands in, if the family has any.",
    "visibility": "Internal: for logged-in staff alone.",
    "track": "Individual contributors do the work, managers lead the people who do.",
    "job_code": "The code by which the HR system knows this role.",
    "hiring": "Whether one comes into this role from outside, by promotion only, or not at present.",
    "extends": "The role below it whose lists it takes over whole. What differs is said here.",
    "grade_scheme": "The scale that the grade counts in.",
    "grade_options": "Only where it may be one of several grades: 6, 7, 8.",
    "reports_to_text": "The reporting line in words, e.g. The Staff Engineer reports to the Engineering Manager.",
    "reports_to_role": "Begin to type, and choose from the list; or write the title of the role.",
    "position": "1 stands first.",
    "intro": "What candidates should know before the first step. Markdown.",
    "outro": "What they should know about the end. Markdown.",
    "kind": "A focus of the work, or a segment of customers, which may set the grade.",
}
"""What fields mean, in the words of those who fill them in."""
LABELS = {
    "slug": "Address",
    "hiring": "Hiring",
    "reports_to_text": "Reports to, in words",
    "reports_to_role": "Reports to the role",
    "group": "Group of roles",
    "intro": "Before the first step",
    "outro": "After the last step",
}
"""What fields are called, where their name does not do."""


def _lead() -> forms.CharField:
    return forms.CharField(
        required=False,
        label="Text above the list",
        widget=GrowingTextarea(least=1),
        help_text="Only if the list needs a sentence in front.",
    )


class VersionedForm(SoundForm):
    """Holds the version of what counts its saves as it was when the form was opened, and marks of what it showed.
    Saving locks it and refuses if somebody else saved in between: the form then shows both versions side by side,
    keeps what was typed, and may be saved once more."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_fields = forms.CharField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = field.help_text or HELP.get(name, "")
            field.label = LABELS.get(name, field.label)
        if self.versioned and "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.versioned.version
            self.fields["seen_version"].required = True
            self.fields["seen_fields"].initial = lambda: marks(self)

    @property
    def versioned(self) -> Any:
        """What counts the saves of what is being changed, by default its family; None where it is new."""
        if self.instance.pk is None:
            return None
        return self.instance if isinstance(self.instance, Family) else self.instance.family

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        versioned = self.versioned
        if versioned and "seen_version" in self.cleaned_data:
            standing = hold(versioned)
            if standing.version != self.cleaned_data["seen_version"]:
                self._settle(standing)
                raise ValidationError(
                    f"Somebody else saved {standing} while you were editing. Nothing of yours is lost: it is "
                    "still in this form. Compare below, amend what you like, and save again."
                )
        return cleaned

    def saves(self, standing: Any) -> dict[str, Any]:
        """The fields of the audit records of its saves."""
        return {"kind": "draft", "subject": standing.slug}

    def _settle(self, standing: Any) -> None:
        model = type(self.instance)
        now = standing if model is type(standing) else model._default_manager.filter(pk=self.instance.pk).first()
        if now is None:
            raise ValidationError(f"Somebody else has deleted {self.instance}.")
        last = AuditRecord.objects.filter(**self.saves(standing)).select_related("by").order_by("pk").last()
        self.conflict = settle(self, type(self)(instance=now))
        self.conflict.who = last.by.shown_name if last and last.by else ""


class OwnerForm(VersionedForm):
    """What has the five lists: each is written as text, with the prose that may stand above it."""

    responsibilities = BulletsField(required=False, help_text=BULLETS)
    requirements = BulletsField(required=False, help_text=BULLETS)
    nice_to_haves = BulletsField(required=False, help_text=BULLETS, label="Nice-to-haves")
    performance_indicators = BulletsField(required=False, help_text=BULLETS)
    promotion_criteria = BulletsField(required=False, help_text=BULLETS)
    lead_responsibilities = _lead()
    lead_requirements = _lead()
    lead_nice_to_haves = _lead()
    lead_performance_indicators = _lead()
    lead_promotion_criteria = _lead()
    sections = SectionsField(required=False, label="Other sections", help_text=SECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LISTS:
            self.initial.setdefault(f"lead_{name}", self.instance.leads.get(name, ""))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Told in one field of the model, of which the form knows nothing.
        leads = {name: self.cleaned_data.get(f"lead_{name}", "") for name in LISTS}
        self.instance.leads = {name: lead for name, lead in leads.items() if lead}
        return cleaned
