"""Events as a numbered list: the twin of the discs of a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import event_date
from dashboard.components.links import municipality_link
from dashboard.components.tables import source_link
from dashboard.i18n import Lang
from dashboard.ssr import Node

Row = Mapping[str, object]


def event_list(events: Sequence[Row], lang: Lang) -> Component:
    """Number in a disc (filled: day known), date, title, place and source of each event."""
    items = [html.Li(_event(index + 1, row, lang)) for index, row in enumerate(events)]
    return html.Ol(items, className="plain event-list")


def _event(n: int, row: Row, lang: Lang) -> list[Node]:
    is_day = row["date_precision"] == "day"
    what: list[Node] = [str(row[f"title_{lang}"])]
    if row["place"]:
        what += [" · ", html.Span(municipality_link(row["ags"], str(row["place"]), lang), className="quiet")]
    what += [" · ", html.Span(source_link(row["source_url"]), className="quiet")]
    return [disc(str(n), is_day=is_day), html.Span(event_date(row, lang), className="quiet"), html.Span(what)]


def disc(text: str, *, is_day: bool) -> Component:
    """The disc of an event: filled when the day is known, hollow when only the month or year is."""
    return html.Span(text, className="disc" if is_day else "disc open")
