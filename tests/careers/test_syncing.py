"""Vacancies that follow another job board: what is linked, taken, posted and closed, and what is left alone."""

import json
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from careers import vacancies
from careers.models import Posting, Vacancy, VacancyPlace
from careers.syncing import board as boards
from careers.syncing.following import Options, follow
from config.kernel.models import AuditRecord
from tests.conftest import _user
from tests.factories import PORTO, document, posted, published, small_document, vacancy

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
BOARD = "https://jobs.example/v1/boards/bells"
ENGINEERING = [{"id": 4, "name": "Engineering"}]
JOB = {
    "id": 11,
    "internal_job_id": 1,
    "title": "Staff Engineer",
    "absolute_url": "https://jobs.example/11",
    "requisition_id": None,
    "location": {"name": "Porto, Portugal (hybrid)"},
    "departments": ENGINEERING,
    "offices": [],
    "language": "en",
    "metadata": [{"id": 1, "name": "Employment Type", "value": "Full-time", "value_type": "single_select"}],
    "pay_input_ranges": [
        {"min_cents": 4000000, "max_cents": 5500000, "currency_type": "EUR", "title": "Annual pay", "blurb": ""}
    ],
}
PAY = {"minimum": "40000.00", "maximum": "55000.00", "currency": "EUR", "period": "year", "variable": ""}
FACTS = {
    "places": [{"kind": "hybrid", "country": "PT", "region": "", "town": "Porto", "pay": PAY}],
    "employment_types": ["full_time"],
    "deadline": None,
    "language": "en",
    "apply": "https://jobs.example/11",
    "requisition": "",
}


@pytest.fixture
def catalogue(db):
    return published(starts_on=MARCH).family


@pytest.fixture
def sync(tmp_path):
    """Follows a board that lists these jobs; answers with the results by the ids of the jobs."""

    def follow(*jobs, status=0, source=BOARD, **options):
        file = tmp_path / "jobs.json"
        file.write_text(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))
        return run(file, status, source=source, **options)

    return follow


def run(board, status=0, **options):
    out = StringIO()
    code = 0
    try:
        call_command("sync_vacancies", str(board), format="json", stdout=out, **options)
    except CommandError as error:
        code = error.returncode
    results = [json.loads(line) for line in out.getvalue().splitlines()]
    assert code == status, results
    return {each.pop("key"): each for each in results}


def outcomes(results):
    return {key: (each["outcome"], each["role"], each["posted"]) for key, each in results.items()}


def facts(row):
    """What a vacancy says that is taken from its post."""
    document = row.document().model_dump(mode="json")
    return {name: document[name] for name in FACTS}


# What is made of a post


def test_a_post_becomes_a_vacancy_that_nobody_sees_yet(catalogue, sync):
    results = sync(JOB)
    row = Vacancy.objects.get()
    assert results == {
        "11": {
            "title": "Staff Engineer", "outcome": "created", "role": "platform/staff-engineer", "number": row.number,
            "posted": "", "findings": [], "errors": [],
        }
    }  # fmt: skip
    assert facts(row) == FACTS
    assert (row.family, row.role, row.specialty, row.source, row.source_key) == (
        catalogue, "staff-engineer", "", BOARD, "11",
    )  # fmt: skip
    assert not Posting.objects.exists()
    acts = AuditRecord.objects.filter(key=str(row.pk)).order_by("pk").values_list("action", "reason")
    assert list(acts) == [("edit", ""), ("sync", f"Job 11 of {BOARD}")]


def test_a_second_time_changes_nothing(catalogue, sync):
    sync(JOB, publish=True)
    rows = (Vacancy, VacancyPlace, Posting, AuditRecord)
    before = [list(model.objects.order_by("pk").values()) for model in rows]
    assert outcomes(sync(JOB, publish=True)) == {"11": ("unchanged", "platform/staff-engineer", "")}
    assert outcomes(sync(JOB)) == {"11": ("unchanged", "platform/staff-engineer", "")}
    assert [list(model.objects.order_by("pk").values()) for model in rows] == before


