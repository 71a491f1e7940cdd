"""The published side in the admin: publish, withdraw, call off, go back. It changes through the door alone."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import DateField, Prefetch, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from pydantic import ValidationError as Unsound

from careers import drafts, publishing, rights
from careers.admin.pages import REFUSED, Page, PagesAdmin, said
from careers.admin.publishing_forms import CompareForm, PublishForm, ReasonForm, StartForm
from careers.admin.review_forms import tell
from careers.models import Address, Family, Publication, Revision
from careers.models.publications import effective
from careers.presenting import words
from careers.presenting.difference import present_difference
from careers.presenting.publishing import base_of, calendar, offers
from careers.reading import Reading
from config.kernel.admin import ReadOnlyAdmin
from config.kernel.models import Catalogue
from config.kernel.models.catalogue import today as company_today

CHANGED = (
    "Something of this family was published, scheduled or withdrawn since this page was shown. Look at it again, and "
    "decide then."
)


def under_lock(family: Family, seen: str, act: Callable[[], Any]) -> Any:
    """Acts, if the family's calendar is still the one that was seen. Raises drafts.Conflict otherwise."""
    with transaction.atomic():
        Catalogue.objects.lock()
        if seen != calendar(family, company_today()):
            raise drafts.Conflict(CHANGED)
        return act()


