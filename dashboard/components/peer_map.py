"""The map of a place and its peers as SVG over the picture of Germany: the nearer, the stronger the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.ssr import Tag, tag

Extent = tuple[float, float, float, float]
Box = tuple[float, float, float, float]

ID = "peer-map"
HEIGHT_PX = 430
# Room on the left for names that stand west of the Rhine, in km; assets/css/compare.css places the picture with the same.
_LEFT_KM, _RIGHT_KM = 110, 20
_CHAR_PX, _LINE_PX = 6.9, 15
# Offsets of a name from its point in pixels (y down) with the anchor, tried in this order.
_OFFSETS = ((9, 0, "start"), (-9, 0, "end"), (7, -12, "start"), (7, 12, "start"), (-7, -12, "end"), (-7, 12, "end"))
# Half a line of text, from its middle to its base.
_BASE_PX = 4.5


@dataclass(frozen=True)
class Point:
    """A place on the map: name, number on the list (empty for the focus), closeness, projected km, text on hover."""

    name: str
    number: str
    closeness: str
    x_km: float
    y_km: float
    hover: str


@dataclass(frozen=True)
class Ground:
    """The picture of Germany for light and dark and its extent in projected km."""

    extent: Extent
    light: str
    dark: str


def peer_map(focus: Point, peers: Sequence[Point], ground: Ground, label: str) -> Tag:
    """The focus in highlight, its peers as numbered points, a line to each; `label` is the text alternative."""
    x0, y0, x1, y1 = ground.extent
    scale = HEIGHT_PX / (y1 - y0)
    left, width = x0 - _LEFT_KM, (x1 - x0 + _LEFT_KM + _RIGHT_KM) * scale

    def place(point: Point) -> tuple[float, float]:
        return round((point.x_km - left) * scale, 1), round((y1 - point.y_km) * scale, 1)

    middle = place(focus)
    lines = [_line(middle, place(peer), peer.closeness) for peer in peers]
    points = [_point(peer, place(peer), 5) for peer in peers]
    names = _names([place(point) for point in (focus, *peers)], (focus, *peers), width)
    drawing = tag(
        "svg",
        [*lines, *points, _point(focus, middle, 8), *names],
        viewBox=f"0 0 {width:.0f} {HEIGHT_PX}",
        role="img",
        aria_label=label,
        id=ID,
    )
    share = f"{100 * (x1 - x0) * scale / width:.2f}%"
    pictures = {"--light": f"url({ground.light})", "--dark": f"url({ground.dark})", "--share": share}
    style = ";".join(f"{name}:{value}" for name, value in pictures.items())
    return tag("div", drawing, class_="peer-map", style=style)


def _line(start: tuple[float, float], end: tuple[float, float], closeness: str) -> Tag:
    return tag("path", class_=f"line {closeness}", d=f"M{start[0]},{start[1]}L{end[0]},{end[1]}")


def _point(point: Point, place: tuple[float, float], radius: int) -> Tag:
    css = "point" if point.number else "point focus"
    return tag("circle", tag("title", point.hover), class_=css, cx=place[0], cy=place[1], r=radius)


def _names(dots: Sequence[tuple[float, float]], points: Sequence[Point], width: float) -> list[Tag]:
    """Names where they are free, else the number alone, else nothing: the list beside the map has all of them."""
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in dots]
    found = []
    for index, point in enumerate(points):
        texts = (f"{point.number} {point.name}", point.number) if point.number else (point.name,)
        others = [box for place, box in enumerate(taken) if place != index]
        offers = ((text, offer) for text in texts for offer in _OFFSETS)
        free = next(
            ((text, offer) for text, offer in offers if _is_free(_box(*dots[index], text, offer), others, width)), None
        )
        if free is None:
            continue
        text, (dx, dy, anchor) = free
        taken.append(_box(*dots[index], text, (dx, dy, anchor)))
        x, y = dots[index]
        css = "name" if point.number else "name focus"
        found.append(tag("text", text, class_=css, x=round(x + dx, 1), y=round(y + dy + _BASE_PX, 1), text_anchor=anchor))
    return found


def _box(x: float, y: float, text: str, offer: tuple[float, float, str]) -> Box:
    dx, dy, anchor = offer
    width = _CHAR_PX * len(text)
    left = x + dx - (width if anchor == "end" else 0)
    return (left, y + dy - _LINE_PX / 2, left + width, y + dy + _LINE_PX / 2)


def _is_free(box: Box, taken: Sequence[Box], width: float) -> bool:
    """Whether a box touches no other and lies inside the picture."""
    is_inside = box[0] >= 0 and box[2] <= width
    return is_inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
