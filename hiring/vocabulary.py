"""The stages of hiring, read once from vocabulary.toml. Free of Django, so that the parser may use it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class StageWord:
    """A kind of hiring step, with the phrases (lower case) by which a step's text is recognised as one."""

    slug: str
    name: str
    order: int
    words: tuple[str, ...]


@cache
def stages() -> tuple[StageWord, ...]:
    """In the order in which the parser tries them."""
    data = tomllib.loads(files("hiring").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    return tuple(StageWord(row["slug"], row["name"], row["order"], tuple(row["words"])) for row in data["stages"])
