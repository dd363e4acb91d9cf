"""The timeline: one lane per lab, drawn as precisely as its dates are known.

The y axis counts pixels downwards, so that bars, ticks and symbols keep their distances whatever the number of lanes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import catalog, theme
from dashboard.i18n import Lang, date_text, period_text, t

LANE, ROW = 43, 22
TOP, FOOT = 64, 34
BAR, BAND = 8, 6
_BAR_Y, _SYMBOL_Y = 13, 31
_SYMBOL_PX = 12.5
_CHAR_PX = 7.2
# The width of the time axis on a wide screen: symbols are pushed apart for it.
_AXIS_PX, _SMALL_AXIS_PX = 935, 690
_AXIS_SHARE = 0.855
_DAY_MS = 86_400_000
_Piece = tuple[list[str | None], list[float | None]]


@dataclass(frozen=True)
class TimelineData:
    """Frames of queries.timeline (labs, subprojects, events, milestones), the years of the axis and the open lane."""

    labs: pd.DataFrame
    subprojects: pd.DataFrame
    events: pd.DataFrame
    milestones: pd.DataFrame
    first_year: int
    last_year: int
    focus: str = ""

    @property
    def start(self) -> date:
        """First day of the axis."""
        return date(self.first_year, 1, 1)

    @property
    def end(self) -> date:
        """The day after the last day of the axis."""
        return date(self.last_year + 1, 1, 1)

    @property
    def px_per_day(self) -> float:
        """Pixels of a day on a wide screen."""
        return _AXIS_PX / (self.end - self.start).days


@dataclass(frozen=True)
class Lane:
    """A lab's place on the y axis: `top` in pixels, `rows` the subprojects drawn one by one when it is open."""

    lab_id: str
    name: str
    top: int
    is_focus: bool
    rows: tuple[str, ...]

    @property
    def height(self) -> int:
        """Pixels down to the next lane."""
        return LANE if not self.rows else 26 + ROW * len(self.rows) + 8


@dataclass(frozen=True)
class Drawing:
    """A figure as plain traces and layout."""

    traces: list[dict[str, object]]
    layout: dict[str, Any]


def lanes(data: TimelineData) -> list[Lane]:
    """Lanes from top to bottom; the lane of the lab in focus is open and shows its dated subprojects as bars."""
    found: list[Lane] = []
    top = TOP
    for row in data.labs.itertuples():
        is_focus = row.lab_id == data.focus
        own = _dated(data.subprojects[data.subprojects.lab_id == row.lab_id]) if is_focus else data.subprojects[:0]
        lane = Lane(row.lab_id, row.short_name, top, is_focus, tuple(own.subproject_id))
        found.append(lane)
        top += lane.height
    return found


def timeline(data: TimelineData, lang: Lang) -> go.Figure:
    """Running times, events and subprojects of the labs, milestones of the programme across.

    x: date. Solid bars: certain period; pale bars with an edge: possible period (from the precision of the dates). Ticks:
    events, with a gap when only the month is known. Symbols: evidence of subprojects at the middle of their possible start.
    Right column: subprojects without a date. Without labs: an empty figure.
    """
    drawing = content(data, lang)
    return go.Figure(data=drawing.traces, layout=drawing.layout)


def content(data: TimelineData, lang: Lang) -> Drawing:
    """The same without Plotly's validation, which costs more than all the rest: what a filter change sends."""
    all_lanes = lanes(data)
    if not all_lanes:
        return _nothing(lang)
    tops = {lane.lab_id: lane for lane in all_lanes}
    closed = data.subprojects[~data.subprojects.lab_id.isin([lane.lab_id for lane in all_lanes if lane.rows])]
    dated = _dated(closed)
    traces = [
        *_running_times(data, tops),
        _year_bands(dated, data, tops),
        *_events(data, tops, lang),
        *_symbols(_placed(dated, data, tops), "starts", "x", lang),
        *_open_rows(data, all_lanes, lang),
        *_undated(data, tops, lang),
        _lane_titles(all_lanes),
        _milestone_marks(data, lang),
    ]
    bottom = all_lanes[-1].top + all_lanes[-1].height
    return Drawing(traces, _layout(data, all_lanes, bottom, lang))


