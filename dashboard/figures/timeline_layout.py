"""The frame of the timeline: axes, names beside the lanes, labels of milestones, lines behind the marks."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from typing import Any

from dashboard import theme
from dashboard.figures.timeline_lanes import (
    AXIS_SHARE,
    BAR_Y,
    CHAR_PX,
    FOOT,
    MILESTONES,
    SMALL_AXIS_PX,
    TOP,
    Lane,
    TimelineData,
    open_subprojects,
    shown_milestones,
)
from dashboard.i18n import Lang, date_text, month_text, t

# Labels of milestones: how far they begin from their mark, what stays free between two.
_SHIFT_PX = 5
_GAP_PX = 4


def _row_titles(data: TimelineData, all_lanes: list[Lane], lang: Lang) -> list[dict[str, object]]:
    """Names beside the starts in the open lane: left where there is room, else right, over the line."""
    found: list[dict[str, object]] = []
    for mark in open_subprojects(data, all_lanes):
        title = mark.row[f"title_{lang}"]
        day = min(max(date.fromisoformat(str(mark.day)), data.start), data.end)
        fits_left = (day - data.start).days * data.px_per_day > CHAR_PX * len(title) + 14
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


def _milestone_labels(data: TimelineData, lang: Lang) -> list[dict[str, object]]:
    """Two-line labels above the diamonds: to the left where the next mark is close, left out where there is no room.

    Room is judged by the axis of a small laptop, so that labels do not meet there either.
    """
    found = []
    taken = -150.0  # right edge of the label before, in pixels; labels may start left of the axis
    marks = shown_milestones(data)
    positions = [(day - data.start).days * SMALL_AXIS_PX / (data.end - data.start).days for _, day in marks]
    for index, (row, day) in enumerate(marks):
        name = MILESTONES[row["event_id"]][0 if lang == "de" else 1]
        px, width = positions[index], CHAR_PX * max(len(name), len(date_text(row["start_date"], lang)))
        next_px = positions[index + 1] if index + 1 < len(marks) else SMALL_AXIS_PX + 120
        goes_left = px + width + _GAP_PX > next_px and px + _SHIFT_PX - width > taken + _GAP_PX
        # Begins a little before its mark, a little after where the label before leaves no more room.
        shift = _SHIFT_PX if goes_left else max(-_SHIFT_PX, math.ceil(taken + _GAP_PX - px))
        if shift > _SHIFT_PX:
            continue
        taken = px + shift + (0 if goes_left else width)
        found.append(
            {
                "x": day.isoformat(),
                "y": 0,
                "yref": "y",
                "yanchor": "top",
                "xanchor": "right" if goes_left else "left",
                "xshift": shift,
                "align": "right" if goes_left else "left",
                "text": f"<b>{name}</b><br>{date_text(row['start_date'], lang)}",
                "font": {"size": theme.NOTE},
                "showarrow": False,
            }
        )
    return found


def _outside(data: TimelineData, tops: dict[str, Lane]) -> list[dict[str, object]]:
    """'+1' at the edge of a lane: events before or after the axis."""
    days = [(row["lab_id"], row["start_earliest"], 1) for row in data.events]
    days += [(row["lab_id"], row["month"], row["n"]) for row in data.event_months]
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for lab, day, n in days:
        before[lab] += n * (day < data.start)
        after[lab] += n * (day >= data.end)
    found = []
    for lab, lane in tops.items():
        for n, x, anchor in ((before[lab], data.start, "right"), (after[lab], data.end, "left")):
            if n:
                found.append(
                    {
                        "x": x.isoformat(),
                        "y": lane.top + BAR_Y,
                        "xanchor": anchor,
                        "text": f"+{n}",
                        "font": {"size": theme.NOTE, "color": theme.INK_2},
                        "showarrow": False,
                        "xshift": -3 if anchor == "right" else 3,
                    }
                )
    return found


def layout_of(data: TimelineData, all_lanes: list[Lane], bottom: int, lang: Lang) -> dict[str, Any]:
    """The layout without the template; `bottom` is the end of the last lane in pixels. `meta.narrow`: the narrow form."""
    tops = {lane.lab_id: lane for lane in all_lanes}
    names = [
        f'<span style="color:{theme.HIGHLIGHT}"><b>{lane.name}</b></span>' if lane.is_focus else f"<b>{lane.name}</b>"
        for lane in all_lanes
    ]
    head = {
        "xref": "x2 domain",
        "x": 1,
        "y": 32,
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
            "domain": [0, AXIS_SHARE],
            **_ticks(data, lang),
            "tickfont": {"size": theme.SMALL},
            "ticks": "",
        },
        "xaxis2": {"range": [-0.6, 9.2], "domain": [AXIS_SHARE + 0.03, 1], "visible": False, "fixedrange": True},
        "xaxis3": {"range": [0, 1], "domain": [0, 1], "visible": False, "fixedrange": True, "overlaying": "x"},
        "yaxis": {
            "range": [bottom, 0],
            "tickvals": [lane.top + BAR_Y for lane in all_lanes],
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
    for _, day in shown_milestones(data):
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
