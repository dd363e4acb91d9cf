"""Peers and projects: who among the peers and the nearest was in a lab, what they tried, who was not.

Which places took part was decided by application: the section describes and proves no effect, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from dashboard import catalog
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_legend, evidence_sign, legend
from dashboard.i18n import Lang, join, number, number_word, plural, t
from dashboard.overlap import jaccard, shares
from dashboard.pages.compare_controls import project_filters
from dashboard.pages.compare_data import PROJECT_KEYS, Comparing
from dashboard.pages.compare_list import named, unit_link
from dashboard.pages.compare_peers import word_text
from dashboard.peers.model import Near
from dashboard.queries import compare as queries
from dashboard.queries.compare import Subproject
from dashboard.ssr import Node, Tag, tag

_CARDS, _PLACES, _PROJECTS = 4, 4, 4


def projects(data: Comparing) -> list[Node]:
    """Heading, filter by theme, cards of the nearest labs."""
    lang = data.lang
    cards = _cards(data)
    found: list[Node] = [
        tag("h2", t(f"compare.projects_title_{data.focus.level}", lang), id="projects-title"),
        tag("p", _sentence(data)),
        project_filters(data),
    ]
    if cards:
        found += [tag("div", cards, class_="lab-cards"), tag("div", legend(evidence_legend(lang)))]
    else:
        chosen = [catalog.label(key, getattr(data.view, key), lang) for key in PROJECT_KEYS if getattr(data.view, key)]
        text = t("compare.projects_none", lang, what=join(chosen, lang)) if chosen else t("compare.projects_far", lang)
        found.append(tag("p", text, class_="empty-line"))
    return [*found, tag("p", t("compare.projects_note", lang, name=data.name(data.focus)), class_="note chart-foot")]


def _sentence(data: Comparing) -> str:
    lang, taking_part = data.lang, queries.participants()
    inside = [peer for peer in data.result.peers if peer.unit.ags in taking_part]
    n = number_word(len(data.result.peers), lang)
    if inside:
        names = join([data.name(peer.unit) for peer in inside], lang)
        key = "compare.projects_one" if len(inside) == 1 else "compare.projects_some"
        return t(key, lang, n=n, inside=number_word(len(inside), lang), names=names)
    near = data.nearest_participants
    if not near:
        return t("compare.projects_far", lang)
    first = near[0]
    return t(
        "compare.projects_nobody",
        lang,
        n=n,
        name=named(first.unit, data),
        rank=number(first.rank, lang),
        word=word_text(first.word, lang),
    )


def _cards(data: Comparing) -> list[Tag]:
    """A card per lab, in the order of its nearest place; with a filter only labs that have a subproject that fits."""
    places: dict[str, list[Near]] = {}
    taking_part = queries.participants()
    own = {membership.lab_id for membership in taking_part.get(data.focus.ags, ())}
    for near in data.nearest_participants:
        for membership in taking_part[near.unit.ags]:
            places.setdefault(membership.lab_id, []).append(near)
    is_filtered = any(getattr(data.view, key) for key in PROJECT_KEYS)
    found: list[Tag] = []
    for lab_id, near_places in places.items():
        projects = [item for item in queries.all_subprojects() if item.lab_id == lab_id and _fits(item, data)]
        if projects or not is_filtered:
            found.append(_card(lab_id, near_places, projects, data, is_own=lab_id in own))
        if len(found) == _CARDS:
            break
    return found


def _fits(item: Subproject, data: Comparing) -> bool:
    view = data.view
    wanted = ((view.theme, item.themes), (view.principle, item.principles), (view.format, item.formats))
    return all(not key or key in found for key, found in wanted) and view.evidence in ("", item.evidence)


def _card(lab_id: str, places: Sequence[Near], projects: Sequence[Subproject], data: Comparing, *, is_own: bool) -> Tag:
    lang = data.lang
    items = [_place(near, lab_id, data) for near in places[:_PLACES]]
    keys = {near.unit.ags for near in places[:_PLACES]}
    here = [item for item in projects if item.places & keys]
    lines: list[Node] = []
    if projects and not here:
        names = join([data.name(near.unit) for near in places[:_PLACES]], lang)
        lines.append(tag("p", t("compare.card_elsewhere", lang, names=names), class_="small quiet"))
    chosen = here or projects
    if not projects:
        lines.append(tag("p", t("compare.card_none", lang), class_="small quiet"))
    lines.append(tag("ul", [_project(item, lang) for item in chosen[:_PROJECTS]], class_="plain thing-list"))
    rest = len(projects) - min(len(chosen), _PROJECTS)
    if rest > 0:
        more = plural("compare.card_more", rest, lang)
        lines.append(tag("p", thing_link("lab", lab_id, more, lang), class_="small"))
    label = t("compare.card_own_lab" if is_own else "compare.card_lab", lang)
    return tag(
        "article",
        [
            tag("p", label, class_="small quiet"),
            tag("h3", lab_link(lab_id, lang)),
            tag("ul", items, class_="plain lab-places"),
            *lines,
        ],
        class_="card",
    )


def _place(near: Near, lab_id: str, data: Comparing) -> Tag:
    lang = data.lang
    role = next(item.role for item in queries.participants()[near.unit.ags] if item.lab_id == lab_id)
    text = t("compare.rank_word", lang, rank=number(near.rank, lang), word=word_text(near.word, lang))
    name: list[Node] = [tag("b", thing_link("municipality", near.unit.ags, data.name(near.unit), lang))]
    if role == "associated":
        name.append(tag("span", f" ({catalog.label('role', role, lang)})", class_="quiet"))
    return tag("li", [tag("span", name), tag("span", text, class_="quiet")])


def _project(item: Subproject, lang: Lang) -> Tag:
    title = thing_link("subproject", item.subproject_id, item.title_de if lang == "de" else item.title_en, lang)
    tail = f" – {catalog.label('evidence', item.evidence, lang)}"
    kinds = (("theme", item.themes), ("principle", item.principles), ("format", item.formats))
    words = [tag("span", line, class_=f"note {key}s") for key, keys in kinds if (line := _labels(key, keys, lang))]
    return tag("li", [evidence_sign(item.evidence), tag("span", [title, tail, *words])])


def _labels(vocabulary: str, keys: frozenset[str], lang: Lang) -> str:
    return ", ".join(term.label(lang) for key, term in catalog.terms(vocabulary).items() if key in keys)


def others(data: Comparing) -> list[Node]:
    """The nearest places without a lab: for a lab's place those to which something could be transferred."""
    lang = data.lang
    is_in_lab = data.focus.ags in queries.participants()
    key = "transfer" if is_in_lab else "others"
    items = [_other(near, data) for near in data.nearest_others]
    return [
        tag("h2", t(f"compare.{key}_title", lang, name=data.name(data.focus)), id="others-title"),
        tag("p", t(f"compare.{key}_sentence", lang, n=number_word(len(items), lang), name=data.name(data.focus))),
        tag("ol", items, class_="plain other-list"),
        tag("p", t("compare.self_selection", lang), class_="note chart-foot"),
    ]


