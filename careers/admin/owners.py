"""What the admin has in common for a family, a role and a specialty: five lists written as text, and a page on which
each statement of one of them is given to whom it applies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.admin.draft_forms import EVERYBODY, ticks
from careers.admin.drafts import DraftAdmin
from careers.admin.fields import fingerprint
from careers.admin.pages import REFUSED, Page, said
from careers.handbook.document import LISTS, FamilyDocument, ListName, Statement
from careers.handbook.edits import scope_statement
from careers.handbook.render import LIST_HEADINGS
from careers.models import Family
from careers.presenting.drafting import owner_in
from levels.models import Track

LIST_FIELDSETS: tuple[Any, ...] = (
    *((LIST_HEADINGS[name], {"fields": (f"lead_{name}", name)}) for name in LISTS),
    ("Other sections", {"fields": ("sections",)}),
)
LIST_OF = {LIST_HEADINGS[name]: name for name in LISTS}
"""The list of a fieldset, by its name."""


class ScopeForm(forms.Form):
    """To whom one statement applies."""

    def __init__(self, document: FamilyDocument, statement: Statement, data: Any = None) -> None:
        scope = statement.applies_to
        super().__init__(data, prefix=fingerprint(statement.text), initial=scope.model_dump() if scope else {})
        self.statement = statement
        self.fields["tracks"] = ticks("Tracks", Track.choices)
        self.fields["roles"] = ticks("Roles", [(role.slug, role.title) for role in document.roles])
        if document.specialties:
            named = [(each.slug, each.name) for each in document.specialties]
            self.fields["specialties"] = ticks("Specialties", named)

    @property
    def scoped(self) -> bool:
        return self.statement.applies_to is not None


class OwnerAdmin(DraftAdmin):
    """What has lists. `change_form.html` shows `beside` in the place of the plain field sets."""

    def pages(self) -> Sequence[Page]:
        permission = f"careers.change_{self.opts.model_name}"
        route = "<int:pk>/applies-to/<str:list_name>/"
        return [*super().pages(), Page(route, "scopes", self.scopes_view, permission)]

    def document_of(self, request: Any, family: Family) -> FamilyDocument | None:
        """The draft as a document, once a request; None where its rows do not fit together."""
        if not hasattr(request, "draft_document"):
            try:
                request.draft_document = drafts.read(family)
            except Unsound:
                request.draft_document = None
        found: FamilyDocument | None = request.draft_document
        return found

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        panels = self.panels(request, obj) if obj else {}
        named = [(fieldset, LIST_OF.get(fieldset.name or "")) for fieldset in context["adminform"]]
        context["beside"] = [(fieldset, name, panels.get(name)) for fieldset, name in named]
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def panels(self, request: HttpRequest, row: Any) -> Mapping[Any, Any]:
        """What is shown beside each list, by its name."""
        return {}

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The buttons of a list save what was typed and go on to their page."""
        if (name := request.POST.get("_scopes")) in LISTS:
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_scopes", args=[obj.pk, name])
            )
        return super().response_change(request, obj)

    # To whom statements apply

    def scopes_view(self, request: HttpRequest, pk: int, list_name: str) -> HttpResponse:
        row = self.get_object(request, str(pk))
        if row is None or list_name not in LISTS:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        name: ListName = list_name
        family = row if isinstance(row, Family) else row.family
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        try:
            document = drafts.read(family)
        except Unsound:
            messages.error(request, f"The parts of {family} do not fit together yet. Mend that first.")
            return HttpResponseRedirect(back)
        statements = owner_in(document, row)[1].statements(name)
        data = request.POST if request.method == "POST" else None
        shown = [ScopeForm(document, each, data) for each in statements if each.inherits is None]
        errors = self._save_scopes(request, row, name, shown) if data is not None else []
        if data is not None and not errors:
            messages.success(request, f"Saved to whom the {LIST_HEADINGS[name].lower()} of {row} apply.")
            return HttpResponseRedirect(back)
        return self.show(
            request,
            "scopes.html",
            f"To whom the {LIST_HEADINGS[name].lower()} of {row} apply",
            row=row,
            family=family,
            back=back,
            forms=shown,
            everybody=EVERYBODY,
            said=errors,
            seen_version=family.version,
        )

    def _save_scopes(self, request: HttpRequest, row: Any, name: ListName, shown: list[ScopeForm]) -> list[str]:
        """Gives the statements of a list what was ticked, all or none of them. Returns what there is to say."""
        if not all(form.is_valid() for form in shown):
            return ["A choice is not one of those that are there any more. Look at it again."]
        family = row if isinstance(row, Family) else row.family
        try:
            with transaction.atomic():
                document = drafts.read(family)
                place = owner_in(document, row)[0]
                for index, statement in enumerate(owner_in(document, row)[1].statements(name)):
                    form = next((each for each in shown if each.statement == statement), None)
                    if form and form.has_changed():
                        document = scope_statement(document, place=f"{place}/{name}/{index}", **form.cleaned_data)
                seen = request.POST.get("seen_version", "")
                drafts.write(
                    document,
                    by=request.user,
                    family=family,
                    expected_version=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
                )
        except drafts.Conflict:
            return [
                f"Somebody else saved {family} in the meantime. Nothing of yours is lost: below is what they say now, "
                "with what you ticked. Look at it, and save again."
            ]
        except REFUSED as error:
            return list(said(error))
        return []
