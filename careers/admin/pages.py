"""The admin's pages beside the stock ones: each names the permission that it needs and the methods that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.handbook.edits import Refused
from careers.models.values import sentences
from config.kernel.admin import REFUSALS, refused
from config.kernel.problems import method_not_allowed

REFUSED = (Unsound, PermissionDenied, drafts.Conflict, Refused, *REFUSALS)
"""Whatever a door of careers raises on what people ask of it."""


def said(error: Exception) -> tuple[str, ...]:
    """What one of REFUSED says to a person."""
    if isinstance(error, Unsound):
        return tuple(sentences(error))
    return refused(error) if isinstance(error, REFUSALS) else (str(error),)


@dataclass(frozen=True)
class Page:
    """A page of a model's admin. `permission` is asked for before the view runs; "" lets in whoever may log in. Its
    URL name begins with `stem`, by default that of the model."""

    route: str
    name: str
    view: Callable[..., HttpResponse]
    permission: str
    methods: tuple[str, ...] = ("GET", "HEAD", "POST")
    stem: str = ""


class PagesAdmin(admin.ModelAdmin):
    """Adds the pages that `pages` lists, by the names admin:<app>_<model>_<name>."""

    def pages(self) -> Sequence[Page]:
        return ()

    def get_urls(self) -> list[URLPattern]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [path(page.route, self._guarded(page), name=f"{page.stem or stem}_{page.name}") for page in self.pages()]
        return [*own, *super().get_urls()]

    def _guarded(self, page: Page) -> Any:
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if page.permission and not request.user.has_perm(page.permission):
                raise PermissionDenied
            if request.method not in page.methods:
                return method_not_allowed(request, page.methods)
            return page.view(request, **kwargs)

        return self.admin_site.admin_view(view)

    def show(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        """A page of ours below templates/admin/careers."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "reading": None}
        return TemplateResponse(request, f"admin/careers/{template}", {**shared, **context})
