"""The page of a subproject: what, where, when, how well documented, and what resembles it elsewhere."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import chart, shell
from dashboard.components.cards import LISTS, keys, period_of, term_list
from dashboard.components.facts import Fact, Record, fact_list, german, unknown
from dashboard.components.ladder import ladder
from dashboard.components.links import back_and_forth, lab_link, municipality_link, thing_link
from dashboard.components.marks import evidence_text
from dashboard.components.place_map import PlaceMap, place_map, window_of
from dashboard.components.tables import source_link, table
from dashboard.document import Page
from dashboard.i18n import Lang, join, number, plural, t
from dashboard.overlap import Overlap, similar_things
from dashboard.pages.things import as_of, part, record_foot, text
from dashboard.periods import how_sure
from dashboard.queries import areas, subproject_pages
from dashboard.queries.areas import Area, Ring
from dashboard.ssr import Node
from dashboard.urls import Pairs, page_url

Row = dict[str, object]
_FIELDS = (
    "title_de",
    "summary_de",
    "themes",
    "principles",
    "formats",
    "target_groups",
    "start_date",
    "evidence",
    "status",
    "url",
)
_MAX_SIMILAR = 5


def page(lang: Lang, key: str, _query: Pairs) -> Page | None:
    """The page of a subproject; None for an unknown key."""
    row = subproject_pages.subproject(key)
    if row is None:
        return None
    places, names = subproject_pages.places(key), subproject_pages.names()
    title, summary = str(row[f"title_{lang}"]), str(row[f"summary_{lang}"])
    groups = {name: str(other["lab_id"]) for name, other in names.items()}
    similar = similar_things(key, subproject_pages.terms(), groups, _MAX_SIMILAR)
    fields = tuple((name, t(f"subproject.field_{name}", lang)) for name in _FIELDS)
    body = html.Div(
        [
            _breadcrumb(row, title, lang),
            html.Div(
                [
                    html.P(t("subproject.kicker", lang, lab=str(row["lab"])), className="quiet"),
                    html.H1(title),
                    html.P(summary, className="lead"),
                ],
                className="page-head",
            ),
            html.Div([_facts(row, lang), _where(places, lang)], className="thing-grid"),
            part("evidence", t("subproject.evidence_heading", lang), [ladder(str(row["evidence"]), lang)]),
            _similar(similar, names, lang),
            record_foot(Record("subprojects", key, fields), "subproject", lang),
            _neighbours(row, names, lang),
        ],
        className="wrap thing-page",
    )
    return Page(t("subproject.title", lang, name=title, lab=str(row["lab"])), summary, body)


def _breadcrumb(row: Row, title: str, lang: Lang) -> Component:
    lab = (str(row["lab"]), page_url("lab", lang, str(row["lab_id"])))
    return shell.breadcrumb([(t("nav.labs", lang), page_url("labs", lang)), lab, (title, "")], lang)


def _facts(row: Row, lang: Lang) -> Component:
    source = str(row["source_url"])
    assigned: list[Node] = [t("subproject.assigned_from", lang), " ", source_link(source)]
    lists = [Fact(t(f"subproject.{column}", lang), term_list(row, column, lang), source=assigned) for column in LISTS]
    status = catalog.terms("status")[str(row["status"])]
    evidence = html.B(evidence_text(str(row["evidence"]), lang), className="focus")
    facts = [
        Fact(t("subproject.lab", lang), lab_link(row["lab_id"], lang), source=source),
        Fact(t("subproject.period", lang), html.B(period_of(row, lang)), how_sure(row, lang), source),
        Fact(t("subproject.evidence", lang), evidence, source=source),
        Fact(t("subproject.status", lang), status.label(lang), status.definition(lang), source),
        *lists,
        Fact(t("subproject.url", lang), source_link(row["url"]) if row["url"] else unknown(lang), source=source),
    ]
    if row["note_de"]:
        facts.append(Fact(t("subproject.note", lang), german(row["note_de"], lang)))
    has_terms = any(keys(row, column) for column in LISTS)
    remark = [html.P(t("subproject.assigned", lang), className="note")] if has_terms else []
    return html.Div([fact_list(facts, lang, "focus-rule", as_of=as_of(lang)), *remark])


def _where(places: list[Row], lang: Lang) -> Component:
    """The places by name and on a map; a sentence when no source names one."""
    if not places:
        return html.Div([html.H2(t("subproject.places", lang)), html.P(t("subproject.no_place", lang))])
    named: list[Node] = []
    for row in places:
        named += [", ", municipality_link(row["ags"], str(row["place"]), lang)]
    heading = html.H2(plural("subproject.place_heading", len(places), lang, name=str(places[0]["place"])))
    found = [str(row["ags"]) for row in places]
    shapes = areas.shapes(found)
    if not shapes:
        return html.Div([heading, html.P(named[1:])])
    label = t("subproject.map_aria", lang, places=join([str(row["place"]) for row in places], lang))
    drawn = place_map(_map_data(areas.units(found), shapes), label, lang)
    note = chart.source_line(lang, as_of(lang), chart.borders_credit(lang))
    return html.Div([heading, html.P(named[1:]), html.Div(drawn, className="map-frame"), note], className="where")


def _map_data(places: list[Area], shapes: tuple[Ring, ...]) -> PlaceMap:
    view = window_of(shapes)
    return PlaceMap(
        places, shapes, areas.outlines_in("municipality", view), areas.outlines_in("state", view), areas.named_in(view)
    )


def _similar(similar: list[Overlap], names: dict[str, Row], lang: Lang) -> Component:
    heading = t("subproject.similar", lang)
    if not similar:
        return part("similar", heading, [html.P(t("subproject.similar_none", lang))])
    rows: list[list[Node]] = []
    for item in similar:
        other = names[item.key]
        value = html.Span([_bar(item.value), number(item.value, lang, 2)], className="share")
        reason = ", ".join(catalog.label(vocabulary, term, lang) for vocabulary, term in item.shared)
        title = thing_link("subproject", item.key, str(other[f"title_{lang}"]), lang)
        rows.append(
            [
                title,
                lab_link(other["lab_id"], lang),
                evidence_text(str(other["evidence"]), lang),
                value,
                html.Span(reason, className="small"),
            ]
        )
    heads = [t(f"subproject.{key}", lang) for key in ("similar_title", "lab", "evidence", "similar_value", "similar_why")]
    body = html.Div(table(heads, rows, css="records labelled similar", label=heading), className="scroll")
    return part("similar", heading, [body, html.P(t("subproject.similar_note", lang), className="note chart-foot")])


def _bar(value: float) -> Component:
    return html.Span(html.Span(style={"width": f"{100 * value:.0f}%"}), className="share-bar", **{"aria-hidden": "true"})


def _neighbours(row: Row, names: dict[str, Row], lang: Lang) -> Component:
    """The subproject before and after within the lab."""
    order = [key for key, other in names.items() if other["lab_id"] == row["lab_id"]]
    index = order.index(str(row["subproject_id"]))

    def link(at: int) -> tuple[str, str]:
        if not 0 <= at < len(order):
            return "", ""
        return text(names[order[at]], f"title_{lang}") or "", page_url("subproject", lang, order[at])

    all_ = (t("subproject.all", lang, lab=str(row["lab"])), page_url("lab", lang, str(row["lab_id"])) + "#subprojects")
    return back_and_forth(link(index - 1), all_, link(index + 1), lang)