def _nothing(lang: Lang) -> Drawing:
    """The empty state: a sentence in place of the lanes."""
    place = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
    sentence = {**place, "text": t("timeline.empty", lang), "font": {"size": theme.SMALL}}
    hidden = {"visible": False}
    layout = {
        "template": theme.template(lang).to_plotly_json(),
        "height": 180,
        "annotations": [sentence],
        "shapes": [],
        "meta": {},
    }
    return Drawing([], {**layout, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "xaxis": hidden, "yaxis": hidden})


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows.start_earliest.notna() | rows.end_earliest.notna()]


def _iso(value: date | pd.Timestamp) -> str:
    return f"{value:%Y-%m-%d}"


def _ms(start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Length of a period in milliseconds, its last day included."""
    return int((end - start).days + 1) * _DAY_MS


def _colours(is_focus: bool) -> tuple[str, str]:
    """Colour of certain and of possible periods."""
    return (theme.HIGHLIGHT, theme.HIGHLIGHT_PALE) if is_focus else (theme.LAB, theme.LAB_TINT)


def _bars(name: str, rows: Sequence[tuple[str, int, float, str, str, str]], height: int) -> dict[str, object]:
    """A bar trace from (start, milliseconds, y, fill, edge, hover)."""
    starts, lengths, ys, fills, edges, hovers = zip(*rows, strict=True) if rows else ((),) * 6
    return {
        "type": "bar",
        "name": name,
        "orientation": "h",
        "base": list(starts),
        "x": list(lengths),
        "y": list(ys),
        "width": height,
        "marker": {"color": list(fills), "line": {"color": list(edges), "width": 1}},
        "hovertext": list(hovers),
        "hoverinfo": "text",
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _running_times(data: TimelineData, tops: dict[str, Lane]) -> list[dict[str, object]]:
    possible, certain = [], []
    for row in data.labs.itertuples():
        lane = tops[row.lab_id]
        solid, pale = _colours(lane.is_focus)
        y = lane.top + _BAR_Y
        hover = f"<b>{row.short_name}</b>"
        if pd.notna(row.start_earliest) and pd.notna(row.end_latest):
            length = _ms(row.start_earliest, row.end_latest)
            possible.append((_iso(row.start_earliest), length, y, pale, solid, hover))
        if pd.notna(row.start_latest) and pd.notna(row.end_earliest) and row.start_latest < row.end_earliest:
            first = row.start_latest + timedelta(days=1)
            certain.append((_iso(first), _ms(first, row.end_earliest - timedelta(days=1)), y, solid, solid, hover))
    return [_bars("possible", possible, BAR), _bars("certain", certain, BAR)]


def _year_bands(rows: pd.DataFrame, data: TimelineData, tops: dict[str, Lane]) -> dict[str, object]:
    """A pale band over the year, one per lane and year, behind the symbols of starts known only to the year."""
    found = []
    only_year = rows[(rows.date_precision == "year") & rows.start_earliest.notna()]
    for lab, year in dict.fromkeys(zip(only_year.lab_id, only_year.start_earliest.dt.year, strict=True)):
        start, end = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
        y = tops[lab].top + _SYMBOL_Y
        found.append((_iso(start), _ms(start, end), y, theme.LAB_TINT, theme.LAB, str(year)))
    return _bars("year bands", found, BAND)


def _marks(
    name: str, x: Sequence[object], y: Sequence[float], marker: Mapping[str, object], **more: object
) -> dict[str, object]:
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "marker": {"opacity": 1, **marker},
        "cliponaxis": False,
        **more,
    }


def _events(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> list[dict[str, object]]:
    inside = data.events[
        (data.events.start_earliest >= pd.Timestamp(data.start)) & (data.events.start_earliest < pd.Timestamp(data.end))
    ]
    by_day = inside[inside.date_precision == "day"]
    rough = inside[inside.date_precision != "day"]
    found = []
    for name, rows, shifts, size in (("event", by_day, (0,), 11), ("event, month", rough, (-5, 5), 4.5)):
        x = [_iso(_middle(row.start_earliest, row.start_latest)) for row in rows.itertuples() for _ in shifts]
        y = [tops[row.lab_id].top + _BAR_Y + shift for row in rows.itertuples() for shift in shifts]
        texts = [_event_text(row, lang) for row in rows.itertuples() for _ in shifts]
        casing = {"symbol": "line-ns", "size": size + 1, "line": {"color": theme.BG, "width": 5}}
        tick = {"symbol": "line-ns", "size": size, "line": {"color": theme.INK, "width": 2}}
        found.append(_marks(f"{name} casing", x, y, casing, hoverinfo="skip"))
        found.append(_marks(name, x, y, tick, hovertext=texts, hoverinfo="text"))
    return found


def _event_text(row: object, lang: Lang) -> str:
    title = row.title_de if lang == "de" else row.title_en  # type: ignore[attr-defined]
    return f"{period_text(row.start_date, _text(row.end_date), lang)}<br>{_wrapped(title)}"  # type: ignore[attr-defined]


def _wrapped(text: str, width: int = 52) -> str:
    """Text broken into lines, since a hover label does not break by itself."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _middle(first: pd.Timestamp, last: pd.Timestamp) -> pd.Timestamp:
    return first + (last - first) / 2


def _placed(rows: pd.DataFrame, data: TimelineData, tops: dict[str, Lane]) -> pd.DataFrame:
    """Dated subprojects with `day` (middle of the possible start, pushed apart) and `y`."""
    frame = rows.copy()
    first = frame.start_earliest.fillna(frame.end_earliest)
    last = frame.start_latest.fillna(frame.end_latest)
    frame["day"] = first + (last - first) / 2
    frame["y"] = [tops[lab].top + _SYMBOL_Y for lab in frame.lab_id]
    inside = frame[(frame.day >= pd.Timestamp(data.start)) & (frame.day < pd.Timestamp(data.end))]
    inside = inside.sort_values(["lab_id", "day", "subproject_id"])
    step = pd.Timedelta(days=_SYMBOL_PX / data.px_per_day)
    days: list[pd.Timestamp] = []
    for _, lane in inside.groupby("lab_id", sort=False):
        days += _apart(list(lane.day), step)
    return inside.assign(day=days)


def _apart(days: list[pd.Timestamp], step: pd.Timedelta) -> list[pd.Timestamp]:
    """Sorted days moved as little as needed so that neighbours are at least a step apart."""
    groups: list[list[int]] = []
    placed = list(days)
    for index in range(len(days)):
        groups.append([index])
        while len(groups) > 1 and placed[groups[-1][0]] - placed[groups[-2][-1]] < step:
            merged = groups[-2] + groups[-1]
            groups[-2:] = [merged]
            middle = pd.Timestamp(sum(days[i].value for i in merged) // len(merged))
            for position, i in enumerate(merged):
                placed[i] = middle + step * (position - (len(merged) - 1) / 2)
    return placed


def _symbols(rows: pd.DataFrame, name: str, axis: str, lang: Lang) -> list[dict[str, object]]:
    """Symbols of the evidence ladder at columns `day` and `y`; a ring with a point needs two traces."""
    focus = rows["is_focus"] if "is_focus" in rows else [False] * len(rows)
    colours = [theme.HIGHLIGHT if flag else theme.LAB_STRONG for flag in focus]
    evidence = list(rows.evidence)
    x = [_iso(day) if isinstance(day, pd.Timestamp) else day for day in rows.day]
    marker = {
        "symbol": [theme.EVIDENCE_SYMBOLS[key] for key in evidence],
        "size": [7 if key == "plan" else 10 for key in evidence],
        "color": [colour if key == "result" else theme.BG for key, colour in zip(evidence, colours, strict=True)],
        "line": {"color": colours, "width": 1.7},
    }
    texts = [_subproject_text(row, lang) for row in rows.itertuples()]
    dots = [index for index, key in enumerate(evidence) if key == "reported"]
    dot = {"symbol": "circle", "size": 4, "color": [colours[i] for i in dots]}
    y = list(rows.y)
    links = list(rows.lab_id)
    more = {"xaxis": axis, "hoverinfo": "text"}
    return [
        _marks(name, x, y, marker, hovertext=texts, customdata=links, **more),
        _marks(f"{name}, reported", [x[i] for i in dots], [y[i] for i in dots], dot, xaxis=axis, hoverinfo="skip"),
    ]


def _subproject_text(row: object, lang: Lang) -> str:
    title = row.title_de if lang == "de" else row.title_en  # type: ignore[attr-defined]
    when = period_text(_text(row.start_date), _text(row.end_date), lang)  # type: ignore[attr-defined]
    evidence = catalog.label("evidence", row.evidence, lang)  # type: ignore[attr-defined]
    return f"<b>{_wrapped(title)}</b><br>{when} · {evidence}"


def _open_subprojects(data: TimelineData, all_lanes: list[Lane]) -> pd.DataFrame:
    """Dated subprojects of the open lane with `day` (earliest start) and `y`; no rows when no lane is open."""
    lane = next((lane for lane in all_lanes if lane.rows), None)
    if lane is None:
        return data.subprojects[:0]
    rows = data.subprojects.set_index("subproject_id").loc[list(lane.rows)].reset_index()
    days = rows.start_earliest.fillna(rows.end_earliest)
    ys = [lane.top + 26 + ROW * index + ROW // 2 for index in range(len(rows))]
    return rows.assign(day=days, y=ys, is_focus=True)


def _open_rows(data: TimelineData, all_lanes: list[Lane], lang: Lang) -> list[dict[str, object]]:
    """Bars, lines and symbols of the subprojects in the open lane."""
    rows = _open_subprojects(data, all_lanes)
    if not len(rows):
        return []
    bars, arrows = [], []
    solid: list[_Piece] = []
    dotted: list[_Piece] = []
    edge = pd.Timestamp(data.end) - timedelta(days=1)
    for row in rows.itertuples():
        text = _subproject_text(row, lang)
        known_end = row.end_latest if pd.notna(row.end_latest) else None
        begin = max(row.start_earliest if pd.notna(row.start_earliest) else row.end_earliest, pd.Timestamp(data.start))
        finish = known_end or (row.start_latest if row.date_precision != "day" else None)
        if finish is not None:
            bars.append((_iso(begin), _ms(begin, finish), row.y, theme.HIGHLIGHT_PALE, theme.HIGHLIGHT, text))
        if known_end is None or row.status == "continued":
            line = [_iso(finish or begin), _iso(edge), None]
            (solid if row.status == "continued" else dotted).append((line, [row.y, row.y, None]))
            arrows += [(_iso(edge), row.y)] if row.status == "continued" else []
    return [
        _bars("open rows", bars, BAR),
        _line("continued", solid, "solid"),
        _line("end unknown", dotted, "dot"),
        _marks(
            "continued, arrow",
            [x for x, _ in arrows],
            [y for _, y in arrows],
            {"symbol": "triangle-right", "size": 9, "color": theme.HIGHLIGHT},
            hoverinfo="skip",
        ),
        *_symbols(rows, "open starts", "x", lang),
    ]


def _line(name: str, pieces: list[_Piece], dash: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [x for xs, _ in pieces for x in xs],
        "y": [y for _, ys in pieces for y in ys],
        "line": {"color": theme.HIGHLIGHT, "width": 1.5, "dash": dash},
        "hoverinfo": "skip",
    }


def _row_titles(data: TimelineData, all_lanes: list[Lane], lang: Lang) -> list[dict[str, object]]:
    """Names beside the starts in the open lane: left where there is room, else right, over the line."""
    found: list[dict[str, object]] = []
    for row in _open_subprojects(data, all_lanes).itertuples():
        title = row.title_de if lang == "de" else row.title_en
        fits_left = (row.day - pd.Timestamp(data.start)).days * data.px_per_day > _CHAR_PX * len(title) + 14
        found.append(
            {
                "x": _iso(row.day),
                "y": row.y,
                "xanchor": "right" if fits_left else "left",
                "xshift": -9 if fits_left else 24,
                "text": title,
                "font": {"size": theme.NOTE},
                "bgcolor": theme.BG,
                "borderpad": 1,
                "showarrow": False,
            }
        )
    return found


def _undated(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> list[dict[str, object]]:
    """Symbols of the subprojects without a date in the right column, and their number."""
    rows = data.subprojects[data.subprojects.start_earliest.isna() & data.subprojects.end_earliest.isna()]
    order = {key: index for index, key in enumerate(catalog.EVIDENCE)}
    rows = rows.assign(rank=rows.evidence.map(order)).sort_values(["lab_id", "rank", "subproject_id"])
    rows = rows.assign(day=rows.groupby("lab_id").cumcount().astype(float))
    rows["y"] = [tops[lab].top + _BAR_Y for lab in rows.lab_id]
    rows["is_focus"] = rows.lab_id == data.focus
    counts = rows.lab_id.value_counts()
    numbers = {
        "type": "scatter",
        "name": "undated counts",
        "mode": "text",
        "x": [9.2] * len(tops),
        "y": [lane.top + _BAR_Y for lane in tops.values()],
        "text": [f"<b>{counts[lab]}</b>" if lab in counts else "–" for lab in tops],
        "textposition": "middle left",
        "xaxis": "x2",
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [*_symbols(rows, "undated", "x2", lang), numbers]


def _lane_titles(all_lanes: list[Lane]) -> dict[str, object]:
    """Names above the lanes, for narrow screens only."""
    return {
        "type": "scatter",
        "name": "lane titles",
        "mode": "text",
        "x": [0.0] * len(all_lanes),
        "y": [lane.top + 1 for lane in all_lanes],
        "xaxis": "x3",
        "text": [f"<b>{lane.name}</b>" for lane in all_lanes],
        "textposition": "middle right",
        "textfont": {
            "size": theme.NOTE,
            "color": [theme.HIGHLIGHT if lane.is_focus else theme.INK for lane in all_lanes],
        },
        "hoverinfo": "skip",
        "visible": False,
    }


# Milestones with a label on the axis, short words in both languages; the table below the chart lists all of them.
_MILESTONES: dict[str, tuple[str, str]] = {
    "vorlaeufer-2017-06-start": ("Start des Vorläufers", "Predecessor starts"),
    "programm-2019-09-06-aufruf": ("Aufruf", "Call"),
    "programm-2020-03-projektauftakt": ("Projektauftakt", "Programme start"),
    "programm-2020-06-15-workshop-1": ("1. Workshop", "1st workshop"),
    "programm-2021-08-15-zwischenbericht": ("Zwischenbilanz", "Interim report"),
    "programm-2021-09-30-workshop-5": ("5. Workshop", "5th workshop"),
    "programm-2022-04-25-workshop-mannheim": ("Workshop Mannheim", "Mannheim workshop"),
    "programm-2022-12-01-abschluss": ("Abschluss", "Closing event"),
    "programm-2023-08-30-aktionsplan-4": ("4. Aktionsplan (OGP)", "4th action plan (OGP)"),
}


def _shown_milestones(data: TimelineData) -> pd.DataFrame:
    rows = data.milestones
    inside = (rows.start_earliest >= pd.Timestamp(data.start)) & (rows.start_earliest < pd.Timestamp(data.end))
    return rows[inside & rows.event_id.isin(_MILESTONES)]


def _milestone_marks(data: TimelineData, lang: Lang) -> dict[str, object]:
    rows = _shown_milestones(data)
    marker = {"symbol": "diamond", "size": 10, "color": theme.ACCENT}
    x = [_iso(_middle(row.start_earliest, row.start_latest)) for row in rows.itertuples()]
    texts = [_event_text(row, lang) for row in rows.itertuples()]
    return _marks("milestones", x, [TOP - 18] * len(rows), marker, hovertext=texts, hoverinfo="text")


def _milestone_labels(data: TimelineData, lang: Lang) -> list[dict[str, object]]:
    """Two-line labels above the diamonds: to the left where the next mark is close, left out where there is no room.

    Room is judged by the axis of a small laptop, so that labels do not meet there either.
    """
    rows = _shown_milestones(data)
    found = []
    taken = -150.0  # right edge of the label before, in pixels; labels may start left of the axis
    marks = [(row, _middle(row.start_earliest, row.start_latest)) for row in rows.itertuples()]
    positions = [(day - pd.Timestamp(data.start)).days * _SMALL_AXIS_PX / (data.end - data.start).days for _, day in marks]
    for index, (row, day) in enumerate(marks):
        name = _MILESTONES[row.event_id][0 if lang == "de" else 1]
        px, width = positions[index], _CHAR_PX * len(name)
        next_px = positions[index + 1] if index + 1 < len(marks) else _SMALL_AXIS_PX + 120
        goes_left = px + width > next_px - 8 and px - width > taken + 8
        if not goes_left and px < taken + 8:
            continue
        taken = px if goes_left else px + width
        found.append(
            {
                "x": _iso(day),
                "y": 0,
                "yref": "y",
                "yanchor": "top",
                "xanchor": "right" if goes_left else "left",
                "xshift": 5 if goes_left else -5,
                "align": "right" if goes_left else "left",
                "text": f"<b>{name}</b><br>{date_text(row.start_date, lang)}",
                "font": {"size": theme.NOTE},
                "showarrow": False,
            }
        )
    return found


def _outside(data: TimelineData, tops: dict[str, Lane]) -> list[dict[str, object]]:
    """'+1' at the edge of a lane: events before or after the axis."""
    found = []
    for lab, lane in tops.items():
        days = data.events[data.events.lab_id == lab].start_earliest
        before, after = int((days < pd.Timestamp(data.start)).sum()), int((days >= pd.Timestamp(data.end)).sum())
        for n, x, anchor in ((before, data.start, "right"), (after, data.end, "left")):
            if n:
                found.append(
                    {
                        "x": _iso(x),
                        "y": lane.top + _BAR_Y,
                        "xanchor": anchor,
                        "text": f"+{n}",
                        "font": {"size": theme.NOTE, "color": theme.INK_2},
                        "showarrow": False,
                        "xshift": -3 if anchor == "right" else 3,
                    }
                )
    return found


def _layout(data: TimelineData, all_lanes: list[Lane], bottom: int, lang: Lang) -> dict[str, Any]:
    years = list(range(data.first_year, data.last_year + 1))
    tops = {lane.lab_id: lane for lane in all_lanes}
    names = [
        f'<span style="color:{theme.HIGHLIGHT}"><b>{lane.name}</b></span>' if lane.is_focus else f"<b>{lane.name}</b>"
        for lane in all_lanes
    ]
    head = {
        "xref": "x2 domain",
        "x": 1,
        "y": 26,
        "yanchor": "top",
        "xanchor": "right",
        "align": "right",
        "text": t("timeline.undated_head", lang),
        "font": {"size": theme.NOTE, "color": theme.INK_2},
        "showarrow": False,
    }
    return {
        "template": theme.template(lang).to_plotly_json(),
        "height": bottom + FOOT,
        "margin": {"l": 186, "r": 4, "t": 0, "b": FOOT},
        "barmode": "overlay",
        "xaxis": {
            "type": "date",
            "range": [_iso(data.start), _iso(data.end)],
            "domain": [0, _AXIS_SHARE],
            "tickvals": [f"{year}-07-02" for year in years],
            "ticktext": [f"<b>{year}</b>" for year in years],
            "tickfont": {"size": theme.SMALL},
            "ticks": "",
        },
        "xaxis2": {"range": [-0.6, 9.2], "domain": [_AXIS_SHARE + 0.03, 1], "visible": False, "fixedrange": True},
        "xaxis3": {"range": [0, 1], "domain": [0, 1], "visible": False, "fixedrange": True, "overlaying": "x"},
        "yaxis": {
            "range": [bottom, 0],
            "tickvals": [lane.top + _BAR_Y for lane in all_lanes],
            "ticktext": names,
            "tickfont": {"size": theme.SMALL},
            "ticklabelstandoff": 22,
        },
        "shapes": _rules(data, all_lanes, bottom),
        "annotations": [*_milestone_labels(data, lang), *_outside(data, tops), *_row_titles(data, all_lanes, lang), head],
        "meta": {
            "narrow": {
                "layout": {
                    "annotations": [],
                    "height": int(bottom * 1.3) + FOOT,
                    "margin": {"l": 4, "r": 4, "t": 0, "b": FOOT},
                    "yaxis": {"showticklabels": False},
                    "xaxis": {"domain": [0, 0.68]},
                    "xaxis2": {"domain": [0.71, 1]},
                },
                "traces": {"lane titles": {"visible": True}},
            }
        },
    }


def _rules(data: TimelineData, all_lanes: list[Lane], bottom: int) -> list[dict[str, object]]:
    """Quarter lines, year lines, lane borders and the dashed lines of the milestones, all behind the marks."""
    found: list[dict[str, object]] = []

    def vertical(day: str, colour: str, y0: float, **line: object) -> None:
        found.append(
            {
                "type": "line",
                "x0": day,
                "x1": day,
                "y0": y0,
                "y1": bottom,
                "layer": "below",
                "line": {"color": colour, "width": 1, **line},
            }
        )

    is_long = data.last_year - data.first_year > 3
    for year in range(data.first_year, data.last_year + 2):
        for month in () if is_long else (4, 7, 10):
            if year <= data.last_year:
                vertical(f"{year}-{month:02d}-01", theme.LINE, TOP - 4)
        vertical(f"{year}-01-01", theme.CONTROL, TOP - 4)
    for row in _shown_milestones(data).itertuples():
        vertical(_iso(_middle(row.start_earliest, row.start_latest)), theme.ACCENT, TOP - 14, dash="dot")
    for lane in all_lanes:
        y = lane.top + lane.height - 2
        found.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": -0.2,
                "x1": 1,
                "y0": y,
                "y1": y,
                "layer": "below",
                "line": {"color": theme.LINE, "width": 1},
            }
        )
    return found
