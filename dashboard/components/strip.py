"""A strip plot in HTML: all units as a ridge, their middle half as a band, medians as ticks, chosen units as marks.

The ridges lie in one SVG file made at build time; the page's style sheet paints them, so they follow light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Protocol

from dashboard.i18n import Lang, number
from dashboard.ssr import Tag


class AxisEnds(Protocol):
    """What a strip needs to know of an axis (queries.units.Axis has it)."""

    def __hash__(self) -> int:
        """What all places have in common is kept by it."""

    @property
    def low(self) -> float:
        """Left end."""

    @property
    def high(self) -> float:
        """Right end."""

    @property
    def is_log(self) -> bool:
        """True for a logarithmic axis."""

    @property
    def n_below(self) -> int:
        """Units left of the axis."""

    @property
    def n_above(self) -> int:
        """Units right of the axis."""


@dataclass(frozen=True)
class Mark:
    """A unit on the strip: its value, a class of the style sheet (focus, own, peer) and the text above it, if any."""

    value: float
    css: str
    text: str = ""


@dataclass(frozen=True)
class Strip:
    """A row of a strip plot; `ridge` is the address of its symbol, `ticks` are further medians with their class."""

    ridge: str
    axis: AxisEnds
    quartiles: tuple[float, float]
    median: float
    marks: tuple[Mark, ...]
    ticks: Sequence[tuple[float, str]] = ()


def scale(axis: AxisEnds) -> Callable[[float], float]:
    """Value → place on the axis in percent from the left, clipped; zero stands at the left of a logarithmic axis."""
    low, high = axis.low, axis.high
    if axis.is_log:
        per_e = 100 / math.log(high / low)
        return lambda value: 0.0 if value < low else 100.0 if value > high else round(per_e * math.log(value / low), 2)
    per_unit = 100 / (high - low)
    return lambda value: 0.0 if value < low else 100.0 if value > high else round(per_unit * (value - low), 2)


def beyond(value: float, axis: AxisEnds) -> str:
    """`below` or `above` for a value outside the axis, else nothing."""
    if value < axis.low:
        return "below"
    return "above" if value > axis.high else ""


def signed_number(value: float | None, lang: Lang, decimals: int) -> str:
    """A number with a proper minus sign."""
    return number(value, lang, decimals).replace("-", "\u2212")


# The same for every place: two languages of the indicators of a comparison, and of the years of a municipality's page.
@lru_cache(maxsize=1024)
def _ground(ridge: str, axis: AxisEnds, quartiles: tuple[float, float], median: float, decimals: int, lang: Lang) -> str:
    """What all places have in common: ridge, band, median, ends of the axis."""
    place = scale(axis)
    left, right = (place(value) for value in quartiles)
    low, high = signed_number(axis.low, lang, decimals), signed_number(axis.high, lang, decimals)
    return (
        (f'<svg class="ridge" focusable="false"><use href="{escape(ridge)}"></use></svg>' if ridge else "")
        + f'<i class="band" style="left:{left}%;width:{round(right - left, 2)}%"></i>'
        f'<i class="tick" style="left:{place(median)}%"></i>'
        f'<small class="low">{"≤ " if axis.n_below else ""}{low}</small>'
        f'<small class="high">{"≥ " if axis.n_above else ""}{high}</small>'
    )


def strip(data: Strip, decimals: int, lang: Lang) -> Tag:
    """The drawing; the numbers stand beside it in the row, so it is hidden from screen readers."""
    axis, place = data.axis, scale(data.axis)
    # Written as text: a page has 47 strips of some twenty elements, which would be most of its time as tags.
    parts = [_ground(data.ridge, axis, data.quartiles, data.median, decimals, lang)]
    parts += [f'<i class="tick {css}" style="left:{place(value)}%"></i>' for value, css in data.ticks]
    for mark in data.marks:
        where = place(mark.value)
        css = f"mark {mark.css} {beyond(mark.value, axis)}".rstrip()
        parts.append(f'<i class="{css}" style="left:{where}%"></i>')
        if mark.text:
            side = " at-left" if where < 8 else " at-right" if where > 92 else ""
            parts.append(f'<b class="mark-text{side}" style="left:{where}%">{escape(mark.text)}</b>')
    return Tag(f'<div class="strip" aria-hidden="true">{"".join(parts)}</div>')
