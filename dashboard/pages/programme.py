"""The programme page: where the labs come from, who stood behind them, what was published about them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.chart import source_line
from dashboard.components.downloads import download_links
from dashboard.components.facts import german
from dashboard.components.links import lab_link, municipality_link, thing_link
from dashboard.components.milestones import milestone_list
from dashboard.components.tables import source_link, table
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, t
from dashboard.pages.more import more
from dashboard.queries import labs
from dashboard.queries import programme as queries
from dashboard.queries.programme import Row
from dashboard.ssr import Node
from dashboard.urls import Pairs, page_url

# Figures that speak of the same thing and differ; the first is the earlier statement.
CONFLICTS = (
    ("labs", ("labore-angekuendigt", "labore")),
    ("money", ("mittel-angekuendigt", "mittel-bereitgestellt")),
    ("duration", ("laufzeit-angekuendigt", "laufzeit-rueckblick")),
    ("essen", ("mittel-labor-essen-180", "mittel-labor-essen-185")),
    ("projects", ("vorlaeufer-projekte-geplant", "vorlaeufer-projekte")),
)


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """The whole programme on one page."""
    milestones = queries.milestones()
    published = labs.published()
    body = html.Div(
        [
            html.Div(
                [html.H1(t("programme.h1", lang)), html.P(t("programme.lead", lang), className="lead")],
                className="page-head",
            ),
            html.Div([_text("predecessor", lang), _text("call", lang), _text("work", lang)], className="three-columns"),
            _course(milestones, lang),
            _predecessor(lang),
            _bodies(lang),
            _plans(milestones, published, lang),
            _conflicts(published, lang),
            _figures(published, lang),
        ],
        className="wrap",
    )
    return Page(t("programme.title", lang), t("programme.description", lang), body)


def _text(name: str, lang: Lang) -> Component:
    return html.Div(
        [html.H2(t(f"programme.{name}_title", lang), className="small-title"), html.P(t(f"programme.{name}_text", lang))]
    )


def _section(id_: str, sentence: Node | list[Node], body: Sequence[Node], lang: Lang, *links: Component) -> Component:
    line = html.Div([html.P(sentence), *links], className="chart-head")
    head = [html.H2(t(f"programme.{id_}", lang), id=f"{id_}-title"), line]
    return html.Section([*head, *body], id=id_, **{"aria-labelledby": f"{id_}-title"})


def _course(milestones: Sequence[Row], lang: Lang) -> Component:
    rows = [row for row in milestones if row["part"] != "ogp"]
    link = html.A(t("programme.course_link", lang), href=page_url("timeline", lang))
    sentence: list[Node] = [t("programme.course_sentence", lang), " ", link]
    return _section("course", sentence, [milestone_list(rows, lang, with_notes=True), _source(lang)], lang)


def _predecessor(lang: Lang) -> Component:
    heads = [t(f"programme.{key}", lang) for key in ("name", "later", "source")]
    rows: list[list[Node | list[Node]]] = [
        [
            municipality_link(row["ags"], str(row["name"]), lang),
            _labs(row["lab_ids"], lang),
            source_link(row["source_url"]),
        ]
        for row in queries.predecessor()
    ]
    grid = html.Div(table(heads, rows, css="records labelled", label=t("programme.nine", lang)), className="scroll")
    return _section("nine", t("programme.nine_sentence", lang), [grid, more([], lang)], lang)


def _labs(keys: object, lang: Lang) -> list[Node]:
    if not isinstance(keys, str):
        return [html.Span(t("programme.no_lab", lang), className="quiet")]
    found: list[Node] = []
    for key in keys.split(";"):
        found += [", ", lab_link(key, lang)]
    return found[1:]


def _bodies(lang: Lang) -> Component:
    heads = [t(f"programme.{key}", lang) for key in ("body", "role", "note", "source")]
    rows: list[list[Node | list[Node]]] = [
        [
            thing_link("organisation", row["organisation_id"], str(row["name"]), lang),
            str(row[f"role_{lang}"]),
            german(row["note_de"], lang) if row["note_de"] else "–",
            source_link(row["source_url"]),
        ]
        for row in queries.bodies()
    ]
    grid = html.Div(table(heads, rows, css="records labelled", label=t("programme.bodies", lang)), className="scroll")
    return _section("bodies", t("programme.bodies_sentence", lang), [grid, more([], lang)], lang)


def _plans(milestones: Sequence[Row], published: dict[str, Row], lang: Lang) -> Component:
    rows = [row for row in milestones if row["part"] == "ogp"]
    sentence = t("programme.plans_sentence", lang, **_plan_numbers(published, lang))
    return _section("plans", sentence, [milestone_list(rows, lang, with_notes=True)], lang)


def _plan_numbers(published: dict[str, Row], lang: Lang) -> dict[str, str]:
    keys = {"all": "ogp-verpflichtungen", "done": "ogp-wesentlich-umgesetzt"}
    return {name: number(float(str(published[key]["value"])), lang, None) for name, key in keys.items()}


def _conflicts(published: dict[str, Row], lang: Lang) -> Component:
    items = []
    for name, keys in CONFLICTS:
        rows = [published[key] for key in keys if key in published]
        if len(rows) > 1:
            entries = [html.Dd(_statement(row, lang)) for row in rows]
            items.append(html.Div([html.Dt(t(f"programme.conflict_{name}", lang)), *entries]))
    body = html.Dl(items, className="facts conflicts")
    return _section("conflicts", t("programme.conflicts_sentence", lang), [body], lang)


def _statement(row: Row, lang: Lang) -> list[Node]:
    when = f", {date_text(str(row['as_of']), lang)}" if row["as_of"] else f", {t('programme.no_date', lang)}"
    label = f" – {row[f'label_{lang}']} ({row['stated_by']}{when}) "
    return [html.B(_value(row, lang)), label, source_link(row["source_url"])]


def _value(row: Row, lang: Lang) -> str:
    text = number(float(str(row["value"])), lang, None)
    return t(f"programme.unit_{row['unit']}", lang, n=text)


def _figures(published: dict[str, Row], lang: Lang) -> Component:
    heads = [t(f"programme.{key}", lang) for key in ("what", "value", "as_of", "stated_by", "note", "source")]
    rows: list[list[Node | list[Node]]] = [
        [
            str(row[f"label_{lang}"]),
            _value(row, lang),
            date_text(str(row["as_of"]), lang)
            if row["as_of"]
            else html.Span(t("programme.no_date", lang), className="quiet"),
            html.Span(str(row["stated_by"]), lang="de"),
            german(row["note_de"], lang) if row["note_de"] else "–",
            source_link(row["source_url"]),
        ]
        for row in sorted(published.values(), key=lambda row: str(row[f"label_{lang}"]))
    ]
    grid = html.Div(table(heads, rows, label=t("programme.figures", lang), css="published"), className="scroll")
    links = download_links("published_counts", [], lang)
    return _section("figures", t("programme.figures_sentence", lang), [grid, _source(lang), more([], lang)], lang, links)


def _source(lang: Lang) -> Component:
    return source_line(lang, date_text(catalog.build_info()["data_date"], lang))
