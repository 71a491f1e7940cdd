"""The pages that ask before a vacancy is opened, changed, opened again or closed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from careers import vacancies
from careers.admin.asking import Question, ask
from careers.admin.pages import Page, PagesAdmin
from careers.admin.vacancy_forms import CloseForm, PostForm, waivers
from careers.models import Posting, Vacancy
from careers.presenting import words
from careers.presenting.links import Link
from careers.presenting.recruiting import may_read, name_of, preview
from careers.reading import Reading
from config.kernel.models.catalogue import today as company_today


class VacancyPages(PagesAdmin):
    """Of vacancies: what reaches candidates. Each is done by the door, and what it refuses is told on the page."""

    def pages(self) -> Sequence[Page]:
        permission = "careers.open_vacancy"
        return [
            *super().pages(),
            Page("<int:pk>/preview/", "preview", self.preview_view, "careers.view_vacancy", ("GET", "HEAD")),
            Page("<int:pk>/open/", "open", self.open_view, permission),
            Page("<int:pk>/post-changes/", "post_changes", self.post_changes_view, permission),
            Page("<int:pk>/reopen/", "reopen", self.reopen_view, permission),
            Page("<int:pk>/close/", "close", self.close_view, permission),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        vacancy = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_read(request.user, vacancy):
            raise PermissionDenied
        reading = Reading.of(request)
        shown, outlook = preview(reading, vacancy, company_today())
        return self.show(
            request,
            "vacancy/preview.html",
            f"Preview: {name_of(vacancy)}",
            vacancy=shown,
            outlook=outlook,
            company=reading.reference.company,
            trail=trail(vacancy),
        )

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        vacancy = self._to_post(request, pk)
        starts_on, _ = vacancies.days(vacancy, company_today())
        return self._ask_to_post(
            request,
            vacancy,
            title=f"Open {name_of(vacancy)}",
            button="Open",
            leads=[
                "From this day on candidates see it, with the text that its role has on that day. That text stays "
                "while it is open, whatever is published of the role meanwhile."
            ],
            days=(starts_on, None),
            act=vacancies.open_vacancy,
            done="is open, or opens on the day that you chose",
        )

    def post_changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        vacancy = self._to_post(request, pk)
        today = company_today()
        starts_on, text_on = vacancies.days(vacancy, today)
        coming = starts_on > today
        return self._ask_to_post(
            request,
            vacancy,
            title=f"Post the changes of {name_of(vacancy)}",
            button="Post the changes",
            leads=[
                "Candidates see what you saved from the day on that you name."
                if coming
                else f"Candidates see what you saved from now on. The role’s text stays that of {words.day(text_on)}."
            ],
            days=(starts_on, None if coming else text_on),
            act=vacancies.post_changes,
            done="shows what you saved",
        )

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        vacancy = self._to_post(request, pk)
        today = company_today()
        return self._ask_to_post(
            request,
            vacancy,
            title=f"Re-open {name_of(vacancy)} on the current text",
            button="Re-open on the current text",
            leads=["From now on candidates see the role’s text of today, and what you saved. It stays open meanwhile."],
            days=(today, today),
            act=vacancies.reopen_on_current_text,
            done="shows the role’s text of today",
        )

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        vacancy = self._to_post(request, pk)

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            vacancies.close_vacancy(vacancy, by=request.user, reason=cleaned["reason"])
            messages.success(request, f"{name_of(vacancy)} is closed.")
            return to_vacancy(vacancy)

        question = Question(
            title=f"Close {name_of(vacancy)}",
            button="Close",
            act=act,
            leads=["Its page says from now on that it is closed, and shows what is open beside it."],
            trail=trail(vacancy),
            back=to_vacancy(vacancy).url,
        )
        return ask(request, question, CloseForm)

    def _to_post(self, request: HttpRequest, pk: int) -> Any:
        """The vacancy, for somebody who may post it. Raises Http404, PermissionDenied."""
        vacancy = get_object_or_404(self.get_queryset(request), pk=pk)
        vacancies.require_reach(request.user, vacancy)
        return vacancy

    def _ask_to_post(
        self,
        request: HttpRequest,
        vacancy: Any,
        *,
        title: str,
        button: str,
        leads: Sequence[str],
        days: tuple[date, date | None],
        act: Callable[..., Posting],
        done: str,
    ) -> HttpResponse:
        def post(cleaned: dict[str, Any]) -> HttpResponse:
            chosen = {"on": cleaned["on"]} if "on" in cleaned else {}
            act(vacancy, by=request.user, version=cleaned["seen_version"], waive=waivers(cleaned), **chosen)
            messages.success(request, f"{name_of(vacancy)} {done}.")
            return to_vacancy(vacancy)

        def version() -> dict[str, Any]:
            return {"seen_version": Vacancy.objects.filter(pk=vacancy.pk).values_list("version", flat=True).first()}

        before = Posting.objects.filter(vacancy=vacancy).order_by("-pk").first()
        question = Question(
            title=title,
            button=button,
            act=post,
            leads=leads,
            trail=trail(vacancy),
            back=to_vacancy(vacancy).url,
            template="admin/careers/vacancy/ask.html",
        )
        return ask(
            request, question, PostForm, seen=version,
            vacancy=vacancy, starts_on=days[0], text_on=days[1], waived=before.waived if before else (),
        )  # fmt: skip


def to_vacancy(vacancy: Vacancy) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:careers_vacancy_change", args=[vacancy.pk]))


def trail(vacancy: Any) -> list[Link]:
    """The way to a vacancy's page."""
    return [
        Link("Vacancies", reverse("admin:careers_vacancy_changelist")),
        Link(name_of(vacancy), to_vacancy(vacancy).url),
    ]
