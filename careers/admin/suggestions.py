"""What is said several times: pointed out in a family, with one click that says it once; and in many families, where
one wording can be changed in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from pydantic import TypeAdapter

from careers import drafts, restructuring, rights, wordings
from careers.admin.asking import Look, Question, ask, family_for, family_trail
from careers.admin.pages import REFUSED, Page, PagesAdmin, said
from careers.admin.restructuring_forms import SoundField
from careers.handbook.document import Text
from careers.handbook.repeats import apply
from careers.models import Family
from careers.presenting import words
from careers.presenting.links import Link
from careers.presenting.suggestions import find, present_suggestions
from careers.presenting.wordings import present_rewording, present_wordings
from config.kernel.models.reference import validate_text

CHANGE = restructuring.CHANGE
MAX_WORDINGS = 100
"""On a page; a search finds the others."""
MAX_TEXTS = 20
"""Wordings that one address names."""
MAX_FAMILIES = 50
"""Changed and submitted in one request, which takes about a fifth of a second for each."""


class Suggesting(PagesAdmin):
    """family/<pk>/suggestions/, family/wordings/ and family/wordings/change/."""

    def pages(self) -> tuple[Page, ...]:
        return (*super().pages(), Page("<int:pk>/suggestions/", "suggestions", self.suggestions, CHANGE))

    def get_urls(self) -> list[URLPattern]:
        own = {
            "careers_wordings": Page("wordings/", "", self.wordings, CHANGE, methods=("GET", "HEAD")),
            "careers_wording": Page("wordings/change/", "", self.wording, CHANGE),
        }
        return [
            *(path(page.route, self._guarded(page), name=name) for name, page in own.items()),
            *super().get_urls(),
        ]

    def suggestions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What could be said once, and the click that does it."""
        family = family_for(request, pk)
        here = reverse("admin:careers_family_suggestions", args=[family.pk])
        if request.method == "POST":
            self._follow(request, family)
            return HttpResponseRedirect(here)
        refusal: tuple[str, ...] = ()
        try:
            shown = present_suggestions(drafts.read(family))
        except REFUSED as error:
            shown, refusal = [], said(error)
        return TemplateResponse(
            request,
            "admin/careers/restructuring/suggestions.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Said more than once in {family.title}",
                "family": family,
                "trail": family_trail(family),
                "suggestions": shown,
                "refusal": refusal,
            },
        )

    @staticmethod
    def _follow(request: HttpRequest, family: Family) -> None:
        def change(document: Any) -> Any:
            suggestion = find(document, request.POST.get("token", ""))
            if suggestion is None:
                raise drafts.Conflict("The text has changed since this page was shown. Look at it again.")
            return apply(document, suggestion)

        seen = request.POST.get("seen_version", "")
        try:
            if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
                raise drafts.Conflict("The page did not say which version it showed. Look at it again.")
            restructuring.edit(family, change, by=request.user, expected_version=int(seen), action="follow suggestion")
        except REFUSED as error:
            for sentence in said(error):
                messages.error(request, f"Not done: {sentence}")
        else:
            messages.success(request, "Done, in the draft.")

    def wordings(self, request: HttpRequest) -> HttpResponse:
        """What several families say alike."""
        search = " ".join(request.GET.get("q", "").split())[:200]
        found = wordings.shared()
        if search:
            found = tuple(each for each in found if search.casefold() in each.text.casefold())
        titles = {place.family: place.title for each in found for place in each.places}
        return TemplateResponse(
            request,
            "admin/careers/restructuring/wordings.html",
            {
                **self.admin_site.each_context(request),
                "title": "Said in several families",
                "wordings": present_wordings(found[:MAX_WORDINGS], titles),
                "more": max(0, len(found) - MAX_WORDINGS),
                "search": search,
            },
        )

    def wording(self, request: HttpRequest) -> HttpResponse:
        """One wording, changed in the families that are chosen."""
        back = reverse("admin:careers_wordings")
        found = wordings.stated(request.GET.getlist("text")[:MAX_TEXTS])
        if not found:
            messages.warning(request, "No family says that any more.")
            return HttpResponseRedirect(back)
        families = _within_reach(request.user, {pk for keys in found.values() for pk in keys})

        def look(cleaned: dict[str, Any]) -> Look:
            chosen = list(drafts.read_many(cleaned["families"]))
            shown = present_rewording(chosen, cleaned["texts"], cleaned["new"], wordings.clean(chosen))
            seen = " ".join(f"{family.pk}:{family.version}" for family, _ in chosen)
            return Look((), "admin/careers/restructuring/_rewording.html", {"families": shown}, {"seen": seen})

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            _change(request, cleaned)
            return HttpResponseRedirect(back)

        question = Question(
            title="Change one wording in several families",
            button="Change it in these drafts",
            act=act,
            look=look,
            leads=["Every statement that is one of these wordings, as a whole, says the new one instead."],
            trail=[
                Link("Families", reverse("admin:careers_family_changelist")),
                Link("Said in several families", back),
            ],
            back=back,
        )
        initial = {
            "new": next(iter(found)),
            "texts": [wordings.name_of(text) for text in found],
            "families": [family.pk for family in families[:MAX_FAMILIES]],
        }
        return ask(request, question, WordingForm, initial=initial, texts=list(found), among=families)


