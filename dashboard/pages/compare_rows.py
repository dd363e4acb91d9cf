"""All indicators as rows: those of the lens open, the others folded by topic; or the largest differences first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from dashboard import catalog
from dashboard.components.marks import legend, legend_entry
from dashboard.i18n import Lang, join, number, number_word, plural, t
from dashboard.pages.compare_data import Comparing
from dashboard.pages.compare_row import SIGNS, row_of
from dashboard.pages.more import credits, more
from dashboard.peers.model import ComparisonRow
from dashboard.queries import sources, states
from dashboard.ssr import Node, Tag, tag

# Rows that stand open by difference.
_FIRST = 12
# Numbers up to here are written as words.
_LAST_WORD = 12


def rows_head(data: Comparing) -> list[Node]:
    """Heading, how often higher, lower and similar, order and legend."""
    lang = data.lang
    counts = {word: sum(row.word == word for row in data.rows) for word in SIGNS}
    words = {key: _times(n, lang) for key, n in counts.items()}
    key = "compare.rows_sentence" if data.result.peers else "compare.rows_sentence_none"
    sentence = t(key, lang, n=number_word(len(data.result.peers), lang), **words)
    orders = []
    for sort in ("", "difference"):
        text = t(f"compare.sort_{sort or 'topic'}", lang)
        current = "true" if sort == data.view.sort else None
        view = replace(data.view, sort=sort)
        orders.append(tag("a", text, href=data.href(view) + "#rows", data_view="1", aria_current=current))
    view = replace(data.view, show="" if data.view.show else "all")
    text = t("compare.rows_fold" if data.view.show else "compare.rows_unfold", lang, n=number(len(data.rows), lang))
    orders.append(tag("a", text, href=data.href(view) + "#rows", data_view="1"))
    links = tag("ul", [tag("li", link) for link in orders], class_="chart-links plain order")
    return [
        tag("h2", _heading(data), id="rows-title"),
        tag("div", [tag("p", sentence), links], class_="chart-head"),
        _legend(data),
    ]


def _times(n: int, lang: Lang) -> str:
    """'keinmal', 'einmal', 'elfmal', '26-mal'."""
    key = {0: "never", 1: "once"}.get(n, "words" if n <= _LAST_WORD else "times")
    return t(f"compare.times_{key}", lang, n=number_word(n, lang))


def _heading(data: Comparing) -> str:
    """Names what stands out most in the lens; a plain title when nothing does."""
    lang = data.lang
    found = []
    for word in ("higher", "lower"):
        names = [data.indicator_of(item.variable).label(lang) for item in data.differences[:4] if item.word == word]
        if names:
            found.append(t(f"compare.more_{word}", lang, what=join(names, lang)))
    text = "; ".join(found)
    return text[:1].upper() + text[1:] if text else t("compare.rows_title", lang, name=data.name(data.focus))


def _legend(data: Comparing) -> Tag:
    lang, name = data.lang, data.name(data.focus)
    peers = t("compare.legend_peers", lang, n=number_word(len(data.result.peers), lang))
    state = t("figures.legend_state", lang, name=name, state=states.name(data.focus.state_code, lang))
    entries = [
        legend_entry("focus-dot", name),
        *([legend_entry("focus-ring", t("compare.legend_borrowed", lang))] if data.focus.level == "municipality" else []),
        legend_entry("peer-dot", peers),
        legend_entry("ridge-sign", t("compare.legend_ridge", lang)),
        legend_entry("band-sign", t("compare.legend_band", lang)),
        legend_entry("state-sign", state),
        legend_entry("beyond-sign", t("compare.legend_beyond", lang)),
    ]
    return tag("div", legend(entries), class_="rows-legend")


@dataclass(frozen=True)
class Block:
    """Some rows with their heading and what stands beside it; without heading they are not folded."""

    key: str
    heading: str
    rows: tuple[ComparisonRow, ...]
    note: str = ""


def rows_table(data: Comparing) -> list[Node]:
    """What the lens looks at, open; the rest folded by topic. By difference: the largest open, the rest folded."""
    lang = data.lang
    key = "compare.rows_note" if data.focus.level == "municipality" else "compare.rows_note_district"
    found: list[Node] = []
    for block in _blocks(data):
        table = _table(block, data)
        found.append(_folded(block, table, data) if block.heading else table)
    pairs = [("ags", data.focus.ags), *(("peer", ags) for ags in data.result.ags)]
    credit = credits(sources.of_indicators(data.focus.level), lang)
    drawn, tables = ".rows-legend, .compare-rows", ".compare-rows"
    below = more(["compare-rows"], lang, pairs, drawn=drawn, tables=tables, credit=credit, cite="compare")
    return [*found, tag("p", t(key, lang), class_="note chart-foot"), below]


def _blocks(data: Comparing) -> list[Block]:
    if data.view.sort:
        return _by_difference(data)
    used = {(item.indicator_id, item.year) for item in data.lens.variables}
    lens = tuple(row for row in data.rows if (row.indicator_id, row.year) in used)
    rest = [row for row in data.rows if (row.indicator_id, row.year) not in used]
    found = [Block("lens", "", lens)]
    for topic, rows in groupby(rest, key=lambda row: data.indicators[row.indicator_id].topic):
        found.append(Block(topic, catalog.label("indicator_topic", topic, data.lang), tuple(rows)))
    return found


def _by_difference(data: Comparing) -> list[Block]:
    """A value of the district or association is not the place's own: it comes after all of those, whatever its size."""
    own = tuple(row for row in data.rows if row.is_own)
    borrowed = tuple(row for row in data.rows if not row.is_own)
    found = [Block("first", "", own[:_FIRST])]
    if own[_FIRST:]:
        found.append(Block("own", t("compare.rows_further", data.lang), own[_FIRST:]))
    if borrowed:
        note = t("compare.rows_borrowed_note", data.lang)
        found.append(Block("borrowed", t("compare.rows_borrowed", data.lang), borrowed, note))
    return found


