"""The timeline of one lab: its events as numbered discs, its running time and its subprojects as bars.

The y axis counts pixels downwards, as in figures.timeline.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard import theme
from dashboard.figures.lab_events import event_discs
from dashboard.figures.marks import Figure, Trace, evidence_marks, scatter
from dashboard.i18n import Lang, period_text, t
from dashboard.periods import certain_period

Row = dict[str, object]

TOP, EVENTS, ROW, LINE, FOOT = 34, 64, 46, 18, 8
BAR = 14
NAME_PX, STATUS_PX = 344, 104
_CHARS = 44
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class LabTimeline:
    """A lab (columns of `labs`), its dated subprojects and its events, each in order of time (columns as compiled)."""

    lab: Row
    subprojects: Sequence[Row]
    events: Sequence[Row]

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of the axis: the programme's, widened to what the lab has."""
        days = [day for row in (self.lab, *self.subprojects, *self.events) for day in _days(row)]
        return min([2020, *(day.year for day in days)]), max([2022, *(day.year for day in days)])

    @property
    def start(self) -> date:
        """First day of the axis."""
        return date(self.years[0], 1, 1)

    @property
    def end(self) -> date:
        """The day after the last day of the axis."""
        return date(self.years[1] + 1, 1, 1)


@dataclass(frozen=True)
class _Lane:
    """A row of the picture: its record, the lines of its title, top and height in pixels."""

    row: Row
    title: tuple[str, ...]
    top: int
    height: int

    @property
    def y(self) -> int:
        return self.top + self.height - 19


def _days(row: Row) -> list[date]:
    found = [row[key] for key in ("start_earliest", "start_latest", "end_earliest", "end_latest")]
    return [day for day in found if isinstance(day, date)]


def is_dated(row: Row) -> bool:
    """True when a start or an end is known."""
    return bool(_days(row))


def lab_timeline(data: LabTimeline, lang: Lang) -> Figure:
    """Events, running time and dated subprojects of a lab against time.

    Discs: events in order of time, filled when the day is known, hollow when only the month or year is. Bars: solid where
    the period is certain, pale where it is possible. Dotted: end (or start) unknown. Arrow: continued. The sign at the
    left end of a bar is the evidence. Without events and subprojects only the running time is drawn.
    """
    lanes = _lanes(data, lang)
    bottom = lanes[-1].top + lanes[-1].height
    discs = event_discs(data.events, (data.start, data.end), TOP, lang)
    traces = [*discs, *_bars(data, lanes), *_lines(data, lanes), *_signs(data, lanes, lang), _titles(lanes)]
    return {"data": traces, "layout": _layout(data, lanes, bottom, lang)}


def _lanes(data: LabTimeline, lang: Lang) -> list[_Lane]:
    top = TOP + (EVENTS if data.events else 0)
    found = []
    for row in (data.lab, *data.subprojects):
        title = t("lab.whole", lang) if row is data.lab else str(row[f"title_{lang}"])
        lines = tuple(textwrap.wrap(title, _CHARS))
        height = ROW + LINE * (len(lines) - 1)
        found.append(_Lane(row, lines, top, height))
        top += height
    return found


def _iso(day: date) -> str:
    return day.isoformat()


def _period(row: Row, lang: Lang) -> str:
    start, end = row["start_date"], row["end_date"]
    return period_text(start if isinstance(start, str) else None, end if isinstance(end, str) else None, lang)


def _bars(data: LabTimeline, lanes: Sequence[_Lane]) -> list[Trace]:
    """Possible periods pale, certain ones solid on top."""
    possible, certain = [], []
    for lane in lanes:
        row = lane.row
        for first, last in _possible(row):
            possible.append((first, last, lane.y))
        inner = certain_period(row)
        if inner:
            certain.append((*inner, lane.y))
    return [
        _bar("possible", possible, theme.HIGHLIGHT_PALE),
        _bar("certain", certain, theme.HIGHLIGHT),
    ]


