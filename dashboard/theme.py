"""Colours and type of figures: names of the tokens in assets/css/tokens.css, resolved in the browser.

A figure carries `var(--lab)` instead of a colour, so one figure serves light and dark; the script of the plotly bundle puts
the present value in before it draws.
"""

from __future__ import annotations

from typing import Any

from dashboard.i18n import Lang

BG = "var(--bg)"
SURFACE = "var(--surface)"
GROUND = "var(--ground)"
LINE = "var(--line)"
CONTROL = "var(--control)"
INK = "var(--ink)"
INK_2 = "var(--ink-2)"
ACCENT = "var(--accent)"
HIGHLIGHT = "var(--highlight)"
HIGHLIGHT_TINT = "var(--highlight-tint)"
HIGHLIGHT_PALE = "var(--highlight-pale)"
LAB = "var(--lab)"
LAB_STRONG = "var(--lab-strong)"
LAB_TINT = "var(--lab-tint)"
STATE_LINE = "var(--state-line)"
TRANSPARENT = "rgba(0,0,0,0)"

FONT = "Atkinson Hyperlegible Next Variable, Verdana, sans-serif"
SMALL, NOTE = 14, 13
# German figures use a decimal comma and a thousands point.
_SEPARATORS = {"de": ",.", "en": ".,"}


def template(lang: Lang) -> dict[str, Any]:
    """The look shared by all figures: no boxes, no modebar, quiet axes, type of the page."""
    axis = {"showgrid": False, "zeroline": False, "showline": False, "fixedrange": True, "tickfont": {"size": NOTE}}
    layout = {
        "font": {"family": FONT, "size": SMALL, "color": INK},
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "separators": _SEPARATORS[lang],
        "hoverlabel": {
            "bgcolor": SURFACE,
            "bordercolor": CONTROL,
            "font": {"family": FONT, "size": SMALL, "color": INK},
            "align": "left",
        },
        "xaxis": axis,
        "yaxis": axis,
    }
    return {"layout": layout}


EVIDENCE_SYMBOLS = {"result": "circle", "reported": "circle", "announced": "circle", "plan": "x-thin"}
"""Plotly symbols of the ladder; the inner dot of `reported` is a trace of its own."""
