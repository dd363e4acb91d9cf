"""The filter bar: controls with facet counts, chips of what is set, and the selection as a sentence.

The controls are an ordinary form that works without scripts; assets/js/state.js renews the page at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import catalog, ids
from dashboard.filters import FIRST_YEAR, LAST_YEAR, MAX_TEXT, VOCABULARIES, Filters, View
from dashboard.i18n import Lang, plural, t
from dashboard.ssr import SLOT, Node, Tag, around, elements, fragment, tag, to_html
from dashboard.urls import Pairs, encode

Facets = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Shown:
    """How much a selection shows: labs (of all), subprojects, events, subprojects without a date among them or hidden."""

    labs: int
    all_labs: int
    subprojects: int
    events: int
    undated: int
    hidden_undated: int


def facet_counts(facets: Facets) -> dict[str, list[int]]:
    """Filter → subprojects of each of its values under the other filters, in the order in which the values are offered."""
    found = {}
    for key, vocabulary in VOCABULARIES.items():
        counts = facets.get(key, {})
        found[key] = [counts.get(value, 0) for value in catalog.terms(vocabulary)]
    return found


def options(key: str, counts: Mapping[str, int], lang: Lang) -> list[dict[str, object]]:
    """Options of a filter with the number of subprojects under the other filters."""
    return [
        {"value": term.key, "label": _option(term.label(lang), counts.get(term.key, 0))}
        for term in catalog.terms(VOCABULARIES[key]).values()
    ]


def _option(label: str, n: int) -> Tag:
    return elements.Span([label, elements.Span(n, className="count")], className="option")


def control_texts(filters: Filters, lang: Lang) -> dict[str, str]:
    """What each closed control says: 'Alle 8 Länder', the single value, or '3 gewählt'."""
    found = {}
    for key, vocabulary in VOCABULARIES.items():
        values = getattr(filters, key)
        if not values:
            found[key] = t(f"filter.{key}_all", lang, n=len(catalog.terms(vocabulary)))
        elif len(values) == 1:
            found[key] = catalog.label(vocabulary, values[0], lang)
        else:
            found[key] = t("filter.chosen", lang, n=len(values))
    years = [str(filters.from_year or ""), str(filters.to_year or "")]
    found["years"] = "–".join(years) if any(years) else t("filter.years_all", lang)
    return found


def text_fragments(filters: Filters, lang: Lang) -> dict[str, str]:
    """`control_texts` as fragments: id → HTML."""
    return {ids.control_text(key): to_html(text) for key, text in control_texts(filters, lang).items()}


def filter_bar(view: View, facets: Facets, shown: list[Tag], path: str, lang: Lang) -> Component:
    """The whole bar with its present setting; path: the page that it filters."""
    texts = control_texts(view.filters, lang)
    fields = [_choice(key, view.filters, facets.get(key, {}), texts[key], lang) for key in VOCABULARIES]
    toggle = html.Button(
        t("filter.open", lang),
        type="button",
        className="button filter-toggle",
        **{"data-toggle": "filter-fields", "aria-expanded": "false", "aria-controls": "filter-fields"},
    )
    apply = tag("noscript", tag("button", t("data.apply", lang), type="submit", class_="button primary"))
    # Browsers would set the boxes of an earlier visit again after a reload.
    form = elements.Form(
        [*fields, _years(view.filters, texts["years"], lang), _text(view.filters, lang), apply],
        id="filter-fields",
        action=path,
        method="get",
        autocomplete="off",
    )
    return html.Section(
        [
            html.H2(t("filter.bar", lang), className="visually-hidden", id="filter-title"),
            toggle,
            fragment("filter-controls", form),
            fragment(ids.SHOWN, shown, className="shown", role="status"),
        ],
        className="filter-bar",
        **{"aria-labelledby": "filter-title"},
    )


def _field(label: str, text_id: str, text: str, body: list[Tag]) -> Tag:
    summary = elements.Summary(
        [elements.Span(f"{label}: ", className="visually-hidden"), elements.Span(text, id=text_id, className="choice-text")]
    )
    head = elements.Span(label, className="field-label", **{"aria-hidden": "true"})
    folded = elements.Details([summary, elements.Div(body, className="choice-body")], className="choice")
    return elements.Div([head, folded], className="field")


def _choice(key: str, filters: Filters, counts: Mapping[str, int], text: str, lang: Lang) -> Tag:
    label = t(f"filter.{key}", lang)
    chosen = list(getattr(filters, key))
    boxes = dbc.Checklist(id=ids.control(key), name=key, options=options(key, counts, lang), value=chosen)
    group = elements.Fieldset([elements.Legend(label, className="visually-hidden"), boxes])
    hint = elements.P(t("filter.count_hint", lang), className="note")
    return _field(label, ids.control_text(key), text, [group, hint])


def _years(filters: Filters, text: str, lang: Lang) -> Tag:
    selects = []
    for key, value in (("from", filters.from_year), ("to", filters.to_year)):
        years = [{"label": t("filter.any", lang), "value": ""}]
        years += [{"label": str(year), "value": str(year)} for year in range(FIRST_YEAR, LAST_YEAR + 1)]
        select = dbc.Select(id=ids.control(key), name=key, options=years, value=str(value or ""))
        selects.append(elements.Label([elements.Span(t(f"filter.{key}", lang)), select], className="year"))
    legend = elements.Legend(t("filter.years", lang), className="visually-hidden")
    fields = elements.Fieldset([legend, *selects], className="years")
    return _field(t("filter.years", lang), ids.control_text("years"), text, [fields])


def _text(filters: Filters, lang: Lang) -> Tag:
    hint = t("filter.q_hint", lang)
    box = dbc.Input(id=ids.control("q"), name="q", type="search", value=filters.q, placeholder=hint, maxlength=MAX_TEXT)
    label = elements.Label([elements.Span(t("filter.q", lang), className="field-label"), box])
    return elements.Div(label, className="field search-field")


def chips(view: View, lang: Lang) -> list[tuple[str, Pairs]]:
    """What is set, in words, each with the query that remains without it, at the first page."""
    given = replace(view, page=1).pairs()
    found = []
    if view.focus:
        label = t("filter.focus", lang, lab=catalog.label("lab", view.focus, lang))
        found.append((label, [pair for pair in given if pair[0] not in ("focus", "zoom")]))
    for pair in view.filters.pairs():
        found.append((_chip_text(*pair, lang), [other for other in given if other != pair]))
    return found


@lru_cache(maxsize=1024)
def _chip_text(key: str, value: str, lang: Lang) -> str:
    if key in VOCABULARIES:
        return f"{t(f'filter.{key}', lang)}: {catalog.label(VOCABULARIES[key], value, lang)}"
    return t("filter.text_chip", lang, q=value) if key == "q" else t(f"filter.{key}_chip", lang, year=value)


def shown_line(view: View, shown: Shown, empty: Sequence[Node], path: str, lang: Lang) -> list[Tag]:
    """Chips, the sentence 'Gezeigt: …' and the links to reset and to copy."""
    items = []
    for index, (label, rest) in enumerate(chips(view, lang)):
        is_focus = index == 0 and bool(view.focus)
        before, after = _chip(label, is_focus, lang)
        items.append(Tag(f"{before}{escape(f'{path}?{encode(rest)}')}{after}"))
    copy = {"className": "link-button", "data-copy": t("filter.copied", lang), "type": "button"}
    tools = [elements.Button(t("filter.copy", lang), **copy)]
    if items:
        tools.insert(0, elements.A(t("filter.reset", lang), **{"data-view": "1"}, href=path))
    return [
        elements.Ul(items, className="chips plain"),
        elements.P(list(empty) or _sentence(shown, lang)),
        elements.Div(tools, className="shown-tools"),
    ]


@lru_cache(maxsize=1024)
def _chip(label: str, is_focus: bool, lang: Lang) -> tuple[str, str]:
    """A chip before and after the address that remains without it."""
    sign = [elements.Span(**{"aria-hidden": "true"}, className="dot")] if is_focus else []
    cross = elements.Span("×", **{"aria-hidden": "true"}, className="cross")
    words = {"aria-label": t("filter.drop", lang, what=label), "className": "chip focus-chip" if is_focus else "chip"}
    return around(elements.Li(elements.A([*sign, label, cross], **words, **{"data-view": "1"}, href=SLOT)))


def _sentence(shown: Shown, lang: Lang) -> list[Node]:
    labs = plural("filter.labs", shown.labs, lang)
    if shown.labs == shown.all_labs:
        labs = t("filter.labs_all", lang, n=shown.labs)
    what = t(
        "filter.shown_what",
        lang,
        labs=labs,
        subprojects=plural("filter.subprojects", shown.subprojects, lang),
        events=plural("filter.events", shown.events, lang),
    )
    tail = plural("filter.undated_in", shown.undated, lang) if shown.undated else ""
    if shown.hidden_undated:
        tail = plural("filter.undated_out", shown.hidden_undated, lang)
    return [t("filter.shown", lang), elements.B(what), f"{tail}."]
