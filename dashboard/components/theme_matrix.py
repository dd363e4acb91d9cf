"""Themes as a matrix of dots: a table whose cells are links, so that it needs no twin and no mouse.

A filter change writes it anew with hundreds of cells, of which only the addresses differ: cells are kept without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.links import thing_link
from dashboard.components.marks import legend
from dashboard.components.tables import breakable
from dashboard.filters import VOCABULARIES, View
from dashboard.i18n import Lang, number, plural, t
from dashboard.ssr import SLOT, Node, Tag, around, to_html
from dashboard.ssr import elements as html


@dataclass(frozen=True)
class Matrix:
    """What a matrix shows: theme × terms of the filter `key` (lab or principle).

    `counts` are the number of subprojects of each pair that has one, and of those that came to work; `columns` are the terms
    across, in order; `totals` the subprojects of each theme, each counted once; `label` names the matrix.
    """

    counts: Mapping[tuple[str, str], tuple[int, int]]
    key: str
    columns: tuple[str, ...]
    totals: Mapping[str, int]
    label: str


# Class of a cell, and a cell without subprojects: elsewhere and in the column in focus.
_CELL = ("", "focus-cell focus")
_EMPTY = tuple(html.Td(className=css) for css in _CELL)


def matrix(data: Matrix, view: View, path: str, lang: Lang) -> Component:
    """The dots; rows are the themes found, most subprojects first. A cell links to its subprojects."""
    names = {value: catalog.label(VOCABULARIES[data.key], value, lang) for value in data.columns}
    focus = view.focus if data.key == "lab" else ""
    head = html.Tr(
        [
            html.Th(t("themes.theme", lang), scope="col"),
            *(_head(data.key, value, name, value == focus, lang) for value, name in names.items()),
            html.Th(t("themes.total", lang), scope="col", colSpan=2),
        ]
    )
    link, link_cell = _linker(view, path), _linker(view, path, data.key)
    top = max(data.totals.values(), default=1)
    rows = []
    for theme, label in _ranked(data.totals, lang).items():
        before, after = _theme(label)
        cells = [f"{before}{link(theme)}{after}"]
        for value, name in names.items():
            if counts := data.counts.get((theme, value)):
                before, after = _cell(counts, value == focus, label, name, lang)
                cells.append(f"{before}{link_cell(theme, value)}{after}")
            else:
                cells.append(_EMPTY[value == focus])
        rows.append(html.Tr(Tag("".join([*cells, _total(data.totals[theme], top, lang)]))))
    return html.Div(
        html.Table(
            [html.Caption(data.label, className="visually-hidden"), html.Thead(head), html.Tbody(rows)], className="matrix"
        ),
        className="scroll matrix-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": data.label},
    )


def _ranked(totals: Mapping[str, int], lang: Lang) -> dict[str, str]:
    """Themes by number of subprojects, with their labels."""
    terms = catalog.terms("theme")
    labels = {theme: terms[theme].label(lang) for theme in totals}
    return dict(sorted(labels.items(), key=lambda item: (-totals[item[0]], item[1])))


def _linker(view: View, path: str, key: str = "") -> Callable[..., str]:
    """Addresses of cells, escaped: the view narrowed to a theme (and a value of `key`) and showing the subprojects."""
    narrowed = {"theme": ("\0",), **({key: ("\1",)} if key else {})}
    target = replace(view, filters=replace(view.filters, **narrowed), table="subprojects", page=1)  # type: ignore[arg-type]
    # Written once and filled in for each cell: terms of a vocabulary need no encoding.
    pattern = escape(f"{path}?{target.to_query()}#table")

    def link(theme: str, value: str = "") -> str:
        return pattern.replace("%00", theme).replace("%01", value)

    return link


@lru_cache(maxsize=256)
def _head(key: str, value: str, name: str, is_focus: bool, lang: Lang) -> Tag:
    text = thing_link("lab", value, breakable(name), lang) if key == "lab" else breakable(name)
    written: Tag = html.Th(text, scope="col", className="focus-cell" if is_focus else "")
    return written


@lru_cache(maxsize=128)
def _theme(label: str) -> tuple[str, str]:
    """The head of a row before and after its address."""
    return around(html.Th(html.A(label, href=SLOT, **{"data-view": "1"}), scope="row"))


@lru_cache(maxsize=8192)
def _cell(counts: tuple[int, int], is_focus: bool, theme: str, other: str, lang: Lang) -> tuple[str, str]:
    """A cell before and after its address."""
    n, worked = counts
    kind = "dot-open" if not worked else "dot-full"
    label = plural("themes.cell", n, lang, theme=theme, other=other)
    dot = html.Span(str(n) if n > 1 else "", className=f"{kind} size-{min(n, 9)}", **{"aria-hidden": "true"})
    link = html.A([dot, html.Span(label, className="visually-hidden")], href=SLOT, title=label, **{"data-view": "1"})
    return around(html.Td(link, className=_CELL[is_focus]))


@lru_cache(maxsize=1024)
def _total(n: int, top: int, lang: Lang) -> Tag:
    """The cells at the end of a row: its bar and its number."""
    bar = html.Span(className="bar", style={"width": f"{100 * n / top:.0f}%"}, **{"aria-hidden": "true"})
    return Tag(to_html([html.Td(bar, className="bar-cell"), html.Td(number(n, lang), className="number total")]))


def theme_bars(data: Matrix, view: View, path: str, lang: Lang, limit: int = 10) -> Component:
    """The totals of a matrix by lab as bars, for narrow screens: the ten largest themes, all of them in the folded rest."""
    labs = Counter(theme for theme, _ in data.counts)
    link = _linker(view, path)
    top = max(data.totals.values(), default=1)
    items = []
    for theme, label in _ranked(data.totals, lang).items():
        before, after = _bar(label, labs[theme], data.totals[theme], top, (theme, view.focus) in data.counts, lang)
        items.append(Tag(f"{before}{link(theme)}{after}"))
    shown: list[Node] = [html.Ul(items[:limit], className="plain")]
    if len(items) > limit:
        shown.append(html.Details([html.Summary(f"+ {len(items) - limit}"), html.Ul(items[limit:], className="plain")]))
    return html.Div(shown, className="theme-bars")


@lru_cache(maxsize=1024)
def _bar(label: str, n_labs: int, n: int, top: int, has_focus: bool, lang: Lang) -> tuple[str, str]:
    """A bar with its words before and after its address."""
    mark = [html.Span(className="dot", **{"aria-hidden": "true"})] if has_focus else []
    head = [
        html.A(label, href=SLOT, **{"data-view": "1"}),
        html.Span([*mark, plural("themes.labs_per_theme", n_labs, lang)], className="quiet"),
    ]
    bar = [html.Span(className="bar", style={"width": f"{82 * n / top:.0f}%"}), html.Span(number(n, lang))]
    return around(html.Li([html.Div(head, className="bar-head"), html.Div(bar, className="bar-line")]))


def matrix_legend(lang: Lang) -> Component:
    """What the dots mean."""
    one = html.Span(className="dot-full size-1", **{"aria-hidden": "true"})
    many = html.Span("3", className="dot-full size-3", **{"aria-hidden": "true"})
    hollow = html.Span(className="dot-open size-1", **{"aria-hidden": "true"})
    entries = ((one, "themes.legend_one"), (many, "themes.legend_many"), (hollow, "themes.legend_open"))
    return legend([html.Li([sign, t(key, lang)]) for sign, key in entries])
