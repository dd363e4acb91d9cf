"""The list of the nearest: how near each is, what separates it, how firm its place is, and why in detail."""

from __future__ import annotations

import math
from dataclasses import replace

from dashboard.components.links import lab_link, thing_link
from dashboard.i18n import Lang, join, number, number_word, t
from dashboard.pages.compare_data import Comparing
from dashboard.peers.model import Closeness, GroupShare, Peer, VariableShare
from dashboard.queries import compare as queries
from dashboard.ssr import Node, Tag, tag

# The axis of distances: share of all pairs from 0.01 to 100 percent, logarithmic; ticks at the limits of the words.
_AXIS_FROM, _AXIS_TICKS = -4.0, (25, 50, 75)
# Width of the bar of shares on a wide screen and of a character in it: a name stands only where it fits.
_BAR_PX, _CHAR_PX, _PAD_PX = 300, 7.0, 14
PEER_TABLE = "peers-table"


def peers_table(data: Comparing) -> list[Node]:
    """The list: a body per peer with its row and its reasons."""
    lang = data.lang
    if not data.result.peers:
        return [tag("p", t("compare.empty", lang), class_="empty-line")]
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
    bodies = [_peer(peer, data) for peer in data.result.peers]
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
    ]


def _peer(peer: Peer, data: Comparing) -> Tag:
    lang, unit = data.lang, peer.unit
    name = tag("b", thing_link("municipality", unit.ags, data.name(unit), lang))
    people = t("compare.people", lang, n=number(unit.population, lang))
    lines: list[Node] = [name, tag("span", f"{data.where(unit)} · {people}", class_="note")]
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
        "tbody", [row, tag("tr", [tag("td"), tag("td", _why(peer, data), colspan=5)], class_="why")], id=f"p-{unit.ags}"
    )


def word_text(word: Closeness | None, lang: Lang) -> str:
    """The word for a closeness."""
    return t(f"compare.word_{word}", lang) if word else t("compare.word_none", lang)


def _distance(peer: Peer, lang: Lang) -> list[Node]:
    found: list[Node] = [tag("b", word_text(peer.word, lang))]
    if peer.is_hand_picked:
        found.append(tag("span", t("compare.hand_picked", lang), class_="note"))
    if peer.pair_share is None:
        return found
    place = max(0.0, min(1.0, (math.log10(max(peer.pair_share, 1e-9)) - _AXIS_FROM) / -_AXIS_FROM))
    marks = [tag("i", style=f"left:{tick}%") for tick in _AXIS_TICKS]
    text = t("compare.pair_share", lang, share=number(100 * peer.pair_share, lang, 2))
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


def _why(peer: Peer, data: Comparing) -> Tag:
    lang, ags = data.lang, peer.unit.ags
    rows = [_variable(item, peer, data) for item in sorted(peer.by_variable, key=_by_share) if item.share is not None]
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


def _variable(item: VariableShare, peer: Peer, data: Comparing) -> Tag:
    lang, indicator = data.lang, data.indicator_of(item.variable)
    share = 100 * (item.share or 0.0)
    year = next(found.year for found in data.lens.variables if found.variable == item.variable)
    percent = t("compare.percent", lang, n=number(share, lang, 1))
    bar = tag("span", class_="thin-bar", style=f"width:{share:.1f}%")
    return tag(
        "tr",
        [
            tag("th", [indicator.label(lang), tag("span", data.group_label(item.group_id), class_="note")], scope="row"),
            tag("td", [tag("span", bar, class_="thin-track"), percent], class_="share"),
            tag("td", data.value(indicator, item.own_value), class_="number me"),
            tag("td", data.value(indicator, item.peer_value), class_="number"),
            tag("td", f"{indicator.unit(lang)}, {year}", class_="quiet"),
        ],
    )
