"""Addresses of every route of the pages, for tests that go over all of them."""

FAMILY = "/job-families/platform/"
VACANCY = "/jobs/1-junior-engineer/"
"""That of `posted(number=1)`, which every catalogue that these addresses are asked of has."""

# By the names in careers.urls. A route that is not here fails test_every_route_is_known.
ADDRESSES = {
    "home": ["/"],
    "levels": ["/levels/"],
    "sitemap": ["/sitemap.xml"],
    "sitemap-part": ["/sitemap-1.xml"],
    "changes-feed": ["/changes/feed/"],
    "career-paths": ["/career-paths/", "/career-paths/?family=platform", "/career-paths/?department=engineering"],
    "hiring": ["/hiring/"],
    "specialties": ["/specialties/", "/specialties/?kind=segment"],
    "departments": ["/departments/"],
    "vacancies": ["/jobs/", "/jobs/?q=engineer&department=engineering&country=PT&workplace=hybrid"],
    "vacancies-feed": ["/jobs/feed/", "/jobs/feed/?format=rss"],
    "vacancy": [VACANCY],
    "vacancy-html": [f"{VACANCY[:-1]}.html"],
    "vacancy-text": [f"{VACANCY[:-1]}.txt"],
    "department": ["/departments/engineering/", "/departments/unassigned/"],
    "families": [
        "/job-families/",
        "/job-families/?q=lights",
        "/job-families/?department=engineering",
        "/job-families/?track=management",
        "/job-families/?level=staff",
        "/job-families/?grade=8",
        "/job-families/?specialty=storage",
        "/job-families/?language=Rust",
        "/job-families/?vacancies=open",
        "/job-families/?page=1",
    ],
    "search": [
        "/search/",
        "/search/?q=scope",
        "/search/?q=engineer&kind=role&department=engineering",
        "/search/?q=xyzzy",
        "/search/?q=storrage",
    ],
    "family": [FAMILY],
    "family-markdown": ["/job-families/platform.md"],
    "family-json": ["/job-families/platform.json"],
    "history": [f"{FAMILY}history/"],
    "history-feed": [f"{FAMILY}history/feed/"],
    "revision": [f"{FAMILY}history/1/"],
    "compare": [
        "/compare/",
        "/compare/?a=platform/junior-engineer&b=platform/staff-engineer&c=platform/manager",
        "/compare/?a=platform/staff-engineer&from=2026-04-01&to=2026-05-01",
    ],
    "matrix": [f"{FAMILY}matrix/", f"{FAMILY}matrix/?track=management"],
    "matrix-csv": [f"{FAMILY}matrix.csv"],
    "role": [f"{FAMILY}staff-engineer/", f"{FAMILY}staff-engineer/?specialty=storage", f"{FAMILY}manager/"],
    "checklist": [
        f"{FAMILY}junior-engineer/checklist/",
        f"{FAMILY}junior-engineer/checklist/?to=platform/manager",
        f"{FAMILY}manager/checklist/",
    ],
    "checklist-markdown": [f"{FAMILY}junior-engineer/checklist.md"],
}
BOARD = "/boards/v1/boards/your-company"
# These lead elsewhere or nowhere, or are no pages.
ELSEWHERE = {
    "board": [BOARD],
    "board-jobs": [f"{BOARD}/jobs", f"{BOARD}/jobs?content=true&pay_transparency=true"],
    "board-job": [f"{BOARD}/jobs/1?questions=true&pay_transparency=true", f"{BOARD}/jobs/2/"],
    "board-departments": [f"{BOARD}/departments", f"{BOARD}/departments?render_as=tree"],
    "board-department": [f"{BOARD}/departments/0"],
    "board-offices": [f"{BOARD}/offices", f"{BOARD}/offices?render_as=tree"],
    "board-office": [f"{BOARD}/offices/0"],
    "brand-css": ["/brand/0b5f73.css"],
    "brand-image": ["/brand/none.svg"],
    "robots": ["/robots.txt"],
    "styleguide": ["/styleguide/"],
    "former": ["/job-families/engineering/old-platform/", "/job-families/a/b/c/"],
    "former-file": ["/job-families/engineering/old-platform/index.html", "/job-families/nothing.html"],
}

PAGES = [address for addresses in ADDRESSES.values() for address in addresses]
NO_PAGES = (".md", ".csv", ".json", ".html", ".txt", ".xml", "/feed/", "?format=rss")
HTML_PAGES = [address for address in PAGES if not address.endswith(NO_PAGES)]
EVERYTHING = [*PAGES, *(address for addresses in ELSEWHERE.values() for address in addresses)]
