"""Vacancies in the admin: written by recruiters, opened, changed, opened again and closed by pages that ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers import vacancies
from careers.models import Family, Posting, PostingRequirement, Vacancy, VacancyPlace
from careers.presenting.words import day
from config.kernel.models import AuditRecord
from tests.admin.editing import change, page_of, sent_by, undrawn
from tests.admin.house import client_of, main, member, told, url
from tests.factories import PORTO, department, document, posted, published, vacancy

pytestmark = pytest.mark.django_db

DENVER = {"country": "US", "region": "CO", "town": "Denver"}


@pytest.fixture(scope="module")
def catalogue(module_database):
    with module_database():
        published()


@pytest.fixture
def platform(catalogue, db):
    return Family.objects.get()


@pytest.fixture
def rosa(platform):
    return client_of(member("rosa", "Recruiter"))


def add_page(family) -> str:
    return url("vacancy_add", query=f"?family={family.pk}")


def statement(client, row, text: str) -> tuple[str, str]:
    """The names of the fields by which a statement is left out: the tick, and the reason ("" where none is asked)."""
    form = undrawn(client, page_of(row)).context["adminform"].form
    (said,) = [each for each in form.said if each.text == text]
    return said.out, said.why


def ask(client, row, name: str, **answers):
    """Sends the page that asks, as it was shown, with these answers."""
    where = url(f"vacancy_{name}", row.pk)
    form = undrawn(client, where).context["form"]
    data = {each.html_name: each.value() for each in form if each.value() is not None}
    return client.post(where, {**data, **answers}, follow=True)


# Writing


def test_a_new_vacancy_begins_with_its_family_and_goes_on_with_its_role(rosa, platform):
    published(document("support"))
    page = main(rosa.get(url("vacancy_add")))
    assert [node.text for node in page.all("select option")] == ["---------", "Platform", "Support"]
    form = undrawn(rosa, add_page(platform)).context["adminform"].form
    assert form.fields["role"].choices == [
        ("", "---------"),
        ("junior-engineer", "Junior Engineer"),
        ("staff-engineer", "Staff Engineer"),
        ("manager", "Manager, Engineering"),
        ("canary-role", "CANARY Secret Role"),
    ]
    assert [slug for slug, _ in form.fields["specialty"].choices] == ["", "storage", "enterprise", "canary-focus"]
    data = sent_by(undrawn(rosa, add_page(platform))) | {
        "role": "staff-engineer",
        "specialty": "storage",
        "employment_types": ["full_time", "part_time"],
        "apply": "https://apply.example/2",
        "places-0-kind": "remote",
        "places-0-country": "PT",
        "places-0-pay_minimum": "50000",
        "places-0-pay_maximum": "70000",
        "places-0-currency": "EUR",
        "added_requirements": "- Portuguese\n- Dutch",
    }
    answer = rosa.post(add_page(platform), data)
    row = Vacancy.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(row))
    assert (row.family, row.role, row.specialty, row.employment_types, row.version) == (
        platform,
        "staff-engineer",
        "storage",
        ["full_time", "part_time"],
        2,
    )
    assert row.added == [{"list": "requirements", "text": "Portuguese"}, {"list": "requirements", "text": "Dutch"}]
    assert [place.part() for place in row.places.all()] == [
        {
            "kind": "remote",
            "country": "PT",
            "region": "",
            "town": "",
            "pay": {"minimum": 50_000, "maximum": 70_000, "currency": "EUR", "period": "year", "variable": ""},
        }
    ]
    record = AuditRecord.objects.first()
    assert (record.action, record.kind, record.key, record.by.username) == ("edit", "vacancy", str(row.pk), "rosa")
    assert not Posting.objects.exists()


def test_an_open_application_has_a_title_and_no_role(rosa):
    where = url("vacancy_add", query="?open-application=1")
    form = undrawn(rosa, where).context["adminform"].form
    assert {"role", "specialty", "added_requirements"} & set(form.fields) == set()
    refused = rosa.post(where, sent_by(undrawn(rosa, where)))
    assert refused.context["adminform"].form.errors == {"title": ["This field is required."]}
    rosa.post(where, {**sent_by(undrawn(rosa, where)), "title": "Something else", "evergreen": "on"})
    row = Vacancy.objects.get()
    assert (row.title, row.family, row.role, row.evergreen) == ("Something else", None, "", True)


def test_only_published_families_within_the_remit_are_offered(platform, today):
    published(document("soon"), starts_on=today + timedelta(days=3))
    department("sales")
    published(document("selling", department="sales"))
    far = client_of(member("far", "Recruiter", within="sales"))
    page = main(far.get(url("vacancy_add")))
    assert page.texts("select option") == ["---------", "Selling"]
    assert page.all("p a") == []
    assert "New vacancy" in page.one("h1").text
    for query in (f"?family={platform.pk}", "?open-application=1", "?family=x", "?family=99999999999999999999999"):
        assert main(far.get(url("vacancy_add", query=query))).texts("h1") == ["New vacancy"]
    boss = client_of(member("boss", "Recruiter"))
    assert main(boss.get(url("vacancy_add"))).texts("select option") == ["---------", "Platform", "Selling", "Soon"]


def test_a_vacancy_beyond_the_remit_is_looked_at_and_not_changed(platform):
    row = vacancy(left_out=[{"list": "requirements", "text": "Writes clear English", "reason": "No need"}])
    department("sales")
    far = client_of(member("far", "Recruiter", within="sales"))
    page = main(far.get(page_of(row)))
    assert page.all("input.default") == []
    assert page.texts("ul.leave-out p.meta") == ["Left out: No need"]
    assert page.texts("ul.buttons a") == [PREVIEW]
    assert far.post(page_of(row), {}).status_code == 403
    for name in ("open", "post_changes", "reopen", "close"):
        where = url(f"vacancy_{name}", row.pk)
        assert [far.get(where).status_code, far.post(where, {}).status_code] == [403, 403]


def test_statements_are_left_out_by_ticks_with_a_reason_for_each(rosa):
    row = vacancy("staff-engineer")
    out, why = statement(rosa, row, "Has built something")
    data = {**sent_by(undrawn(rosa, page_of(row))), out: "on"}
    refused = rosa.post(page_of(row), data)
    reason = "Say why this is left out. Only nice-to-haves go without a reason."
    assert refused.context["adminform"].form.errors == {why: [reason]}
    assert reason in main(refused).texts("ul.errorlist li")
    rosa.post(page_of(row), {**data, why: "A first position"})
    row.refresh_from_db()
    assert row.left_out == [{"list": "requirements", "text": "Has built something", "reason": "A first position"}]
    page = main(rosa.get(page_of(row)))
    assert page.texts("ul.leave-out li.left div.linked") == ["Has built something"]
    data = sent_by(undrawn(rosa, page_of(row)))
    del data[out]
    rosa.post(page_of(row), data)
    row.refresh_from_db()
    assert row.left_out == []


def test_nice_to_haves_are_left_out_without_a_reason_and_promotion_criteria_are_not_there(rosa):
    published(document(nice_to_haves=[{"text": "Sailing"}]))
    row = vacancy("staff-engineer")
    assert statement(rosa, row, "Sailing")[1] == ""
    change(rosa, row, **{statement(rosa, row, "Sailing")[0]: "on"})
    row.refresh_from_db()
    assert row.left_out == [{"list": "nice_to_haves", "text": "Sailing", "reason": ""}]
    assert "Leads a project across teams" not in rosa.get(page_of(row)).content.decode()


def test_what_the_role_does_not_say_any_more_is_told_and_can_be_given_up(rosa, today):
    row = vacancy(left_out=[{"list": "requirements", "text": "Speaks Latin", "reason": "Nobody does"}])
    page = main(rosa.get(page_of(row)))
    assert page.texts("ul.leave-out li.left div.linked") == ["Speaks Latin The role does not say this any more"]
    assert page.texts("ul.findings li") == ["Needed The role does not say what is left out: Speaks Latin"]
    data = sent_by(undrawn(rosa, page_of(row)))
    del data[statement(rosa, row, "Speaks Latin")[0]]
    rosa.post(page_of(row), data)
    assert main(rosa.get(page_of(row))).texts("ul.findings li") == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"apply": "http://x"}, {"apply": ["write where to apply as https://... or mailto:..."]}),
        (
            {"language": "english"},
            {"language": ["Write the language as two or three small letters, e.g. en or pt-BR."]},
        ),
        ({"role": "nobody"}, {"role": ["Select a valid choice. nobody is not one of the available choices."]}),
        ({"deadline": "9999-12-31"}, {"deadline": ["Input should be less than 3000-01-01"]}),
        ({"deadline": "soon"}, {"deadline": ["Enter a valid date."]}),
        (
            {"opens_on": "2027-02-01", "deadline": "2027-01-31"},
            {"__all__": ["The deadline is before the day of opening."]},
        ),
        (
            {"added_requirements": "### Languages\n- Dutch"},
            {"added_requirements": ["Line 1: Only bullets stand here: no headings, and nothing in braces."]},
        ),
        ({"employment_types": ["for_ever"]}, None),
        ({"introduction": "a\x00b"}, {"introduction": ["Null characters are not allowed."]}),
        ({"title": "A title of its own"}, {}),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(rosa, typed, message):
    row = vacancy()
    data = {**sent_by(undrawn(rosa, page_of(row))), **typed}
    answer = rosa.post(page_of(row), data)
    if message == {}:
        assert answer.status_code == 302
        return
    errors = answer.context["adminform"].form.errors
    assert errors == message if message else list(errors) == list(typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"country": ""}, {"country": ["This field is required."]}),
        ({"country": "XX"}, {"country": ["Select a valid choice. XX is not one of the available choices."]}),
        ({"currency": "DEM"}, {"currency": ["Select a valid choice. DEM is not one of the available choices."]}),
        ({"town": "", "kind": "hybrid"}, {"__all__": ["A place that is not remote is in a town."]}),
        (
            {"pay_maximum": ""},
            {"__all__": ["A pay range has a lowest and a highest amount, and a currency."]},
        ),
        (
            {"pay_minimum": "99999999"},
            {"__all__": ["A pay range has a lowest and a highest amount, and a currency."]},
        ),
        ({"currency": ""}, {"__all__": ["A pay range has a lowest and a highest amount, and a currency."]}),
        ({"pay_minimum": "-1"}, {"__all__": ["Pay/minimum: Input should be greater than or equal to 0."]}),
        ({"pay_minimum": "1e400"}, None),
        ({"pay_minimum": "NaN"}, {"pay_minimum": ["Enter a number."]}),
        ({"region": "C-O"}, None),
    ],
)
def test_what_no_place_can_be_is_refused_in_its_row(rosa, typed, sentence):
    row = vacancy()
    changes = {f"places-0-{name}": value for name, value in typed.items()}
    answer = rosa.post(page_of(row), {**sent_by(undrawn(rosa, page_of(row))), **changes})
    assert answer.status_code == 200
    errors = answer.context["inline_admin_formsets"][0].formset.errors[0]
    assert errors == sentence if sentence else errors


def test_a_region_may_be_written_small(rosa):
    row = vacancy(places=[DENVER])
    change(rosa, row, **{"places-0-region": "co", "places-0-town": "Boulder"})
    assert VacancyPlace.objects.values_list("region", "town").get() == ("CO", "Boulder")


def test_of_two_who_save_the_second_is_told_and_loses_nothing(rosa, platform):
    row = vacancy("staff-engineer")
    out, why = statement(rosa, row, "Has built something")
    seen = sent_by(undrawn(rosa, page_of(row)))
    other = client_of(member("rui", "Recruiter"))
    change(other, row, introduction="From Rui")
    answer = rosa.post(page_of(row), {**seen, out: "on", why: "Mine", "team": "From Rosa"})
    conflict = answer.context["conflict"]
    assert (conflict.who, sorted(clash.label for clash in conflict.clashes), conflict.taken) == (
        "Rui",
        ["Leave out", "Team", "Why it is left out"],
        ["Introduction"],
    )
    row.refresh_from_db()
    assert (row.introduction, row.team, row.left_out) == ("From Rui", "", [])
    again = rosa.post(page_of(row), sent_by(answer))
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.introduction, row.team) == ("From Rui", "From Rosa")
    assert row.left_out == [{"list": "requirements", "text": "Has built something", "reason": "Mine"}]


def test_a_form_without_what_was_seen_saves_nothing(rosa):
    row = vacancy()
    data = sent_by(undrawn(rosa, page_of(row)))
    for wrong in ("", "x", "99999999999999999999"):
        answer = rosa.post(page_of(row), {**data, "seen_version": wrong, "introduction": "Hello"})
        assert answer.status_code == 200
    assert rosa.post(page_of(row), {"seen_version": "1"}).status_code == 200
    row.refresh_from_db()
    assert (row.introduction, row.version) == ("", 1)


def test_a_vacancy_that_was_never_posted_is_deleted_by_administrators(platform):
    boss = client_of(member("boss", "Administrator"))
    row, shown = vacancy(), posted().vacancy
    data = {"post": "yes", "seen_version": row.version}
    boss.post(page_of(row, "delete"), data)
    assert list(Vacancy.objects.all()) == [shown]
    record = AuditRecord.objects.first()
    assert (record.action, record.kind, record.key) == ("delete", "vacancy", str(row.pk))
    assert "Cannot delete" in main(boss.get(page_of(shown, "delete"))).one("h1").text
    boss.post(page_of(shown, "delete"), {**data, "seen_version": shown.version})
    assert Vacancy.objects.filter(pk=shown.pk).exists()


# Where it stands


PREVIEW = "As candidates will see it"


def buttons(page) -> list[str]:
    *steps, last = page.texts("ul.buttons a")
    assert last == PREVIEW
    return steps


def test_the_page_says_where_it_stands_and_what_comes_next(rosa, today):
    since, soon = today - timedelta(days=0), today + timedelta(days=4)

    def standing(row) -> tuple[str, list[str], list[str]]:
        page = main(rosa.get(page_of(row)))
        lines = [line for line in page.texts("ul.state li") if line != "Its public page"]
        return page.one("#state-heading").text, lines, buttons(page)

    draft = vacancy()
    assert standing(draft) == (
        "Where it stands: draft",
        ["A draft: candidates do not see it."],
        ["Open…"],
    )
    coming = posted(on=soon, deadline=soon).vacancy
    assert standing(coming) == (
        "Where it stands: to open",
        [f"Opens on {day(soon)}, until {day(soon)}.", f"It shows the role's text of {day(soon)}."],
        ["Post changes…", "Call off…"],
    )
    shown = posted(visibility="internal").vacancy
    assert standing(shown) == (
        "Where it stands: open",
        [f"Open since {day(since)}.", f"It shows the role's text of {day(today)}.", "Internal: only staff see it."],
        ["Post changes…", "Re-open on the current text…", "Close…"],
    )
    vacancies.close_vacancy(shown, by=None, reason="Filled")
    assert buttons(main(rosa.get(page_of(shown)))) == ["Open…"]
    free = posted(title="Something else", evergreen=True, places=[]).vacancy
    assert buttons(main(rosa.get(page_of(free)))) == ["Post changes…", "Close…"]
    viola = client_of(member("viola", "Viewer"))
    assert buttons(main(viola.get(page_of(draft)))) == []


def test_what_is_not_posted_yet_and_what_became_of_the_role_is_told(rosa, today):
    before = today - timedelta(days=2)
    published(document("older"), starts_on=before)
    row = posted(family=Family.objects.get(slug="older"), on=before).vacancy

    def warnings() -> list[str]:
        return main(rosa.get(page_of(row))).texts("p.warning")

    assert warnings() == []
    change(rosa, row, introduction="Hello")
    data = document("older").model_dump(mode="json")
    data["roles"][0]["overview"] = "Learns a lot."
    published(document("older", roles=data["roles"]))
    assert warnings() == [
        "What was saved since it was posted is not shown yet: post the changes.",
        f"Since {day(before)}, the role's text has changed.",
    ]
    assert main(rosa.get(page_of(row))).texts("#id_role option")[0] == "---------"
    assert undrawn(rosa, page_of(row)).context["adminform"].form.fields["role"].disabled


def test_what_is_lacking_is_told_with_its_source(rosa):
    row = vacancy(places=[DENVER], benefits="")
    page = main(rosa.get(page_of(row)))
    source = PostingRequirement.objects.get(slug="us-co").source
    assert page.texts("ul.findings li")[0] == (
        "Asked for Colorado asks for the pay range (Denver, CO, United States) "
        "Read the source of Colorado, the pay range"
    )
    assert {where for _, where in page.links("ul.findings li a")} == {source}


def test_the_list_tells_states_and_filters_by_them(rosa, today):
    soon = today + timedelta(days=4)
    vacancy("manager", specialty="enterprise", requisition="R-1")
    posted(on=soon)
    posted("staff-engineer")
    vacancies.close_vacancy(posted(visibility="internal").vacancy, by=None, reason="Filled")

    def lines(query: str = "") -> list[tuple[str, str]]:
        page = main(rosa.get(url("vacancy_changelist", query=query)))
        return list(zip(page.texts("#result_list th.field-name"), page.texts("td.field-state"), strict=True))

    draft = ("Manager, Engineering, Enterprise", "Draft")
    assert lines("?state=draft") == [draft]
    assert lines("?state=coming") == [("Junior Engineer", f"Opens on {day(soon)}")]
    assert lines("?state=open") == [("Staff Engineer", f"Open since {day(today)}")]
    assert lines("?q=R-1") == [draft]
    assert len(lines()) == 4
    assert rosa.get(url("vacancy_changelist", query="?state=nonsense")).status_code == 200


def test_the_preview_shows_what_candidates_will_see(rosa):
    row = vacancy(
        "staff-engineer",
        specialty="storage",
        introduction="Come and **see**.",
        left_out=[{"list": "requirements", "text": "Has built something", "reason": "A first position"}],
        added=[{"list": "requirements", "text": "Portuguese"}],
    )
    page = main(rosa.get(url("vacancy_preview", row.pk)))
    assert page.texts("h1") == ["Preview: Staff Engineer, Storage"]
    assert page.texts("dl.about-list dd") == ["Porto, Portugal (hybrid)", "€40,000 to €55,000 a year", "Full time"]
    assert page.texts("strong")[0] == "see"
    sections = {each.texts("h2")[0]: each.texts("ul.statements li") for each in page.all("section")}
    assert sections["Requirements"] == ["Knows disks", "Portuguese", "Writes clear English"]
    assert "CANARY" not in page.text
    assert (
        "CANARY duty" in main(rosa.get(url("vacancy_preview", vacancy("canary-role", visibility="internal").pk))).text
    )


def test_the_text_of_a_day_to_come_is_for_those_who_may_see_what_is_scheduled(rosa, today):
    soon = today + timedelta(days=4)
    viola = client_of(member("viola", "Viewer"))
    family = published(document("secret"), starts_on=soon).family
    rows = [posted(family=family, on=soon).vacancy, vacancy(opens_on=soon), vacancy()]

    def codes(client) -> list[tuple[int, int]]:
        pages = ((page_of(row), url("vacancy_preview", row.pk)) for row in rows)
        return [tuple(client.get(where).status_code for where in both) for both in pages]

    assert codes(rosa) == [(200, 200)] * 3
    assert codes(viola) == [(403, 403), (403, 403), (200, 200)]
    assert viola.get(url("vacancy_changelist")).status_code == 200


def test_what_cannot_be_shown_has_no_preview(rosa):
    page = main(rosa.get(url("vacancy_preview", vacancy("canary-role").pk)))
    assert "A public vacancy shows nothing internal" in page.one("ul.findings").text
    assert "CANARY duty" not in page.text
    bad = vacancy(apply="ftp://x")
    assert main(rosa.get(url("vacancy_preview", bad.pk))).texts("ul.findings li") == [
        "Needed apply: write where to apply as https://... or mailto:..."
    ]
    assert main(rosa.get(url("vacancy_preview", vacancy(title="Anything", places=[]).pk))).texts("h1") == [
        "Preview: Anything"
    ]


# Opening, changing, closing


def test_it_is_opened_on_a_day_by_a_page_that_asks(rosa, today):
    soon = today + timedelta(days=4)
    row = vacancy(opens_on=soon)
    page = rosa.get(url("vacancy_open", row.pk))
    assert page.context["form"]["on"].value() == soon
    answer = ask(rosa, row, "open", on=today.isoformat())
    assert told(answer) == ["Junior Engineer is open, or opens on the day that you chose."]
    posting = Posting.objects.get()
    assert (posting.starts_on, posting.posted_by.username) == (today, "rosa")


def test_a_past_day_and_no_day_open_nothing(rosa, today):
    row = vacancy()
    yesterday = (today - timedelta(days=1)).isoformat()
    assert told(ask(rosa, row, "open", on=yesterday)) == [
        "The day of opening is in the past. Choose today or a day to come."
    ]
    assert told(ask(rosa, row, "open", on="")) == ["This field is required."]
    assert told(ask(rosa, row, "open", on="0000-00-00")) == ["Enter a valid date."]
    assert not Posting.objects.exists()


def test_what_is_lacking_is_waived_on_the_page_and_asked_again_next_time(rosa, today):
    row = vacancy(places=[{**DENVER, **{name: PORTO[name] for name in ("pay_minimum", "pay_maximum")},
                           "currency": "USD", "variable": "None"}])  # fmt: skip
    page = rosa.get(url("vacancy_open", row.pk))
    lack = "Colorado asks for the last day to apply (Denver, CO, United States)"
    assert [page.context["form"][name].label for name in page.context["form"].fields if ":" in name] == [lack]
    assert told(ask(rosa, row, "open")) == [f"{lack}."]
    ask(rosa, row, "open", **{"waive:us-co:deadline": "Until somebody is found"})
    let_pass = [{"requirement": "us-co", "fact": "deadline", "reason": "Until somebody is found"}]
    assert Posting.objects.get().waived == let_pass
    change(rosa, row, introduction="Hello")
    ask(rosa, row, "post_changes")
    assert [each.waived for each in Posting.objects.all()] == [let_pass, let_pass]
    page = main(rosa.get(url("posting_changelist")))
    assert page.texts("td.field-let_pass")[0] == "us-co, the last day to apply: Until somebody is found"


def test_changes_are_posted_and_the_text_of_today_is_shown(rosa, today):
    row = posted().vacancy
    assert told(ask(rosa, row, "post_changes")) == ["It says exactly this already."]
    change(rosa, row, introduction="Hello")
    assert told(ask(rosa, row, "post_changes")) == ["Junior Engineer shows what you saved."]
    assert Posting.objects.live(today).get().document.introduction == "Hello"
    change(rosa, row, introduction="Hello again")
    assert told(ask(rosa, row, "reopen")) == ["Junior Engineer shows the role’s text of today."]
    assert Posting.objects.live(today).get().document.introduction == "Hello again"


def test_the_day_of_what_is_to_open_is_moved_with_its_changes(rosa, today):
    soon, later = today + timedelta(days=4), today + timedelta(days=6)
    row = posted(on=soon).vacancy
    assert undrawn(rosa, url("vacancy_post_changes", row.pk)).context["form"]["on"].value() == soon
    ask(rosa, row, "post_changes", on=later.isoformat())
    assert [each.starts_on for each in Posting.objects.standing(today)] == [later]


def test_it_is_closed_with_a_reason(rosa, today):
    row = posted().vacancy
    assert told(ask(rosa, row, "close")) == ["This field is required."]
    assert told(ask(rosa, row, "close", reason="Filled")) == ["Junior Engineer is closed."]
    assert not Posting.objects.live(today).exists()
    assert told(ask(rosa, row, "close", reason="Filled")) == ["This vacancy is not open."]


def test_whoever_asks_of_an_older_version_is_told_and_may_do_it_again(rosa):
    row = vacancy()
    where = url("vacancy_open", row.pk)
    form = undrawn(rosa, where).context["form"]
    data = {each.html_name: each.value() for each in form}
    change(client_of(member("rui", "Recruiter")), row, introduction="From Rui")
    answer = rosa.post(where, data)
    assert answer.status_code == 409
    assert told(answer) == [
        "Somebody else saved this vacancy in the meantime.",
        "Nothing was lost: what you chose is still here. Do it again if it still holds.",
    ]
    again = {each.html_name: each.value() for each in answer.context["form"]}
    assert rosa.post(where, again).status_code == 302
    assert Posting.objects.get().document.introduction == "From Rui"


@pytest.mark.parametrize("name", ["open", "post_changes", "reopen", "close"])
def test_hostile_answers_are_refused_and_no_fault(rosa, name):
    row = vacancy() if name == "open" else posted().vacancy
    where = url(f"vacancy_{name}", row.pk)
    before = Posting.objects.count()
    for data in (
        {},
        {"seen_version": "-1", "on": "9999-12-31", "reason": "\x00"},
        {"seen_version": "9" * 400, "on": "\x00", "reason": "x" * 20_000},
        {"seen_version": ["1", "1"], "on": ["x", "y"], "waive:us-co:deadline": "\x00", "waive:x": "y"},
    ):
        assert rosa.post(where, data).status_code in (200, 409)
    assert rosa.get(url(f"vacancy_{name}", 99_999)).status_code == 404
    assert Posting.objects.count() == before


# What was posted, and what is asked for


def test_postings_are_looked_at(rosa, today):
    row = posted(deadline=today).vacancy
    change(rosa, row, introduction="Hello")
    ask(rosa, row, "post_changes")
    page = main(rosa.get(url("posting_changelist")))
    assert page.texts("td.field-last_day") == [day(today), "Superseded before it was shown a day"]
    assert page.texts("td.field-posted_by") == ["rosa", "-"]
    assert rosa.get(url("posting_change", Posting.objects.first().pk)).status_code == 200


def test_what_jurisdictions_ask_for_is_ticked(platform):
    boss = client_of(member("boss", "Administrator"))
    row = PostingRequirement.objects.get(slug="us-co")
    page = boss.get(page_of(row))
    assert page.context["adminform"].form["facts"].value() == ["pay_range", "variable_pay", "benefits", "deadline"]
    assert page.context["adminform"].form["countries"].value() == "US"
    data = sent_by(page) | {"facts": ["pay_range"], "countries": "us; ca", "region": ""}
    assert boss.post(page_of(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.facts, row.countries, row.region) == (["pay_range"], ["US", "CA"], "")
    record = AuditRecord.objects.first()
    assert (record.action, record.subject, record.reason) == (
        "edit",
        "Colorado",
        "countries: US, CA; region: ; facts: pay_range",
    )
    for wrong, message in (
        ({"countries": "Narnia"}, {"countries": ["No country has the code NARNIA."]}),
        ({"countries": ""}, {"countries": ["This field is required."]}),
        ({"facts": ["colour"]}, {"facts": ["Select a valid choice. colour is not one of the available choices."]}),
        ({"region": "CO"}, {"region": ["A region is that of one country: name this one alone."]}),
        ({"countries": "US", "region": "COL"}, {"region": ["No region of United States has the code COL."]}),
    ):
        answer = boss.post(page_of(row), {**sent_by(undrawn(boss, page_of(row))), **wrong})
        assert answer.context["adminform"].form.errors == message
    small = {**sent_by(undrawn(boss, page_of(row))), "countries": "us", "region": "co"}
    assert boss.post(page_of(row), small).status_code == 302
    row.refresh_from_db()
    assert (row.countries, row.region) == (["US"], "CO")


def test_the_requirements_that_come_with_it_are_sound(catalogue, db):
    rows = list(PostingRequirement.objects.all())
    assert len(rows) == 20
    for row in rows:
        row.full_clean()
    assert {row.slug: row.name for row in rows if row.region == "CO"} == {"us-co": "Colorado"}
    eu = PostingRequirement.objects.get(slug="eu")
    assert len(set(eu.countries)) == 27
    assert all(row.note.endswith("A reminder, not legal advice: read the source.") for row in rows)


# What it costs


def test_the_pages_cost_the_same_for_few_and_for_many(rosa, today):
    row = posted(deadline=today).vacancy
    pages = [
        url("vacancy_changelist"),
        page_of(row),
        url("vacancy_post_changes", row.pk),
        url("vacancy_add"),
        url("vacancy_preview", row.pk),
        url("posting_changelist"),
    ]

    def costs() -> dict[str, int]:
        found = {}
        for where in pages:
            undrawn(rosa, where)
            with CaptureQueriesContext(connection) as queries:
                rosa.get(where)
            found[where] = len(queries)
        return found

    few = costs()
    for number in range(3):
        published(document(f"family-{number}"))
        posted("staff-engineer", specialty="storage", deadline=today)
        vacancy("manager")
        VacancyPlace.objects.create(vacancy=row, country="PT", town=f"Town {number}", position=number)
    assert costs() == few
    assert max(few.values()) <= 30
