"""The timeline: one lane per lab, drawn as precisely as its dates are known.

The y axis counts pixels downwards, so that bars, ticks and symbols keep their distances whatever the number of lanes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

import plotly.graph_objects as go

from dashboard import catalog, theme
from dashboard.i18n import Lang, date_text, month_text, period_text, t

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
_DAY = timedelta(days=1)
_Piece = tuple[list[str | None], list[float | None]]
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class TimelineData:
    """Rows of queries.timeline (labs, subprojects, events, milestones), the years of the axis and the open lane."""

    labs: Sequence[Row]
    subprojects: Sequence[Row]
    events: Sequence[Row]
    milestones: Sequence[Row]
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


@dataclass(frozen=True)
class _Mark:
    """A subproject at its place: `day` an ISO date, or a number in the column of the undated."""

    row: Row
    day: str | float
    y: float
    is_focus: bool = False


def lanes(data: TimelineData) -> list[Lane]:
    """Lanes from top to bottom; the lane of the lab in focus is open and shows its dated subprojects as bars."""
    found: list[Lane] = []
    top = TOP
    for row in data.labs:
        lab = row["lab_id"]
        is_focus = lab == data.focus
        own = [sub["subproject_id"] for sub in data.subprojects if sub["lab_id"] == lab and _start(sub)] if is_focus else []
        lane = Lane(lab, row["short_name"], top, is_focus, tuple(own))
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
    return go.Figure(data=drawing.traces, layout={"template": theme.template(lang), **drawing.layout})


def content(data: TimelineData, lang: Lang) -> Drawing:
    """The same without Plotly's validation, which costs more than all the rest, and without the template, which stays.

    This is what a filter change sends.
    """
    all_lanes = lanes(data)
    if not all_lanes:
        return _nothing(lang)
    tops = {lane.lab_id: lane for lane in all_lanes}
    is_open = {lane.lab_id for lane in all_lanes if lane.rows}
    dated = [row for row in data.subprojects if row["lab_id"] not in is_open and _start(row)]
    traces = [
        *_running_times(data, tops),
        _year_bands(dated, tops),
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
        "height": 180,
        "annotations": [sentence],
        "shapes": [],
        "meta": {},
    }
    return Drawing([], {**layout, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "xaxis": hidden, "yaxis": hidden})


def _start(row: Row) -> date | None:
    """The first day a subproject may have begun; of one with nothing but an end, the first day it may have ended."""
    found: date | None = row["start_earliest"] or row["end_earliest"]
    return found


def _ms(start: date, end: date) -> int:
    """Length of a period in milliseconds, its last day included."""
    return ((end - start).days + 1) * _DAY_MS


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
    for row in data.labs:
        lane = tops[row["lab_id"]]
        solid, pale = _colours(lane.is_focus)
        y = lane.top + _BAR_Y
        hover = f"<b>{row['short_name']}</b>"
        first, last = row["start_earliest"], row["end_latest"]
        if first and last:
            possible.append((first.isoformat(), _ms(first, last), y, pale, solid, hover))
        before, after = row["start_latest"], row["end_earliest"]
        if before and after and before < after:
            certain.append(((before + _DAY).isoformat(), _ms(before + _DAY, after - _DAY), y, solid, solid, hover))
    return [_bars("possible", possible, BAR), _bars("certain", certain, BAR)]


def _year_bands(rows: Sequence[Row], tops: dict[str, Lane]) -> dict[str, object]:
    """A pale band over the year, one per lane and year, behind the symbols of starts known only to the year."""
    only_year = [row for row in rows if row["date_precision"] == "year" and row["start_earliest"]]
    found = []
    for lab, year in dict.fromkeys((row["lab_id"], row["start_earliest"].year) for row in only_year):
        start, end = date(year, 1, 1), date(year, 12, 31)
        y = tops[lab].top + _SYMBOL_Y
        found.append((start.isoformat(), _ms(start, end), y, theme.LAB_TINT, theme.LAB, str(year)))
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
    inside = [row for row in data.events if data.start <= row["start_earliest"] < data.end]
    by_day = [row for row in inside if row["date_precision"] == "day"]
    rough = [row for row in inside if row["date_precision"] != "day"]
    found = []
    for name, rows, shifts, size in (("event", by_day, (0,), 11), ("event, month", rough, (-5, 5), 4.5)):
        x = [_middle(row["start_earliest"], row["start_latest"]).isoformat() for row in rows for _ in shifts]
        y = [tops[row["lab_id"]].top + _BAR_Y + shift for row in rows for shift in shifts]
        texts = [_event_text(row, lang) for row in rows for _ in shifts]
        casing = {"symbol": "line-ns", "size": size + 1, "line": {"color": theme.BG, "width": 5}}
        tick = {"symbol": "line-ns", "size": size, "line": {"color": theme.INK, "width": 2}}
        found.append(_marks(f"{name} casing", x, y, casing, hoverinfo="skip"))
        found.append(_marks(name, x, y, tick, hovertext=texts, hoverinfo="text"))
    return found


def _event_text(row: Row, lang: Lang) -> str:
    return f"{period_text(row['start_date'], row['end_date'], lang)}<br>{_wrapped(row[f'title_{lang}'])}"


@lru_cache(maxsize=4096)
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


def _middle(first: date, last: date) -> date:
    """The day in the middle, the earlier of two."""
    return first + (last - first) // 2


def _placed(rows: Sequence[Row], data: TimelineData, tops: dict[str, Lane]) -> list[_Mark]:
    """Dated subprojects at the middle of their possible start, neighbours pushed apart."""
    inside = []
    for row in rows:
        # Days as numbers with halves: the middle of an even number of days lies at noon.
        first, last = _start(row), row["start_latest"] or row["end_latest"]
        day = (first.toordinal() + last.toordinal()) / 2 if first and last else 0.0
        if data.start.toordinal() <= day < data.end.toordinal():
            inside.append((row["lab_id"], day, row["subproject_id"], row))
    inside.sort(key=lambda item: item[:3])
    step = _SYMBOL_PX / data.px_per_day
    found = []
    for lab, lane in groupby(inside, key=lambda item: item[0]):
        marks = list(lane)
        y = tops[lab].top + _SYMBOL_Y
        for day, (*_, row) in zip(_apart([day for _, day, *_ in marks], step), marks, strict=True):
            found.append(_Mark(row, date.fromordinal(int(day)).isoformat(), y))
    return found


def _apart(days: Sequence[float], step: float) -> list[float]:
    """Sorted days moved as little as needed so that neighbours are at least a step apart."""
    groups: list[list[int]] = []
    placed = list(days)
    for index in range(len(days)):
        groups.append([index])
        while len(groups) > 1 and placed[groups[-1][0]] - placed[groups[-2][-1]] < step:
            merged = groups[-2] + groups[-1]
            groups[-2:] = [merged]
            middle = sum(days[i] for i in merged) / len(merged)
            for position, i in enumerate(merged):
                placed[i] = middle + step * (position - (len(merged) - 1) / 2)
    return placed


def _symbols(marks: Sequence[_Mark], name: str, axis: str, lang: Lang) -> list[dict[str, object]]:
    """Symbols of the evidence ladder; a ring with a point needs two traces."""
    colours = [theme.HIGHLIGHT if mark.is_focus else theme.LAB_STRONG for mark in marks]
    evidence = [mark.row["evidence"] for mark in marks]
    x = [mark.day for mark in marks]
    y = [mark.y for mark in marks]
    marker = {
        "symbol": [theme.EVIDENCE_SYMBOLS[key] for key in evidence],
        "size": [7 if key == "plan" else 10 for key in evidence],
        "color": [colour if key == "result" else theme.BG for key, colour in zip(evidence, colours, strict=True)],
        "line": {"color": colours, "width": 1.7},
    }
    texts = [_subproject_text(mark.row, lang) for mark in marks]
    dots = [index for index, key in enumerate(evidence) if key == "reported"]
    dot = {"symbol": "circle", "size": 4, "color": [colours[i] for i in dots]}
    links = [mark.row["lab_id"] for mark in marks]
    more = {"xaxis": axis, "hoverinfo": "text"}
    return [
        _marks(name, x, y, marker, hovertext=texts, customdata=links, **more),
        _marks(f"{name}, reported", [x[i] for i in dots], [y[i] for i in dots], dot, xaxis=axis, hoverinfo="skip"),
    ]


def _subproject_text(row: Row, lang: Lang) -> str:
    when = period_text(row["start_date"], row["end_date"], lang)
    return f"<b>{_wrapped(row[f'title_{lang}'])}</b><br>{when} · {catalog.label('evidence', row['evidence'], lang)}"


def _open_subprojects(data: TimelineData, all_lanes: list[Lane]) -> list[_Mark]:
    """Dated subprojects of the open lane at their earliest start; none when no lane is open."""
    lane = next((lane for lane in all_lanes if lane.rows), None)
    if lane is None:
        return []
    rows = {row["subproject_id"]: row for row in data.subprojects}
    found = []
    for index, key in enumerate(lane.rows):
        start = _start(rows[key])
        y = lane.top + 26 + ROW * index + ROW // 2
        found.append(_Mark(rows[key], start.isoformat() if start else "", y, is_focus=True))
    return found


def _is_inside(mark: _Mark, data: TimelineData) -> bool:
    """True when the mark lies on the axis; others would be drawn over the names beside it."""
    return data.start.isoformat() <= str(mark.day) < data.end.isoformat()


def _open_rows(data: TimelineData, all_lanes: list[Lane], lang: Lang) -> list[dict[str, object]]:
    """Bars, lines and symbols of the subprojects in the open lane."""
    marks = _open_subprojects(data, all_lanes)
    if not marks:
        return []
    bars, arrows = [], []
    solid: list[_Piece] = []
    dotted: list[_Piece] = []
    edge = data.end - _DAY
    for mark in marks:
        row, y = mark.row, mark.y
        known_end = row["end_latest"]
        begin = max(_start(row) or data.start, data.start)
        finish = known_end or (row["start_latest"] if row["date_precision"] != "day" else None)
        is_continued = row["status"] == "continued"
        if finish is not None:
            text = _subproject_text(row, lang)
            bars.append((begin.isoformat(), _ms(begin, finish), y, theme.HIGHLIGHT_PALE, theme.HIGHLIGHT, text))
        if known_end is None or is_continued:
            line: list[str | None] = [(finish or begin).isoformat(), edge.isoformat(), None]
            (solid if is_continued else dotted).append((line, [y, y, None]))
            arrows += [(edge.isoformat(), y)] if is_continued else []
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
        *_symbols([mark for mark in marks if _is_inside(mark, data)], "open starts", "x", lang),
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
    for mark in _open_subprojects(data, all_lanes):
        title = mark.row[f"title_{lang}"]
        day = min(max(date.fromisoformat(str(mark.day)), data.start), data.end)
        fits_left = (day - data.start).days * data.px_per_day > _CHAR_PX * len(title) + 14
        found.append(
            {
                "x": day.isoformat(),
                "y": mark.y,
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
    order = {key: index for index, key in enumerate(catalog.EVIDENCE)}
    rows = sorted(
        (row for row in data.subprojects if not _start(row)),
        key=lambda row: (row["lab_id"], order[row["evidence"]], row["subproject_id"]),
    )
    counts: Counter[str] = Counter()
    marks = []
    for row in rows:
        lab = row["lab_id"]
        marks.append(_Mark(row, float(counts[lab]), tops[lab].top + _BAR_Y, lab == data.focus))
        counts[lab] += 1
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
    return [*_symbols(marks, "undated", "x2", lang), numbers]


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


def _shown_milestones(data: TimelineData) -> list[tuple[Row, date]]:
    """Milestones with a label whose day is on the axis, each with the middle of its possible days."""
    return [
        (row, _middle(row["start_earliest"], row["start_latest"]))
        for row in data.milestones
        if row["event_id"] in _MILESTONES and data.start <= row["start_earliest"] < data.end
    ]


def _milestone_marks(data: TimelineData, lang: Lang) -> dict[str, object]:
    marks = _shown_milestones(data)
    marker = {"symbol": "diamond", "size": 10, "color": theme.ACCENT}
    x = [day.isoformat() for _, day in marks]
    texts = [_event_text(row, lang) for row, _ in marks]
    return _marks("milestones", x, [TOP - 18] * len(marks), marker, hovertext=texts, hoverinfo="text")


def _milestone_labels(data: TimelineData, lang: Lang) -> list[dict[str, object]]:
    """Two-line labels above the diamonds: to the left where the next mark is close, left out where there is no room.

    Room is judged by the axis of a small laptop, so that labels do not meet there either.
    """
    found = []
    taken = -150.0  # right edge of the label before, in pixels; labels may start left of the axis
    marks = _shown_milestones(data)
    positions = [(day - data.start).days * _SMALL_AXIS_PX / (data.end - data.start).days for _, day in marks]
    for index, (row, day) in enumerate(marks):
        name = _MILESTONES[row["event_id"]][0 if lang == "de" else 1]
        px, width = positions[index], _CHAR_PX * len(name)
        next_px = positions[index + 1] if index + 1 < len(marks) else _SMALL_AXIS_PX + 120
        goes_left = px + width > next_px - 8 and px - width > taken + 8
        if not goes_left and px < taken + 8:
            continue
        taken = px if goes_left else px + width
        found.append(
            {
                "x": day.isoformat(),
                "y": 0,
                "yref": "y",
                "yanchor": "top",
                "xanchor": "right" if goes_left else "left",
                "xshift": 5 if goes_left else -5,
                "align": "right" if goes_left else "left",
                "text": f"<b>{name}</b><br>{date_text(row['start_date'], lang)}",
                "font": {"size": theme.NOTE},
                "showarrow": False,
            }
        )
    return found


def _outside(data: TimelineData, tops: dict[str, Lane]) -> list[dict[str, object]]:
    """'+1' at the edge of a lane: events before or after the axis."""
    before = Counter(row["lab_id"] for row in data.events if row["start_earliest"] < data.start)
    after = Counter(row["lab_id"] for row in data.events if row["start_earliest"] >= data.end)
    found = []
    for lab, lane in tops.items():
        for n, x, anchor in ((before[lab], data.start, "right"), (after[lab], data.end, "left")):
            if n:
                found.append(
                    {
                        "x": x.isoformat(),
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
        "height": bottom + FOOT,
        "margin": {"l": 186, "r": 4, "t": 0, "b": FOOT},
        "barmode": "overlay",
        "xaxis": {
            "type": "date",
            "range": [data.start.isoformat(), data.end.isoformat()],
            "domain": [0, _AXIS_SHARE],
            **_ticks(data, lang),
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
                    "xaxis": {"domain": [0, 0.68], **_narrow_ticks(data)},
                    "xaxis2": {"domain": [0.71, 1]},
                },
                "traces": {"lane titles": {"visible": True}},
            }
        },
    }


def _ticks(data: TimelineData, lang: Lang) -> dict[str, list[str]]:
    """Names below the middle of the years; of the months when the axis is a single year."""
    years = range(data.first_year, data.last_year + 1)
    if len(years) > 1:
        return {"tickvals": [f"{year}-07-02" for year in years], "ticktext": [f"<b>{year}</b>" for year in years]}
    days = [f"{data.first_year}-{month:02d}-15" for month in range(1, 13)]
    return {"tickvals": days, "ticktext": [month_text(month, lang) for month in range(1, 13)]}


def _narrow_ticks(data: TimelineData) -> dict[str, list[str]]:
    """Short names where many would stand in each other's way: '21 for 2021, every third month."""
    years = range(data.first_year, data.last_year + 1)
    if len(years) == 1:
        return {"ticktext": [str(month) if month % 3 == 1 else "" for month in range(1, 13)]}
    return {"ticktext": [f"<b>’{year % 100}</b>" for year in years]} if len(years) > 4 else {}


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
        for month in () if is_long else range(2, 13) if data.first_year == data.last_year else (4, 7, 10):
            if year <= data.last_year:
                vertical(f"{year}-{month:02d}-01", theme.LINE, TOP - 4)
        vertical(f"{year}-01-01", theme.CONTROL, TOP - 4)
    for _, day in _shown_milestones(data):
        vertical(day.isoformat(), theme.ACCENT, TOP - 14, dash="dot")
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
