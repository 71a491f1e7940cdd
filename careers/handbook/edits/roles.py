"""Edits of whole roles: copied, renamed, put in order, and given a role to stand on."""

from collections.abc import Sequence

from careers.handbook.document import LISTS, FamilyDocument, Role
from careers.handbook.edits.places import follow, new_name, role_in, statements
from careers.handbook.edits.proof import Data, Refused, plain, role_of, settled, unchanged
from careers.handbook.inheritance import lineage


def copy_role(
    document: FamilyDocument, role: str, *, title: str, slug: str, level: str | None = None
) -> FamilyDocument:
    """A new role below another one, with the other's own part: what it states and inherits, without the job code.
    What it states for itself alone is the copy's for the copy. At another level it has no grade yet. What the family
    or a specialty says of the other role by name is not said of the copy. Raises Refused."""
    role_of(document, role)
    data = plain(document)
    new_name(data, title=title, slug=slug)
    at = [each["slug"] for each in data["roles"]].index(role)
    copy: Data = plain(document)["roles"][at]
    if level is not None and level != copy["level"]:
        copy |= {"level": level, "grade": None, "grade_options": []}
    copy |= {"title": title, "slug": slug, "job_code": ""}
    for part in (*statements(copy), *copy["sections"]):
        if scope := part["applies_to"]:
            scope["roles"] = [slug if each == role else each for each in scope["roles"]]
    data["roles"].insert(at + 1, copy)
    return unchanged(document, lambda: settled(data))


def rename_role(document: FamilyDocument, role: str, *, slug: str, title: str) -> FamilyDocument:
    """The role under another title and address; all that refers to it in this family follows. Raises Refused."""
    role_of(document, role)
    data = plain(document)
    new_name(data, title=title, slug=slug, instead_of=role)
    role_in(data, role).update(title=title, slug=slug)
    follow(data, {role: slug})
    return unchanged(document, lambda: settled(data), names={role: slug})


def reorder_roles(document: FamilyDocument, *, slugs: Sequence[str]) -> FamilyDocument:
    """The roles in the order of their slugs, of which each must be named once. Raises Refused."""
    present = [role.slug for role in document.roles]
    for slug in slugs:
        role_of(document, slug)
    if sorted(slugs) != sorted(present):
        missing = sorted(set(present) - set(slugs))
        raise Refused(
            f"The order leaves out {', '.join(missing)}." if missing else "The order names a role more than once."
        )
    data = plain(document)
    data["roles"].sort(key=lambda role: list(slugs).index(role["slug"]))
    return settled(data)


def add_base_role(
    document: FamilyDocument, *, title: str, slug: str, level: str | None, heirs: Sequence[str]
) -> FamilyDocument:
    """The role that others imply ("Senior X" and "Staff X" are there, X is not), before the first of its heirs. They
    extend it, and what all of them state alike it states for them; of heirs that inherit from one another only the
    lowest do. The heirs say what they said, what is now shared first. Raises Refused, also where the heirs inherit
    from different roles."""
    if not heirs:
        raise Refused("A base role needs a role that stands on it.")
    named = [role_of(document, heir) for heir in dict.fromkeys(heirs)]
    slugs = {role.slug for role in named}
    lowest = [role for role in named if not slugs & {above.slug for above in lineage(document, role)[:-1]}]
    if len({role.extends for role in lowest}) > 1:
        titles = ", ".join(role.title for role in lowest)
        raise Refused(f"{titles} do not inherit from the same role, so one base cannot stand below them all.")

    def based(share: bool, refining: bool) -> FamilyDocument:
        data = plain(document)
        new_name(data, title=title, slug=slug)
        below = [role_in(data, role.slug) for role in lowest]
        base = {
            **plain_role(title, slug, level),
            **_common(below, ("track", "grade_scheme", "group", "extends")),
            "visibility": "internal" if all(heir["visibility"] == "internal" for heir in below) else "public",
        }
        if share and len(below) > 1:
            _lift(base, below, refining=refining)
        for heir in below:
            heir["extends"] = slug
        first = min(index for index, role in enumerate(data["roles"]) if role["slug"] in slugs)
        data["roles"].insert(first, base)
        return settled(data)

    return unchanged(
        document,
        lambda: based(share=True, refining=True),
        lambda: based(share=True, refining=False),
        lambda: based(share=False, refining=False),
        ordered=False,
    )


def plain_role(title: str, slug: str, level: str | None) -> Data:
    """A role that says nothing yet, as data."""
    return Role(title="-", slug="role").model_dump(mode="json") | {"title": title, "slug": slug, "level": level}


def _common(roles: Sequence[Data], fields: Sequence[str]) -> Data:
    """The facts on which roles agree."""
    return {name: roles[0][name] for name in fields if all(role[name] == roles[0][name] for role in roles)}


def _lift(base: Data, heirs: Sequence[Data], *, refining: bool) -> None:
    """Moves up what all heirs state alike: statements, of which those that have to do with keys only if `refining`,
    and leads. Pointers stay: each stands for something in its own place."""

    def told(statement: Data) -> str | None:
        """What a statement says but for its key; None for one that stays."""
        stays = statement["inherits"] is not None or (not refining and (statement["key"] or statement["replaces"]))
        return None if stays else repr({**statement, "key": None})

    for name in LISTS:
        common = set.intersection(*({told(each) for each in heir[name]} for heir in heirs)) - {None}
        shared: dict[str | None, Data] = {}
        for heir in heirs:
            for statement in heir[name]:
                if (said := told(statement)) in common:
                    first = shared.setdefault(said, statement)
                    first["key"] = first["key"] or statement["key"]
            heir[name] = [statement for statement in heir[name] if told(statement) not in common]
        base[name] = list(shared.values())
        leads = {heir["leads"].get(name) for heir in heirs}
        if len(leads) == 1 and (lead := leads.pop()):
            base["leads"][name] = lead
            for heir in heirs:
                del heir["leads"][name]
