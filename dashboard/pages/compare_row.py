"""One indicator of the comparison as a row: the place, its peers, its Land and Germany on one axis, word and source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from statistics import median

from dashboard import db
from dashboard.components.strip import Mark, Strip, strip
from dashboard.components.tables import source_link
from dashboard.i18n import TIE, Lang, number, t
from dashboard.pages.compare_data import Comparing
from dashboard.peers.model import Comparison, ComparisonRow
from dashboard.queries import compare as queries
from dashboard.queries import geo, states, units
from dashboard.queries.units import Axis, Indicator
from dashboard.ssr import Node, Tag, tag, to_html
from dashboard.urls import Pairs, encode, page_url

SIGNS = {"higher": "▲", "similar": "=", "lower": "▼"}
MINUS = "−"


def row_of(row: ComparisonRow, data: Comparing) -> Tag:
    """The row of the table."""
    lang, indicator = data.lang, data.indicators[row.indicator_id]
    values = (
        (data.name(data.focus), row.value, "number me"),
        (t("compare.col_peers", lang), row.peers.median, "number"),
        (data.focus.state_code, row.state.median, "number"),
        (t("compare.col_all", lang), row.country.median, "number"),
    )
    cells = [
        f'<td class="{css}" data-label="{escape(label)}">{data.value(indicator, value)}</td>' for label, value, css in values
    ]
    # Written as text, here and below: a page has 47 rows of some twenty elements beside their strips.
    return Tag(
        f'<tr id="i-{row.indicator_id}"><th scope="row">{_name(row, indicator, data)}</th>'
        f'<td class="strip-cell">{strip_of(row, indicator, data)}</td>{"".join(cells)}'
        f'<td class="word" data-label="{escape(t("compare.col_word", lang))}">{word_of(row, lang)}</td></tr>'
    )


def word_of(row: ComparisonRow, lang: Lang) -> Tag:
    """Sign and word for a difference; says why there is none."""
    return _word(row.word, row.value is None, lang)


@cache
def _word(word: Comparison | None, is_unknown: bool, lang: Lang) -> Tag:
    if word is None:
        return tag("span", t("compare.no_word_value" if is_unknown else "compare.no_word", lang), class_="quiet")
    text: Node = t(f"figures.is_{word}", lang)
    sign = tag("span", SIGNS[word], class_="sign-text", aria_hidden="true")
    return Tag(to_html([sign, " ", text if word == "similar" else tag("b", text)]))


def _name(row: ComparisonRow, indicator: Indicator, data: Comparing) -> str:
    lang = data.lang
    fixed = _fixed(indicator, row.year, _axis(row, data).is_log, lang)
    change = _change(indicator, data)
    on_map = page_url("indicators", lang, query=encode(_on_map(row, data)))
    embed = embed_url(row.indicator_id, data, "code=1")
    return (
        f'{fixed.head}<span class="level {row.level}">{level_text(row, data)} · {fixed.source}</span>'
        f'<details class="small more" id="m-{row.indicator_id}">{fixed.description}<p>{escape(_counts(row, data))}</p>'
        f"{f'<p>{escape(change)}</p>' if change else ''}{fixed.licence}"
        f'<p><a href="{escape(on_map)}">{t("compare.row_map", lang)}</a> · '
        f'<a href="{escape(embed)}" rel="nofollow">{t("compare.embed", lang)}</a></p></details>'
    )


def _on_map(row: ComparisonRow, data: Comparing) -> Pairs:
    """The row as the map of all municipalities shows it: indicator, year, and the place in focus."""
    return [("indicator", row.indicator_id), ("year", str(row.year)), ("ags", data.focus.ags)]


@dataclass(frozen=True)
class _Fixed:
    """What a row says of its indicator for every place, as HTML: its name with unit and year, its source, the rest."""

    head: str
    source: str
    description: str
    licence: str


@cache
def _fixed(indicator: Indicator, year: int, is_log: bool, lang: Lang) -> _Fixed:
    unit = f"{indicator.unit(lang)}, {year}" + (f" · {t('figures.log', lang)}" if is_log else "")
    head = [tag("span", indicator.label(lang), class_="indicator"), tag("span", unit, class_="small quiet")]
    description = [tag("summary", t("compare.row_more", lang)), tag("p", indicator.description(lang))]
    description += [tag("p", t("compare.row_log", lang))] if is_log else []
    licence = t("figures.licence", lang, publisher=indicator.publisher, licence=indicator.licence)
    source = source_link(indicator.source_url)
    return _Fixed(to_html(head), to_html(source), to_html(description), to_html(tag("p", licence)))


EMBED: dict[Lang, str] = {"de": "einbetten", "en": "embed"}


def embed_url(indicator_id: str, data: Comparing, more: str = "") -> str:
    """The address of the row as a small document for other sites, with the same peers."""
    query = "&".join(filter(None, (data.query_without_place, more)))
    path = f"/{data.lang}/{EMBED[data.lang]}/{data.focus.ags}/{indicator_id}"
    return f"{path}?{query}" if query else path


def level_text(row: ComparisonRow, data: Comparing) -> str:
    """Whose value it is: the municipality's own, its association's or its district's."""
    return t(f"compare.level_{_level_key(row, data)}", data.lang)


