"""What was posted, and what jurisdictions ask of it, in the admin."""

from datetime import timedelta

from django.contrib import admin

from careers.admin.people import PolicyAdmin
from careers.admin.vacancy_forms import PostingRequirementForm
from careers.handbook.vacancy import FACTS
from careers.models import Posting, PostingRequirement
from careers.presenting import words
from config.kernel.admin import ReadOnlyAdmin


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """What was posted, when and by whom. It changes through the door alone."""

    list_display = ("vacancy", "starts_on", "last_day", "opened_on", "text_on", "visibility", "posted_by", "let_pass")
    list_filter = ("visibility",)
    search_fields = ("role", "family__title", "vacancy__title", "vacancy__requisition")
    list_select_related = ("vacancy__family", "posted_by")

    @admin.display(description="Last day", ordering="ends_on")
    def last_day(self, posting: Posting) -> str:
        if posting.ends_on is None:
            return "Open"
        if posting.ends_on <= posting.starts_on:
            return "Superseded before it was shown a day"
        return words.day(posting.ends_on - timedelta(days=1))

    @admin.display(description="Let pass")
    def let_pass(self, posting: Posting) -> str:
        return "; ".join(
            f"{each['requirement']}, {FACTS.get(each['fact'], each['fact'])}: {each['reason']}"
            for each in posting.waived
        )


@admin.register(PostingRequirement)
class PostingRequirementAdmin(PolicyAdmin):
    """What jurisdictions ask of a posting. A reminder with its source, and no legal advice."""

    form = PostingRequirementForm
    list_display = ("name", "asks_for", "starts_on", "source_read", "enabled")
    list_filter = ("enabled",)
    search_fields = ("name", "slug", "note")

    @admin.display(description="Source read", empty_value="not yet", ordering="checked_on")
    def source_read(self, requirement: PostingRequirement) -> str | None:
        return words.day(requirement.checked_on) if requirement.checked_on else None

    @admin.display(description="A posting states")
    def asks_for(self, requirement: PostingRequirement) -> str:
        return words.joined([FACTS[fact] for fact in FACTS if fact in requirement.facts])
