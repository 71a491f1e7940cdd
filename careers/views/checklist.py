"""What is new at the next role, as a checklist for a career talk."""

from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from careers.presenting.growth import checklist_markdown, default_goal, goals, present_checklist
from careers.presenting.links import Link, address
from careers.presenting.roles import role_line
from careers.presenting.words import day
from careers.reading import Reading, public_page
from careers.views.former import former_role
from careers.views.page import page
from careers.views.roles import family_roles, stored
from config.kernel.requests import absolute


@public_page
def checklist(request: HttpRequest, reading: Reading, family: str, role: str) -> HttpResponse:
    """Every statement of the role that `?to=family/role` names, by default of the next one, with what is new there;
    where there is none, what else may be chosen. Three queries beside the reading's."""
    found = _found(request, reading, family, role)
    if found is None:
        return former_role(request, reading, family, role, "checklist")
    here, there, path, roles = found
    near, far = goals(reading, here, roles, path)
    return page(
        request,
        reading,
        "careers/checklist.html",
        role=role_line(reading, family, here),
        slug=role,
        family=Link(here["family_title"], address(reading, "family", family)),
        checklist=present_checklist(reading, here, there, roles) if there else None,
        markdown_url=address(reading, "checklist-markdown", family, role, query={"to": path}),
        near=near,
        far=far,
    )


@public_page
def checklist_file(request: HttpRequest, reading: Reading, family: str, role: str) -> HttpResponse:
    """The same as Markdown. Raises BadRequest where there is no next role and none is named."""
    found = _found(request, reading, family, role)
    if found is None:
        return former_role(request, reading, family, role, "checklist-markdown")
    here, there, path, roles = found
    if there is None:
        raise BadRequest("to: this role leads to no other. Name one as family/role.")
    source = f"As of {day(reading.on)}: {absolute(request, address(reading, 'role', *path.split('/')))}"
    text = checklist_markdown(present_checklist(reading, here, there, roles), source, partial(absolute, request))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{role}-checklist.md"'
    return response


def _found(request: HttpRequest, reading: Reading, family: str, slug: str) -> tuple[Any, Any, str, list[Any]] | None:
    """The role, the other one (None: there is no next), its path and the roles of the family; None where there is no
    such role. Raises BadRequest on a `to` that cannot be."""
    asked = request.GET.getlist("to")
    if len(asked) > 1:
        raise BadRequest("to: give one role.")
    found = stored(reading, family, slug)
    if found is None:
        return None
    here, roles = reading.viewer.mask_composed(found), family_roles(reading, family)
    path = asked[0] if asked and asked[0] else default_goal(reading, here, roles)
    if not path:
        return here, None, "", roles
    if path == f"{family}/{slug}":
        raise BadRequest("to: choose another role than this one.")
    # Names in force are known without asking the database, so that nothing strange is looked up.
    other = stored(reading, *path.split("/")) if reading.role_title(path) is not None else None
    if other is None:
        raise BadRequest("to: name a role as family/role, as in its address.")
    return here, reading.viewer.mask_composed(other), path, roles
