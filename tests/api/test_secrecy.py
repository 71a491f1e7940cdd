"""What a caller may not see cannot be inferred: two catalogues that differ only in what is drafted, scheduled or
internal answer anonymous requests alike, to the byte, over every parameter of every endpoint and every page.

What is asked comes from the OpenAPI document and from the routes of the pages, so that what is new is asked as well."""

import re

import pytest
from django.db import transaction
from django.test import Client

from tests.api.endpoints import EXAMPLES, VACANCY
from tests.api.secrets import SLUGS, Build, Clock, known_to_all
from tests.conftest import forget_what_is_kept
from tests.pages.routes import EVERYTHING
from tests.pages.test_visibility import WHERE, WITHIN

pytestmark = pytest.mark.django_db

NOT_COMPARED = {"X-Request-ID", "Date", "RateLimit", "RateLimit-Policy"}
PARTS = {
    "family": ["platform", "casting", "gone"],
    "role": ["staff-engineer", "moulder", "caster", "founder"],
    "specialty": ["storage"],
    "department": ["engineering"],
    "level": ["staff"],
    "scheme": ["general"],
    "grade": ["8"],
    "stage": ["screening"],
    "number": [str(VACANCY), "2", "3"],
}
"""What is public, by the name that addresses have for it."""
DAYS = ["2027-02-16", "2027-03-10", "2027-03-11", "2027-02-10T11:30:00Z"]
"""One on which something was planned, today, one to come, and a moment between two acts."""
WORDS = ["everything", "platform", "storage", "canary", "canary-role", "secret-society", "secret-plan", "secret-quarry"]
NUMBERS = ["0", "1", "3", "50", SLUGS["number"][0]]
IDS = [str(known_to_all(slug)) for slug in ("platform", "secret-society", "secret-plan")]
EVENTS = [f"evt_{name}{'0' * 31}" for name in "ab"]
PLACES = {"PT", "FI", "DE", "US"}
DATED = ("/", "/jobs/", "/levels/", "/job-families/", "/job-families/platform/", "/sitemap.xml", "/changes/feed/")
FEW = 40
"""Values of a closed list; of longer ones those are asked for that something has."""


def values(schema):
    """What to ask for by a parameter of this schema: all of a closed list, else what occurs in either catalogue."""
    options = [each for name in ("anyOf", "oneOf", "allOf") for each in schema.get(name, ())]
    if "items" in schema or options:
        return [*dict.fromkeys(value for each in (options or [schema["items"]]) for value in values(each))]
    if "enum" in schema:
        return [str(each) for each in schema["enum"] if len(schema["enum"]) <= FEW or each in PLACES]
    if schema.get("type") == "boolean":
        return ["true", "false"]
    if schema.get("type") in ("integer", "number"):
        return NUMBERS
    if schema.get("format") in ("date", "date-time"):
        return DAYS
    if schema.get("format") == "uuid":
        return IDS
    return EVENTS if "evt_" in schema.get("pattern", "") else WORDS


def asked_for(parameter):
    """The values of a parameter. Where several go into one, all of them do, but for orderings, which differ by the
    first."""
    found = values(parameter["schema"])
    together = parameter.get("explode") is False and parameter["name"] != "ordering"
    return dict.fromkeys([",".join(found), *found[:2]]) if together else found


def paths(template):
    """The addresses of a route: of two things that are public, and with one part after the other in its place of all
    that are public, or hidden."""
    names = re.findall(r"{(\w+)}", template)
    unknown = {*names} - {*PARTS}
    assert not unknown, f"Say in PARTS and in SLUGS what {unknown} of {template} may be."
    for place in (0, 1):
        there = {name: PARTS[name][min(place, len(PARTS[name]) - 1)] for name in names}
        yield template.format(**there)
        for name in names:
            yield from (template.format(**{**there, name: each}) for each in (*PARTS[name], *SLUGS[name]))


