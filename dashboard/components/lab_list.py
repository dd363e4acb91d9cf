"""The list beside the map: the same labs, a link to each, and all that the map does, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, TypeAlias

from dash.development.base_component import Component

from dashboard.catalog import EVIDENCE
from dashboard.components.links import thing_link
from dashboard.components.marks import evidence_legend, evidence_row, legend
from dashboard.i18n import Lang, t
from dashboard.ssr import SLOT, Tag, around
from dashboard.ssr import elements as html
from dashboard.urls import PATHS, page_url

Row: TypeAlias = Mapping[str, Any]


def lab_list(rows: Sequence[Row], focus: str, address: Callable[[str], str], lang: Lang) -> list[Component]:
    """One row per lab of queries.labs.selected: the name leads to the lab, the ring before it highlights or releases it.

    focus: the lab highlighted; address: where a click on the ring of a lab leads.
    """
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
            html.Tbody([_addressed(row, row["lab_id"] == focus, address(row["lab_id"]), lang) for row in rows]),
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


def _addressed(row: Row, is_focus: bool, href: str, lang: Lang) -> Tag:
    counts = tuple(row[key] for key in ("n_municipalities", *EVIDENCE, "n_subprojects"))
    before, after = _row(row["lab_id"], row["short_name"], row["position"], row["states"], counts, is_focus, lang)
    return Tag(f"{before}{escape(href)}{after}")


# The same rows come again with every filter.
@lru_cache(maxsize=2048)
def _row(
    lab: str, name: str, position: int, states: str, counts: tuple[int, ...], is_focus: bool, lang: Lang
) -> tuple[str, str]:
    """A row before and after the address of its ring; counts: municipalities, steps of evidence, subprojects."""
    text = t("map.release" if is_focus else "map.highlight", lang, lab=name)
    # On narrow screens the ring holds the number that stands on the map.
    number = html.Span(str(position), className="lab-number", **{"aria-hidden": "true"})
    mark = html.A(
        [html.Span(className="ring", **{"aria-hidden": "true"}), number],
        href=SLOT,
        className="highlight-link",
        **{"data-view": "1", "title": text, "aria-label": f"{position}: {text}"},
        **({"aria-current": "true"} if is_focus else {}),
    )
    n_municipalities, *by_step, n_subprojects = counts
    return around(
        html.Tr(
            [
                html.Th(html.Div([mark, thing_link("lab", lab, name, lang)], className="lab-name"), scope="row"),
                html.Td(states.replace(";", ", ")),
                html.Td(str(n_municipalities), className="number"),
                html.Td(evidence_row(dict(zip(EVIDENCE, by_step, strict=True)), lang)),
                html.Td(str(n_subprojects), className="number"),
            ],
            className="focus" if is_focus else "",
        )
    )
