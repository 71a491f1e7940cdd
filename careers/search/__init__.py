"""Full-text search: what it reads is written where a publication is unfolded; `search` finds it."""

from careers.search.finding import Found, Hit, holding, nearest_families, search
from careers.search.passages import Part, Passage
from careers.search.query import MAX_QUERY, Query
from careers.search.texts import clear, write

__all__ = [
    "MAX_QUERY",
    "Found",
    "Hit",
    "Part",
    "Passage",
    "Query",
    "clear",
    "holding",
    "nearest_families",
    "search",
    "write",
]
