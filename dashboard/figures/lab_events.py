"""Events as numbered discs above the days on which they happened."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta

from dashboard import theme
from dashboard.figures.marks import Trace, scatter
from dashboard.i18n import Lang, date_text, period_text

Row = dict[str, object]

DISC = 23
# Width of the time axis for which discs are pushed apart: that of a small wide screen, and that of a phone.
_AXIS_PX, _NARROW_AXIS_PX = 700, 340
_LEADER = 42


def _middle(row: Row) -> date:
    first, last = row["start_earliest"], row["start_latest"]
    assert isinstance(first, date)  # noqa: S101 (every event has a start)
    assert isinstance(last, date)  # noqa: S101
    return first + (last - first) / 2


def spread(positions: Sequence[float], step: float, end: float) -> list[float]:
    """Sorted positions moved as little as needed so that neighbours are a step apart and all lie between 0 and end.

    When there is no room for all, the step shrinks.
    """
    if not positions:
        return []
    step = min(step, end / max(1, len(positions) - 1))
    groups: list[list[float]] = []
    for value in positions:
        groups.append([value])
        while len(groups) > 1 and _left(groups[-1], step) < _right(groups[-2], step) + step:
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [_left(group, step) + step * index for group in groups for index in range(len(group))]
    for index in range(len(placed)):
        placed[index] = max(placed[index], step * index)
    for index in range(len(placed)):
        placed[-1 - index] = min(placed[-1 - index], end - step * index)
    return placed


def _left(group: Sequence[float], step: float) -> float:
    return sum(group) / len(group) - step * (len(group) - 1) / 2


def _right(group: Sequence[float], step: float) -> float:
    return sum(group) / len(group) + step * (len(group) - 1) / 2


def event_discs(events: Sequence[Row], axis: tuple[date, date], top: int, lang: Lang) -> list[Trace]:
    """Discs from `top` pixels on, with leaders down to their days, pushed apart for wide screens and once more for narrow
    ones (names beginning with `narrow`, hidden).

    Filled: the day is known. Hollow: only the month or year. axis: its first day and the day after its last.
    """
    if not events:
        return []
    wide = _discs(events, axis, (top, _AXIS_PX), lang)
    narrow = _discs(events, axis, (top, _NARROW_AXIS_PX), lang)
    return [*wide, *({**trace, "name": f"narrow {trace['name']}", "visible": False} for trace in narrow)]


def _discs(events: Sequence[Row], axis: tuple[date, date], place: tuple[int, int], lang: Lang) -> list[Trace]:
    top, axis_px = place
    px_per_day = axis_px / (axis[1] - axis[0]).days
    days = [_middle(row) for row in events]
    placed = spread([(day - axis[0]).days * px_per_day for day in days], DISC + 1.5, axis_px)
    at = [axis[0] + timedelta(days=px / px_per_day) for px in placed]
    y = top + 20
    sure = [row["date_precision"] == "day" for row in events]
    leaders = []
    for name, wanted, dash in (("leaders", True, "solid"), ("leaders, month", False, "dot")):
        pairs = [(x, day) for x, day, is_day in zip(at, days, sure, strict=True) if is_day is wanted]
        xs = [value for x, day in pairs for value in (x.isoformat(), x.isoformat(), day.isoformat(), None)]
        ys = [value for _ in pairs for value in (y, y + _LEADER - 14, y + _LEADER, None)]
        line = {"color": theme.INK, "width": 1.2, "dash": dash}
        leaders.append(scatter(name=name, x=xs, y=ys, mode="lines", line=line, hoverinfo="skip"))
    discs = scatter(
        name="events",
        x=[x.isoformat() for x in at],
        y=[y] * len(at),
        mode="markers+text",
        text=[f"<b>{index + 1}</b>" for index in range(len(at))],
        textfont={"size": 12, "color": [theme.BG if flag else theme.INK for flag in sure]},
        marker={
            "size": DISC,
            "opacity": 1,
            "color": [theme.INK if flag else theme.BG for flag in sure],
            "line": {"color": theme.INK, "width": 1.6},
        },
        hovertext=[_event_text(row, lang) for row in events],
        hoverinfo="text",
        cliponaxis=False,
    )
    return [*leaders, discs]


def _event_text(row: Row, lang: Lang) -> str:
    title = "<br>".join(textwrap.wrap(str(row[f"title_{lang}"]), 52))
    start = str(row["start_date"])
    when = period_text(start, str(row["end_date"]), lang) if row["end_date"] else date_text(start, lang)
    return f"{when}<br>{title}"
