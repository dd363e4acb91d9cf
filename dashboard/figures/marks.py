"""What several figures share: how a figure is written, and the signs of the evidence ladder.

A figure is what Plotly draws from, plain dictionaries: Plotly's own classes check each value, which costs more than making
the figure and 16 MB of memory. Tests have them check what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard import theme

Trace = dict[str, Any]
Figure = dict[str, Any]
"""`data`: the traces; `layout`."""


def scatter(**settings: object) -> Trace:
    """A trace of points, lines or texts."""
    return {"type": "scatter", **settings}


def evidence_marks(evidence: Sequence[str], x: Sequence[object], y: Sequence[float]) -> list[Trace]:
    """The signs of the evidence ladder in the colour of the focus, with a casing that sets them off from a bar behind.

    A ring with a point needs two traces.
    """
    marker = {
        "symbol": [theme.EVIDENCE_SYMBOLS[key] for key in evidence],
        "size": [8 if key == "plan" else 13 for key in evidence],
        "color": [theme.HIGHLIGHT if key == "result" else theme.BG for key in evidence],
        "line": {"color": theme.HIGHLIGHT, "width": 1.8},
        "opacity": 1,
    }
    common = {"mode": "markers", "hoverinfo": "skip", "cliponaxis": False}
    dots = [index for index, key in enumerate(evidence) if key == "reported"]
    dot = {"symbol": "circle", "size": 5.5, "color": theme.HIGHLIGHT, "opacity": 1}
    casing = {"symbol": "circle", "size": 18, "color": theme.BG, "opacity": 1}
    return [
        scatter(name="evidence casing", x=list(x), y=list(y), marker=casing, **common),
        scatter(name="evidence", x=list(x), y=list(y), marker=marker, **common),
        scatter(name="evidence, reported", x=[x[i] for i in dots], y=[y[i] for i in dots], marker=dot, **common),
    ]
