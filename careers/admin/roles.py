"""A role in the admin: what it says beside what it inherits, each with its origin."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.admin.conflicts import Clash
from careers.admin.draft_forms import RoleForm
from careers.admin.drafts import PartAdmin
from careers.admin.fields import fingerprint, sent
from careers.admin.owners import LIST_FIELDSETS, OwnerAdmin
from careers.admin.restructuring import RolePages
from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.edits import Refused, omit_inherited, replace_inherited, restore_inherited
from careers.handbook.edits.places import shortened, statement_at
from careers.handbook.render import LIST_HEADINGS
from careers.models import Family, Role
from careers.models.values import sentences
from careers.presenting.drafting import Panel, inherited_by, pointer_of

BUTTONS = ("_omit", "_replace", "_restore")
WORDING = "_wording-"
PLACELESS = "What you said otherwise is not inherited here any more as it stood, so your words for it are in no box."


def mark(text: str) -> str:
    """By which a box knows again the text that stood in it."""
    return fingerprint([text.strip()])


def typed_wordings(data: Any) -> dict[str, str]:
    """How the role says what it inherits, by box, where people have typed that. The name of each box holds a mark of
    the text that stood in it."""
    found = {}
    for name in data:
        box = name.removeprefix(WORDING)
        if name != box and (texts := sent(data, name)) and fingerprint(texts) != box.rpartition("|")[2]:
            found[box] = texts[0]
    return found


def places_of(panels: Mapping[Any, Panel]) -> dict[str, str]:
    """The places of what a role inherits, by box."""
    runs = (run for panel in panels.values() for run in panel.runs)
    return {statement.box: statement.place for run in runs for statement in run.statements}


def list_in(place: str) -> str:
    """The list in which a place lies: role/x/requirements/2."""
    return place.split("/")[-2]


def keyed(document: FamilyDocument, key: str) -> tuple[str, str]:
    """(list, text) of the statement of a key; empty where there is none."""
    found = (
        (name, each.text)
        for _, owner in document.owners()
        for name in LISTS
        for each in owner.statements(name)
        if each.key == key
    )
    return next(found, ("", ""))


@admin.register(Role)
class RoleAdmin(RolePages, OwnerAdmin, PartAdmin):
    form = RoleForm
    change_form_template = add_form_template = "admin/careers/role/change_form.html"
    list_display = ("title", "family", "level", "track", "grade", "job_code", "hiring")
    list_filter = ("track", "level", "hiring", "visibility")
    search_fields = ("title", "slug", "job_code", "family__title")
    fieldsets = (
        ("Facts", {"fields": ("family", "title", "slug", "group", "overview", "visibility")}),
        (
            "Level and grade",
            {"fields": (("level", "track"), ("grade_scheme", "grade", "grade_options"), ("job_code", "hiring"))},
        ),
        ("Reporting line and inheritance", {"fields": ("reports_to_role", "reports_to_text", "extends")}),
        *LIST_FIELDSETS,
    )
    tools = (
        ("Copy", "careers_role_copy", "careers.add_role"),
        ("Move to another family", "careers_role_move", "careers.change_role"),
        ("Rename", "careers_role_rename", "careers.change_role"),
        ("Retire", "careers_role_retire", "careers.delete_role"),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Role]:
        return super().get_queryset(request).select_related("level", "grade__scheme", "extends")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves what was typed, does with what is inherited what was asked for, or neither."""
        super().save_related(request, form, formsets, change)
        if change:
            self._edit(request, form.instance)

    def _edit(self, request: HttpRequest, role: Role) -> None:
        """Leaves out, brings back and says otherwise what the role inherits. Raises ValidationError where that cannot
        be done; nothing is saved then."""
        wordings = typed_wordings(request.POST)
        omitted, restored = request.POST.get("_omit"), request.POST.get("_restore")
        if not (wordings or omitted or restored):
            return
        family = Family.objects.get(pk=role.family_id)
        done: list[tuple[str, str]] = []
        try:
            document = drafts.read(family)
            places = places_of(inherited_by(document, role, {}, mark)) if wordings else {}
            for box, text in wordings.items():
                if box not in places:
                    raise ValidationError(f"{PLACELESS} You had typed: “{text}”")
                if places[box] != omitted:
                    origin = pointer_of(document, places[box])
                    document = replace_inherited(document, role.slug, origin=origin, text=text)
                    done.append((list_in(places[box]), f"Said otherwise here: “{shortened(text)}”."))
            if omitted:
                origin = pointer_of(document, omitted)
                document = omit_inherited(document, role.slug, origin=origin)
                left_out = statement_at(document, origin)[1].text
                done.append((list_in(omitted), f"Left out: “{shortened(left_out)}”."))
            if restored:
                name, text = keyed(document, restored)
                document = restore_inherited(document, role.slug, key=restored)
                done.append((name, f"Stands again as it is inherited: “{shortened(text)}”."))
            drafts.write(document, by=request.user, family=family, expected_version=family.version)
        except Refused as error:
            raise ValidationError(str(error)) from None
        except Unsound as error:
            raise ValidationError(sentences(error)) from None
        for name, sentence in done:
            messages.success(request, sentence)
            request.edited_list = name  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if any(request.POST.get(name) for name in BUTTONS):
            page = reverse("admin:careers_role_change", args=[obj.pk])
            return HttpResponseRedirect(f"{page}#{getattr(request, 'edited_list', '')}")
        return super().response_change(request, obj)

    def page_context(self, request: HttpRequest, adminform: Any, row: Any) -> dict[str, Any]:
        unsound = bool(row) and self.document_of(request, row.family) is None
        return {**super().page_context(request, adminform, row), "unsound": unsound}

    def _settle_rows(self, request: HttpRequest, inlines: Any, conflict: Any, obj: Any) -> None:
        """Says as well which wordings, typed instead of what was inherited, stand in no box any more."""
        super()._settle_rows(request, inlines, conflict, obj)
        places = places_of(self.panels(request, obj))
        for box, text in typed_wordings(request.POST).items():
            if box not in places:
                name = box.partition("|")[0].rpartition("/")[2]
                label = f"{LIST_HEADINGS.get(name, 'A list')}, inherited"
                conflict.clashes.append(Clash(label, [("same", PLACELESS)], [("added", text)], both=True))

    def panels(self, request: HttpRequest, row: Any) -> Mapping[Any, Any]:
        document = self.document_of(request, row.family)
        # A row that was sent may have another address than the one that is saved.
        saved = self.get_object(request, str(row.pk)) if request.method == "POST" else row
        return inherited_by(document, saved, typed_wordings(request.POST), mark) if document and saved else {}
