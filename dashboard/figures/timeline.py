"""The timeline: one lane per lab, drawn as precisely as its dates are known."""

from __future__ import annotations

from dashboard import theme
from dashboard.figures.marks import Figure
from dashboard.figures.timeline_crowds import month_ticks, start_counts
from dashboard.figures.timeline_lanes import Drawing, TimelineData, first_day, lanes
from dashboard.figures.timeline_layout import layout_of
from dashboard.figures.timeline_marks import (
    events,
    lane_titles,
    milestone_marks,
    open_rows,
    placed,
    running_times,
    symbols,
    undated,
    year_bands,
)
from dashboard.i18n import Lang, t

__all__ = ["Drawing", "TimelineData", "content", "lanes", "timeline"]


def timeline(data: TimelineData, lang: Lang) -> Figure:
    """Running times, events and subprojects of the labs, milestones of the programme across.

    x: date. Solid bars: certain period; pale bars with an edge: possible period (from the precision of the dates). Ticks:
    events, with a gap when only the month is known. Symbols: evidence of subprojects at the middle of their possible start.
    Right column: subprojects without a date. Circles: starts by quarter, where there are too many for symbols. Without labs:
    an empty figure.
    """
    drawing = content(data, lang)
    return {"data": drawing.traces, "layout": {"template": theme.template(lang), **drawing.layout}}


def content(data: TimelineData, lang: Lang) -> Drawing:
    """The same without the template, which stays.

    This is what a filter change sends.
    """
    all_lanes = lanes(data)
    if not all_lanes:
        return _nothing(lang)
    tops = {lane.lab_id: lane for lane in all_lanes}
    is_open = {lane.lab_id for lane in all_lanes if lane.rows}
    dated = [row for row in data.subprojects if row["lab_id"] not in is_open and first_day(row)]
    traces = [
        *running_times(data, tops),
        year_bands(dated, tops),
        *events(data, tops, lang),
        *symbols(placed(dated, data, tops), "starts", "x", lang),
        *open_rows(data, all_lanes, lang),
        *undated(data, tops, lang),
        lane_titles(all_lanes),
        milestone_marks(data, lang),
        *([start_counts(data, tops, lang)] if data.starts else []),
        *([month_ticks(data, tops, lang)] if data.event_months else []),
    ]
    bottom = all_lanes[-1].top + all_lanes[-1].height
    return Drawing(traces, layout_of(data, all_lanes, bottom, lang))


def _nothing(lang: Lang) -> Drawing:
    """The empty state: a sentence in place of the lanes."""
    place = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
    sentence = {**place, "text": t("timeline.empty", lang), "font": {"size": theme.SMALL}}
    hidden = {"visible": False}
    layout = {
        "height": 180,
        "annotations": [sentence],
        "shapes": [],
        "meta": {},
    }
    return Drawing([], {**layout, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "xaxis": hidden, "yaxis": hidden})
