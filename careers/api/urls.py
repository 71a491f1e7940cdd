"""Addresses of the catalogue's endpoints, below /api/v1/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from careers.api import changes, company, compare, drafts, families, reference, revisions, roles, search, vacancies


class GradeConverter(StringConverter):
    """A grade as documents write it: 7, 9.5."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.\-]{0,15}"


register_converter(GradeConverter, "grade")

lists = [
    path("departments/", reference.Departments.as_view(), name="departments"),
    path("job-families/", families.Families.as_view(), name="job-families"),
    path("roles/", roles.Roles.as_view(), name="roles"),
    path("specialties/", families.Specialties.as_view(), name="specialties"),
    path("levels/", reference.Levels.as_view(), name="levels"),
    path("grades/", reference.Grades.as_view(), name="grades"),
    path("grade-schemes/", reference.GradeSchemes.as_view(), name="grade-schemes"),
    path("stages/", reference.Stages.as_view(), name="stages"),
    path("hiring-processes/", families.HiringProcesses.as_view(), name="hiring-processes"),
    path("career-steps/", families.CareerSteps.as_view(), name="career-steps"),
    path("vacancies/", vacancies.Vacancies.as_view(), name="vacancies"),
    path("search/", search.Search.as_view(), name="search"),
    path("changes/", changes.Changes.as_view(), name="changes"),
]

writing = [
    path("job-families/<slug:family>/draft/", drafts.Draft.as_view(), name="draft"),
    path("job-families/<slug:family>/draft/submit/", drafts.Submit.as_view(), name="submit"),
    # Whoever forgets the slash would lose the body on the way to where it is.
    path("job-families/<slug:family>/draft", drafts.Draft.as_view(schema=None), name="draft-without-slash"),
    path("job-families/<slug:family>/draft/submit", drafts.Submit.as_view(schema=None), name="submit-without-slash"),
]

urlpatterns = [
    *lists,
    *writing,
    path("departments/<slug:department>/", reference.Department.as_view(), name="department"),
    path("job-families/<slug:family>/", families.Family.as_view(), name="job-family"),
    path("job-families/<slug:family>/revisions/", families.Revisions.as_view(), name="revisions"),
    path("job-families/<slug:family>/revisions/<int:number>/", revisions.RevisionWhole.as_view(), name="revision"),
    path("job-families/<slug:family>/compare/", revisions.FamilyComparison.as_view(), name="family-comparison"),
    path("roles/compare/", compare.RoleComparison.as_view(), name="role-comparison"),
    path("roles/<slug:family>/<slug:role>/", roles.Role.as_view(), name="role"),
    path("roles/<slug:family>/<slug:role>/compare/", compare.RoleDays.as_view(), name="role-days"),
    path("specialties/<slug:family>/<slug:specialty>/", families.Specialty.as_view(), name="specialty"),
    path("levels/<slug:level>/", reference.Level.as_view(), name="level"),
    path("grades/<slug:scheme>/<grade:grade>/", reference.Grade.as_view(), name="grade"),
    path("grade-schemes/<slug:scheme>/", reference.GradeScheme.as_view(), name="grade-scheme"),
    path("stages/<slug:stage>/", reference.Stage.as_view(), name="stage"),
    path("vacancies/<int:number>/", vacancies.Vacancy.as_view(), name="vacancy"),
    path("company/", company.Company.as_view(), name="company"),
]
