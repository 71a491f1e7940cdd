"""Reference data that is also kept as a table: written out as CSV and XLSX, and taken in after a look at what it would
change."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify

from config.kernel import exchange, tables, uploads
from config.kernel.admin import REFUSALS, ReferenceAdmin, refused
from config.kernel.models import Catalogue
from config.kernel.tables import Row

SHOWN = 200
"""Rows of a preview that are shown one by one."""


class TableUploadForm(forms.Form):
    file = forms.FileField(
        label="Table",
        help_text="CSV or XLSX, with the columns of an export. Columns and rows that it leaves out stay as they are.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class TableApplyForm(forms.Form):
    """From when and why it counts. Only who has the right may date it back."""

    starts_on = forms.DateField(
        label="Counts from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day on which it counts, by the company's calendar. Empty: today.",
    )
    reason = forms.CharField(
        max_length=500,
        strip=True,
        help_text="Why. The audit keeps it.",
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, may_backdate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_backdate = may_backdate

    def clean_starts_on(self) -> Any:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on and starts_on < Catalogue.objects.state().today and not self.may_backdate:
            raise ValidationError("Your account may not let a change start in the past. Choose today or a later day.")
        return starts_on


class TableAdmin(ReferenceAdmin):
    """`columns` are those of the table; what is fixed once given says which row is meant."""

    columns: tuple[str, ...]
    change_list_template = "admin/kernel/table_change_list.html"
    BACKDATE = "careers.backdate_family"
    """The right to let a change of the catalogue start in the past."""

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, self._name
        return [
            path("import/", view(self.import_view), name=name("import")),
            path("export/<str:kind>/", view(self.export_view), name=name("export")),
            *super().get_urls(),
        ]

    def _name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        urls = {"import_url": reverse(f"admin:{self._name('import')}")} if self.has_import_permission(request) else {}
        exports = {kind.upper(): reverse(f"admin:{self._name('export')}", args=[kind]) for kind in tables.FORMATS}
        return super().changelist_view(request, {**(extra_context or {}), **urls, "exports": exports})

    def _table(self) -> exchange.Table:
        return exchange.Table(self.model, self.columns, self.fixed)

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in tables.FORMATS:
            raise Http404(f"There is no export as {kind}, only as {' and '.join(tables.FORMATS)}.")
        title = str(self.opts.verbose_name_plural)
        try:
            content = tables.write(kind, title, self._table().written())
        except ValidationError as error:
            messages.error(request, f"Not exported: {' '.join(error.messages)}")
            return HttpResponseRedirect(reverse(f"admin:{self._name('changelist')}"))
        name = f"{slugify(title)}-{Catalogue.objects.state().today}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=tables.FORMATS[kind], headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file, shows what it would change, and applies what was shown. A file that is refused, in whole or
        in part, changes nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, upload=TableUploadForm())
        return self._apply(request) if "sealed" in request.POST else self._look(request)

    def _look(self, request: HttpRequest) -> HttpResponse:
        form = TableUploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, upload=form)
        file = form.cleaned_data["file"]
        try:
            rows = tables.read(uploads.read(file), file.name)
            if len(rows) < 2:
                raise ValidationError("The table has no row below its header.")
            return self._preview(request, file.name, rows)
        except ValidationError as error:
            form.add_error("file", error.messages)
        except REFUSALS as error:
            form.add_error("file", list(refused(error)))
        return self._page(request, upload=form)

    def _preview(
        self, request: HttpRequest, name: str, rows: list[Row], form: TableApplyForm | None = None
    ) -> HttpResponse:
        table = self._table()
        seen = {"name": name, "seen": table.digest, "rows": [[row.number, row.cells] for row in rows]}
        sealed = uploads.seal(seen, purpose=self._name("import"), by=request.user)
        taken = exchange.look(table, rows, by=request.user)
        form = form or TableApplyForm(may_backdate=self._may_backdate(request))
        upload = TableUploadForm()
        return self._page(request, upload=upload, name=name, form=form, sealed=sealed, **_summary(taken, table))

    def _apply(self, request: HttpRequest) -> HttpResponse:
        """Nothing is applied but what the person has seen: as the file was, onto the rows as they were."""
        form = TableApplyForm(request.POST, may_backdate=self._may_backdate(request))
        try:
            sealed = uploads.unseal(request.POST["sealed"], purpose=self._name("import"), by=request.user)
        except ValidationError as error:
            messages.error(request, f"Nothing was imported. {' '.join(error.messages)}")
            return HttpResponseRedirect(request.get_full_path())
        rows = [Row(number, tuple(cells)) for number, cells in sealed["rows"]]
        if not form.is_valid():
            return self._preview(request, sealed["name"], rows, form)
        facts = {"starts_on": form.cleaned_data["starts_on"], "reason": form.cleaned_data["reason"]}
        try:
            taken = exchange.take(self._table(), rows, by=request.user, seen=sealed["seen"], **facts)
        except REFUSALS as error:
            for sentence in refused(error):
                messages.error(request, sentence)
            return self._preview(request, sealed["name"], rows, form)
        count = Counter(row.outcome for row in taken)
        messages.success(
            request, f"Imported {sealed['name']}: {count['added']} added, {count['changed']} changed, "
            f"{count['unchanged']} unchanged."
        )  # fmt: skip
        return HttpResponseRedirect(reverse(f"admin:{self._name('changelist')}"))

    def _may_backdate(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.BACKDATE)

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "columns": self._table().labels.values(),
            **context,
        }
        return TemplateResponse(request, "admin/kernel/table_import.html", context)


def _summary(taken: list[exchange.Taken], table: exchange.Table) -> dict[str, Any]:
    """The rows in the order in which they matter, as many as are shown, and how many there are of each kind."""
    count = Counter(row.outcome for row in taken)
    groups = []
    for outcome in ("refused", "changed", "added"):
        rows = [row for row in taken if row.outcome == outcome]
        if rows:
            groups.append({"outcome": outcome, "count": len(rows), "rows": rows[:SHOWN], "more": len(rows[SHOWN:])})
    return {
        "groups": groups,
        "unchanged": count["unchanged"],
        "absent": len(table.rows) - count["changed"] - count["unchanged"],
        "refused": count["refused"],
        "changes": count["added"] + count["changed"],
    }
