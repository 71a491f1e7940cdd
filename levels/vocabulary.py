"""The words of levels and grades, read once from vocabulary.toml. Free of Django, so that the parser may use it."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class LevelWord:
    """One step of the general ladder. `factor` multiplies the named benchmark; None where the ladder sets none."""

    slug: str
    name: str
    track: str
    rank: int
    factor: Decimal | None
    benchmark: str
    words: tuple[str, ...]
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class SchemeWord:
    slug: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """`tracks` maps a track's slug to its name, `track_words` each way of writing it (lower case) to the slug."""

    tracks: dict[str, str]
    track_words: dict[str, str]
    levels: tuple[LevelWord, ...]
    schemes: tuple[SchemeWord, ...]
    grades: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    data = tomllib.loads(files("levels").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        tracks={row["slug"]: row["name"] for row in data["tracks"]},
        track_words={word: row["slug"] for row in data["tracks"] for word in row["plural"]},
        levels=tuple(
            LevelWord(
                slug=row["slug"],
                name=row["name"],
                track=row["track"],
                rank=row["rank"],
                factor=Decimal(row["factor"]) if "factor" in row else None,
                benchmark=row.get("benchmark", ""),
                words=tuple(row["words"]),
                synonyms=tuple(row.get("synonyms", ())),
            )
            for row in data["levels"]
        ),
        schemes=tuple(SchemeWord(row["slug"], row["name"], tuple(row["words"])) for row in data["schemes"]),
        grades=tuple(data["grades"]["names"]),
    )
