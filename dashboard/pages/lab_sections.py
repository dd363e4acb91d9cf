"""The lower part of a lab's page: subprojects, remarks, similar labs, gaps, documents, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.catalog import EVIDENCE
from dashboard.components.cards import subproject_card
from dashboard.components.facts import german, unknown
from dashboard.components.links import back_and_forth, document_link, lab_link, thing_link
from dashboard.components.tables import source_link, table
from dashboard.figures.lab_timeline import is_dated
from dashboard.i18n import Lang, number, number_word, plural, t
from dashboard.pages.things import part, text
from dashboard.ssr import Node
from dashboard.urls import page_url

if TYPE_CHECKING:
    from dashboard.pages.lab import Lab

Row = dict[str, object]


def by_evidence(subprojects: Sequence[Row]) -> dict[str, int]:
    """Subprojects by evidence in the order of the ladder, zeros included."""
    found = Counter(str(row["evidence"]) for row in subprojects)
    return {key: found[key] for key in EVIDENCE}


def evidence_words(counts: dict[str, int], lang: Lang) -> str:
    """'2 mit Ergebnis, 1 berichtet' in the order of the ladder."""
    return ", ".join(t(f"lab.step_{key}", lang, n=number(n, lang)) for key, n in counts.items() if n)


def subproject_cards(data: Lab) -> Component:
    """Subprojects as cards, dated ones first."""
    lang = data.lang
    cards = [subproject_card(row, lang) for row in data.subprojects]
    counts = by_evidence(data.subprojects)
    n = len(cards)
    steps = [key for key, value in counts.items() if value]
    heading = plural("lab.cards_heading", n, lang, word=number_word(n, lang, capital=True))
    if n > 1 and len(steps) == 1:
        heading += t(f"lab.cards_all_{steps[0]}", lang)
    elif n > 1:
        heading += f": {evidence_words(counts, lang)}"
    return part("subprojects", heading, [html.Div(cards, className="cards")])


def remarks(data: Lab) -> Component:
    """What sources say differently, what was inferred, and figures published about the lab."""
    lang = data.lang
    rows: list[tuple[Node, Node]] = (
        [(t("lab.remark_lab", lang), _note(data.row["note_de"], lang))] if data.row["note_de"] else []
    )
    rows += [(str(row[f"label_{lang}"]), _figure(row, lang)) for row in data.figures]
    rows += [
        (thing_link("organisation", row["organisation_id"], str(row["name"]), lang), _note(row["note_de"], lang))
        for row in data.members
        if row["note_de"] and row["organisation_id"] != data.row["lead_organisation_id"]
    ]
    rows += [(str(row[f"title_{lang}"]), _note(row["note_de"], lang)) for row in data.events if row["note_de"]]
    first, rest = rows[:5], rows[5:]
    body: list[Node] = [_remark_list(first)]
    if rest:
        summary = html.Summary(plural("lab.remarks_more", len(rest), lang))
        body.append(html.Details([summary, _remark_list(rest)], className="twin"))
    return part("remarks", t("lab.remarks", lang), body, sentence=t("lab.remarks_sentence", lang))


def _remark_list(rows: Sequence[tuple[Node, Node]]) -> Component:
    return html.Dl([html.Div([html.Dt(head), html.Dd(body)]) for head, body in rows], className="facts remarks")


def _note(value: object, lang: Lang) -> Node:
    return html.Span(german(value, lang))


def _figure(row: Row, lang: Lang) -> Node:
    value = row["value"]
    unit = t("lab.euros", lang, n="{}") if row["unit"] == "EUR" else "{}"
    shown = unit.format(number(value if isinstance(value, float) else None, lang))
    by = t("lab.stated_by", lang, who=str(row["stated_by"]))
    note: list[Node] = [" ", *german(row["note_de"], lang)] if row["note_de"] else []
    return html.Span([html.B(shown), " ", by, ", ", source_link(row["source_url"]), ".", *note])


def similar_labs(data: Lab) -> Component:
    """Labs whose subprojects share most themes, principles and formats, with the value and the themes shared."""
    lang = data.lang
    rows: list[list[Node]] = []
    for item in data.similar:
        bar = html.Span(
            html.Span(style={"width": f"{100 * item.value:.0f}%"}), className="share-bar", **{"aria-hidden": "true"}
        )
        reason = ", ".join(catalog.label(vocabulary, term, lang) for vocabulary, term in item.shared)
        value = html.Span([bar, number(item.value, lang, 2)], className="share")
        rows.append(
            [lab_link(item.key, lang), value, html.Span(reason or t("lab.similar_none", lang), className="small quiet")]
        )
    heads = [t("lab.similar_lab", lang), t("lab.similar_value", lang), t("lab.similar_why", lang)]
    body = table(heads, rows, css="records labelled similar", label=t("lab.similar", lang))
    return part("similar", t("lab.similar", lang), [body, html.P(t("lab.similar_note", lang), className="note")])


def not_known(data: Lab) -> Component:
    """Empty fields, said in words."""
    lang, row = data.lang, data.row
    facts = [t(f"lab.gap_{key}", lang) for key in ("lead_organisation_id", "funding_eur", "website") if not row[key]]
    if row["date_precision"] != "day":
        facts.append(t("lab.gap_days", lang))
    subs = data.subprojects
    tests = {
        "undated": sum(not is_dated(item) for item in subs),
        "no_end": sum(is_dated(item) and not item["end_date"] and item["status"] != "continued" for item in subs),
        "status": sum(item["status"] == "unknown" for item in subs),
        "plan": sum(item["evidence"] in ("plan", "announced") for item in subs),
        "no_place": sum(not item["places"] for item in subs),
    }
    facts += [plural(f"lab.gap_{key}", n, lang, all=number(len(subs), lang)) for key, n in tests.items() if n]
    if len(data.events) < 3:
        facts.append(plural("lab.gap_events", len(data.events), lang))
    items = [html.Li(fact) for fact in facts]
    return part(
        "not-known", t("lab.not_known", lang), [html.Ul(items, className="gaps")], sentence=t("lab.not_known_sentence", lang)
    )


def documents(data: Lab) -> Component:
    """Documents and web pages about the lab."""
    lang = data.lang
    n = len(data.documents)
    heads = [t(f"lab.document_{key}", lang) for key in ("title", "kind", "year", "publisher", "source")]
    rows = [_document(row, lang) for row in data.documents]
    heading = plural("lab.documents", n, lang, word=number_word(n, lang, capital=True))
    body = html.Div(table(heads, rows, css="records labelled documents", label=heading), className="scroll")
    return part("documents", heading, [body if n else html.P(t("lab.documents_none", lang))])


def _document(row: Row, lang: Lang) -> list[Node]:
    title = str(row["title"])
    name = document_link(row["document_id"], title, lang)
    if not row["url"]:
        name = html.Span([name, html.Span(f" · {t('thing.no_address', lang)}", className="quiet")])
    return [
        html.Span(name, lang=str(row["language"]) if row["language"] in ("de", "en") else None),
        catalog.label("document_kind", text(row, "kind"), lang),
        str(row["year"]) if row["year"] else html.Span(t("lab.document_no_year", lang), className="quiet"),
        text(row, "publisher") or unknown(lang),
        source_link(row["source_url"]),
    ]


def sources(data: Lab) -> Component:
    """Every source of the page once: for the printed Steckbrief, where links cannot be followed."""
    rows = [data.row, *data.members, *data.subprojects, *data.events]
    urls = list(dict.fromkeys(str(row["source_url"]) for row in rows))
    items = [html.Li(url.removeprefix("https://").removeprefix("http://")) for url in urls]
    return part("sources", t("lab.sources", data.lang), [html.Ol(items, className="source-list")], css="print-only")


def neighbours(data: Lab) -> Component:
    """The lab before and after in the order of the list."""
    lang = data.lang
    order = list(catalog.terms("lab"))
    index = order.index(data.key)

    def link(at: int) -> tuple[str, str]:
        if not 0 <= at < len(order):
            return "", ""
        return catalog.label("lab", order[at], lang), page_url("lab", lang, order[at])

    all_ = (t("lab.all", lang, n=len(order)), page_url("labs", lang))
    return back_and_forth(link(index - 1), all_, link(index + 1), lang)
