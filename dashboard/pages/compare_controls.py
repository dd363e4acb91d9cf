"""The controls of the comparison: an ordinary form that works without scripts; assets/js/compare.js renews the page at once.

Every control is named like its key in the address. The weights stand beside the list and belong to the form by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard import catalog
from dashboard.i18n import Lang, number, number_word, plural, t
from dashboard.pages.compare_data import PROJECT_KEYS, Comparing
from dashboard.peers.data import LevelData
from dashboard.peers.model import GATES, K_LEAST, K_MOST, OWN, WEIGHTS, Group, GroupWeight, Lens
from dashboard.queries import states
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import page_url

FORM = "compare-form"
_WEIGHT_WORDS = ("none", "low", "medium", "high")

Option = tuple[str, str]


def controls(data: Comparing) -> list[Node]:
    """The bar with lens, gates, number and hand-picked places, and what is shown in a sentence."""
    fields = [
        _search(data.name(data.focus), data.lang),
        _select("lens", _lenses(data), data.view.request.lens, data.lang),
        *(_gate(name, options, data) for name, options in data.engine.levels[data.focus.level].gate_options.items()),
        _select("k", [(str(k), str(k)) for k in range(K_LEAST, K_MOST + 1)], str(data.view.request.k), data.lang),
        _text("add", t("compare.add", data.lang), t("compare.add_hint", data.lang), data.focus.level),
    ]
    submit = tag("button", t("compare.apply", data.lang), type="submit", class_="button needs-submit")
    toggle = tag(
        "button",
        t("compare.controls", data.lang),
        type="button",
        class_="button filter-toggle",
        data_toggle="compare-fields",
        aria_expanded="false",
        aria_controls="compare-fields",
    )
    form = tag(
        "form",
        [toggle, tag("div", fields, class_="compare-fields", id="compare-fields"), *_hidden(data), submit],
        id=FORM,
        method="get",
        action=data.path,
        data_store="compare-view",
        data_query=data.view.to_query(),
        role="search",
        aria_label=t("compare.controls", data.lang),
    )
    return [form, tag("div", [*_picked(data), tag("p", _shown(data)), _tools(data)], class_="shown", role="status")]


def start_form(text: str, lang: Lang) -> Tag:
    """The search field of the start page."""
    label = tag("label", t("compare.search_label", lang), for_="c-q", class_="field-label")
    box = tag(
        "input",
        id="c-q",
        name="q",
        type="search",
        value=text,
        class_="form-control",
        placeholder=t("compare.search_hint", lang),
        autocomplete="off",
        maxlength=80,
        list="c-q-places",
        data_places="",
    )
    button = tag("button", t("compare.search_button", lang), type="submit", class_="button primary")
    return tag(
        "form",
        [tag("div", [label, box, tag("datalist", id="c-q-places")]), button],
        method="get",
        action=page_url("compare", lang),
        class_="start-form",
        role="search",
    )


def weights(data: Comparing) -> list[Node]:
    """The panel with a row of four steps per group and, folded, the choice of variables."""
    rows = [_weight(group, data) for group in data.result.weights]
    is_changed = bool(data.view.request.weights or data.view.request.variables)
    reset: Node = t("compare.weights_note", data.lang)
    if is_changed:
        href = data.with_request(weights=(), variables=())
        reset = tag("a", t("compare.equal", data.lang), href=href, data_view="1")
    return [
        tag("h3", t("compare.weights", data.lang)),
        *rows,
        tag("p", reset, class_="small quiet"),
        tag("button", t("compare.apply", data.lang), type="submit", form=FORM, class_="button needs-submit"),
    ]


def _weight(item: GroupWeight, data: Comparing) -> Tag:
    label = data.group_label(item.group_id)
    name = f"w.{item.group_id}"
    steps = []
    for level, word in zip(WEIGHTS, _WEIGHT_WORDS, strict=True):
        own_id = f"w-{item.group_id}-{level}"
        box = tag("input", type="radio", name=name, value=level, id=own_id, form=FORM, checked=level == item.level)
        steps.append(tag("label", [box, tag("span", t(f"compare.weight_{word}", data.lang))], for_=own_id))
    group = next(group for group in data.lens.groups if group.group_id == item.group_id)
    count = plural("compare.variables", item.n_variables, data.lang)
    legend = tag("legend", [tag("b", label), f" · {count}"])
    percent = tag("span", t("compare.percent", data.lang, n=number(100 * item.weight, data.lang)), class_="weight-share")
    return tag(
        "fieldset",
        [legend, tag("div", [tag("div", steps, class_="steps"), percent], class_="weight-row"), _variables(group, data)],
        class_="weight",
    )


def _variables(group: Group, data: Comparing) -> Tag:
    chosen = data.view.request.variables
    items = []
    for variable in group.variables:
        own_id = f"v-{variable.variable}"
        is_on = not chosen or variable.variable in chosen
        box = tag("input", type="checkbox", name="vars", value=variable.variable, id=own_id, form=FORM, checked=is_on)
        reason = variable.reason_de if data.lang == "de" else variable.reason_en
        label = tag("label", [box, tag("span", data.indicators[variable.indicator_id].label(data.lang))], for_=own_id)
        items.append(tag("li", [label, tag("span", reason, class_="note")]))
    reason = group.reason_de if data.lang == "de" else group.reason_en
    return tag(
        "details",
        [
            tag("summary", t("compare.which_variables", data.lang)),
            tag("p", reason, class_="note"),
            tag("ul", items, class_="plain"),
        ],
        class_="variables small",
        id=f"vars-{group.group_id}",
    )


def _search(name: str, lang: Lang) -> Tag:
    return _text("q", t("compare.place", lang), name)


def _text(key: str, label: str, hint: str, level: str = "") -> Tag:
    return tag(
        "div",
        [
            tag("label", label, for_=f"c-{key}", class_="field-label"),
            tag(
                "input",
                id=f"c-{key}",
                name=key,
                type="search",
                class_="form-control",
                placeholder=hint,
                autocomplete="off",
                maxlength=80,
                list=f"c-{key}-places",
                data_places=level,
            ),
            tag("datalist", id=f"c-{key}-places"),
        ],
        class_="field",
    )


def _gate_key(name: str, data: Comparing) -> str:
    return "type_of_district" if name == "type" and data.focus.level == "district" else name


def _select(key: str, options: Iterable[Option], chosen: str, lang: Lang, label: str = "") -> Tag:
    items = [tag("option", text, value=value, selected=value == chosen) for value, text in options]
    return tag(
        "div",
        [
            tag("label", t(f"compare.{label or key}", lang), for_=f"c-{key}", class_="field-label"),
            tag("select", items, id=f"c-{key}", name=key, class_="form-select"),
        ],
        class_="field",
    )


def _lenses(data: Comparing) -> list[Option]:
    return [(lens.lens, _lens_label(lens, data.lang)) for lens in data.engine.lenses(data.focus.level)]


def _lens_label(lens: Lens, lang: Lang) -> str:
    return lens.label_de if lang == "de" else lens.label_en


def _gate(name: str, options: Sequence[tuple[str, int]], data: Comparing) -> Tag:
    """A select of one value; several values of a link stand as one more option."""
    given = ",".join(getattr(data.view.request, name))
    level = data.engine.levels[data.focus.level]
    own = gate_label(name, level.gates[name][level.index[data.focus.ags]], data.lang, level)
    found = [("", t(f"compare.{name}_all", data.lang)), (OWN, t("compare.own", data.lang, value=own))]
    found += [(value, f"{gate_label(name, value, data.lang, level)} ({number(n, data.lang)})") for value, n in options]
    if given not in dict(found):
        found.append((given, ", ".join(gate_label(name, value, data.lang, level) for value in given.split(","))))
    return _select(name, found, given, data.lang, _gate_key(name, data))


def gate_label(name: str, value: str, lang: Lang, level: LevelData) -> str:
    """The words for a value of a gate."""
    if value == OWN:
        return t("compare.like_us", lang)
    if name == "state":
        return states.name(value, lang)
    if name == "size":
        low, _, high = value.partition("-")
        numbers = {"low": number(int(low), lang), "high": number(int(high), lang) if high else ""}
        if not high:
            return t("compare.size_from", lang, **numbers)
        return t("compare.size_below" if low == "1" else "compare.size_between", lang, **numbers)
    if name == "regiostar":
        return t(f"compare.regiostar_{value}", lang) if value else "–"
    return level.type_labels.get(value, value) if lang == "de" else t(f"compare.type_{value.replace('-', '_')}", lang)


def _hidden(data: Comparing) -> list[Tag]:
    request = data.view.request
    values = [("ags", request.ags), ("add", ",".join(request.add)), ("drop", ",".join(request.drop))]
    values += [(key, getattr(data.view, key)) for key in ("why", "sort", "show")]
    return [tag("input", type="hidden", name=key, value=value) for key, value in values if value]


def _picked(data: Comparing) -> list[Node]:
    """Chips: gates that are set, hand-picked places, places taken off."""
    request = data.view.request
    level = data.engine.levels[data.focus.level]
    chips = []
    for name in GATES:
        for value in getattr(request, name):
            rest = tuple(item for item in getattr(request, name) if item != value)
            text = f"{t(f'compare.{_gate_key(name, data)}', data.lang)}: {gate_label(name, value, data.lang, level)}"
            chips.append((text, data.with_request(**{name: rest})))
    for key in ("add", "drop"):
        for ags in getattr(request, key):
            rest = tuple(item for item in getattr(request, key) if item != ags)
            text = t(f"compare.chip_{key}", data.lang, name=data.name(data.engine.unit(ags)))
            chips.append((text, data.with_request(**{key: rest})))
    items = [tag("li", _chip(text, href, data.lang)) for text, href in chips]
    return [tag("ul", items, class_="chips plain")] if items else []


def _chip(text: str, href: str, lang: Lang) -> Tag:
    cross = tag("span", "×", class_="cross", aria_hidden="true")
    return tag("a", [text, cross], href=href, class_="chip", data_view="1", aria_label=t("filter.drop", lang, what=text))


def _shown(data: Comparing) -> list[Node]:
    result, lang = data.result, data.lang
    n_all = len(data.engine.levels[data.focus.level].units)
    kind = t(f"compare.of_{data.focus.level}", lang, n=number(n_all, lang))
    k = min(data.view.request.k, result.n_candidates)
    key = "compare.shown_what" if result.n_candidates else "compare.shown_nobody"
    what = t(key, lang, k=number_word(k, lang), candidates=number(result.n_candidates, lang), of=kind)
    used = [item for item in result.weights if item.weight > 0]
    n_variables = sum(item.n_variables for item in used)
    key = "compare.shown_equal" if len({round(item.weight, 9) for item in used}) == 1 else "compare.shown_weighted"
    tail = t(key, lang, variables=n_variables, groups=number_word(len(used), lang))
    city = t("compare.shown_city" if data.focus.is_city_state else "compare.shown_no_city", lang)
    gaps = plural("compare.shown_gaps", result.n_without_distance, lang) if result.n_without_distance else ""
    return [t("compare.shown", lang), tag("b", what), f", {tail}; {city}{gaps}."]


def _tools(data: Comparing) -> Tag:
    lang = data.lang
    items: list[Node] = []
    plain = f"{data.path}?ags={data.focus.ags}"
    if data.href(data.view) != plain:
        items.append(tag("a", t("filter.reset", lang), href=plain, data_view="1"))
    items.append(
        tag("button", t("filter.copy", lang), type="button", class_="link-button", data_copy=t("filter.copied", lang))
    )
    return tag("div", items, class_="shown-tools")


def project_filters(data: Comparing) -> Tag:
    """The filters of projects; part of the same form."""
    return tag("div", [_project_filter(key, data) for key in PROJECT_KEYS], class_="project-fields")


def _project_filter(key: str, data: Comparing) -> Tag:
    chosen = getattr(data.view, key)
    options = [(value, term.label(data.lang)) for value, term in catalog.terms(key).items()]
    any_of = ("", t(f"compare.{key}_all", data.lang))
    items = [tag("option", text, value=value, selected=value == chosen) for value, text in (any_of, *options)]
    return tag(
        "div",
        [
            tag("label", t(f"compare.{key}", data.lang), for_=f"c-{key}", class_="field-label"),
            tag("select", items, id=f"c-{key}", name=key, form=FORM, class_="form-select"),
        ],
        class_="field",
    )