def _level_key(row: ComparisonRow, data: Comparing) -> str:
    if data.focus.level == "district":
        return "district_own"
    if row.level == "municipality":
        return "municipality"
    return f"{row.level}_own" if row.is_own else row.level


def _counts(row: ComparisonRow, data: Comparing) -> str:
    lang = data.lang
    units_word = "district" if row.level == "district" else "municipality"
    return t(
        f"compare.counts_{units_word}",
        lang,
        peers=number(row.peers.n, lang),
        peers_missing=number(row.peers.n_missing, lang),
        state=states.name(data.focus.state_code, lang),
        n_state=number(row.state.n, lang),
        state_missing=number(row.state.n_missing, lang),
        n=number(row.country.n, lang),
        missing=number(row.country.n_missing, lang),
    )


def _axis(row: ComparisonRow, data: Comparing) -> Axis:
    """The axis of the ridge of all municipalities; without one, the axis of the comparison itself."""
    found = units.axes().get((row.indicator_id, row.year))
    if _has_ridge(row, data) and found is not None:
        return found
    low, high = row.axis
    if row.transform == "none" or low <= 0:
        return Axis(low, high, False, low, high, 0, 0)
    return Axis(low, high, True, low, high, 0, 0)


def _has_ridge(row: ComparisonRow, data: Comparing) -> bool:
    """Ridges show the units of the indicator's own level; a district's population has none."""
    indicator = data.indicators[row.indicator_id]
    axis = units.axes().get((row.indicator_id, row.year))
    is_same = data.focus.level == "municipality" or indicator.level == "district"
    return is_same and axis is not None and math.isfinite(axis.low) and math.isfinite(axis.high)


def strip_of(row: ComparisonRow, indicator: Indicator, data: Comparing) -> Node:
    """All units, the peers and the place on one axis; nothing where all values are the same."""
    axis, country = _axis(row, data), row.country
    if country.median is None or country.q1 is None or country.q3 is None or axis.low >= axis.high:
        return ""
    marks = [Mark(value, "peer") for value in row.peer_values if value is not None]
    if row.value is not None:
        text = data.value(indicator, row.value)
        marks.append(Mark(row.value, "focus" if row.is_own else "focus borrowed", text))
    ridge = f"{_ridges(db.current().path)}#{row.indicator_id}-{row.year}" if _has_ridge(row, data) else ""
    drawing = Strip(
        ridge=ridge,
        axis=axis,
        quartiles=(country.q1, country.q3),
        median=country.median,
        marks=tuple(marks),
        ticks=((row.state.median, "state"),) if row.state.median is not None else (),
    )
    return strip(drawing, indicator.decimals, data.lang)


@lru_cache(maxsize=1)
def _ridges(_path: Path) -> str:
    return geo.url("ridges")


def _change(indicator: Indicator, data: Comparing) -> str:
    """'Veränderung 2019–2023: Merzenich +3,1 %; Median von 9 Vergleichskommunen +1,2 %' where there are years."""
    found = queries.changes(data.focus.level).get(indicator.indicator_id)
    if found is None or data.focus.ags not in found.values:
        return ""
    is_relative = indicator.scale == "log"
    own = _difference(*found.values[data.focus.ags], is_relative=is_relative)
    if own is None:
        return ""
    others = (found.values.get(ags) for ags in data.result.ags)
    differences = [_difference(*pair, is_relative=is_relative) for pair in others if pair]
    peers = [value for value in differences if value is not None]
    unit = "%" if is_relative else t("compare.points", data.lang) if indicator.unit_de == "%" else indicator.unit(data.lang)
    decimals = 1 if is_relative else indicator.decimals
    years = {"first": found.first_year, "last": found.last_year}
    texts = {**years, "name": data.name(data.focus), "own": _signed(own, decimals, unit, data.lang)}
    if not peers:
        return t("compare.change_own", data.lang, **texts)
    middle = _signed(median(peers), decimals, unit, data.lang)
    return t("compare.change", data.lang, **texts, median=middle, n=number(len(peers), data.lang))


def _difference(first: float, last: float, *, is_relative: bool) -> float | None:
    if not is_relative:
        return last - first
    return 100 * (last - first) / first if first else None


def _signed(value: float, decimals: int, unit: str, lang: Lang) -> str:
    text = number(abs(value), lang, decimals)
    sign = "±" if not any(char in "123456789" for char in text) else MINUS if value < 0 else "+"
    return f"{sign}{text}{TIE}{unit}"
