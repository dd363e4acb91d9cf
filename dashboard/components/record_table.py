"""The table at the end of the overview: subprojects, labs, organisations or events, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_row, evidence_text
from dashboard.components.tables import Cell, source_link, table, table_row
from dashboard.filters import View
from dashboard.i18n import Lang, number, period_text, plural, t
from dashboard.ssr import Tag
from dashboard.ssr import elements as html
from dashboard.urls import file_url

PAGE_ROWS = 12
Row = Mapping[str, object]


def record_table(view: View, rows: Sequence[Row], counts: Mapping[str, int], path: str, lang: Lang) -> list[Component]:
    """Choice of table, heading, downloads, rows and pages. `counts` holds the rows of all four tables."""
    n = counts[view.table]
    query = view.filters.to_query()
    files = [
        html.A(
            t("chart.csv_excel", lang),
            href=file_url(view.table, ".excel.csv", _lang_query(query, lang)),
            className="button primary",
        ),
        html.A("CSV", href=file_url(view.table, ".csv", _lang_query(query, lang)), className="button"),
    ]
    first = min((view.page - 1) * PAGE_ROWS + 1, max(n, 1))
    last = min(first + PAGE_ROWS - 1, n)
    numbers = {"first": number(first, lang), "last": number(last, lang), "n": number(n, lang)}
    body: Component = html.P(t(f"table.empty_{view.table}", lang), className="empty-line")
    if rows:
        heads, cells, right = _TABLES[view.table](rows, lang)
        body = html.Div(
            table(heads, cells, numbers=right, css=f"records labelled {view.table}", label=t(f"table.{view.table}", lang)),
            className="scroll",
        )
    return [
        html.Nav(_choices(view, counts, path, lang), className="table-choice", **{"aria-label": t("table.which", lang)}),
        html.Div(
            [
                html.Div(
                    [
                        html.H2(plural(f"table.heading_{view.table}", n, lang), id="table-title"),
                        html.P(t("table.rows", lang, **numbers) if n else "", className="quiet"),
                    ]
                ),
                html.Div(files, className="buttons"),
            ],
            className="table-head",
        ),
        body,
        *_pages(view, n, path, lang),
    ]


def _lang_query(query: str, lang: Lang) -> str:
    return "&".join(part for part in (query, "lang=en" if lang == "en" else "") if part)


def _choices(view: View, counts: Mapping[str, int], path: str, lang: Lang) -> Component:
    items = []
    for name in View.TABLES:
        target = replace(view, table=name, page=1)
        current = {"aria-current": "true"} if name == view.table else {}
        label = [t(f"table.{name}", lang), " ", html.Span(number(counts[name], lang), className="quiet")]
        items.append(html.Li(html.A(label, href=f"{path}?{target.to_query()}#table", **{"data-view": "1"}, **current)))
    return html.Ul(items, className="plain")


def _pages(view: View, n: int, path: str, lang: Lang) -> list[Component]:
    last = max(1, -(-n // PAGE_ROWS))
    if last == 1:
        return []
    current = min(view.page, last)
    wanted = sorted({1, last, *(page for page in range(current - 1, current + 2) if 1 <= page <= last)})
    items: list[Component] = []
    for before, page in zip([0, *wanted], wanted, strict=False):
        if page - before > 1:
            items.append(html.Li("…"))
        mark = {"aria-current": "page"} if page == current else {}
        href = f"{path}?{replace(view, page=page).to_query()}#table"
        items.append(html.Li(html.A(number(page, lang), href=href, **{"data-view": "1"}, **mark)))
    label = html.Span(t("table.page", lang), className="quiet")
    return [
        html.Nav([label, html.Ul(items, className="plain")], className="pager", **{"aria-label": t("table.pages", lang)})
    ]


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value else None


def _period(row: Row, lang: Lang) -> str:
    return period_text(_text(row, "start_date"), _text(row, "end_date"), lang)


def _first_of(labels: str | None) -> str:
    """The first label and how many more: 'Bildung + 2'."""
    parts = (labels or "–").split("; ")
    return parts[0] if len(parts) == 1 else f"{parts[0]} + {len(parts) - 1}"


Built = tuple[list[str], Sequence[list[Cell] | Tag], frozenset[int]]


def _subprojects(rows: Sequence[Row], lang: Lang) -> Built:
    heads = [t(f"table.{key}", lang) for key in ("title", "lab", "period", "evidence", "status", "themes", "source")]
    return heads, [_subproject(tuple(row.items()), tuple(heads), lang) for row in rows], frozenset()


# A filter change shows the same rows again and again.
@lru_cache(maxsize=1024)
def _subproject(columns: tuple[tuple[str, object], ...], heads: tuple[str, ...], lang: Lang) -> Tag:
    row = dict(columns)
    cells: list[Cell] = [
        thing_link("subproject", row["subproject_id"], str(row["title"]), lang),
        thing_link("lab", row["lab_id"], str(row["lab"]), lang),
        _period(row, lang),
        evidence_text(str(row["evidence"]), lang),
        str(row[f"status_{lang}"]),
        html.Span(_first_of(_text(row, "theme_labels")), title=_text(row, "theme_labels") or ""),
        source_link(row["source_url"]),
    ]
    return table_row(cells, labels=heads)


def _labs(rows: Sequence[Row], lang: Lang) -> Built:
    heads = [t(f"table.{key}", lang) for key in ("lab", "state", "lead", "period", "funding", "subprojects", "source")]
    cells: list[list[Cell]] = [
        [
            lab_link(row["lab_id"], lang),
            ", ".join(catalog.label("state", code, lang) for code in str(row["states"]).split(";")),
            thing_link("organisation", row["lead_organisation_id"], _text(row, "lead") or t("table.lead_none", lang), lang),
            _period(row, lang),
            number(int(str(row["funding_eur"])), lang) if row["funding_eur"] is not None else t("table.unknown", lang),
            evidence_row({key: int(str(row[f"n_{key}"])) for key in catalog.EVIDENCE}, lang),
            source_link(row["source_url"]),
        ]
        for row in rows
    ]
    return heads, cells, frozenset({4})


def _organisations(rows: Sequence[Row], lang: Lang) -> Built:
    heads = [t(f"table.{key}", lang) for key in ("name", "kind", "place", "role", "source")]
    cells: list[list[Cell]] = [
        [
            thing_link("organisation", row["organisation_id"], str(row["name"]), lang),
            str(row[f"kind_{lang}"]),
            _text(row, "place") or t("table.unknown", lang),
            _lab_roles(row, lang),
            source_link(row["source_url"]),
        ]
        for row in rows
    ]
    return heads, cells, frozenset()


def _lab_roles(row: Row, lang: Lang) -> Cell:
    """'Oberrhein (Partner); …' with a link to each lab; both lists of the row stand in the order of the labs."""
    found: list[Cell] = []
    for lab, words in zip(str(row["labs"]).split(";"), str(row["lab_roles"]).split("; "), strict=True):
        found += ["; ", lab_link(lab, lang), words.removeprefix(catalog.label("lab", lab, lang))]
    return html.Span(found[1:])


def _events(rows: Sequence[Row], lang: Lang) -> Built:
    heads = [t(f"table.{key}", lang) for key in ("event", "lab", "period", "kind", "place", "source")]
    cells: list[list[Cell]] = [
        [
            str(row["title"]),
            lab_link(row["lab_id"], lang) if row["lab_id"] else t("table.programme", lang),
            _period(row, lang),
            str(row[f"kind_{lang}"]),
            _text(row, "place") or "–",
            source_link(row["source_url"]),
        ]
        for row in rows
    ]
    return heads, cells, frozenset()


_TABLES: dict[str, Callable[[Sequence[Row], Lang], Built]] = {
    "subprojects": _subprojects,
    "labs": _labs,
    "organisations": _organisations,
    "events": _events,
}
