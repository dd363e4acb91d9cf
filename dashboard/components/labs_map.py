"""The map of the labs as SVG over the picture of Germany: areas, places, names; a change of the filter writes it anew.

The outlines are written once per page (`shapes`); what is renewed refers to them. Places stand at percentages of the frame
and keep their size in pixels, whatever its width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from dashboard.i18n import Lang, number, t
from dashboard.queries.labs import Outline
from dashboard.ssr import SLOT, Tag, around, tag

Extent = tuple[float, float, float, float]
"""x0, y0, x1, y1 in projected kilometres."""

# Where the name of a lab stands, in pixels from its symbol, so that names neither overlap nor cover a neighbour's area;
# west of the Rhine to the left. A lab not named here gets its name on the right.
_LABEL_OFFSETS: dict[str, tuple[int, int, str]] = {
    "oberrhein": (13, 0, "start"),
    "rhein-neckar": (-12, 3, "end"),
    "wuerzburg-gerbrunn": (14, 2, "start"),
    "bad-belzig-wiesenburg": (13, -6, "start"),
    "bremen-bremerhaven": (14, 2, "start"),
    "bergstrasse-odenwald": (-12, -10, "end"),
    "marburg-biedenkopf": (24, -7, "start"),
    "bad-berleburg": (34, -34, "start"),
    "merzenich-kerpen": (-12, 3, "end"),
    "niederrhein": (-36, -6, "end"),
    "verwaltungsrebellen": (8, -28, "start"),
    "brandis-partheland": (14, 0, "start"),
    "merseburg-schkopau": (-8, -40, "middle"),
}
_DEFAULT_OFFSET = (13, 0, "start")
_MEMBER_PX, _SEAT_PX, _FOCUS_PX = 3.5, 6.5, 8
# Half a line of text, from its middle to its base.
_BASE_PX = 5
# Units of the outlines in a kilometre: whole numbers are short.
_UNITS = 10


@dataclass(frozen=True)
class MapState:
    """What a filter change alters on the map: which labs are shown, which is in focus, whether to zoom to it."""

    shown: frozenset[str]
    focus: str = ""
    zoom: bool = False


class Place(NamedTuple):
    """A place of a lab: where it is, what is said about it, what its symbol depends on."""

    lab_id: str
    short_name: str
    position: int
    x_km: float
    y_km: float
    is_seat: bool
    is_certain_seat: bool
    hover: str


@dataclass(frozen=True)
class MapBase:
    """What never changes: `places` one row per place and lab, `outlines`, the picture of Germany and its extent.

    Keys of places: lab_id, position, short_name, name, role, role_label, also (further members at the same place, in
    words), level, ags, area_name, is_seat, is_certain_seat, x_km, y_km, population_2021; by position.
    """

    places: Sequence[Mapping[str, Any]]
    outlines: Sequence[Outline]
    extent: Extent
    ground_light: str
    ground_dark: str
    lang: Lang

    @cached_property
    def areas(self) -> tuple[tuple[str, str], ...]:
        """Lab and level of each area; districts first, so that they lie under the municipalities."""
        return tuple(sorted({(ring.lab_id, ring.level) for ring in self.outlines}, key=lambda pair: (pair[1], pair[0])))

    @cached_property
    def by_lab(self) -> dict[str, tuple[Place, ...]]:
        """The places of each lab in display order, its seat last, so that it lies on top."""
        rows = sorted(self.places, key=lambda row: (row["position"], row["is_seat"]))
        return {
            lab: tuple(_place(row, self.lang) for row in places)
            for lab, places in groupby(rows, key=lambda row: str(row["lab_id"]))
        }

    @cached_property
    def windows(self) -> dict[str, Extent]:
        """The frame of each lab: its places and areas with room around, in the shape of the whole picture."""
        return {lab: self._around(_box(places, self.outlines)) for lab, places in self.by_lab.items()}

    def _around(self, inner: Extent) -> Extent:
        x0, y0, x1, y1 = inner
        pad = max(12.0, 0.18 * max(x1 - x0, y1 - y0))
        left, bottom, right, top = self.extent
        shape = (right - left) / (top - bottom)
        height = max(y1 - y0 + 2 * pad, (x1 - x0 + 2 * pad) / shape)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return (x - height * shape / 2, y - height / 2, x + height * shape / 2, y + height / 2)


def _box(places: Sequence[Place], outlines: Sequence[Outline]) -> Extent:
    """x0, y0, x1, y1 around the places of a lab and its areas."""
    rings = [ring for ring in outlines if ring.lab_id == places[0].lab_id]
    xs = np.concatenate([[place.x_km for place in places], *(ring.x_km for ring in rings)])
    ys = np.concatenate([[place.y_km for place in places], *(ring.y_km for ring in rings)])
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _place(row: Mapping[str, Any], lang: Lang) -> Place:
    given = {name: row[name] for name in Place._fields if name != "hover"}
    return Place(**given, hover=_hover(row, lang))


def _hover(row: Mapping[str, Any], lang: Lang) -> str:
    lines = [f"<b>{row['short_name']}</b>", f"{row['role_label']}: {row['name']}", row["also"]]
    if row["population_2021"] is not None:
        people = t("map.people", lang, n=number(row["population_2021"], lang))
        # The inhabitants are those of the municipality; a body that has its seat there has none of its own.
        lines.append(people if row["level"] else f"{row['area_name']}: {people}")
    return "<br>".join(line for line in lines if line)


def shapes(base: MapBase) -> Tag:
    """Areas and spokes, each once: the drawings of the page use them by their id."""
    outlines = {_area_id(lab, level): _outline(base, lab, level) for lab, level in base.areas}
    # The effect is not handed down from what uses a path.
    paths = [
        tag("path", id=key, d=path, vector_effect="non-scaling-stroke")
        for key, path in {**outlines, "map-spokes": _spokes(base)}.items()
    ]
    return tag("svg", tag("defs", paths), width=0, height=0, aria_hidden="true")


def _area_id(lab: str, level: str) -> str:
    return f"area-{lab}-{level}"


def _units(base: MapBase, x_km: float, y_km: float) -> tuple[int, int]:
    return round((x_km - base.extent[0]) * _UNITS), round((base.extent[3] - y_km) * _UNITS)


def _outline(base: MapBase, lab: str, level: str) -> str:
    rings = [ring for ring in base.outlines if (ring.lab_id, ring.level) == (lab, level)]
    return "".join(
        _path([_units(base, x, y) for x, y in zip(ring.x_km.tolist(), ring.y_km.tolist(), strict=True)]) + "z"
        for ring in rings
    )


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Points as a path of steps, which are shorter than places."""
    (x, y), *rest = points
    steps = []
    before = (x, y)
    for point in rest:
        steps.append(f"{point[0] - before[0]} {point[1] - before[1]}")
        before = point
    return f"M{x} {y}l" + " ".join(steps)


