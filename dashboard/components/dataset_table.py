"""The rows of a dataset as a table whose heads sort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.components.tables import source_link
from dashboard.dataset_query import DatasetQuery
from dashboard.datasets import Column
from dashboard.i18n import Lang, number, t
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import encode, page_url

# Years, keys and ranks are whole numbers, but not amounts: no points between thousands.
_NOT_AMOUNTS = ("year", "position", "decimals")


def dataset_table(
    question: DatasetQuery, rows: Sequence[Mapping[str, object]], sums: Mapping[str, float], lang: Lang
) -> Tag:
    """Heads with links to sort by, the rows, and sums of what can be summed."""
    columns = {column.name: column for column in question.dataset.columns}
    shown = [columns[name] for name in question.shown]
    head = tag("tr", [_head(column, question, lang) for column in shown])
    body = [tag("tr", [_cell(column, row[column.name], index, lang) for index, column in enumerate(shown)]) for row in rows]
    foot = tag("tfoot", tag("tr", [_sum(column, sums, index, lang) for index, column in enumerate(shown)])) if sums else None
    caption = tag("caption", question.dataset.titles[lang], class_="visually-hidden")
    inner = tag("table", [caption, tag("thead", head), tag("tbody", body), foot], class_="grid")
    label = question.dataset.titles[lang]
    return tag("div", inner, class_="scroll grid-scroll", tabindex=0, role="region", aria_label=label)


def is_number(column: Column) -> bool:
    """True for columns whose cells stand to the right."""
    return column.type in ("integer", "number")


def is_amount(column: Column) -> bool:
    """True for numbers written with points between thousands: not for years, ranks and the like."""
    return is_number(column) and column.name not in _NOT_AMOUNTS and not column.name.endswith("_year")


def _head(column: Column, question: DatasetQuery, lang: Lang) -> Tag:
    now = dict(question.sort).get(column.name)
    order = {None: None, False: "ascending", True: "descending"}[now]
    following = replace(question, sort=((column.name, now is False),), lang="de")
    href = page_url("dataset", lang, question.dataset.name, encode(following.pairs())) + "#table"
    arrow = {None: "", False: " ▲", True: " ▼"}[now]
    unit = [tag("span", column.units[lang], class_="unit")] if column.units[lang] else []
    link = tag(
        "a", [column.titles[lang], tag("span", arrow, aria_hidden="true")], href=href, title=column.descriptions[lang]
    )
    return tag("th", [link, *unit], scope="col", class_="number" if is_number(column) else None, aria_sort=order)


def _cell(column: Column, value: object, index: int, lang: Lang) -> Tag:
    css = "number" if is_number(column) else None
    if index == 0:
        return tag("th", cell_text(column, value, lang), scope="row", class_=css)
    return tag("td", cell_text(column, value, lang), class_=css)


def cell_text(column: Column, value: object, lang: Lang) -> Node:
    """A value as people of the language write it; texts as they stand in the file."""
    if value is None:
        return tag("span", "–", class_="quiet")
    if isinstance(value, bool):
        return t("data.true" if value else "data.false", lang)
    if isinstance(value, int | float):
        return number(value, lang, None) if is_amount(column) else str(value)
    text = str(value)
    if text.startswith(("http://", "https://")):
        return source_link(text)
    return tag("div", text, class_="clip", title=text) if len(text) > 80 else text


def _sum(column: Column, sums: Mapping[str, float], index: int, lang: Lang) -> Tag:
    if column.name in sums:
        return tag("td", number(sums[column.name], lang, None), class_="number")
    return tag("th", t("data.sum", lang), scope="row") if index == 0 else tag("td")
