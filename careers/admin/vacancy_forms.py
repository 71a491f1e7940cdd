"""The forms of vacancies: what recruiters write, its places, and what is asked before it is posted or closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from pydantic import TypeAdapter
from pydantic import ValidationError as Unsound

from careers import vacancies
from careers.admin.asking import SeenForm as VersionSeenForm
from careers.admin.draft_forms import ticks
from careers.admin.fields import CommasField, WrittenField, fingerprint
from careers.admin.forms import LINE, PROSE, VersionedForm
from careers.admin.publishing_forms import DATE
from careers.admin.review_forms import prose
from careers.admin.rows import RowForm, RowsFormSet
from careers.handbook.bullets import read_bullets, write_bullets
from careers.handbook.document import LISTS, ListName, Statement
from careers.handbook.parsed import Unreadable
from careers.handbook.vacancy import (
    FACTS,
    FREELY_LEFT_OUT,
    LANGUAGE,
    NOT_OFFERED,
    REGIONS,
    ApplyAddress,
    LastDay,
    Place,
    countries,
    currencies,
)
from careers.models import EmploymentType, Family, PostingRequirement, Vacancy
from careers.models.values import sentences
from careers.presenting.recruiting import family_on
from config.kernel.forms import SeenForm
from config.kernel.models.catalogue import today as company_today

OFFERED: tuple[ListName, ...] = tuple(name for name in LISTS if name not in NOT_OFFERED)
"""The lists that say something to candidates."""


class TextsField(WrittenField):
    """Statements as text alone, a bullet a line."""

    def write(self, value: Any) -> str:
        return write_bullets([Statement(text=text) for text in value])

    def read(self, text: str) -> list[Any]:
        statements = read_bullets(text)
        if any(statement != Statement(text=statement.text) for statement in statements):
            raise Unreadable(1, "Only bullets stand here: no headings, and nothing in braces.")
        return [statement.text for statement in statements]


@dataclass(frozen=True)
class Said:
    """A statement of the role, and whether the vacancy leaves it out: by the names of the form's fields. `why` is empty
    where no reason is needed. `gone`: the vacancy leaves it out, and the role does not say it any more."""

    list: ListName
    text: str
    out: str
    why: str
    gone: bool = False


class VacancyForm(VersionedForm):
    """A vacancy: of a role, which is chosen among those that its family publishes, or, without a family, an open
    application. What the role says is left out by ticks, what is added is text."""

    types = {
        "title": LINE,
        "introduction": PROSE,
        "team": PROSE,
        "benefits": PROSE,
        "recruiter": LINE,
        "requisition": LINE,
        "apply": TypeAdapter(ApplyAddress),
        "deadline": TypeAdapter(LastDay),
    }
    chosen: ClassVar[Family | None] = None
    """The family of a vacancy that is new."""

    role = forms.ChoiceField(label="Role", help_text="Those that are published, and that people are hired into.")
    specialty = forms.ChoiceField(required=False, label="Specialty")
    employment_types = ticks("Employment", EmploymentType.choices, "One or more.")
    language = forms.RegexField(
        LANGUAGE,
        initial="en",
        help_text="Of what is written here: en, pt, pt-BR.",
        error_messages={"invalid": "Write the language as two or three small letters, e.g. en or pt-BR."},
    )
    added_responsibilities = TextsField(required=False)
    added_requirements = TextsField(required=False)
    added_nice_to_haves = TextsField(required=False)
    added_performance_indicators = TextsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.family = self.chosen
        vacancy: Vacancy = self.instance
        self.initial["employment_types"] = vacancy.employment_types or ([] if vacancy.pk else ["full_time"])
        for name in ("opens_on", "deadline"):
            if name in self.fields:
                self.fields[name].widget = DATE
        if not vacancy.family:
            for name in ("role", "specialty", *(f"added_{name}" for name in OFFERED)):
                self.fields.pop(name, None)
            if "title" in self.fields:
                self.fields["title"].required = True
            return
        self._choices(vacancy)
        for name in OFFERED:
            field = self.fields[f"added_{name}"]
            field.label = "What this vacancy adds"
            field.help_text = "One bullet a line. It stands at the end of the list."
            self.initial[f"added_{name}"] = [each["text"] for each in vacancy.added if each["list"] == name]
        for said in self.said:
            self.fields[said.out] = forms.BooleanField(
                required=False, label="Leave out", initial=(said.list, said.text) in self._left_out
            )
            if said.why:
                self.fields[said.why] = forms.CharField(
                    required=False,
                    label="Why it is left out",
                    max_length=500,
                    initial=self._left_out.get((said.list, said.text), ""),
                )
                self.types = {**self.types, said.why: LINE}

    @property
    def versioned(self) -> Any:
        return self.instance if self.instance.pk else None

    def saves(self, standing: Any) -> dict[str, Any]:
        return {"kind": "vacancy", "key": str(standing.pk)}

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first day of what would be posted, and that whose text it would show."""
        return vacancies.days(self.instance, company_today())

    @cached_property
    def outlook(self) -> vacancies.Outlook:
        """Of the vacancy as it is saved. Asked for before the form is read, which fills the instance."""
        starts_on, text_on = self.days
        return vacancies.outlook(self.instance, starts_on=starts_on, text_on=text_on)

    @cached_property
    def _left_out(self) -> dict[tuple[ListName, str], str]:
        return {(each["list"], each["text"]): each.get("reason", "") for each in self.instance.left_out}

    @cached_property
    def said(self) -> list[Said]:
        """What the role says to candidates, as the vacancy is saved, list by list; below it what is left out though the
        role does not say it."""
        if self.instance.pk is None:
            return []
        role = self.outlook.role
        standing = [(name, each["text"]) for name in OFFERED for each in (role[name] if role else ())]
        gone = [each for each in self._left_out if each not in standing]
        return [_said(*each) for each in standing] + [_said(*each, gone=True) for each in gone]

    def told(self, name: str) -> list[tuple[Said, Any, Any]]:
        """The statements of a list, each with the fields by which it is left out: None where there is none."""
        return [(each, self[each.out], self[each.why] if each.why else None) for each in self.said if each.list == name]

    def _choices(self, vacancy: Vacancy) -> None:
        document = family_on(vacancy.family, self.days[1])
        roles = [(role.slug, role.title) for role in (document.roles if document else ()) if role.hiring == "open"]
        specialties = [(each.slug, each.name) for each in (document.specialties if document else ())]
        for name, choices in (("role", roles), ("specialty", specialties)):
            standing = getattr(vacancy, name)
            if standing and standing not in dict(choices):
                choices.append((standing, f"{standing} (not offered any more)"))
            self.fields[name].choices = [("", "---------"), *choices]  # type: ignore[attr-defined]
        if vacancy.pk and vacancy.postings.exists():
            self.fields["role"].disabled = True
            self.fields["role"].help_text = "Once it was posted, a vacancy keeps its role."

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.instance.employment_types = self.cleaned_data.get("employment_types", [])
        if self.instance.family:
            added = {name: self.cleaned_data.get(f"added_{name}") or () for name in OFFERED}
            self.instance.added = [{"list": name, "text": text} for name in OFFERED for text in added[name]]
            self.instance.left_out = [self._leave_out(said) for said in self.said if self.cleaned_data.get(said.out)]
        return cleaned

    def _leave_out(self, said: Said) -> dict[str, str]:
        reason = self.cleaned_data.get(said.why, "") if said.why else ""
        if said.why and not reason and not self.has_error(said.why):
            self.add_error(said.why, "Say why this is left out. Only nice-to-haves go without a reason.")
        return {"list": said.list, "text": said.text, "reason": reason}


