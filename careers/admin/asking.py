"""Pages of the admin that ask for one thing and do it: a form, if need be a look at what would come of it, and the
deed by POST. What the door refuses is said on the page, with all that was typed still there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from careers import drafts, rights
from careers.admin.pages import REFUSED, said
from careers.models import Family
from careers.presenting.links import Link


class SeenForm(forms.Form):
    """Names the version of the family that was seen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@dataclass(frozen=True)
class Look:
    """What would come of it: sentences, a part of the page that `template` shows of `context`, and what the form has to
    name again so that nothing else is done than what was seen."""

    sentences: Sequence[str] = ()
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A page that asks. `act` does it and answers; `look` says before what would come of it. `leads` are sentences
    above the form."""

    title: str
    button: str
    act: Callable[[dict[str, Any]], HttpResponse]
    look: Callable[[dict[str, Any]], Look] | None = None
    leads: Sequence[str] = ()
    trail: Sequence[Link] = ()
    back: str = ""
    template: str = "admin/careers/restructuring/ask.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def family_for(request: HttpRequest, pk: int, permission: str = "careers.change_family") -> Family:
    """The family, for somebody who has a permission in its department. Raises Http404, PermissionDenied."""
    family = get_object_or_404(Family.objects.select_related("department"), pk=pk)
    rights.require(request.user, permission, family.department_id)
    return family


def family_trail(family: Family) -> list[Link]:
    """The way to a family's page in the admin."""
    return [
        Link("Families", reverse("admin:careers_family_changelist")),
        Link(family.title, reverse("admin:careers_family_change", args=[family.pk])),
    ]


def ask(
    request: HttpRequest,
    question: Question,
    form_class: type[forms.Form],
    *,
    family: Family | None = None,
    seen: Callable[[], dict[str, Any]] | None = None,
    initial: dict[str, Any] | None = None,
    **kwargs: Any,
) -> HttpResponse:
    """Asks, looks and acts. With a `family`, the form (a SeenForm) names its version; or else `seen` tells what the
    form names, as it is now. Who saves over something newer is told, and may then do it all the same."""
    shown = {"seen_version": family.version} if family else seen() if seen else {}
    data = request.POST.copy() if request.method == "POST" else None
    form = form_class(data, initial={**shown, **(initial or {})}, **kwargs)
    look, conflict = None, False
    if data is not None and form.is_valid():
        refusal: tuple[str, ...] = ()
        try:
            if question.look is None or "act" in data:
                return question.act(form.cleaned_data)
            look = question.look(form.cleaned_data)
        except REFUSED as error:
            conflict, refusal = isinstance(error, drafts.Conflict), said(error)
        renewed = dict(look.seen) if look else {}
        fresh = _version_of(family) if family else seen
        if conflict and fresh:
            renewed |= fresh()
            refusal += ("Nothing was lost: what you chose is still here. Do it again if it still holds.",)
        if renewed:
            for name, value in renewed.items():
                data[name] = str(value)
            form = form_class(data, initial=initial, **kwargs)
            form.is_valid()
        for sentence in refusal:
            form.add_error(None, sentence)
    status = 409 if conflict else 200
    return answer(request, question, form, look, status=status)


def _version_of(family: Family) -> Callable[[], dict[str, Any]]:
    """The version of a family as it is when it is asked for."""
    return lambda: {"seen_version": Family.objects.filter(pk=family.pk).values_list("version", flat=True).first()}


def answer(
    request: HttpRequest, question: Question, form: forms.Form, look: Look | None, *, status: int = 200
) -> HttpResponse:
    shown = [name for name, each in form.fields.items() if not each.widget.is_hidden]
    return TemplateResponse(
        request,
        question.template,
        {
            **admin.site.each_context(request),
            "title": question.title,
            "errors": form.errors,
            "reading": None,
            "question": question,
            "form": form,
            "fieldsets": AdminForm(cast(Any, form), [(None, {"fields": shown})], {}),
            "looks": question.look is not None,
            "look": look,
            "media": form.media,
            **question.context,
        },
        status=status,
    )
