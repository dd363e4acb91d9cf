"""Charts as small documents for other sites: the picture under its filters, title, source, licence, the way back.

They may be framed by anybody and ask nobody but this server: no cookies, no storage, nothing foreign. Light and dark follow
the reader's system. Figures are drawn by the script of the pages; matrices are plain HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape

import flask
from plotly.io.json import to_json_plotly

from dashboard import catalog
from dashboard.api.address import own_address
from dashboard.components import chart
from dashboard.components.chart_more import AREA_MAP, AREA_MAP_ALONE, EMBED_PATH, back_url
from dashboard.components.labs_map import shapes
from dashboard.components.map_legend import map_legend
from dashboard.components.network_picture import network_picture
from dashboard.config import ROOT
from dashboard.figures import timeline
from dashboard.figures.lab_map import lab_map, window
from dashboard.figures.lab_timeline import lab_timeline
from dashboard.figures.marks import Figure
from dashboard.filters import VOCABULARIES, View
from dashboard.i18n import LANGS, Lang, t
from dashboard.pages import indicators, lab_parts, overview_parts
from dashboard.pages.indicators_picture import picture
from dashboard.pages.lab import Lab, map_ground
from dashboard.pages.more import credits
from dashboard.pages.network import Choice
from dashboard.pages.overview import Overview
from dashboard.pages.overview_drawings import map_drawing
from dashboard.pages.parts import lab_map_base, parse_query
from dashboard.pages.timeline import Timeline
from dashboard.queries import indicator_map, lab_pages, network
from dashboard.seasons import TimeView
from dashboard.ssr import Node, tag, to_html
from dashboard.urls import Pairs, encode

_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-ancestors *",
        ]
    ),
    "Cache-Control": "public, max-age=300",
}


@dataclass(frozen=True)
class Embedded:
    """What a small document shows: heading, figure or HTML, legend, remarks at its foot, its key (a lab) if it has one,
    its source where that is not the programme's."""

    heading: str
    body: Node | list[Node]
    figure: Figure | None = None
    legend: Node = None
    remark: str = ""
    borders: bool = False
    key: str = ""
    source: Node = None


def add_routes(server: flask.Flask) -> None:
    """Register the addresses in both languages."""
    for lang in LANGS:
        folder = f"/{lang}/{EMBED_PATH[lang]}"
        server.add_url_rule(f"{folder}/<chart>", f"embed-chart-{lang}", _view(lang), methods=["GET"])
        for name in (AREA_MAP, AREA_MAP_ALONE):
            server.add_url_rule(
                f"{folder}/{name}", f"{name}-{lang}", _area_map(lang, name == AREA_MAP_ALONE), methods=["GET"]
            )


def _view(lang: Lang) -> flask.typing.RouteCallable:
    def show(chart: str) -> flask.Response:
        pairs = parse_query(flask.request.query_string.decode("utf-8", "replace"))
        found = _CHARTS[chart](lang, pairs) if chart in _CHARTS else None
        if found is None:
            flask.abort(404)
        return flask.Response(_document(chart, found, pairs, lang), mimetype="text/html", headers=_HEADERS)

    return show


def _area_map(lang: Lang, is_alone: bool) -> flask.typing.RouteCallable:
    """The indicator map as a picture, with all it needs to stand alone or without."""

    def show() -> flask.Response:
        data, _ = indicators.look_up(parse_query(flask.request.query_string.decode("utf-8", "replace")), lang)
        address = own_address() + data.view.url(lang) if is_alone else ""
        return flask.Response(picture(data, lang, address), mimetype="image/svg+xml", headers=_HEADERS)

    return show


def _indicator_map(lang: Lang, pairs: Pairs) -> Embedded:
    data, _ = indicators.look_up(pairs, lang)
    url = f"/{lang}/{EMBED_PATH[lang]}/{AREA_MAP}?{encode(data.view.pairs())}"
    label = t("choropleth.label", lang, label=data.item.label(lang), year=data.view.year)
    legend = map_legend(indicators.legend(data, lang), data.item.unit(lang), lang)
    credit = tag(
        "p", [credits(indicator_map.sources(data.item.indicator_id), lang), " ", chart.borders_credit(lang)], class_="note"
    )
    body = tag("div", [tag("img", src=url, alt=label, class_="area-map"), legend], class_="embedded-areas")
    return Embedded(indicators.words(data, lang)[0], body, source=credit)


def _map(lang: Lang, pairs: Pairs) -> Embedded:
    data = Overview(View.from_query(pairs), lang)
    drawing = [shapes(lab_map_base(lang)), map_drawing(data)]
    figure = tag("div", drawing, class_="figure", role="group", aria_label=t("map.aria", lang))
    heading = overview_parts.map_heading(data.labs, lang)
    return Embedded(heading, figure, legend=overview_parts.map_legend(lang), borders=True)


def _timeline(lang: Lang, pairs: Pairs) -> Embedded:
    # The address is that of the overview (span) or of the timeline page (axis).
    is_page = any(key in ("axis", "month_from") for key, _ in pairs)
    data = Timeline(TimeView.from_query(pairs), lang) if is_page else Overview(View.from_query(pairs), lang)
    return Embedded(
        overview_parts.timeline_heading(data.timeline, lang),
        "",
        timeline.timeline(data.timeline, lang),
        overview_parts.timeline_legend(lang),
        t("timeline.source_note", lang),
    )


