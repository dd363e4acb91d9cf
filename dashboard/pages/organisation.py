"""The page of an organisation: what it is, its part in labs, in the programme and in the predecessor."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import shell
from dashboard.components.cards import period_of
from dashboard.components.facts import Fact, Record, fact_list, german, unknown
from dashboard.components.links import lab_link, municipality_link, thing_link
from dashboard.components.marks import evidence_text
from dashboard.components.tables import source_link, table
from dashboard.document import Page
from dashboard.i18n import Lang, join, number_word, plural, t
from dashboard.pages.things import as_of, part, record_foot, text
from dashboard.queries import organisation_pages, sources
from dashboard.ssr import Node
from dashboard.urls import Pairs, page_url

Row = dict[str, object]
_FIELDS = ("name", "kind", "place", "website")


def page(lang: Lang, key: str, _query: Pairs) -> Page | None:
    """The page of an organisation; None for an unknown key."""
    row = organisation_pages.organisation(key)
    if row is None:
        return None
    memberships = organisation_pages.memberships(key)
    roles, before = organisation_pages.programme_roles(key), organisation_pages.predecessors(key)
    name = str(row["name"])
    summary = _summary(row, memberships, roles, before, lang)
    fields = tuple((field, t(f"organisation.field_{field}", lang)) for field in _FIELDS)
    steps = [(t("organisation.all", lang), page_url("organisations", lang)), (name, "")]
    body = html.Div(
        [
            shell.breadcrumb(steps, lang),
            html.Div([html.H1(name), html.P(summary, className="lead")], className="page-head"),
            _facts(row, _source([*memberships, *roles, *before]), lang),
            *_labs(memberships, lang),
            *_programme(roles, lang),
            *_predecessor(before, lang),
            *_subprojects(row, lang),
            record_foot(Record("organisations", key, fields), "organisation", lang),
        ],
        className="wrap thing-page",
    )
    return Page(t("organisation.title", lang, name=name), f"{name}: {summary}", body)


def _summary(row: Row, memberships: list[Row], roles: list[Row], before: list[Row], lang: Lang) -> str:
    """One sentence: kind and place, in which labs, in the programme, in the predecessor."""
    kind = catalog.label("organisation_kind", str(row["kind"]), lang)
    place = text(row, "place")
    found = [t("organisation.kind_at", lang, kind=kind, place=place) if place else f"{kind}."]
    if memberships:
        labs = join([str(item["lab"]) for item in memberships], lang)
        n = len(memberships)
        found.append(plural("organisation.in_labs", n, lang, labs=labs, word=number_word(n, lang)))
    if roles:
        found.append(t("organisation.in_programme", lang, role=str(roles[0][f"role_{lang}"])))
    if before:
        found.append(t("organisation.in_predecessor", lang))
    return " ".join(found)


def _source(rows: list[Row]) -> str | None:
    """The source that names the organisation; the table of organisations itself has none."""
    return next((str(row["source_url"]) for row in rows if row["source_url"]), None)


def _facts(row: Row, source: str | None, lang: Lang) -> Component:
    kind = catalog.terms("organisation_kind")[str(row["kind"])]
    place = municipality_link(row["ags"], str(row["place"]), lang) if row["place"] else unknown(lang)
    facts = [
        Fact(t("organisation.kind", lang), html.B(kind.label(lang)), kind.definition(lang), source),
        Fact(t("organisation.place", lang), place, source=source if row["place"] else None),
        Fact(t("organisation.country", lang), t(f"organisation.country_{row['country']}", lang), source=source),
    ]
    if row["ags"]:
        facts.append(
            Fact(t("organisation.ags", lang), str(row["ags"]), t("organisation.ags_note", lang), sources.url("destatis-gv"))
        )
    website = source_link(row["website"]) if row["website"] else unknown(lang)
    facts.append(Fact(t("organisation.website", lang), website, source=source if row["website"] else None))
    return fact_list(facts, lang, "narrow", as_of=as_of(lang))


def _labs(memberships: list[Row], lang: Lang) -> list[Component]:
    n = len(memberships)
    if not n:
        return []
    heads = [t(f"organisation.{key}", lang) for key in ("lab", "role", "note", "source")]
    rows = [
        [lab_link(item["lab_id"], lang), _role(str(item["role"]), lang), _note(item, lang), source_link(item["source_url"])]
        for item in memberships
    ]
    heading = plural("organisation.labs", n, lang, word=number_word(n, lang))
    bridge = t("organisation.bridge", lang)
    link = html.A(t("organisation.other_bridges", lang), href=page_url("organisations", lang) + "#bridges")
    more = [html.P([bridge, " ", link], className="small chart-foot")] if n > 1 else []
    return [part("labs", heading, [html.Div(table(heads, rows, css="records labelled"), className="scroll"), *more])]


def _role(role: str, lang: Lang) -> Component:
    term = catalog.terms("role")[role]
    return html.Span([term.label(lang), html.Span(f" – {term.definition(lang)}", className="small quiet")])


def _note(row: Row, lang: Lang) -> Node:
    return html.Span(german(row["note_de"], lang), className="small") if row["note_de"] else "–"


def _programme(roles: list[Row], lang: Lang) -> list[Component]:
    if not roles:
        return []
    facts = [
        Fact(t("organisation.programme_role", lang), str(row[f"role_{lang}"]), source=row["source_url"], note=row["note_de"])
        for row in roles
    ]
    return [part("programme", t("organisation.programme", lang), [fact_list(facts, lang, "narrow", as_of=as_of(lang))])]


def _predecessor(before: list[Row], lang: Lang) -> list[Component]:
    if not before:
        return []
    facts = [
        Fact(t("organisation.predecessor_member", lang), str(row["name"]), source=row["source_url"], note=row["note_de"])
        for row in before
    ]
    link = html.A(t("organisation.predecessor_all", lang), href=page_url("organisations", lang) + "#predecessor")
    body = [fact_list(facts, lang, "narrow", as_of=as_of(lang)), html.P(link, className="small chart-foot")]
    return [part("predecessor", t("organisation.predecessor", lang), body)]


def _subprojects(row: Row, lang: Lang) -> list[Component]:
    """Subprojects at the place of a municipality or district; the data name no organisations for subprojects."""
    if row["kind"] not in ("municipality", "district") or not row["ags"]:
        return []
    found = organisation_pages.subprojects_at(str(row["ags"]))
    if not found:
        return []
    heads = [t(f"organisation.{key}", lang) for key in ("subproject", "lab", "period", "evidence")]
    rows: list[list[Node]] = [
        [
            thing_link("subproject", item["subproject_id"], str(item[f"title_{lang}"]), lang),
            lab_link(item["lab_id"], lang),
            period_of(item, lang),
            evidence_text(str(item["evidence"]), lang),
        ]
        for item in found
    ]
    heading = plural("organisation.subprojects", len(found), lang, word=number_word(len(found), lang, capital=True))
    return [part("subprojects", heading, [html.Div(table(heads, rows, css="records labelled"), className="scroll")])]
