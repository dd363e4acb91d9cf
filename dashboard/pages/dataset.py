"""One dataset as a table: filters, order, columns and pages from the address, so that the file is what the screen shows.

The page is complete as HTML: a form, a table with links, files. Where scripts run, a grid takes the place of the table and
reads its rows from the address of the file; the form then answers at once.
"""

from __future__ import annotations

from collections.abc import Callable

from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import datasets, ids
from dashboard.components import shell
from dashboard.components.dataset_grid import dataset_grid, height
from dashboard.datasets import Dataset
from dashboard.document import Page
from dashboard.i18n import Lang, as_lang, t
from dashboard.pages import dataset_parts as parts
from dashboard.pages.dataset_parts import DatasetView
from dashboard.pages.parts import parse_query
from dashboard.ssr import Node, fragment, to_html
from dashboard.store import stores
from dashboard.urls import Pairs, page_url

SCRIPTS = ("grid-page.js",)
# The texts that a change of filters, order or columns renews: id of the fragment → how it is made.
_PARTS: dict[str, Callable[[DatasetView], Node]] = {
    "dataset-form-part": parts.form,
    "dataset-head": parts.head,
    "dataset-plain": parts.plain,
    "dataset-sql": parts.sql,
}


def page(lang: Lang, key: str, query: Pairs) -> Page | None:
    """The table of a dataset; None when there is no such dataset."""
    if key not in datasets.NAMES:
        return None
    dataset = datasets.dataset(key)
    view = DatasetView.from_query(dataset, query, lang)
    body = html.Div(
        [
            *stores(ids.VIEW, view.text, lang, ids.TOTALS),
            fragment("dataset-title", _title(dataset, lang)),
            fragment("dataset-form-part", parts.form(view)),
            html.Section(
                [
                    fragment("dataset-head", parts.head(view)),
                    fragment("dataset-plain", parts.plain(view)),
                    dataset_grid(view.question, view.rows, view.total, view.sums, lang),
                    fragment("dataset-help", html.P(t("grid.help", lang), className="quiet small grid-help")),
                ],
                id="table",
                **{"aria-labelledby": "table-title"},
            ),
            fragment("dataset-fields", parts.fields(dataset, lang)),
            fragment("dataset-sql", parts.sql(view)),
            fragment("dataset-cite", parts.cite(dataset, lang)),
        ],
        className="wrap data-page",
    )
    description = f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}"
    return Page(dataset.titles[lang], description, body, is_indexed=not query, scripts=SCRIPTS)


def _title(dataset: Dataset, lang: Lang) -> list[Component]:
    steps = [(t("nav.data", lang), page_url("data", lang)), (dataset.titles[lang], "")]
    lead = f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}"
    heading = html.Div([html.H1(dataset.titles[lang]), html.P(lead, className="lead")], className="page-head")
    return [shell.breadcrumb(steps, lang), heading]


def update(view_text: str, lang_code: str) -> tuple[dict[str, str], dict[str, object]]:
    """What changes with the question: the fragments, and what the grid has to know of the rows it cannot see."""
    name, _, query = str(view_text).partition("?")
    if name not in datasets.NAMES:
        raise PreventUpdate
    view = DatasetView.from_query(datasets.dataset(name), parse_query(query), as_lang(lang_code))
    return {part: to_html(make(view)) for part, make in _PARTS.items()}, {
        "asked": str(view_text),
        "query": view.query,
        "columns": list(view.question.shown),
        "total": view.total,
        "sums": view.sums,
        "height": height(view.total, bool(view.sums)),
    }


def register(app: Dash) -> None:
    """Question → texts and totals (on the server); totals → grid (in the browser)."""
    app.clientside_callback(ClientsideFunction("rogl", "totals"), Input(ids.TOTALS, "data"), prevent_initial_call=True)
    app.callback(
        Output(ids.FRAGMENTS, "data"),
        Output(ids.TOTALS, "data"),
        Input(ids.VIEW, "data"),
        State(ids.LANG, "data"),
        prevent_initial_call=True,
    )(update)
