"""The list beside the map: the same labs, a link to each, and all that the map does, by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from dash.development.base_component import Component

from dashboard.components.links import lab_link
from dashboard.components.marks import evidence_legend, evidence_row, legend
from dashboard.filters import View
from dashboard.i18n import Lang, t
from dashboard.ssr import elements as html
from dashboard.urls import PATHS, page_url

Row: TypeAlias = Mapping[str, Any]


def lab_list(rows: Sequence[Row], view: View, path: str, lang: Lang) -> list[Component]:
    """One row per lab of queries.labs.selected: the name leads to the lab, the ring before it highlights or releases it."""
    heads = [
        ("map.lab", ""),
        ("map.state", ""),
        ("map.municipalities", "number"),
        ("map.by_evidence", ""),
        ("map.total", "number"),
    ]
    head = html.Tr(
        [
            html.Th(t(key, lang), scope="col", className=css if key != "map.total" else "number narrow-head")
            for key, css in heads
        ]
    )
    table = html.Table(
        [
            html.Caption(t("map.list", lang), className="visually-hidden"),
            html.Thead(head),
            html.Tbody([_row(row, view, path, lang) for row in rows]),
        ],
        className="lab-list",
    )
    return [
        table,
        legend([_highlight_legend(lang), *evidence_legend(lang)]),
        html.P([t("map.list_note", lang), *_bridges(lang)], className="note"),
    ]


def _highlight_legend(lang: Lang) -> Component:
    return html.Li([html.Span(className="ring", **{"aria-hidden": "true"}), t("map.highlight_legend", lang)])


def _bridges(lang: Lang) -> list[Component | str]:
    if "organisations" not in PATHS:
        return []
    return [" ", html.A(t("map.bridges", lang), href=page_url("organisations", lang) + "#bridges")]


def _row(row: Row, view: View, path: str, lang: Lang) -> Component:
    lab = row["lab_id"]
    is_focus = lab == view.focus
    text = t("map.release" if is_focus else "map.highlight", lang, lab=row["short_name"])
    # On narrow screens the ring holds the number that stands on the map.
    number = html.Span(str(row["position"]), className="lab-number", **{"aria-hidden": "true"})
    mark = html.A(
        [html.Span(className="ring", **{"aria-hidden": "true"}), number],
        href=f"{path}?{view.highlighting(lab).to_query()}",
        className="highlight-link",
        **{"data-view": "1", "title": text, "aria-label": f"{row['position']}: {text}"},
        **({"aria-current": "true"} if is_focus else {}),
    )
    return html.Tr(
        [
            html.Th(html.Div([mark, lab_link(lab, lang)], className="lab-name"), scope="row"),
            html.Td(row["states"].replace(";", ", ")),
            html.Td(str(row["n_municipalities"]), className="number"),
            html.Td(evidence_row(row, lang)),
            html.Td(str(row["n_subprojects"]), className="number"),
        ],
        className="focus" if is_focus else "",
    )