def test_a_dry_run_writes_nothing(catalogue, sync):
    assert outcomes(sync(JOB, publish=True, dry_run=True)) == {"11": ("created", "platform/staff-engineer", "opened")}
    assert not Vacancy.objects.exists()


def test_it_is_opened_changed_and_closed(catalogue, sync, today):
    assert outcomes(sync(JOB, publish=True)) == {"11": ("created", "platform/staff-engineer", "opened")}
    moved = {**JOB, "location": {"name": "Lisbon, Portugal"}, "application_deadline": "2999-12-31T23:59:59+00:00"}
    assert outcomes(sync(moved, publish=True)) == {"11": ("updated", "platform/staff-engineer", "changed")}
    content = Posting.objects.standing(today).get().content
    assert (content["places"][0]["town"], content["deadline"]) == ("Lisbon", "2999-12-31")
    assert outcomes(sync()) == {"11": ("unchanged", "", "")}
    assert outcomes(sync(publish=True, close_all=True)) == {"11": ("closed", "", "")}
    assert sync(publish=True) == {}
    assert not Posting.objects.standing(today).exists()


def test_a_dry_run_keeps_nothing_from_one_post_to_the_next(catalogue, sync):
    """So that others can write in between."""
    sync({**JOB, "id": 9}, publish=True)
    rows = json.dumps({"jobs": [JOB, {**JOB, "id": 12, "title": "Manager, Engineering"}]})
    board, deep = boards.read_board(rows.encode(), BOARD), len(connection.savepoint_ids)
    found = [
        (each.key, each.outcome, each.posted, list(Vacancy.objects.values_list("source_key", flat=True)),
         Posting.objects.filter(ends_on=None).count(), len(connection.savepoint_ids) - deep)
        for each in follow(board, Options(publish=True, dry=True))
    ]  # fmt: skip
    assert found == [
        ("11", "created", "opened", ["9"], 1, 0), ("12", "created", "opened", ["9"], 1, 0),
        ("9", "closed", "", ["9"], 1, 0),
    ]  # fmt: skip


def test_a_board_that_lists_nothing_closes_nothing_unless_one_says_so(catalogue, sync, tmp_path, today):
    sync(JOB, {**JOB, "id": 12, "title": "Manager, Engineering"}, publish=True)
    for options in ({}, {"dry_run": True}):
        with pytest.raises(CommandError) as caught:
            sync_nothing(tmp_path, publish=True, **options)
        assert (caught.value.returncode, str(caught.value)) == (
            2,
            f"{BOARD} lists nothing, and 2 vacancies of it would be closed. Nothing was changed. If they are all to be "
            "closed, say --close-all.",
        )
    assert Posting.objects.standing(today).count() == 2
    assert outcomes(sync(publish=True, close_all=True)) == {"11": ("closed", "", ""), "12": ("closed", "", "")}
    assert sync(publish=True) == {}


def sync_nothing(folder, **options):
    file = folder / "none.json"
    file.write_text('{"jobs": [], "meta": {"total": 0}}')
    call_command("sync_vacancies", str(file), source=BOARD, **options)


def test_what_comes_back_is_opened_again(catalogue, sync, today):
    sync(JOB, publish=True, by=None)
    sync(publish=True, close_all=True)
    assert outcomes(sync(JOB, publish=True)) == {"11": ("unchanged", "platform/staff-engineer", "opened")}
    assert Posting.objects.standing(today).count() == 1


def test_what_people_closed_stays_closed(catalogue, sync, today):
    sync(JOB, publish=True)
    vacancies.close_vacancy(Vacancy.objects.get(), by=None, reason="Enough applications")
    result = sync(JOB, publish=True)["11"]
    assert (result["outcome"], result["posted"], result["findings"]) == (
        "unchanged", "", ["It was closed here, and stays closed."],
    )  # fmt: skip
    assert not Posting.objects.standing(today).exists()


