"""A matrix of dots as a table: one dot per crossing, its number inside from two, hollow when nothing was worked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.components.tables import breakable
from dashboard.i18n import Lang, number, plural
from dashboard.ssr import Node, Tag, tag


@dataclass(frozen=True)
class DotTable:
    """What a matrix shows: rows and columns as (key, label), counts (n, worked on) by crossing, totals by row.

    `link` gives the address of a crossing, or of a row when the second key is empty; empty for none.
    """

    label: str
    corner: str
    total: str
    rows: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str]]
    counts: Mapping[tuple[str, str], tuple[int, int]]
    totals: Mapping[str, int]
    link: Callable[[str, str], str]


def dot_table(data: DotTable, lang: Lang, *, css: str = "") -> Tag:
    """The table in a box that scrolls sideways on narrow screens."""
    heads = [tag("th", data.corner, scope="col"), *(tag("th", breakable(text), scope="col") for _, text in data.columns)]
    heads.append(tag("th", data.total, scope="col", colspan="2"))
    top = max(data.totals.values(), default=1)
    body = [_row(data, key, label, top, lang) for key, label in data.rows]
    caption = tag("caption", data.label, class_="visually-hidden")
    grid = tag("table", [caption, tag("thead", tag("tr", heads)), tag("tbody", body)], class_=f"matrix dots {css}".strip())
    return tag("div", grid, class_="scroll", tabindex="0", role="group", aria_label=data.label)


def _row(data: DotTable, key: str, label: str, top: int, lang: Lang) -> Tag:
    cells = [_cell(data, key, column, (label, text), lang) for column, text in data.columns]
    total = data.totals.get(key, 0)
    bar = tag("span", None, class_="bar", style=f"width:{100 * total / top:.0f}%", aria_hidden="true")
    head = data.link(key, "")
    name: Node = tag("a", label, href=head) if head else label
    tail = [tag("td", bar, class_="bar-cell"), tag("td", number(total, lang), class_="number total")]
    return tag("tr", [tag("th", name, scope="row"), *cells, *tail])


def _cell(data: DotTable, row: str, column: str, names: tuple[str, str], lang: Lang) -> Tag:
    n, worked = data.counts.get((row, column), (0, 0))
    if not n:
        return tag("td")
    text = plural("themes.cell", n, lang, theme=names[0], other=names[1])
    kind = "dot-full" if worked else "dot-open"
    dot = tag("span", n if n > 1 else None, class_=f"{kind} size-{min(n, 9)}", aria_hidden="true")
    spoken = tag("span", text, class_="visually-hidden")
    href = data.link(row, column)
    return tag("td", tag("a", [dot, spoken], href=href, title=text) if href else [dot, spoken])
