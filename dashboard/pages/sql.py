"""SQL for analysts: a statement, its rows, its permalink, its files; read-only and limited."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import flask
from dash import html
from dash.development.base_component import Component

from dashboard import db, sql_sandbox
from dashboard.api import sql_route
from dashboard.components.chart_more import copy_button
from dashboard.components.code import folded
from dashboard.components.sql_twin import KEYS, twin_sql
from dashboard.components.tables import table
from dashboard.document import Page
from dashboard.i18n import Lang, number, plural, t
from dashboard.sql_sandbox import Result
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, page_url

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN_ROWS = 200
EXAMPLES = ("themes", "organisations", "population", "broadband", "places", "tables")

_TABLES = """
select t.table_name as name, string_agg(c.column_name, ', ' order by c.ordinal_position) as columns
from information_schema.tables t
join information_schema.columns c on c.table_name = t.table_name
where t.table_schema = 'main'
group by t.table_name
order by t.table_name
"""


def page(lang: Lang, _key: str, query: Pairs) -> Page | None:
    """The form, and the rows when there is a statement; None when the page is switched off."""
    if not flask.current_app.config.get("SQL_PAGE", True):
        return None
    sql, is_run = _statement(query, lang)
    result = sql_sandbox.run(sql, max_rows=SHOWN_ROWS) if is_run and sql else None
    body = html.Div(
        [
            html.Div([html.H1(t("sql.h1", lang)), html.P(_lead(lang), className="lead")], className="page-head"),
            _form(sql, lang),
            *(_result(result, lang) if result else []),
            _examples(lang),
            folded(t("sql.tables", lang), [_tables(lang)]),
        ],
        className="wrap data-page",
    )
    return Page(t("sql.h1", lang), t("sql.description", lang), body, is_indexed=not query)


def _statement(query: Pairs, lang: Lang) -> tuple[str, bool]:
    """The statement from form or address, and whether to run it; that of a chart is only shown."""
    given = dict(reversed(query))
    posted = flask.request.form.get("sql") if flask.request.method == "POST" else None
    if posted or given.get("sql"):
        return (posted or given["sql"]).strip(), True
    if given.get("chart") in KEYS:
        return twin_sql(given["chart"], query, lang), False
    return "", False


def _lead(lang: Lang) -> str:
    return t(
        "sql.lead",
        lang,
        seconds=number(sql_sandbox.SECONDS, lang),
        memory=number(sql_sandbox.MEMORY_MB, lang),
        rows=number(sql_sandbox.MAX_ROWS, lang),
    )


def _form(sql: str, lang: Lang) -> Tag:
    box = tag(
        "textarea",
        sql,
        name="sql",
        id="sql-text",
        rows=max(6, min(24, sql.count("\n") + 2)),
        maxlength=sql_sandbox.MAX_STATEMENT,
        spellcheck="false",
        autocapitalize="off",
        required=True,
        class_="form-control sql-text",
    )
    files = [
        tag(
            "button",
            t(f"format.{suffix[1:].replace('.', '_')}", lang),
            type="submit",
            class_="button",
            formaction=f"/api/v1/sql{suffix}",
        )
        for suffix in sql_route.FORMATS
    ]
    run = tag("button", t("sql.run", lang), type="submit", class_="button primary")
    label = tag("label", t("sql.label", lang), for_="sql-text", class_="field-label")
    buttons = tag(
        "div", [run, tag("span", t("sql.as_file", lang), class_="quiet small"), *files], class_="buttons sql-buttons"
    )
    return tag("form", [label, box, buttons], action=page_url("sql", lang), method="post", class_="sql-form")


def _result(result: Result, lang: Lang) -> list[Node]:
    if result.table is None:
        detail: list[Node] = [tag("pre", result.detail, class_="sql-detail")] if result.detail else []
        words = t(f"sql.error_{result.error}", lang, seconds=number(sql_sandbox.SECONDS, lang))
        return [html.Section([html.H2(t("sql.failed", lang)), html.P(words), *detail], role="alert", id="result")]
    rows = result.table
    cut = t("sql.rows_cut", lang, n=number(rows.num_rows, lang))
    heading = html.H2(cut if result.is_cut else plural("sql.rows", rows.num_rows, lang))
    grid = html.Div(_rows(rows, lang), className="scroll", tabIndex=0)
    return [html.Section([heading, grid, copy_button("", lang)], id="result")]


def _rows(rows: pa.Table, lang: Lang) -> Component:
    numeric = frozenset(index for index, field in enumerate(rows.schema) if _is_number(field.type))
    cells = [[_cell(value, lang) for value in record.values()] for record in _records(rows)]
    return table(rows.schema.names, cells, numbers=numeric, css="records", label=t("sql.result", lang))


def _records(rows: pa.Table) -> list[dict[int, object]]:
    """Rows by position: names of columns may repeat."""
    columns = [column.to_pylist() for column in rows.columns]
    return [dict(enumerate(values)) for values in zip(*columns, strict=True)]


def _is_number(kind: pa.DataType) -> bool:
    from dashboard.arrow import pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _cell(value: object, lang: Lang) -> Node:
    if value is None:
        return tag("span", t("sql.null", lang), class_="quiet")
    if isinstance(value, bool):
        return t("data.true" if value else "data.false", lang)
    if isinstance(value, float):
        return number(value, lang, None) if abs(value) < 1e15 else str(value)
    return str(value)


def _examples(lang: Lang) -> Component:
    items = []
    for name in EXAMPLES:
        sql = t(f"sql.example_{name}_sql", lang)
        items.append(html.Li(html.A(t(f"sql.example_{name}", lang), href=sql_route.permalink(sql, lang))))
    return html.Section([html.H2(t("sql.examples", lang)), html.Ul(items, className="plain further")])


def _tables(lang: Lang) -> Component:
    rows: Sequence[tuple[str, str]] = _listed(db.current().path)
    heads = [t("sql.head_table", lang), t("sql.head_columns", lang)]
    return html.Div(table(heads, [[name, columns] for name, columns in rows], css="records"), className="scroll")


@cache
def _listed(_path: Path) -> tuple[tuple[str, str], ...]:
    return tuple((str(row["name"]), str(row["columns"])) for row in db.records(_TABLES))
