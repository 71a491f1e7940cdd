"""Lists: filters, order, fields and pages."""

import pytest

from levels.models import Grade, GradeScheme
from tests import factories
from tests.api.shapes import API

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture(scope="module")
def catalogue(platform_of_module, module_database):
    with module_database():
        _publish_others()


def _publish_others():
    """Two more families, in other departments."""
    hardware = {
        "department": "hardware",
        "summary": "Makes 100% of the boards.",
        "roles": [
            {
                "title": "Board Designer",
                "slug": "designer",
                "level": "senior",
                "grade": "7",
                "hiring": "promotion_only",
            },
            {"title": "Board Lead", "slug": "lead", "level": "manager", "track": "management", "grade": "9.5"},
        ],
        "specialties": [{"name": "Storage", "slug": "storage"}],
        "career_steps": [{"from_role": "designer", "kind": "track_change", "to_family": "boards", "to_role": "lead"}],
    }
    selling = {
        "department": "sales",
        "roles": [{"title": "Seller", "slug": "seller", "level": "junior", "grade": "5", "grade_scheme": "sales"}],
        "specialties": [],
        "career_steps": [{"kind": "lateral", "to_family": "boards", "text": "Some go and build."}],
        "hiring_processes": [],
    }
    Grade(scheme=GradeScheme.objects.get(slug="general"), slug="9.5", name="9.5", rank="9.5").record(by=None)
    factories.published(factories.document("boards", **hardware))
    factories.published(factories.document("selling", **selling))


