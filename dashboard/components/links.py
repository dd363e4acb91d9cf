"""Links to the pages of things, so that a name leads to the same place wherever it stands."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.tables import breakable
from dashboard.filters import VOCABULARIES
from dashboard.i18n import Lang, t
from dashboard.ssr import Node
from dashboard.ssr import elements as html
from dashboard.urls import PATHS, encode, page_url


def thing_link(page: str, key: object, text: Node, lang: Lang) -> Node:
    """A link to the page of a thing; the text alone without a key or while there is no such page."""
    if not isinstance(key, str) or not key or page not in PATHS:
        return text
    return html.A(text, href=page_url(page, lang, key))


def lab_link(lab_id: object, lang: Lang) -> Node:
    """The short name of a lab as a link to its page."""
    return thing_link("lab", lab_id, catalog.label("lab", str(lab_id), lang), lang)


def municipality_link(ags: object, text: Node, lang: Lang) -> Node:
    """The name of a place as a link to its municipality or district; places abroad have no page."""
    has_page = isinstance(ags, str) and len(ags) in (5, 8)
    return thing_link("municipality", ags, text, lang) if has_page else text


def document_link(document_id: object, text: Node, lang: Lang) -> Node:
    """The title of a document as a link to its row on the documents page, which says what is known of it."""
    return html.A(text, href=f"{page_url('documents', lang)}#{document_id}")


def term_link(vocabulary: str, term: str, lang: Lang) -> Component:
    """The label of a term; a link to the overview where the overview can be filtered by it, its definition as title."""
    found = catalog.terms(vocabulary)[term]
    title = found.definition(lang) or None
    if vocabulary not in VOCABULARIES.values():
        return html.Span(found.label(lang), title=title)
    key = next(key for key, name in VOCABULARIES.items() if name == vocabulary)
    href = page_url("overview", lang, query=encode([(key, term)])) + "#table"
    return html.A(found.label(lang), href=href, title=title)


def back_and_forth(before: tuple[str, str], all_: tuple[str, str], after: tuple[str, str], lang: Lang) -> Component:
    """Links to the thing before, to the list and to the thing after: each (text, address), empty at the ends."""
    items = [
        html.A(f"← {breakable(before[0])}", href=before[1], rel="prev") if before[1] else html.Span(),
        html.A(all_[0], href=all_[1]),
        html.A(f"{breakable(after[0])} →", href=after[1], rel="next") if after[1] else html.Span(),
    ]
    return html.Nav(items, className="back-and-forth", **{"aria-label": t("thing.neighbours", lang)})
