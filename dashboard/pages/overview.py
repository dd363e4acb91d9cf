"""The overview: the programme in three sentences, map, timeline, themes and table under one filter bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard import catalog, ids
from dashboard.components import chart, filter_bar
from dashboard.components.filter_bar import Shown
from dashboard.components.labs_map import MapState, shapes
from dashboard.components.record_table import PAGE_ROWS, record_table
from dashboard.document import Page
from dashboard.figures import timeline
from dashboard.filters import View
from dashboard.i18n import Lang, as_lang, t
from dashboard.pages import overview_parts as parts
from dashboard.pages.more import more
from dashboard.pages.overview_drawings import map_drawing, timeline_drawing
from dashboard.pages.parts import lab_map_base, parse_query
from dashboard.queries import labs, subprojects, tables
from dashboard.queries import timeline as timeline_queries
from dashboard.queries.counts import ask_beside
from dashboard.queries.labs import Row as Lab
from dashboard.queries.subprojects import Cells
from dashboard.ssr import Node, fragment, to_html
from dashboard.store import stores
from dashboard.urls import Pairs, page_url

AXIS = {"programme": (2020, 2022), "all": (2017, 2023)}


@dataclass(frozen=True)
class Overview:
    """Everything the overview shows for a view, read when it is asked for."""

    view: View
    lang: Lang

    @property
    def path(self) -> str:
        """Address of the page without query."""
        return page_url("overview", self.lang)

    @cached_property
    def highlight(self) -> Callable[[str], str]:
        """filters.View.highlighter."""
        return self.view.highlighter(self.path)

    @cached_property
    def labs(self) -> list[Lab]:
        """queries.labs.selected."""
        return labs.selected(self.view.filters)

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """queries.subprojects.facets."""
        return subprojects.facets(self.view.filters)

    @cached_property
    def timeline(self) -> timeline.TimelineData:
        """The timeline's frames, its axis widened to the years filtered for."""
        filters = self.view.filters
        first, last = AXIS[self.view.span]
        return timeline.TimelineData(
            **timeline_queries.rows(filters, self.view.focus),
            first_year=min(first, filters.from_year or first),
            last_year=max(last, filters.to_year or last),
            focus=self.view.focus,
        )

    @cached_property
    def themes(self) -> Cells:
        """queries.subprojects.by_theme_and_lab."""
        return subprojects.by_theme_and_lab(self.view.filters)

    @cached_property
    def theme_principles(self) -> Cells:
        """queries.subprojects.by_theme_and_principle."""
        return subprojects.by_theme_and_principle(self.view.filters)

    @cached_property
    def table_counts(self) -> dict[str, int]:
        """Rows of each of the four tables."""
        return tables.count_all(self.view.filters)

    @cached_property
    def table_view(self) -> View:
        """The view with its page within the table."""
        last = max(1, -(-self.table_counts[self.view.table] // PAGE_ROWS))
        return replace(self.view, page=min(self.view.page, last))

    @cached_property
    def table_rows(self) -> list[dict[str, object]]:
        """The rows of the present page."""
        view = self.table_view
        offset = (view.page - 1) * PAGE_ROWS
        return tables.page(view.table, view.filters, lang=self.lang, limit=PAGE_ROWS, offset=offset)

    @property
    def shown(self) -> Shown:
        """How much is shown, for the sentence in the filter bar."""
        is_dated = self.view.filters.is_dated
        return Shown(
            labs=len(self.labs),
            all_labs=len(catalog.terms("lab")),
            subprojects=sum(row["n_subprojects"] for row in self.labs),
            events=self.table_counts["events"],
            undated=sum(row["n_undated"] for row in self.labs),
            hidden_undated=self.facets.get("undated", {}).get("hidden", 0) if is_dated else 0,
        )

    @property
    def map_state(self) -> MapState:
        """What the map highlights."""
        return MapState(frozenset(row["lab_id"] for row in self.labs), self.view.focus, self.view.zoom)


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """The overview for a query."""
    view = View.from_query(query)
    data = _asked(view, lang)
    numbers = labs.key_numbers()
    texts = {key.removeprefix("n_"): value for key, value in numbers.items()}
    body = html.Div(
        [
            *stores(ids.VIEW, view.to_query(), lang, ids.FACETS),
            fragment("hero", parts.hero(numbers, labs.published(), lang)),
            filter_bar.filter_bar(view, data.facets, parts.shown(data), data.path, lang),
            html.Div([_map(data), _timeline(data), _themes(data), _table(data)], className="swap", id="charts"),
        ],
        className="wrap",
    )
    return Page(t("overview.title", lang), t("overview.description", lang, **texts), body, scripts=("tip.js",))


def _asked(view: View, lang: Lang) -> Overview:
    ask_beside(view.filters)
    return Overview(view, lang)


def _map(data: Overview) -> Component:
    lang = data.lang
    label = {"role": "group", "aria-label": t("map.aria", lang)}
    drawing = [
        fragment("map-shapes", shapes(lab_map_base(lang))),
        fragment(ids.MAP_FIGURE, map_drawing(data), className="figure", **label),
        fragment("map-legend", parts.map_legend(lang)),
    ]
    return html.Section(
        [
            fragment(ids.MAP_HEAD, parts.map_head(data)),
            html.Div(
                [
                    html.Div(drawing, className="map-picture"),
                    fragment(ids.MAP_LIST, parts.map_list(data), className="map-list"),
                ],
                className="map-grid chart-body",
            ),
            chart.source_line(lang, parts.as_of(lang), chart.borders_credit(lang)),
            _more("map", ["map", "key-numbers"], data, drawn=".map-picture"),
        ],
        className="chart",
        id="map",
        **{"aria-labelledby": "map-title"},
    )


def _timeline(data: Overview) -> Component:
    lang = data.lang
    label = {"role": "img", "aria-label": t("timeline.aria", lang)}
    return html.Section(
        [
            fragment(ids.TIMELINE_HEAD, parts.timeline_head(data)),
            fragment("timeline-legend", parts.timeline_legend(lang)),
            html.Div(
                fragment(ids.TIMELINE_FIGURE, timeline_drawing(data), className="figure", **label),
                className="chart-body",
            ),
            chart.source_line(lang, parts.as_of(lang), t("timeline.source_note", lang)),
            chart.twin("timeline-table", t("timeline.twin", lang), fragment(ids.TIMELINE_TWIN, parts.timeline_twin(data))),
            _more("timeline", ["timeline", "timeline-events"], data, drawn=".figure"),
        ],
        className="chart",
        id="timeline",
        **{"aria-labelledby": "timeline-title"},
    )


def _themes(data: Overview) -> Component:
    return html.Section(
        [
            fragment(ids.THEMES_HEAD, parts.themes_head(data)),
            fragment(ids.THEMES_BODY, parts.themes_body(data), className="chart-body"),
            chart.source_line(data.lang, parts.as_of(data.lang), t("themes.source_note", data.lang)),
            _more("themes", ["themes", "theme-principles"], data, drawn=".matrix-scroll, .theme-bars, .legend"),
        ],
        className="chart",
        id="themes",
        **{"aria-labelledby": "themes-title"},
    )


def _table(data: Overview) -> Component:
    return html.Section(
        [
            fragment(ids.TABLE, _record_table(data)),
            chart.source_line(data.lang, parts.as_of(data.lang)),
            _more("", [f"table-{name}" for name in tables.STATEMENTS], data),
        ],
        id="table-section",
        **{"aria-labelledby": "table-title"},
    )


def _more(embed: str, statements: list[str], data: Overview, drawn: str = "") -> Component:
    """Statements and embed code; they follow the address by themselves and are never renewed."""
    pairs = data.view.filters.pairs()
    cite = "" if embed else "overview"
    part = more(statements, data.lang, pairs, embed=embed, drawn=drawn, cite=cite, follow=True)
    return fragment(f"more-{embed or 'table'}", part)


def _record_table(data: Overview) -> list[Component]:
    return record_table(data.table_view, data.table_rows, data.table_counts, data.path, data.lang)


# The texts a filter change renews: id of the fragment → how it is made.
_PARTS: dict[str, Callable[[Overview], Node]] = {
    ids.SHOWN: parts.shown,
    ids.MAP_HEAD: parts.map_head,
    ids.MAP_FIGURE: map_drawing,
    ids.MAP_LIST: parts.map_list,
    ids.TIMELINE_HEAD: parts.timeline_head,
    ids.TIMELINE_FIGURE: timeline_drawing,
    ids.TIMELINE_TWIN: parts.timeline_twin,
    ids.THEMES_HEAD: parts.themes_head,
    ids.THEMES_BODY: parts.themes_body,
    ids.TABLE: _record_table,
}


def update(query: str, lang_code: str) -> tuple[object, ...]:
    """Everything that changes with the query: fragments, numbers beside the values of the filters."""
    lang = as_lang(lang_code)
    data = _asked(View.from_query(parse_query(query)), lang)
    return (
        {part: to_html(make(data)) for part, make in _PARTS.items()} | filter_bar.text_fragments(data.view.filters, lang),
        filter_bar.facet_counts(data.facets),
    )


def register(app: Dash) -> None:
    """The page's callbacks: query → everything (on the server), everything → page (in the browser)."""
    app.clientside_callback(ClientsideFunction("rogl", "renew"), Input(ids.FRAGMENTS, "data"), prevent_initial_call=True)
    app.clientside_callback(ClientsideFunction("rogl", "recount"), Input(ids.FACETS, "data"), prevent_initial_call=True)
    app.callback(
        Output(ids.FRAGMENTS, "data"),
        Output(ids.FACETS, "data"),
        Input(ids.VIEW, "data"),
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )(update)
