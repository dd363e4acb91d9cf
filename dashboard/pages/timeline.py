"""The timeline page: all lanes from 2017 to 2023, zoom to years, milestones, and what happened in a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dash import ClientsideFunction, Dash, Input, Output, Patch, State, html

from dashboard import ids
from dashboard.components import chart, filter_bar
from dashboard.document import Page
from dashboard.figures import timeline
from dashboard.i18n import Lang, as_lang, t
from dashboard.pages import overview_parts as shared
from dashboard.pages import timeline_parts as parts
from dashboard.pages.more import more
from dashboard.pages.overview import Overview
from dashboard.pages.parts import parse_query
from dashboard.queries import timeline as timeline_queries
from dashboard.seasons import Entry, TimeView, entries
from dashboard.ssr import Node, fragment, to_html
from dashboard.store import stores
from dashboard.urls import Pairs, page_url

_STATEMENTS = ("timeline", "timeline-events", "timeline-years", "timeline-seasons")


@dataclass(frozen=True)
class Timeline(Overview):
    """What the page shows for a view, read when it is asked for; filters and counts are those of the overview."""

    view: TimeView

    @property
    def path(self) -> str:
        """Address of the page without query."""
        return page_url("timeline", self.lang)

    @cached_property
    def timeline(self) -> timeline.TimelineData:
        """The rows of the timeline on the axis chosen."""
        filters = self.view.filters
        first, last = self.view.years
        return timeline.TimelineData(
            **timeline_queries.rows(filters, self.view.focus),
            first_year=first,
            last_year=last,
            focus=self.view.focus,
        )

    @cached_property
    def entries(self) -> list[Entry]:
        """Events and starts under the filters, by date; the milestones of the programme always."""
        drawn = self.timeline
        return entries(drawn.events, drawn.milestones, drawn.subprojects)


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """The timeline for a query: filters as on the overview, `axis`, `focus`, `month_from`, `month_to`."""
    view = TimeView.from_query(query)
    data = Timeline(view, lang)
    figure = timeline.timeline(data.timeline, lang)
    drawing = chart.graph(ids.TIME_FIGURE, figure, lang, label=parts.label(data))
    body = html.Div(
        [
            *stores(ids.TIME_VIEW, view.to_query(), lang, ids.FACETS),
            fragment("time-head", parts.page_head(lang)),
            filter_bar.filter_bar(view, data.facets, shared.shown(data), data.path, lang),
            html.Div(
                [
                    html.Section(
                        [
                            fragment(ids.TIME_HEAD, parts.head(data)),
                            fragment("time-legend", shared.timeline_legend(lang)),
                            html.Div(drawing, className="chart-body"),
                            fragment("time-source", parts.source(lang)),
                            chart.twin(
                                "time-table", t("timeline.twin", lang), fragment(ids.TIME_TWIN, shared.timeline_twin(data))
                            ),
                            fragment(
                                "more-time",
                                more(
                                    _STATEMENTS, lang, view.filters.pairs(), embed="timeline", cite="timeline", follow=True
                                ),
                            ),
                        ],
                        className="chart",
                        id="timeline",
                        **{"aria-labelledby": "time-title"},
                    ),
                    html.Section(fragment(ids.TIME_MONTHS, parts.months(data)), id="months"),
                    html.Section(fragment("time-milestones", parts.milestones(lang)), id="milestones"),
                ],
                className="swap",
                id="charts",
            ),
        ],
        className="wrap",
        **{"data-store": ids.TIME_VIEW},
    )
    return Page(t("time.title", lang), t("time.description", lang), body, is_indexed=not query)


_PARTS: dict[str, Callable[[Timeline], Node]] = {
    ids.SHOWN: shared.shown,
    ids.TIME_HEAD: parts.head,
    ids.TIME_TWIN: shared.timeline_twin,
    ids.TIME_MONTHS: parts.months,
}


def update(query: str, lang_code: str) -> tuple[object, ...]:
    """Everything that changes with the query: fragments, numbers beside the values of the filters, the figure."""
    lang = as_lang(lang_code)
    data = Timeline(TimeView.from_query(parse_query(query)), lang)
    drawing = timeline.content(data.timeline, lang)
    patch = Patch()
    patch["data"] = drawing.traces
    for key, value in drawing.layout.items():
        if key != "template":
            patch["layout"][key] = value
    return (
        {part: to_html(make(data)) for part, make in _PARTS.items()} | filter_bar.text_fragments(data.view.filters, lang),
        filter_bar.facet_counts(data.facets),
        patch,
        chart.heights(drawing.layout),
    )


def register(app: Dash) -> None:
    """The page's callbacks."""
    app.clientside_callback(
        ClientsideFunction("rogl", "focusFromMap"), Input(ids.TIME_FIGURE, "clickData"), prevent_initial_call=True
    )
    app.callback(
        Output(ids.FRAGMENTS, "data"),
        Output(ids.FACETS, "data"),
        Output(ids.TIME_FIGURE, "figure"),
        Output(ids.TIME_FIGURE, "style"),
        Input(ids.TIME_VIEW, "data"),
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )(update)
