"""The heuristic parser of job family pages as people write them: see `parse`."""

from careers.handbook.parse.page import parse
from careers.handbook.parse.source import read_source

__all__ = ["parse", "read_source"]
