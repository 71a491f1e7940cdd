"""People of an HR department, and how their pages are read, for tests of the admin."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from careers import drafts, review
from careers.models import Family, Remit, ReviewStage, Revision
from tests.factories import department, document, published
from tests.pages.html import Node, parse


def member(username: str, *groups: str, within: str = ""):
    """Somebody of these groups, limited to a department if one is named."""
    user = get_user_model().objects.create_user(
        username, f"{username}@example.org", "pass", first_name=username.capitalize(), is_staff=True
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    assert user.groups.count() == len(groups)
    if within:
        Remit.objects.create(user=user, department=department(within))
    return user


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stage(name: str = "HR", group: str = "Reviewer", **facts) -> ReviewStage:
    return ReviewStage.objects.create(name=name, group=Group.objects.get(name=group), **facts)


def changed(**facts):
    """The document of tests/factories.py with another wording, and these facts."""
    data = document().model_dump(mode="json")
    data["responsibilities"][0]["text"] = "Answer pages within five minutes"
    return document(**{"responsibilities": data["responsibilities"], **facts})


def drafted(doc=None, *, by=None) -> Family:
    """The published family of tests/factories.py, with a draft that says something else."""
    if not Family.objects.filter(slug="platform").exists():
        published()
    return drafts.write(doc or changed(), by=by, family=Family.objects.get(slug="platform"))


def submitted(by=None, message: str = "Faster", doc=None) -> Revision:
    """A submission of such a draft."""
    family = drafted(doc, by=by)
    return review.submit(family, by=by, message=message, expected_version=family.version)


def url(name: str, *args, query: str = "") -> str:
    return reverse(f"admin:careers_{name}", args=args) + query


def main(answer) -> Node:
    """The page's own part, without the admin's frame."""
    text = answer.content.decode()
    return parse(text[text.index("<main") : text.index("</main>") + len("</main>")])


def told(answer) -> list[str]:
    """The messages at the top of the page, and what is wrong with a form as a whole."""
    page = main(answer)
    return page.texts("ul.messagelist li") + page.texts("div.errornote p") + page.texts("ul.errorlist li")
