"""The table twin of the indicator map: the states, then all units by name, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard import catalog
from dashboard.components.map_view import PAGE, MapView
from dashboard.i18n import Lang, number, plural, t
from dashboard.pages import indicators_parts as parts
from dashboard.pages.more import credits, more
from dashboard.place_names import district_title
from dashboard.queries import indicator_map, states
from dashboard.queries.units import Indicator, Row
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import PATHS, encode, page_url

ROWS = 50


def tables(view: MapView, item: Indicator, n_units: int, lang: Lang) -> list[Tag]:
    """The states, then (folded) the units of the chosen state or of Germany by name."""
    words = {"units": parts.unit_words(item.level, lang)}
    sources = indicator_map.sources(item.indicator_id)
    links = [*parts.file_links(view, lang), *_find(lang)]
    head = [
        tag("p", t("indicators.table_text", lang, n=ROWS, **words)),
        tag("ul", [tag("li", link) for link in links], class_="plain chart-links"),
    ]
    body = [
        tag("h2", t("indicators.table", lang), id="map-table", tabindex="-1"),
        tag("div", head, class_="chart-head"),
        tag("h3", t("indicators.table_states", lang)),
        tag("div", _state_table(view, item, lang), class_="scroll"),
        tag("p", t("indicators.stats_note", lang, n=number(n_units, lang)), class_="note chart-foot"),
        _units(view, item, lang),
        more(
            ["indicator-map", "indicator-stats"],
            lang,
            replace(view, page=1).pairs(),
            embed="indicator-map",
            credit=credits(sources, lang),
            cite="indicators",
        ),
    ]
    return [tag("section", body, aria_labelledby="map-table")]


def _find(lang: Lang) -> list[Tag]:
    links = [tag("a", t("indicators.directory", lang), href=page_url("municipalities", lang))]
    if "search" in PATHS:
        links.insert(0, tag("a", t("indicators.find", lang), href=page_url("search", lang)))
    return links


def _units(view: MapView, item: Indicator, lang: Lang) -> Tag:
    n_rows = indicator_map.count_units(item.level, view.state)
    germany = t("indicators.in_state", lang, name=t("indicators.germany", lang))
    area = parts.in_states([view.state], lang) if view.state else germany
    title = plural("indicators.table_units", n_rows, lang, units=parts.unit_words(item.level, lang), area=area)
    rows = indicator_map.listed(item, view.year, view.state, ROWS, (view.page - 1) * ROWS)
    table = tag("p", t("indicators.no_rows", lang))
    if rows:
        table = tag("div", _unit_table(rows, view, item, title, lang), class_="map-scroll")
    summary = tag("summary", title)
    return tag("details", [summary, table, _pager(view, n_rows, lang)], id="map-rows", class_="twin", open=view.page > 1)


def _table(heads: Sequence[str], numbers: frozenset[int], rows: Sequence[Tag], label: str, css: str) -> Tag:
    cells = [tag("th", head, scope="col", class_="number" if index in numbers else None) for index, head in enumerate(heads)]
    return tag(
        "table",
        [tag("caption", label, class_="visually-hidden"), tag("thead", tag("tr", cells)), tag("tbody", rows)],
        class_=css,
    )


def _state_table(view: MapView, item: Indicator, lang: Lang) -> Tag:
    heads = [t(f"indicators.head_{key}", lang) for key in ("state", "n", "missing", "q1", "median", "q3")]
    rows = []
    for row in indicator_map.by_state(item.indicator_id, view.year):
        code = str(row["code"])
        link = tag("a", states.name(code, lang), href=f"{view.url(lang, state=code)}#map", data_view="1")
        cells = [tag("th", link, scope="row")]
        cells += [tag("td", number(int(str(row[key])), lang), class_="number") for key in ("n", "n_missing")]
        cells += [
            tag("td", number(_float(row[key]), lang, item.decimals), class_="number") for key in ("q1", "median", "q3")
        ]
        rows.append(tag("tr", cells, class_="chosen" if code == view.state else None))
    return _table(heads, frozenset(range(1, 6)), rows, t("indicators.table_states", lang), "map-states")


def _unit_table(rows: Sequence[Row], view: MapView, item: Indicator, title: str, lang: Lang) -> Tag:
    is_district = item.level == "district"
    heads = [t("indicators.head_name", lang)]
    heads += [] if is_district else [t("indicators.head_district", lang)]
    heads += [
        t("indicators.head_state", lang),
        t("indicators.head_key", lang),
        f"{item.label(lang)} {view.year} ({item.unit(lang)})",
    ]
    body = [_unit_row(row, view, item, is_district, lang) for row in rows]
    return _table(heads, frozenset({len(heads) - 1}), body, title, "map-units")


def _unit_row(row: Row, view: MapView, item: Indicator, is_district: bool, lang: Lang) -> Tag:
    ags = str(row["ags"])
    name = district_title(str(row["name"]), str(row["type_de"])) if is_district else str(row["name"])
    linked = is_district or bool(row["is_inhabited"])
    cells = [tag("th", tag("a", name, href=page_url("municipality", lang, ags)) if linked else name, scope="row")]
    if not is_district:
        cells.append(tag("td", district_title(str(row["district_name"]), str(row["district_type"]))))
    cells += [tag("td", states.name(str(row["state_code"]), lang)), tag("td", ags)]
    value = _float(row["value"])
    if value is None:
        cells.append(
            tag(
                "td",
                t("indicators.focus_none", lang, reason=catalog.label("gap_reason", _text(row["reason"]), lang)),
                class_="number quiet",
            )
        )
    else:
        cells.append(tag("td", number(value, lang, item.decimals), class_="number"))
    return tag("tr", cells, class_="focus" if ags == view.ags else None)


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _pager(view: MapView, n_rows: int, lang: Lang) -> Tag:
    last = max(1, -(-n_rows // ROWS))
    page = min(view.page, last + 1)
    steps: list[Node] = []
    if page > 1:
        steps.append(tag("a", t("indicators.before", lang), href=_page_url(view, page - 1, lang), rel="prev", data_view="1"))
    if page <= last:
        steps.append(tag("span", t("indicators.page_of", lang, page=number(page, lang), all=number(last, lang))))
    if page < last:
        steps.append(tag("a", t("indicators.after", lang), href=_page_url(view, page + 1, lang), rel="next", data_view="1"))
    return tag("nav", steps, class_="pager", aria_label=t("indicators.pages", lang))


def _page_url(view: MapView, page: int, lang: Lang) -> str:
    return f"{page_url(PAGE, lang, query=encode(replace(view, page=page).pairs()))}#map-rows"