def _possible(row: Row) -> list[tuple[date, date]]:
    """The possible start and the possible end, with what lies between; a known day alone is no period."""
    first, start_latest = row["start_earliest"], row["start_latest"]
    end_earliest, last = row["end_earliest"], row["end_latest"]
    if isinstance(first, date) and isinstance(last, date):
        is_split = not certain_period(row) and isinstance(start_latest, date) and first < start_latest < last
        if is_split and isinstance(start_latest, date) and row["start_date"] != row["end_date"]:
            return [(first, start_latest), (start_latest + timedelta(days=1), last)]
        return [(first, last)] if first < last else []
    for low, high in ((first, start_latest), (end_earliest, last)):
        if isinstance(low, date) and isinstance(high, date) and low < high:
            return [(low, high)]
    return []


def _bar(name: str, periods: Sequence[tuple[date, date, int]], colour: str) -> Trace:
    return {
        "type": "bar",
        "name": name,
        "orientation": "h",
        "base": [_iso(first) for first, _, _ in periods],
        "x": [((last - first).days + 1) * _DAY_MS for first, last, _ in periods],
        "y": [y for _, _, y in periods],
        "width": BAR,
        "marker": {"color": colour, "line": {"color": theme.HIGHLIGHT, "width": 1}},
        "hoverinfo": "skip",
    }


def _lines(data: LabTimeline, lanes: Sequence[_Lane]) -> list[Trace]:
    """Dotted lines to the edge for an unknown end or start, solid lines with an arrow for what is continued."""
    edge = data.end - timedelta(days=1)
    solid: list[tuple[date, date, int]] = []
    dotted: list[tuple[date, date, int]] = []
    for lane in lanes[1:]:
        row, days = lane.row, _days(lane.row)
        if row["status"] == "continued":
            solid.append((max(days), edge, lane.y))
        elif row["end_latest"] is None:
            dotted.append((max(days), edge, lane.y))
        if row["start_earliest"] is None:
            dotted.append((data.start, min(days), lane.y))
    arrows = scatter(
        name="continued, arrow",
        x=[_iso(edge)] * len(solid),
        y=[y for _, _, y in solid],
        mode="markers",
        marker={"symbol": "triangle-right", "size": 11, "color": theme.HIGHLIGHT, "opacity": 1},
        hoverinfo="skip",
        cliponaxis=False,
    )
    return [_line("continued", solid, 2.2, "solid"), _line("unknown", dotted, 1.8, "dot"), arrows]


def _line(name: str, pieces: Sequence[tuple[date, date, int]], width: float, dash: str) -> Trace:
    return scatter(
        name=name,
        x=[value for first, last, _ in pieces for value in (_iso(first), _iso(last), None)],
        y=[value for _, _, y in pieces for value in (y, y, None)],
        mode="lines",
        line={"color": theme.HIGHLIGHT, "width": width, "dash": dash},
        hoverinfo="skip",
    )


def _signs(data: LabTimeline, lanes: Sequence[_Lane], lang: Lang) -> list[Trace]:
    """Evidence at the start of each subproject, and what became of it in the right column."""
    rows = [lane.row for lane in lanes[1:]]
    at = [min(_days(row)) if row["start_earliest"] else max(_days(row)) for row in rows]
    signs = evidence_marks([str(row["evidence"]) for row in rows], [_iso(day) for day in at], [lane.y for lane in lanes[1:]])
    status = scatter(
        name="status",
        x=[_iso(data.end)] * len(rows),
        y=[lane.y for lane in lanes[1:]],
        mode="text",
        text=["   " + _outcome(row, lang) for row in rows],
        textposition="middle right",
        textfont={"size": theme.SMALL, "color": theme.INK_2},
        hoverinfo="skip",
        cliponaxis=False,
    )
    return [*signs, status]


def _outcome(row: Row, lang: Lang) -> str:
    if row["status"] in ("continued", "discontinued", "completed"):
        return t(f"lab.status_{row['status']}", lang)
    return t("lab.status_unknown", lang)


def _titles(lanes: Sequence[_Lane]) -> Trace:
    """Names above the bars, for narrow screens only."""
    return scatter(
        name="titles",
        x=[0.0] * len(lanes),
        y=[lane.y - 17 for lane in lanes],
        xaxis="x2",
        mode="text",
        text=[f"<b>{_short(' '.join(lane.title))}</b>" for lane in lanes],
        textposition="middle right",
        textfont={"size": theme.NOTE},
        hoverinfo="skip",
        visible=False,
    )


