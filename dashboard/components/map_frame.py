"""The map itself: a drawing surface with buttons, the line that says what is under the pointer, small maps by year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from dashboard.components.map_view import MapView
from dashboard.i18n import Lang, number, t
from dashboard.map_classes import SHADES
from dashboard.ssr import Node, Tag, tag

SCRIPTS = ("map-geometry.js", "map-drawing.js", "map-picture.js", "map-page.js")


def json_element(id_: str, content: Mapping[str, object]) -> Tag:
    """Data for the scripts of the page, inside the page."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # Neither "</script>" nor "<!--" inside a text may end or change the element.
    return Tag(f'<script type="application/json" id="{id_}">{text.replace("<", chr(92) + "u003c")}</script>')


def map_frame(label: str, aspect: float, lang: Lang) -> Tag:
    """The canvas with its buttons; assets/js/map draws it. Without scripts a sentence points to the table."""
    buttons = [
        tag(
            "button",
            sign,
            type="button",
            data_zoom=action,
            title=t(f"choropleth.{action}", lang),
            aria_label=t(f"choropleth.{action}", lang),
        )
        for sign, action in (("+", "zoom_in"), ("−", "zoom_out"), ("⤢", "zoom_all"))
    ]
    colours = [tag("i", class_=name) for name in ("shade-none", *(f"shade-{shade}" for shade in SHADES[5]))]
    canvas = tag(
        "canvas",
        id="map-top",
        tabindex="0",
        role="application",
        aria_roledescription=t("choropleth.role", lang),
        aria_label=label,
        aria_describedby="map-keys",
    )
    surface = [
        tag("canvas", id="map-base", aria_hidden="true"),
        tag("canvas", id="map-lines", aria_hidden="true"),
        canvas,
        tag("div", id="map-tip", class_="map-tip", aria_hidden="true", hidden=True),
        tag("div", buttons, class_="map-zoom"),
        tag("p", t("choropleth.no_script", lang), class_="map-waiting", id="map-waiting"),
    ]
    return tag(
        "div",
        [
            tag("div", colours, id="map-colours", class_="visually-hidden", aria_hidden="true"),
            tag("div", surface, class_="map-surface", id="map-surface", style=f"aspect-ratio:{aspect:.4f}"),
            tag("p", t("choropleth.line", lang), id="map-line", class_="map-line", aria_live="polite"),
            tag("p", t("choropleth.keys", lang), id="map-keys", class_="note"),
        ],
        class_="value-map",
    )


def small_maps(view: MapView, years: Sequence[tuple[int, str]], aspect: float, lang: Lang) -> Tag:
    """A small map per year with its median (text) below; each leads to its year."""
    items = [_small_map(view, year, median, aspect, lang) for year, median in years]
    return tag("ul", items, class_="plain small-maps")


def _small_map(view: MapView, year: int, median: str, aspect: float, lang: Lang) -> Tag:
    current = "true" if year == view.year else None
    picture = tag("canvas", data_small_map=year, style=f"aspect-ratio:{aspect:.4f}", aria_hidden="true")
    link = tag("a", [tag("b", year), picture], href=view.url(lang, year=year), data_view="1", aria_current=current)
    return tag("li", [link, tag("span", median, class_="note")], class_="current" if current else None)


def field(id_: str, label: str, control: Node) -> Tag:
    """A control below its visible label."""
    return tag("div", [tag("label", label, for_=id_), control], class_="field")


def option(value: object, text: str, chosen: object) -> Tag:
    """An entry of a select."""
    return tag("option", text, value=value, selected=value == chosen)


def share(part: int, whole: int, lang: Lang) -> str:
    """'37 von 400' in figures."""
    return t("choropleth.of", lang, n=number(part, lang), all=number(whole, lang))