FILTERED = [
    ("job-families/", ["boards", "platform", "selling"]),
    ("job-families/?department=engineering", ["boards", "platform"]),
    ("job-families/?department=hardware", ["boards"]),
    ("job-families/?department=hardware&department=sales", ["boards", "selling"]),
    ("job-families/?track=management", ["boards", "platform"]),
    ("job-families/?level=junior", ["platform", "selling"]),
    ("job-families/?level=junior&track=management", []),
    ("job-families/?grade=9", ["platform"]),
    ("job-families/?grade=9&grade=9.5", ["boards", "platform"]),
    ("job-families/?grade=11", ["platform"]),
    ("job-families/?specialty=storage", ["boards", "platform"]),
    ("job-families/?specialty=storage&level=junior", ["platform"]),
    ("job-families/?q=100%25", ["boards"]),
    ("job-families/?q=PAGES+minutes", ["boards", "platform", "selling"]),
    ("job-families/?q=seller", ["selling"]),
    ("job-families/?q=_", []),
    ("job-families/?q=", ["boards", "platform", "selling"]),
    ("job-families/?ordering=-title", ["selling", "platform", "boards"]),
    ("job-families/?ordering=department,-slug", ["platform", "boards", "selling"]),
    ("roles/", ["designer", "lead", "junior-engineer", "staff-engineer", "manager", "seller"]),
    ("roles/?family=boards&family=selling", ["designer", "lead", "seller"]),
    ("roles/?family=null", []),
    ("roles/?department=engineering&track=management", ["lead", "manager"]),
    ("roles/?level=junior&level=senior", ["designer", "junior-engineer", "seller"]),
    ("roles/?grade=8", ["staff-engineer", "manager"]),
    ("roles/?grade=11", ["manager"]),
    ("roles/?grade=5", ["junior-engineer", "seller"]),
    ("roles/?specialty=enterprise", ["manager"]),
    ("roles/?hiring=promotion_only", ["designer"]),
    ("roles/?q=board+design", ["designer"]),
    ("roles/?ordering=-title", ["staff-engineer", "seller", "manager", "junior-engineer", "lead", "designer"]),
    ("roles/?ordering=track,-family", ["seller", "junior-engineer", "staff-engineer", "designer", "manager", "lead"]),
    ("specialties/", ["storage", "storage", "enterprise"]),
    ("specialties/?family=platform", ["storage", "enterprise"]),
    ("specialties/?slug=storage&kind=specialty", ["storage", "storage"]),
    ("specialties/?ordering=kind,-family", ["enterprise", "storage", "storage"]),
    ("departments/?parent=engineering", ["hardware"]),
    ("departments/?ordering=-name&limit=1", ["unassigned"]),
    ("levels/?track=management&limit=2", ["manager", "senior-manager"]),
    ("grades/?scheme=general&ordering=-rank&limit=3", ["15", "14", "13"]),
    # Alternatives between commas; asked for in both ways, both hold.
    ("roles/?family__in=boards,selling", ["designer", "lead", "seller"]),
    ("roles/?level__in=junior,senior&level=senior&level=manager", ["designer"]),
    ("roles/?level__in=junior&level=senior", []),
    # Many clients repeat what could stand between commas.
    ("roles/?family__in=boards&family__in=selling,nothing", ["designer", "lead", "seller"]),
    (
        "roles/?ordering=track&ordering=-family",
        ["seller", "junior-engineer", "staff-engineer", "designer", "manager", "lead"],
    ),
    ("roles/?fields=slug&fields=title&family=selling", ["seller"]),
    ("roles/?grade=8&grade__in=9,10", ["manager"]),
    ("roles/?language__in=Rust,COBOL", ["junior-engineer", "staff-engineer", "manager"]),
    ("job-families/?level__in=manager&track__in=individual_contributor", []),
    ("job-families/?grade__in=9.5,5&department__in=hardware,sales", ["boards", "selling"]),
    ("departments/?parent__in=engineering,sales", ["hardware"]),
    ("grades/?scheme__in=sales,product&rank__gte=14.5", ["15", "15"]),
    # Ranges, both ends included.
    ("roles/?grade__gte=9", ["lead", "manager"]),
    ("roles/?grade__gte=9.5", ["lead", "manager"]),
    ("roles/?grade__gte=9.25&grade__lte=1e1", ["lead"]),
    ("roles/?grade__lte=5.0", ["junior-engineer", "seller"]),
    ("roles/?grade__gte=8.5&grade__lte=8.9", []),
    ("roles/?grade__gte=9&grade__lte=8", []),
    ("roles/?level_rank__gte=50", ["lead", "staff-engineer", "manager"]),
    ("roles/?level_rank__gte=21&level_rank__lte=49", ["designer"]),
    ("job-families/?grade__lte=7&level_rank__gte=50", []),
    ("job-families/?grade__lte=7&level_rank__gte=40", ["boards"]),
    ("job-families/?grade__gte=-1e300", ["boards", "platform", "selling"]),
    ("levels/?rank__gte=95", ["senior-vice-president", "executive"]),
    ("levels/?rank__gte=50&rank__lte=50", ["staff", "manager"]),
    ("roles/?starts_on__lte=2001-01-01", []),
    ("roles/?starts_on__gte=2001-01-01&family=selling", ["seller"]),
    ("specialties/?starts_on__gte=9999-12-31", []),
    ("job-families/platform/revisions/?starts_on__lte=2001-01-01", []),
    # By ranks and by names; without one comes last, and what is alike stays as it was.
    ("roles/?ordering=level", ["junior-engineer", "seller", "designer", "lead", "staff-engineer", "manager"]),
    ("roles/?ordering=-level,family", ["lead", "staff-engineer", "manager", "designer", "junior-engineer", "seller"]),
    ("roles/?ordering=grade", ["junior-engineer", "seller", "designer", "staff-engineer", "manager", "lead"]),
    ("roles/?ordering=-grade", ["lead", "staff-engineer", "manager", "designer", "junior-engineer", "seller"]),
    (
        "roles/?ordering=-department,slug",
        ["seller", "designer", "lead", "junior-engineer", "manager", "staff-engineer"],
    ),
    ("roles/?ordering=starts_on&family=boards", ["designer", "lead"]),
    ("job-families/?ordering=-department", ["selling", "boards", "platform"]),
    ("job-families/?ordering=starts_on", ["boards", "platform", "selling"]),
]


def test_filters_and_order(slugs, catalogue):
    assert {path: slugs(path) for path, _ in FILTERED} == dict(FILTERED)


STEPS = [
    ("career-steps/", ["track_change", "promotion", "lateral"]),
    ("career-steps/?family=boards", ["track_change"]),
    ("career-steps/?kind=lateral&kind=promotion", ["promotion", "lateral"]),
    ("career-steps/?from_role=junior-engineer", ["promotion"]),
    ("career-steps/?to_family=boards", ["track_change", "lateral"]),
    ("career-steps/?to_role=lead", ["track_change"]),
    ("career-steps/?ordering=-family", ["lateral", "promotion", "track_change"]),
]


