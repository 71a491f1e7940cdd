"""What stands whole in another resource: the same rows as in the lists, for one query each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers import reading
from careers.api import listed
from careers.models import Company
from tests import factories
from tests.api.endpoints import VACANCY
from tests.api.shapes import PLATFORM_ID, family, id_of

pytestmark = pytest.mark.django_db


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


@pytest.fixture
def listed_rows(get, platform):
    """The rows of the lists of roles and of specialties, and the family's."""
    factories.published(factories.document("another", roles=[], specialties=[], career_steps=[], hiring_processes=[]))
    roles = get("roles/")[1]["results"]
    specialties = get("specialties/")[1]["results"]
    (row,) = get("job-families/?id__in=" + str(PLATFORM_ID))[1]["results"]
    return roles, specialties, row


def test_families_with_their_roles_and_specialties(get, listed_rows):
    roles, specialties, row = listed_rows
    another, platform = get("job-families/?expand=roles,specialties")[1]["results"]
    assert platform == {**row, "roles": roles, "specialties": specialties}
    assert (another["slug"], another["roles"], another["specialties"]) == ("another", [], [])
    assert get("job-families/?expand=specialties&fields=slug,roles,specialties&limit=1&offset=1")[1]["results"] == [
        {"slug": "platform", "specialties": specialties}
    ]


def test_a_whole_family_has_all_of_the_rows(get, listed_rows):
    roles, specialties, _ = listed_rows
    plain = get("job-families/platform/")[1]
    whole = get("job-families/platform/?expand=roles,specialties")[1]
    own = get("roles/?composed=false")[1]["results"]
    assert whole["roles"] == own
    for before, after, row in zip(plain["roles"], whole["roles"], roles, strict=True):
        assert after == {**before, **row, "revision": plain["revision"]}
    for before, after, row in zip(plain["specialties"], whole["specialties"], specialties, strict=True):
        assert after == {**before, **row}
    assert without(whole, "roles", "specialties") == without(plain, "roles", "specialties")


def test_roles_with_their_family_and_specialties(get, listed_rows):
    roles, (storage, enterprise), row = listed_rows
    found = get("roles/?expand=family,specialties")[1]["results"]
    assert found == [
        {**role, "family": row, "specialties": [storage, enterprise] if role["slug"] == "manager" else [storage]}
        for role in roles
    ]


def test_a_whole_role_with_its_family_and_specialties(get, listed_rows):
    _, (storage, enterprise), row = listed_rows
    plain = get("roles/platform/manager/")[1]
    whole = get("roles/platform/manager/?expand=specialties,family")[1]
    assert plain["family"] == family("platform", "Platform")
    own = [{**before, **after} for before, after in zip(plain["specialties"], (storage, enterprise), strict=True)]
    assert whole == {**plain, "family": row, "specialties": own}
    stated = get("roles/platform/manager/?composed=false")[1]
    assert get("roles/platform/manager/?composed=false&expand=specialties")[1] == {
        **stated, "specialties": [storage, enterprise],
    }  # fmt: skip


def test_composed_lists_expand_as_others_do(get, listed_rows):
    whole = {role: get(f"roles/platform/{role}/?expand=family")[1] for role in ("junior-engineer", "staff-engineer")}
    assert get("roles/?composed=true&expand=family&limit=2")[1]["results"] == list(whole.values())


def test_vacancies_with_their_role(get, listed_rows):
    (junior, *_), _, _ = listed_rows
    factories.posted(title="Anything", number=VACANCY + 1)
    listed = get("vacancies/?expand=role&fields=role,number&ordering=number")[1]["results"]
    assert listed == [{"number": VACANCY, "role": junior}, {"number": VACANCY + 1, "role": None}]
    assert get(f"vacancies/{VACANCY}/?expand=role&fields=role")[1] == {"role": junior}


NOTHING_MORE = "Allowed: roles, specialties."
REFUSED = [
    ("job-families/?expand=", "expand", f"'' is not known here. {NOTHING_MORE}"),
    ("job-families/?expand=department", "expand", f"'department' is not known here. {NOTHING_MORE}"),
    ("job-families/?expand=roles.specialties", "expand", f"'roles.specialties' is not known here. {NOTHING_MORE}"),
    ("job-families/platform/?expand=roles__family", "expand", f"'roles__family' is not known here. {NOTHING_MORE}"),
    ("job-families/?expand=roles,roles", "expand", "Name each once."),
    ("job-families/?expand=roles&expand=roles", "expand", "Name each once."),
    ("roles/?expand=roles", "expand", "'roles' is not known here. Allowed: family, specialties."),
    ("roles/?composed=yes", "composed", "'yes' is not known here. Allowed: true, false."),
    ("roles/?composed=true,false", "composed", "Write true or false."),
    ("roles/?composed=true&composed=false", "composed", "Give it once."),
    ("levels/?expand=roles", "expand",
     "There is no such parameter. Allowed: as_of, fields, limit, offset, ordering, rank__gte, rank__lte, track, "
     "track__in, updated_since."),
]  # fmt: skip


def test_there_is_one_step_and_no_other(refused, platform):
    assert {path: refused(path) for path, _, _ in REFUSED} == {
        path: {name: [sentence]} for path, name, sentence in REFUSED
    }


