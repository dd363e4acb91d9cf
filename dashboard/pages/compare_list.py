"""The head of the comparison and the list of the nearest: how near, what separates, how firm, and why in detail."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from dashboard.components.links import lab_link, thing_link
from dashboard.i18n import Lang, join, number, number_word, t
from dashboard.pages.compare_data import Comparing
from dashboard.peers.model import Closeness, Difference, GroupShare, Notice, Peer, Unit, VariableShare
from dashboard.queries import compare as queries
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import page_url

# The axis of distances: share of all pairs from 0.01 to 100 percent, logarithmic; ticks at the limits of the words.
_AXIS_FROM, _AXIS_TICKS = -4.0, (25, 50, 75)
# Width of the bar of shares on a wide screen and of a character in it: a name stands only where it fits.
_BAR_PX, _CHAR_PX, _PAD_PX = 300, 7.0, 14
_MOST_DIFFERENCES = 3
PEER_TABLE = "peers-table"


def notices(items: Sequence[Notice], lang: Lang) -> list[Node]:
    """What was changed in the link, one sentence each."""
    if not items:
        return []
    texts = [tag("li", notice_text(item, lang)) for item in items]
    return [tag("div", tag("ul", texts, class_="plain"), class_="notice", role="note")]


def notice_text(item: Notice, lang: Lang) -> str:
    """The sentence of a notice."""
    return (
        t(f"compare.notice_{item.key}", lang, **dict(item.params)) if item.params else t(f"compare.notice_{item.key}", lang)
    )


def head(data: Comparing) -> list[Node]:
    """Title, the answer in two or three sentences and the facts of the place."""
    lang = data.lang
    name = data.name(data.focus)
    title = t(f"compare.title_{data.focus.level}", lang, name=name)
    return [tag("h1", title), tag("p", answer(data), class_="lead"), _facts(data)]


def answer(data: Comparing) -> str:
    """Who is nearest, what separates, how near all are; says so when nobody is near."""
    lang, peers = data.lang, [peer for peer in data.result.peers if not peer.is_hand_picked]
    if not peers:
        return t("compare.nobody", lang, name=data.name(data.focus))
    first = peers[0]
    group = _largest(first)
    texts = {"name": data.name(data.focus), "peer": named(first.unit, data)}
    found = []
    if not data.result.has_near_twin:
        word = word_text(first.word, lang)
        found.append(t("compare.no_twin", lang, **texts, word=word))
    else:
        found.append(t("compare.nearest", lang, **texts))
    if group and group.share:
        label, share = data.group_label(group.group_id), number(100 * group.share, lang)
        found.append(t("compare.nearest_differs", lang, group=label, share=share))
    last = max((peer.pair_share for peer in peers if peer.pair_share is not None), default=None)
    if last is not None and len(peers) > 2:
        share = number(100 * last, lang, 1 if last < 0.1 else 0)
        of = t(f"compare.pairs_{data.focus.level}", lang)
        found.append(t("compare.all_within", lang, n=number_word(len(peers), lang), share=share, of=of))
    if data.result.clipped:
        names = [data.indicator_of(item.variable).label(lang) for item in data.result.clipped]
        found.append(t("compare.clipped", lang, names=join(names, lang)))
    return " ".join(found)


def named(unit: Unit, data: Comparing) -> str:
    """'Reinhardshagen (Lkr. Kassel, HE)'; a city state only by its name."""
    name, where = data.name(unit), data.where(unit)
    return name if name == where else f"{name} ({where})"


def _facts(data: Comparing) -> Tag:
    lang, focus = data.lang, data.focus
    area = queries.areas().get(focus.ags)
    page = thing_link("municipality", focus.ags, data.name(focus), lang)
    where = data.where(focus)
    facts: list[tuple[Node | list[Node], Node | str]] = [
        (page, where),
        (number(focus.population, lang), t("compare.inhabitants", lang)),
    ]
    if area:
        density = number(focus.population / area, lang, 1)
        facts.append((f"{number(area, lang, 2)} km²", t("compare.density", lang, n=density)))
    for membership in queries.participants().get(focus.ags, ())[:2]:
        facts.append((lab_link(membership.lab_id, lang), t(f"compare.role_{membership.role}", lang)))
    items = [tag("div", [tag("dt", label), tag("dd", value)]) for value, label in facts]
    return tag("dl", items, class_="compare-facts")


def list_head(data: Comparing) -> list[Node]:
    """Heading and how to read the list."""
    lang, peers = data.lang, data.result.peers
    n = sum(not peer.is_hand_picked for peer in peers)
    texts = {"n": number_word(n, lang), "name": data.name(data.focus)}
    key = "compare.list_title_one" if n == 1 else "compare.list_title"
    heading = tag("h2", t(key, lang, **texts), id="list-title")
    sentence = t("compare.list_sentence", lang)
    extremes = [(group.share, peer, group) for peer in peers if (group := _largest(peer)) and group.share]
    if extremes:
        _, peer, group = max(extremes, key=lambda item: item[0] or 0.0)
        label = data.group_label(group.group_id)
        sentence += " " + t("compare.list_extreme", lang, peer=data.name(peer.unit), group=label)
    address = tag("p", t("compare.this_selection", lang, address=data.href(data.view)), class_="note print-only")
    return [heading, tag("div", [tag("p", sentence), take_away(data)], class_="chart-head"), address]


def take_away(data: Comparing) -> Tag:
    """Links to the comparison as a file."""
    query = f"{data.view.to_query()}{'' if data.lang == 'de' else '&lang=' + data.lang}"
    kinds = ((".excel.csv", "csv"), (".csv", "plain_csv"), (".xlsx", "xlsx"), (".json", "json"))
    links = [
        tag("a", t(f"compare.as_{text}", data.lang), href=f"/api/v1/comparison{kind}?{query}", download=True)
        for kind, text in kinds
    ]
    return tag("ul", [tag("li", link) for link in links], class_="chart-links plain")


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


def _largest(peer: Peer) -> GroupShare | None:
    known = [group for group in peer.by_group if group.share]
    return max(known, key=lambda group: group.share or 0.0) if known else None


def _bar(peer: Peer, data: Comparing) -> Tag:
    largest = _largest(peer)
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


def differences(data: Comparing) -> list[Node]:
    """What makes the place different from all of its peers, in words with values."""
    lang = data.lang
    found = [item for item in data.differences if item.word in ("higher", "lower")][:_MOST_DIFFERENCES]
    name = data.name(data.focus)
    n = len(data.result.peers)
    if not data.result.peers:
        return []
    heading = tag("h3", t("compare.different", lang, name=name, n=number_word(n, lang)))
    if not found:
        return [heading, tag("p", t("compare.different_none", lang, name=name))]
    return [heading, tag("ul", [tag("li", _difference(item, data)) for item in found], class_="plain differences")]


def _difference(item: Difference, data: Comparing) -> list[Node]:
    lang, indicator = data.lang, data.indicator_of(item.variable)
    sign = {"higher": "▲", "lower": "▼"}[str(item.word)]
    words = t(
        "compare.different_item",
        lang,
        word=t(f"figures.is_{item.word}", lang),
        own=data.value(indicator, item.own_value),
        median=data.value(indicator, item.peers_median),
        unit=indicator.unit(lang),
    )
    return [tag("span", sign, class_="sign-text", aria_hidden="true"), " ", tag("b", indicator.label(lang)), f" {words}"]


def unit_link(unit: Unit, data: Comparing) -> Tag:
    """A place with a link to its own comparison."""
    return tag("a", data.name(unit), href=f"{page_url('compare', data.lang)}?ags={unit.ags}")