def test_career_steps_are_filtered(get, catalogue):
    assert {path: [row["kind"] for row in get(path)[1]["results"]] for path, _ in STEPS} == dict(STEPS)


def test_hiring_processes_are_filtered(get, catalogue):
    def of(path):
        return [row["family"]["slug"] for row in get(path)[1]["results"]]

    assert of("hiring-processes/?ordering=-family") == ["platform", "boards"]
    assert of("hiring-processes/?family=boards") == ["boards"]
    assert of("hiring-processes/?family=selling") == []


def test_pages_lead_to_one_another_with_the_query(get, catalogue):
    query = "fields=slug&family=boards&family=platform"
    first = get(f"roles/?{query}&limit=2")[1]
    assert first == {
        "count": 5,
        "next": f"{API}/roles/?family=boards&family=platform&fields=slug&limit=2&offset=2",
        "previous": None,
        "results": [{"slug": "designer"}, {"slug": "lead"}],
    }
    assert get(first["next"].removeprefix(f"{API}/"))[1] == {
        "count": 5,
        "next": f"{API}/roles/?family=boards&family=platform&fields=slug&limit=2&offset=4",
        "previous": f"{API}/roles/?family=boards&family=platform&fields=slug&limit=2",
        "results": [{"slug": "junior-engineer"}, {"slug": "staff-engineer"}],
    }


def test_fields_leave_out_the_rest(get, catalogue):
    assert get("roles/?fields=title,level&limit=1")[1]["results"] == [
        {"title": "Board Designer", "level": {"slug": "senior", "name": "Senior", "url": f"{API}/levels/senior/"}}
    ]
    assert get("job-families/selling/?fields=slug,primary_language") == (
        200,
        {"slug": "selling", "primary_language": "Go"},
    )
    assert get("?fields=roles") == (200, {"roles": f"{API}/roles/"})