def _said(name: ListName, text: str, *, gone: bool = False) -> Said:
    mark = fingerprint([name, text])
    return Said(name, text, f"out-{mark}", "" if name in FREELY_LEFT_OUT else f"why-{mark}", gone)


def _without_cents(amount: Decimal | None) -> Decimal | None:
    """46000 for 46000.00"""
    return amount if amount is None or amount % 1 else amount.quantize(Decimal(1))


def _countries() -> list[tuple[str, str]]:
    return [("", "---------"), *countries().items()]


def _currencies() -> list[tuple[str, str]]:
    return [("", "---------"), *((code, f"{code}, {name}") for code, name in currencies().items())]


class PlaceForm(RowForm):
    """A place, and what is paid there. It is refused as what is posted would refuse it."""

    types = {"town": LINE, "variable": LINE}
    country = forms.ChoiceField(choices=_countries)
    currency = forms.ChoiceField(choices=_currencies, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pay_minimum", "pay_maximum"):
            self.initial[name] = _without_cents(self.initial.get(name))

    class Meta:
        labels = {"pay_minimum": "Pay from", "pay_maximum": "to", "period": "per", "variable": "On top of it"}

    def clean_region(self) -> str:
        """CO; it may be written small."""
        return str(self.cleaned_data["region"]).upper()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and self._pays_whole():
            self._refuse_unsound()
        return cleaned

    def _pays_whole(self) -> bool:
        """Whether the pay is a range or none. The model says what is wrong with anything else."""
        low, high, currency = (self.cleaned_data.get(name) for name in ("pay_minimum", "pay_maximum", "currency"))
        return low is high is None or (low is not None and high is not None and low <= high and bool(currency))

    def _refuse_unsound(self) -> None:
        row = type(self.instance)(**{name: self.cleaned_data.get(name) for name in PlaceFormSet.names})
        try:
            Place.model_validate(row.part())
        except Unsound as error:
            raise ValidationError([_capital(each) for each in sentences(error)]) from None


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}."


