"""Two people save one family: what the second has typed beside what the first has saved, and a form that holds both.
Nothing that was typed is lost, and nothing that the first saved is undone unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from careers.admin.fields import HIDDEN, fingerprint, in_words, sent, would_send
from careers.handbook.words import Part, word_parts


@dataclass(frozen=True)
class Clash:
    """One field that is saved otherwise than it stands in the form. `both`: the first changed it as well; else it is
    the second's change alone."""

    label: str
    theirs: Sequence[Part]
    yours: Sequence[Part]
    both: bool

    @classmethod
    def of(cls, label: str, theirs: str, yours: str, *, both: bool) -> "Clash":
        parts = word_parts(theirs, yours)
        return cls(
            label,
            [part for part in parts if part[0] != "added"],
            [part for part in parts if part[0] != "removed"],
            both,
        )


@dataclass
class Conflict:
    """What the second to save is told: who was first, what clashes, and what they had not touched and is shown as the
    first left it."""

    clashes: list[Clash]
    taken: list[str]
    who: str = ""

    def weigh(self, label: str, *, seen: str, theirs: Any, yours: Any, words: tuple[str, str]) -> bool:
        """Notes a field or table that is saved as `theirs` and was sent as `yours`; `seen` marks what the form had
        shown. True where nobody touched it in the form, so that it may show theirs."""
        if theirs == yours:
            return False
        if fingerprint(yours) == seen:
            self.taken.append(label)
            return True
        self.clashes.append(Clash.of(label, *words, both=fingerprint(theirs) != seen))
        return False


def marks(form: forms.BaseForm) -> str:
    """What the form shows, field by field, in short: what is sent back otherwise was touched."""
    return " ".join(f"{name}:{fingerprint(would_send(form[name]))}" for name in _written(form))


def _written(form: forms.BaseForm) -> list[str]:
    """The names of the fields that people can write in."""
    return [name for name, field in form.fields.items() if name not in HIDDEN and not field.disabled]


def settle(form: Any, fresh: forms.BaseForm) -> Conflict:
    """Weighs what was sent against `fresh`, the form as it would be shown now. From here on the form holds what was
    typed, shows theirs where nothing was, and has seen what is saved."""
    seen = dict(pair.split(":", 1) for pair in form.data.get("seen_fields", "").split() if ":" in pair)
    data = form.data.copy()
    conflict = Conflict([], [])
    for name in _written(fresh):
        field = fresh.fields[name]
        theirs, yours = would_send(fresh[name]), sent(form.data, fresh[name].html_name)
        if name not in seen and not yours:  # a part that has come since
            data.setlist(fresh[name].html_name, theirs)
            continue
        words = in_words(field, theirs), in_words(field, yours)
        label = str(fresh[name].label)
        if conflict.weigh(label, seen=seen.get(name, ""), theirs=theirs, yours=yours, words=words):
            data.setlist(fresh[name].html_name, theirs)
    for name in HIDDEN & fresh.fields.keys():
        data[name] = fresh[name].value()
    form.data = data
    return conflict
