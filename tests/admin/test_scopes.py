"""The page on which statements are given to whom they apply, while somebody else writes in the same list."""

import pytest

from careers import drafts
from careers.models import Family
from tests.admin.editing import draft, page_of
from tests.admin.house import main
from tests.factories import document

pytestmark = pytest.mark.django_db

LIST = "requirements"
JUNIOR, STAFF = {"roles": ["junior-engineer"]}, {"roles": ["staff-engineer"]}


def said(text, scope=None):
    return {"text": text, "applies_to": scope}


@pytest.fixture
def family(db):
    return draft(requirements=[said("Swims"), said("Reads charts", JUNIOR)])


@pytest.fixture
def page(family):
    return page_of(family, "scopes", LIST)


def sent(answer, **ticks):
    """What the page would send, with the roles of some statements ticked, by their text."""
    data = {"seen_version": answer.context["seen_version"]}
    for form in answer.context["forms"]:
        data[f"{form.prefix}-seen"] = form.seen
        for bound in form:
            data[bound.html_name] = list(bound.value() or ())
        if form.statement.text in ticks:
            data[f"{form.prefix}-roles"] = ticks[form.statement.text]
    return data


def meanwhile(*statements):
    drafts.write(document(requirements=list(statements)), by=None, family=Family.objects.get())


def scopes():
    saved = drafts.read(Family.objects.get()).requirements
    return [(each.text, list(each.applies_to.roles) if each.applies_to else None) for each in saved]


def test_what_somebody_else_has_written_since_stays_as_it_applies(boss, family, page):
    seen = sent(boss.get(page), Swims=["staff-engineer"])
    meanwhile(said("Fluent in Dutch", JUNIOR), said("Swims"), said("Reads charts", STAFF))
    told = boss.post(page, seen)
    assert "Somebody else saved Platform in the meantime." in told.content.decode()
    assert [(form.statement.text, form["roles"].value()) for form in told.context["forms"]] == [
        ("Fluent in Dutch", ("junior-engineer",)),
        ("Swims", ["staff-engineer"]),
        ("Reads charts", ("staff-engineer",)),
    ]
    assert boss.post(page, sent(told)).status_code == 302
    assert scopes() == [
        ("Fluent in Dutch", ["junior-engineer"]),
        ("Swims", ["staff-engineer"]),
        ("Reads charts", ["staff-engineer"]),
    ]


def test_what_both_changed_says_what_is_saved_and_keeps_what_was_ticked(boss, family, page):
    seen = sent(boss.get(page), Swims=["staff-engineer"])
    meanwhile(said("Swims", JUNIOR), said("Reads charts", JUNIOR))
    told = boss.post(page, seen)
    assert [form.overtaken for form in told.context["forms"]] == ["Junior Engineer", ""]
    assert "Saved now: Junior Engineer. Below is what you ticked." in told.content.decode()
    assert boss.post(page, sent(told)).status_code == 302
    assert scopes() == [("Swims", ["staff-engineer"]), ("Reads charts", ["junior-engineer"])]


def test_what_was_ticked_for_a_statement_that_is_gone_is_said(boss, family, page):
    seen = sent(boss.get(page), **{"Swims": ["staff-engineer", "manager"], "Reads charts": ["junior-engineer"]})
    meanwhile(said("Swims well"))
    told = boss.post(page, seen)
    assert told.context["said"][1:] == [
        "“Swims” does not stand in this list any more. What you ticked for it: Staff Engineer and Manager, Engineering."
    ]
    assert boss.post(page, sent(told)).status_code == 302
    assert scopes() == [("Swims well", None)]


def test_what_the_page_had_not_shown_is_left_alone(boss, family, page):
    assert boss.post(page, {"seen_version": family.version}).status_code == 302
    assert scopes() == [("Swims", None), ("Reads charts", ["junior-engineer"])]


def test_statements_that_read_alike_keep_each_its_own(boss, db):
    family = draft(requirements=[said("Holds a licence", JUNIOR), said("Holds a licence", STAFF)])
    page = page_of(family, "scopes", LIST)
    shown = boss.get(page)
    assert boss.post(page, sent(shown)).status_code == 302
    assert scopes() == [("Holds a licence", ["junior-engineer"]), ("Holds a licence", ["staff-engineer"])]
    data = sent(boss.get(page))
    data[f"{shown.context['forms'][1].prefix}-roles"] = ["manager"]
    assert boss.post(page, data).status_code == 302
    assert scopes() == [("Holds a licence", ["junior-engineer"]), ("Holds a licence", ["manager"])]


def offered(client, page):
    """What may be ticked for the first statement of a page, by the names of its sets."""
    form = client.get(page).context["forms"][0]
    return {name: [value for value, _ in field.choices] for name, field in form.fields.items()}


def test_only_those_who_have_it_from_there_are_offered(boss, family):
    junior, staff = (family.roles.get(slug=slug) for slug in ("junior-engineer", "staff-engineer"))
    both = ["storage", "canary-focus"]
    assert offered(boss, page_of(junior, "scopes", "requirements")) == {
        "roles": ["junior-engineer", "staff-engineer"],
        "specialties": both,
    }
    assert offered(boss, page_of(staff, "scopes", "responsibilities")) == {"specialties": both}
    assert list(offered(boss, page_of(family, "scopes", "requirements"))) == ["tracks", "roles", "specialties"]


def test_a_choice_that_reaches_nobody_is_refused_and_one_that_stands_is_told(boss, family):
    page = page_of(family, "scopes", "requirements")
    form = boss.get(page).context["forms"][0]
    ticks = {
        "seen_version": family.version,
        f"{form.prefix}-seen": form.seen,
        f"{form.prefix}-roles": ["junior-engineer"],
        f"{form.prefix}-specialties": ["enterprise"],  # which managers have
    }
    page_told = main(boss.post(page, ticks))
    assert page_told.texts("p.errornote") == ["Nothing is saved. Please correct what is marked below."]
    assert page_told.texts("ul.errorlist li") == ["No role would show this. Tick something else."]
    family.requirements[0]["applies_to"] = {"tracks": ["management"], "roles": ["junior-engineer"], "specialties": []}
    family.save()
    assert main(boss.get(page)).texts("p.warning") == ["No role would show this."]


def test_an_empty_list_has_nothing_to_save(boss, family):
    page = main(boss.get(page_of(family, "scopes", "promotion_criteria")))
    assert "There are no statements in this list." in page.text
    assert page.all("div.submit-row") == []
