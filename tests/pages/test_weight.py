"""What a page weighs on the way to a phone: the answer, compressed, with everything that it fetches."""

import gzip
import re
from itertools import cycle, islice, pairwise

from careers.handbook.document import LISTS
from careers.models import Company
from tests.factories import document, published

MOST = 60_000
WORDS = re.findall(
    r"\w+",
    "plans reviews mends measures ship tower signal water record crew season answer letter route ledger storm lamp "
    "harbour bell chart winter question neighbour engine budget promise drawing colleague customer morning deadline",
)


def sentence(number, length):
    """Words in an order that hardly repeats, so that compression has little to do."""
    step = 1 + number * 7 % 29
    return " ".join(islice(cycle(WORDS[number * step % len(WORDS) :] + WORDS[::step]), length)) + f" {number}"


def lists(start):
    """Twenty statements, in groups."""
    return {
        name: [{"text": sentence(start + 4 * index + each, 16), "group": f"Group {each % 2}"} for each in range(4)]
        for index, name in enumerate(LISTS)
    }


def large():
    """A family of 10 roles and 200 statements, with everything that a family may have."""
    slugs = [f"role-{number}" for number in range(10)]
    roles = [
        {
            "title": f"Keeper of {sentence(number, 2)}",
            "slug": slug,
            "level": ["junior", "intermediate", "senior", "staff", "manager"][number // 2],
            "grade": "7",
            "overview": sentence(number, 40),
            "reports_to": {"text": "", "role": "lights/role-9" if number < 9 else None},
            "extends": slugs[number - 1] if number else None,
            **lists(100 * number),
        }
        for number, slug in enumerate(slugs)
    ]
    step = {"kind": "promotion", "to_family": "lights", "text": sentence(3, 30)}
    steps = [{**step, "from_role": one, "to_role": other} for one, other in pairwise(slugs)]
    hiring = [{"kind": "screening", "text": sentence(n, 20), "minutes": [30, 45]} for n in range(6)]
    return document(
        "lights",
        roles=roles,
        career_steps=steps,
        overview="\n\n".join(sentence(number, 60) for number in range(3)),
        sections=[{"heading": sentence(number, 3), "body": sentence(number, 80)} for number in range(4)],
        specialties=[{"name": f"Focus {n}", "slug": f"focus-{n}", **lists(2_000 + 100 * n)} for n in range(1)],
        hiring_processes=[{"title": "For all", "steps": hiring, "intro": sentence(5, 40)}],
        **{name: [] for name in LISTS},
    )


def test_a_large_family_and_its_roles_are_light(db, client):
    company = Company.objects.get()
    company.about = company.how_to_apply = company.open_application = sentence(1, 200)
    company.benefits = [{"name": sentence(n, 2), "text": sentence(n, 25)} for n in range(12)]
    company.record(by=None)
    family = large()
    assert len(family.roles) == 10
    assert sum(len(owner.statements(name)) for _, owner in family.owners() for name in LISTS) == 220
    published(family)

    def weight(address):
        response = client.get(address)
        assert response.status_code == 200
        return len(gzip.compress(response.getvalue()))

    shared = weight("/static/rolebook.css") + weight("/static/rolebook.svg")
    pages = ("/job-families/lights/", "/job-families/lights/role-9/", "/job-families/lights/role-0/checklist/")
    found = {page: weight(page) + shared for page in pages}
    assert {page: number for page, number in found.items() if number > MOST} == {}
