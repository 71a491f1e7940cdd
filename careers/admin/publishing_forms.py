"""What people fill in when they publish, withdraw, call off, or start a draft anew. Each form names what was seen."""

from typing import Any

from django import forms

from careers.admin.review_forms import prose

MAX_KEY = 2**63 - 1
DATE = forms.DateInput(attrs={"type": "date", "class": "vDateField"}, format="%Y-%m-%d")


class PublishForm(forms.Form):
    """From when, why, and into which scheduled publications the change is carried; `seen` is the calendar as shown."""

    starts_on = forms.DateField(
        label="From",
        required=False,
        widget=DATE,
        help_text="The first day on which it counts, by the company's calendar. Empty: today.",
    )
    reason = prose("Reason", "The audit keeps it.", required=False)
    carry = forms.MultipleChoiceField(
        label="Carry this change into what is scheduled",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The scheduled publication is then replaced by one with both.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offers: list[tuple[str, str]], backdate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carry: Any = self.fields["carry"]
        carry.choices = offers
        if not offers:
            del self.fields["carry"]
        if backdate:
            self.fields["starts_on"].help_text += " A day in the past needs a reason."


class ReasonForm(forms.Form):
    """Why; and the calendar as shown."""

    reason = prose("Reason", "Why the pages go. The audit keeps it.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class StartForm(forms.Form):
    """The version of the draft that was seen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class CompareForm(forms.Form):
    """Two revisions, by their keys."""

    a = forms.IntegerField(min_value=1, max_value=MAX_KEY)
    b = forms.IntegerField(min_value=1, max_value=MAX_KEY)
