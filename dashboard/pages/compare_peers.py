"""The list of the nearest: how near each is, what separates it, how firm its place is, and why in detail."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.components.links import lab_link, thing_link
from dashboard.i18n import Lang, join, number, number_word, t
from dashboard.pages.compare_data import Comparing
from dashboard.pages.more import more
from dashboard.peers.model import Closeness, GroupShare, Peer, VariableShare
from dashboard.queries import compare as queries
from dashboard.queries.units import Indicator
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs

# The axis of distances: share of all pairs from 0.01 to 100 percent, logarithmic; ticks at the limits of the words.
_AXIS_FROM, _AXIS_TICKS = -4.0, (25, 50, 75)
# Width of the bar of shares on a wide screen and of a character in it: a name stands only where it fits.
_BAR_PX, _CHAR_PX, _PAD_PX = 300, 7.0, 14
PEER_TABLE = "peers-table"
# Below it a share of all pairs is "less than 0.1 %": the limit of "very near".
SMALLEST_SHARE = 0.001


def peers_table(data: Comparing) -> list[Node]:
    """The list: a body per peer with its row and its reasons."""
    lang = data.lang
    if not data.result.peers:
        return _empty(data)
    heads = [
        ("rank", t("compare.rank", lang)),
        ("", t(f"compare.col_{data.focus.level}", lang)),
        ("", t("compare.col_distance", lang)),
        ("", t("compare.col_shares", lang)),
        ("number", t("compare.col_stable", lang)),
        ("", t("compare.col_mutual", lang)),
    ]
    cells = [tag("th", text, scope="col", class_=css or None) for css, text in heads]
    cells[0] = tag("th", tag("span", t("compare.rank", lang), class_="visually-hidden"), scope="col")
    caption = tag("caption", t("compare.table", lang, name=data.name(data.focus)), class_="visually-hidden")
    fixed = _fixed(data)
    bodies = [_peer(peer, data, fixed) for peer in data.result.peers]
    estimate = ""
    if not data.result.pair_share_is_exact:
        estimate = " " + t("compare.note_sample", lang, n=number(data.result.n_sample, lang))
    note = t(
        "compare.note",
        lang,
        name=data.name(data.focus),
        draws=number(data.result.n_draws, lang),
        k=number_word(data.view.request.k, lang),
    )
    return [
        tag("table", [caption, tag("thead", tag("tr", cells)), *bodies], class_="peers", id=PEER_TABLE),
        tag("p", note + estimate, class_="note chart-foot"),
        more(["compare-distances"], lang, _distance_pairs(data)),
    ]


def _distance_pairs(data: Comparing) -> Pairs:
    """What the statement of the distances takes: place, peers, lens, chosen variables, weights of the groups."""
    request = data.view.request
    pairs = [("ags", data.focus.ags), ("lens", request.lens), *(("peer", ags) for ags in data.result.ags)]
    pairs += [("variable", name) for name in request.variables]
    for group in data.result.weights:
        pairs += [("group", group.group_id), ("weight", repr(group.weight))]
    return pairs


def no_list(data: Comparing) -> str:
    """Why nobody is listed: too little is known of the place itself, or nobody meets the conditions."""
    lang, name = data.lang, data.name(data.focus)
    missing = data.unknown_variables
    if data.result.n_without_distance and missing:
        names = join([f"{data.indicators[item.indicator_id].label(lang)} ({item.year})" for item in missing], lang)
        counts = {"n": number_word(len(missing), lang), "all": number_word(len(data.lens.variables), lang)}
        return t("compare.nobody_unknown", lang, name=name, names=names, **counts)
    return t("compare.nobody", lang, name=name)


def _empty(data: Comparing) -> list[Node]:
    """In place of the list: what to do about it."""
    if not (data.result.n_without_distance and data.unknown_variables):
        return [tag("p", t("compare.empty", data.lang), class_="empty-line")]
    others = [item for item in data.engine.lenses(data.focus.level) if item.lens != data.view.request.lens]
    links: list[Node] = []
    for item in others:
        href = data.with_request(lens=item.lens, weights=(), variables=())
        links += [
            " · " if links else " ",
            tag("a", item.label_de if data.lang == "de" else item.label_en, href=href, data_view="1"),
        ]
    return [tag("p", [t("compare.empty_unknown", data.lang), *links], class_="empty-line")]


def _peer(peer: Peer, data: Comparing, fixed: Mapping[str, _Fixed]) -> Tag:
    lang, unit = data.lang, peer.unit
    name = tag("b", thing_link("municipality", unit.ags, data.name(unit), lang))
    people = t("compare.people", lang, n=number(unit.population, lang))
    lines: list[Node] = [name, tag("span", f"{data.where(unit)} · {people}", class_="note")]
    if unit.changed_after_2021:
        lines.append(tag("span", t("compare.changed_later_short", lang), class_="note"))
    labs = queries.participants().get(unit.ags, ())
    if labs:
        names: list[Node] = []
        for membership in labs:
            names += [", " if names else "", lab_link(membership.lab_id, lang)]
        lines.append(tag("span", [t("compare.in_lab", lang), " ", *names], class_="note in-lab"))
    rank = number(peer.rank, lang) if peer.rank is not None else "–"
    draws = data.result.n_draws
    stable: Node | list[Node] = "–"
    if peer.stability is not None:
        stable = [number(peer.stability, lang), tag("span", f" / {number(draws, lang)}", class_="quiet")]
    row = tag(
        "tr",
        [
            tag("td", rank, class_="rank"),
            tag("th", lines, scope="row"),
            tag("td", _distance(peer, lang), class_="distance"),
            tag("td", _bar(peer, data), class_="shares"),
            tag("td", stable, class_="number stable", data_label=t("compare.col_stable", lang)),
            tag(
                "td",
                t("compare.yes" if peer.is_mutual else "compare.no", lang),
                class_="mutual" if peer.is_mutual else "mutual quiet",
                data_label=t("compare.col_mutual", lang),
            ),
        ],
        class_="hand-picked" if peer.is_hand_picked else None,
    )
    return tag(
        "tbody",
        [row, tag("tr", [tag("td"), tag("td", _why(peer, data, fixed), colspan=5)], class_="why")],
        id=f"p-{unit.ags}",
    )


def word_text(word: Closeness | None, lang: Lang) -> str:
    """The word for a closeness."""
    return t(f"compare.word_{word}", lang) if word else t("compare.word_none", lang)


def pair_share(share: float, lang: Lang) -> str:
    """A share of all pairs: '0,3 %', '12 %'; a very small one is not told as none."""
    if share < SMALLEST_SHARE:
        return t("compare.less_than", lang, n=t("compare.percent", lang, n=number(100 * SMALLEST_SHARE, lang, 1)))
    return t("compare.percent", lang, n=number(100 * share, lang, 1 if share < 0.1 else 0))


def _distance(peer: Peer, lang: Lang) -> list[Node]:
    found: list[Node] = [tag("b", word_text(peer.word, lang))]
    if peer.is_hand_picked:
        found.append(tag("span", t("compare.hand_picked", lang), class_="note"))
    if peer.pair_share is None:
        return found
    place = max(0.0, min(1.0, (math.log10(max(peer.pair_share, 1e-9)) - _AXIS_FROM) / -_AXIS_FROM))
    marks = [tag("i", style=f"left:{tick}%") for tick in _AXIS_TICKS]
    text = t("compare.pair_share", lang, share=pair_share(peer.pair_share, lang))
    return [
        *found,
        tag(
            "span",
            [*marks, tag("i", class_="point", style=f"left:{100 * place:.1f}%")],
            class_="log-axis",
            title=text,
            role="img",
            aria_label=text,
        ),
    ]


def largest_share(peer: Peer) -> GroupShare | None:
    """The group of variables that makes up most of the distance; None when nothing separates."""
    known = [group for group in peer.by_group if group.share]
    return max(known, key=lambda group: group.share or 0.0) if known else None


def _bar(peer: Peer, data: Comparing) -> Tag:
    largest = largest_share(peer)
    pieces = []
    words = []
    for group in peer.by_group:
        if group.share is None:
            continue
        share = 100 * group.share
        label = data.group_label(group.group_id)
        percent = t("compare.percent", data.lang, n=number(share, data.lang))
        words.append(f"{label} {percent}")
        text = _bar_text(label, percent, share, is_largest=group is largest)
        css = "largest" if group is largest else None
        pieces.append(tag("span", text, class_=css, style=f"flex-grow:{share:.2f}", title=f"{label} {percent}"))
    return tag(
        "div",
        [
            tag("div", pieces, class_="group-shares", aria_hidden="true"),
            tag("span", "; ".join(words), class_="visually-hidden"),
        ],
    )


def _bar_text(label: str, percent: str, share: float, *, is_largest: bool) -> str:
    short = label.split(" und ", 1)[0].split(" and ", 1)[0].removeprefix("Öffentliche ").removeprefix("Public ").capitalize()
    room = _BAR_PX * share / 100 - _PAD_PX
    for text in (f"{short} {percent}", short) if not is_largest else (f"{short} {percent}", percent):
        if len(text) * _CHAR_PX <= room:
            return text
    return ""


def _why(peer: Peer, data: Comparing, fixed: Mapping[str, _Fixed]) -> Tag:
    lang, ags = data.lang, peer.unit.ags
    known = sorted((item for item in peer.by_variable if item.share is not None), key=_by_share)
    rows = [_variable(item, fixed[item.variable], data) for item in known]
    missing = [data.indicator_of(item.variable).label(lang) for item in peer.by_variable if _is_gap(item, data)]
    heads = [
        t("compare.why_variable", lang),
        t("compare.why_share", lang),
        data.name(data.focus),
        data.name(peer.unit),
        t("compare.why_unit", lang),
    ]
    css = ["", "", "number", "number", ""]
    head_row = tag("tr", [tag("th", text, scope="col", class_=kind or None) for text, kind in zip(heads, css, strict=True)])
    label = t("compare.why", lang, peer=data.name(peer.unit))
    table = tag("table", [tag("caption", label, class_="visually-hidden"), tag("thead", head_row), tag("tbody", rows)])
    used = t("compare.variables_used", lang, n=peer.n_variables, all=peer.n_total)
    gaps = [tag("p", t("compare.why_missing", lang, names=join(missing, lang)), class_="note")] if missing else []
    rest = replace(data.view.request, drop=(*data.view.request.drop, ags), add=_without(data.view.request.add, ags))
    links = [
        tag("a", t("compare.from_there", lang, name=data.name(peer.unit)), href=f"{data.path}?ags={ags}"),
        tag("a", t("compare.drop_it", lang), href=data.href(replace(data.view, request=rest, why="")), data_view="1"),
    ]
    body = [
        tag("p", why_sentence(peer, data)),
        tag("div", table, class_="scroll"),
        *gaps,
        tag("p", [used, " · ", links[0], " · ", links[1]], class_="note"),
    ]
    return tag(
        "details",
        [tag("summary", t("compare.why_short", lang)), *body],
        id=f"why-{ags}",
        class_="small",
        open=data.view.why == ags,
    )


def _without(items: tuple[str, ...], ags: str) -> tuple[str, ...]:
    return tuple(item for item in items if item != ags)


def _by_share(item: VariableShare) -> float:
    return -(item.share or 0.0)


def _is_gap(item: VariableShare, data: Comparing) -> bool:
    chosen = data.view.request.variables
    counts = {group.group_id for group in data.result.weights if group.weight > 0}
    return item.share is None and item.group_id in counts and (not chosen or item.variable in chosen)


def why_sentence(peer: Peer, data: Comparing) -> str:
    """In words: where the two are closest and what separates them most."""
    lang = data.lang
    known = [item for item in peer.by_variable if item.share is not None and item.z_difference is not None]
    if not known:
        return ""
    near = sorted(known, key=lambda item: abs(item.z_difference or 0.0))[:2]
    far = max(known, key=lambda item: item.share or 0.0)
    return t(
        "compare.why_sentence",
        lang,
        near=join([data.indicator_of(item.variable).label(lang) for item in near], lang),
        far=data.indicator_of(far.variable).label(lang),
        share=number(100 * (far.share or 0.0), lang),
    )


def _variable(item: VariableShare, fixed: _Fixed, data: Comparing) -> Tag:
    share = 100 * (item.share or 0.0)
    percent = t("compare.percent", data.lang, n=number(share, data.lang, 1))
    own, other = data.value(fixed.indicator, item.own_value), data.value(fixed.indicator, item.peer_value)
    bar = f'<span class="thin-track"><span class="thin-bar" style="width:{share:.1f}%"></span></span>'
    # Written as text: ten peers have a hundred such rows.
    return Tag(
        f'<tr>{fixed.name}<td class="share">{bar}{percent}</td>'
        f'<td class="number me">{own}</td><td class="number">{other}</td>{fixed.unit}</tr>'
    )


@dataclass(frozen=True)
class _Fixed:
    """What the row of a variable says for every peer: cells with its name and with its unit."""

    indicator: Indicator
    name: str
    unit: str


def _fixed(data: Comparing) -> dict[str, _Fixed]:
    found = {}
    for item in data.lens.variables:
        indicator = data.indicators[item.indicator_id]
        label = tag("span", data.group_label(item.group_id), class_="note")
        name = tag("th", [indicator.label(data.lang), label], scope="row")
        unit = tag("td", f"{indicator.unit(data.lang)}, {item.year}", class_="quiet")
        found[item.variable] = _Fixed(indicator, name, unit)
    return found
