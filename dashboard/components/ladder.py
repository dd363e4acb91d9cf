"""The ladder of evidence explained: all four steps, the present one marked."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.marks import evidence_sign
from dashboard.i18n import Lang


def ladder(present: str, lang: Lang) -> Component:
    """The steps from strongest to weakest with their definitions."""
    items = []
    for key, term in catalog.terms("evidence").items():
        here = {"aria-current": "true"} if key == present else {}
        body = [evidence_sign(key), html.Span([html.B(term.label(lang)), " – ", term.definition(lang)])]
        items.append(html.Li(body, className="focus" if key == present else "", **here))
    return html.Ul(items, className="plain ladder small")
