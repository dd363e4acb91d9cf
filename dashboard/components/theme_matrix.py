"""Themes as a matrix of dots: a table whose cells are links, so that it needs no twin and no mouse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.links import thing_link
from dashboard.components.marks import legend
from dashboard.filters import VOCABULARIES, View
from dashboard.i18n import Lang, number, plural, t
from dashboard.ssr import Node
from dashboard.ssr import elements as html


@dataclass(frozen=True)
class Matrix:
    """What a matrix shows: theme × `column` (lab_id or principle).

    `counts` has the columns theme, `column`, n and n_worked; `columns` are the keys across, in order; `totals` the
    subprojects of each theme, each counted once; `label` names the matrix.
    """

    counts: pd.DataFrame
    column: str
    columns: tuple[str, ...]
    totals: Mapping[str, int]
    label: str


def matrix(data: Matrix, view: View, path: str, lang: Lang) -> Component:
    """The dots; rows are the themes found, most subprojects first. A cell links to its subprojects."""
    key = {"lab_id": "lab"}.get(data.column, data.column)
    columns_of = (data.counts[name].tolist() for name in ("theme", data.column, "n", "n_worked"))
    cells = {(theme, value): (n, worked) for theme, value, n, worked in zip(*columns_of, strict=True)}
    totals, columns = data.totals, data.columns
    themes = sorted(totals, key=lambda theme: (-totals[theme], catalog.label("theme", theme, lang)))
    names = {value: catalog.label(VOCABULARIES[key], value, lang) for value in columns}
    focus = view.focus if key == "lab" else ""
    head = html.Tr(
        [
            html.Th(t("themes.theme", lang), scope="col"),
            *(
                html.Th(_head(key, value, names[value], lang), scope="col", className="focus-cell" if value == focus else "")
                for value in columns
            ),
            html.Th(t("themes.total", lang), scope="col", colSpan=2),
        ]
    )
    link, link_cell = _linker(view, path), _linker(view, path, key)
    top = max(totals.values(), default=1)
    rows = []
    for theme in themes:
        label = catalog.label("theme", theme, lang)
        tds = [
            _cell(cells[theme, value], link_cell(theme, value), value == focus, label, names[value], lang)
            if (theme, value) in cells
            else html.Td(className="focus-cell focus" if value == focus else "")
            for value in columns
        ]
        width = f"{100 * totals[theme] / top:.0f}%"
        bar = html.Td(html.Span(className="bar", style={"width": width}, **{"aria-hidden": "true"}), className="bar-cell")
        count = html.Td(number(totals[theme], lang), className="number total")
        rows.append(html.Tr([html.Th(html.A(label, href=link(theme), **{"data-view": "1"}), scope="row"), *tds, bar, count]))
    return html.Div(
        html.Table(
            [html.Caption(data.label, className="visually-hidden"), html.Thead(head), html.Tbody(rows)], className="matrix"
        ),
        className="scroll matrix-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": data.label},
    )


def _linker(view: View, path: str, key: str = "") -> Callable[..., str]:
    """Addresses of cells: the present view narrowed to a theme (and a value of `key`) and showing the subprojects."""
    narrowed = {"theme": ("\0",), **({key: ("\1",)} if key else {})}
    target = replace(view, filters=replace(view.filters, **narrowed), table="subprojects", page=1)  # type: ignore[arg-type]
    # Written once and filled in for each cell: terms of a vocabulary need no encoding.
    pattern = f"{path}?{target.to_query()}#table"

    def link(theme: str, value: str = "") -> str:
        return pattern.replace("%00", theme).replace("%01", value)

    return link


def _head(key: str, value: str, name: str, lang: Lang) -> Node:
    return thing_link("lab", value, _breakable(name), lang) if key == "lab" else _breakable(name)


def _breakable(name: str) -> str:
    """Heads may break after a slash, and within a German compound after its linking -ungs-."""
    return re.sub(r"ungs(?=[a-zäöü])", "ungs\u00ad", name.replace("/", "/\u200b"))


def _cell(counts: tuple[int, int], href: str, is_focus: bool, theme: str, other: str, lang: Lang) -> Node:
    css = "focus-cell focus" if is_focus else ""
    n, worked = counts
    kind = "dot-open" if not worked else "dot-full"
    label = plural("themes.cell", n, lang, theme=theme, other=other)
    dot = html.Span(str(n) if n > 1 else "", className=f"{kind} size-{min(n, 9)}", **{"aria-hidden": "true"})
    return html.Td(
        html.A([dot, html.Span(label, className="visually-hidden")], href=href, title=label, **{"data-view": "1"}),
        className=css,
    )


def theme_bars(
    counts: pd.DataFrame, totals: Mapping[str, int], view: View, path: str, lang: Lang, limit: int = 10
) -> Component:
    """The same totals as bars, for narrow screens: the ten largest themes, all of them in the folded rest."""
    rows = list(zip(counts.theme.tolist(), counts.lab_id.tolist(), strict=True))
    labs = Counter(theme for theme, _ in rows)
    with_focus = {theme for theme, lab in rows if lab == view.focus}
    themes = sorted(totals, key=lambda theme: (-totals[theme], catalog.label("theme", theme, lang)))
    link = _linker(view, path)
    top = max(totals.values(), default=1)

    def item(theme: str) -> Component:
        mark = [html.Span(className="dot", **{"aria-hidden": "true"})] if theme in with_focus else []
        return html.Li(
            [
                html.Div(
                    [
                        html.A(catalog.label("theme", theme, lang), href=link(theme), **{"data-view": "1"}),
                        html.Span([*mark, plural("themes.labs_per_theme", labs[theme], lang)], className="quiet"),
                    ],
                    className="bar-head",
                ),
                html.Div(
                    [
                        html.Span(className="bar", style={"width": f"{82 * totals[theme] / top:.0f}%"}),
                        html.Span(number(totals[theme], lang)),
                    ],
                    className="bar-line",
                ),
            ]
        )

    rest = [
        html.Details(
            [html.Summary(f"+ {len(themes) - limit}"), html.Ul([item(x) for x in themes[limit:]], className="plain")]
        )
    ]
    shown = [html.Ul([item(theme) for theme in themes[:limit]], className="plain")]
    return html.Div(shown + (rest if len(themes) > limit else []), className="theme-bars")


def matrix_legend(lang: Lang) -> Component:
    """What the dots mean."""
    one = html.Span(className="dot-full size-1", **{"aria-hidden": "true"})
    many = html.Span("3", className="dot-full size-3", **{"aria-hidden": "true"})
    hollow = html.Span(className="dot-open size-1", **{"aria-hidden": "true"})
    entries = ((one, "themes.legend_one"), (many, "themes.legend_many"), (hollow, "themes.legend_open"))
    return legend([html.Li([sign, t(key, lang)]) for sign, key in entries])
