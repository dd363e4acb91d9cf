"""What the pages of single things share: the record's foot, the contact address, headings of parts."""

from __future__ import annotations

from collections.abc import Sequence

import flask
from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.facts import Record, record_line
from dashboard.i18n import Lang, date_text
from dashboard.ssr import Node
from dashboard.urls import page_url


def as_of(lang: Lang) -> str:
    """The date of the data in words."""
    return date_text(catalog.build_info()["data_date"], lang)


def contact_email() -> str:
    """The address for error reports from the settings; empty outside a request or when none is set."""
    return str(flask.current_app.config.get("CONTACT_EMAIL", "")) if flask.has_app_context() else ""


def record_foot(record: Record, page: str, lang: Lang) -> Component:
    """Date, key and error report of the record that a page shows."""
    path = page_url(page, lang, record.key)
    return record_line(record, path, as_of(lang), lang, version=catalog.data_version(), email=contact_email())


def part(id_: str, heading: Node, body: Sequence[Node], css: str = "", sentence: Node = None) -> Component:
    """A section with its heading, an optional sentence and its body."""
    head: list[Node] = [html.H2(heading, id=f"{id_}-title")]
    if sentence:
        head.append(html.P(sentence, className="quiet part-sentence"))
    return html.Section([*head, *body], id=id_, className=css, **{"aria-labelledby": f"{id_}-title"})


def text(row: dict[str, object], key: str) -> str | None:
    """A text value of a record, None when the cell is empty."""
    value = row.get(key)
    return value if isinstance(value, str) and value else None
