"""The documents page: the results of the initiative first, then everything with facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.chart import source_line
from dashboard.components.downloads import download_links
from dashboard.components.links import lab_link
from dashboard.components.tables import source_link
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, plural, t
from dashboard.pages.more import more
from dashboard.queries import documents as queries
from dashboard.queries.documents import Document
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

# What the initiative left behind, in the order of its own list; last the report on the closing event.
RESULTS = (
    "ergebnis-praxisleitfaden",
    "ergebnis-kulturtechnik",
    "ergebnis-projektbericht",
    "ergebnis-wirkungsorientierung",
    "neuland21-abschluss-2022",
)
FACETS = ("type", "year", "lab", "language")
_NONE = "none"
_COLUMNS = ("name", "type", "year", "publisher", "lab", "language", "named")


@dataclass(frozen=True)
class Choice:
    """The facets set, by key; a document without a value of a facet has the value `none`."""

    values: dict[str, str] = field(default_factory=dict)

    def has(self, document: Document) -> bool:
        """True for a document with all the values."""
        return all(facet_value(document, key) == value for key, value in self.values.items())

    def without(self, key: str) -> Choice:
        """The same without a facet."""
        return Choice({name: value for name, value in self.values.items() if name != key})

    def address(self, lang: Lang, **more: str) -> str:
        """The page with this choice and more."""
        pairs = [(key, value) for key in FACETS if (value := {**self.values, **more}.get(key))]
        return page_url("documents", lang, query=encode(pairs)) + "#documents"


def facet_value(document: Document, key: str) -> str:
    """The value of a facet as it stands in the address."""
    value = {"type": document.kind, "year": document.year, "lab": document.lab_id, "language": document.language}[key]
    return str(value) if value else _NONE


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """All documents, narrowed by `type`, `year`, `lab` and `language`."""
    documents = queries.documents()
    allowed = {key: {facet_value(document, key) for document in documents} for key in FACETS}
    choice = Choice({key: value for key, value in reversed(query) if key in FACETS and value in allowed[key]})
    shown = [document for document in documents if choice.has(document)]
    count = number(len(documents), lang)
    body = html.Div(
        [
            html.Div(
                [html.H1(t("document.h1", lang, n=count)), html.P(t("document.lead", lang), className="lead")],
                className="page-head",
            ),
            _results(documents, lang),
            _all(shown, documents, choice, lang),
        ],
        className="wrap",
    )
    return Page(t("document.title", lang), t("document.description", lang, n=count), body, is_indexed=not choice.values)


def _results(documents: Sequence[Document], lang: Lang) -> Component:
    by_id = {document.document_id: document for document in documents}
    cards = [_card(by_id[key], lang) for key in RESULTS if key in by_id]
    return html.Section(
        [
            html.H2(t("document.results", lang), id="results-title"),
            html.P(t("document.results_sentence", lang), className="quiet"),
            html.Div(cards, className="document-cards"),
        ],
        id="results",
        **{"aria-labelledby": "results-title"},
    )


def _card(document: Document, lang: Lang) -> Component:
    kind = catalog.label("document_kind", document.kind, lang)
    known: list[Node] = [f"{kind} · {document.publisher or t('document.publisher_unknown', lang)}"]
    return html.Article(
        [
            html.H3(_title(document)),
            html.P(known, className="small quiet"),
            html.P(_unknown(document, lang), className="small"),
            html.P([t("document.named_at", lang), " ", source_link(document.source_url)], className="small"),
        ],
        className="document-card",
    )


def _title(document: Document) -> Node:
    if document.url:
        return html.A(document.title, href=document.url, rel="noopener", hrefLang=document.language)
    return document.title


def _unknown(document: Document, lang: Lang) -> str:
    """What is known and what not of year and address."""
    year = t("document.year_known", lang, year=document.year) if document.year else t("document.year_unknown", lang)
    return f"{year} {t('document.url_known' if document.url else 'document.url_unknown', lang)}"


def _all(shown: Sequence[Document], documents: Sequence[Document], choice: Choice, lang: Lang) -> Component:
    facets = [_facet(key, choice, documents, lang) for key in FACETS]
    heads = [tag("th", t(f"document.{key}", lang), scope="col") for key in _COLUMNS]
    rows = [_row(document, lang) for document in shown]
    caption = tag("caption", t("document.table", lang), class_="visually-hidden")
    grid = tag("table", [caption, tag("thead", tag("tr", heads)), tag("tbody", rows)], class_="records labelled documents")
    undated = sum(document.year is None for document in shown)
    homeless = sum(document.url is None for document in shown)
    sentence = t("document.gaps", lang, undated=number(undated, lang), homeless=number(homeless, lang))
    before = t("document.all", lang, n=number(len(documents), lang)) if choice.values else ""
    links = download_links("documents", [], lang, before=before)
    reset = [" ", html.A(t("document.reset", lang), href=Choice().address(lang))] if choice.values else []
    return html.Section(
        [
            html.H2(plural("document.heading", len(shown), lang), id="documents-title"),
            html.Div([html.P([sentence, *reset]), links], className="chart-head"),
            html.Div(facets, className="facets"),
            tag("div", grid, class_="scroll"),
            source_line(lang, date_text(catalog.build_info()["data_date"], lang)),
            more([], lang),
        ],
        id="documents",
        **{"aria-labelledby": "documents-title"},
    )


def _row(document: Document, lang: Lang) -> Tag:
    address = [] if document.url else [" ", tag("span", f"· {t('thing.no_address', lang)}", class_="small quiet")]
    unknown = tag("span", t("document.unknown", lang), class_="quiet")
    cells: list[Node | list[Node]] = [
        catalog.label("document_kind", document.kind, lang),
        document.year or unknown,
        document.publisher or unknown,
        lab_link(document.lab_id, lang) if document.lab_id else t("document.programme", lang),
        _language(document.language, lang),
        source_link(document.source_url),
    ]
    head = tag("th", [_title(document), *address], scope="row")
    labels = [t(f"document.{key}", lang) for key in _COLUMNS[1:]]
    body = [tag("td", cell, data_label=label) for label, cell in zip(labels, cells, strict=True)]
    return tag("tr", [head, *body], id=document.document_id)


def _language(code: str | None, lang: Lang) -> str:
    return t(f"document.language_{code}", lang) if code in ("de", "en", "fr") else t("document.unknown", lang)


def _facet(key: str, choice: Choice, documents: Sequence[Document], lang: Lang) -> Component:
    """Links of a facet with the number of documents under the other facets."""
    rest = [document for document in documents if choice.without(key).has(document)]
    counts = Counter(facet_value(document, key) for document in rest)
    present = choice.values.get(key, "")
    options = [("", t(f"document.{key}_all", lang), len(rest))]
    options += [(value, _option_text(key, value, lang), counts[value]) for value in _order(key, documents) if counts[value]]
    items = [_option(value == present, choice.without(key), (key, value), f"{text}", n, lang) for value, text, n in options]
    return html.Div([html.H3(t(f"document.{key}", lang)), html.Ul(items, className="plain")], className="facet")


def _option(is_present: bool, choice: Choice, item: tuple[str, str], text: str, n: int, lang: Lang) -> Component:
    key, value = item
    href = choice.address(lang, **({key: value} if value else {}))
    current = {"aria-current": "true"} if is_present else {}
    return html.Li(html.A([text, html.Span(number(n, lang), className="count")], href=href, **current))


def _order(key: str, documents: Sequence[Document]) -> list[str]:
    """Values of a facet in display order, those without a value last."""
    found = {facet_value(document, key) for document in documents}
    if key == "type":
        return [term for term in catalog.terms("document_kind") if term in found]
    if key == "lab":
        return [*(lab for lab in catalog.terms("lab") if lab in found), _NONE]
    return [*sorted(found - {_NONE}, reverse=key == "year"), *({_NONE} & found)]


def _option_text(key: str, value: str, lang: Lang) -> str:
    if value == _NONE:
        return t("document.programme" if key == "lab" else "document.unknown", lang)
    if key == "language":
        return _language(value, lang)
    return value if key == "year" else catalog.label({"type": "document_kind", "lab": "lab"}[key], value, lang)
