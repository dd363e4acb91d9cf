"""The words around the list of the nearest: notices, the answer in a sentence, head, downloads, largest differences."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.links import lab_link, thing_link
from dashboard.i18n import TIE, Lang, join, number, number_word, t
from dashboard.pages.compare_data import Comparing
from dashboard.pages.compare_peers import SMALLEST_SHARE, largest_share, no_list, pair_share, word_text
from dashboard.peers.model import Difference, Notice, Unit
from dashboard.queries import compare as queries
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import page_url

_MOST_DIFFERENCES = 3


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
    return [tag("h1", title), tag("p", answer(data), class_="lead"), _facts(data), _on_page(data)]


def _on_page(data: Comparing) -> Tag:
    """Links to the parts of a long page."""
    is_in_lab = data.focus.ags in queries.participants()
    parts = ("list", "rows", "projects", "others", *(("twins",) if is_in_lab else ()))
    links = [tag("li", tag("a", t(f"compare.part_{part}", data.lang), href=f"#{part}")) for part in parts]
    return tag(
        "nav", tag("ul", links, class_="chart-links plain"), class_="on-page", aria_label=t("compare.on_page", data.lang)
    )


def answer(data: Comparing) -> str:
    """Who is nearest, what separates, how near all are; says so when nobody is near."""
    lang, peers = data.lang, [peer for peer in data.result.peers if not peer.is_hand_picked]
    if not peers:
        return " ".join((no_list(data), *_later_change(data)))
    first = peers[0]
    group = largest_share(first)
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
        key = "compare.all_nearer" if last < SMALLEST_SHARE else "compare.all_within"
        of, n = t(f"compare.pairs_{data.focus.level}", lang), number_word(len(peers), lang)
        found.append(t(key, lang, n=n, share=pair_share(last, lang), of=of))
    if data.result.clipped:
        names = [data.indicator_of(item.variable).label(lang) for item in data.result.clipped]
        found.append(t("compare.clipped", lang, names=join(names, lang)))
    return " ".join((*found, *_later_change(data)))


def _later_change(data: Comparing) -> list[str]:
    """A sentence for a place whose territory is another one today."""
    if not data.focus.changed_after_2021:
        return []
    return [t("compare.changed_later", data.lang, name=data.name(data.focus))]


def named(unit: Unit, data: Comparing) -> str:
    """'Reinhardshagen (Lkr. Kassel, HE)'; a city state only by its name."""
    name, where = data.name(unit), data.where(unit)
    return name if name == where else f"{name} ({where})"


def _facts(data: Comparing) -> Tag:
    lang, focus = data.lang, data.focus
    area = queries.area(focus)
    page = thing_link("municipality", focus.ags, data.name(focus), lang)
    where = data.where(focus)
    facts: list[tuple[Node | list[Node], Node | str]] = [
        (page, where),
        (number(focus.population, lang), t("compare.inhabitants", lang)),
    ]
    if area:
        density = number(focus.population / area, lang, 1)
        facts.append((f"{number(area, lang, 2)}{TIE}km²", t("compare.density", lang, n=density)))
    for membership in queries.participants().get(focus.ags, ())[:2]:
        facts.append((lab_link(membership.lab_id, lang), t(f"compare.role_{membership.role}", lang)))
    items = [tag("div", [tag("dt", label), tag("dd", value)]) for value, label in facts]
    return tag("dl", items, class_="compare-facts")


def list_head(data: Comparing) -> list[Node]:
    """Heading and how to read the list."""
    lang, peers = data.lang, data.result.peers
    n = sum(not peer.is_hand_picked for peer in peers)
    texts = {"n": number_word(n, lang), "name": data.name(data.focus)}
    key = {0: "compare.list_title_none", 1: "compare.list_title_one"}.get(n, "compare.list_title")
    heading = tag("h2", t(key, lang, **texts), id="list-title")
    sentence = t("compare.list_sentence", lang) if peers else ""
    extremes = [(group.share, peer, group) for peer in peers if (group := largest_share(peer)) and group.share]
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