def _folded(block: Block, table: Tag, data: Comparing) -> Tag:
    lang = data.lang
    counts = {word: sum(row.word == word for row in block.rows) for word in SIGNS}
    said = [f"{number(n, lang)} {t(f'figures.is_{word}', lang)}" for word, n in counts.items() if n]
    missing = sum(row.word is None for row in block.rows)
    said += [t("compare.rows_without", lang, n=number(missing, lang))] if missing else []
    text = plural("compare.rows_block", len(block.rows), lang, words=", ".join(said))
    summary = tag("summary", [tag("b", block.heading), tag("span", text, class_="quiet")])
    note = tag("p", block.note, class_="note") if block.note else ""
    return tag("details", [summary, note, table], class_="row-block", id=f"rows-{block.key}", open=data.view.show == "all")


def _table(block: Block, data: Comparing) -> Tag:
    lang = data.lang
    ends = tag("span", [tag("span", t("figures.lower", lang)), tag("span", t("figures.higher", lang))], class_="ends")
    heads = [
        tag("th", t("figures.indicator", lang), scope="col"),
        tag("th", ends, scope="col"),
        tag("th", data.name(data.focus), scope="col", class_="number me"),
        tag("th", t("compare.col_peers", lang), scope="col", class_="number"),
        tag("th", data.focus.state_code, scope="col", class_="number"),
        tag("th", t("compare.col_all", lang), scope="col", class_="number"),
        tag("th", t("compare.col_word", lang), scope="col"),
    ]
    label = t("compare.rows_table", lang, name=data.name(data.focus))
    caption = tag("caption", f"{label}: {block.heading}" if block.heading else label, class_="visually-hidden")
    body = tag("tbody", [row_of(row, data) for row in block.rows])
    return tag("table", [caption, tag("thead", tag("tr", heads)), body], class_="figures compare-rows")
