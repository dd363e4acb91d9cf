"""What changed: every version of the data against the one before, newest first, made by a program (dashboard.build.diff)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard import catalog, datasets
from dashboard.components.chart_more import copy_button
from dashboard.components.code import folded
from dashboard.components.downloads import download_links
from dashboard.components.tables import table
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, plural, t
from dashboard.pages.things import part
from dashboard.queries import versions as queries
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

Row = dict[str, object]
# Table → page of its rows, column of the key that the page is named by.
_PAGES = {
    "labs": ("lab", "lab_id"),
    "subprojects": ("subproject", "subproject_id"),
    "subproject_places": ("subproject", "subproject_id"),
    "organisations": ("organisation", "organisation_id"),
    "memberships": ("organisation", "organisation_id"),
    "programme_bodies": ("organisation", "organisation_id"),
    "municipalities": ("municipality", "ags"),
    "districts": ("municipality", "ags"),
}
_FOLD = 12
_COUNTS = ("n_added", "n_removed", "n_changed", "n_described")


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """All versions with their changes."""
    known, found = queries.versions(), queries.changes()
    body = html.Div(
        [
            html.Div(
                [
                    html.H1(t("changes.h1", lang)),
                    html.P(t("changes.lead", lang, version=catalog.data_version()), className="lead"),
                ],
                className="page-head",
            ),
            *(_version(row, found.get(str(row["data_version"]), []), lang) for row in known),
            part(
                "files",
                t("changes.files", lang),
                [download_links("changes", [], lang)],
                sentence=t("changes.files_text", lang),
            ),
        ],
        className="wrap data-page changes-page",
    )
    return Page(t("changes.title", lang), t("changes.description", lang, n=number(len(known), lang)), body)


def _version(row: Row, rows: Sequence[Row], lang: Lang) -> Component:
    version = str(row["data_version"])
    body: list[Node] = [html.P(str(row[f"note_{lang}"]))] if row[f"note_{lang}"] else []
    if not row["previous_version"]:
        body.append(html.P(t("changes.first", lang)))
    else:
        body.append(html.P(_counts(row, lang), className="quiet"))
    for name, items in groupby(rows, key=lambda item: str(item["table_name"])):
        body.append(_table(name, list(items), lang))
    if any(item["record"] != "*" for item in rows):
        body.append(copy_button("", lang))
    heading: list[Node] = [date_text(str(row["recorded_on"]), lang), " "]
    heading.append(html.Span(version, className="quiet version-name"))
    if version == catalog.data_version():
        heading += [" ", html.Span(t("changes.present", lang), className="present-version")]
    return part(version, heading, body)


def _counts(row: Row, lang: Lang) -> str:
    """'Gegenüber 2026-…: 163 Zeilen hinzugekommen, keine entfallen, …'"""
    parts = [plural(f"changes.{name}", int(str(row[name])), lang) for name in _COUNTS if row[name]]
    before = t("changes.against", lang, version=row["previous_version"])
    return f"{before} {', '.join(parts) or t('changes.only_form', lang)}."


def _table(name: str, rows: Sequence[Row], lang: Lang) -> Node:
    title = t("changes.table_description", lang) if name == "datapackage" else str(rows[0][f"table_{lang}"] or name)
    where: Node = title
    if name in datasets.NAMES:
        where = html.A(title, href=page_url("dataset", lang, name))
    whole = [row for row in rows if row["record"] == "*"]
    single = [row for row in rows if row["record"] != "*"]
    found: list[Node] = [tag("h3", where)]
    found += [tag("p", _whole(row, lang)) for row in whole]
    if single:
        heads = [t(f"changes.{key}", lang) for key in ("row", "field", "before", "after")]
        cells = [_cells(row, lang) for row in single]
        grid = tag("div", table(heads, cells, css="records labelled changes", label=title), class_="scroll", tabindex="0")
        n = plural("changes.n_rows", len(single), lang)
        found.append(folded(n, [grid]) if len(single) > _FOLD else grid)
    return tag("div", found, class_="changed-table")


def _whole(row: Row, lang: Lang) -> str:
    field = str(row[f"field_{lang}"] or row["field"])
    n = int(str(row["n"]))
    if row["kind"] == "table_added" and not n:
        return t("changes.whole_new_table", lang)
    return t(f"changes.whole_{row['kind']}", lang, field=field, n=number(n, lang))


def _cells(row: Row, lang: Lang) -> list[Node]:
    """Row with the way to it, column, content before and after; a whole row says that it came or went."""
    kind = str(row["kind"])
    if kind in ("added", "removed") or not row["field"]:
        field: Node = t(f"changes.kind_{kind}", lang)
    else:
        field = str(row[f"field_{lang}"] or row["field"])
    counted = int(str(row["n"]))
    if counted > 1:
        n = t("changes.counted", lang, n=number(counted, lang))
        return [_record(row, lang), field, tag("span", n, class_="quiet"), ""]
    return [_record(row, lang), field, _content(row["before"]), _content(row["after"])]


def _content(value: object) -> Node:
    """A cell; a whole row as its columns."""
    text = str(value or "")
    if text.startswith("{") and text.endswith("}"):
        try:
            cells = json.loads(text)
        except ValueError:
            return text
        items = [[tag("dt", name), tag("dd", content)] for name, content in cells.items()]
        return tag("dl", [node for pair in items for node in pair], class_="row-cells")
    return text or "–"


def _record(row: Row, lang: Lang) -> Node:
    """The key of a row, as a link to its page where it still has one."""
    key = dict(item.split("=", 1) for item in str(row["record"]).split("; ") if "=" in item)
    text = _key_text(key) or str(row["record"])
    name = str(row["table_name"])
    if row["kind"] == "removed" or not key:
        return text
    if name in ("indicators", "indicator_values") and "indicator_id" in key:
        pairs = [("indicator", key["indicator_id"]), *([("year", key["year"])] if "year" in key else [])]
        return _link(text, page_url("indicators", lang, query=encode(pairs)))
    page, column = _PAGES.get(name, ("", ""))
    return _link(text, page_url(page, lang, key[column])) if key.get(column) else text


def _key_text(key: dict[str, str]) -> str:
    return " · ".join(value for value in key.values() if value)


def _link(text: str, href: str) -> Tag:
    return tag("a", text, href=href)
