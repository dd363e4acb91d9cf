"""The map of one lab: its municipalities and districts among their neighbours, in projected kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from dashboard import theme
from dashboard.figures.marks import Figure, Trace, scatter
from dashboard.i18n import Lang, number, t
from dashboard.map_labels import Name, Placed, place_names
from dashboard.queries.areas import Area, Ring

Window = tuple[float, float, float, float]
"""x0, y0, x1, y1 in projected kilometres."""

WIDTH_PX, HEIGHT_PX = 720, 600
NARROW_WIDTH_PX, NARROW_HEIGHT_PX = 358, 330
# Members farther away than this from the seat stand on the small map of Germany only, else the rest would shrink to dots.
FAR_KM = 150.0
_MIN_KM = 24.0
_PAD = 0.16
_SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100)
_ORDER = ("associated", "partner", "lead")


@dataclass(frozen=True)
class Ground:
    """What lies around: outlines of the three levels, neighbours with most inhabitants first, and the picture of Germany
    with its extent for the small map."""

    municipalities: Sequence[Ring]
    districts: Sequence[Ring]
    states: Sequence[Ring]
    neighbours: Sequence[Area]
    extent: Window
    light: str
    dark: str


class Member(NamedTuple):
    """A municipality or district of a lab; role: lead, partner or associated, with its label."""

    level: str
    ags: str
    name: str
    role: str
    role_label: str
    population_2021: int
    x_km: float
    y_km: float


@dataclass(frozen=True)
class LabMap:
    """A lab's places. seat: name, x_km, y_km of the lead's place; None when no source names it."""

    members: Sequence[Member]
    shapes: Sequence[Ring]
    seat: tuple[str, float, float] | None = None


def split_far(data: LabMap) -> tuple[list[Member], list[Member]]:
    """Members near the seat (else near the largest member) and those farther away than FAR_KM."""
    if not data.members:
        return [], []
    largest = max(data.members, key=lambda row: row.population_2021)
    x, y = data.seat[1:] if data.seat else (largest.x_km, largest.y_km)
    near: list[Member] = []
    far: list[Member] = []
    for row in data.members:
        is_near = (row.x_km - x) ** 2 + (row.y_km - y) ** 2 <= FAR_KM**2
        (near if is_near else far).append(row)
    return near, far


def window(data: LabMap) -> Window:
    """The part of the country to show: the near members and the seat with room around, in the shape of the picture."""
    near, _ = split_far(data)
    keys = {row.ags for row in near}
    shown = [(ring.x_km, ring.y_km) for ring in data.shapes if ring.ags in keys]
    if data.seat:
        shown.append((np.array(data.seat[1:2]), np.array(data.seat[2:])))
    xs, ys = (np.concatenate(values) for values in zip(*shown, strict=True))
    x0, x1, y0, y1 = (float(value) for value in (xs.min(), xs.max(), ys.min(), ys.max()))
    width, height = max(_MIN_KM, (x1 - x0) * (1 + 2 * _PAD)), max(_MIN_KM, (y1 - y0) * (1 + 2 * _PAD))
    width, height = max(width, height * WIDTH_PX / HEIGHT_PX), max(height, width * HEIGHT_PX / WIDTH_PX)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    # Rounded, so that the outlines read for a window can be kept.
    return (round(x - width / 2, 1), round(y - height / 2, 1), round(x + width / 2, 1), round(y + height / 2, 1))


def lab_map(data: LabMap, ground: Ground, lang: Lang) -> Figure:
    """Areas of the members by role, names, a scale bar and a small map of Germany.

    Fill: lead solid, partner pale, took part only: tint with a dashed edge. Ring: seat of the lead. Names in quiet ink:
    the largest neighbours that fit. Members far away stand on the small map.
    """
    view = window(data)
    near, far = split_far(data)
    traces = [
        _ground(ground),
        _lines("districts", ground.districts, view, 0.8),
        _lines("states", ground.states, view, 1.4),
        *_areas(near, data.shapes, lang),
        _points(near, data, lang),
        *_seat(data),
        _scale_bar(view, lang),
        *_locator(data, far, lang),
    ]
    return {"data": traces, "layout": _layout(data, ground, view, lang)}


def _ground(ground: Ground) -> Trace:
    xs, ys = _paths(ground.municipalities)
    line = {"color": "var(--district-line)", "width": 0.9}
    return scatter(
        name="ground", x=xs, y=ys, mode="lines", fill="toself", fillcolor=theme.GROUND, line=line, hoverinfo="skip"
    )


def _lines(name: str, outlines: Sequence[Ring], view: Window, width: float) -> Trace:
    """Boundaries as lines; points far outside the window are left out, which cuts the long ones to their visible part."""
    x0, y0, x1, y1 = view
    pad = 0.2 * (x1 - x0)
    kept = []
    for ring in outlines:
        x, y = ring.x_km, ring.y_km
        inside = (x >= x0 - pad) & (x <= x1 + pad) & (y >= y0 - pad) & (y <= y1 + pad)
        kept.append(ring._replace(x_km=np.where(inside, x, np.nan), y_km=np.where(inside, y, np.nan)))
    xs, ys = _paths(kept)
    line = {"color": theme.STATE_LINE, "width": width}
    return scatter(name=name, x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", connectgaps=False)


def _paths(outlines: Sequence[Ring]) -> tuple[list[float | None], list[float | None]]:
    """Rings one after the other with a gap between them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in outlines:
        xs += [None if value != value else round(value, 2) for value in ring.x_km.tolist()] + [None]
        ys += [None if value != value else round(value, 2) for value in ring.y_km.tolist()] + [None]
    return xs, ys


