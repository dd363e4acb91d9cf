"""The parts of the table page of a dataset, each a function of what is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from dash import html
from dash.development.base_component import Component

from dashboard import db
from dashboard.api import catalogue, sql_route
from dashboard.api.address import own_address
from dashboard.components.cite import citation
from dashboard.components.dataset_form import dataset_form
from dashboard.components.dataset_table import dataset_table
from dashboard.components.sql_twin import statement_twin
from dashboard.components.tables import table
from dashboard.dataset_facets import facets
from dashboard.dataset_query import DatasetQuery, count, parse, statement, sums
from dashboard.datasets import Dataset, as_runnable_sql, needed
from dashboard.i18n import Lang, number, t
from dashboard.pages.data import format_links, json_ld
from dashboard.pages.things import part
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

PAGE_ROWS = 50


@dataclass(frozen=True)
class DatasetView:
    """What is asked of a dataset and everything the page says about it, read when it is needed."""

    question: DatasetQuery
    start: int
    lang: Lang

    @classmethod
    def from_query(cls, dataset: Dataset, query: Pairs, lang: Lang) -> DatasetView:
        """The view of an address; what cannot be used in it is left out."""
        asked, _ = parse(dataset, _merged(query))
        is_all = asked.columns == dataset.column_names
        question = replace(asked, lang=lang, limit=None, version="", offset=0, columns=() if is_all else asked.columns)
        return cls(question, asked.offset, lang)

    @property
    def query(self) -> str:
        """The question as it stands in the address of the page."""
        return encode(replace(self.question, lang="de").pairs())

    @property
    def text(self) -> str:
        """Dataset and question in one text, as the page's store holds them."""
        offset = [("offset", str(self.start))] if self.start else []
        return f"{self.question.dataset.name}?{encode([*replace(self.question, lang='de').pairs(), *offset])}"

    @cached_property
    def total(self) -> int:
        """Rows under the filters."""
        return count(self.question)

    @cached_property
    def all_rows(self) -> int:
        """Rows of the dataset."""
        return count(DatasetQuery(self.question.dataset))

    @cached_property
    def offset(self) -> int:
        """The first row of the plain table: the start of a page that exists."""
        last = max(0, (self.total - 1) // PAGE_ROWS * PAGE_ROWS)
        return min(self.start // PAGE_ROWS * PAGE_ROWS, last)

    @cached_property
    def rows(self) -> list[dict[str, object]]:
        """The rows of the plain table."""
        question = replace(self.question, limit=PAGE_ROWS, offset=self.offset)
        sql = statement(question)
        return db.records(sql, needed(sql, question.params()))

    @cached_property
    def sums(self) -> dict[str, float]:
        """Column → sum over all rows under the filters."""
        return sums(self.question)

    def url(self, offset: int = 0) -> str:
        """The address of the page for these rows."""
        pairs = replace(self.question, lang="de", offset=offset).pairs()
        return page_url("dataset", self.lang, self.question.dataset.name, encode(pairs))


def _merged(query: Pairs) -> Pairs:
    """The query with what a form sends: each column on its own, controls left empty."""
    given = [(key, value) for key, value in query if value]
    columns = [value for key, value in given if key == "columns"]
    rest = [(key, value) for key, value in given if key != "columns"]
    return rest + ([("columns", ",".join(columns))] if columns else [])


def form(view: DatasetView) -> Tag:
    """Filters with their counts and the choice of columns."""
    return dataset_form(view.question, facets(view.question), view.lang)


def head(view: DatasetView) -> Component:
    """How many rows and columns of how many, and the same selection as files."""
    lang, question = view.lang, view.question
    rows = t("grid.rows", lang, n=number(view.total, lang), all=number(view.all_rows, lang))
    columns = t("grid.columns", lang, columns=len(question.shown), all=len(question.dataset.columns))
    buttons = [
        tag("button", t("grid.copy", lang), type="button", class_="button", id="grid-copy", hidden=True),
        tag(
            "button",
            t("grid.plain", lang),
            type="button",
            class_="button",
            id="grid-plain",
            hidden=True,
            aria_expanded="false",
            aria_controls="dataset-plain",
        ),
        tag("span", "", id="grid-said", class_="quiet small", role="status"),
    ]
    files = [html.Span(t("data.as_file", lang), className="quiet small"), format_links(question, lang)]
    return html.Div(
        [
            html.Div([html.H2(rows, id="table-title"), html.P(columns, className="quiet")]),
            html.Div([html.Div(files, className="table-files"), html.Div(buttons, className="grid-buttons")]),
        ],
        className="table-head",
    )


def plain(view: DatasetView) -> list[Node]:
    """The rows as an HTML table, a page at a time."""
    if not view.total:
        return [html.P(t("data.no_rows", view.lang), className="empty-line")]
    return [_range(view), dataset_table(view.question, view.rows, view.sums, view.lang), _pages(view)]


def _range(view: DatasetView) -> Component:
    last = min(view.total, view.offset + PAGE_ROWS)
    numbers = {"first": view.offset + 1, "last": last, "n": view.total}
    return html.P(
        t("data.table_range", view.lang, **{k: number(v, view.lang) for k, v in numbers.items()}), className="quiet"
    )


def _pages(view: DatasetView) -> Component | None:
    last = (view.total - 1) // PAGE_ROWS
    if not last:
        return None
    lang, current = view.lang, view.offset // PAGE_ROWS
    wanted = sorted({0, last, *(page for page in range(current - 2, current + 3) if 0 <= page <= last)})
    items: list[Component] = []
    for before, index in zip([-1, *wanted], wanted, strict=False):
        if index - before > 1:
            items.append(html.Li("…"))
        mark = {"aria-current": "page"} if index == current else {}
        items.append(html.Li(html.A(number(index + 1, lang), href=view.url(index * PAGE_ROWS) + "#table", **mark)))
    label = html.Span(t("table.page", lang), className="quiet")
    return html.Nav([label, html.Ul(items, className="plain")], className="pager", **{"aria-label": t("table.pages", lang)})


def fields(dataset: Dataset, lang: Lang) -> Component:
    """The columns with label, type, unit, meaning and what an empty cell says."""
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
    body = html.Div(table(heads, rows, css="records fields", label=t("data.fields", lang)), className="scroll")
    return part("fields", t("data.fields", lang), [body], sentence=t("data.empty_means", lang))


def sql(view: DatasetView) -> Component:
    """The statement behind the rows."""
    text = as_runnable_sql(statement(view.question), view.question.params())
    twin = statement_twin(
        "sql-table", text, sql_route.permalink(text, view.lang), view.lang, summary=t("sql.twin_table", view.lang)
    )
    return part("sql", "SQL", [twin])


def cite(dataset: Dataset, lang: Lang) -> list[Node]:
    """How the dataset is cited, and what search engines read about it."""
    url = own_address() + page_url("dataset", lang, dataset.name)
    title = f"{t('catalogue.title', lang)}: {dataset.titles[lang]}"
    described = {"@context": "https://schema.org/", **catalogue.schema_dataset(dataset, own_address(), lang)}
    return [
        part("cite", t("cite.heading", lang), [citation(dataset.name, title, url, dataset.sources, lang)]),
        json_ld(described),
    ]
