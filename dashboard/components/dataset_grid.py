"""The rows of a dataset as a grid: AG Grid, whose rows assets/js/grid/grid-page.js reads from the address of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component
from dash_ag_grid import AgGrid

from dashboard import ids
from dashboard.components.dataset_table import is_amount, is_number
from dashboard.dataset_query import DatasetQuery
from dashboard.datasets import Column
from dashboard.i18n import Lang, t
from dashboard.urls import encode

# AG Grid's names of its own texts that this grid can show or read out.
_TEXTS: Mapping[str, str] = {
    "loadingOoo": "grid.loading",
    "loadingError": "grid.failed",
    "noRowsToShow": "data.no_rows",
    "noMatchingRows": "data.no_rows",
    "ariaSortableColumn": "grid.press_enter",
    "ariaSkeletonCellLoading": "grid.loading",
    "ariaDeferSkeletonCellLoading": "grid.loading",
    "ariaSkeletonCellLoadingFailed": "grid.failed",
    "ariaLabelTooltip": "grid.tooltip",
}
# What the script says itself.
_SCRIPT_TEXTS: Mapping[str, str] = {
    "sum": "data.sum",
    "true": "data.true",
    "false": "data.false",
    "copied": "grid.copied",
    "copied_some": "grid.copied_some",
}
_MIN_WIDTH, _MAX_WIDTH, _LETTER = 96, 340, 8
_ROW, _HEAD, _FRAME = 34, 42, 20


def dataset_grid(
    question: DatasetQuery, rows: Sequence[Mapping[str, object]], total: int, sums: Mapping[str, float], lang: Lang
) -> Component:
    """The grid for a question; `rows` are some of its rows, only to judge how wide the columns have to be."""
    grid = AgGrid(
        id=ids.GRID,
        columnDefs=column_defs(question, rows, lang),
        defaultColDef={"resizable": True, "sortable": True, "filter": False, "suppressHeaderMenuButton": True},
        rowModelType="infinite",
        dashGridOptions=grid_options(total, lang),
        style={"height": height(total, bool(sums)), "width": "100%"},
    )
    script_texts = {name: t(key, lang) for name, key in _SCRIPT_TEXTS.items()}
    facts = {
        "dataset": question.dataset.name,
        "natural": question.dataset.column_names,
        "query": encode(replace(question, lang="de").pairs()),
        "total": total,
        "sums": dict(sums),
        "texts": script_texts,
    }
    return html.Div(grid, id="grid-live", className="grid-live", **{"data-grid": json.dumps(facts, ensure_ascii=False)})


def height(total: int, has_sums: bool) -> str:
    """As high as its rows need, at most seven tenths of the window."""
    rows = max(total, 3) + has_sums
    return f"min(70vh, {_HEAD + rows * _ROW + _FRAME}px)"


def grid_options(total: int, lang: Lang) -> dict[str, object]:
    """Options of AG Grid that are the same for all datasets, and its texts."""
    return {
        "theme": {"function": "siteTheme(themeQuartz)"},
        "localeText": {name: t(key, lang) for name, key in _TEXTS.items()},
        "cacheBlockSize": 100,
        "maxBlocksInCache": 20,
        "maxConcurrentDatasourceRequests": 2,
        "infiniteInitialRowCount": total,
        "rowHeight": _ROW,
        "suppressMultiSort": False,
        "suppressDragLeaveHidesColumns": True,
        "suppressFieldDotNotation": True,
        "suppressColumnVirtualisation": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "tooltipShowMode": "whenTruncated",
        "tooltipShowDelay": 500,
        "animateRows": False,
    }


def column_defs(question: DatasetQuery, rows: Sequence[Mapping[str, object]], lang: Lang) -> list[dict[str, object]]:
    """One definition per column of the dataset: those shown in their order, then the hidden ones."""
    columns = {column.name: column for column in question.dataset.columns}
    hidden = [name for name in columns if name not in question.shown]
    order = {name: (index, is_down) for index, (name, is_down) in enumerate(question.sort)}
    found = []
    for index, name in enumerate([*question.shown, *hidden]):
        values = [row[name] for row in rows if name in row]
        definition = _definition(columns[name], values, lang)
        definition |= {"hide": name in hidden, "pinned": "left" if index == 0 else None}
        if name in order:
            definition |= {"sort": "desc" if order[name][1] else "asc", "sortIndex": order[name][0]}
        found.append(definition)
    return found


def _definition(column: Column, values: Sequence[object], lang: Lang) -> dict[str, object]:
    unit = f" ({column.units[lang]})" if column.units[lang] else ""
    title = column.titles[lang] + unit
    definition: dict[str, object] = {
        "field": column.name,
        "headerName": title,
        "headerTooltip": column.descriptions[lang],
        "width": _width(title, values),
        "cellDataType": False,
        "wrapHeaderText": True,
        "valueFormatter": {"function": f"{_formatter(column)}(params)"},
    }
    if is_number(column):
        return {**definition, "type": "rightAligned"}
    return {**definition, "tooltipField": column.name, "cellRenderer": "SiteCell"}


def _formatter(column: Column) -> str:
    if is_number(column):
        return "amount" if is_amount(column) else "plain"
    return "yesOrNo" if column.type == "boolean" else "plain"


def _width(title: str, values: Sequence[object]) -> int:
    """Room for nine in ten of the texts, and for the head on two or three lines."""
    lengths = sorted(len(str(value)) if value is not None else 1 for value in values)
    common = lengths[len(lengths) * 9 // 10] if lengths else 10
    longest_word = max((len(word) for word in title.split()), default=0)
    needed = max(common, longest_word + 2, len(title) // 3) * _LETTER + 32
    return max(_MIN_WIDTH, min(_MAX_WIDTH, needed))
