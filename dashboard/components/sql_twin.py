"""“Diese Zahl als SQL”: the statement behind a chart, with its filters written in, folded below the chart."""

from __future__ import annotations

from dashboard.components.code import code_block, folded
from dashboard.datasets import as_runnable_sql
from dashboard.filters import Filters
from dashboard.i18n import Lang, t
from dashboard.queries.twins import CHARTS
from dashboard.ssr import Tag, tag
from dashboard.urls import encode, page_url


def chart_sql(chart: str, filters: Filters, lang: Lang) -> str:
    """The statement of a chart of the overview under filters, ready for the downloadable database.

    Raises: KeyError for an unknown chart.
    """
    return as_runnable_sql(CHARTS[chart], {**filters.sql_params(), "lang": lang})


def sql_twin(chart: str, filters: Filters, lang: Lang) -> Tag:
    """The folded statement with a link that opens it on the SQL page; inside a fragment it follows the filters."""
    href = page_url("sql", lang, query=encode([("chart", chart), *filters.pairs()]))
    return statement_twin(f"sql-{chart}", chart_sql(chart, filters, lang), href, lang, summary=t("sql.twin", lang))


def statement_twin(id_: str, sql: str, href: str, lang: Lang, *, summary: str) -> Tag:
    """A folded statement; `href` opens it on the SQL page, empty when its address would be too long."""
    run = [tag("a", t("sql.try", lang), href=href), " · "] if href else []
    links = tag("p", [*run, tag("a", t("sql.file", lang), href="/download/rogl.duckdb")], class_="small")
    return folded(summary, [code_block(id_, sql, lang, label=summary), links])
