"""The upper part of a lab's page: name, facts, and the words around map and timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboard import catalog, ids
from dashboard.components import chart
from dashboard.components.cards import period_of
from dashboard.components.events import disc, event_list
from dashboard.components.facts import Fact, fact_list, unknown
from dashboard.components.links import municipality_link, thing_link
from dashboard.components.marks import evidence_legend, evidence_row, evidence_sign, legend, legend_entry
from dashboard.components.partners import partner_lists
from dashboard.components.tables import source_link, table
from dashboard.figures.lab_map import split_far
from dashboard.figures.lab_timeline import is_dated
from dashboard.i18n import Lang, join, number, number_word, plural, t
from dashboard.pages.lab_sections import by_evidence, evidence_words
from dashboard.pages.things import as_of
from dashboard.periods import how_sure
from dashboard.queries import states
from dashboard.ssr import Node
from dashboard.urls import encode, file_url, page_url

if TYPE_CHECKING:
    from dashboard.pages.lab import Lab

Row = dict[str, object]


def head(data: Lab) -> Component:
    """Name, two sentences, downloads and the facts."""
    row, lang = data.row, data.lang
    query = encode([("lab", data.key)])
    files = [
        html.A(t("lab.download", lang), href=_file(".excel.csv", query, lang), className="button primary"),
        html.A("CSV", href=_file(".csv", query, lang), className="button"),
        html.A(
            t("lab.on_map", lang), href=page_url("overview", lang, query=encode([("focus", data.key)])), className="button"
        ),
    ]
    return html.Div(
        [
            html.Div(
                [
                    html.H1(str(row[f"name_{lang}"])),
                    html.P(str(row[f"focus_{lang}"]), className="lead"),
                    html.Div(files, className="buttons"),
                ]
            ),
            fact_list(_facts(data), lang, "focus-rule", as_of=as_of(lang)),
        ],
        className="lab-head page-head",
    )


def _file(suffix: str, query: str, lang: Lang) -> str:
    return file_url("subprojects", suffix, query + ("&lang=en" if lang == "en" else ""))


def _facts(data: Lab) -> list[Fact]:
    row, lang = data.row, data.lang
    source = row["source_url"]
    place = html.Span([states.name(str(row["states"]), lang), html.Span(f" · {row[f'region_{lang}']}", className="quiet")])
    facts = [
        Fact(t("lab.period", lang), html.B(period_of(row, lang)), how_sure(row, lang), source),
        Fact(t("lab.where", lang), place, source=source),
        Fact(t("lab.lead", lang), _lead(data), source=row["lead_source_url"], note=row["lead_note_de"]),
        Fact(t("lab.grant", lang), _grant(row, lang), source=source if row["funding_eur"] else None, note=_grant_note(row)),
        Fact(t("lab.members", lang), _members(data.members, lang), source=_counted("places", "members", lang)),
        Fact(
            t("lab.evidence", lang), _evidence(data.subprojects, lang), source=_counted("subprojects", "subprojects", lang)
        ),
    ]
    website = source_link(row["website"]) if row["website"] else unknown(lang)
    return [*facts, Fact(t("lab.website", lang), website, source=source if row["website"] else None)]


def _counted(id_: str, name: str, lang: Lang) -> list[Node]:
    """Where a count comes from: the rows of this page, each with its source."""
    return [t("lab.counted", lang), " ", html.A(t(f"lab.counted_{name}", lang), href=f"#{id_}")]


def _lead(data: Lab) -> Node:
    key = data.row["lead_organisation_id"]
    if not key:
        return unknown(data.lang)
    return html.B(thing_link("organisation", key, str(data.row["lead"]), data.lang))


def _grant(row: Row, lang: Lang) -> Node:
    value = row["funding_eur"]
    if not isinstance(value, int):
        return unknown(lang)
    return html.B(t("lab.euros", lang, n=number(value, lang)))


def _grant_note(row: Row) -> object:
    """Who states the grant and what contradicts it; not the note that only repeats that nobody does."""
    is_repetition = row["funding_eur"] is None and row["funding_note_de"] == "In den ausgewerteten Quellen nicht belegt."
    return None if is_repetition else row["funding_note_de"]


def _members(members: Sequence[Row], lang: Lang) -> list[Node]:
    """'8 Einrichtungen, davon 4 Kommunen · 9 weitere wirkten mit'"""
    listed = [row for row in members if row["role"] != "associated"]
    municipal = sum(row["kind"] == "municipality" for row in listed)
    found: list[Node] = [html.B(plural("lab.n_organisations", len(listed), lang))]
    if municipal:
        found.append(plural("lab.of_which", municipal, lang))
    if len(members) > len(listed):
        found.append(html.Span(plural("lab.n_associated", len(members) - len(listed), lang), className="small quiet"))
    return found


def _evidence(subprojects: Sequence[Row], lang: Lang) -> Node:
    counts = by_evidence(subprojects)
    words = evidence_words(counts, lang)
    return html.Span([evidence_row(counts, lang), " ", words], className="focus evidence-fact")


def map_head(data: Lab) -> list[Component]:
    """Heading, sentence and links of the map."""
    lang = data.lang
    municipalities = [row for row in data.members if row["kind"] == "municipality"]
    listed = sum(row["role"] != "associated" for row in municipalities)
    words = plural("lab.map_heading", len(municipalities), lang, word=number_word(len(municipalities), lang, capital=True))
    others = len(data.members) - len(municipalities)
    heading = words + (plural("lab.map_heading_others", others, lang, word=number_word(others, lang)) if others else "")
    sentence = [plural("lab.map_sentence", listed, lang)] if listed < len(municipalities) else []
    sentence += _off_map(data)
    links = [
        chart.table_link("places-table", lang),
        chart.picture_link(ids.LAB_MAP, "png", lang),
        chart.picture_link(ids.LAB_MAP, "svg", lang),
    ]
    return chart.chart_head(heading, " ".join(sentence) or t("lab.map_sentence_all", lang), links, id_="places")


def _off_map(data: Lab) -> list[str]:
    """What the map cannot show: members far away and places abroad."""
    _, far = split_far(data.map)
    abroad = [str(row["name"]) for row in data.members if row["country"] != "DE"]
    found = [t("lab.map_far", data.lang, names=join([row.name for row in far], data.lang))] if far else []
    if abroad:
        found.append(plural("lab.map_abroad", len(abroad), data.lang, names=join(abroad, data.lang)))
    return found


def map_legend(data: Lab) -> Component:
    """Signs of the map: those that occur."""
    lang = data.lang
    roles = {row.role for row in data.map.members}
    signs = [
        legend_entry(f"area-{role}", t(f"lab.legend_{role}", lang))
        for role in ("lead", "partner", "associated")
        if role in roles
    ]
    if data.map.seat:
        signs.append(legend_entry("seat-ring", t("map.seat", lang)))
    return legend(signs)


def partners(data: Lab) -> list[Component]:
    """Members by role beside the map."""
    return partner_lists(data.members, data.lang)


def map_foot(data: Lab) -> list[Component]:
    """Source of the map and its table: places with role and population."""
    lang = data.lang
    heads = [t(f"lab.place_{key}", lang) for key in ("name", "role", "level", "people", "source")]
    rows: list[list[Node]] = [
        [
            municipality_link(row["ags"], str(row["name"]), lang),
            catalog.label("role", str(row["role"]), lang),
            t(f"lab.level_{row['level']}", lang),
            number(row["population_2021"], lang) if isinstance(row["population_2021"], int) else unknown(lang),
            source_link(row["source_url"]),
        ]
        for row in data.members
        if row["level"]
    ]
    body = table(heads, rows, numbers=frozenset({3}), label=t("lab.places_table", lang))
    return [
        html.Div(chart.source_line(lang, as_of(lang), chart.borders_credit(lang)), className="chart-foot"),
        chart.twin("places-table", t("lab.places_table", lang), body),
    ]


def timeline_head(data: Lab) -> list[Component]:
    """Heading, sentence and links of the timeline."""
    lang = data.lang
    events = data.events
    heading = t("lab.time_heading_none", lang)
    if len(events) > 1:
        spoken = number_word(len(events), lang, capital=True)
        years = sorted({str(row["start_date"])[:4] for row in events})
        key = "lab.time_heading" if len(years) > 1 else "lab.time_heading_year"
        heading = t(key, lang, word=spoken, first=years[0], last=years[-1])
    elif events:
        heading = t("lab.time_heading_one", lang)
    links = [
        html.A("CSV", href=file_url("events", ".csv", encode([("lab", data.key)]))),
        chart.picture_link(ids.LAB_TIMELINE, "png", lang),
        chart.picture_link(ids.LAB_TIMELINE, "svg", lang),
    ]
    return chart.chart_head(heading, _time_sentence(data), links, id_="time")


def _time_sentence(data: Lab) -> str:
    lang = data.lang
    years = Counter(str(row["start_date"])[:4] for row in data.events).most_common(2)
    dated = sum(is_dated(row) for row in data.subprojects)
    n = number(len(data.subprojects), lang)
    found = plural("lab.time_dated", dated, lang, all=n)
    if dated in (0, len(data.subprojects)) and len(data.subprojects) > 1:
        found = t("lab.time_dated_all" if dated else "lab.time_dated_none", lang, all=n)
    if len(years) > 1 and years[0][1] > 2 and years[0][1] > years[1][1]:
        found = f"{t('lab.time_busiest', lang, n=number(years[0][1], lang), year=years[0][0])} {found}"
    return found


def timeline_foot(data: Lab) -> list[Component]:
    """Legend, numbered events, and the subprojects without a date."""
    lang = data.lang
    signs = legend(
        [
            legend_entry("bar focus-bar", t("lab.legend_bar", lang)),
            legend_entry("dotted focus-dotted", t("lab.legend_unknown", lang)),
            *evidence_legend(lang),
            html.Li([disc("1", is_day=True), t("lab.legend_day", lang)]),
            html.Li([disc("1", is_day=False), t("lab.legend_month", lang)]),
        ]
    )
    found: list[Component] = [html.Div(signs, className="focus")]
    if data.events:
        found.append(event_list(data.events, lang))
    undated = [row for row in data.subprojects if not is_dated(row)]
    if undated:
        items = [
            html.Li(
                [
                    evidence_sign(str(row["evidence"])),
                    thing_link("subproject", row["subproject_id"], str(row[f"title_{lang}"]), lang),
                ]
            )
            for row in undated
        ]
        found.append(
            html.Div([html.B(t("lab.undated", lang)), html.Ul(items, className="plain undated focus")], className="small")
        )
    return found
