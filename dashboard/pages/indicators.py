"""The map of an indicator over all municipalities or districts, with its classes, its definition and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from dash import html

from dashboard import catalog
from dashboard.components import map_frame, map_legend
from dashboard.components.map_legend import Counts, Legend
from dashboard.components.map_view import MapView, first, page_number
from dashboard.components.shell import breadcrumb
from dashboard.document import Page
from dashboard.i18n import Lang, join, number, t
from dashboard.map_classes import SHADES, Floats
from dashboard.pages import indicators_parts as parts
from dashboard.pages import indicators_tables
from dashboard.pages.municipality_parts import notice
from dashboard.place_names import district_title
from dashboard.queries import geo, indicator_map, units
from dashboard.queries.indicator_map import Column
from dashboard.queries.units import Indicator
from dashboard.ssr import Tag, tag, to_html
from dashboard.urls import Pairs, page_url

DEFAULT = "broadband_1000mbit_households_pct"
# A state counts as having many high values from this multiple of the share in all Germany; tiny numbers prove nothing.
_OFTEN, _MIN_UNITS, _MAX_NAMED = 1.5, 10, 3
# With more than this share of all in the top class no state can stand out.
_MAX_TOP = 0.6
_MAX_SHOWN = 60


@dataclass(frozen=True)
class Data:
    """What the page has looked up for a view."""

    view: MapView
    item: Indicator
    column: Column
    values: Floats
    focus: parts.Focus | None


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """The map for any query; what the query asks for in vain is said above it."""
    data, notices = look_up(query, lang)
    view, item, column = data.view, data.item, data.column
    names = {"label": item.label(lang), "year": view.year, "units": parts.unit_words(item.level, lang)}
    body = html.Div(
        [
            breadcrumb(
                [(t("nav.municipalities", lang), page_url("municipalities", lang)), (t("indicators.crumb", lang), "")], lang
            ),
            _part("head", [*map(_plain, notices), *_head(data, lang)], "page-head"),
            parts.controls(view, item, indicator_map.years(), lang),
            _map_section(data, lang),
            _part("years", parts.years(view, item, column, _aspect(), lang)),
            _part("table", indicators_tables.tables(view, item, len(column.units), lang)),
            map_frame.json_element("map-page", _page_data(lang)),
        ],
        className="wrap indicator-page",
    )
    return Page(
        t("indicators.title", lang, **names),
        t("indicators.description", lang, n=number(len(column.units), lang), **names),
        body,
        scripts=map_frame.SCRIPTS,
    )


def look_up(query: Pairs, lang: Lang) -> tuple[Data, list[str]]:
    """The view of any query with its values, and a sentence for each value of the query that is not known."""
    view, notices = _view(query, lang)
    item = indicator_map.indicator(view.indicator)
    assert item is not None  # noqa: S101 (_view looked it up)
    column = indicator_map.column(item.indicator_id)
    return Data(view, item, column, column.values[view.year], _focus(view, item, column, lang)), notices


def _plain(text: str) -> Tag:
    return Tag(to_html(notice(text)))


def _part(name: str, children: Sequence[Tag], css: str = "") -> Tag:
    """What assets/js/map takes from the page of another view and puts in place."""
    return tag("div", children, data_part=name, class_=css or None)


# --- what is asked for


def _view(query: Pairs, lang: Lang) -> tuple[MapView, list[str]]:
    """The view of a query, and a sentence for each value that is not known."""
    notes: list[str] = []
    indicator_id = first(query, "indicator")
    item = indicator_map.indicator(indicator_id) or indicator_map.indicator(DEFAULT) or units.indicators()[0]
    if indicator_id and item.indicator_id != indicator_id:
        shown = indicator_id[:_MAX_SHOWN]
        notes.append(t("indicators.unknown_indicator", lang, value=shown, label=item.label(lang)))
    known = indicator_map.years()[item.indicator_id]
    asked = first(query, "year")
    year = next((year for year in known if str(year) == asked), known[-1])
    if asked and str(year) != asked:
        notes.append(t("indicators.unknown_year", lang, value=asked[:_MAX_SHOWN], year=year))
    state = first(query, "state")
    if state and state not in indicator_map.state_keys():
        notes.append(t("indicators.unknown_state", lang, value=state[:_MAX_SHOWN]))
        state = ""
    ags, note = _known_ags(first(query, "ags"), lang)
    notes += [note] if note else []
    view = MapView(item.indicator_id, year, ags, state, _wants_labs(query), page_number(first(query, "page")))
    return view, notes


def _wants_labs(query: Pairs) -> bool:
    """False for `labs=0` alone: a form without scripts sends a 0 with every box, and a 1 when it is checked."""
    given = {value for key, value in query if key == "labs"}
    return given != {"0"}


def _known_ags(asked: str, lang: Lang) -> tuple[str, str]:
    """The key of a municipality or district in the register, and a sentence when it is not the one asked for."""
    if not asked:
        return "", ""
    if asked.isascii() and asked.isdecimal() and len(asked) in (5, 8):
        if units.district(asked) if len(asked) == 5 else units.municipality(asked):
            return asked, ""
        moved = units.replacement(asked)
        target = units.municipality(str(moved["ags"])) if moved else None
        if target:
            ags = str(target["ags"])
            return ags, t("indicators.moved_ags", lang, value=asked, name=target["name_short"], ags=ags)
    return "", t("indicators.unknown_ags", lang, value=asked[:_MAX_SHOWN])


def _focus(view: MapView, item: Indicator, column: Column, lang: Lang) -> parts.Focus | None:
    """The highlighted place with the value that holds for it: its own, or that of its district."""
    if not view.ags:
        return None
    is_district = len(view.ags) == 5
    row = units.district(view.ags) if is_district else units.municipality(view.ags)
    assert row is not None  # noqa: S101 (_known_ags looked it up)
    name = district_title(str(row["name"]), str(row["type_de"])) if is_district else str(row["name_short"])
    if is_district and item.level != "district":
        return parts.Focus(view.ags, name, None, t("indicators.focus_no_district", lang), "", -1)
    key = view.ags[:5] if item.level == "district" else view.ags
    index = column.units.ags.index(key)
    value = float(column.values[view.year][index])
    own_class = int(column.classes.of(np.array([value]))[0])
    level = parts.level_words(item.level, key != view.ags, column.units.names[index], row, lang)
    if np.isnan(value):
        reason = indicator_map.gap(item.indicator_id, view.year, key)
        return parts.Focus(
            view.ags,
            name,
            None,
            t("indicators.focus_none", lang, reason=reason and catalog.label("gap_reason", reason, lang)),
            level,
            -1,
        )
    return parts.Focus(view.ags, name, value, "", level, own_class)


# --- heading


def _head(data: Data, lang: Lang) -> list[Tag]:
    heading, sentence = words(data, lang)
    lead = [sentence, " ", t(f"indicators.level_{data.item.level}", lang)]
    return [tag("h1", heading, id="map-title"), tag("p", lead, class_="lead")]


def words(data: Data, lang: Lang) -> tuple[str, str]:
    """Heading and first sentence."""
    return _state_words(data, lang) if data.view.state else _germany_words(data, lang)


def _germany_words(data: Data, lang: Lang) -> tuple[str, str]:
    """A heading from the data: in which states the top class is frequent, in the order of the register."""
    classes, codes = data.column.classes, data.column.units.state_codes
    words = {"label": data.item.label(lang), "year": data.view.year, "units": parts.unit_words(data.item.level, lang)}
    in_top = classes.of(data.values) == len(classes) - 1
    known = ~np.isnan(data.values)
    if len(classes) < 2 or np.mean(known) < 0.5 or np.mean(in_top[known]) > _MAX_TOP:
        numbers = {"n": number(int(known.sum()), lang), "all": number(len(known), lang)}
        return t("indicators.h1_known", lang, **words, **numbers), t("indicators.lead_known", lang)
    overall = float(np.mean(in_top[known]))
    often = {
        code: share
        for code in indicator_map.state_keys()
        if (here := known & (codes == code)).sum() >= _MIN_UNITS
        and (share := float(np.mean(in_top[here]))) >= _OFTEN * overall
    }
    words["limits"] = map_legend.limits(classes, len(classes) - 1, data.item.decimals, lang)
    words["unit"] = data.item.unit(lang)
    if not often:
        return t("indicators.h1_even", lang, **words), t("indicators.lead_even", lang, **words)
    named = sorted(sorted(often, key=lambda code: -often[code])[:_MAX_NAMED], key=list(often).index)
    key = "indicators.h1_many_more" if len(often) > _MAX_NAMED else "indicators.h1_many"
    heading = t(key, lang, states=parts.in_states(named, lang), **words)
    return heading, t("indicators.lead_many", lang, n=number(int(in_top.sum()), lang), **words)


def _state_words(data: Data, lang: Lang) -> tuple[str, str]:
    state = parts.in_states([data.view.state], lang)
    key = (data.item.indicator_id, data.view.year)
    own, germany = units.stats(data.view.state).get(key), units.stats("DE")[key]
    words = {"label": data.item.label(lang), "year": data.view.year, "state": state}
    text = t("indicators.lead_state", lang, units=parts.unit_words(data.item.level, lang))
    if own is None or own.n == 0:
        return t("indicators.h1_state_none", lang, **words), text
    medians = {
        "own": number(own.median, lang, data.item.decimals),
        "germany": parts.with_unit(germany.median, data.item, lang),
    }
    return t("indicators.h1_state", lang, **words, **medians), text


# --- the map and what stands beside it


def _aspect() -> float:
    x0, y0, x1, y1 = geo.extent(indicator_map.GEOMETRY)
    return (x1 - x0) / (y1 - y0)


def _map_section(data: Data, lang: Lang) -> Tag:
    names = {"label": data.item.label(lang), "year": data.view.year}
    side = [
        tag("h2", t("indicators.classes", lang), id="classes-title"),
        map_legend.map_legend(legend(data, lang), data.item.unit(lang), lang),
        tag("p", t("indicators.classes_note", lang), class_="note"),
        *parts.focus_block(data.focus, data.item, lang),
        *parts.spread(data.item, data.view.year, data.focus, lang),
        *parts.about(data.item, indicator_map.sources(data.item.indicator_id), lang),
        map_frame.json_element("map-view", _view_data(data, lang)),
    ]
    frame = map_frame.map_frame(t("choropleth.label", lang, **names), _aspect(), lang)
    foot = _part("foot", parts.map_foot(indicator_map.sources(data.item.indicator_id), lang))
    picture = tag("div", [_part("links", [parts.map_links(data.view, lang)]), frame, foot], class_="map-column")
    return tag(
        "section",
        [picture, _part("side", side, "map-side")],
        id="map",
        class_="map-and-side",
        aria_label=t("indicators.map", lang),
    )


def legend(data: Data, lang: Lang) -> Legend:
    """What the legend says."""
    classes = data.column.classes
    germany = Counts(*classes.counts(data.values))
    in_state = None
    if data.view.state:
        in_state = Counts(*classes.counts(data.values[data.column.units.state_codes == data.view.state]))
    return Legend(
        classes=classes,
        decimals=data.item.decimals,
        level=data.item.level,
        germany=germany,
        state=parts.in_states([data.view.state], lang) if data.view.state else "",
        in_state=in_state,
        reasons=indicator_map.gaps(data.item.indicator_id, data.view.year),
        own_class=data.focus.own_class if data.focus else -1,
        n_lab_places=len(indicator_map.lab_places()),
        focus=data.focus.name if data.focus else "",
    )


def _view_data(data: Data, lang: Lang) -> dict[str, object]:
    view, item = data.view, data.item
    return {
        "indicator": item.indicator_id,
        "year": view.year,
        "ags": view.ags,
        "state": view.state,
        "labs": view.has_labs,
        "label": item.label(lang),
        "unit": item.unit(lang),
        "decimals": item.decimals,
        "level": item.level,
        "name": t("choropleth.label", lang, label=item.label(lang), year=view.year),
    }


def _page_data(lang: Lang) -> dict[str, object]:
    """What the scripts need once per page, whatever the view."""
    texts = (
        "open",
        "mark",
        "in_lab",
        "for_district",
        "for_city",
        "for_association",
        "for_municipality",
        "uninhabited",
        "no_value",
        "failed",
    )
    labs = {
        ags: join([catalog.label("lab", lab, lang) for lab in found], lang)
        for ags, found in indicator_map.lab_places().items()
    }
    return {
        "geometry": geo.url(indicator_map.GEOMETRY),
        "names": indicator_map.names_url(),
        "values": indicator_map.values_url("INDICATOR", "YEAR"),
        "place": page_url("municipality", lang, "AGS"),
        "years": indicator_map.years(),
        "of_districts": [item.indicator_id for item in units.indicators() if item.level == "district"],
        "shades": SHADES,
        "states": indicator_map.state_keys(),
        "labs": labs,
        "texts": {key: t(f"choropleth.{key}", lang) for key in texts},
    }
