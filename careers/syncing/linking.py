"""To which role of the catalogue a post of another job board belongs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from careers.handbook.parse.titles import is_bare_level, spelt_out, title_words
from careers.handbook.words import folded
from careers.models import RoleListing, Vacancy
from careers.reading import Reading
from careers.syncing.board import Post


@dataclass(frozen=True)
class Target:
    """What can be hired for: a role in force, or a specialty of one. `departments` are the names of where it belongs,
    folded."""

    family: int
    path: str
    titles: tuple[str, ...]
    job_code: str
    departments: frozenset[str]

    @property
    def link(self) -> list[Any]:
        """How a vacancy names it: the key of the family, the slugs of role and specialty."""
        _, role, *specialty = self.path.split("/")
        return [self.family, role, specialty[0] if specialty else ""]


class Unmatched(Exception):
    """A post belongs to no role, or not to one alone. Says why in a sentence."""


class Targets:
    """The roles in force that the public may know of, as posts are linked to them. Two queries."""

    def __init__(self, reading: Reading) -> None:
        self.all = list(_targets(reading))
        self.by_path = {each.path: each for each in self.all}
        self.by_code = _index(self.all, lambda each: [each.job_code] if each.job_code else [])
        self.by_title = _index(self.all, lambda each: map(spelt_out, each.titles))
        self.by_words = _index(self.all, lambda each: map(title_words, each.titles))
        self.by_requisition: dict[str, dict[str, set[int]]] = {}
        rows = Vacancy.objects.filter(family__isnull=False).exclude(requisition="")
        slugs = {each.family: each.path.split("/")[0] for each in self.all}
        for key, requisition, family, role, specialty in rows.values_list(
            "pk", "requisition", "family", "role", "specialty"
        ):
            path = "/".join(filter(None, [slugs.get(family, ""), role, specialty]))
            self.by_requisition.setdefault(requisition, {}).setdefault(path, set()).add(key)

    def of(self, post: Post, but: int | None = None) -> Target:
        """The role of a post: by its requisition, that of another vacancy than `but` or a job code; else by its title;
        else by its title within its departments. Raises Unmatched."""
        if post.prospects:
            raise Unmatched("It is for people who apply for no job in particular.")
        candidates: list[Target] = []
        if requisition := post.requisition_id:
            said = {path for path, keys in self.by_requisition.get(requisition, {}).items() if keys - {but}}
            candidates = [
                *self.by_code.get(requisition, ()),
                *(self.by_path[each] for each in said & set(self.by_path)),
            ]
        titles = (self.by_title.get(spelt_out(post.title), []), self.by_words.get(title_words(post.title), []))
        if candidates:
            return self._one(candidates, post, titles, f"The requisition {requisition}")
        for found in titles:
            if found:
                return self._one(found, post, (), "The title")
        raise Unmatched(f"No role in force is called {post.title}.")

    @staticmethod
    def _one(found: Sequence[Target], post: Post, titles: Iterable[Sequence[Target]], what: str) -> Target:
        departments = {folded(each.name) for each in post.departments if each.name}
        found = list(dict.fromkeys(found))
        for narrower in (*titles, [each for each in found if each.departments & departments]):
            both = [each for each in found if each in narrower]
            if len(found) > 1 and both:
                found = both
        if len(found) > 1:
            named = ", ".join(sorted(each.path for each in found)[:5])
            raise Unmatched(f"{what} stands for several roles: {named}.")
        return found[0]


def _index(targets: Iterable[Target], keys: Any) -> dict[Any, list[Target]]:
    found: dict[Any, list[Target]] = {}
    for target in targets:
        for key in dict.fromkeys(keys(target)):
            found.setdefault(key, []).append(target)
    return found


def _targets(reading: Reading) -> Iterator[Target]:
    columns = ("family", "family_slug", "slug", "title", "department", "job_code", "public")
    for row in reading.live(RoleListing).order_by("family_slug", "position").values(*columns).iterator():
        path = f"{row['family_slug']}/{row['slug']}"
        home = row["public"]["family_title"]
        titles = (row["title"], f"{row['title']} {home}") if is_bare_level(row["title"]) else (row["title"],)
        above = reading.reference.department_path(row["department"])
        departments = frozenset(folded(reading.reference.name("department", each)) for each in above)
        yield Target(row["family"], path, titles, row["job_code"], departments)
        for each in row["public"]["specialties"]:
            focused = tuple(f"{title}, {each['name']}" for title in titles)
            yield Target(row["family"], f"{path}/{each['slug']}", focused, each["job_code"], departments)
