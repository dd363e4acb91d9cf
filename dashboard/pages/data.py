"""Data & API: what can be taken away, in which forms, how programs read it, how it is cited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import flask
from dash import html
from dash.development.base_component import Component

from dashboard import catalog, datasets, db, files, peer_datasets
from dashboard.api import catalogue
from dashboard.api.address import own_address
from dashboard.components.cite import citation
from dashboard.components.code import code_block, folded
from dashboard.components.tables import table
from dashboard.dataset_query import DatasetQuery, count
from dashboard.datasets import Dataset
from dashboard.document import Page
from dashboard.examples import EXAMPLES, example
from dashboard.i18n import Lang, number, t
from dashboard.pages.things import part
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, file_url, page_url

# The programme first, then the municipalities it is compared with.
_REFERENCE = (
    "municipalities",
    "districts",
    "states",
    "indicators",
    "indicator_values",
    "indicator_gaps",
    "ags_changes",
    "sources",
    "versions",
    "changes",
)


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """The page, with the addresses of the server it came from."""
    host = own_address()
    listed = datasets.every()
    body = html.Div(
        [
            html.Div(
                [html.H1(t("data.h1", lang)), html.P(t("data.lead", lang, n=len(listed)), className="lead")],
                className="page-head",
            ),
            part("bulk", t("data.bulk", lang), [_bulk(lang)], sentence=t("data.bulk_text", lang)),
            part(
                "programme", t("data.programme", lang), [_table(listed, False, lang)], sentence=t("data.formats_text", lang)
            ),
            part(
                "reference", t("data.reference", lang), [_table(listed, True, lang)], sentence=t("data.reference_text", lang)
            ),
            part("computed", t("data.computed", lang), [_computed(lang)], sentence=t("data.computed_text", lang)),
            part("use", t("data.use", lang), _examples(host, lang), sentence=t("data.use_text", lang)),
            part("cite", t("cite.heading", lang), [_citation(host, lang)]),
            json_ld(catalogue.schema_org(host, lang)),
        ],
        className="wrap data-page",
    )
    return Page(t("data.page_title", lang), t("data.page_description", lang, n=len(listed)), body)


def json_ld(content: object) -> Tag:
    """Data for search engines; a script of this type is never run. `<` and `&` must not end or change it."""
    text = json.dumps(content, ensure_ascii=False)
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return tag("script", text, type="application/ld+json")


def _bulk(lang: Lang) -> Component:
    version = catalog.data_version()
    size = number(db.current().path.stat().st_size / 1e6, lang)
    links = [
        (t("data.zip", lang), f"/download/rogl-{version}.zip", "button primary"),
        (t("data.duckdb", lang, size=size), f"/download/rogl-{version}.duckdb", "button"),
    ]
    more = [
        ("datapackage.json", "/datapackage.json"),
        ("DCAT-AP.de (JSON-LD)", "/catalog.jsonld"),
        ("DCAT-AP.de (Turtle)", "/catalog.ttl"),
        (t("data.api_docs", lang), page_url("api", lang)),
    ]
    if flask.current_app.config.get("SQL_PAGE", True):
        more.append((t("data.sql_page", lang), page_url("sql", lang)))
    return html.Div(
        [
            html.P([html.A(text, href=href, className=css) for text, href, css in links], className="buttons"),
            html.Ul([html.Li(html.A(text, href=href)) for text, href in more], className="plain further"),
        ]
    )


def _table(listed: Sequence[Dataset], is_reference: bool, lang: Lang) -> Component:
    heads = [t(f"data.head_{name}", lang) for name in ("dataset", "rows", "files", "licence")]
    rows: list[list[Node]] = [
        [
            _name(item, lang),
            number(_size(db.current().path, item.name), lang),
            format_links(DatasetQuery(item), lang),
            ", ".join(item.licences())
            if len(item.licences()) < 3
            else t("data.several_licences", lang, n=len(item.licences())),
        ]
        for item in listed
        if (item.name in _REFERENCE) == is_reference
    ]
    return html.Div(table(heads, rows, numbers=frozenset({1}), css="records datasets"), className="scroll")


def _computed(lang: Lang) -> Component:
    heads = [t(f"data.head_{name}", lang) for name in ("dataset", "files", "licence")]
    rows: list[list[Node]] = [
        [
            _name(item, lang),
            file_links(item, encode([("ags", peer_datasets.EXAMPLE), *([("lang", lang)] if lang == "en" else [])]), lang),
            t("data.several_licences", lang, n=len(item.licences())),
        ]
        for item in peer_datasets.every()
    ]
    return html.Div(table(heads, rows, css="records datasets"), className="scroll")


def _name(item: Dataset, lang: Lang) -> Component:
    link = html.A(item.titles[lang], href=page_url("dataset", lang, item.name))
    return html.Div([link, html.Span(item.descriptions[lang], className="small quiet dataset-text")])


@cache
def _size(_path: Path, name: str) -> int:
    return count(DatasetQuery(datasets.dataset(name)))


def format_links(question: DatasetQuery, lang: Lang) -> Tag:
    """Links to a dataset under a question in each of its formats."""
    return file_links(question.dataset, replace(question, lang=lang).to_query(), lang)


def file_links(item: Dataset, query: str, lang: Lang) -> Tag:
    """Links to a dataset under a query string in each of its formats."""
    links = [
        tag(
            "li",
            tag("a", t(f"format.{form.suffix[1:].replace('.', '_')}", lang), href=file_url(item.name, form.suffix, query)),
        )
        for form in files.formats_of(item.spec.place)
    ]
    return tag("ul", links, class_="plain format-links")


def _examples(host: str, lang: Lang) -> list[Node]:
    version = catalog.data_version()
    return [
        folded(
            t(f"example.{name}", lang),
            [
                tag("p", t(f"example.{name}_text", lang)),
                code_block(f"example-{name}", example(name, host, version), lang, label=t(f"example.{name}", lang)),
            ],
            is_open=name == "excel",
        )
        for name in EXAMPLES
    ]


def _citation(host: str, lang: Lang) -> Tag:
    sources = list(dict.fromkeys(source for item in datasets.every() for source in item.sources))
    return citation("all", t("catalogue.title", lang), host + page_url("data", lang), sources, lang)
