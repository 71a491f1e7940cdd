"""Addresses of the public pages."""

from django.urls import path, re_path

from careers import views

# Clients of such boards end an address with a slash or without.
BOARD = r"^boards/v1/boards/(?P<token>[^/]+)"
NUMBER = r"(?P<number>[^/]+)"
VACANCY = r"(?P<number>[0-9]{1,9})-(?P<slug>[^/]+)"

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", views.sitemap_part, name="sitemap-part"),
    re_path(r"^brand/(?P<colour>[0-9a-f]{6})\.css$", views.brand_css, name="brand-css"),
    path("brand/<str:name>", views.brand_image, name="brand-image"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("changes/feed/", views.changes_feed, name="changes-feed"),
    path("compare/", views.compare, name="compare"),
    path("jobs/", views.vacancies, name="vacancies"),
    path("jobs/feed/", views.vacancies_feed, name="vacancies-feed"),
    re_path(rf"^jobs/{VACANCY}/$", views.vacancy, name="vacancy"),
    re_path(rf"^jobs/{VACANCY}\.html$", views.vacancy_html, name="vacancy-html"),
    re_path(rf"^jobs/{VACANCY}\.txt$", views.vacancy_text, name="vacancy-text"),
    re_path(rf"{BOARD}/?$", views.board, name="board"),
    re_path(rf"{BOARD}/jobs/?$", views.board_jobs, name="board-jobs"),
    re_path(rf"{BOARD}/jobs/{NUMBER}/?$", views.board_job, name="board-job"),
    re_path(rf"{BOARD}/departments/?$", views.board_departments, name="board-departments"),
    re_path(rf"{BOARD}/departments/{NUMBER}/?$", views.board_department, name="board-department"),
    re_path(rf"{BOARD}/offices/?$", views.board_offices, name="board-offices"),
    re_path(rf"{BOARD}/offices/{NUMBER}/?$", views.board_office, name="board-office"),
    path("levels/", views.levels, name="levels"),
    path("hiring/", views.hiring, name="hiring"),
    path("specialties/", views.specialties, name="specialties"),
    path("career-paths/", views.career_paths, name="career-paths"),
    path("departments/", views.departments, name="departments"),
    path("departments/<slug:department>/", views.department, name="department"),
    path("search/", views.search, name="search"),
    path("job-families/", views.families, name="families"),
    path("job-families/<slug:family>.md", views.family_markdown, name="family-markdown"),
    path("job-families/<slug:family>.json", views.family_json, name="family-json"),
    path("job-families/<slug:family>/", views.family, name="family"),
    path("job-families/<slug:family>/history/", views.history, name="history"),
    path("job-families/<slug:family>/history/feed/", views.history_feed, name="history-feed"),
    path("job-families/<slug:family>/history/<int:number>/", views.revision, name="revision"),
    path("job-families/<slug:family>/matrix/", views.matrix, name="matrix"),
    path("job-families/<slug:family>/matrix.csv", views.matrix_csv, name="matrix-csv"),
    path("job-families/<slug:family>/<slug:role>/", views.role, name="role"),
    path("job-families/<slug:family>/<slug:role>/checklist/", views.checklist, name="checklist"),
    path("job-families/<slug:family>/<slug:role>/checklist.md", views.checklist_file, name="checklist-markdown"),
    # Where imported pages used to be, at any depth. With a slash or a suffix at the end, so that an address whose
    # slash was forgotten still gets it from CommonMiddleware.
    re_path(r"^job-families/(?P<path>.+)/$", views.former, name="former"),
    re_path(r"^job-families/(?P<path>.+\.(?:html?|md|erb|markdown|txt))$", views.former, name="former-file"),
]
