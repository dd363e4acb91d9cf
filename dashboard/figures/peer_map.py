"""The map of a place and its peers: lines by closeness over the picture of Germany."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard import theme
from dashboard.i18n import Lang

Extent = tuple[float, float, float, float]
Box = tuple[float, float, float, float]

HEIGHT_PX = 430
# Room on the left for names that stand west of the Rhine, in km.
_LEFT_KM, _RIGHT_KM = 110, 20
_CHAR_PX, _LINE_PX = 6.9, 15
# Offsets of a name from its point in pixels (y down) with the anchor, tried in this order.
_OFFSETS = ((9, 0, "left"), (-9, 0, "right"), (7, -12, "left"), (7, 12, "left"), (-7, -12, "right"), (-7, 12, "right"))
_WIDTHS = {"very_near": 2.6, "near": 1.8, "moderate": 1.1, "far": 0.7}


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


def peer_map(focus: Point, peers: Sequence[Point], ground: Ground, lang: Lang) -> go.Figure:
    """The focus in highlight, its peers as numbered points; the nearer, the stronger the line."""
    x0, y0, x1, y1 = ground.extent
    lines = [_lines(focus, peers, closeness, width) for closeness, width in _WIDTHS.items()]
    picture = {
        "source": ground.light,
        "xref": "x",
        "yref": "y",
        "x": x0,
        "y": y1,
        "sizex": x1 - x0,
        "sizey": y1 - y0,
        "sizing": "stretch",
        "layer": "below",
    }
    return go.Figure(
        data=[*lines, _points("peers", peers, 10, theme.LAB_STRONG), _points("focus", [focus], 16, theme.HIGHLIGHT)],
        layout=go.Layout(
            template=theme.template(lang),
            height=HEIGHT_PX,
            images=[picture],
            xaxis={"visible": False, "range": [x0 - _LEFT_KM, x1 + _RIGHT_KM]},
            yaxis={"visible": False, "range": [y0, y1], "scaleanchor": "x"},
            annotations=_names(focus, peers, ground.extent),
            meta={"dark_images": {ground.light: ground.dark}},
        ),
    )


def _lines(focus: Point, peers: Sequence[Point], closeness: str, width: float) -> go.Scatter:
    """One trace for all peers of a closeness: a line each, with gaps between."""
    chosen = [peer for peer in peers if peer.closeness == closeness]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for peer in chosen:
        xs += [round(focus.x_km, 1), round(peer.x_km, 1), None]
        ys += [round(focus.y_km, 1), round(peer.y_km, 1), None]
    line = {"color": theme.LAB, "width": width}
    return go.Scatter(name=closeness, x=xs, y=ys, mode="lines", line=line, opacity=0.7, hoverinfo="skip")


def _points(name: str, points: Sequence[Point], size: int, colour: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[round(point.x_km, 1) for point in points],
        y=[round(point.y_km, 1) for point in points],
        mode="markers",
        marker={"size": size, "color": colour, "line": {"color": theme.BG, "width": 1.4}, "opacity": 1},
        hovertext=[point.hover for point in points],
        hoverinfo="text",
    )


def _names(focus: Point, peers: Sequence[Point], extent: Extent) -> list[dict[str, object]]:
    """Names where they are free, else the number alone, else nothing: the list beside the map has all of them."""
    scale = HEIGHT_PX / (extent[3] - extent[1])
    dots = [(_x(point, scale), _y(point, scale)) for point in (focus, *peers)]
    edges = ((extent[0] - _LEFT_KM) * scale, (extent[2] + _RIGHT_KM) * scale)
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in dots]
    found = []
    for index, point in enumerate((focus, *peers)):
        texts = (f"{point.number} {point.name}", point.number) if point.number else (point.name,)
        others = [box for place, box in enumerate(taken) if place != index]
        offers = ((text, offer) for text in texts for offer in _OFFSETS)
        free = next(
            ((text, offer) for text, offer in offers if _is_free(_box(*dots[index], text, offer), others, edges)), None
        )
        if free is None:
            continue
        text, (dx, dy, anchor) = free
        taken.append(_box(*dots[index], text, (dx, dy, anchor)))
        is_focus = not point.number
        found.append(
            {
                "x": point.x_km,
                "y": point.y_km,
                "xshift": dx,
                "yshift": -dy,
                "xanchor": anchor,
                "yanchor": "middle",
                "text": f"<b>{text}</b>" if is_focus else text,
                "font": {"size": theme.NOTE, "color": theme.HIGHLIGHT if is_focus else theme.INK},
                "showarrow": False,
            }
        )
    return found


def _x(point: Point, scale: float) -> float:
    return point.x_km * scale


def _y(point: Point, scale: float) -> float:
    return -point.y_km * scale


def _box(x: float, y: float, text: str, offer: tuple[float, float, str]) -> Box:
    dx, dy, anchor = offer
    width = _CHAR_PX * len(text)
    left = x + dx - (width if anchor == "right" else 0)
    return (left, y + dy - _LINE_PX / 2, left + width, y + dy + _LINE_PX / 2)


def _is_free(box: Box, taken: Sequence[Box], edges: tuple[float, float]) -> bool:
    """Whether a box touches no other and lies between the left and the right edge."""
    is_inside = edges[0] <= box[0] and box[2] <= edges[1]
    return is_inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
