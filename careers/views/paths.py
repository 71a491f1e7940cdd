"""Career paths: which steps lead from role to role, as a drawing and in words."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from careers.presenting.paths.families import family_rows
from careers.presenting.paths.pages import department_page, family_page, whole_page
from careers.reading import Reading, public_page
from careers.views.page import page
from config.kernel.parameters import echo


@public_page
def career_paths(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Of a family (`?family=`), of a department (`?department=`), or of the whole company. Three queries beside the
    reading's, however many families there are."""
    family, department = _one(request, "family"), _one(request, "department")
    if family and department:
        raise BadRequest("family, department: give one of them.")
    if family:
        found = family_rows(reading, slug=family)
        if not found:
            raise BadRequest(f"family: no job family {echo(family)} is published.")
        paths = family_page(reading, found[0])
    elif department:
        families = family_rows(reading)
        if department not in {*reading.reference.of_kind("department"), *(row.department for row in families)}:
            raise BadRequest(f"department: there is no department {echo(department)}.")
        paths = department_page(reading, families, department)
    else:
        paths = whole_page(reading, family_rows(reading))
    return page(request, reading, "careers/paths.html", paths=paths)


def _one(request: HttpRequest, name: str) -> str:
    """The value of a parameter, empty where it is not given. Raises BadRequest on more than one."""
    values = request.GET.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"{name}: give one.")
    return values[0] if values else ""
