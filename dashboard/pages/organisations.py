"""The list of organisations: those in several labs first, then the programme's own, the predecessor's, and all by kind."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import chart
from dashboard.components.facts import german, unknown
from dashboard.components.links import lab_link, municipality_link, thing_link
from dashboard.components.tables import source_link, table
from dashboard.document import Page
from dashboard.i18n import Lang, number, number_word, t
from dashboard.pages.more import more
from dashboard.pages.things import as_of, part
from dashboard.queries import organisation_pages
from dashboard.ssr import Node
from dashboard.urls import Pairs, file_url

Row = dict[str, object]


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """All organisations of the labs and of the programme."""
    listed, memberships = organisation_pages.listed(), organisation_pages.all_memberships()
    bridges = [row for row in listed if len(memberships.get(str(row["organisation_id"]), [])) > 1]
    texts = {"n": number(len(listed), lang), "bridges": number_word(len(bridges), lang)}
    body = html.Div(
        [
            html.Div(
                [
                    html.H1(t("organisations.h1", lang, **texts)),
                    html.P(t("organisations.lead", lang, **texts), className="lead"),
                ],
                className="page-head",
            ),
            _contents(lang),
            _bridges(bridges, memberships, lang),
            _programme(lang),
            _predecessor(memberships, lang),
            _all(listed, memberships, lang),
            chart.source_line(lang, as_of(lang)),
        ],
        className="wrap thing-page",
    )
    return Page(t("organisations.title", lang, **texts), t("organisations.description", lang, **texts), body)


def _contents(lang: Lang) -> Component:
    links = [
        html.Li(html.A(t(f"organisations.go_{key}", lang), href=f"#{key}"))
        for key in ("bridges", "programme", "predecessor", "all")
    ]
    return html.Nav(html.Ul(links, className="plain further"), **{"aria-label": t("organisations.contents", lang)})


def _name(row: Row, lang: Lang) -> Node:
    return thing_link("organisation", row["organisation_id"], str(row["name"]), lang)


def _lab_roles(memberships: list[Row], lang: Lang) -> Node:
    """'Oberrhein (Partner), Brandis/Partheland (Mitwirkend)' with links."""
    found: list[Node] = []
    for item in memberships:
        role = catalog.label("role", str(item["role"]), lang)
        found += [", ", lab_link(item["lab_id"], lang), html.Span(f" ({role})", className="quiet")]
    return html.Span(found[1:]) if found else html.Span(t("organisations.no_lab", lang), className="quiet")


def _bridges(bridges: list[Row], memberships: dict[str, list[Row]], lang: Lang) -> Component:
    """Organisations in more than one lab, most labs first, with the source of each part."""
    ranked = sorted(bridges, key=lambda row: (-len(memberships[str(row["organisation_id"])]), str(row["name"])))
    rows: list[list[Node]] = []
    for row in ranked:
        for index, item in enumerate(memberships[str(row["organisation_id"])]):
            name = _name(row, lang) if index == 0 else html.Span(str(row["name"]), className="visually-hidden")
            role = catalog.label("role", str(item["role"]), lang)
            note: Node = html.Span(german(item["note_de"], lang), className="small") if item["note_de"] else "–"
            rows.append([name, lab_link(item["lab_id"], lang), role, note, source_link(item["source_url"])])
    heads = [t(f"organisations.{key}", lang) for key in ("name", "lab", "role", "note", "source")]
    heading = t("organisations.bridges", lang, word=number_word(len(bridges), lang, capital=True))
    body = html.Div(table(heads, rows, css="records labelled bridges", label=heading), className="scroll")
    return part("bridges", heading, [body, more([], lang)], sentence=t("organisations.bridges_sentence", lang))


def _programme(lang: Lang) -> Component:
    heads = [t(f"organisations.{key}", lang) for key in ("name", "programme_role", "note", "source")]
    rows: list[list[Node]] = [
        [
            _name(row, lang),
            str(row[f"role_{lang}"]),
            html.Span(german(row["note_de"], lang), className="small") if row["note_de"] else "–",
            source_link(row["source_url"]),
        ]
        for row in organisation_pages.programme_roles()
    ]
    heading = t("organisations.programme", lang, word=number_word(len(rows), lang, capital=True))
    body = html.Div(table(heads, rows, css="records labelled", label=heading), className="scroll")
    return part("programme", heading, [body, more([], lang)])


def _predecessor(memberships: dict[str, list[Row]], lang: Lang) -> Component:
    """Members of the predecessor and the labs they came to later."""
    found = organisation_pages.predecessors()
    heads = [t(f"organisations.{key}", lang) for key in ("name", "later", "note", "source")]
    rows: list[list[Node]] = []
    for row in found:
        own = memberships.get(str(row["organisation_id"]), [])
        name = _name(row, lang) if row["organisation_id"] else municipality_link(row["ags"], str(row["name"]), lang)
        note: Node = html.Span(german(row["note_de"], lang), className="small") if row["note_de"] else "–"
        rows.append([name, _lab_roles(own, lang), note, source_link(row["source_url"])])
    later = sum(str(row["organisation_id"]) in memberships for row in found)
    words = {"word": number_word(later, lang, capital=True), "all": number_word(len(found), lang)}
    heading = t("organisations.predecessor", lang, **words)
    body = html.Div(table(heads, rows, css="records labelled", label=heading), className="scroll")
    return part("predecessor", heading, [body, more([], lang)], sentence=t("organisations.predecessor_sentence", lang))


def _all(listed: list[Row], memberships: dict[str, list[Row]], lang: Lang) -> Component:
    """Every organisation, a table per kind."""
    query = "lang=en" if lang == "en" else ""
    files = [
        html.A(t("chart.csv_excel", lang), href=file_url("organisations", ".excel.csv", query), className="button primary"),
        html.A("CSV", href=file_url("organisations", ".csv", query), className="button"),
    ]
    body: list[Node] = [
        html.Div(files, className="buttons"),
        html.P(t("organisations.all_note", lang), className="note chart-foot"),
    ]
    heads = [t(f"organisations.{key}", lang) for key in ("name", "place", "roles")]
    for kind, term in catalog.terms("organisation_kind").items():
        rows = [row for row in listed if row["kind"] == kind]
        cells: list[list[Node]] = [
            [
                _name(row, lang),
                municipality_link(row["ags"], str(row["place"]), lang) if row["place"] else unknown(lang),
                _lab_roles(memberships.get(str(row["organisation_id"]), []), lang),
            ]
            for row in rows
        ]
        count = html.Span(f" · {number(len(rows), lang)}", className="quiet")
        if rows:
            body += [html.H3([term.label(lang), count], id=f"kind-{kind}"), _kind_table(heads, cells, term.label(lang))]
    return part("all", t("organisations.all", lang), [*body, more([], lang)])


def _kind_table(heads: list[str], cells: list[list[Node]], label: str) -> Component:
    return html.Div(table(heads, cells, css="records labelled organisations-by-kind", label=label), className="scroll")
