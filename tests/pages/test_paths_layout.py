"""The layout of maps: boxes that never overlap, lines that end at their boxes and pass by all others."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from careers.presenting.paths.layout import MARGIN, WIDTH, Node, arrange, crossings, order

HEAD = 24


@st.composite
def maps(draw):
    count = draw(st.integers(0, 14))
    nodes = [
        Node(f"n{number}", draw(st.integers(0, 4)), draw(st.integers(0, 3)), draw(st.integers(20, 70)))
        for number in range(count)
    ]
    pairs = [(a.key, b.key) for a, b in combinations(nodes, 2)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=16)) if pairs else []
    return nodes, [(b, a) if draw(st.booleans()) else (a, b) for a, b in chosen]


def on_border(point, box):
    x, y = point
    across, along = box.x <= x <= box.x + box.width, box.y <= y <= box.y + box.height
    return (across and y in {box.y, box.y + box.height}) or (along and x in {box.x, box.x + box.width})


def inside(part, box):
    (x, y), (x2, y2) = part
    low, high, top, bottom = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
    return low < box.x + box.width and high > box.x and top < box.y + box.height and bottom > box.y


@given(maps())
def test_boxes_stand_apart_in_reading_order_within_the_map(drawn):
    nodes, edges = drawn
    found = arrange(nodes, edges, {node.layer: HEAD for node in nodes})
    boxes = found.boxes
    assert set(boxes) == {node.key for node in nodes}
    assert [(box.y, box.x) for box in boxes.values()] == sorted((box.y, box.x) for box in boxes.values())
    for one, other in combinations(boxes.values(), 2):
        assert not inside(((one.x, one.y), (one.x + one.width, one.y + one.height)), other)
    for node in nodes:
        box = boxes[node.key]
        assert box.width == WIDTH
        assert box.height >= node.height
        assert MARGIN <= box.x <= found.width - box.width - MARGIN
        assert MARGIN + HEAD <= box.y <= found.height - box.height - MARGIN
    for one, other in combinations(nodes, 2):
        if one.layer != other.layer:
            assert (one.layer < other.layer) == (boxes[one.key].y < boxes[other.key].y)
        if one.lane != other.lane:
            assert (one.lane < other.lane) == (boxes[one.key].x < boxes[other.key].x)


@given(maps())
def test_every_line_ends_at_its_boxes_and_passes_by_the_others(drawn):
    nodes, edges = drawn
    found = arrange(nodes, edges, {})
    assert list(found.lines) == edges
    for (a, b), points in found.lines.items():
        assert on_border(points[0], found.boxes[a]), (a, b)
        assert on_border(points[-1], found.boxes[b]), (a, b)
        for part in pairwise(points):
            (x, y), (x2, y2) = part
            assert x == x2 or y == y2
            assert {key for key, box in found.boxes.items() if inside(part, box)} == set()
            assert 0 <= min(x, x2) <= max(x, x2) <= found.width
            assert 0 <= min(y, y2) <= max(y, y2) <= found.height


@given(maps())
def test_lines_do_not_run_on_one_another_from_side_to_side(drawn):
    nodes, edges = drawn
    parts = [
        (min(x, x2), max(x, x2), y)
        for points in arrange(nodes, edges, {}).lines.values()
        if len(points) > 2
        for (x, y), (x2, y2) in pairwise(points)
        if y == y2 and x != x2
    ]
    for (low, high, y), (low2, high2, y2) in combinations(parts, 2):
        assert y != y2 or high < low2 or high2 < low


@given(maps())
def test_the_same_map_is_drawn_the_same(drawn):
    nodes, edges = drawn
    assert arrange(nodes, edges, {}) == arrange(list(nodes), list(edges), {})


@given(maps())
def test_the_order_never_crosses_more_lines_than_the_one_given(drawn):
    nodes, edges = drawn
    assert crossings(order(nodes, edges), edges) <= crossings(order(nodes, []), edges)


def test_crossed_lines_are_uncrossed():
    nodes = [Node(key, layer, 0, 40) for key, layer in zip("abcxyz", (0, 0, 0, 1, 1, 1), strict=True)]
    edges = [("a", "z"), ("b", "y"), ("c", "x")]
    assert crossings(order(nodes, []), edges) == 3
    assert crossings(order(nodes, edges), edges) == 0
    assert list(arrange(nodes, edges, {}).boxes) == ["a", "b", "c", "z", "y", "x"]


def test_a_ladder_is_a_straight_line_past_rows_of_the_other_lane():
    nodes = [Node("senior", 40, 0, 40), Node("manager", 50, 1, 40), Node("principal", 60, 0, 40)]
    found = arrange(nodes, [("senior", "principal")], {})
    senior, principal = found.boxes["senior"], found.boxes["principal"]
    middle = senior.x + WIDTH // 2
    assert found.lines == {("senior", "principal"): [(middle, senior.y + 40), (middle, principal.y)]}


def test_nothing_is_a_map_of_nothing():
    found = arrange([], [], {})
    assert (found.boxes, found.lines) == ({}, {})