class PlaceFormSet(RowsFormSet):
    names = (
        "kind", "country", "region", "town", "pay_minimum", "pay_maximum", "currency", "period", "variable",
    )  # fmt: skip


class PostForm(VersionSeenForm):
    """Which day, where there is a choice, and why what a jurisdiction asks for and is lacking is let pass: a field for
    each. `text_on` is the day whose text is shown, None for the day of opening itself; `waived` what was let pass of
    what is posted."""

    on = forms.DateField(
        label="From", widget=DATE, help_text="The first day on which it is shown, by the company's calendar."
    )

    def __init__(
        self,
        *args: Any,
        vacancy: Vacancy,
        starts_on: date,
        text_on: date | None,
        waived: Sequence[Mapping[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if text_on is None:
            self.fields["on"].initial = starts_on
            chosen = self._chosen_day() if self.is_bound else None
            starts_on = text_on = chosen or starts_on
        else:
            del self.fields["on"]
        self.outlook = vacancies.outlook(vacancy, starts_on=starts_on, text_on=text_on)
        before = {(each["requirement"], each["fact"]): each["reason"] for each in waived}
        for lack in self.outlook.lacks:
            key = (lack.requirement.slug, lack.fact)
            self.fields["waive:{}:{}".format(*key)] = forms.CharField(
                label=f"{lack}",
                required=False,
                max_length=1_000,
                initial=before.get(key, ""),
                widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
                help_text=f"State {FACTS[lack.fact]}; or write here why it may stay away. The audit keeps it.",
            )

    def _chosen_day(self) -> date | None:
        field = self.fields["on"]
        try:
            day: date = field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix("on")))
        except ValidationError:
            return None
        return day


def waivers(cleaned: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What a PostForm lets pass, by requirement and fact."""
    keys = [name.split(":") for name in cleaned if name.startswith("waive:")]
    return {(slug, fact): cleaned[f"waive:{slug}:{fact}"] for _, slug, fact in keys}


class CloseForm(forms.Form):
    """Why."""

    reason = prose("Reason", "Why it is closed: filled, called off, to be written anew. The audit keeps it.")


class PostingRequirementForm(SeenForm):
    """What a jurisdiction asks for, by ticks; countries in a line."""

    countries = CommasField(help_text="Two letters each, with commas between them: US; or AT, BE, BG.")
    facts = ticks("What a posting has to state", [(fact, said.capitalize()) for fact, said in FACTS.items()])

    source = forms.URLField(assume_scheme="https", max_length=500)

    class Meta:
        model = PostingRequirement
        fields = (
            "slug", "name", "countries", "region", "facts", "starts_on", "source", "checked_on", "note", "enabled",
        )  # fmt: skip

    def clean_countries(self) -> list[str]:
        codes = [str(each).upper() for each in self.cleaned_data["countries"]]
        if unknown := [code for code in codes if code not in countries()]:
            raise ValidationError(f"No country has the code {', '.join(unknown)[:100]}.")
        return codes

    def clean_region(self) -> str:
        """CO; it may be written small."""
        return str(self.cleaned_data["region"]).upper()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        region, codes = self.cleaned_data.get("region"), self.cleaned_data.get("countries") or [""]
        if region and len(codes) > 1:
            self.add_error("region", "A region is that of one country: name this one alone.")
        elif region and region not in REGIONS.get(codes[0], {region}):
            self.add_error("region", f"No region of {countries()[codes[0]]} has the code {region}.")
        return cleaned