def twins(data: Comparing) -> list[Node]:
    """For a place of a lab: who is like it and who does alike, as four fields; nothing for others."""
    lang, taking_part = data.lang, queries.participants()
    own = {membership.lab_id for membership in taking_part.get(data.focus.ags, ())}
    if not own or not data.nearest_participants:
        return []
    alike = _alike(frozenset(own))
    fields: dict[tuple[bool, bool], dict[str, list[Near]]] = {}
    for near in data.nearest_participants:
        labs = [item.lab_id for item in taking_part[near.unit.ags] if item.lab_id not in own]
        for lab_id in labs[:1]:
            place = (near.word != "far", lab_id in alike)
            fields.setdefault(place, {}).setdefault(lab_id, []).append(near)
    heads = {does: t(f"compare.twins_does_{key}", lang) for does, key in ((True, "alike"), (False, "other"))}
    columns = [tag("td"), *(tag("th", head, scope="col") for head in heads.values())]
    rows = []
    for is_near, key in ((True, "alike"), (False, "other")):
        cells = [_field(fields.get((is_near, does), {}), head, data) for does, head in heads.items()]
        rows.append(tag("tr", [tag("th", t(f"compare.twins_is_{key}", lang), scope="row"), *cells]))
    return [
        tag("h2", t("compare.twins_title", lang, name=data.name(data.focus)), id="twins-title"),
        tag("p", t("compare.twins_sentence", lang)),
        tag("div", tag("table", [tag("thead", tag("tr", columns)), tag("tbody", rows)], class_="twins"), class_="scroll"),
        tag("p", [t("compare.twins_note", lang), " ", t("compare.self_selection", lang)], class_="note chart-foot"),
    ]


def _field(labs: dict[str, list[Near]], head: str, data: Comparing) -> Tag:
    """A cell with its places; narrow screens show the head of its column in it."""
    if not labs:
        return tag("td", "–", class_="quiet", data_label=head)
    items = []
    for lab_id, places in labs.items():
        names = ", ".join(f"{data.name(near.unit)} ({number(near.rank, data.lang)})" for near in places)
        items.append(tag("li", [tag("b", lab_link(lab_id, data.lang)), tag("span", names, class_="note")]))
    return tag("td", tag("ul", items, class_="plain"), data_label=head)


def _alike(own: frozenset[str]) -> frozenset[str]:
    """Labs whose subprojects are more like those of the own labs than the median of the other labs."""
    profiles = {key: _profile(frozenset((key,))) for key in catalog.terms("lab") if key not in own}
    mine = _profile(own)
    values = {key: jaccard(mine, profile) for key, profile in profiles.items()}
    middle = median(values.values())
    return frozenset(key for key, value in values.items() if value > middle)


def _profile(labs: frozenset[str]) -> dict[str, float]:
    """Shares of themes, principles and formats over all subprojects of some labs; each vocabulary counts alike."""
    found: dict[str, float] = {}
    for vocabulary in ("themes", "principles", "formats"):
        projects = (item for item in queries.all_subprojects() if item.lab_id in labs)
        counts = Counter(f"{vocabulary}:{key}" for item in projects for key in getattr(item, vocabulary))
        found |= shares(counts)
    return found


def _other(near: Near, data: Comparing) -> Tag:
    lang = data.lang
    text = t("compare.rank_word", lang, rank=number(near.rank, lang), word=word_text(near.word, lang))
    people = t("compare.people", lang, n=number(near.unit.population, lang))
    return tag(
        "li",
        [
            tag("b", unit_link(near.unit, data)),
            tag("span", f"{data.where(near.unit)} · {people}", class_="note"),
            tag("span", text, class_="note"),
        ],
    )
