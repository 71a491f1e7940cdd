"""What people fill in when they submit, decide, and look after the stages of review."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from careers import drafts
from careers.models import MailChoice, Remit, ReviewStage, Revision
from config.kernel.forms import SeenForm
from config.kernel.models.reference import validate_text

MAX_TEXT = 10_000


def prose(label: str, help_text: str, *, required: bool = True, rows: int = 3) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        max_length=MAX_TEXT,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"}),
        help_text=help_text,
        validators=[validate_text],
    )


class SubmitForm(forms.Form):
    """What changed and why, and which version of the draft was seen."""

    message = prose("What changed, and why", "Reviewers read it, and the history shows it to everybody.")
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """What is said, and of which place: a JSON pointer."""

    where = forms.CharField(required=False, max_length=300)
    text = prose("Comment on this", "")
    text.error_messages["required"] = "The comment is empty."


class DecideForm(forms.Form):
    """What goes with a verdict at the step that was shown; the lines of its checklist are ticked one by one. Which
    verdict it is, the button says."""

    message = prose(
        "Message", "Needed when you ask for changes or reject: it goes to whoever submitted.", required=False
    )
    confirmed = forms.MultipleChoiceField(
        label="Confirm each to approve", required=False, widget=forms.CheckboxSelectMultiple
    )
    impact = forms.ChoiceField(
        label="How big it is for people",
        choices=Revision.Impact,
        help_text="Proposed from what changed. The history shows what you choose when you approve.",
    )
    step = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, checklist: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        confirmed: Any = self.fields["confirmed"]
        confirmed.choices = [(line, line) for line in checklist]
        if not checklist:
            del self.fields["confirmed"]


class LinesField(forms.CharField):
    """A list of texts, one on a line."""

    widget = forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if len(value or "") > MAX_TEXT:
            raise ValidationError(f"This is longer than {MAX_TEXT:,} characters.")
        return list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return "\n".join(initial or []) != "\n".join((data or "").splitlines())


class ReviewStageForm(SeenForm):
    """A stage, its checklist as lines."""

    checklist = LinesField(required=False, help_text="What whoever approves confirms, a line each. May be empty.")

    class Meta:
        model = ReviewStage
        fields = (
            "position", "name", "group", "reviewer", "approvals", "checklist", "author_may_approve", "department",
            "smallest_size",
        )  # fmt: skip


class RemitForm(SeenForm):
    class Meta:
        model = Remit
        fields = ("user", "department")


class MailForm(forms.ModelForm):
    """One's own e-mails."""

    class Meta:
        model = MailChoice
        fields = ("to_review", "decisions", "to_publish")


def tell(form: Any, error: Exception, sentences: tuple[str, ...], **seen: Any) -> None:
    """Puts what a door refused at the fields that it is about, or above them all. `seen` is what the form names of
    what its page shows: where somebody else was first, what is there now, so that it may be sent once more."""
    if isinstance(error, drafts.Conflict):
        form.data = form.data.copy()
        for name, value in seen.items():
            form.data[name] = str(value)
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, messages in error.message_dict.items():
            form.add_error(name if name in form.fields else None, messages)
    else:
        form.add_error(None, list(sentences))
