"""Every edit that is one click in the admin: a pure function from a document to a document.

What an edit promises to leave as it is, it proves by composing every role before and after. An edit that cannot be
made raises `Refused`, with a sentence for people, and no other exception.
"""

from careers.handbook.edits.leaving import Moved, move_role, retire_role
from careers.handbook.edits.proof import Refused, same_composed
from careers.handbook.edits.roles import add_base_role, copy_role, rename_role, reorder_roles
from careers.handbook.edits.sharing import extend_role, move_to_family, refine
from careers.handbook.edits.statements import (
    omit_inherited,
    replace_inherited,
    restore_inherited,
    reword,
    scope_statement,
)

__all__ = [
    "Moved",
    "Refused",
    "add_base_role",
    "copy_role",
    "extend_role",
    "move_role",
    "move_to_family",
    "omit_inherited",
    "refine",
    "rename_role",
    "reorder_roles",
    "replace_inherited",
    "restore_inherited",
    "retire_role",
    "reword",
    "same_composed",
    "scope_statement",
]