class RevisionPages(PagesAdmin, ReadOnlyAdmin):
    """The list of revisions, and what is done with one that is done with review."""

    list_display = ("title", "state", "in_force", "impact", "changes", "written", "message_line")
    list_filter = ("state", "impact", "family__department")
    search_fields = ("family__title", "message")
    list_select_related = ("family", "author")
    ordering = ("-pk",)
    actions = ("compare_two",)
    change_list_template = "admin/careers/revision/change_list.html"

    def pages(self) -> Sequence[Page]:
        return [
            *super().pages(),
            Page("compare/", "compare", self.compare_view, "careers.view_revision", ("GET", "HEAD")),
            Page("<int:pk>/publish/", "publish", self.publish_view, "careers.publish_family"),
            Page("<int:pk>/start-draft/", "start_draft", self.start_draft_view, "careers.change_family"),
        ]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """With the day on which they are looked at, so that rows need not ask for it."""
        publications = Publication.objects.filter(effective()).order_by("-starts_on")
        rows: QuerySet[Revision] = (
            super().get_queryset(request).prefetch_related(Prefetch("publications", publications))
        )
        return rows.annotate(seen_on=Value(company_today(), DateField()))

    def get_list_filter(self, request: HttpRequest) -> Any:
        """None of one family, whose few revisions have all of the page."""
        return () if "family__id__exact" in request.GET else super().get_list_filter(request)

    @admin.display(description="Revision", ordering="family__title")
    def title(self, revision: Revision) -> str:
        return str(revision)

    @admin.display(description="In force")
    def in_force(self, revision: Any) -> str:
        """Live, scheduled, or the days on which it was in force."""
        return "; ".join(period(publication, revision.seen_on) for publication in revision.publications.all())

    @admin.display(description="Message")
    def message_line(self, revision: Revision) -> str:
        line = revision.message.split("\n", 1)[0]
        return line if len(line) <= 80 else f"{line[:79]}…"

    @admin.display(description="By", ordering="created_at")
    def written(self, revision: Revision) -> str:
        who = revision.author.shown_name if revision.author else "The console"
        return f"{who}, {words.day(revision.created_at.date())}"

    @admin.display(description="Size", ordering="size")
    def changes(self, revision: Revision) -> str:
        """How much changed, leading to what."""
        if not revision.compared_with_id:
            return "the first"
        url, size = reverse("admin:careers_revision_compare"), words.counted(revision.size, "change", "changes")
        return format_html('<a href="{}?a={}&b={}">{}</a>', url, revision.compared_with_id, revision.pk, size)

    @admin.action(description="Compare the two that are chosen", permissions=["view"])
    def compare_two(self, request: HttpRequest, queryset: QuerySet[Revision]) -> HttpResponse | None:
        chosen = sorted(queryset.values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            messages.error(request, "Choose two revisions to compare.")
            return None
        return HttpResponseRedirect(f"{reverse('admin:careers_revision_compare')}?a={chosen[0]}&b={chosen[1]}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Of one family, where its key is in the address: with the family's name above."""
        key = request.GET.get("family__id__exact", "")
        family = Family.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
        title = {"title": f"Revisions of {family}", "family": family} if family else {}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        form = CompareForm(request.GET)
        rows = Revision.objects.select_related("family")
        keys = [form.cleaned_data["a"], form.cleaned_data["b"]] if form.is_valid() else []
        found = {row.pk: row for row in rows.filter(pk__in=keys)}
        one, other = (found.get(key) for key in keys) if keys else (None, None)
        if one is None or other is None:
            raise Http404("Choose two revisions to compare.")
        if one.family_id != other.family_id:
            messages.error(request, "These revisions are of two families. Choose two of one family.")
            return HttpResponseRedirect(reverse("admin:careers_revision_changelist"))
        return self.show(
            request,
            "revision/compare.html",
            f"{one} and {other}",
            family=one.family,
            one=one,
            other=other,
            difference=present_difference(Reading.of(request), one.document, other.document),
        )

    # Publishing

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.revision(pk)
        family = revision.family
        rights.require(request.user, "careers.publish_family", family.department_id)
        today = company_today()
        publications = Publication.objects.filter(family=family).select_related("revision__family")
        live = publications.live(today).first()
        coming = list(publications.after(today))
        base = base_of(revision, live)
        offered = offers(revision, base, coming)
        choices = {
            str(each.publication.pk): (each.publication, f"{each.publication.revision} ({_from(each.publication)})")
            for each in offered
            if not each.conflicts
        }
        form = PublishForm(
            request.POST if request.method == "POST" else None,
            offers=[(key, label) for key, (_, label) in choices.items()],
            backdate=request.user.has_perm("careers.backdate_family"),
            initial={"carry": list(choices), "seen": calendar(family, today)},
        )
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            into = [choices[key][0] for key in data.get("carry", ())]

            def act() -> tuple[Publication, list[Publication]]:
                return _publish(
                    revision, into, base, by=request.user, starts_on=data["starts_on"], reason=data["reason"]
                )

            try:
                publication, carried = under_lock(family, data["seen"], act)
            except REFUSED as error:
                tell(form, error, said(error), seen=calendar(family, today))
            else:
                when = "now" if publication.starts_on <= today else _from(publication)
                also = f", and carried into what starts {_on(carried)}" if carried else ""
                messages.success(request, f"{publication.revision} is published, in force {when}{also}.")
                return to_revision(publication.revision)
        return self.show(
            request,
            "revision/publish.html",
            f"Publish {revision} again" if revision.number else f"Publish {family}",
            revision=revision,
            family=family,
            live=live,
            coming=coming,
            forward=[each for each in coming if each.revision_id == revision.compared_with_id],
            offers=offered,
            form=form,
            difference=present_difference(
                Reading.of(request),
                live.revision.document if live else None,
                revision.document,
                successors=revision.successors,
            ),
        )

    def start_draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.revision(pk)
        family = revision.family
        rights.require(request.user, "careers.change_family", family.department_id)
        form = StartForm(request.POST if request.method == "POST" else None, initial={"seen_version": family.version})
        if request.method == "POST" and form.is_valid():
            try:
                drafts.start_from(family, revision, by=request.user, expected_version=form.cleaned_data["seen_version"])
            except REFUSED as error:
                tell(form, error, said(error), seen_version=family.version)
            else:
                messages.success(request, f"The draft of {family} starts anew from {revision}.")
                return HttpResponseRedirect(reverse("admin:careers_family_change", args=[family.pk]))
        try:
            difference = present_difference(Reading.of(request), drafts.read(family), revision.document)
        except Unsound:
            difference = None
        return self.show(
            request,
            "revision/start_draft.html",
            f"Start the draft from {revision}",
            revision=revision,
            family=family,
            form=form,
            difference=difference,
        )

    @staticmethod
    def revision(pk: int) -> Revision:
        rows = Revision.objects.select_related("family__department", "family__base", "compared_with", "author")
        return get_object_or_404(rows, pk=pk)


def _publish(
    revision: Revision,
    into: Sequence[Publication],
    base: Revision | None,
    *,
    by: Any,
    starts_on: date | None,
    reason: str,
) -> tuple[Publication, list[Publication]]:
    """Publishes, and carries the change into the scheduled publications that begin later: what came of both."""
    publication = publishing.publish(revision, by=by, starts_on=starts_on, reason=reason)
    return publication, [
        publishing.carry(publication.revision, each, by=by, reason=reason or revision.message, base=base)
        for each in into
        if each.starts_on > publication.starts_on
    ]


def to_revision(revision: Revision) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:careers_revision_change", args=[revision.pk]))


def period(publication: Publication, today: date) -> str:
    """When a publication is in force, in words."""
    if publication.starts_on > today:
        return f"scheduled {_from(publication)}"
    if publication.ends_on is None:
        return f"live {_from(publication)}"
    until = words.day(publication.ends_on)
    return f"{'live ' if publication.ends_on > today else ''}{_from(publication)} until {until}"


def _from(publication: Publication) -> str:
    return f"from {words.day(publication.starts_on)}"


def _on(publications: Sequence[Publication]) -> str:
    """on 27 November 2026 (no. 4) and on 1 January 2027 (no. 5)"""
    return words.joined([f"on {words.day(each.starts_on)} (no. {each.revision.number})" for each in publications])


class WithdrawPage(PagesAdmin):
    """Of families: ends what is published."""

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("<int:pk>/withdraw/", "withdraw", self.withdraw_view, "careers.publish_family")]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        family = get_object_or_404(Family, pk=pk)
        return ask_why(
            self,
            request,
            family,
            title=f"Withdraw {family}",
            verb="Withdraw",
            leads=[
                "What is in force ends today, and what is scheduled is called off. The pages then answer that the "
                "family was withdrawn; its history stays, and any revision can be published again."
            ],
            act=lambda reason: publishing.withdraw(family, by=request.user, reason=reason),
            done=f"{family} is withdrawn.",
        )


@admin.register(Publication)
class PublicationAdmin(PagesAdmin, ReadOnlyAdmin):
    list_display = ("family", "revision", "starts_on", "ends_on", "published_by", "recorded_at")
    search_fields = ("family__title", "reason")
    date_hierarchy = "starts_on"
    list_select_related = ("family", "revision__family", "published_by")
    change_form_template = "admin/careers/publication/change_form.html"

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("<int:pk>/call-off/", "call_off", self.call_off_view, "careers.publish_family")]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        publication = self.get_object(request, unquote(object_id))
        scheduled = publication is not None and publication.starts_on > company_today()
        context = {**(extra_context or {}), "scheduled": scheduled}
        return super().change_view(request, object_id, form_url, context)

    def call_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Publication.objects.select_related("family", "revision__family")
        publication = get_object_or_404(rows, pk=pk)
        return ask_why(
            self,
            request,
            publication.family,
            title=f"Call off {publication}",
            verb="Call off",
            leads=["What it would have followed stays in force instead."],
            act=lambda reason: publishing.call_off(publication, by=request.user, reason=reason),
            done=f"{publication} is called off.",
        )


def ask_why(
    where: PagesAdmin,
    request: HttpRequest,
    family: Family,
    *,
    title: str,
    verb: str,
    leads: Sequence[str],
    act: Callable[[str], Any],
    done: str,
) -> HttpResponse:
    """Asks for a reason, then acts on what is published of a family, if that is still what was seen."""
    rights.require(request.user, "careers.publish_family", family.department_id)
    today = company_today()
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": calendar(family, today)})
    if request.method == "POST" and form.is_valid():
        try:
            under_lock(family, form.cleaned_data["seen"], lambda: act(form.cleaned_data["reason"]))
        except REFUSED as error:
            tell(form, error, said(error), seen=calendar(family, today))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(f"{reverse('admin:careers_revision_changelist')}?family__id__exact={family.pk}")
    publications = Publication.objects.filter(family=family).select_related("revision__family")
    return where.show(
        request,
        "publication/ask.html",
        title,
        family=family,
        form=form,
        verb=verb,
        leads=leads,
        calendar=[
            (each.revision, period(each, today)) for each in (*publications.live(today), *publications.after(today))
        ],
    )


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ("path", "family", "role")
    search_fields = ("path",)
    list_select_related = ("family",)