ROLES = [
    "as_of", "composed", "department", "department__in", "expand", "family", "family__in", "fields", "grade",
    "grade__gte", "grade__in", "grade__lte", "hiring", "hiring__in", "id", "id__in", "language", "language__in",
    "level", "level__in", "level_rank__gte", "level_rank__lte", "limit", "offset", "ordering", "q", "specialty",
    "specialty__in", "starts_on__gte", "starts_on__lte", "track", "track__in", "updated_since",
]  # fmt: skip
"""The parameters of the list of roles."""
NO_SUCH = f"There is no such parameter. Allowed: {', '.join(ROLES)}."
GRADES = "4, 5, 6, 7, 8, 9, 9.5, 10, 11, 12, 13, 14, 15"
REFUSED = [
    ("roles/?colour=red", "colour", NO_SUCH),
    ("roles/platform/manager/?q=x", "q",
     "There is no such parameter. Allowed: as_of, composed, expand, fields, specialty."),
    ("roles/?format=json", "format", NO_SUCH),
    ("?limit=1", "limit", "There is no such parameter. Allowed: as_of, fields."),
    ("schema/?format=yaml", "format", "There is no such parameter. None is allowed."),
    ("roles/?track=sideways", "track", "'sideways' is not known here. Allowed: individual_contributor, management."),
    ("roles/?track=management&track=", "track", "'' is not known here. Allowed: individual_contributor, management."),
    ("roles/?hiring=never", "hiring", "'never' is not known here. Allowed: open, promotion_only, closed."),
    ("roles/?grade=99", "grade", f"'99' is not known here. Allowed: {GRADES}."),
    ("roles/?department=canteen", "department",
     "'canteen' is not known here. Allowed: engineering, hardware, sales, unassigned."),
    ("roles/?family=Not+A+Slug", "family", "'Not A Slug' is no slug: small letters, digits and hyphens."),
    ("roles/?family=trailing%0A", "family", "'trailing\\n' is no slug: small letters, digits and hyphens."),
    ("roles/?q=" + "x" * 201, "q", "Ensure this value has at most 200 characters (it has 201)."),
    ("roles/?q=a&q=b", "q", "Give it once."),
    ("roles/?ordering=title&ordering=title", "ordering", "Name each once."),
    ("roles/?composed=true&composed=true", "composed", "Give it once."),
    ("roles/?ordering=job_code", "ordering", "'job_code' is not known here. Allowed: title, -title, slug, -slug, "
     "family, -family, department, -department, track, -track, level, -level, grade, -grade, starts_on, -starts_on."),
    ("roles/?ordering=title,title", "ordering", "Name each once."),
    ("roles/?limit=1&limit=2", "limit", "Give it once."),
    ("roles/?limit=0", "limit", "Write a whole number from 1 to 200."),
    ("roles/?limit=" + "9" * 31, "limit", "Write a whole number from 1 to 200."),
    ("roles/?offset=-1", "offset", "Write a whole number from 0 to 1000000."),
    ("grades/?scheme=piracy", "scheme",
     "'piracy' is not known here. Allowed: customer-success, general, product, sales."),
    ("specialties/?q=x", "q", "There is no such parameter. Allowed: as_of, family, family__in, fields, id, id__in, "
     "kind, kind__in, limit, offset, ordering, slug, slug__in, starts_on__gte, starts_on__lte, updated_since."),
    ("roles/?level__in=senior,lofty", "level__in", "'lofty' is not known here. Allowed: intern, junior, intermediate, "
     "senior, staff, manager, principal, senior-manager, distinguished, director, fellow, senior-director, "
     "vice-president, senior-vice-president, executive."),
    ("roles/?family__in=platform,,boards", "family__in", "'' is no slug: small letters, digits and hyphens."),
    ("roles/?family__in=", "family__in", "'' is no slug: small letters, digits and hyphens."),
    ("roles/?language__in=Go,", "language__in", "'': write 1 to 100 characters."),
    ("roles/?id=7", "id", "'7' is no id: a UUID, of 32 digits and letters from a to f in five groups."),
    *((f"roles/?grade__gte={text}", "grade__gte", "Write a number, e.g. 7 or 9.5.")
      for text in ("", "seven", "07", "7.", ".5", "%2B7", "1e999", "NaN", "Infinity", "0x7", "7,5", "٧", "1" * 401)),
    *((f"job-families/?starts_on__lte={text}", "starts_on__lte", "Write a date as YYYY-MM-DD.")
      for text in ("", "today", "2026-02-30", "20260101", "2026-W01-1", "2026-01-01T00:00:00Z", "0000-01-01")),
    *((f"roles/?updated_since={text}", "updated_since",
       "Write a day as 2026-03-01, or a moment with its offset from UTC as 2026-03-01T12:00:00Z or "
       "2026-03-01T12:00:00+01:00 (in an address a + is written %2B).")
      for text in ("", "yesterday", "2026-02-30", "2026-01-01T12:00:00", "2026-01-01T12Z", "2026-01-01T12:00.5Z",
                   "2026-01-01T24:30:00Z",
                   "2026-01-01T12:00:00 01:00", "2026-01-01T12:00:00%2B25:00", "1767225600")),
    ("roles/?grade__gt=7", "grade__gt", NO_SUCH),
    ("roles/?level__gte=senior", "level__gte", NO_SUCH),
    ("job-families/platform/revisions/?author=x", "author",
     "There is no such parameter. Allowed: as_of, fields, limit, offset, ordering, starts_on__gte, starts_on__lte."),
]  # fmt: skip


def test_a_grade_counts_in_the_scheme_of_its_role(slugs, catalogue):
    sold = Grade.objects.get(scheme__slug="sales", slug="5")
    sold.rank = "8.5"
    sold.record(by=None)
    assert slugs("roles/?grade__lte=5") == ["junior-engineer"]
    assert slugs("roles/?grade__gte=8.5&grade__lte=8.5") == ["seller"]
    assert slugs("roles/?ordering=-grade") == [
        "lead", "seller", "staff-engineer", "manager", "designer", "junior-engineer",
    ]  # fmt: skip


def test_what_is_not_known_is_refused_with_what_is(refused, catalogue):
    expected = {path: {parameter: [sentence]} for path, parameter, sentence in REFUSED}
    assert {path: refused(path) for path in expected} == expected


def test_the_detail_of_a_refusal_says_it_all(get, catalogue):
    assert get("roles/?track=up&hiring=never") == (
        400,
        {
            "type": "about:blank",
            "title": "Bad request",
            "status": 400,
            "detail": "track: 'up' is not known here. Allowed: individual_contributor, management. "
            "hiring: 'never' is not known here. Allowed: open, promotion_only, closed.",
            "errors": {
                "track": ["'up' is not known here. Allowed: individual_contributor, management."],
                "hiring": ["'never' is not known here. Allowed: open, promotion_only, closed."],
            },
        },
    )
