"""The parts of the indicator map's page: controls, focus, distribution, definition, years, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dashboard import catalog
from dashboard.components.chart import borders_credit
from dashboard.components.chart_more import AREA_MAP_ALONE, EMBED_PATH
from dashboard.components.map_frame import field, option, small_maps
from dashboard.components.map_view import PAGE, MapView
from dashboard.components.strip import Mark, Strip, strip
from dashboard.i18n import TIE, Lang, date_text, join, number, t
from dashboard.place_names import CITY_TYPES
from dashboard.queries import geo, indicator_map, states, units
from dashboard.queries.indicator_map import Column
from dashboard.queries.units import Indicator, Row
from dashboard.ssr import Node, Tag, tag, to_html
from dashboard.urls import PATHS, Pairs, encode, file_url, page_url

ROWS = 100
_MANY_YEARS = 3
_TERRITORY = "2021-12-31"


@dataclass(frozen=True)
class Focus:
    """The highlighted place: its value or why there is none, whose value it is, its class (-1 without)."""

    ags: str
    name: str
    value: float | None
    remark: str
    level: str
    own_class: int


# --- words


def unit_words(level: str, lang: Lang) -> str:
    """'Gemeinden' or 'Kreise'."""
    return t(f"indicators.title_units_{'district' if level == 'district' else 'municipality'}", lang)


def in_states(codes: Sequence[str], lang: Lang) -> str:
    """'in Bayern, in Hessen und im Saarland'."""
    return join([_in_state(code, lang) for code in codes], lang)


def _in_state(code: str, lang: Lang) -> str:
    # The one state whose name takes an article in German.
    return (
        t("indicators.in_saarland", lang) if code == "SL" else t("indicators.in_state", lang, name=states.name(code, lang))
    )


def with_unit(value: float | None, item: Indicator, lang: Lang) -> str:
    """A value with its unit; a unit that explains the value ('1 = verzeichnet') stands in brackets."""
    text, unit = number(value, lang, item.decimals), item.unit(lang)
    if unit == "%" and lang == "en":
        return f"{text}%"
    return f"{text} ({unit})" if "=" in unit else f"{text}{TIE}{unit}"


def level_words(level: str, is_borrowed: bool, district: str, row: Row, lang: Lang) -> str:
    """Whose value it is, so that a district's is never read as the municipality's own."""
    if level == "district":
        if str(row.get("district_type") or row.get("type_de")) in CITY_TYPES:
            return t("choropleth.for_city", lang)
        return t("choropleth.for_district", lang, name=district) if is_borrowed else t("figures.level_district", lang)
    if level == "association" and row.get("association_type_de") != "verbandsfreie Gemeinde":
        return t("choropleth.for_association", lang)
    return t("choropleth.for_municipality", lang)


# --- controls


def controls(view: MapView, item: Indicator, years: Mapping[str, Sequence[int]], lang: Lang) -> Tag:
    """A form that works by itself; assets/js/map answers it without leaving the page."""
    groups = [
        tag(
            "optgroup",
            [option(other.indicator_id, other.label(lang), view.indicator) for other in group],
            label=catalog.label("indicator_topic", topic, lang),
        )
        for topic, group in groupby(units.indicators(), key=lambda other: other.topic)
    ]
    year_options = [option(year, str(year), view.year) for year in reversed(years[item.indicator_id])]
    places = [option("", t("indicators.germany", lang), view.state)]
    places += [option(code, states.name(code, lang), view.state) for code in indicator_map.state_keys()]
    fields = [
        field(
            "map-indicator",
            t("indicators.indicator", lang),
            tag("select", groups, id="map-indicator", name="indicator", class_="form-select"),
        ),
        field(
            "map-year",
            t("indicators.year", lang),
            tag("select", year_options, id="map-year", name="year", class_="form-select"),
        ),
        field(
            "map-state",
            t("indicators.state", lang),
            tag("select", places, id="map-state", name="state", class_="form-select"),
        ),
        _labs_box(view, lang),
        tag("input", type="hidden", name="ags", value=view.ags, id="map-ags"),
        tag("noscript", tag("button", t("indicators.show", lang), type="submit", class_="button")),
        tag(
            "button", t("indicators.copy", lang), type="button", class_="link-button", data_copy=t("indicators.copied", lang)
        ),
    ]
    return tag(
        "form",
        fields,
        method="get",
        action=page_url(PAGE, lang),
        id="map-form",
        class_="map-form",
        aria_label=t("indicators.controls", lang),
    )


def _labs_box(view: MapView, lang: Lang) -> Tag:
    return tag(
        "label",
        [
            # An unchecked box sends nothing: the 0 says that it was there.
            tag("input", type="hidden", name="labs", value="0"),
            tag(
                "input",
                type="checkbox",
                name="labs",
                value="1",
                checked=view.has_labs,
                id="map-labs",
                class_="form-check-input",
            ),
            tag("span", t("indicators.labs", lang)),
        ],
        class_="map-check",
    )


def map_links(view: MapView, lang: Lang) -> Tag:
    """Table, files and picture of the map."""
    drawing = f"/{lang}/{EMBED_PATH[lang]}/{AREA_MAP_ALONE}?{encode(view.pairs())}"
    items = [
        tag("a", t("chart.as_table", lang), href="#map-table"),
        *file_links(view, lang),
        tag("button", t("chart.png", lang), type="button", class_="link-button", data_map_picture="1"),
        tag("a", t("chart.svg", lang), href=drawing, download=f"{view.indicator}-{view.year}.svg", rel="nofollow"),
    ]
    return tag("ul", [tag("li", item) for item in items], class_="plain chart-links")


def file_links(view: MapView, lang: Lang) -> list[Tag]:
    """The values of the view as files."""
    query: Pairs = [("indicator", view.indicator), ("year", str(view.year))]
    query += [("state", view.state)] if view.state else []
    query += [("lang", lang)] if lang != "de" else []
    kinds = ((t("chart.csv_excel", lang), ".excel.csv"), ("CSV", ".csv"), ("XLSX", ".xlsx"))
    return [tag("a", text, href=file_url("indicator_values", suffix, encode(query))) for text, suffix in kinds]


def map_foot(rows: Sequence[Row], lang: Lang) -> list[Tag]:
    """The credits a map must carry."""
    credits = [str(row[f"credit_{lang}"]) for row in rows]
    credits = list(dict.fromkeys(credits))
    text = f"{t('indicators.about_source', lang)}: {'; '.join(credits)}. "
    return [tag("p", [text, Tag(to_html(borders_credit(lang)))], class_="note", id="map-source")]


# --- beside the map


def focus_block(focus: Focus | None, item: Indicator, lang: Lang) -> list[Tag]:
    """The highlighted place: value, whose value, ways on."""
    if focus is None:
        return []
    value: Node = tag("p", focus.remark)
    if focus.value is not None:
        value = tag("p", tag("b", with_unit(focus.value, item, lang)), class_="focus-value")
    links = [tag("a", t("indicators.focus_page", lang, name=focus.name), href=page_url("municipality", lang, focus.ags))]
    if "compare" in PATHS:
        href = page_url("compare", lang, query=encode([("ags", focus.ags)]))
        links.append(tag("a", t("indicators.focus_compare", lang), href=href))
    links.append(tag("a", t("indicators.focus_drop", lang), href="?", data_drop_focus="1"))
    return [
        tag(
            "div",
            [
                tag("h2", focus.name),
                value,
                tag("p", focus.level, class_="quiet small"),
                tag("ul", [tag("li", link) for link in links], class_="plain chart-links"),
            ],
            class_="map-focus",
        )
    ]


def spread(item: Indicator, year: int, focus: Focus | None, lang: Lang) -> list[Tag]:
    """The distribution over all units as on the pages of municipalities; nothing when all values are the same."""
    key = (item.indicator_id, year)
    axis, stats = units.axes().get(key), units.stats("DE")[key]
    if axis is None:
        return []
    marks: tuple[Mark, ...] = ()
    if focus and focus.value is not None:
        marks = (Mark(focus.value, "focus", number(focus.value, lang, item.decimals)),)
    data = Strip(f"{geo.url('ridges')}#{item.indicator_id}-{year}", axis, (stats.q1, stats.q3), stats.median, marks)
    words = {
        "units": unit_words(item.level, lang),
        "q1": number(stats.q1, lang, item.decimals),
        "q3": number(stats.q3, lang, item.decimals),
        "median": with_unit(stats.median, item, lang),
    }
    return [
        tag("h2", t("indicators.spread", lang)),
        strip(data, item.decimals, lang),
        tag("p", t("indicators.spread_note", lang, **words), class_="note"),
    ]


def about(item: Indicator, rows: Sequence[Row], lang: Lang) -> list[Tag]:
    """Definition, unit, level, territory, sources with their licences."""
    territory = t("indicators.territory_same", lang)
    if item.territory_date and item.territory_date != _TERRITORY:
        territory = t("indicators.territory_other", lang, date=date_text(item.territory_date, lang))
    facts: list[tuple[str, Node | list[Node]]] = [
        (t("indicators.about_unit", lang), item.unit(lang)),
        (t("indicators.about_level", lang), t(f"indicators.level_{item.level}", lang)),
        (t("indicators.about_territory", lang), territory),
        (t("indicators.about_source", lang), [tag("div", _source(row, lang)) for row in rows]),
    ]
    terms = [tag("div", [tag("dt", name), tag("dd", content)]) for name, content in facts]
    return [
        tag("h2", t("indicators.about", lang)),
        tag("p", item.description(lang)),
        tag("dl", terms, class_="map-facts"),
    ]


def _source(row: Row, lang: Lang) -> list[Node]:
    # The credit says as well that data were changed, where the licence wants it said.
    licence: Node = str(row["licence"])
    if row["licence_url"]:
        licence = tag("a", licence, href=row["licence_url"], rel="noopener")
    found: list[Node] = [tag("a", str(row[f"credit_{lang}"]), href=row["url"], rel="noopener"), " · ", licence]
    return [*found, f" · {t('indicators.vintage', lang, date=row['vintage'])}"] if row["vintage"] else found


# --- years


def years(view: MapView, item: Indicator, column: Column, aspect: float, lang: Lang) -> list[Tag]:
    """Small maps by year; nothing for an indicator with fewer than three."""
    stats = units.stats("DE")
    medians = [(year, stats[item.indicator_id, year].median) for year in sorted(column.values)]
    if len(medians) < _MANY_YEARS:
        return []
    words = {
        "first": medians[0][0],
        "last": medians[-1][0],
        "before": number(medians[0][1], lang, item.decimals),
        "after": with_unit(medians[-1][1], item, lang),
    }
    pictures = [(year, t("indicators.median", lang, n=number(median, lang, item.decimals))) for year, median in medians]
    return [
        tag(
            "section",
            [
                tag("h2", t("indicators.years", lang, **words), id="years-title"),
                tag("p", t("indicators.years_text", lang), class_="quiet"),
                small_maps(view, pictures, aspect, lang),
            ],
            aria_labelledby="years-title",
        )
    ]