def _short(text: str) -> str:
    return text if len(text) <= 46 else text[:44].rsplit(" ", 1)[0] + " …"


def _layout(data: LabTimeline, lanes: Sequence[_Lane], bottom: int, lang: Lang) -> dict[str, Any]:
    quiet = f'<span style="font-size:{theme.NOTE}px;color:{theme.INK_2}">'
    names = [(TOP + 22, f"<b>{_events_title(data, lang)}</b>")] if data.events else []
    names += [
        (lane.top + lane.height // 2, f"<b>{'<br>'.join(lane.title)}</b><br>{quiet}{_period(lane.row, lang)}</span>")
        for lane in lanes
    ]
    years = range(data.years[0], data.years[1] + 1)
    hidden = {"visible": False}
    narrow = {
        "layout": {
            "margin": {"l": 4, "r": 8, "t": 0, "b": FOOT},
            "annotations": [_year_label(year) for year in years],
        },
        "traces": {
            "titles": {"visible": True},
            "status": hidden,
            **dict.fromkeys(("events", "leaders", "leaders, month"), hidden),
            **{f"narrow {name}": {"visible": True} for name in ("events", "leaders", "leaders, month")},
        },
    }
    return {
        "template": theme.template(lang),
        "height": bottom + FOOT,
        "margin": {"l": NAME_PX, "r": STATUS_PX, "t": 0, "b": FOOT},
        "barmode": "overlay",
        "xaxis": {
            "type": "date",
            "range": [_iso(data.start), _iso(data.end)],
            "showticklabels": False,
        },
        "xaxis2": {"range": [0, 1], "visible": False, "fixedrange": True, "overlaying": "x"},
        "yaxis": {
            "range": [bottom + 2, 0],
            "showticklabels": False,
        },
        "annotations": [*(_year_label(year) for year in years), *(_name_label(y, text) for y, text in names)],
        "shapes": _rules(data, lanes, bottom),
        "meta": {"narrow": narrow},
    }


def _events_title(data: LabTimeline, lang: Lang) -> str:
    n = len(data.events)
    return t("lab.events_row", lang, n=n) if n > 1 else t("lab.event_row", lang)


def _name_label(y: float, text: str) -> dict[str, object]:
    """A name in the left column, at its left edge."""
    return {
        "xref": "paper",
        "x": 0,
        "xshift": -NAME_PX,
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "align": "left",
        "text": text,
        "font": {"size": theme.SMALL},
        "showarrow": False,
    }


def _year_label(year: int) -> dict[str, object]:
    return {
        "x": f"{year}-07-02",
        "y": 12,
        "text": f"<b>{year}</b>",
        "font": {"size": theme.SMALL},
        "showarrow": False,
        "yanchor": "middle",
    }


def _rules(data: LabTimeline, lanes: Sequence[_Lane], bottom: int) -> list[dict[str, object]]:
    """Quarter and year lines, borders of the rows, and the rule below the years."""
    found: list[dict[str, object]] = []

    def rule(colour: str, **ends: object) -> None:
        found.append({"type": "line", "layer": "below", "line": {"color": colour, "width": 1}, **ends})

    for year in range(data.years[0], data.years[1] + 2):
        for month in (4, 7, 10) if year <= data.years[1] and data.years[1] - data.years[0] < 4 else ():
            rule(theme.LINE, x0=f"{year}-{month:02d}-01", x1=f"{year}-{month:02d}-01", y0=TOP, y1=bottom)
        rule(theme.CONTROL, x0=f"{year}-01-01", x1=f"{year}-01-01", y0=TOP - 12, y1=bottom)
    whole = {"xref": "paper", "x0": -1, "x1": 1.2}
    for y in (lane.top for lane in lanes[0 if data.events else 1 :]):
        rule(theme.LINE, y0=y, y1=y, **whole)
    rule(theme.LINE, y0=bottom, y1=bottom, **whole)
    rule(theme.INK, y0=TOP, y1=TOP, **whole)
    return found
