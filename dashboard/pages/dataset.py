"""One dataset as a table: filters, order, columns and pages from the address, so that the file is what the screen shows."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import datasets, db
from dashboard.api import catalogue, sql_route
from dashboard.api.address import own_address
from dashboard.components import shell
from dashboard.components.cite import citation
from dashboard.components.dataset_form import dataset_form
from dashboard.components.dataset_table import dataset_table
from dashboard.components.sql_twin import statement_twin
from dashboard.components.tables import table
from dashboard.dataset_query import DatasetQuery, count, parse, statement, sums
from dashboard.datasets import Dataset, as_runnable_sql, needed
from dashboard.document import Page
from dashboard.i18n import Lang, number, plural, t
from dashboard.pages.data import format_links, json_ld
from dashboard.pages.things import part
from dashboard.ssr import Node
from dashboard.urls import Pairs, encode, page_url

PAGE_ROWS = 50


def page(lang: Lang, key: str, query: Pairs) -> Page | None:
    """The table of a dataset; None when there is no such dataset."""
    if key not in datasets.NAMES:
        return None
    dataset = datasets.dataset(key)
    question, _ = parse(dataset, _merged(query))
    total = count(question)
    last = max(0, (total - 1) // PAGE_ROWS * PAGE_ROWS)
    question = replace(
        question, lang=lang, limit=None, version="", offset=min(question.offset // PAGE_ROWS * PAGE_ROWS, last)
    )
    whole = question.without_page()
    body = html.Div(
        [
            shell.breadcrumb([(t("nav.data", lang), page_url("data", lang)), (dataset.titles[lang], "")], lang),
            html.Div([html.H1(dataset.titles[lang]), html.P(_lead(dataset, lang), className="lead")], className="page-head"),
            dataset_form(question, lang),
            html.Section(_table(question, total, lang), id="table", **{"aria-labelledby": "table-title"}),
            part("fields", t("data.fields", lang), [_fields(dataset, lang)], sentence=t("data.empty_means", lang)),
            part("sql", "SQL", [_sql(whole, lang)]),
            part("cite", t("cite.heading", lang), [_citation(dataset, lang)]),
            json_ld({"@context": "https://schema.org/", **catalogue.schema_dataset(dataset, own_address(), lang)}),
        ],
        className="wrap data-page",
    )
    description = f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}"
    return Page(dataset.titles[lang], description, body, is_indexed=not query)


def _merged(query: Pairs) -> Pairs:
    """The query with what a form sends: each column on its own, controls left empty."""
    given = [(key, value) for key, value in query if value]
    columns = [value for key, value in given if key == "columns"]
    rest = [(key, value) for key, value in given if key != "columns"]
    return rest + ([("columns", ",".join(columns))] if columns else [])


def _lead(dataset: Dataset, lang: Lang) -> str:
    return f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}"


def _table(question: DatasetQuery, total: int, lang: Lang) -> list[Node]:
    whole = question.without_page()
    heading = html.H2(plural("data.table_rows", total, lang), id="table-title")
    files = html.Div(
        [html.Span(t("data.as_file", lang), className="quiet small"), format_links(whole, lang)], className="table-files"
    )
    head = html.Div(
        [html.Div([heading, html.P(_range(question, total, lang), className="quiet")]), files], className="table-head"
    )
    if not total:
        return [head, html.P(t("data.no_rows", lang), className="empty-line")]
    rows = _rows(replace(question, limit=PAGE_ROWS))
    return [head, dataset_table(whole, rows, sums(whole), lang), _pages(question, total, lang)]


def _rows(question: DatasetQuery) -> list[dict[str, object]]:
    sql = statement(question)
    return db.records(sql, needed(sql, question.params()))


def _range(question: DatasetQuery, total: int, lang: Lang) -> str:
    if not total:
        return ""
    last = min(total, question.offset + PAGE_ROWS)
    numbers = {"first": number(question.offset + 1, lang), "last": number(last, lang), "n": number(total, lang)}
    return t(
        "data.table_range",
        lang,
        **numbers,
        columns=len(question.shown),
        all_columns=len(question.dataset.columns),
    )


def dataset_url(question: DatasetQuery, lang: Lang) -> str:
    """The address of the table under a question."""
    return page_url("dataset", lang, question.dataset.name, encode(replace(question, lang="de").pairs()))


def _pages(question: DatasetQuery, total: int, lang: Lang) -> Component | None:
    last = (total - 1) // PAGE_ROWS
    if not last:
        return None
    current = question.offset // PAGE_ROWS
    wanted = sorted({0, last, *(page for page in range(current - 2, current + 3) if 0 <= page <= last)})
    items: list[Component] = []
    for before, index in zip([-1, *wanted], wanted, strict=False):
        if index - before > 1:
            items.append(html.Li("…"))
        mark = {"aria-current": "page"} if index == current else {}
        href = dataset_url(replace(question, offset=index * PAGE_ROWS), lang) + "#table"
        items.append(html.Li(html.A(number(index + 1, lang), href=href, **mark)))
    label = html.Span(t("table.page", lang), className="quiet")
    return html.Nav([label, html.Ul(items, className="plain")], className="pager", **{"aria-label": t("table.pages", lang)})


def _fields(dataset: Dataset, lang: Lang) -> Component:
    heads = [t(f"sheet.head_{name}", lang) for name in ("name", "label", "type", "unit", "meaning", "empty")]
    rows: list[list[Node]] = [
        [
            html.Code(column.name),
            column.titles[lang],
            t(f"data.type_{column.type}", lang),
            column.units[lang],
            column.descriptions[lang],
            t("data.never_empty" if column.is_required else "data.may_be_empty", lang),
        ]
        for column in dataset.columns
    ]
    return html.Div(table(heads, rows, css="records fields", label=t("data.fields", lang)), className="scroll")


def _sql(question: DatasetQuery, lang: Lang) -> Node:
    sql = as_runnable_sql(statement(question), question.params())
    return statement_twin("sql-table", sql, sql_route.permalink(sql, lang), lang, summary=t("sql.twin_table", lang))


def _citation(dataset: Dataset, lang: Lang) -> Node:
    url = own_address() + page_url("dataset", lang, dataset.name)
    title = f"{t('catalogue.title', lang)}: {dataset.titles[lang]}"
    return citation(dataset.name, title, url, dataset.sources, lang)