def _areas(near: Sequence[Member], shapes: Sequence[Ring], lang: Lang) -> list[Trace]:
    """One area per member: districts below municipalities, within them lead on top."""
    found = []
    for row in sorted(near, key=lambda row: (row.level == "municipality", _ORDER.index(row.role), row.ags)):
        xs, ys = _paths([ring for ring in shapes if ring.ags == row.ags and ring.level == row.level])
        fill, width, dash = {
            "lead": (theme.HIGHLIGHT, 1.2, "solid"),
            "partner": (theme.HIGHLIGHT_PALE, 1.2, "solid"),
            "associated": (theme.HIGHLIGHT_TINT, 1.2, "dash"),
        }[row.role]
        edge = theme.BG if row.role == "lead" else theme.HIGHLIGHT
        found.append(
            scatter(
                name=f"area {row.ags}",
                x=xs,
                y=ys,
                mode="lines",
                fill="toself",
                fillcolor=fill,
                line={"color": edge, "width": width, "dash": dash},
                hoveron="fills",
                text=_hover(row, lang),
                hoverinfo="text",
            )
        )
    return found


def _hover(row: Member, lang: Lang) -> str:
    people = number(row.population_2021, lang)
    return f"<b>{row.name}</b><br>{row.role_label}<br>{t('map.people', lang, n=people)}"


def _points(near: Sequence[Member], data: LabMap, lang: Lang) -> Trace:
    """A dot per municipality, except where the seat is marked."""
    seat = data.seat[0] if data.seat else ""
    rows = [row for row in near if row.level == "municipality" and row.name != seat]
    return scatter(
        name="members",
        x=[row.x_km for row in rows],
        y=[row.y_km for row in rows],
        mode="markers",
        marker={"size": 7, "color": theme.INK, "line": {"color": theme.BG, "width": 1}, "opacity": 1},
        hovertext=[_hover(row, lang) for row in rows],
        hoverinfo="text",
    )


def _seat(data: LabMap) -> list[Trace]:
    if not data.seat:
        return []
    name, x, y = data.seat
    marker = {"size": 13, "color": theme.BG, "line": {"color": theme.INK, "width": 2.6}, "opacity": 1}
    return [scatter(name="seat", x=[x], y=[y], mode="markers", marker=marker, hovertext=[name], hoverinfo="text")]


def _scale_bar(view: Window, lang: Lang) -> Trace:
    x0, y0, x1, y1 = view
    length = next((step for step in reversed(_SCALE_STEPS_KM) if step <= 0.3 * (x1 - x0)), 1)
    x, y = x0 + 0.03 * (x1 - x0), y0 + 0.05 * (y1 - y0)
    return scatter(
        name="scale",
        x=[x, x + length / 2, x + length],
        y=[y, y, y],
        mode="lines+markers+text",
        text=["", t("map_part.scale", lang, n=number(length, lang)) + "<br> ", ""],
        textposition="top center",
        textfont={"size": theme.NOTE, "color": theme.INK_2},
        line={"color": theme.INK_2, "width": 1.6},
        marker={"symbol": "line-ns", "size": [9, 0, 9], "line": {"color": theme.INK_2, "width": 1.6}},
        hoverinfo="skip",
    )


def _locator(data: LabMap, far: Sequence[Member], lang: Lang) -> list[Trace]:
    """The lab as a dot on the small map; members far away as rings joined to it."""
    x0, y0, x1, y1 = window(data)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in far:
        xs, ys = [*xs, x, row.x_km, None], [*ys, y, row.y_km, None]
    axes = {"xaxis": "x2", "yaxis": "y2"}
    spokes = scatter(
        name="far",
        x=xs,
        y=ys,
        mode="lines",
        line={"color": theme.HIGHLIGHT, "width": 1, "dash": "dot"},
        hoverinfo="skip",
        **axes,
    )
    rings = scatter(
        name="far members",
        x=[row.x_km for row in far],
        y=[row.y_km for row in far],
        mode="markers+text",
        text=[row.name for row in far],
        textposition=["middle right" if row.x_km < 0 else "middle left" for row in far],
        textfont={"size": 12},
        marker={"size": 7, "color": theme.SURFACE, "line": {"color": theme.HIGHLIGHT, "width": 1.6}, "opacity": 1},
        hovertext=[_hover(row, lang) for row in far],
        hoverinfo="text",
        cliponaxis=False,
        **axes,
    )
    dot = {"size": 10, "color": theme.HIGHLIGHT, "opacity": 1}
    return [spokes, rings, scatter(name="here", x=[x], y=[y], mode="markers", marker=dot, hoverinfo="skip", **axes)]


