"""The map of the labs: plain scatter traces in projected kilometres over a picture of Germany."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from dashboard import theme
from dashboard.figures.marks import Figure, Trace, scatter
from dashboard.i18n import Lang, number, t

Extent = tuple[float, float, float, float]

HEIGHT_PX = 660
# Where the name of a lab stands, in pixels from its symbol, so that names neither overlap nor cover a neighbour's area;
# west of the Rhine to the left. A lab not named here gets its name on the right.
_LABEL_OFFSETS: dict[str, tuple[int, int, str]] = {
    "oberrhein": (13, 0, "left"),
    "rhein-neckar": (-12, 3, "right"),
    "wuerzburg-gerbrunn": (14, 2, "left"),
    "bad-belzig-wiesenburg": (13, -6, "left"),
    "bremen-bremerhaven": (14, 2, "left"),
    "bergstrasse-odenwald": (-12, -10, "right"),
    "marburg-biedenkopf": (24, -7, "left"),
    "bad-berleburg": (34, -34, "left"),
    "merzenich-kerpen": (-12, 3, "right"),
    "niederrhein": (-36, -6, "right"),
    "verwaltungsrebellen": (8, -28, "left"),
    "brandis-partheland": (14, 0, "left"),
    "merseburg-schkopau": (-8, -40, "center"),
}
_DEFAULT_OFFSET = (13, 0, "left")
_LEFT_KM = 100
_AREA_TRACE = "area"


@dataclass(frozen=True)
class MapState:
    """What a filter change alters on the map: per lab whether it is shown, which is in focus, what to zoom to."""

    shown: frozenset[str]
    focus: str = ""
    zoom: bool = False


@dataclass(frozen=True)
class MapBase:
    """What never changes: `places` one row per place and lab, `outlines`, the picture of Germany and its extent.

    places columns: lab_id, position, short_name, name, role, role_label, also (further members at the same place, in words),
    level, area_name, is_seat, is_certain_seat, x_km, y_km, population_2021. outlines columns as in queries.labs.outlines.
    """

    places: pd.DataFrame
    outlines: pd.DataFrame
    extent: Extent
    ground_light: str
    ground_dark: str

    # What `changes` goes through for every filter change, taken out of the frames once.

    @cached_property
    def areas(self) -> tuple[tuple[str, str], ...]:
        """Lab and level of each area in the order drawn."""
        return tuple(_area_keys(self.outlines))

    @cached_property
    def seats(self) -> tuple[Place, ...]:
        """The seats in the order drawn."""
        return _listed(self.places[self.places.is_seat])

    @cached_property
    def members(self) -> tuple[Place, ...]:
        """The other places in the order drawn."""
        return _listed(self.places[~self.places.is_seat])

    @cached_property
    def windows(self) -> dict[str, Extent]:
        """x0, y0, x1, y1 around the places and areas of each lab."""
        points = pd.concat([self.places[["lab_id", "x_km", "y_km"]], self.outlines[["lab_id", "x_km", "y_km"]]])
        low, high = points.groupby("lab_id").min(), points.groupby("lab_id").max()
        return {lab: (low.x_km[lab], low.y_km[lab], high.x_km[lab], high.y_km[lab]) for lab in low.index}


class Place(NamedTuple):
    """A place of a lab: what its symbol and its label depend on."""

    lab_id: str
    short_name: str
    x_km: float
    y_km: float
    is_certain_seat: bool


def _listed(places: pd.DataFrame) -> tuple[Place, ...]:
    columns = (places[name].tolist() for name in Place._fields)
    return tuple(Place(*values) for values in zip(*columns, strict=True))


def lab_map(base: MapBase, state: MapState, lang: Lang) -> Figure:
    """Areas of members, seats, spokes and names of the labs.

    Colour: focus in highlight, other labs grey, labs outside the filters pale. Size: seats large, members small. A hollow
    seat means that no source names a lead or its place.
    """
    traces = [
        *_areas(base.outlines),
        _spokes(base.places),
        _points("members", base.places[~base.places.is_seat], lang),
        _points("seats", base.places[base.places.is_seat], lang),
        _numbers(base.places),
    ]
    figure: Figure = {"data": traces, "layout": _layout(base, lang)}
    for path, value in changes(base, state).items():
        _assign(figure, path, value)
    return figure


Path = tuple[str | int, ...]


def changes(base: MapBase, state: MapState) -> dict[Path, object]:
    """What to set in a drawn map for a new state: path in the figure → value; a few kilobytes."""
    shapes = base.areas
    found: dict[Path, object] = {}
    for index, (lab, level) in enumerate(shapes):
        fill, line, opacity = _area_style(lab, level, state)
        found["data", index, "fillcolor"] = fill
        found["data", index, "line"] = {"color": line, "width": 1, "shape": "linear"}
        found["data", index, "opacity"] = opacity
    n = len(shapes)
    seats = base.seats
    found["data", n, "opacity"] = 0.75 if len(state.shown) == len({lab for lab, _ in shapes}) else 0.25
    found["data", n + 1, "marker"] = _member_markers(base.members, state)
    marker = _seat_markers(seats, state)
    found["data", n + 2, "marker"] = marker
    found["data", n + 3, "textfont", "color"] = [_number_colour(row.lab_id, row.is_certain_seat, state) for row in seats]
    found["layout", "annotations"] = _labels(seats, state)
    x_range, y_range = _window(base, state)
    x0, _, x1, _ = base.extent
    found["layout", "meta", "narrow", "layout", "xaxis", "range"] = x_range if state.zoom else [x0, x1]
    found["layout", "xaxis", "range"] = x_range
    found["layout", "yaxis", "range"] = y_range
    return found


def _assign(figure: Figure, path: Path, value: object) -> None:
    node: Any = figure
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value


def _layout(base: MapBase, lang: Lang) -> dict[str, Any]:
    x0, y0, x1, y1 = base.extent
    ground = {
        "source": base.ground_light,
        "xref": "x",
        "yref": "y",
        "x": x0,
        "y": y1,
        "sizex": x1 - x0,
        "sizey": y1 - y0,
        "sizing": "stretch",
        "layer": "below",
    }
    return {
        "template": theme.template(lang),
        "height": HEIGHT_PX,
        "images": [ground],
        "xaxis": {"visible": False},
        "yaxis": {"visible": False, "scaleanchor": "x"},
        "meta": {
            "dark_images": {base.ground_light: base.ground_dark},
            "narrow": {
                "layout": {"annotations": [], "height": 480, "xaxis": {}},
                "traces": {"numbers": {"visible": True}, "seats": {"marker": {"size": 22}}},
            },
        },
    }


def _area_keys(outlines: pd.DataFrame) -> list[tuple[str, str]]:
    pairs = outlines[["lab_id", "level"]].drop_duplicates()
    # Districts first, so that they lie under the municipalities.
    return sorted(zip(pairs.lab_id, pairs.level, strict=True), key=lambda pair: (pair[1], pair[0]))


def _areas(outlines: pd.DataFrame) -> list[Trace]:
    found = []
    for lab, level in _area_keys(outlines):
        rows = outlines[(outlines.lab_id == lab) & (outlines.level == level)]
        xs: list[float | None] = []
        ys: list[float | None] = []
        for _, ring in rows.groupby(["ags", "ring"], sort=False):
            xs += [*ring.x_km.round(1), None]
            ys += [*ring.y_km.round(1), None]
        found.append(
            scatter(
                name=f"{_AREA_TRACE} {lab} {level}",
                x=xs,
                y=ys,
                mode="lines",
                fill="toself",
                hoverinfo="skip",
            )
        )
    return found


def _area_style(lab: str, level: str, state: MapState) -> tuple[str, str, float]:
    if lab == state.focus:
        pale = theme.HIGHLIGHT_PALE if level == "district" else theme.HIGHLIGHT
        return pale, theme.HIGHLIGHT, 1.0
    if lab not in state.shown:
        return theme.LAB_TINT, theme.STATE_LINE, 0.45
    if level == "district":
        return theme.LAB_TINT, theme.LAB, 1.0
    return theme.LAB, theme.BG, 1.0


def _spokes(places: pd.DataFrame) -> Trace:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for _, rows in places.groupby("lab_id", sort=False):
        seat = rows[rows.is_seat].iloc[0]
        for row in rows[~rows.is_seat & (rows.level == "municipality")].itertuples():
            xs += [seat.x_km, row.x_km, None]
            ys += [seat.y_km, row.y_km, None]
    return scatter(name="spokes", x=xs, y=ys, mode="lines", line={"color": theme.LAB_STRONG, "width": 1}, hoverinfo="skip")


def _hover(rows: pd.DataFrame, lang: Lang) -> list[str]:
    found = []
    for row in rows.itertuples():
        lines = [f"<b>{row.short_name}</b>", f"{row.role_label}: {row.name}", row.also]
        if pd.notna(row.population_2021):
            people = t("map.people", lang, n=number(row.population_2021, lang))
            # The inhabitants are those of the municipality; a body that has its seat there has none of its own.
            lines.append(people if isinstance(row.level, str) else f"{row.area_name}: {people}")
        found.append("<br>".join(line for line in lines if line))
    return found


def _points(name: str, rows: pd.DataFrame, lang: Lang) -> Trace:
    return scatter(
        name=name,
        x=rows.x_km.round(1).tolist(),
        y=rows.y_km.round(1).tolist(),
        mode="markers",
        customdata=rows.lab_id.tolist(),
        hovertext=_hover(rows, lang),
        hoverinfo="text",
    )


def _numbers(places: pd.DataFrame) -> Trace:
    """The display number of each lab inside its symbol: on narrow screens the list repeats it."""
    rows = places[places.is_seat]
    return scatter(
        name="numbers",
        x=rows.x_km.round(1).tolist(),
        y=rows.y_km.round(1).tolist(),
        mode="text",
        text=[str(value) for value in rows.position],
        textfont={"size": 12},
        hoverinfo="skip",
        visible=False,
    )


def _member_markers(rows: Sequence[Place], state: MapState) -> dict[str, object]:
    return {
        "size": 7,
        "color": [_colour(row.lab_id, state) for row in rows],
        "opacity": [1.0 if row.lab_id in state.shown or row.lab_id == state.focus else 0.35 for row in rows],
        "line": {"color": theme.BG, "width": 1},
    }


def _seat_markers(rows: Sequence[Place], state: MapState) -> dict[str, object]:
    colours = [_colour(row.lab_id, state) for row in rows]
    solid = [row.is_certain_seat for row in rows]
    return {
        "size": [16 if row.lab_id == state.focus else 13 for row in rows],
        "color": [colour if sure else theme.BG for colour, sure in zip(colours, solid, strict=True)],
        "opacity": [1.0 if row.lab_id in state.shown or row.lab_id == state.focus else 0.45 for row in rows],
        "line": {
            "color": [theme.BG if sure else colour for colour, sure in zip(colours, solid, strict=True)],
            "width": [1.6 if sure else 2.4 for sure in solid],
        },
    }


def _colour(lab: str, state: MapState) -> str:
    if lab == state.focus:
        return theme.HIGHLIGHT
    return theme.LAB_STRONG if lab in state.shown else theme.CONTROL


def _number_colour(lab: str, is_filled: bool, state: MapState) -> str:
    if not is_filled:
        return _colour(lab, state)
    return "var(--on-highlight)" if lab == state.focus else theme.BG


def _labels(seats: Sequence[Place], state: MapState) -> list[dict[str, object]]:
    found = []
    for row in seats:
        if row.lab_id not in state.shown and row.lab_id != state.focus:
            continue
        dx, dy, anchor = _LABEL_OFFSETS.get(row.lab_id, _DEFAULT_OFFSET)
        is_focus = row.lab_id == state.focus
        found.append(
            {
                "x": row.x_km,
                "y": row.y_km,
                "xshift": dx,
                "yshift": -dy,
                "xanchor": anchor,
                "yanchor": "middle",
                "text": f"<b>{row.short_name}</b>" if is_focus else row.short_name,
                "font": {"size": theme.SMALL, "color": theme.HIGHLIGHT if is_focus else theme.INK, "weight": 600},
                "showarrow": False,
            }
        )
    return found


def _window(base: MapBase, state: MapState) -> tuple[list[float], list[float]]:
    x0, y0, x1, y1 = base.extent
    if not (state.zoom and state.focus):
        # Room on the left for the names that stand west of the Rhine.
        return [x0 - _LEFT_KM, x1], [y0, y1]
    x0, y0, x1, y1 = base.windows.get(state.focus, base.extent)
    pad = max(12.0, 0.18 * max(x1 - x0, y1 - y0))
    return [x0 - pad, x1 + pad], [y0 - pad, y1 + pad]