SUBMIT = (
    ("no", "Submit nothing yet"),
    ("clean", "Submit the families whose draft holds no other change"),
    ("all", "Submit all of them, with whatever else their drafts hold"),
)


class WordingForm(forms.Form):
    """Which of the wordings is changed to what, in which families, and what is submitted of it."""

    texts = forms.MultipleChoiceField(label="Wordings", widget=forms.CheckboxSelectMultiple)
    new = SoundField(
        TypeAdapter(Text),
        label="New wording",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    families = forms.MultipleChoiceField(
        label="In the families",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"At most {MAX_FAMILIES} at a time.",
    )
    submit = forms.ChoiceField(label="Afterwards", choices=SUBMIT, initial="clean", widget=forms.RadioSelect)
    message = forms.CharField(
        label="What changed, and why",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="The message of each submission: reviewers and the history show it.",
        validators=[validate_text],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, texts: Sequence[str], among: Sequence[Family], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        # Named by their digest: a browser sends line ends of its own.
        self.named = {wordings.name_of(text): text for text in texts}
        fields["texts"].choices = list(self.named.items())
        fields["families"].choices = [(family.pk, family.title) for family in among]

    def clean_texts(self) -> list[str]:
        return [self.named[name] for name in self.cleaned_data["texts"]]

    def clean_families(self) -> list[int]:
        if len(self.cleaned_data["families"]) > MAX_FAMILIES:
            raise ValidationError(f"Choose at most {MAX_FAMILIES}, and the others afterwards.")
        return [int(key) for key in self.cleaned_data["families"]]

    def clean_seen(self) -> Mapping[int, int]:
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        return {int(key): int(version) for key, _, version in pairs if key.isdecimal() and version.isdecimal()}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("submit") != "no" and not self.cleaned_data.get("message", "").strip():
            self.add_error("message", "Say what changed and why, or submit nothing yet.")
        return cleaned


def _within_reach(user: Any, keys: set[int]) -> list[Family]:
    families = Family.objects.filter(pk__in=keys)
    reach = rights.departments_of(user)
    return list(families if reach is None else families.filter(department__in=reach))


def _change(request: HttpRequest, cleaned: dict[str, Any]) -> None:
    """Changes the drafts that were looked at, and submits what was asked for. Says what became of it."""
    seen = cleaned["seen"]
    if set(seen) != set(cleaned["families"]):
        raise drafts.Conflict("Other families were chosen than those that were looked at. Look again.")
    clean = wordings.clean(drafts.read_many(seen)) if cleaned["submit"] == "clean" else set(seen)
    changed = wordings.change(seen, texts=cleaned["texts"], new=cleaned["new"], by=request.user)
    titles = words.joined([family.title for family in changed])
    messages.success(request, f"The drafts of {titles} say it in the new words.")
    if cleaned["submit"] == "no":
        return
    chosen = [family for family in changed if family.pk in clean]
    for done in wordings.submit(chosen, by=request.user, message=cleaned["message"]):
        if done.revision:
            messages.info(request, f"{done.family.title}: {done.revision.get_state_display().lower()}.")
        else:
            messages.warning(request, f"{done.family.title} was not submitted: {' '.join(done.refusal)}")
    if left := [family.title for family in changed if family.pk not in clean]:
        messages.info(request, f"Not submitted, because their drafts hold other changes: {words.joined(left)}.")
