"""Draws what growth costs: `python tests/bench/growth_chart.py growth.json docs/growth.svg`.

Both axes are logarithmic: subprojects, and milliseconds that the overview's callback takes on two processors. A line for the
slowest of the questions without a text, one for the slowest with a text, and the limits of docs/speed.md as short bars.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 40, 48
_X = (10_000, 10_000_000)
_Y = (10, 1_000)
_LIMITS_MS = {1_000_000: 150, 10_000_000: 500}
_HALO = 'paint-order="stroke" stroke="#fff" stroke-width="4"'


def _x(n: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(n / _X[0]) / math.log10(_X[1] / _X[0])


def _y(ms: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log10(ms / _Y[0]) / math.log10(_Y[1] / _Y[0])


def points(found: Mapping[str, Any], *, is_text: bool) -> list[tuple[int, float]]:
    """(subprojects, milliseconds of the slowest question) by size."""
    chosen = []
    for size, row in found.items():
        values = [value["ms"] for name, value in row["queries"].items() if name.startswith("text") == is_text]
        chosen.append((int(size), max(values)))
    return sorted(chosen)


def _line(found: list[tuple[int, float]], other: list[tuple[int, float]], label: str, style: str) -> str:
    """A line with its numbers, beside the bars of the limits, each on the side that the other line leaves free."""
    shifts = [-4 if ms >= beside else 14 for (_, ms), (_, beside) in zip(found, other, strict=True)]
    path = " ".join(f"{'ML'[index > 0]}{_x(n):.1f} {_y(ms):.1f}" for index, (n, ms) in enumerate(found))
    dots = "".join(f'<circle cx="{_x(n):.1f}" cy="{_y(ms):.1f}" r="4" fill="#12436D"/>' for n, ms in found)
    values = "".join(
        f'<text x="{_x(n) + 22:.1f}" y="{_y(ms) + shift:.1f}" {_HALO}>{ms:,.0f}</text>'
        for (n, ms), shift in zip(found[:-1], shifts, strict=False)
    )
    n, ms = found[-1]
    name = f'<text x="{_x(n) + 22:.1f}" y="{_y(ms) + shifts[-1]:.1f}">{label}: {ms:,.0f}</text>'
    return f'<path d="{path}" fill="none" stroke="#12436D" stroke-width="2" {style}/>{dots}{values}{name}'


def chart(found: Mapping[str, Any]) -> str:
    """The chart as SVG."""
    rows = "".join(
        f'<path d="M{LEFT} {_y(ms):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{_y(ms) + 4:.1f}" text-anchor="end">{ms:,}</text>'
        for ms in (10, 100, 1_000)
    )
    columns = "".join(
        f'<text x="{_x(n):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{n:,}</text>'
        for n in (10_000, 100_000, 1_000_000, 10_000_000)
    )
    limits = "".join(
        f'<path d="M{_x(n) - 18:.1f} {_y(ms):.1f}h36" stroke="#801650" stroke-width="3"/>'
        f'<text x="{_x(n) - 22:.1f}" y="{_y(ms) + 4:.1f}" text-anchor="end" fill="#801650">goal {ms}</text>'
        for n, ms in _LIMITS_MS.items()
    )
    title = "Overview's callback: duration in ms, slowest question, by number of subprojects"
    chosen, searched = points(found, is_text=False), points(found, is_text=True)
    lines = _line(chosen, searched, "values chosen", "")
    lines += _line(searched, chosen, "text searched", 'stroke-dasharray="5 4"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" '
        f'role="img" aria-label="{title}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="20" font-size="14">{title}</text>{rows}{columns}{limits}{lines}</svg>\n'
    )


def main() -> None:
    """Read the numbers, write the chart."""
    source, target = map(Path, sys.argv[1:3])
    target.write_text(chart(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
