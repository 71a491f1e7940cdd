"""Where the boxes and lines of a map go: a pure function of nodes and edges, the same for the same input.

Nodes stand in rows by layer, top first, and in lanes side by side; all boxes of a row are as high as its highest. Lines
run down between boxes, in the channels between rows and the gutters between columns, and never through a box. All
lengths are in pixels.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 156
"""Of a box."""
CHANNEL, GUTTER = 34, 18
"""Between two rows, between two columns, where few lines run there."""
SLOT = 7
"""Between two lines that run beside each other."""
PORT = 14
"""Between two lines that end at one side of a box."""
MARGIN = 4
"""Around everything, so that focus is seen at the edges."""
SWEEPS = 4

Edge = tuple[str, str]
Point = tuple[int, int]
Order = dict[str, tuple[int, int]]
"""Row and column of each node."""


@dataclass(frozen=True)
class Node:
    """A box to be placed. `layer` is anything that sorts; lanes are numbers from 0. `height` is the least."""

    key: str
    layer: Any
    lane: int
    height: int


@dataclass(frozen=True)
class Box:
    """A place: left, top, width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Layout:
    """Boxes by key in reading order, row by row; the points of each line, from the first node of its edge to the
    second; the left side of each lane and the top of each layer."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    lines: Mapping[Edge, Sequence[Point]]
    lanes: Mapping[int, int]
    layers: Mapping[Any, int]


def arrange(nodes: Sequence[Node], edges: Sequence[Edge], heads: Mapping[Any, int]) -> Layout:
    """Places the nodes and runs a line along each edge. Nodes of one layer and lane stand in the order given unless
    another crosses fewer lines. Two nodes share one edge at most. `heads` are heights by layer to be kept free above
    it."""
    return _Grid(order(nodes, edges), nodes, edges, heads).layout()


def order(nodes: Sequence[Node], edges: Sequence[Edge]) -> Order:
    """Rows and columns: of all orders that sweeping by barycentre comes by, the first that crosses the fewest
    lines."""
    layers = sorted({node.layer for node in nodes})
    rows: list[dict[int, list[str]]] = [defaultdict(list) for _ in layers]
    for node in nodes:
        rows[layers.index(node.layer)][node.lane].append(node.key)
    starts = _lane_starts(rows)
    beside: dict[str, list[str]] = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    best = places = _places(rows, starts)
    fewest = crossings(best, edges)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downwards = sweep % 2 == 0
        for number in range(len(rows)) if downwards else reversed(range(len(rows))):
            for keys in rows[number].values():
                keys.sort(key=lambda key: _barycentre(key, places, beside[key], above=downwards))
            places = _places(rows, starts)
        if (found := crossings(places, edges)) < fewest:
            best, fewest = places, found
    return best


def crossings(places: Order, edges: Sequence[Edge]) -> int:
    """How often straight lines between the same two rows cross."""
    between: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for edge in edges:
        (upper, start), (lower, end) = sorted(places[key] for key in edge)
        if upper < lower:
            between[upper, lower].append((start, end))
    count = 0
    for lines in between.values():
        ends: list[int] = []
        for _, end in sorted(lines):
            count += len(ends) - bisect_right(ends, end)
            insort(ends, end)
    return count


def _barycentre(key: str, places: Order, beside: Sequence[str], *, above: bool) -> float:
    row, column = places[key]
    columns = [places[other][1] for other in beside if (places[other][0] < row if above else places[other][0] > row)]
    return sum(columns) / len(columns) if columns else column


def _lane_starts(rows: Sequence[Mapping[int, Sequence[str]]]) -> dict[int, int]:
    """The first column of each lane."""
    widths: dict[int, int] = {}
    for row in rows:
        for lane, keys in row.items():
            widths[lane] = max(widths.get(lane, 0), len(keys))
    starts, column = {}, 0
    for lane in sorted(widths):
        starts[lane] = column
        column += widths[lane]
    return starts


def _places(rows: Sequence[Mapping[int, Sequence[str]]], starts: Mapping[int, int]) -> Order:
    return {
        key: (number, starts[lane] + index)
        for number, row in enumerate(rows)
        for lane, keys in sorted(row.items())
        for index, key in enumerate(keys)
    }


@dataclass
class _Route:
    """A line between an upper node and a lower one, or between peers from left to right: it leaves through `channel`,
    below the upper row; where it has to pass boxes, it takes a gutter to `last_channel`, above the lower row. A
    `straight` one takes no turn, one `beside` runs from peer to peer. Ports are pixels off the middle of a box."""

    edge: Edge
    upper: tuple[int, int]
    lower: tuple[int, int]
    turned: bool
    beside: bool
    channel: int
    last_channel: int
    gutter: int | None
    upper_port: int = 0
    lower_port: int = 0

    @property
    def straight(self) -> bool:
        return self.upper[1] == self.lower[1] and self.gutter is None

    def pull(self, other: tuple[int, int]) -> float:
        """The column to which the line leaves, or from which it comes, on its way from or to the `other` end."""
        return other[1] if self.gutter is None else self.gutter - 0.5


class _Grid:
    """The columns and rows of one map, and the lines between them."""

    def __init__(self, places: Order, nodes: Sequence[Node], edges: Sequence[Edge], heads: Mapping[Any, int]) -> None:
        self.places, self.taken = places, set(places.values())
        self.rows = 1 + max((row for row, _ in self.taken), default=-1)
        self.columns = 1 + max((column for _, column in self.taken), default=-1)
        self.heights = [0] * self.rows
        self.lane_columns: dict[int, int] = {}
        self.layer_rows: dict[Any, int] = {}
        for node in nodes:
            row, column = places[node.key]
            self.heights[row] = max(self.heights[row], node.height)
            self.lane_columns[node.lane] = min(self.lane_columns.get(node.lane, column), column)
            self.layer_rows[node.layer] = row
        above = {self.layer_rows[layer]: height for layer, height in heads.items()}

        self.routes = [self._route(edge) for edge in edges]
        self._give_ports()
        self.gutters = _Slots(
            [(each.gutter, each.channel, each.last_channel, each.edge) for each in self.routes if each.gutter], gap=0
        )
        wide = [self.gutters.room(each, GUTTER * (0 < each < self.columns)) for each in range(self.columns + 1)]
        self.gutter_xs = [MARGIN + sum(wide[:each]) + each * WIDTH for each in range(self.columns + 1)]
        self.xs = [x + room for x, room in zip(self.gutter_xs, wide, strict=True)]
        self.channels = _Slots([part for route in self.routes for part in self._across(route)], gap=SLOT)
        high = [
            self.channels.room(each, CHANNEL * (0 < each < self.rows)) + above.get(each, 0)
            for each in range(self.rows + 1)
        ]
        self.channel_ys = [MARGIN + sum(high[:each]) + sum(self.heights[:each]) for each in range(self.rows + 1)]
        self.ys = [y + room for y, room in zip(self.channel_ys, high, strict=True)]

    def layout(self) -> Layout:
        in_order = sorted(self.places.items(), key=lambda item: item[1])
        return Layout(
            width=self.xs[-1] + MARGIN,
            height=self.ys[-1] + MARGIN,
            boxes={
                key: Box(self.xs[column], self.ys[row], WIDTH, self.heights[row]) for key, (row, column) in in_order
            },
            lines={route.edge: self._points(route) for route in self.routes},
            lanes={lane: self.xs[column] for lane, column in self.lane_columns.items()},
            layers={layer: self.ys[row] for layer, row in self.layer_rows.items()},
        )

    def _route(self, edge: Edge) -> _Route:
        upper, lower = sorted(self.places[key] for key in edge)
        (row, start), (last, end) = upper, lower
        channel, last_channel, gutter = row + 1, max(last, row + 1), None
        if last_channel > channel:
            if self._free((each, end) for each in range(row + 1, last)):
                last_channel = channel
            elif self._free((each, start) for each in range(row + 1, last)):
                channel = last_channel
            else:
                # Beside the lower box, on the side of the upper one; rather within the map than at its right.
                gutter = end if start < end or 0 < start == end == self.columns - 1 else end + 1
        return _Route(
            edge=edge,
            upper=upper,
            lower=lower,
            turned=self.places[edge[0]] != upper,
            beside=row == last and self._free((row, each) for each in range(start + 1, end)),
            channel=channel,
            last_channel=last_channel,
            gutter=gutter,
        )

    def _free(self, places: Iterable[tuple[int, int]]) -> bool:
        return self.taken.isdisjoint(places)

    def _give_ports(self) -> None:
        """Spreads the lines that end at one side of a box, so that they cross little; one that runs straight on keeps
        the middle."""
        sides: dict[tuple[int, int, bool], list[tuple[float, int, _Route, str]]] = defaultdict(list)
        for route in self.routes:
            if not route.beside:
                peers = route.upper[0] == route.lower[0]  # their lines end below both
                sides[*route.upper, True].append((route.pull(route.lower), route.lower[0], route, "upper_port"))
                sides[*route.lower, peers].append((route.pull(route.upper), route.upper[0], route, "lower_port"))
        for (_, column, below), ends in sides.items():
            step = min(PORT, (WIDTH - 24) // len(ends))
            ends.sort(key=lambda end: (end[0], end[1] if end[0] > column else -end[1], end[2].edge))
            bent = [end for end in ends if not end[2].straight]
            straight = len(bent) < len(ends)
            first = -sum(end[0] < column for end in bent) if straight else -(len(bent) // 2)
            for number, (_, _, route, port) in enumerate(bent, start=first):
                # Half a step aside from those that come down from the box above.
                aside = 0 if below else step // 2
                setattr(route, port, (number + (straight and number >= 0)) * step + aside)

    def _ends(self, route: _Route) -> tuple[int, int]:
        """Where the line ends, from side to side."""
        return (
            self.xs[route.upper[1]] + WIDTH // 2 + route.upper_port,
            self.xs[route.lower[1]] + WIDTH // 2 + route.lower_port,
        )

    def _bend(self, route: _Route) -> int | None:
        """Where in its gutter the line runs."""
        if route.gutter is None:
            return None
        return self.gutter_xs[route.gutter] + self.gutters.offset(route.gutter, route.edge)

    def _across(self, route: _Route) -> list[tuple[int, int, int, Edge]]:
        """The parts that run from side to side, as (channel, from, to, edge)."""
        start, end = self._ends(route)
        if route.beside or route.straight:
            return []
        if (bend := self._bend(route)) is None:
            return [(route.channel, start, end, route.edge)]
        return [(route.channel, start, bend, route.edge), (route.last_channel, bend, end, route.edge)]

    def _points(self, route: _Route) -> list[Point]:
        start, end = self._ends(route)
        (row, column), (last, last_column) = route.upper, route.lower
        if route.beside:
            y = self.ys[row] + self.heights[row] // 2
            points = [(self.xs[column] + WIDTH, y), (self.xs[last_column], y)]
        else:
            points = [(start, self.ys[row] + self.heights[row])]
            for channel, left, right, _ in self._across(route):
                y = self.channel_ys[channel] + self.channels.offset(channel, route.edge)
                points += [(left, y), (right, y)]
            points.append((end, self.ys[last] + self.heights[last] * (row == last)))
        return points[::-1] if route.turned else points


class _Slots:
    """Which of several parallel places each line takes in a channel or gutter, so that none runs on another. Lines are
    (channel, from, to, edge); the same place is taken again after a `gap`."""

    def __init__(self, lines: Iterable[tuple[int, int, int, Edge]], *, gap: int) -> None:
        self.taken: dict[tuple[int, Edge], int] = {}
        self.ends: dict[int, list[int]] = defaultdict(list)
        for channel, low, high, edge in sorted((each[0], min(each[1:3]), max(each[1:3]), each[3]) for each in lines):
            ends = self.ends[channel]
            slot = next((number for number, end in enumerate(ends) if end + gap < low), len(ends))
            ends[slot : slot + 1] = [high]
            self.taken[channel, edge] = slot

    def offset(self, channel: int, edge: Edge) -> int:
        """How far into the channel the line runs."""
        return (self.taken[channel, edge] + 2) * SLOT

    def room(self, channel: int, least: int) -> int:
        """How wide the channel has to be."""
        lines = len(self.ends.get(channel, ()))
        return max(least, (lines + 3) * SLOT) if lines else least
