"""Search: what is found of what is in force, by whom, in which order, and that nothing else shows in it."""

from dataclasses import replace

import pytest

from careers import listings
from careers.audience import Viewer
from careers.models import Company, SearchText
from careers.reading import Reading
from careers.search import nearest_families, search
from tests.factories import document, published, small_document

pytestmark = pytest.mark.django_db


def visitor(on=None):
    reading = Reading.of_visitor()
    return replace(reading, on=on) if on else reading


def insider():
    return replace(Reading.of_visitor(), viewer=Viewer(internal=True))


def places(found):
    """Each hit as kind and address."""
    return [(hit.kind, "/".join(filter(None, [hit.family_slug, hit.slug]))) for hit in found.hits]


def words(parts):
    return "".join(f"[{text}]" if mark else text for text, mark in parts)


def say(hit):
    """A hit in words: marks in brackets, passages with the places where they stand."""
    return words(hit.title), [(passage.place, words(passage.parts)) for passage in hit.passages]


def pumps(slug="pumps", **changes):
    """A family of its own, with few words in common with `document`."""
    return document(
        slug,
        **{
            "summary": "Moves water uphill.",
            "overview": "Stations along the river.",
            "department": "hydraulics",
            "primary_language": "",
            "responsibilities": [{"text": "Replace worn bearings", "group": "Maintenance"}],
            "requirements": [],
            "performance_indicators": [{"text": "Stoppages in a month"}],
            "sections": [],
            "roles": [
                {"title": "Pump Fitter", "slug": "fitter", "level": "junior", "grade": "5", "job_code": "HY-77"},
                {
                    "title": "Senior Pump Fitter",
                    "slug": "senior-fitter",
                    "level": "senior",
                    "extends": "fitter",
                    "requirements": [{"text": "Reads **hydraulic** [drawings](/drawings/) & plans"}],
                },
            ],
            "specialties": [{"name": "Turbines", "slug": "turbines", "requirements": [{"text": "Balances rotors"}]}],
            "career_steps": [],
            "hiring_processes": [{"title": "Ours", "steps": [{"text": "A visit", "interviewer": "Foreman"}]}],
            **changes,
        },
    )


@pytest.fixture(scope="module")
def families(module_database):
    with module_database():
        published()
        published(pumps())


@pytest.fixture
def catalogue(families, db):
    """Two families."""


