"""The legend of the indicator map: classes with their limits and how many units are in each, here and in a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import catalog
from dashboard.i18n import Lang, number, t
from dashboard.map_classes import Classes
from dashboard.ssr import Tag, tag


@dataclass(frozen=True)
class Counts:
    """Units in each class and without a value."""

    by_class: Sequence[int]
    missing: int


@dataclass(frozen=True)
class Legend:
    """What the legend says; `state` is empty and `in_state` None when no state is chosen."""

    classes: Classes
    decimals: int
    level: str
    germany: Counts
    state: str
    in_state: Counts | None
    reasons: Sequence[tuple[str, int]]
    own_class: int
    n_lab_places: int
    focus: str


def limits(classes: Classes, index: int, decimals: int, lang: Lang) -> str:
    """'12,3 bis 15,0', or one value when the class holds no other."""
    low, high = classes.lows[index], classes.highs[index]
    if low == high:
        return number(low, lang, decimals)
    return t("choropleth.limits", lang, low=number(low, lang, decimals), high=number(high, lang, decimals))


def map_legend(data: Legend, unit: str, lang: Lang) -> Tag:
    """A table with a row per class, highest first as on a thermometer, and one for what has no value."""
    order = range(len(data.classes) - 1, -1, -1)
    rows = [_class_row(data, index, lang) for index in order]
    heads = [
        tag("th", unit, scope="col"),
        tag("th", t(f"choropleth.units_{_kind(data.level)}", lang), scope="col", class_="number"),
    ]
    if data.in_state is not None:
        heads.append(tag("th", t("choropleth.of_which", lang, state=data.state), scope="col", class_="number"))
    rows.append(_row("none", t("choropleth.no_value", lang), data.germany.missing, data, lang, missing=True))
    table = tag(
        "table",
        [
            tag("caption", t("choropleth.legend", lang), class_="visually-hidden"),
            tag("thead", tag("tr", heads)),
            tag("tbody", rows),
        ],
        class_="map-legend",
    )
    return tag("div", [table, *_reasons(data, lang), _signs(data, lang)], id="legend")


def _kind(level: str) -> str:
    return "district" if level == "district" else "municipality"


def _class_row(data: Legend, index: int, lang: Lang) -> Tag:
    shade = data.classes.shades[index]
    return _row(
        f"shade-{shade}", limits(data.classes, index, data.decimals, lang), data.germany.by_class[index], data, lang, index
    )


def _row(css: str, text: str, n: int, data: Legend, lang: Lang, index: int = -1, *, missing: bool = False) -> Tag:
    is_own = not missing and index == data.own_class
    label = [tag("i", class_=f"swatch {css}"), text]
    if is_own:
        label += [" ", tag("b", f"← {data.focus}", class_="own")]
    cells = [tag("th", label, scope="row"), tag("td", number(n, lang), class_="number")]
    if data.in_state is not None:
        in_state = data.in_state.missing if missing else data.in_state.by_class[index]
        cells.append(tag("td", number(in_state, lang), class_="number"))
    return tag("tr", cells, class_="focus" if is_own else None)


def _reasons(data: Legend, lang: Lang) -> list[Tag]:
    if not data.reasons:
        return []
    parts = [f"{catalog.label('gap_reason', key, lang)} {number(n, lang)}" for key, n in data.reasons]
    return [tag("p", t("choropleth.reasons", lang, reasons=" · ".join(parts)), class_="note")]


def _signs(data: Legend, lang: Lang) -> Tag:
    items = [
        tag(
            "li",
            [tag("i", class_="line-sign lab"), t("choropleth.sign_lab", lang, n=number(data.n_lab_places, lang))],
            class_="lab-sign",
        )
    ]
    if data.focus:
        items.append(tag("li", [tag("i", class_="line-sign focus"), data.focus]))
    return tag("ul", items, class_="plain legend")