def test_the_console_opens_it_from_the_day_on_which_it_was_published(catalogue, sync, today):
    sync({**JOB, "first_published": "2026-04-02T10:00:00-05:00"}, {**JOB, "id": 12, "first_published": "2025-01-01"},
         publish=True)  # fmt: skip
    days = dict(Posting.objects.values_list("vacancy__source_key", "opened_on"))
    assert days == {"11": date(2026, 4, 2), "12": today}


def test_what_a_jurisdiction_requires_is_reported_and_not_forced(catalogue, sync):
    result = sync({**JOB, "pay_input_ranges": []}, status=1, publish=True)["11"]
    assert (result["outcome"], result["posted"], result["errors"]) == (
        "created", "", ["European Union asks for the pay range (Porto, Portugal)."],
    )  # fmt: skip
    assert Vacancy.objects.count() == 1
    assert not Posting.objects.exists()


# To which role


def link(sync, **job):
    """The role of a job, or why it has none."""
    Vacancy.objects.filter(source=BOARD).delete()
    (result,) = sync({**JOB, **job}).values()
    return result["role"] or result["findings"]


@pytest.fixture
def two(catalogue):
    """Another family with a role of the same title, in another department."""
    return published(small_document("casting").model_copy(update={"department": "foundry"})).family


TITLES = {
    "staff  engineer": "platform/staff-engineer",
    "Engineer (Staff)": "platform/staff-engineer",
    "Jr. Engineer": "platform/junior-engineer",
    "Associate Engineer": "platform/junior-engineer",
    "Staff Engineer, Storage": "platform/staff-engineer/storage",
    "Staff Engineer - Storage": "platform/staff-engineer/storage",
    "Manager, Engineering, Enterprise": "platform/manager/enterprise",
    "Senior Engineer": ["No role in force is called Senior Engineer."],
    "CANARY Secret Role": ["No role in force is called CANARY Secret Role."],
    "Staff Engineer, CANARY Focus": ["No role in force is called Staff Engineer, CANARY Focus."],
}


def test_by_title(catalogue, sync):
    assert {title: link(sync, title=title) for title in TITLES} == TITLES


def test_by_title_within_the_department(two, sync):
    several = ["The title stands for several roles: casting/junior, platform/junior-engineer."]
    title = {"title": "Junior Engineer"}
    assert link(sync, **title, departments=[]) == several
    assert link(sync, **title, departments=[{"name": "Sales"}]) == several
    assert link(sync, **title, departments=[{"name": " engineering "}]) == "platform/junior-engineer"
    assert link(sync, **title, departments=[{"name": "Foundry"}]) == "casting/junior"


def test_by_requisition_first(two, sync):
    assert link(sync, requisition_id="PL-1") == "platform/junior-engineer"
    vacancy("manager", requisition="R-7")
    assert link(sync, requisition_id="R-7") == "platform/manager"
    assert link(sync, requisition_id="R-8") == "platform/staff-engineer"
    vacancy("junior-engineer", requisition="R-7")
    several = ["The requisition R-7 stands for several roles: platform/junior-engineer, platform/manager."]
    assert link(sync, requisition_id="R-7") == several
    assert link(sync, requisition_id="R-7", title="Manager, Engineering") == "platform/manager"


def test_a_prospect_post_is_for_no_role(catalogue, sync):
    assert link(sync, internal_job_id=None) == ["It is for people who apply for no job in particular."]


def test_a_vacancy_stays_with_its_role(catalogue, sync):
    sync(JOB, publish=True)
    result = sync({**JOB, "title": "Bell Ringer"})["11"]
    stays = "No role in force is called Bell Ringer. Its vacancy stays with its role."
    assert (result["outcome"], result["role"], result["findings"]) == ("unchanged", "platform/staff-engineer", [stays])
    result = sync({**JOB, "title": "Junior Engineer"})["11"]
    stays = "It reads as platform/junior-engineer now; its vacancy was posted for another role, and stays."
    assert (result["outcome"], result["role"], result["findings"]) == ("unchanged", "platform/staff-engineer", [stays])


