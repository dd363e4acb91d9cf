"""The parts of the timeline page, each a pure function of the page's data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboard import catalog, ids
from dashboard.components import chart
from dashboard.components.milestones import milestone_groups
from dashboard.components.month_question import answer, month_form, season_table
from dashboard.filters import FIRST_YEAR, LAST_YEAR
from dashboard.i18n import Lang, date_text, number, t
from dashboard.queries import programme
from dashboard.seasons import Months, words
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import file_url

if TYPE_CHECKING:
    from dashboard.pages.timeline import Timeline


def page_head(lang: Lang) -> Component:
    """Title and what the page is about."""
    return html.Div([html.H1(t("time.h1", lang)), html.P(t("time.lead", lang), className="lead")], className="page-head")


def label(data: Timeline) -> str:
    """What a screen reader says of the figure."""
    return t("time.aria", data.lang, first=data.timeline.first_year, last=data.timeline.last_year)


def head(data: Timeline) -> list[Node]:
    """Heading, sentence, links, the years of the axis and the lanes to open."""
    lang = data.lang
    query = data.view.filters.to_query()
    links = [
        chart.table_link("time-table", lang),
        html.A(t("chart.csv_subprojects", lang), href=file_url("subprojects", ".csv", query)),
        html.A(t("chart.csv_events", lang), href=file_url("events", ".csv", query)),
        chart.picture_link(ids.TIME_FIGURE, "png", lang),
        chart.picture_link(ids.TIME_FIGURE, "svg", lang),
    ]
    heading = t("timeline.heading_neutral", lang)
    return [
        *chart.chart_head(heading, t("time.sentence", lang), links, id_="time"),
        _axis_choice(data),
        _lane_choice(data),
    ]


def _axis_choice(data: Timeline) -> Tag:
    """A brush over the years: a click zooms to one, drawing across several to all of them (assets/js/brush.js).

    Each year has a column for the number of events and starts that certainly fall into it. Without scripts the years and
    the two stretches beside them are plain links.
    """
    lang = data.lang
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    counts = {year: sum(entry.is_certain(Months(year, 1, year, 12)) for entry in data.entries) for year in years}
    top = max(*counts.values(), 1)
    presets = [_stretch(data, "", t("time.axis_all", lang)), _stretch(data, "2020-2022", t("time.axis_programme", lang))]
    columns = [_year(data, year, n, round(34 * n / top)) for year, n in counts.items()]
    hint = tag("p", t("time.brush", lang), class_="note", id="axis-hint")
    brush = tag("ol", columns, class_="plain brush", data_brush="axis", aria_describedby="axis-hint")
    return tag(
        "nav",
        [tag("ul", presets, class_="plain axis-presets"), brush, hint],
        class_="axis-choice",
        aria_label=t("time.axis", lang),
    )


def _stretch(data: Timeline, axis: str, text: str) -> Tag:
    current = "true" if data.view.axis == axis else None
    return tag("li", tag("a", text, href=_axis_address(data, axis), data_view="1", aria_current=current))


def _year(data: Timeline, year: int, n: int, height: int) -> Tag:
    first, last = data.view.years
    is_shown = bool(data.view.axis) and first <= year <= last
    column = tag("i", None, style=f"height:{height}px", aria_hidden="true")
    name = t("time.axis_label", data.lang, year=year, n=number(n, data.lang))
    href = _axis_address(data, str(year))
    current = "true" if is_shown else None
    link = tag(
        "a",
        [column, year],
        href=href,
        data_view="1",
        data_year=year,
        aria_label=name,
        aria_current=current,
        draggable="false",
    )
    return tag("li", link)


def _axis_address(data: Timeline, axis: str) -> str:
    return f"{data.path}?{replace(data.view, axis=axis).to_query()}"


def _lane_choice(data: Timeline) -> Tag:
    """Labs whose lane can be opened; the open one can be closed."""
    lang = data.lang
    items = [tag("li", t("time.lanes", lang) + ":", class_="quiet")]
    for lab in data.timeline.labs:
        is_open = lab["lab_id"] == data.view.focus
        target = replace(data.view, focus="" if is_open else lab["lab_id"], page=1)
        text = [catalog.label("lab", lab["lab_id"], lang)] + ([f" ({t('time.lanes_close', lang)})"] if is_open else [])
        current = "true" if is_open else None
        items.append(tag("li", tag("a", text, href=f"{data.path}?{target.to_query()}", data_view="1", aria_current=current)))
    return tag("ul", items, class_="plain lane-choice")


def source(lang: Lang) -> Component:
    """Source and what the figure leaves open."""
    return chart.source_line(lang, _as_of(lang), t("timeline.source_note", lang))


def _as_of(lang: Lang) -> str:
    return date_text(catalog.build_info()["data_date"], lang)


def months(data: Timeline) -> list[Node]:
    """The question about a month or season, and its answer."""
    lang, chosen = data.lang, data.view.months
    heading = t("time.months", lang, when=words(chosen, lang)) if chosen else t("time.months_neutral", lang)
    undated = sum(row["start_earliest"] is None for row in data.timeline.subprojects)
    choice = [
        season_table(data.entries, data.view, data.path, lang),
        html.H3(t("time.choose", lang)),
        month_form(data.view, data.path, lang),
    ]
    found: list[Component] = []
    if chosen:
        clear = html.A(
            t("time.clear", lang), href=f"{data.path}?{replace(data.view, months=None).to_query()}", **{"data-view": "1"}
        )
        found = [*answer(data.entries, chosen, undated, lang), html.P(clear, className="small")]
    return [
        html.H2(heading, id="months-title"),
        html.P(t("time.months_sentence", lang), className="quiet"),
        html.Div([html.Div(choice), html.Div(found, className="months-found")], className="months-grid"),
        chart.source_line(lang, _as_of(lang)),
    ]


def milestones(lang: Lang) -> list[Node]:
    """All milestones: predecessor, programme, action plans."""
    rows = programme.milestones()
    return [
        html.H2(t("time.milestones", lang, n=number(len(rows), lang))),
        html.P(t("time.milestones_sentence", lang), className="quiet"),
        *milestone_groups(rows, lang),
    ]
