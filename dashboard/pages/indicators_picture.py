"""The indicator map as an SVG file, alone with title, legend and source, or bare inside an embedded document."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dashboard import catalog
from dashboard.components.area_map import AreaMap, Words, area_map
from dashboard.components.map_legend import limits
from dashboard.i18n import Lang, t
from dashboard.pages import more
from dashboard.pages.indicators import Data, words
from dashboard.queries import areas, indicator_map

_PAD = 30


def picture(data: Data, lang: Lang, address: str = "") -> str:
    """The SVG; with `address`, which it names, it also says what it shows and where that comes from."""
    level = "district" if data.item.level == "district" else "municipality"
    prefix = indicator_map.state_keys().get(data.view.state, "")
    shapes = {ags: shape for ags, shape in areas.paths(level).items() if ags.startswith(prefix)}
    own = data.column.classes.of(data.values)
    found: dict[str, list[str]] = {}
    for ags, index in zip(data.column.units.ags, own.tolist(), strict=True):
        if ags in shapes:
            found.setdefault(_shade(data, index), []).append(shapes[ags].path)
    drawn = AreaMap(
        {shade: " ".join(paths) for shade, paths in sorted(found.items())},
        _lines(ags for ags in areas.paths("state") if ags.startswith(prefix)),
        _lines(ags for ags in indicator_map.lab_places() if data.view.has_labs and ags.startswith(prefix)),
        _lines([data.view.ags] if data.view.ags.startswith(prefix) else []),
        _box([shape.box for shape in shapes.values()]),
        t("choropleth.label", lang, label=data.item.label(lang), year=data.view.year),
    )
    return area_map(drawn, _words(data, address, lang) if address else None)


def _shade(data: Data, index: int) -> str:
    return str(data.column.classes.shades[index]) if index >= 0 else "none"


def _lines(keys: Iterable[str]) -> str:
    """The outlines of states (2 digits), districts (5) and municipalities (8)."""
    levels = {2: "state", 5: "district", 8: "municipality"}
    return " ".join(areas.paths(levels[len(ags)])[ags].path for ags in keys if ags)


def _box(boxes: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    edges = np.array(boxes)
    left, upper = edges[:, :2].min(axis=0) - _PAD
    right, lower = edges[:, 2:].max(axis=0) + _PAD
    return int(left), int(upper), int(right), int(lower)


def _words(data: Data, address: str, lang: Lang) -> Words:
    classes = data.column.classes
    order = range(len(classes) - 1, -1, -1)
    rows = [(_shade(data, index), limits(classes, index, data.item.decimals, lang)) for index in order]
    credits = more.credits(indicator_map.sources(data.item.indicator_id), lang)
    borders = f"{t('chart.borders', lang)}{t('chart.borders_credit', lang)}, dl-de/by-2-0; {t('chart.territory', lang)}"
    version = t("embed.version", lang, version=catalog.data_version())
    return Words(
        words(data, lang)[0],
        data.item.unit(lang),
        [*rows, ("none", t("choropleth.no_value", lang))],
        [credits, borders, f"{version} · {address}"],
    )
