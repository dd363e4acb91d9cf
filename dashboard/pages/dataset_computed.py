"""A dataset that is computed for a place (peers, their reasons, the comparison): the example or the place in the address."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.api.address import own_address
from dashboard.components import shell
from dashboard.components.cite import citation
from dashboard.components.code import code_block
from dashboard.components.tables import source_link, table
from dashboard.datasets import Column, Dataset
from dashboard.document import Page
from dashboard.i18n import Lang, number, t
from dashboard.pages import dataset as stored
from dashboard.pages.compare_data import Comparing, asked
from dashboard.pages.compare_tables import table as rows_of
from dashboard.pages.data import file_links
from dashboard.pages.dataset_parts import fields
from dashboard.pages.things import part
from dashboard.peer_datasets import EXAMPLE, NAMES, dataset
from dashboard.ssr import Node, Tag
from dashboard.urls import Pairs, file_url, page_url

_ROWS = 50


def page(lang: Lang, key: str, query: Pairs) -> Page | None:
    """The page of a dataset: a computed one here, a stored one as it has always been."""
    if key not in NAMES:
        return stored.page(lang, key, query)
    found = asked(query)
    data = Comparing((found if found.view.request.ags else asked([("ags", EXAMPLE)])).view, lang)
    item = dataset(key)
    lead = f"{item.descriptions[lang]} {item.row_meaning(lang)}"
    body = html.Div(
        [
            shell.breadcrumb([(t("nav.data", lang), page_url("data", lang)), (item.titles[lang], "")], lang),
            html.Div([html.H1(item.titles[lang]), html.P(lead, className="lead")], className="page-head"),
            html.Section(_table(item, data), id="table", **{"aria-labelledby": "table-title"}),
            fields(item, lang),
            part("api", "API", [_address(item, data)], sentence=t("data.computed_text", lang)),
            part("cite", t("cite.heading", lang), [_citation(item, lang)]),
        ],
        className="wrap data-page",
    )
    return Page(item.titles[lang], lead, body, is_indexed=not query)


def _table(item: Dataset, data: Comparing) -> list[Node]:
    lang = data.lang
    rows = rows_of(item.name, data)
    title = t("data.computed_for", lang, name=data.name(data.focus))
    says = t("data.computed_rows", lang, shown=number(min(_ROWS, len(rows)), lang), n=number(len(rows), lang))
    compare = html.A(t("data.computed_compare", lang), href=data.href(data.view))
    query = f"{data.view.to_query()}{'&lang=en' if lang == 'en' else ''}"
    said = html.Span(t("data.as_file", lang), className="quiet small")
    links = html.Div([said, file_links(item, query, lang)], className="table-files")
    heading = html.Div([html.H2(title, id="table-title"), html.P([says, " ", compare], className="quiet")])
    return [html.Div([heading, links], className="table-head"), _rows(item, rows[:_ROWS], lang)]


def _rows(item: Dataset, rows: list[dict[str, object]], lang: Lang) -> Component:
    numbers = frozenset(index for index, column in enumerate(item.columns) if column.type in ("integer", "number"))
    cells: list[list[Node]] = [[_cell(column, row[column.name], lang) for column in item.columns] for row in rows]
    heads = [column.titles[lang] for column in item.columns]
    inner = table(heads, cells, numbers=numbers, css="grid", label=item.titles[lang])
    return html.Div(inner, className="scroll grid-scroll", tabIndex=0, role="region", **{"aria-label": item.titles[lang]})


def _cell(column: Column, value: object, lang: Lang) -> Node:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return t("compare.yes" if value else "compare.no", lang)
    if isinstance(value, int | float) and column.name != "year":
        return number(value, lang, None if isinstance(value, float) else 0)
    return source_link(value) if column.name == "source_url" else str(value)


def _address(item: Dataset, data: Comparing) -> Node:
    host, query = own_address(), data.view.to_query()
    text = f"{host}{file_url(item.name, '.json', query)}\n"
    text += f"{host}{file_url(item.name, '.csv', query + '&k=20&w.size=3&state=own')}\n"
    text += f"{host}{file_url('comparison', '.datapackage.json', query)}\n"
    return code_block(f"address-{item.name}", text, data.lang, label="API")


def _citation(item: Dataset, lang: Lang) -> Tag:
    url = own_address() + page_url("dataset", lang, item.name)
    return citation(item.name, f"{t('catalogue.title', lang)}: {item.titles[lang]}", url, item.sources, lang)