def test_an_answer_holds_so_many_rows(get, refused, platform, monkeypatch):
    monkeypatch.setattr(listed, "MAX_EXPANDED", 3)
    assert get("job-families/?expand=roles")[0] == 200
    monkeypatch.setattr(listed, "MAX_EXPANDED", 2)
    assert refused("job-families/?expand=roles") == {
        "expand": ["It is more than 2 rows. Ask for fewer at once, with limit."]
    }


def test_what_is_hidden_is_in_no_expansion(client, staff, platform):
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = False
    company.record(by=None)
    paths = [
        "job-families/?expand=roles,specialties", "job-families/platform/?expand=roles,specialties",
        "roles/?expand=family,specialties", "roles/?composed=true&expand=specialties", "roles/?composed=false",
        "roles/platform/staff-engineer/?composed=false&expand=family,specialties", "vacancies/?expand=role",
    ]  # fmt: skip

    def found(path):
        return client.get(f"/api/v1/{path}").content.decode()

    hidden = ("CANARY", "canary", '"grade":{', "/grades/", "uptime", "PL-1")
    assert [(path, word) for path in paths for word in hidden if word in found(path)] == []
    client.force_login(staff)
    assert {word for path in paths for word in hidden if word in found(path)} == set(hidden)


def test_what_a_role_states_itself(get, platform):
    whole = get("job-families/platform/")[1]
    stated = get("roles/?composed=false")[1]["results"]
    assert [without(role, "family", "department", "revision") for role in stated] == whole["roles"]
    assert [get(f"roles/platform/{role['slug']}/?composed=false") for role in stated] == [
        (200, role) for role in stated
    ]
    # A specialty is none of its own: it changes nothing, but it has to be one of the role's.
    path = "roles/platform/manager/?composed=false&specialty={}"
    assert get(path.format("enterprise"))[1] == stated[2]
    assert get(path.format("nothing"))[0] == 404


def test_what_a_role_states_without_indicators_is_as_in_the_family(get, platform):
    company = Company.objects.get()
    company.public_performance_indicators = False
    company.record(by=None)
    stated = get("roles/?composed=false")[1]["results"]
    assert [without(role, "family", "department", "revision") for role in stated] == (
        get("job-families/platform/")[1]["roles"]
    )


def test_a_list_of_composed_roles_is_of_the_same_as_each_alone(get, platform):
    composed = get("roles/?composed=true&ordering=-level")[1]["results"]
    assert [role["slug"] for role in composed] == ["staff-engineer", "manager", "junior-engineer"]
    assert [get(f"roles/platform/{role['slug']}/") for role in composed] == [(200, role) for role in composed]
    assert get("roles/?composed=true&fields=slug,responsibilities&q=coach")[1]["results"] == [
        {"slug": "manager", "responsibilities": composed[1]["responsibilities"]}
    ]


IN_ONE = {
    "roles/": 5,
    "roles/?composed=true": 5,
    "roles/?composed=false": 6,
    "roles/?expand=family": 6,
    "roles/?expand=family,specialties": 7,
    "roles/?composed=true&expand=family,specialties&ordering=-grade&grade__gte=5": 7,
    "job-families/?expand=roles": 5,
    "job-families/?expand=roles,specialties&updated_since=2000-01-01": 6,
    "job-families/platform/?expand=roles,specialties": 3,
    "roles/platform/manager/?expand=family,specialties": 5,
    "roles/platform/manager/?composed=false": 4,
    "levels/?updated_since=2000-01-01": 3,
    "vacancies/?expand=role": 4,
}
"""Queries of each: the catalogue's state, the names of the day, how many rows there are, their keys, the rows, and one
for each expansion."""


@pytest.mark.parametrize("families", [1, 3])
def test_queries_do_not_grow(client, departments, families):
    for number in range(families):
        factories.published(factories.document(f"platform-{number}" if number else "platform"))
        factories.posted(family=None if number == 0 else factories.Family.objects.get(slug=f"platform-{number}"))
    spent = {}
    for path in IN_ONE:
        reading._snapshot.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/{path}").status_code == 200
        spent[path] = len(queries)
    assert spent == IN_ONE


def test_ids_find_what_they_are_of(get, platform, departments):
    changed = factories.document("foundations", title="Foundations")
    role, specialty = get("roles/?limit=1")[1]["results"][0]["id"], get("specialties/?limit=1")[1]["results"][0]["id"]

    def found():
        return [
            [row["slug"] for row in get(path)[1]["results"]]
            for path in (
                f"roles/?id={role}",
                f"roles/?id={role.upper()}&id={specialty}",
                f"roles/?id__in={role},{specialty}&family=platform",
                f"specialties/?id={specialty}",
                f"job-families/?id={PLATFORM_ID}&id={role}",
            )
        ]

    assert found() == [["junior-engineer"], ["junior-engineer"], ["junior-engineer"], ["storage"], ["platform"]]
    factories.published(changed, family=factories.Family.objects.get())
    assert found() == [["junior-engineer"], ["junior-engineer"], [], ["storage"], ["foundations"]]


def test_the_id_of_what_is_hidden_finds_nothing(client, staff, platform):
    path = f"/api/v1/roles/?id={id_of('role', 'canary-role')}"
    assert client.get(path).json()["count"] == 0
    client.force_login(staff)
    assert client.get(path).json()["count"] == 1
