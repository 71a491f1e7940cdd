"""Pages into drafts, from the admin: upload, see what would change, apply. Nothing is written before, and nothing is
published by it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from careers import rights, uploads
from careers.admin.pages import REFUSED, Page, PagesAdmin, said
from careers.handbook.links import PAGE_SUFFIXES
from careers.importing import Options, Result, import_pages
from careers.importing import Page as HandbookPage
from careers.models import Department, Family
from careers.presenting import words
from careers.presenting.importing import MAX_SHOWN, Ticks, page_detail, page_lines
from careers.reading import Reading
from config.kernel.uploads import read, seal, unseal

PURPOSE = "careers_family_import"
MAX_TOLD = 10
"""Rows of reference data that a message names."""


class PagesUploadForm(forms.Form):
    file = forms.FileField(
        label="Page or zip",
        help_text=f"A page ({', '.join(PAGE_SUFFIXES)}), or a .zip of a folder of pages. In a folder, the folders at "
        "the top are the departments.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.md,.markdown,.txt,.erb"}),
    )
    department = forms.ModelChoiceField(
        queryset=Department.objects.all(),
        required=False,
        help_text="Where a page belongs that lies in no folder and does not say it itself.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = rights.departments_of(user)
        if reach is not None:
            department: Any = self.fields["department"]
            department.queryset = Department.objects.filter(pk__in=reach)


class ImportPage(PagesAdmin):
    """Of families: takes handbook pages into drafts."""

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("import/", "import", self.import_view, "careers.change_family")]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file; shows what it would change; shows one page of many; applies what was ticked."""
        if request.method != "POST":
            return self._ask(request, PagesUploadForm(user=request.user))
        if "sealed" not in request.POST:
            return self._look_at_upload(request)
        try:
            carried = unseal(request.POST["sealed"], purpose=PURPOSE, by=request.user)
        except ValidationError as error:
            messages.error(request, f"Nothing was imported. {' '.join(error.messages)}")
            return HttpResponseRedirect(request.get_full_path())
        try:
            pages = uploads.load(carried["pages"])
            if "show" in request.POST:
                return self._show_one(request, pages)
            return self._apply(request, carried, pages)
        except REFUSED as error:
            for sentence in said(error):
                messages.error(request, f"Nothing was imported. {sentence}")
            return HttpResponseRedirect(request.get_full_path())

    def _ask(self, request: HttpRequest, form: PagesUploadForm) -> HttpResponse:
        return self.show(request, "family/import.html", "Import pages", form=form, errors=form.errors)

    def _look_at_upload(self, request: HttpRequest) -> HttpResponse:
        form = PagesUploadForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            file, department = form.cleaned_data["file"], form.cleaned_data["department"]
            try:
                upload = uploads.read_upload(read(file), file.name, department=department.slug if department else "")
                carried = {"name": file.name, "notes": upload.notes, "pages": uploads.dump(upload.pages)}
                return self._preview(request, carried, upload.pages)
            except REFUSED as error:
                form.add_error("file", list(said(error)))
        return self._ask(request, form)

    def _preview(
        self, request: HttpRequest, carried: dict[str, Any], pages: Sequence[HandbookPage], ticks: Ticks | None = None
    ) -> HttpResponse:
        """What would change, and the upload carried on. Raises ValidationError where it is too large for that."""
        sealed = seal(carried, purpose=PURPOSE, by=request.user)
        lines = page_lines(Reading.of(request), uploads.look(pages, by=request.user), ticks)
        count = Counter(line.outcome for line in lines)
        return self.show(
            request,
            "family/import_look.html",
            f"Import {carried['name']}",
            lines=lines,
            notes=carried["notes"],
            counts=count.items(),
            sealed=sealed,
            few=len(lines) <= MAX_SHOWN,
            anything=any(line.choosable or line.overwritable for line in lines),
        )

    def _show_one(self, request: HttpRequest, pages: Sequence[HandbookPage]) -> HttpResponse:
        number = _number(request.POST["show"], pages)
        for place, page in enumerate(pages):
            page.chosen = place == number
        (look,) = uploads.look(pages, by=request.user)
        reading = Reading.of(request)
        (line,) = page_lines(reading, [look])
        title = f"What {line.path} would change"
        return self.show(request, "family/import_page.html", title, line=line, detail=page_detail(reading, look))

    def _apply(self, request: HttpRequest, carried: dict[str, Any], pages: Sequence[HandbookPage]) -> HttpResponse:
        """Each ticked page whole or not at all, onto the draft as it was seen. What could not be written is shown
        again, with why."""
        ticks = Ticks(_numbers(request, "page", pages), _numbers(request, "overwrite", pages))
        for number, page in enumerate(pages):
            page.chosen = number in ticks.pages | ticks.overwrite
            page.overwrite = number in ticks.overwrite
            page.seen = _seen(request, number)
        if not ticks.pages | ticks.overwrite:
            messages.error(request, "Nothing was imported: no page is ticked.")
        else:
            results = list(import_pages(pages, Options(by=request.user)))
            self._tell(request, results)
            if not any(result.outcome == "failed" for result in results):
                return HttpResponseRedirect(reverse("admin:careers_family_changelist"))
        return self._preview(request, carried, uploads.load(carried["pages"]), ticks)

    @staticmethod
    def _tell(request: HttpRequest, results: Sequence[Result]) -> None:
        count = Counter(result.outcome for result in results)
        done = [
            words.counted(count["created"], "new family", "new families"),
            words.counted(count["updated"], "draft changed", "drafts changed"),
        ]
        if count["created"] or count["updated"]:
            made = sorted({line for result in results for line in result.created})
            more = f" and {len(made) - MAX_TOLD} more" if len(made) > MAX_TOLD else ""
            beside = f" Made beside: {', '.join(made[:MAX_TOLD])}{more}." if made else ""
            messages.success(request, f"Imported: {words.joined(done)}.{beside} Nothing is published yet.")
        elif not count["failed"]:
            messages.info(request, "Nothing had to be written: the drafts say that already.")
        for result in results:
            if result.outcome == "failed":
                messages.error(request, f"{result.page.source.shown} was not imported: {result.error}")
        written = [each.document.slug for each in results if each.document and each.outcome in ("created", "updated")]
        links = [
            (reverse("admin:careers_family_change", args=[pk]), title)
            for pk, title in Family.objects.filter(slug__in=written).values_list("pk", "title")[:MAX_TOLD]
        ]
        if links:
            messages.info(request, format_html("Go to {}.", format_html_join(", ", '<a href="{}">{}</a>', links)))


def _numbers(request: HttpRequest, name: str, pages: Sequence[HandbookPage]) -> frozenset[int]:
    return frozenset(_number(text, pages) for text in request.POST.getlist(name))


def _number(text: str, pages: Sequence[HandbookPage]) -> int:
    """The place of a page in the upload. Raises ValidationError for anything else."""
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < len(pages):
        return int(text)
    raise ValidationError("The form names a page that is not in the upload.")


def _seen(request: HttpRequest, number: int) -> int:
    """The version of the draft that was shown beside a page. Whoever does not say it has seen none."""
    text = request.POST.get(f"seen-{number}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
