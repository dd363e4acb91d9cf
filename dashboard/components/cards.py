"""Subprojects as cards."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.facts import german
from dashboard.components.links import term_link, thing_link
from dashboard.components.marks import evidence_text
from dashboard.components.tables import source_link
from dashboard.i18n import Lang, date_text, period_text, t
from dashboard.ssr import Node

Row = Mapping[str, object]

# Columns with `;`-joined keys → their vocabulary.
LISTS = {"themes": "theme", "principles": "principle", "formats": "format", "target_groups": "target_group"}


def keys(row: Row, column: str) -> list[str]:
    """The keys of a list column, none for an empty cell."""
    value = row[column]
    return value.split(";") if isinstance(value, str) and value else []


def term_list(row: Row, column: str, lang: Lang) -> list[Node]:
    """The terms of a list column with links where the overview can be filtered by them."""
    found: list[Node] = []
    for key in keys(row, column):
        found += ["; ", term_link(LISTS[column], key, lang)]
    return found[1:] or [html.Span(t("thing.unknown", lang), className="quiet")]


def period_of(row: Row, lang: Lang) -> str:
    """Start and end of a record in words."""
    start, end = row["start_date"], row["end_date"]
    return period_text(start if isinstance(start, str) else None, end if isinstance(end, str) else None, lang)


def event_date(row: Row, lang: Lang) -> str:
    """The day, month or year of an event, or its first and last day."""
    return date_text(str(row["start_date"]), lang) if not row["end_date"] else period_of(row, lang)


def subproject_card(row: Row, lang: Lang) -> Component:
    """A subproject: evidence and period, title, summary, terms, places, outcome, links, note."""
    rows: list[tuple[str, list[Node]]] = [(t(f"lab.card_{column}", lang), term_list(row, column, lang)) for column in LISTS]
    rows.append((t("lab.card_places", lang), [str(row["places"]) if row["places"] else t("thing.unknown", lang)]))
    rows.append((t("lab.card_status", lang), [catalog.label("status", str(row["status"]), lang)]))
    title = thing_link("subproject", row["subproject_id"], str(row[f"title_{lang}"]), lang)
    links: list[Node] = [source_link(row["url"])] if row["url"] else []
    links.append(html.Span([t("thing.source", lang), " ", source_link(row["source_url"])]))
    note = [html.P([t("thing.note", lang), " ", *german(row["note_de"], lang)], className="note")] if row["note_de"] else []
    return html.Article(
        [
            html.P(
                [html.B(evidence_text(str(row["evidence"]), lang), className="focus"), html.Span(period_of(row, lang))],
                className="card-top small",
            ),
            html.H3(title),
            html.P(str(row[f"summary_{lang}"])),
            html.Dl([html.Div([html.Dt(head), html.Dd(body)]) for head, body in rows], className="card-facts small"),
            *note,
            html.P(links, className="card-links small"),
        ],
        className="card",
    )
