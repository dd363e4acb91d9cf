"""The search page: what the box finds, also without scripts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import search
from dashboard.components.search_box import search_box, thing_url
from dashboard.document import Page
from dashboard.i18n import Lang, plural, t
from dashboard.queries.search import Thing
from dashboard.search import Found
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

_EXAMPLES = ("97218", "Merzenich", "Bürgerrat", "05358040")


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """Results for `q`, or an empty box with examples."""
    text = " ".join(dict(query).get("q", "").split())[: search.MAX_QUERY]
    found = search.find(text, search.MAX_RESULTS) if text else None
    heading = t("search.title_query", lang, q=text) if text else t("search.h1", lang)
    body = html.Div(
        [
            html.Div(
                [
                    html.H1(heading),
                    html.P(t("search.lead", lang), className="lead"),
                    search_box(lang, id_="page-search", value=text, with_button=True),
                ],
                className="page-head search-page",
            ),
            *(_results(found, text, lang) if found else [_examples(lang)]),
            html.P(
                [t("search.browse", lang), html.A(t("nav.municipalities", lang), href=page_url("municipalities", lang))],
                className="search-browse",
            ),
        ],
        className="wrap",
    )
    title = heading if text else t("search.title", lang)
    return Page(title, t("search.description", lang), body, is_indexed=not text)


def _examples(lang: Lang) -> Component:
    links: list[Node] = []
    for example in _EXAMPLES:
        links += [" ", html.A(example, href=page_url("search", lang, query=encode([("q", example)])))]
    return html.P([t("search.examples", lang), *links], className="search-browse")


def _results(found: Found, text: str, lang: Lang) -> list[Component]:
    if not found.things:
        words = html.P(t("search.none_text", lang, q=text))
        return [html.Section([html.H2(t("search.none", lang)), words])]
    count = plural("search.found", found.total, lang)
    notes = [html.P(t("search.approximate", lang, q=text), className="quiet")] if found.is_approximate else []
    if found.total > len(found.things):
        notes.append(html.P(t("search.first", lang, n=len(found.things)), className="quiet"))
    rows = tag("ol", [_row(thing, lang) for thing in found.things], class_="plain results")
    return [html.Section([html.H2(count), *notes, rows])]


def _row(thing: Thing, lang: Lang) -> Tag:
    kind = tag("span", t(f"search.kind_{thing.kind}", lang), class_="quiet kind")
    link = tag("a", search.label(thing, lang), href=thing_url(thing, lang))
    detail = tag("span", thing.detail_de if lang == "de" else thing.detail_en, class_="small quiet")
    return tag("li", [kind, tag("span", [link, " ", detail])])