def questions(described):
    """(method, address, what is accepted) of all that is asked, by the OpenAPI document and the routes of the pages."""
    anything = "*/*"
    for template, operations in described["paths"].items():
        example, *others = paths(template)
        for method, operation in operations.items():
            yield from ((method, each, anything) for each in (example, *others))
            kinds = operation["responses"].get("200", {}).get("content", ())
            yield from ((method, each, kind) for each in (example, *others[:1]) for kind in kinds)
            for each in operation.get("parameters", ()):
                asked = asked_for(each) if each["in"] == "query" else []
                yield from ((method, f"{example}?{each['name']}={value}", anything) for value in asked)
        yield from ((method, example, anything) for method in ("options", "head"))
    addresses = [f"/api/v1/{path}" for path in EXAMPLES.values()]
    addresses += [*EVERYTHING, *(f"{address}?as_of={DAYS[0]}" for address in DATED)]
    addresses += [address.format(slug) for address in WHERE for slug in SLUGS["family"][:2]]
    addresses += [address.format(slug) for address in WITHIN for slug in ("canary-role", "secret-quarry")]
    addresses += [f"/jobs/{number}-x/" for number in SLUGS["number"]]
    yield from (("get", address, anything) for address in addresses)


def answers(asked):
    """All of each answer that may be compared, by question."""
    client, found = Client(), {}
    for method, address, accept in asked:
        answer = getattr(client, method)(address, headers={"Accept": accept})
        headers = {name: value for name, value in answer.headers.items() if name not in NOT_COMPARED}
        found[method, address, accept] = (answer.status_code, headers, answer.content, answer.cookies.output())
    return found


def described():
    return Client().get("/api/v1/schema/").json()


@pytest.fixture(scope="module")
def clock():
    """The time of this module."""
    found = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", found)
        yield found


def _built(clock, read, **facts):
    """What is read of a catalogue that is taken back again."""
    with transaction.atomic():
        Build(clock, **facts)
        found = read()
        transaction.set_rollback(True)
    forget_what_is_kept()
    return found


CONTROLS = {
    *(f"/api/v1/{name}/" for name in ("job-families", "roles", "vacancies", "changes", "levels", "grades", "company")),
    *("/jobs/", "/job-families/", "/levels/", "/changes/feed/", "/sitemap.xml"),
}


@pytest.fixture(scope="module")
def catalogues(module_database, clock):
    """What the catalogue with nothing hidden answers; what the one does with all that is hidden, which is there from
    then on; and at which of the CONTROLS the answer is another where something of each kind is told that was hidden."""
    with module_database():
        without = _built(clock, lambda: answers(dict.fromkeys(questions(described()))), hidden=False)
        told = _built(clock, lambda: answers(("get", each, "*/*") for each in CONTROLS), hidden=True, told=True)
        Build(clock, hidden=True)
        whole = answers(dict.fromkeys(questions(described())))
        return without, whole, {asked[1] for asked in told if told[asked][2] != whole[asked][2]}


def test_what_is_hidden_changes_no_answer_to_the_public(catalogues, db):
    without, whole, _ = catalogues
    assert {asked: (answer, whole.get(asked)) for asked, answer in without.items() if whole.get(asked) != answer} == {}
    assert [*without] == [*whole]
    assert len(whole) > 1_000


def test_what_is_told_does(catalogues, db):
    """The control."""
    assert catalogues[2] == CONTROLS


NEVER = str.maketrans("abcdefghijklmnoprstuvwxyz0123456789", "q" * 25 + "9876543210")


def test_what_is_hidden_is_answered_as_what_never_was(catalogues, db):
    """Questions that name something hidden are asked with a name of as many letters that nothing ever had."""
    _, whole, _ = catalogues
    named = {}
    for asked in whole:
        word = next((slugs[0] for slugs in SLUGS.values() if slugs[0] in asked[1] and len(slugs[0]) > len("77")), None)
        if word:
            named[asked] = (word, (asked[0], asked[1].replace(word, word.translate(NEVER)), asked[2]))
    others = answers(never for _, never in named.values())

    def told(answer, word):
        status, headers, body, cookies = answer
        headers = {name: value for name, value in headers.items() if name != "ETag"}
        for written in (word, word.replace("-", " ")):
            body = body.replace(written.encode(), b"NAME")
            headers = {name: value.replace(written, "NAME") for name, value in headers.items()}
        return status, headers, body, cookies

    assert [
        asked
        for asked, (word, never) in named.items()
        if told(whole[asked], word) != told(others[never], word.translate(NEVER))
    ] == []
    assert len(named) > 200
