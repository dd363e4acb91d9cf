"""Small signs that stand in lists, tables and legends: the evidence ladder and legend entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from dash.development.base_component import Component

from dashboard import catalog
from dashboard.catalog import EVIDENCE
from dashboard.i18n import Lang
from dashboard.ssr import elements as html


@cache
def evidence_sign(key: str) -> Component:
    """The sign of a step; decoration, the word stands beside it or in the label of the row."""
    return html.Span(className=f"ev {key}", **{"aria-hidden": "true"})


def evidence_text(key: str, lang: Lang) -> Component:
    """Sign and word of a step."""
    return html.Span([evidence_sign(key), catalog.label("evidence", key, lang)], className="ev-text")


def evidence_row(counts: Mapping[str, int], lang: Lang) -> Component:
    """One sign per subproject, strongest first; read aloud as 'Ergebnis belegt: 2, berichtet: 1'."""
    signs = [evidence_sign(key) for key in EVIDENCE for _ in range(min(counts[key], 30))]
    words = ", ".join(f"{catalog.label('evidence', key, lang)}: {counts[key]}" for key in EVIDENCE if counts[key])
    return html.Span([*signs, html.Span(words, className="visually-hidden")], className="ev-row")


def evidence_legend(lang: Lang) -> list[Component]:
    """Legend entries of the four steps."""
    return [html.Li(evidence_text(key, lang)) for key in EVIDENCE]


def legend(entries: Iterable[Component]) -> Component:
    """A legend; its entries are list items."""
    return html.Ul(list(entries), className="legend plain")


def legend_entry(sign: str, text: str) -> Component:
    """A legend entry with a sign drawn by the style sheet (class `sign-…`)."""
    return html.Li([html.Span(className=f"sign {sign}", **{"aria-hidden": "true"}), text])
