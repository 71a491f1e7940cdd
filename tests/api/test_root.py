"""The root leads to everything else."""

import re

import pytest

from careers.api.urls import lists
from tests.api.endpoints import EXAMPLES
from tests.api.shapes import API

pytestmark = pytest.mark.django_db


def test_the_root_leads_to_every_list_and_tells_how_the_rest_is_addressed(get):
    body = get()[1]
    templates = body.pop("templates")
    assert body == {
        **{str(each.name): f"{API}/{each.name}/" for each in lists},
        **{name: f"{API}/{name}/" for name in ("company", "schema", "docs", "document-schema")},
    }
    assert sorted([*body, *templates, "root"]) == sorted(EXAMPLES)
    assert {name: templates[name] for name in ("role", "vacancy", "role-comparison", "family-comparison")} == {
        "role": f"{API}/roles/{{family}}/{{role}}/",
        "vacancy": f"{API}/vacancies/{{number}}/",
        "role-comparison": f"{API}/roles/compare/{{?a,b,c}}",
        "family-comparison": f"{API}/job-families/{{family}}/compare/{{?from,to}}",
    }


def test_templates_filled_in_are_the_addresses(get):
    for name, template in get("?fields=templates")[1]["templates"].items():
        path = re.escape(template.partition("{?")[0])
        pattern = re.sub(r"\\{\w+\\}", "[^/?]+", path)
        assert re.fullmatch(pattern, f"{API}/{EXAMPLES[name]}".partition("?")[0])


def test_the_day_goes_along(get):
    body = get("?as_of=2026-01-01&fields=templates,company")[1]
    assert (body["company"], body["templates"]["role"], body["templates"]["role-days"]) == (
        f"{API}/company/?as_of=2026-01-01",
        f"{API}/roles/{{family}}/{{role}}/?as_of=2026-01-01",
        f"{API}/roles/{{family}}/{{role}}/compare/?as_of=2026-01-01{{&from,to}}",
    )
