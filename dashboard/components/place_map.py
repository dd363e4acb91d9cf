"""A small map as SVG inside the page: some places among their neighbours, without scripts, in the colours of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.i18n import Lang, number, t
from dashboard.map_labels import Name, place_names
from dashboard.queries.areas import Area, Ring
from dashboard.ssr import Tag, tag

Window = tuple[float, float, float, float]

WIDTH_PX, HEIGHT_PX = 592, 380
_MIN_KM = 44.0
_PAD = 0.2
_NEIGHBOURS = 7


@dataclass(frozen=True)
class PlaceMap:
    """Places with their boundaries; around them outlines of municipalities and states, and neighbours with most
    inhabitants first."""

    places: Sequence[Area]
    shapes: Sequence[Ring]
    municipalities: Sequence[Ring]
    states: Sequence[Ring]
    neighbours: Sequence[Area]


def window_of(shapes: Sequence[Ring]) -> Window:
    """The part of the country around some areas, in the shape of the picture."""
    xs, ys = np.concatenate([ring.x_km for ring in shapes]), np.concatenate([ring.y_km for ring in shapes])
    x0, x1, y0, y1 = (float(value) for value in (xs.min(), xs.max(), ys.min(), ys.max()))
    ratio = WIDTH_PX / HEIGHT_PX
    width = max(_MIN_KM, (x1 - x0) * (1 + 2 * _PAD), (y1 - y0) * (1 + 2 * _PAD) * ratio)
    x, y, height = (x0 + x1) / 2, (y0 + y1) / 2, width / ratio
    return (round(x - width / 2, 1), round(y - height / 2, 1), round(x + width / 2, 1), round(y + height / 2, 1))


def place_map(data: PlaceMap, label: str, lang: Lang) -> Tag:
    """The places filled, their names, the largest neighbours in quiet ink, a scale bar; `label` is the text alternative."""
    view = window_of(data.shapes)
    scale = WIDTH_PX / (view[2] - view[0])
    areas = [
        tag("path", class_=f"area {level}", d=_path(rings, view, scale))
        for level in ("district", "municipality")
        if (rings := [ring for ring in data.shapes if ring.level == level])
    ]
    return tag(
        "svg",
        [
            tag("path", class_="ground", d=_path(data.municipalities, view, scale)),
            tag("path", class_="states", d=_path(data.states, view, scale)),
            *areas,
            *_dots(data.places, view, scale),
            *_names(data, view, scale),
            *_scale_bar(scale, lang),
        ],
        class_="place-map",
        viewBox=f"0 0 {WIDTH_PX} {HEIGHT_PX}",
        role="img",
        aria_label=label,
    )


def _xy(x: float, y: float, view: Window, scale: float) -> tuple[float, float]:
    return round((x - view[0]) * scale, 1), round((view[3] - y) * scale, 1)


def _path(outlines: Sequence[Ring], view: Window, scale: float) -> str:
    """Rings as one SVG path; points far outside the picture are moved to its surroundings, which keeps the path short."""
    far_x, far_y = 3 * WIDTH_PX, 3 * HEIGHT_PX
    found = []
    for ring in outlines:
        xs = ((ring.x_km - view[0]) * scale).clip(-WIDTH_PX, far_x).round(1).tolist()
        ys = ((view[3] - ring.y_km) * scale).clip(-HEIGHT_PX, far_y).round(1).tolist()
        points = dict.fromkeys(zip(xs, ys, strict=True))  # each once
        found.append("M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z")
    return "".join(found)


def _dots(places: Sequence[Area], view: Window, scale: float) -> list[Tag]:
    points = [_xy(row.x_km, row.y_km, view, scale) for row in places if row.level == "municipality"]
    return [tag("circle", class_="dot", cx=x, cy=y, r=3.5) for x, y in points]


def _names(data: PlaceMap, view: Window, scale: float) -> list[Tag]:
    keys = {row.ags for row in data.places}
    others = [row for row in data.neighbours if row.ags not in keys][:50]
    rows = [(row, False) for row in data.places] + [(row, True) for row in others]
    names = [Name(row.name, *_xy(row.x_km, row.y_km, view, scale), may_go) for row, may_go in rows]
    placed = place_names(names, (WIDTH_PX, HEIGHT_PX), [(0, HEIGHT_PX - 44, 190, HEIGHT_PX)])
    anchors = {"center": "middle", "left": "start", "right": "end"}
    quiet = [item for item in placed if names[item.index].may_go][:_NEIGHBOURS]
    return [
        tag(
            "text",
            names[item.index].text,
            class_="neighbour" if names[item.index].may_go else "name",
            x=round(names[item.index].x + item.dx, 1),
            y=round(names[item.index].y + item.dy + 5, 1),
            text_anchor=anchors[item.anchor],
        )
        for item in [*quiet, *(item for item in placed if not names[item.index].may_go)]
    ]


def _scale_bar(scale: float, lang: Lang) -> Sequence[Tag]:
    length = next((step for step in (100, 50, 20, 10, 5) if step * scale <= 0.3 * WIDTH_PX), 5)
    x, y, end = 16, HEIGHT_PX - 14, 16 + length * scale
    line = f"M{x},{y - 4}V{y + 4}M{x},{y}H{end:.1f}M{end:.1f},{y - 4}V{y + 4}"
    text = t("map_part.scale", lang, n=number(length, lang))
    return [
        tag("path", class_="scale", d=line),
        tag("text", text, class_="scale-text", x=round((x + end) / 2, 1), y=y - 10, text_anchor="middle"),
    ]