def test_before_it_is_posted_it_follows_to_another_role(catalogue, sync):
    sync(JOB)
    assert outcomes(sync({**JOB, "title": "Junior Engineer"})) == {"11": ("updated", "platform/junior-engineer", "")}


# What is certain


def test_what_is_not_certain_is_told(catalogue, sync):
    pay = {"min_cents": 100, "max_cents": 200, "currency_type": "EUR", "title": "Pay range", "blurb": None}
    odd = {
        "location": {"name": "Porto, Portugal; Wherever"},
        "language": "tlh-Piqd",
        "absolute_url": "http://jobs.example/11",
        "metadata": [{"name": "Employment Type", "value": ["Full time", "Sometimes"]}],
        "pay_input_ranges": [pay],
    }
    result = sync({**JOB, **odd})["11"]
    assert result["findings"] == [
        "It is not certain where this is: Wherever",
        "It is not certain what is paid (Porto, Portugal): Pay range",
        "No employment type is called sometimes.",
        "The language is not known here: tlh-Piqd",
        "Where to apply is no https:// address.",
    ]
    row = Vacancy.objects.get()
    assert list(row.places.values_list("country", "town", "pay_minimum")) == [
        ("PT", "Porto", None),
        ("", "Wherever", None),
    ]
    assert (row.employment_types, row.language, row.apply) == (["full_time"], "en", "")
    result = sync({**JOB, **odd}, status=1, publish=True)["11"]
    assert result["posted"] == ""
    assert len(result["errors"]) == 1


def test_offices_tell_where_the_location_does_not(catalogue, sync):
    sync({**JOB, "location": {"name": "Iberia"}, "offices": [{"name": "HQ", "location": "Porto, Portugal"}]})
    assert [str(place) for place in VacancyPlace.objects.all()] == ["Porto, Portugal"]


def test_pay_is_that_of_the_place_that_it_names(catalogue, sync):
    euros = {**JOB["pay_input_ranges"][0], "title": "Annual pay, Porto, Portugal"}
    francs = {"min_cents": 9000, "max_cents": 9550, "currency_type": "CHF", "title": "Hourly: Zug, Switzerland"}
    sync({**JOB, "location": {"name": "Zug, Switzerland; Porto, Portugal"}, "pay_input_ranges": [euros, francs]})
    (zug, porto) = facts(Vacancy.objects.get())["places"]
    assert zug["pay"] == {"minimum": "90.00", "maximum": "95.50", "currency": "CHF", "period": "hour", "variable": ""}
    assert porto["pay"] == PAY


# What people do


def test_what_people_edited_stays_while_the_board_says_nothing_new(catalogue, sync):
    sync(JOB)
    row = Vacancy.objects.get()
    row.apply, row.introduction = "mailto:rosa@bells.example", "Hello."
    row.save()
    assert outcomes(sync(JOB)) == {"11": ("unchanged", "platform/staff-engineer", "")}
    assert outcomes(sync({**JOB, "requisition_id": "R-1"})) == {"11": ("updated", "platform/staff-engineer", "")}
    row.refresh_from_db()
    assert (row.apply, row.introduction, row.requisition) == ("mailto:rosa@bells.example", "Hello.", "R-1")


def test_where_both_changed_one_fact_nothing_is_changed(catalogue, sync):
    sync(JOB)
    row = Vacancy.objects.get()
    row.apply = "mailto:rosa@bells.example"
    row.save()
    before = Vacancy.objects.values().get()
    news = {**JOB, "absolute_url": "https://jobs.example/new", "requisition_id": "R-1"}
    for _ in range(2):
        result = sync(news, status=1, publish=True)["11"]
        assert (result["outcome"], result["posted"]) == ("conflict", "")
        assert result["errors"] == [
            "The post and its vacancy both say something new: where to apply. Nothing was changed."
        ]
        assert Vacancy.objects.values().get() == before
    row.apply = "https://jobs.example/new"
    row.save()
    assert outcomes(sync(news)) == {"11": ("updated", "platform/staff-engineer", "")}


