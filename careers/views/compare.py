"""Roles side by side, and one role on two days."""

import re

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from careers.models import RoleListing
from careers.presenting import words
from careers.presenting.choosing import SLOTS, choosing
from careers.presenting.compared import Comparison, compare_days, compare_roles, role_on_days, roles_at
from careers.reading import Reading, public_page
from careers.search import MAX_QUERY
from careers.views.page import page
from careers.whereabouts import Moved, part_whereabouts
from config.kernel.parameters import echo

Paths = dict[str, str]
"""family/role, by the parameter that names it."""


@public_page
def compare(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Two or three roles (`a`, `b`, `c` as family/role), or one (`a`) on two days (`from`, `to`); and roles to choose
    from, narrowed by `q`. What cannot be compared is told on the same page. Two queries beside the reading's; two days
    cost two more, and their names where this process does not know them yet."""
    paths: Paths = {}
    comparison, complaint = None, ""
    try:
        paths = _paths(request)
        roles = roles_at(reading, paths.values())
        for name, path in list(paths.items()):
            if path not in roles:
                if url := _present_address(request, reading, name, path):
                    return HttpResponsePermanentRedirect(url)
                del paths[name]
                complaint = complaint or f"{name}: there is no such role{_when(reading)}. Choose one below."
        if not complaint and {"from", "to"} & request.GET.keys():
            comparison = _on_two_days(request, reading, paths)
        elif not complaint and len(paths) > 1:
            comparison = compare_roles(reading, [roles[path] for path in paths.values()])
    except (BadRequest, PermissionDenied) as error:
        complaint = str(error)
    return page(
        request,
        reading,
        "careers/compare.html",
        status=400 if complaint else 200,
        complaint=complaint,
        comparison=comparison,
        choosing=choosing(reading, paths, request.GET.get("q", "").strip()[:MAX_QUERY]),
        today=reading.state.today,
        since=request.GET.get("from", ""),
        until=request.GET.get("to") or reading.on.isoformat(),
    )


def _paths(request: HttpRequest) -> Paths:
    """Raises BadRequest on a path that can be none of a role, on a parameter that is given twice, and on a search that
    is too long."""
    found = {}
    for name in (*SLOTS, "q"):
        values = request.GET.getlist(name)
        if len(values) > 1:
            raise BadRequest(f"{name}: give it once.")
        if name == "q" and values and len(values[0]) > MAX_QUERY:
            raise BadRequest(f"q: write at most {MAX_QUERY} characters.")
        if name in SLOTS and values and values[0]:
            if not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", values[0]):
                raise BadRequest(f"{name}: write it as family/role, not {echo(values[0])}.")
            found[name] = values[0]
    return found


def _present_address(request: HttpRequest, reading: Reading, name: str, path: str) -> str:
    """The same page with the address that the role has now; "" where it is nowhere."""
    family, _, role = path.partition("/")
    found = part_whereabouts(reading, family, role, RoleListing)
    if not isinstance(found, Moved):
        return ""
    query = request.GET.copy()
    query[name] = f"{found.family}/{found.part}"
    return f"{request.path}?{query.urlencode()}"


def _on_two_days(request: HttpRequest, reading: Reading, paths: Paths) -> Comparison:
    if list(paths) != ["a"]:
        raise BadRequest("a: two days are compared of one role. Give it as a, and neither b nor c.")
    found = role_on_days(request, reading, paths["a"])
    for name, (there, role) in found.items():
        if role is None:
            raise BadRequest(f"{name}: this role was not in force on {words.day(there.on)}.")
    return compare_days(found.values())


def _when(reading: Reading) -> str:
    return f" on {words.day(reading.on)}" if reading.asked else ""