def _spokes(base: MapBase) -> str:
    """Lines from each seat to the municipalities that take part."""
    found = []
    for row in base.places:
        if not row["is_seat"] and row["level"] == "municipality":
            seat = base.by_lab[row["lab_id"]][-1]
            found.append(_path([_units(base, seat.x_km, seat.y_km), _units(base, row["x_km"], row["y_km"])]))
    return "".join(found)


def labs_map(base: MapBase, state: MapState, address: Callable[[str], str]) -> Tag:
    """Areas of members, spokes, places and names of the labs; `address` is where a click on a lab leads.

    Colour: focus in highlight, other labs grey, labs outside the filters pale. Size: seats large, members small. A hollow
    seat means that no source names a lead or its place.
    """
    window = base.windows.get(state.focus, base.extent) if state.zoom else base.extent
    places = []
    for lab, own in base.by_lab.items():
        before, after = _lab(own, _look(lab, state), window, base.lang)
        places.append(Tag(f"{before}{escape(address(lab))}{after}"))
    names = [_name(own[-1], state, window) for own in base.by_lab.values()]
    frame = [
        tag("div", tag("div", class_="map-ground", style=_ground(base, window)), class_="map-part"),
        _areas(base, state, window),
        tag("svg", [*places, tag("g", [name for name in names if name], class_="names")], class_="places"),
    ]
    return tag("div", frame, class_="labs-map", data_tips=True)