def test_what_people_have_not_posted_is_not_posted_for_them(catalogue, sync, today):
    sync(JOB, publish=True)
    Vacancy.objects.update(introduction="Not finished")
    assert outcomes(sync(JOB, publish=True)) == {"11": ("unchanged", "platform/staff-engineer", "")}
    result = sync({**JOB, "requisition_id": "R-1"}, status=1, publish=True)["11"]
    assert (result["outcome"], result["posted"], result["errors"]) == (
        "updated", "", ["Somebody edits it, and has not posted what they edited. Post it in the admin."],
    )  # fmt: skip
    assert Posting.objects.standing(today).get().content["introduction"] == ""


def test_vacancies_of_others_are_never_touched(catalogue, sync):
    by_hand = posted("staff-engineer", on=MARCH, apply="https://jobs.example/11").vacancy
    other = posted("manager", source="https://other.example/v1/boards/x", source_key="11").vacancy
    before = [list(model.objects.order_by("pk").values()) for model in (Vacancy, VacancyPlace, Posting)]
    sync(JOB, publish=True)
    sync(publish=True, close_all=True)
    kept = (by_hand.pk, other.pk)
    assert before == [
        list(Vacancy.objects.filter(pk__in=kept).order_by("pk").values()),
        list(VacancyPlace.objects.filter(vacancy__in=kept).order_by("pk").values()),
        list(Posting.objects.filter(vacancy__in=kept).order_by("pk").values()),
    ]


def test_who_may(catalogue, sync):
    _user("nobody")
    assert sync(JOB, status=1, by="nobody")["11"]["errors"] == ["Your account may not make or change vacancies."]
    _user("rosa", "add_vacancy", "change_vacancy")
    assert outcomes(sync(JOB, by="rosa")) == {"11": ("created", "platform/staff-engineer", "")}
    result = sync(JOB, status=1, publish=True, by="rosa")["11"]
    assert result["errors"] == ["Your account may not open or close vacancies."]
    with pytest.raises(CommandError, match="there is no user 'ghost'"):
        call_command("sync_vacancies", BOARD, by="ghost")


# Jobs that cannot be read

