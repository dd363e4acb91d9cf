"""Signs that several figures share."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard import theme


def evidence_marks(evidence: Sequence[str], x: Sequence[object], y: Sequence[float]) -> list[go.Scatter]:
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
        go.Scatter(name="evidence casing", x=list(x), y=list(y), marker=casing, **common),
        go.Scatter(name="evidence", x=list(x), y=list(y), marker=marker, **common),
        go.Scatter(name="evidence, reported", x=[x[i] for i in dots], y=[y[i] for i in dots], marker=dot, **common),
    ]
