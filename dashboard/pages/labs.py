"""The list of labs: who leads them, what they received, who took part and what is documented."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import chart, filter_bar
from dashboard.components.facts import unknown
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_legend, evidence_row, legend
from dashboard.components.tables import source_link, table
from dashboard.document import Page
from dashboard.filters import Filters, View
from dashboard.i18n import Lang, number, number_word, plural, t
from dashboard.pages.more import more
from dashboard.pages.things import as_of
from dashboard.queries import lab_pages, labs, states
from dashboard.ssr import Node
from dashboard.urls import PATHS, Pairs, encode, file_url, page_url

Row = dict[str, object]


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """The labs under the filters that came along from another page; without filters all of them."""
    filters = Filters.from_query(query)
    shown = labs.selected(filters)
    listed, kinds = lab_pages.listed(), lab_pages.kinds()
    rows = [_row(row, listed[row["lab_id"]], kinds.get(row["lab_id"], {}), lang) for row in shown]
    n = len(listed)
    body = html.Div(
        [
            _head(listed, lang),
            *_selection(filters, len(rows), n, lang),
            html.Section(_table(rows, filters, lang), className="labs-section"),
            _further(lang),
        ],
        className="wrap",
    )
    return Page(t("labs.title", lang, n=n), t("labs.description", lang, n=n), body)


def _head(listed: dict[str, Row], lang: Lang) -> Component:
    grants = sorted(value for row in listed.values() if isinstance(value := row["funding_eur"], int))
    texts = {
        "grants": number_word(len(grants), lang),
        "low": number(grants[0], lang),
        "high": number(grants[-1], lang),
    }
    n_states = labs.key_numbers()["n_states"]
    heading = t("labs.h1", lang, n=len(listed), states=number_word(n_states, lang))
    return html.Div([html.H1(heading), html.P(t("labs.lead", lang, **texts), className="lead")], className="page-head")


def _selection(filters: Filters, n: int, all_: int, lang: Lang) -> list[Component]:
    """What the filters leave out, each with a link to drop it."""
    if filters.is_empty:
        return []
    path = page_url("labs", lang)
    chips = [
        html.Li(
            html.A(
                [label, html.Span("×", className="cross", **{"aria-hidden": "true"})],
                href=f"{path}?{encode(rest)}",
                className="chip",
                **{"aria-label": t("labs.drop", lang, what=label)},
            )
        )
        for label, rest in filter_bar.chips(View(filters=filters), lang)
    ]
    return [
        html.Div(
            [
                html.P(plural("labs.filtered", n, lang, all=all_)),
                html.Ul(chips, className="chips plain"),
                html.A(t("labs.all", lang), href=path),
            ],
            className="shown",
        )
    ]


def _row(counts: labs.Row, row: Row, kinds: dict[str, int], lang: Lang) -> list[Node]:
    by_kind = [plural(f"kinds.{kind}", kinds[kind], lang) for kind in catalog.terms("organisation_kind") if kind in kinds]
    grant = row["funding_eur"]
    lead = thing_link("organisation", row["lead_organisation_id"], str(row["lead"]), lang) if row["lead"] else unknown(lang)
    return [
        html.Span([lab_link(row["lab_id"], lang), html.Span(str(row[f"region_{lang}"]), className="small quiet region")]),
        states.name(counts["states"], lang),
        lead,
        number(grant, lang) if isinstance(grant, int) else unknown(lang),
        html.Span(", ".join(by_kind), className="small"),
        evidence_row(counts, lang),
        number(counts["n_subprojects"], lang),
        source_link(row["source_url"]),
    ]


def _table(rows: list[list[Node]], filters: Filters, lang: Lang) -> list[Component]:
    if not rows:
        return [chart.empty(t("labs.empty", lang))]
    keys = ("lab", "state", "lead_head", "grant", "partners", "evidence", "total", "source")
    query = "&".join(part for part in (filters.to_query(), "lang=en" if lang == "en" else "") if part)
    files = [
        html.A(t("chart.csv_excel", lang), href=file_url("labs", ".excel.csv", query), className="button primary"),
        html.A("CSV", href=file_url("labs", ".csv", query), className="button"),
    ]
    body = table(
        [t(f"labs.{key}", lang) for key in keys],
        rows,
        numbers=frozenset({3, 6}),
        css="records labelled labs-table",
        label=t("labs.table", lang),
    )
    return [
        html.Div([legend(evidence_legend(lang)), html.Div(files, className="buttons")], className="table-head"),
        html.Div(body, className="scroll"),
        html.P(t("labs.note", lang), className="note chart-foot"),
        chart.source_line(lang, as_of(lang)),
        more([], lang),
    ]


def _further(lang: Lang) -> Component:
    if "organisations" not in PATHS:
        return html.Div()
    url = page_url("organisations", lang)
    items = [html.A(t("labs.bridges", lang), href=f"{url}#bridges"), html.A(t("labs.organisations", lang), href=url)]
    return html.Ul([html.Li(item) for item in items], className="plain further")