def _layout(data: LabMap, ground: Ground, view: Window, lang: Lang) -> dict[str, Any]:
    x0, y0, x1, y1 = view
    ex0, ey0, ex1, ey1 = ground.extent
    picture = {
        "source": ground.light,
        "xref": "x2",
        "yref": "y2",
        "x": ex0,
        "y": ey1,
        "sizex": ex1 - ex0,
        "sizey": ey1 - ey0,
        "sizing": "stretch",
        "layer": "below",
    }
    frame = {
        "type": "rect",
        "xref": "x2",
        "yref": "y2",
        "x0": ex0 - 30,
        "x1": ex1 + 30,
        "y0": ey0 - 30,
        "y1": ey1 + 30,
        "layer": "below",
        "fillcolor": theme.SURFACE,
        "line": {"color": theme.LINE, "width": 1},
    }
    small = {"visible": False, "fixedrange": True}
    narrow = {
        "height": NARROW_HEIGHT_PX,
        "annotations": _names(data, ground, view, (NARROW_WIDTH_PX, NARROW_HEIGHT_PX)),
        "xaxis2": {"domain": [0.76, 0.99]},
        "yaxis2": {"domain": [0.015, 0.33]},
    }
    return {
        "template": theme.template(lang),
        "height": HEIGHT_PX,
        "xaxis": {"visible": False, "range": [x0, x1]},
        "yaxis": {"visible": False, "range": [y0, y1], "scaleanchor": "x"},
        "xaxis2": {**small, "range": [ex0 - 40, ex1 + 40], "domain": [0.835, 0.985], "anchor": "y2"},
        "yaxis2": {**small, "range": [ey0 - 40, ey1 + 40], "domain": [0.02, 0.26], "anchor": "x2", "scaleanchor": "x2"},
        "images": [picture],
        "shapes": [frame],
        "annotations": _names(data, ground, view, (WIDTH_PX, HEIGHT_PX)),
        "meta": {"dark_images": {ground.light: ground.dark}, "narrow": {"layout": narrow}},
    }


def _names(data: LabMap, ground: Ground, view: Window, size: tuple[int, int]) -> list[dict[str, object]]:
    """Names of the seat, the members and as many large neighbours as find room, as annotations."""
    near, _ = split_far(data)
    x0, y0, x1, y1 = view
    px = min(size[0] / (x1 - x0), size[1] / (y1 - y0))
    seat = data.seat[0] if data.seat else ""
    members = sorted(near, key=lambda row: (row.level, row.population_2021), reverse=True)
    wanted = [(seat, *data.seat[1:], "seat")] if data.seat else []
    wanted += [(row.name, row.x_km, row.y_km, row.level) for row in members if row.name != seat]
    inside = tuple(row.ags for row in near)  # the members themselves, and what lies in a district that is one
    others = [row for row in ground.neighbours if not row.ags.startswith(inside) and row.name != seat]
    wanted += [(row.name, row.x_km, row.y_km, "neighbour") for row in others[:60]]
    names = [Name(text, (x - x0) * px, (y1 - y) * px, kind == "neighbour") for text, x, y, kind in wanted]
    corner = (0.7 * size[0], 0.64 * size[1], size[0], size[1])
    scale = (0.0, 0.88 * size[1], 0.4 * size[0], size[1])
    placed = place_names(names, size, [corner, scale])
    kept = [item for item in placed if wanted[item.index][3] != "neighbour"]
    kept += [item for item in placed if wanted[item.index][3] == "neighbour"][: 9 if size[0] == WIDTH_PX else 3]
    return [_annotation(wanted[item.index], item) for item in kept]


def _annotation(wanted: tuple[str, float, float, str], place: Placed) -> dict[str, object]:
    text, x, y, kind = wanted
    is_quiet = kind == "neighbour"
    return {
        "x": x,
        "y": y,
        "xshift": place.dx,
        "yshift": -place.dy,
        "xanchor": place.anchor,
        "yanchor": "middle",
        "text": text if is_quiet else f"<b>{text}</b>",
        "font": {
            "size": 16 if kind == "seat" else theme.NOTE if is_quiet else theme.SMALL,
            "color": theme.INK_2 if is_quiet else theme.INK,
        },
        "showarrow": False,
    }