FOUND = {
    "pumps": [("family", "pumps"), ("role", "pumps/fitter"), ("role", "pumps/senior-fitter")],
    "worn bearing": [("family", "pumps")],
    "maintenance": [("family", "pumps")],
    "uphill": [("family", "pumps")],
    "hydraulic drawing": [("role", "pumps/senior-fitter")],
    "senior fitter": [("role", "pumps/senior-fitter")],
    "fitter bearings": [("role", "pumps/fitter"), ("role", "pumps/senior-fitter"), ("family", "pumps")],
    "turbine": [("specialty", "pumps/turbines")],
    "rotor": [("specialty", "pumps/turbines")],
    "stoppage": [("family", "pumps")],
    "disks rust": [("specialty", "platform/storage")],
    "RIVER Station": [("family", "pumps")],
    '"clear english"': [("family", "platform")],
    '"english clear"': [],
    "fitter -senior": [("role", "pumps/fitter")],
    "problems scope": [("family", "platform"), ("role", "platform/staff-engineer")],
    "upti": [("family", "platform")],
    "kettle": [],
    "-pumps": [],
    "?!": [],
    "": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_what_is_found(catalogue, text):
    found = search(visitor(), text)
    assert places(found) == FOUND[text]
    assert found.total == len(FOUND[text]) == sum(found.counts.values())


def test_a_hit_shows_what_was_found_and_where(catalogue):
    (hit,) = search(visitor(), "drawings").hits
    assert say(hit) == ("Senior Pump Fitter", [("requirements", "Reads hydraulic [drawings] & plans")])
    assert (hit.family_title, hit.department, hit.internal) == ("Pumps", "hydraulics", False)
    family, *roles = search(visitor(), "pumps").hits
    assert say(family) == ("[Pumps]", [("overview", "Moves water uphill.")])
    assert [say(hit) for hit in roles] == [
        ("[Pump] Fitter", []),
        ("Senior [Pump] Fitter", [("requirements", "Reads hydraulic drawings & plans")]),
    ]


def test_what_roles_inherit_is_found_once_with_who_states_it(catalogue):
    (hit,) = search(visitor(), "pages minutes").hits
    assert say(hit) == ("Platform", [("responsibilities", "Answer [pages] within ten [minutes]")])
    assert (hit.kind, hit.family_slug) == ("family", "platform")


TYPOS = {
    "berings": ("bearings", [("family", "pumps")]),
    "turbnies": ("turbines", [("specialty", "pumps/turbines")]),
    "senior fiter": ("fitter", [("role", "pumps/senior-fitter")]),
    "senoir": ("senior", [("role", "pumps/senior-fitter")]),
}


@pytest.mark.parametrize("text", TYPOS)
def test_what_is_misspelt_is_put_right(catalogue, text):
    meant, hits = TYPOS[text]
    found = search(visitor(), text)
    assert (dict(found.corrected), places(found)) == ({text.split()[-1]: meant}, hits)
    assert (found.missed, found.partly) == ((), False)


def test_what_is_not_alike_was_not_meant(catalogue):
    published(pumps("small", summary="A little family"))
    found = search(visitor(), "kettle")
    assert (found.total, dict(found.corrected)) == (0, {})


def test_a_word_that_nothing_has_is_told(catalogue):
    found = search(visitor(), "kettle bearings")
    assert (places(found), found.missed, found.partly) == ([("family", "pumps")], ("kettle",), True)


def test_where_no_text_has_all_words_those_with_most_come_first(catalogue):
    found = search(visitor(), "english bearings maintenance")
    assert (places(found)[0], found.missed, found.partly) == (("family", "pumps"), (), True)
    found = search(visitor(), "english bearings")
    assert (sorted(places(found)), found.partly) == ([("family", "platform"), ("family", "pumps")], True)


def test_of_four_words_one_may_be_missing(catalogue):
    found = search(visitor(), "replace worn bearings overnight")
    assert (places(found), found.missed, found.partly) == ([("family", "pumps")], (), False)


def test_filters_and_their_counts(catalogue):
    found = search(visitor(), "pumps", kinds=["role"])
    assert (found.total, places(found)) == (2, FOUND["pumps"][1:])
    assert dict(found.counts) == {("family", "hydraulics"): 1, ("role", "hydraulics"): 2}
    assert search(visitor(), "pumps", departments=["engineering"]).total == 0
    assert search(visitor(), "pumps", departments=["hydraulics"], kinds=["family", "specialty"]).total == 1


def test_departments_count_with_those_below_them(catalogue):
    from careers.models import Department

    hydraulics = Department.objects.get(slug="hydraulics")
    hydraulics.parent = Department.objects.get(slug="engineering")
    hydraulics.record(by=None)
    assert search(visitor(), "pumps", departments=["engineering"]).total == 3


def test_pages(catalogue):
    whole = search(visitor(), "fitter bearings pumps english")
    assert whole.total > 2
    parts = [search(visitor(), "fitter bearings pumps english", limit=1, offset=n) for n in range(whole.total + 1)]
    assert [hit for part in parts for hit in part.hits] == list(whole.hits)
    assert {part.total for part in parts} == {whole.total}


HIDDEN = ("canary", "secret", "duty", "pay notes", "focus", "10", "PL", "HY", "77", "foreman", "recruiter", "5")


@pytest.mark.parametrize("text", HIDDEN)
def test_what_is_hidden_is_not_found(catalogue, text):
    assert search(visitor(), text).total == 0


def test_staff_find_what_is_internal(catalogue):
    found = search(insider(), "canary")
    assert places(found) == [
        ("specialty", "platform/canary-focus"),
        ("role", "platform/canary-role"),
        ("family", "platform"),
    ]
    assert [hit.internal for hit in found.hits] == [True, True, False]
    assert say(found.hits[2])[1] == [("section", "Pay notes: [CANARY] section")]


def test_performance_indicators_are_found_by_those_who_may_see_them(catalogue):
    assert [search(reading, "stoppages").total for reading in (visitor(), insider())] == [1, 1]
    company = Company.objects.get()
    company.public_performance_indicators = False
    company.record(by=None)
    assert [search(reading, "stoppages").total for reading in (visitor(), insider())] == [0, 1]
    assert places(search(visitor(), "bearings")) == [("family", "pumps")]


HOSTILE = [
    *("'", '"', '""', '"""', "\\", "\\'", "'; DROP TABLE x; --", "a AND", "OR", "NOT", "NEAR(a b)", "NEAR", "a NEAR b"),
    *("*", "a*", "*a", "^a", "title:a", "{a b}:c", "a:*ABC", "a & | !", "!a", "<->", "a <-> b", "(", ")", "((a)", "+a"),
    *("-", "--", "-a -b", '-"', '-"a', "💧", "💧 water", "\u202e", "\u0301", "ﷺ", "½", "Ⅻ", "ß" * 200, "水 ポンプ"),
    *("%", "_", "%s", "{0}", "a" * 200, " ".join("a" * 100), "c++", "c#", ".net", "x'y", "’s", "'s", "a\tb\nc", "\x7f"),
    *(
        "9" * 200,
        "1e5",
        "-1.5",
        "http://a.b/c?d=e",
        "a@b.cc",
        "²",
        "ǅ",
        "İ",
        "ŉ",
        "a-b_c",
        "[a-z]+",
        "(?i)",
        "\\yword\\y",
    ),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_a_query(catalogue, text):
    for reading in (visitor(), insider()):
        found = search(reading, text)
        assert found.total == sum(found.counts.values())
    assert nearest_families(visitor(), text) is not None


def test_signs_are_part_of_a_language(catalogue):
    published(pumps("tools", overview="We write C++ and C# for AT&T, and node.js in Zürich"))
    assert [places(search(visitor(), text)) for text in ("c++", "C#", "zurich", "node.js")] == [
        [("family", "tools")]
    ] * 4
    assert search(visitor(), "c").total == 0


def test_rebuilt_rows_are_found_as_before(catalogue):
    before = {text: search(visitor(), text) for text in FOUND}
    SearchText.objects.filter(kind="family").update(title="Wrong")
    listings.rebuild()
    assert {text: search(visitor(), text) for text in FOUND} == before
    assert search(visitor(), "wrong").total == 0


def test_nearest_families(catalogue):
    assert nearest_families(visitor(), "pump fitting") == ["pumps"]
    assert nearest_families(visitor(), "kettle") == []


BUDGETS = {
    "pumps": 3,
    "engineer clear english bearings": 3,
    "berings": 6,
    "upti": 5,
    "kettle": 3,
    "english bearings": 5,
}


def test_queries_do_not_grow_with_the_catalogue(catalogue, django_assert_num_queries):
    for more in (0, 12):
        for number in range(more):
            published(small_document(f"family-{number}"))
        reading = visitor()
        for text, queries in BUDGETS.items():
            with django_assert_num_queries(queries):
                search(reading, text)