BROKEN = {
    "title": [{**JOB, "title": None}, "title: Input should be a valid string"],
    "surrogate": [{**JOB, "title": "\ud800"}, "A text holds a character that no text may have."],
    "nul": [{**JOB, "language": "\x00"}, "A text holds a character that no text may have."],
    "pay": [{**JOB, "pay_input_ranges": [{"min_cents": "1"}]}, "pay_input_ranges/0/min_cents: Input should be"],
    "day": [{**JOB, "first_published": "soon"}, "first_published: write a moment as 2026-03-01T09:30:00+01:00"],
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_job_that_cannot_be_read_is_no_obstacle(catalogue, sync, name):
    job, reason = BROKEN[name]
    results = sync(job, {**JOB, "id": 12}, status=1)
    assert outcomes(results) == {"11": ("failed", "", ""), "12": ("created", "platform/staff-engineer", "")}
    assert results["11"]["errors"][0].startswith(f"It cannot be read: {reason}")


def test_a_job_that_cannot_be_read_is_not_gone(catalogue, sync, today):
    sync(JOB, publish=True)
    assert outcomes(sync({**JOB, "title": 7}, status=1, publish=True)) == {"11": ("failed", "", "")}
    assert outcomes(sync({"title": "Without an id"}, status=1, publish=True)) == {"": ("failed", "", "")}
    assert Posting.objects.standing(today).count() == 1


NO_BOARDS = {
    "[": "What * answers is no JSON.",
    "[" * 100_000: "What * answers is no JSON.",
    '{"jobs": ' + "9" * 5_000 + "}": "What * answers is no JSON.",
    "[]": '* does not answer as a job board: there is no list of "jobs".',
    '{"jobs": {}}': '* does not answer as a job board: there is no list of "jobs".',
    '{"jobs": [], "meta": {"total": 3}}': "* says that it has 3 jobs and lists 0. Nothing was made of it.",
    json.dumps({"jobs": [JOB, JOB]}): "* lists the job 11 twice. Nothing was made of it.",
}


def refused(board, **options):
    with pytest.raises(CommandError) as error:
        call_command("sync_vacancies", str(board), publish=True, **options)
    assert error.value.returncode == 2
    return str(error.value)


def test_what_is_no_board(catalogue, sync, tmp_path, today):
    sync(JOB, publish=True)
    for content, reason in NO_BOARDS.items():
        file = tmp_path / "no-board.json"
        file.write_text(content)
        assert refused(file, source=BOARD) == reason.replace("*", BOARD), content[:60]
    assert refused(tmp_path / "none.json") == f"{tmp_path / 'none.json'}: No such file or directory."
    file.write_bytes(b" " * (boards.MAX_BYTES + 1))
    assert refused(file) == f"{file} has more than 10,000,000 bytes."
    assert Posting.objects.standing(today).count() == 1


# Over HTTP


@pytest.fixture
def server(settings):
    """A server that answers as the test says: a list of (path, answer), an answer being a dict for JSON, or a function
    that gets the handler. `asked` lists the paths."""
    settings.DEBUG = True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            answer = server.answers.get(self.path.split("?")[0])
            if callable(answer):
                answer(self)
            elif answer is None:
                self.send_error(404)
            else:
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], {}
    server.address = f"http://127.0.0.1:{server.server_port}/v1/boards/bells"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_pay_is_asked_for_where_the_list_does_not_tell_it(catalogue, server):
    listed = {name: value for name, value in JOB.items() if name != "pay_input_ranges"}
    server.answers = {
        "/v1/boards/bells/jobs": {"jobs": [listed, {**listed, "id": 12}]},
        "/v1/boards/bells/jobs/11": JOB,  # and the other one is gone by then
    }
    assert outcomes(run(f"{server.address}/jobs/")) == {"11": ("created", "platform/staff-engineer", "")}
    assert server.asked == [
        "/v1/boards/bells/jobs?content=true&pay_transparency=true",
        "/v1/boards/bells/jobs/11?pay_transparency=true",
        "/v1/boards/bells/jobs/12?pay_transparency=true",
    ]
    row = Vacancy.objects.get()
    assert (row.source, facts(row)) == (server.address, FACTS)


def redirect(handler):
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1/elsewhere")
    handler.end_headers()


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 100_000)
    except OSError:
        pass


