"""The traces of the timeline: bars of running times, ticks of events, symbols of subprojects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from dashboard import catalog, theme
from dashboard.figures.timeline_crowds import undated_counts
from dashboard.figures.timeline_lanes import (
    BAND,
    BAR,
    BAR_Y,
    SYMBOL_Y,
    TOP,
    Lane,
    Mark,
    Row,
    TimelineData,
    first_day,
    is_inside,
    middle,
    open_subprojects,
    shown_milestones,
)
from dashboard.i18n import Lang, number, period_text

_SYMBOL_PX = 12.5
_DAY_MS = 86_400_000
_DAY = timedelta(days=1)
_Piece = tuple[list[str | None], list[float | None]]


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


def running_times(data: TimelineData, tops: dict[str, Lane]) -> list[dict[str, object]]:
    """Bars of the labs: pale over the possible period, solid over the certain one; none without dates."""
    possible, certain = [], []
    for row in data.labs:
        lane = tops[row["lab_id"]]
        solid, pale = _colours(lane.is_focus)
        y = lane.top + BAR_Y
        hover = f"<b>{row['short_name']}</b>"
        first, last = row["start_earliest"], row["end_latest"]
        if first and last:
            possible.append((first.isoformat(), _ms(first, last), y, pale, solid, hover))
        before, after = row["start_latest"], row["end_earliest"]
        if before and after and before < after:
            certain.append(((before + _DAY).isoformat(), _ms(before + _DAY, after - _DAY), y, solid, solid, hover))
    return [_bars("possible", possible, BAR), _bars("certain", certain, BAR)]


def year_bands(rows: Sequence[Row], tops: dict[str, Lane]) -> dict[str, object]:
    """A pale band over the year, one per lane and year, behind the symbols of starts known only to the year."""
    only_year = [row for row in rows if row["date_precision"] == "year" and row["start_earliest"]]
    found = []
    for lab, year in dict.fromkeys((row["lab_id"], row["start_earliest"].year) for row in only_year):
        start, end = date(year, 1, 1), date(year, 12, 31)
        y = tops[lab].top + SYMBOL_Y
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


def events(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> list[dict[str, object]]:
    """Ticks of the events within the axis, in two pieces when only month, quarter or year is known."""
    inside = [row for row in data.events if data.start <= row["start_earliest"] < data.end]
    by_day = [row for row in inside if row["date_precision"] == "day"]
    rough = [row for row in inside if row["date_precision"] != "day"]
    found = []
    for name, rows, shifts, size in (("event", by_day, (0,), 11), ("event, month", rough, (-5, 5), 4.5)):
        x = [middle(row["start_earliest"], row["start_latest"]).isoformat() for row in rows for _ in shifts]
        y = [tops[row["lab_id"]].top + BAR_Y + shift for row in rows for shift in shifts]
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


def placed(rows: Sequence[Row], data: TimelineData, tops: dict[str, Lane]) -> list[Mark]:
    """Dated subprojects at the middle of their possible start, neighbours pushed apart."""
    inside = []
    for row in rows:
        # Days as numbers with halves: the middle of an even number of days lies at noon.
        first, last = first_day(row), row["start_latest"] or row["end_latest"]
        day = (first.toordinal() + last.toordinal()) / 2 if first and last else 0.0
        if data.start.toordinal() <= day < data.end.toordinal():
            inside.append((row["lab_id"], day, row["subproject_id"], row))
    inside.sort(key=lambda item: item[:3])
    step = _SYMBOL_PX / data.px_per_day
    found = []
    for lab, lane in groupby(inside, key=lambda item: item[0]):
        marks = list(lane)
        y = tops[lab].top + SYMBOL_Y
        for day, (*_, row) in zip(_apart([day for _, day, *_ in marks], step), marks, strict=True):
            found.append(Mark(row, date.fromordinal(int(day)).isoformat(), y))
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


def symbols(marks: Sequence[Mark], name: str, axis: str, lang: Lang) -> list[dict[str, object]]:
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


def open_rows(data: TimelineData, all_lanes: list[Lane], lang: Lang) -> list[dict[str, object]]:
    """Bars, lines and symbols of the subprojects in the open lane."""
    marks = open_subprojects(data, all_lanes)
    if not marks:
        return []
    bars, arrows = [], []
    solid: list[_Piece] = []
    dotted: list[_Piece] = []
    edge = data.end - _DAY
    for mark in marks:
        row, y = mark.row, mark.y
        known_end = row["end_latest"]
        begin = max(first_day(row) or data.start, data.start)
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
        *symbols([mark for mark in marks if is_inside(mark, data)], "open starts", "x", lang),
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


def undated(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> list[dict[str, object]]:
    """Symbols of the subprojects without a date in the right column, and their number."""
    order = {key: index for index, key in enumerate(catalog.EVIDENCE)}
    rows = sorted(
        (row for row in data.subprojects if not first_day(row)),
        key=lambda row: (row["lab_id"], order[row["evidence"]], row["subproject_id"]),
    )
    counts: Counter[str] = Counter()
    marks = []
    for row in rows:
        lab = row["lab_id"]
        marks.append(Mark(row, float(counts[lab]), tops[lab].top + BAR_Y, lab == data.focus))
        counts[lab] += 1
    counts += undated_counts(data)
    numbers = {
        "type": "scatter",
        "name": "undated counts",
        "mode": "text",
        "x": [9.2] * len(tops),
        "y": [lane.top + BAR_Y for lane in tops.values()],
        "text": [f"<b>{number(counts[lab], lang)}</b>" if lab in counts else "–" for lab in tops],
        "textposition": "middle left",
        "xaxis": "x2",
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return [*symbols(marks, "undated", "x2", lang), numbers]


def lane_titles(all_lanes: list[Lane]) -> dict[str, object]:
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


def milestone_marks(data: TimelineData, lang: Lang) -> dict[str, object]:
    """Diamonds of the programme's milestones above the lanes."""
    marks = shown_milestones(data)
    marker = {"symbol": "diamond", "size": 10, "color": theme.ACCENT}
    x = [day.isoformat() for _, day in marks]
    texts = [_event_text(row, lang) for row, _ in marks]
    return _marks("milestones", x, [TOP - 18] * len(marks), marker, hovertext=texts, hoverinfo="text")