def _ground(base: MapBase, window: Extent) -> str:
    """Where the picture of Germany lies in the frame."""
    (x0, _, x1, y1), (left, bottom, right, top) = window, base.extent
    scale, height = 100 / (x1 - x0), 100 / (y1 - window[1])
    place = {
        "left": f"{(left - x0) * scale:.2f}%",
        "top": f"{(y1 - top) * height:.2f}%",
        "width": f"{(right - left) * scale:.2f}%",
        "height": f"{(top - bottom) * height:.2f}%",
        "--light": f"url({base.ground_light})",
        "--dark": f"url({base.ground_dark})",
    }
    return ";".join(f"{key}:{value}" for key, value in place.items())


def _areas(base: MapBase, state: MapState, window: Extent) -> Tag:
    x0, y0, x1, y1 = window
    left, top = _units(base, x0, y1)
    right, bottom = _units(base, x1, y0)
    uses = [
        tag("use", href=f"#{_area_id(lab, level)}", class_=f"area {level} {_look(lab, state)}".rstrip())
        for lab, level in base.areas
    ]
    spokes = tag("use", href="#map-spokes", class_="spokes" if len(state.shown) == len(base.by_lab) else "spokes faint")
    box = f"{left} {top} {right - left} {bottom - top}"
    return tag("svg", [*uses, spokes], class_="areas", viewBox=box, preserveAspectRatio="none", aria_hidden="true")


def _look(lab: str, state: MapState) -> str:
    return "focus" if lab == state.focus else "" if lab in state.shown else "out"


def _percent(place: Place, window: Extent) -> tuple[float, float]:
    x0, y0, x1, y1 = window
    return (place.x_km - x0) / (x1 - x0) * 100, (y1 - place.y_km) / (y1 - y0) * 100


def _is_inside(x: float, y: float) -> bool:
    return 0 <= x <= 100 and 0 <= y <= 100


# A filter change writes all labs anew, most of them as they were.
@lru_cache(maxsize=1024)
def _lab(places: tuple[Place, ...], look: str, window: Extent, lang: Lang) -> tuple[str, str]:
    """The places of a lab as one link, before and after its address; it highlights or releases the lab.

    By keyboard the list beside the map does that.
    """
    is_focus = look == "focus"
    parts: list[Tag] = []
    for place in places:
        x, y = _percent(place, window)
        if not _is_inside(x, y):
            continue
        at = {"cx": f"{x:.2f}%", "cy": f"{y:.2f}%"}
        css = None if not place.is_seat else "seat" if place.is_certain_seat else "seat open"
        radius = _MEMBER_PX if not place.is_seat else _FOCUS_PX if is_focus else _SEAT_PX
        parts.append(tag("circle", class_=css, r=radius, data_tip=place.hover, **at))
        if place.is_seat:  # on narrow screens the list repeats it
            parts.append(tag("text", place.position, class_="lab-key", x=at["cx"], y=at["cy"], dy=4, aria_hidden="true"))
    seat = places[-1]
    label = f"{seat.position}: {t('map.release' if is_focus else 'map.highlight', lang, lab=seat.short_name)}"
    props = {"href": SLOT, "data_view": 1, "data_lab": seat.lab_id, "tabindex": -1, "aria_label": label}
    return around(tag("a", parts, **props, class_=look or None))


def _name(seat: Place, state: MapState, window: Extent) -> Tag | None:
    look = _look(seat.lab_id, state)
    x, y = _percent(seat, window)
    if look == "out" or not _is_inside(x, y):
        return None
    dx, dy, anchor = _LABEL_OFFSETS.get(seat.lab_id, _DEFAULT_OFFSET)
    return tag(
        "text",
        seat.short_name,
        x=f"{x:.2f}%",
        y=f"{y:.2f}%",
        dx=dx,
        dy=dy + _BASE_PX,
        text_anchor=anchor,
        class_=look or None,
    )
