"""What the company keeps to itself by a switch is in no answer to the public, whatever the route."""

from datetime import timedelta

import pytest

from careers.handbook.document import FamilyDocument
from careers.models import Company
from config.kernel.models.catalogue import today
from levels.models import Grade, GradeScheme
from tests.factories import document, posted, published
from tests.pages.routes import EVERYTHING

CANARIES = {
    "grades": "canarygrade",
    "job_codes": "canarycode",
    "performance_indicators": "canarymeasure",
    "interviewers": "canaryperson",
}
"""By the fact, the word by which the catalogue tells of it."""
OFF = ({"grades", "job_codes"}, {"grades", "performance_indicators"}, {"performance_indicators", "interviewers"})
"""What is switched off in each of three passes: each fact is in one of them at least, is told in another, and shares
its passes with none, so that no switch can do the work of another's."""
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


def telling():
    """The family of tests.factories, as it says each fact by its word wherever a document can."""
    data = document().model_dump()
    roles, (storage, segment, _), (process,) = data["roles"], data["specialties"], data["hiring_processes"]
    for role, grades in zip(roles, (["C5"], ["C8"], ["C8", "C9"], []), strict=True):
        grades = [f"{grade}-CANARYGRADE" for grade in grades]
        one = grades[0] if len(grades) == 1 else None
        role |= {"grade_scheme": "canarygrade", "grade": one, "grade_options": [] if one else grades}
    roles[3]["grade_scheme"] = "canarygrade"
    storage["grades"] = {"staff-engineer": "C9-CANARYGRADE"}
    segment["grades"] = {"manager": "C8-CANARYGRADE"}
    for role in roles:
        role["job_code"] = "CANARYCODE-1"
    storage["job_codes"] = {"staff-engineer": "CANARYCODE-2", "manager": "CANARYCODE-2"}
    for owner in (data, *roles, storage):
        owner["performance_indicators"] = [{"text": "CANARYMEASURE of upkeep", "group": "CANARYMEASURE group"}]
        owner["leads"] = {"performance_indicators": "CANARYMEASURE lead"}
    process["steps"] = [{**step, "interviewer": "CANARYPERSON"} for step in process["steps"]]
    return FamilyDocument.model_validate(data)


@pytest.fixture
def catalogue(rows, db):
    """A family that said all of it, did not for a day, and says it again; with vacancies; and the scheme of its
    grades."""


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        _write_rows(today())


def _write_rows(today):
    began = today - timedelta(days=20)
    scheme = GradeScheme(slug="canarygrade", name="CANARYGRADE scheme", description="CANARYGRADE")
    scheme.record(by=None, starts_on=began)
    for rank in (5, 8, 9):
        grade = Grade(scheme=scheme, slug=f"C{rank}-CANARYGRADE", name=f"{rank} CANARYGRADE", rank=rank)
        grade.record(by=None, starts_on=began)
    for days, said in ((12, telling()), (11, document()), (10, telling())):
        published(said, starts_on=today - timedelta(days=days))
    on = today - timedelta(days=9)
    added = [{"list": "performance_indicators", "text": "CANARYMEASURE is added"}]
    posted(number=1, on=on, added=added)
    posted("staff-engineer", number=2, specialty="storage", on=on, added=added)
    posted("manager", number=3, on=on, added=added)


def answers(client, today):
    """What is answered where, on days with the fact and on the day without it."""
    for address in (*EVERYTHING, *MORE):
        for day in (None, today - timedelta(days=11), today - timedelta(days=12)):
            asked = f"{address}{'&' if '?' in address else '?'}as_of={day}" if day else address
            response = client.get(asked)
            yield asked, (response.content.decode() + str(response.headers)).casefold()


@pytest.mark.parametrize("off", OFF, ids=lambda facts: "-".join(sorted(facts)))
def test_a_fact_that_is_switched_off_is_nowhere(catalogue, client, today, off):
    company = Company.objects.get()
    for fact in CANARIES:
        setattr(company, f"public_{fact}", fact not in off)
    company.record(by=None)
    found = {fact: set() for fact in CANARIES}
    for asked, words in answers(client, today):
        for fact, word in CANARIES.items():
            if word in words:
                found[fact].add(asked)
    assert {fact: found[fact] for fact in off} == {fact: set() for fact in off}
    assert [fact for fact in CANARIES if fact not in off and len(found[fact]) <= 10] == []  # there to be found


def test_each_switch_is_tried_apart_from_the_others():
    tried = {fact: [fact in off for off in OFF] for fact in CANARIES}
    assert all(set(each) == {True, False} for each in tried.values())
    assert len({tuple(each) for each in tried.values()}) == len(CANARIES)
