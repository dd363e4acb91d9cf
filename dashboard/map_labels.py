"""Names on maps: where they fit without covering each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

_CHAR_PX = 7.4
_LINE_PX = 16
# Tried in this order, in pixels from the point: above, right, left, below.
_PLACES = ((0, -15, "center"), (10, 0, "left"), (-10, 0, "right"), (0, 15, "center"))
# A name that may go stands on its point: it has no dot.
_ON_POINT = ((0, 0, "center"),)


@dataclass(frozen=True)
class Name:
    """A name that wants a place: text, position in pixels (y down), whether it may be left out when there is no room."""

    text: str
    x: float
    y: float
    may_go: bool = False


@dataclass(frozen=True)
class Placed:
    """Where a name stands: its number in the list given, offset in pixels (y down) and anchor."""

    index: int
    dx: float
    dy: float
    anchor: str


def place_names(names: Sequence[Name], size: tuple[float, float], blocked: Iterable[Box] = ()) -> list[Placed]:
    """A place for each name, those first in the list choosing first; names that may go and find no room are left out.

    `size` is width and height of the picture; a name that may go keeps within it. `blocked` are boxes (x0, y0, x1, y1)
    that names should not cover.
    """
    points = [(name.x - 6, name.y - 6, name.x + 6, name.y + 6) for name in names if not name.may_go]
    taken: list[Box] = list(blocked)
    found = []
    for index, name in enumerate(names):
        offers = [(dx, dy, anchor, _box(name, dx, dy, anchor)) for dx, dy, anchor in (_ON_POINT if name.may_go else _PLACES)]
        others = [box for box in points if not (box[0] < name.x < box[2] and box[1] < name.y < box[3])]
        free = [offer for offer in offers if _is_free(offer[3], [*taken, *others], size)]
        if not free and name.may_go:
            continue
        dx, dy, anchor, box = free[0] if free else offers[0]
        taken.append(box)
        found.append(Placed(index, dx, dy, anchor))
    return found


def _box(name: Name, dx: float, dy: float, anchor: str) -> Box:
    width = _CHAR_PX * len(name.text)
    left = {"center": -width / 2, "left": 0.0, "right": -width}[anchor]
    x, y = name.x + dx + left, name.y + dy
    return (x, y - _LINE_PX / 2, x + width, y + _LINE_PX / 2)


def _is_free(box: Box, taken: Iterable[Box], size: tuple[float, float]) -> bool:
    inside = box[0] >= 4 and box[1] >= 4 and box[2] <= size[0] - 4 and box[3] <= size[1] - 4
    return inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
