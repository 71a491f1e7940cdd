"""What the admin has in common for a family, a role and a specialty: five lists written as text, and a page on which
each statement of one of them is given to whom it applies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.admin.draft_forms import EVERYBODY, ticks
from careers.admin.drafts import DraftAdmin
from careers.admin.fields import fingerprint
from careers.admin.pages import REFUSED, Page, said
from careers.handbook.bullets import unmarked
from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, Role, Scope, Specialty, Statement
from careers.handbook.edits import scope_statement
from careers.handbook.edits.places import shortened
from careers.handbook.edits.proof import heirs_of
from careers.handbook.inheritance import reaches
from careers.handbook.render import LIST_HEADINGS
from careers.models import Family
from careers.presenting import words
from careers.presenting.drafting import owner_in
from levels.models import Track

LIST_FIELDSETS: tuple[Any, ...] = (
    *((LIST_HEADINGS[name], {"fields": (f"lead_{name}", name)}) for name in LISTS),
    ("Other sections", {"fields": ("sections",)}),
)
LIST_OF = {LIST_HEADINGS[name]: name for name in LISTS}
"""The list of a fieldset, by its name."""


MAX_TOLD = 5
"""Lines of which something is said after saving."""

SCOPE = tuple(Scope.model_fields)


NOBODY = "No role would show this."


def showing(document: FamilyDocument, owner: Owner) -> list[Role]:
    """The roles that can show what a part of the document says: all; a role and those that inherit from it; those that
    may have a specialty."""
    slugs: set[str] = set()
    if isinstance(owner, Role):
        slugs = {owner.slug, *heirs_of(document, owner.slug)}
    if isinstance(owner, Specialty):
        slugs = set(owner.roles)
    return [role for role in document.roles if not slugs or role.slug in slugs]


class ScopeForm(forms.Form):
    """To whom one statement applies, by its own `mark`: to some of the `roles` that can show it. Where there is nothing
    to choose between, nothing is asked; what stands there can be taken away. Where somebody touched it, the form holds
    `data`, and `before` is what it had shown then; else it shows what is saved. The page sends `seen` back: which scope
    it showed, and of which statement."""

    def __init__(
        self,
        document: FamilyDocument,
        roles: Sequence[Role],
        statement: Statement,
        mark: str,
        data: Any = None,
        before: str = "",
    ) -> None:
        scope = (statement.applies_to or Scope()).model_dump()
        super().__init__(data, prefix=mark, initial=scope)
        self.statement, self.showing = statement, roles
        self.having = {each.slug: each.roles for each in document.specialties}
        slugs = {role.slug for role in roles}
        possible = {slug for slug, having in self.having.items() if not having or slugs & set(having)}
        titles = {role.slug: role.title for role in document.roles}
        names = {each.slug: each.name for each in document.specialties}
        for name, label, named, reached, least in (
            ("tracks", "Tracks", dict(Track.choices), {role.track for role in roles}, 2),
            ("roles", "Roles", titles, slugs, 2),
            ("specialties", "Specialties", names, possible, 1),
        ):
            choices = [(value, title) for value, title in named.items() if value in reached or value in scope[name]]
            if scope[name] or len(choices) >= least:
                self.fields[name] = ticks(label, choices)
        offered = {name: dict(field.choices) for name, field in self.fields.items()}  # type: ignore[attr-defined]
        now = _scope_mark({name: [each for each in scope[name] if each in offered.get(name, ())] for name in SCOPE})
        self.seen = f"{now} {shortened(statement.text)}"
        self.overtaken = in_names(document, scope) if self.is_bound and before.partition(" ")[0] != now else ""

    @property
    def scoped(self) -> bool:
        return self.statement.applies_to is not None

    @property
    def changed(self) -> bool:
        return self.is_bound and self.has_changed()

    @property
    def nobody(self) -> str:
        """What there is to say where the statement, as it stands, reaches nobody."""
        return "" if self.changed or self._reaches(self.statement.applies_to or Scope()) else NOBODY

    def clean(self) -> dict[str, Any]:
        if self.changed and not self.errors and not self._reaches(Scope(**self.cleaned_data)):
            raise ValidationError(f"{NOBODY} Tick something else.")
        return self.cleaned_data

    def _reaches(self, scope: Scope) -> bool:
        return any(
            reaches(scope, role)
            and (not scope.specialties or any(self._has(role, specialty) for specialty in scope.specialties))
            for role in self.showing
        )

    def _has(self, role: Role, specialty: str) -> bool:
        having = self.having.get(specialty, ())
        return not having or role.slug in having


def _scope_mark(scope: Mapping[str, Iterable[str]]) -> str:
    return fingerprint([sorted(scope.get(name, ())) for name in SCOPE])


def ticked(data: Any, mark: str) -> dict[str, list[str]]:
    """What was ticked for the statement of a mark."""
    return {name: data.getlist(f"{mark}-{name}") for name in SCOPE}


def touched_scopes(data: Any) -> dict[str, str]:
    """What had been seen of the statements for which something else was ticked, by their marks."""
    shown = {name.removesuffix("-seen"): data[name] for name in data if name.endswith("-seen")}
    return {mark: seen for mark, seen in shown.items() if _scope_mark(ticked(data, mark)) != seen.partition(" ")[0]}


def in_names(document: FamilyDocument, scope: Mapping[str, Iterable[str]]) -> str:
    """A scope, or what of it is still there, by titles; "all" where it names nothing."""
    names = dict(Track.choices)
    names |= {role.slug: role.title for role in document.roles}
    titles = {"specialties": {each.slug: each.name for each in document.specialties}}
    return words.joined([titles.get(name, names).get(each, each) for name in SCOPE for each in scope[name]]) or "all"


def scopable(statements: Iterable[Statement]) -> Iterator[tuple[int, Statement, str]]:
    """(index, statement, mark) of what has a scope of its own. Of statements that read alike, each has a mark."""
    met: Counter[str] = Counter()
    for index, statement in enumerate(statements):
        if statement.inherits is None:
            yield index, statement, fingerprint([statement.text, met[statement.text]])
            met[statement.text] += 1


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

    def page_context(self, request: HttpRequest, adminform: Any, row: Any) -> dict[str, Any]:
        panels = self.panels(request, row) if row else {}
        named = [(fieldset, LIST_OF.get(fieldset.name or "")) for fieldset in adminform]
        beside = [(fieldset, name, panels.get(name)) for fieldset, name in named]
        return {**super().page_context(request, adminform, row), "beside": beside}

    def panels(self, request: HttpRequest, row: Any) -> Mapping[Any, Any]:
        """What is shown beside each list, by its name."""
        return {}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self._tell_unmarked(request)
        return super().response_add(request, obj, post_url_continue)

    @staticmethod
    def _tell_unmarked(request: HttpRequest) -> None:
        """Says which lines of what was saved may have been headings."""
        found = [text for name in LISTS for text in unmarked(request.POST.get(name, ""))]
        for line in map(shortened, found[:MAX_TOLD]):
            messages.info(request, f"“{line}” stands as a bullet. If it is a heading, write ### in front of it.")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The buttons of a list save what was typed and go on to their page."""
        self._tell_unmarked(request)
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
        owner = owner_in(document, row)[1]
        roles = showing(document, owner)
        data = request.POST if request.method == "POST" else None
        touched = touched_scopes(data) if data is not None else {}
        shown = [
            ScopeForm(document, roles, each, mark, data if mark in touched else None, touched.get(mark, ""))
            for _, each, mark in scopable(owner.statements(name))
        ]
        errors = self._save_scopes(request, row, name, shown) if data is not None else []
        if errors:
            gone = touched.keys() - {form.prefix for form in shown}
            errors += [_placeless(document, touched[mark], ticked(data, mark)) for mark in touched if mark in gone]
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
        if any(form.non_field_errors() for form in shown):
            return ["Nothing is saved. Please correct what is marked below."]
        if not all(form.is_valid() for form in shown if form.is_bound):
            return ["A choice is not one of those that are there any more. Look at it again."]
        family = row if isinstance(row, Family) else row.family
        try:
            with transaction.atomic():
                document = drafts.read(family)
                place = owner_in(document, row)[0]
                typed = {form.prefix: form.cleaned_data for form in shown if form.changed}
                for index, _, mark in scopable(owner_in(document, row)[1].statements(name)):
                    if mark in typed:
                        document = scope_statement(document, place=f"{place}/{name}/{index}", **typed[mark])
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


def _placeless(document: FamilyDocument, seen: str, scope: Mapping[str, Iterable[str]]) -> str:
    """What was ticked for a statement that is not there any more."""
    text, whom = seen.partition(" ")[2], in_names(document, scope)
    return f"“{text}” does not stand in this list any more. What you ticked for it: {whom}."
