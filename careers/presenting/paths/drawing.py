"""A map as its template draws it: boxes with their words in lines, lines as SVG paths, headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign
from typing import Any

from careers.presenting.links import Link
from careers.presenting.paths.layout import GUTTER, WIDTH, Box, Node, Point, arrange

SIZE, LEADING = 16, 20
"""Of the words in a box, in pixels; the style sheet says the same."""
HEAD_SIZE = 17
PAD_X, PAD_Y = 8, 9
MAX_LINES, MAX_NOTE_LINES, MAX_HEAD_LINES = 4, 2, 2
ROUND = 6
"""The radius of a bend."""
ARROW = (7, 4)
"""How long an arrow's head is, and half as wide."""

_WIDTHS = [(" ijlI.,:;'|!", 0.32), ("frtJ()-/", 0.41), ("mMwW", 0.95)]
_NARROW = {letter: width for letters, width in _WIDTHS for letter in letters}


@dataclass(frozen=True)
class Spot:
    """Something on a map that leads to a page. `note` says more below its name, `title` everything; layer and lane
    are those of the layout; `css` is the class of its look."""

    key: str
    name: str
    note: str
    title: str
    url: str
    layer: Any
    lane: int
    css: str = ""


@dataclass(frozen=True)
class Way:
    """A line between two spots, with an arrow at `end` where one gets there, and at `start` where one gets back."""

    start: str
    end: str
    title: str
    there: bool
    back: bool
    css: str


@dataclass(frozen=True)
class Head:
    """A heading over some columns, from the lane and layer where they begin."""

    name: Link
    layer: Any
    lane: int
    columns: int = 1


@dataclass(frozen=True)
class Line:
    """Words of one line at their place."""

    words: str
    x: int
    y: int


@dataclass(frozen=True)
class Shape:
    """A box with its words, or a heading, which has none."""

    title: str
    url: str
    css: str
    box: Box | None
    name: Sequence[Line]
    note: Sequence[Line]


@dataclass(frozen=True)
class Map:
    """The whole drawing: boxes and headings in reading order, `ways` as paths with their titles and classes."""

    title: str
    description: str
    width: int
    height: int
    shapes: Sequence[Shape]
    ways: Sequence[tuple[str, str, str]]


def draw(title: str, description: str, spots: Sequence[Spot], ways: Sequence[Way], heads: Sequence[Head] = ()) -> Map:
    """Draws them; every way joins two of the spots, and no two ways the same."""
    room = WIDTH - 2 * PAD_X
    names = {spot.key: _lines(spot.name, room / SIZE, MAX_LINES) for spot in spots}
    notes = {spot.key: _lines(spot.note, room / SIZE, MAX_NOTE_LINES) for spot in spots}
    headings = [
        (head, _lines(head.name.text, (head.columns * (WIDTH + GUTTER) - GUTTER) / HEAD_SIZE, MAX_HEAD_LINES))
        for head in heads
    ]
    above: dict[Any, int] = {}
    for head, lines in headings:
        above[head.layer] = max(above.get(head.layer, 0), 2 * PAD_Y + LEADING * len(lines))
    layout = arrange(
        [
            Node(spot.key, spot.layer, spot.lane, 2 * PAD_Y + LEADING * (len(names[spot.key]) + len(notes[spot.key])))
            for spot in spots
        ],
        [(way.start, way.end) for way in ways],
        above,
    )
    by_key = {spot.key: spot for spot in spots}
    placed = [
        ((box.y, box.x, 1), _shape(by_key[key], box, names[key], notes[key])) for key, box in layout.boxes.items()
    ]
    for head, lines in headings:
        x, y = layout.lanes[head.lane], layout.layers[head.layer]
        put = _set(lines, x, y - PAD_Y - LEADING * len(lines))
        placed.append(((y, x, 0), Shape("", head.name.url, "heading", None, put, ())))
    return Map(
        title=title,
        description=description,
        width=layout.width,
        height=layout.height,
        shapes=[shape for _, shape in sorted(placed, key=lambda item: item[0])],
        ways=[(_path(way, layout.lines[way.start, way.end]), way.title, way.css) for way in ways],
    )


def _shape(spot: Spot, box: Box, name: Sequence[str], note: Sequence[str]) -> Shape:
    lines = _set([*name, *note], box.x + PAD_X, box.y + box.height // 2 - LEADING * (len(name) + len(note)) // 2)
    return Shape(spot.title, spot.url, spot.css, box, lines[: len(name)], lines[len(name) :])


def _set(lines: Sequence[str], x: int, y: int) -> list[Line]:
    """The lines below one another, from y down."""
    return [Line(words, x, y + LEADING * number - 5) for number, words in enumerate(lines, start=1)]


def _lines(text: str, room: float, most: int) -> list[str]:
    """The text in lines of so many ems, as far as one can know without the font; the last one of too many is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _ems(joined) <= room:
            lines[-1] = joined
            continue
        while _ems(word) > room:
            fits = next(end for end in range(len(word) - 1, 0, -1) if end == 1 or _ems(word[:end]) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        while _ems(lines[-1] + "…") > room:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _ems(text: str) -> float:
    """About how wide the text is, in ems of the widest of the fonts that systems have."""
    return sum(
        _NARROW.get(letter) or (1.0 if ord(letter) > 0x2E7F else 0.74 if letter.isupper() else 0.61) for letter in text
    )


def _path(way: Way, points: Sequence[Point]) -> str:
    path = _bent(points)
    if way.there:
        path += _arrow(points[-2], points[-1])
    if way.back:
        path += _arrow(points[1], points[0])
    return path


def _bent(points: Sequence[Point]) -> str:
    """A path along the points, round where it turns."""
    path = f"M{_at(points[0])}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(ROUND, _length(before, here) // 2, _length(here, after) // 2)
        path += f"L{_at(_towards(here, before, radius))}Q{_at(here)} {_at(_towards(here, after, radius))}"
    return path + f"L{_at(points[-1])}"


def _arrow(origin: Point, tip: Point) -> str:
    long, half = ARROW
    x, y = _towards(tip, origin, long)
    across = (half, 0) if origin[0] == tip[0] else (0, half)
    one, other = (x - across[0], y - across[1]), (x + across[0], y + across[1])
    return f"M{_at(one)}L{_at(tip)}L{_at(other)}"


def _towards(here: Point, there: Point, pixels: int) -> Point:
    """So far from here, straight up, down or to a side."""
    if here[0] == there[0]:
        return here[0], here[1] + int(copysign(pixels, there[1] - here[1]))
    return here[0] + int(copysign(pixels, there[0] - here[0])), here[1]


def _length(one: Point, other: Point) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _at(point: Point) -> str:
    return f"{point[0]},{point[1]}"
