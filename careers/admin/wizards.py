"""A new family from a template, after a look at those that are close to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from careers import restructuring, rights
from careers.admin.asking import Look, Question, ask
from careers.admin.pages import Page, PagesAdmin
from careers.admin.restructuring_forms import NEW_SLUG, slug_field, title_field
from careers.handbook.document import FamilyDocument
from careers.handbook.templates import LevelChoice, one_title_with_levels, several_titles
from careers.models import Department
from careers.presenting.closeness import close_to, known_families
from careers.presenting.links import Link
from config.kernel.models.reference import validate_text
from levels.models import Level

ADD = "careers.add_family"
MAX_TITLES = 60


class NewFamilyForm(forms.Form):
    """What a new family starts from. Which fields count depends on the kind that is chosen."""

    LEVELS, TITLES = "levels", "titles"

    title = title_field("Name of the family", "What the work is called, e.g. Backend Engineering.")
    slug = slug_field(NEW_SLUG)
    department = forms.ModelChoiceField(Department.objects.none(), label="Department")
    kind = forms.ChoiceField(
        label="It has",
        choices=[(LEVELS, "One title, at several levels"), (TITLES, "Several titles")],
        initial=LEVELS,
        widget=forms.RadioSelect,
    )
    job_title = title_field(
        "With the title",
        "For one title: what people who do this work are called, e.g. Backend Engineer. Empty: as the family.",
        required=False,
    )
    levels = forms.ModelMultipleChoiceField(
        Level.objects.order_by("track", "rank"),
        label="At the levels",
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For one title: a role is made for each, named after the level; each extends the one below it.",
    )
    titles = forms.CharField(
        label="With the titles",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text="For several titles: one on a line, lowest first. The level is read from the title.",
        validators=[validate_text],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = rights.departments_of(user)
        departments = Department.objects.order_by("name")
        department: Any = self.fields["department"]
        department.queryset = departments if reach is None else departments.filter(pk__in=reach)

    def clean_titles(self) -> list[str]:
        titles = [line.strip() for line in self.cleaned_data["titles"].splitlines() if line.strip()]
        if len(titles) > MAX_TITLES:
            raise ValidationError(f"At most {MAX_TITLES} titles; a larger family is made in parts.")
        return titles

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        kind = self.cleaned_data.get("kind")
        if kind == self.LEVELS and "levels" in self.cleaned_data and not self.cleaned_data["levels"]:
            self.add_error("levels", "Choose at least one level.")
        if kind == self.TITLES and "titles" in self.cleaned_data and not self.cleaned_data["titles"]:
            self.add_error("titles", "Write at least one title.")
        return cleaned


class Wizard(PagesAdmin):
    """family/new/."""

    def pages(self) -> tuple[Page, ...]:
        return (*super().pages(), Page("new/", "new", _new_family, ADD))


def _new_family(request: HttpRequest) -> HttpResponse:
    back = reverse("admin:careers_family_changelist")

    def look(cleaned: dict[str, Any]) -> Look:
        document = _document(cleaned)
        restructuring.refuse_taken_family(document.slug)
        names = {level.slug: level.name for level in Level.objects.all()}
        return Look(
            (),
            "admin/careers/wizard/_new.html",
            {
                "close": close_to(document, known_families()),
                "address": f"/job-families/{document.slug}/",
                "roles": [(role.title, names.get(role.level or "", "no level yet")) for role in document.roles],
            },
        )

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        family = restructuring.start_family(_document(cleaned), by=request.user)
        messages.success(request, f"{family.title} is there, as a draft. What is still missing is told below.")
        return HttpResponseRedirect(reverse("admin:careers_family_change", args=[family.pk]))

    question = Question(
        title="New family from a template",
        button="Make the family",
        act=act,
        look=look,
        leads=["It starts with its roles and the steps between them. What they say is yours to write."],
        trail=[Link("Families", back)],
        back=back,
    )
    return ask(request, question, NewFamilyForm, user=request.user)


def _document(cleaned: dict[str, Any]) -> FamilyDocument:
    """Raises Refused."""
    facts = {
        "title": cleaned["title"],
        "slug": cleaned["slug"] or restructuring.address_of(cleaned["title"]),
        "department": cleaned["department"].slug,
    }
    if cleaned["kind"] == NewFamilyForm.LEVELS:
        levels = [LevelChoice(each.slug, each.name, each.track, each.rank) for each in cleaned["levels"]]
        facts["title"] = cleaned["job_title"] or cleaned["title"]
        return one_title_with_levels(**facts, levels=levels).model_copy(update={"title": cleaned["title"]})
    known = set(Level.objects.values_list("slug", flat=True))
    return several_titles(**facts, titles=cleaned["titles"], levels=known)
