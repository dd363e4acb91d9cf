"""“Diese Zahl als SQL”: the statement behind a chart, with its filters written in, folded below the chart."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.code import code_block, folded
from dashboard.datasets import as_runnable_sql
from dashboard.filters import Filters
from dashboard.i18n import Lang, t
from dashboard.queries.page_twins import PAGES
from dashboard.queries.twins import CHARTS
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

KEYS = (*CHARTS, *PAGES)
"""Every chart whose statement is known."""


def chart_sql(chart: str, filters: Filters, lang: Lang) -> str:
    """The statement of a chart of the overview under filters, ready for the downloadable database.

    Raises: KeyError for an unknown chart.
    """
    return as_runnable_sql(CHARTS[chart], {**filters.sql_params(), "lang": lang})


def twin_sql(chart: str, pairs: Pairs, lang: Lang) -> str:
    """The statement of any chart under the query of its page; keys it does not know are left aside.

    Raises: KeyError for an unknown chart.
    """
    if chart in CHARTS:
        return chart_sql(chart, Filters.from_query(pairs), lang)
    return as_runnable_sql(PAGES[chart].sql, PAGES[chart].params(pairs))


def sql_url(chart: str, pairs: Pairs, lang: Lang) -> str:
    """The address of the statement as plain text."""
    query = encode([*pairs, *([("lang", lang)] if lang != "de" else [])])
    return f"/api/v1/charts/{chart}.sql{'?' + query if query else ''}"


def sql_twin(charts: Sequence[str], pairs: Pairs, lang: Lang, *, has_page: bool = True, keep: bool = False) -> Tag:
    """Folded statements of a chart. They are fetched when they are unfolded (assets/js/more.js).

    Without scripts the link leads to the SQL page, which shows the statement. With `keep` they follow the filters in the
    address of the page.
    """
    parts: list[Node] = []
    for chart in charts:
        run = tag(
            "a",
            t("sql.try", lang),
            href=page_url("sql", lang, query=encode([("chart", chart), *pairs])),
            data_keep="filters" if keep else None,
            data_own="chart" if keep else None,
        )
        text = tag("a", t("sql.text", lang), href=sql_url(chart, pairs, lang), rel="nofollow")
        links: list[Tag | str] = [run, " · "] if has_page else []
        links += [text, " · ", tag("a", t("sql.file", lang), href="/download/rogl.duckdb")]
        head = [tag("b", t(f"twin.{chart}", lang)), " · "] if len(charts) > 1 else []
        parts.append(
            tag(
                "div",
                [tag("p", [*head, *links], class_="small"), code_block(f"sql-{chart}", "", lang, label=f"SQL: {chart}")],
                data_fill=sql_url(chart, pairs, lang),
                data_follow="filters" if keep else None,
            )
        )
    return folded(t("sql.twin", lang), parts)


def statement_twin(id_: str, sql: str, href: str, lang: Lang, *, summary: str) -> Tag:
    """A folded statement; `href` opens it on the SQL page, empty when its address would be too long."""
    run = [tag("a", t("sql.try", lang), href=href), " · "] if href else []
    links = tag("p", [*run, tag("a", t("sql.file", lang), href="/download/rogl.duckdb")], class_="small")
    return folded(summary, [code_block(id_, sql, lang, label=summary), links])
