"""What the company keeps to itself by a switch is in no answer to the public, whatever the route."""

from datetime import timedelta

import pytest

from careers.handbook.document import FamilyDocument
from careers.models import Company
from levels.models import Grade, GradeScheme
from tests.factories import document, posted, published
from tests.pages.routes import EVERYTHING

WORD = "canary"
FACTS = ("grades", "job_codes", "performance_indicators", "interviewers")
FAMILY = "/job-families/platform/"
MORE = (
    f"{FAMILY}history/2/?since=1", f"{FAMILY}history/3/?since=2", f"{FAMILY}junior-engineer/",
    f"{FAMILY}manager/?specialty=storage", f"{FAMILY}staff-engineer/checklist/?to=platform/manager",
    f"{FAMILY}staff-engineer/checklist.md?to=platform/manager", "/jobs/2-staff-engineer-storage/",
    "/jobs/2-staff-engineer-storage.html", "/jobs/2-staff-engineer-storage.txt", "/jobs/3-manager-engineering/",
    "/search/?q=upkeep", "/search/?q=upkep", "/search/?q=up", "/job-families/?q=upkeep", "/jobs/?q=upkeep",
    "/compare/?q=engineer",
)  # fmt: skip
"""Beside those of tests.pages.routes: where one of the facts might be told."""


def telling(fact):
    """The family of tests.factories, as it says one fact by the word CANARY wherever a document can."""
    data = document().model_dump()
    roles, (storage, segment, _), (process,) = data["roles"], data["specialties"], data["hiring_processes"]
    if fact == "grades":
        for role, grades in zip(roles, (["C5-CANARY"], ["C8-CANARY"], ["C8-CANARY", "C9-CANARY"]), strict=False):
            one = grades[0] if len(grades) == 1 else None
            role |= {"grade_scheme": "canary", "grade": one, "grade_options": [] if one else grades}
        roles[3].update(grade_scheme="canary", grade=None)
        storage["grades"] = {"staff-engineer": "C9-CANARY"}
        segment["grades"] = {"manager": "C8-CANARY"}
    if fact == "job_codes":
        for role in roles:
            role["job_code"] = "CANARY-1"
        storage["job_codes"] = {"staff-engineer": "CANARY-2", "manager": "CANARY-2"}
    if fact == "performance_indicators":
        for owner in (data, *roles, storage):
            owner["performance_indicators"] = [{"text": "CANARY of upkeep", "group": "CANARY group"}]
            owner["leads"] = {"performance_indicators": "CANARY lead"}
    if fact == "interviewers":
        process["steps"] = [{**step, "interviewer": "CANARY"} for step in process["steps"]]
    return FamilyDocument.model_validate(data)


@pytest.fixture
def tell(db, today):
    """Makes a catalogue that tells of a fact: a family that said it, did not for a day, and says it again; with
    vacancies; and the scheme of its grades."""

    def make(fact):
        began = today - timedelta(days=20)
        if fact == "grades":
            scheme = GradeScheme(slug="canary", name="CANARY scheme", description="CANARY").record(
                by=None, starts_on=began
            )
            for rank in (5, 8, 9):
                grade = Grade(scheme=scheme, slug=f"C{rank}-CANARY", name=f"{rank} CANARY", rank=rank)
                grade.record(by=None, starts_on=began)
        for days, said in ((12, telling(fact)), (11, document()), (10, telling(fact))):
            published(said, starts_on=today - timedelta(days=days))
        added = [{"list": "performance_indicators", "text": "CANARY is added"}]
        facts = {"on": today - timedelta(days=9), "added": added if fact == "performance_indicators" else []}
        posted(pk=1, **facts)
        posted("staff-engineer", pk=2, specialty="storage", **facts)
        posted("manager", pk=3, **facts)

    return make


def answers(client, today):
    """What is answered where, on days with the fact and on the day without it."""
    for address in (*EVERYTHING, *MORE):
        for day in (None, today - timedelta(days=11), today - timedelta(days=12)):
            asked = f"{address}{'&' if '?' in address else '?'}as_of={day}" if day else address
            response = client.get(asked)
            yield asked, (response.content.decode() + str(response.headers)).casefold()


def switch(fact, public):
    company = Company.objects.get()
    setattr(company, f"public_{fact}", public)
    company.record(by=None)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_is_switched_off_is_nowhere(tell, client, today, fact):
    tell(fact)
    switch(fact, True)
    assert len([asked for asked, words in answers(client, today) if WORD in words]) > 10  # it is there to be found
    switch(fact, False)
    assert [asked for asked, words in answers(client, today) if WORD in words] == []