def _themes(lang: Lang, pairs: Pairs) -> Embedded:
    data = Overview(View.from_query(pairs), lang)
    heading, _ = overview_parts.theme_words(data.themes, len(data.labs), lang)
    return Embedded(heading, list(overview_parts.themes_body(data)), remark=t("themes.source_note", lang))


def _network(lang: Lang, pairs: Pairs) -> Embedded:
    choice = Choice.from_query(pairs)
    shown = [actor for actor in network.actors() if choice.has(actor)]
    picture = network_picture(shown, list(catalog.terms("lab")), t("network.picture_label", lang), lang)
    return Embedded(
        t("embed.title_network", lang), tag("div", picture, class_="scroll"), remark=t("network.source_note", lang)
    )


def _lab(lang: Lang, pairs: Pairs) -> Lab | None:
    row = lab_pages.lab(dict(reversed(pairs)).get("lab", ""))
    return Lab(row, lang) if row else None


def _lab_map(lang: Lang, pairs: Pairs) -> Embedded | None:
    data = _lab(lang, pairs)
    if data is None:
        return None
    figure = lab_map(data.map, map_ground(window(data.map)), lang)
    heading = f"{data.row['short_name']}: {t('embed.places', lang)}"
    return Embedded(heading, "", figure, lab_parts.map_legend(data), borders=True, key=data.key)


def _lab_time(lang: Lang, pairs: Pairs) -> Embedded | None:
    data = _lab(lang, pairs)
    if data is None:
        return None
    heading = f"{data.row['short_name']}: {t('embed.time', lang)}"
    return Embedded(heading, "", lab_timeline(data.timeline, lang), key=data.key)


_CHARTS: dict[str, Callable[[Lang, Pairs], Embedded | None]] = {
    "map": _map,
    "timeline": _timeline,
    "themes": _themes,
    "network": _network,
    "lab-map": _lab_map,
    "lab-time": _lab_time,
    "indicator-map": _indicator_map,
}


def chosen_words(pairs: Pairs, lang: Lang) -> str:
    """The filters in words: 'Hessen, Offene Daten, ab 2021'; empty without any."""
    filters = View.from_query(pairs).filters
    words = [
        catalog.label(vocabulary, value, lang) for key, vocabulary in VOCABULARIES.items() for value in getattr(filters, key)
    ]
    words += [t("embed.from", lang, year=filters.from_year)] if filters.from_year else []
    words += [t("embed.to", lang, year=filters.to_year)] if filters.to_year else []
    words += [f"„{filters.q}“" if lang == "de" else f"“{filters.q}”"] if filters.q else []
    return ", ".join(words)


def _document(name: str, shown: Embedded, pairs: Pairs, lang: Lang) -> str:
    url = flask.current_app.config["STATIC_URL"]
    scripts, data, drawing = (
        [url("embed.js"), url("tip.js")],
        "",
        list(shown.body) if isinstance(shown.body, list) else [shown.body],
    )
    if shown.figure is not None:
        scripts.append(url("plotly.js"))
        text = to_json_plotly(shown.figure).replace("<", "\\u003c")
        data = f'<script type="application/json" id="figure-data">{text}</script>'
        sizes = ";".join(f"{key}:{value}" for key, value in chart.heights(shown.figure["layout"]).items())
        graph = tag("div", None, class_="dash-graph halo", id="figure", style=sizes)
        drawing = [tag("div", graph, class_="figure", role="img", aria_label=shown.heading)]
        drawing.append(tag("noscript", tag("p", t("embed.noscript", lang))))
    filters = "" if shown.key else chosen_words(pairs, lang)
    selection = [tag("p", [t("embed.selection", lang), " ", filters], class_="quiet small")] if filters else []
    body = tag("main", [tag("h1", shown.heading), *selection, shown.legend, *drawing, *_foot(name, shown, pairs, lang)])
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" data-bs-theme="light"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(shown.heading)}</title><link rel="icon" href="data:,"><base target="_blank">'
        f'<link rel="stylesheet" href="{url("app.css")}"><style>{_dark()}</style><script src="{scripts[0]}"></script>'
        + "".join(f'<script defer src="{script}"></script>' for script in scripts[1:])
        + f'</head><body class="embedded embedded-{name}">{to_html(body)}{data}</body></html>\n'
    )


def _foot(name: str, shown: Embedded, pairs: Pairs, lang: Lang) -> list[Node]:
    """Source, licence, version and the way back to the page with the same query."""
    more: list[Node] = [shown.remark] if shown.remark else []
    more += [chart.borders_credit(lang)] if shown.borders else []
    source = shown.source or chart.source_line(lang, overview_parts.as_of(lang), *more)
    back = tag("a", t("embed.back", lang), href=back_url(name, lang, shown.key, pairs))
    licence = tag("a", "CC BY 4.0", href="https://creativecommons.org/licenses/by/4.0/deed." + lang, rel="noopener")
    version = t("embed.version", lang, version=catalog.data_version())
    # Official figures have licences of their own, which their credits name.
    ours: list[Node] = [] if shown.source else [licence, " · "]
    return [source, tag("p", [*ours, f"{version} · ", back], class_="note")]


@cache
def _dark() -> str:
    """The dark tokens for readers whose system is dark, before and without any script."""
    css = (ROOT / "assets" / "css" / "tokens.css").read_text("utf-8")
    found = re.search(r'\[data-bs-theme="dark"\] \{([^}]*)\}', css)
    tokens = re.sub(r"/\*.*?\*/\s*", "", found[1], flags=re.DOTALL) if found else ""
    return f"@media (prefers-color-scheme:dark){{:root{{{' '.join(tokens.split())}}}}}"
