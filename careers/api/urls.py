"""Addresses of the catalogue's endpoints, below /api/v1/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from careers.api import families, reference, roles


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
    path("hiring-processes/", families.HiringProcesses.as_view(), name="hiring-processes"),
    path("career-steps/", families.CareerSteps.as_view(), name="career-steps"),
]

urlpatterns = [
    *lists,
    path("departments/<slug:department>/", reference.Department.as_view(), name="department"),
    path("job-families/<slug:family>/", families.Family.as_view(), name="job-family"),
    path("job-families/<slug:family>/revisions/", families.Revisions.as_view(), name="revisions"),
    path("roles/<slug:family>/<slug:role>/", roles.Role.as_view(), name="role"),
    path("specialties/<slug:family>/<slug:specialty>/", families.Specialty.as_view(), name="specialty"),
    path("levels/<slug:level>/", reference.Level.as_view(), name="level"),
    path("grades/<slug:scheme>/<grade:grade>/", reference.Grade.as_view(), name="grade"),
]
