"""Tables in the look of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from dash.development.base_component import Component

from dashboard.ssr import Node, Tag
from dashboard.ssr import elements as html

Cell: TypeAlias = "Node | list[Node]"

_PARTS = re.compile("(?<=ungs|ions)(?=[a-zäöü])|(?<=schafts)(?=[a-zäöü])|(?<=[a-zäöü])(?=organisation|plattform|werkstatt)")


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell] | Tag],
    *,
    numbers: frozenset[int] = frozenset(),
    css: str = "",
    label: str = "",
) -> Component:
    """A table whose first column names the row; `numbers` are the positions of right-aligned columns.

    A row is given by its cells or, where it is kept for later, as written by `table_row`. With `labelled` in `css`, cells
    carry their heading, which narrow screens show where they hide the head.
    """
    head = html.Tr([_head(text, index in numbers) for index, text in enumerate(heads)])
    labels = heads if "labelled" in css else ()
    body = [row if isinstance(row, Tag) else table_row(row, numbers=numbers, labels=labels) for row in rows]
    caption = [html.Caption(label, className="visually-hidden")] if label else []
    return html.Table([*caption, html.Thead(head), html.Tbody(body)], className=css)


def table_row(cells: Sequence[Cell], *, numbers: frozenset[int] = frozenset(), labels: Sequence[str] = ()) -> Tag:
    """A row; `labels` are the headings its cells carry."""
    written: Tag = html.Tr(
        [
            _cell(cell, (labels[index] if labels else "") if index else None, index in numbers)
            for index, cell in enumerate(cells)
        ]
    )
    return written


def _head(text: str, is_number: bool) -> Component:
    return html.Th(text, scope="col", className="number" if is_number else "")


def _cell(cell: Cell, label: str | None, is_number: bool) -> Component:
    """A cell with its label; without one (None) the head of the row."""
    css = "number" if is_number else ""
    if label is None:
        return html.Th(cell, scope="row", className=css)
    return html.Td(cell, className=css, **({"data-label": label} if label else {}))


def breakable(name: str) -> str:
    """A name for a narrow place: it may break after a slash, and within a German compound between its parts."""
    return _PARTS.sub("\u00ad", name.replace("/", "/\u200b"))


def source_link(url: object) -> Node:
    """A link to a source, shown as its host name; a dash when there is none."""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return "–"
    return html.A(urlsplit(url).netloc.removeprefix("www."), href=url, rel="noopener")