def half(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"jobs": [')


def slow(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def silent(handler):
    time.sleep(1)


def babble(handler):
    handler.wfile.write(b"What?\r\n\r\n")


ANSWERS = {
    redirect: "answers 302. It leads to http://127.0.0.1/elsewhere.",
    endless: "answers more than 10,000,000 bytes.",
    half: "broke off in the middle of its answer.",
    slow: "does not answer in time.",
    silent: "does not answer in time.",
    babble: "does not answer in HTTP.",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_board_that_does_not_answer_well(catalogue, sync, server, today, monkeypatch, answer):
    monkeypatch.setattr(boards, "TIMEOUT", 0.3)
    monkeypatch.setattr(boards, "DEADLINE", 0.5 if answer is slow else 60)
    server.answers["/v1/boards/bells/jobs"] = {"jobs": [JOB]}
    run(server.address, publish=True)
    server.answers["/v1/boards/bells/jobs"] = answer
    assert refused(server.address) == f"{server.address}/jobs?content=true&pay_transparency=true {ANSWERS[answer]}"
    assert Posting.objects.standing(today).count() == 1


def test_pay_that_cannot_be_asked_for_writes_nothing(catalogue, server):
    listed = {name: value for name, value in JOB.items() if name != "pay_input_ranges"}
    server.answers = {"/v1/boards/bells/jobs": {"jobs": [listed]}, "/v1/boards/bells/jobs/11": redirect}
    assert refused(server.address).endswith("answers 302. It leads to http://127.0.0.1/elsewhere.")
    assert not Vacancy.objects.exists()


def test_a_board_that_is_not_there(catalogue, server):
    assert refused(server.address).endswith("(404).")
    server.server_close()
    server.socket.close()


def test_addresses(settings):
    settings.DEBUG = False
    asked = {
        "http://127.0.0.1:1/v1/boards/bells": "The address of a board begins with https://.",
        "http://jobs.example/v1/boards/bells": "The address of a board begins with https://.",
        "ftp://jobs.example/x": "The address of a board begins with https://.",
        "https://rosa:secret@jobs.example/x": "'https://rosa:secret@jobs.example/x' is no address of a board, such as "
        "https://host/v1/boards/token.",
        "https://[": "'https://[' is no address.",
        f"https://jobs.example/{'x' * 200}": "The address is longer than 200 characters.",
    }
    assert {address: refused(address) for address in asked} == asked
    settings.DEBUG = True
    assert refused("http://jobs.example/v1/boards/bells") == "The address of a board begins with https://."


# Our own board


def test_our_own_board_is_a_source(catalogue, client, tmp_path, settings, today):
    """The board of one catalogue, followed by another that has the same roles and no vacancy: both say the same, but
    for ids and addresses."""
    settings.BASE_URL = "https://roles.example"
    hourly = {
        "pay_minimum": "18.50",
        "pay_maximum": 21,
        "currency": "EUR",
        "period": "hour",
        "variable": "Tips & shares",
    }
    remote = {"kind": "remote", "country": "FI", **hourly}
    shared = {"benefits": ""}
    posted("staff-engineer", on=MARCH, specialty="storage", requisition="BF-7", places=[PORTO, remote], **shared)
    posted("manager", on=today, employment_types=["part_time", "contractor"], deadline=date(2999, 12, 31), **shared)
    posted("junior-engineer", on=MARCH, language="pt-PT", places=[{**PORTO, "variable": "A bonus"}], **shared)

    def board():
        path = "/boards/v1/boards/your-company/jobs?content=true&pay_transparency=true"
        return client.get(path).json()["jobs"]

    def told(jobs):
        """Without ids and addresses."""
        for job in jobs:
            job["content"] = job["content"].replace(job["absolute_url"], "ADDRESS").replace(
                "https://apply.example/1", "ADDRESS"
            )  # fmt: skip
            for name in ("id", "internal_job_id", "absolute_url", "updated_at"):
                job.pop(name)
            if job["first_published"].startswith(today.isoformat()):
                job["first_published"] = "today"
        return sorted(jobs, key=lambda job: job["title"])

    theirs = board()
    file = tmp_path / "board.json"
    file.write_text(json.dumps({"jobs": theirs}))
    Posting.objects.all()._raw_delete("default")
    VacancyPlace.objects.all().delete()
    Vacancy.objects.all().delete()
    results = run(file, publish=True)
    assert {each["outcome"] for each in results.values()} == {"created"}
    assert [each["findings"] + each["errors"] for each in results.values()] == [[], [], []]
    ours = board()
    addresses = {job["title"]: job["absolute_url"] for job in theirs}
    for job in ours:
        job["content"] = job["content"].replace(addresses[job["title"]], "ADDRESS")
    assert told(ours) == told(theirs)
    assert {each["outcome"] for each in run(file, publish=True).values()} == {"unchanged"}


def test_it_is_told_in_words(catalogue, sync, tmp_path):
    file = tmp_path / "jobs.json"
    file.write_text(json.dumps({"jobs": [JOB, {**JOB, "id": 12, "title": "Bell Ringer"}]}))
    out = StringIO()
    call_command("sync_vacancies", str(file), publish=True, stdout=out)
    assert out.getvalue().splitlines() == [
        "created    11 Staff Engineer -> platform/staff-engineer, opened",
        "unmatched  12 Bell Ringer",
        "           No role in force is called Bell Ringer.",
        "2 posts of file:jobs.json: 1 created, 1 unmatched.",
    ]


def test_a_family_that_is_published_anew_changes_no_link(catalogue, sync):
    sync(JOB, publish=True)
    published(document(title="Foundations"))
    assert outcomes(sync(JOB, publish=True)) == {"11": ("unchanged", "platform/staff-engineer", "")}
