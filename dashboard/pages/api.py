"""The API in words, for people: addresses, parameters, formats, errors; made from the same registry as the OpenAPI text."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import datasets, peer_datasets
from dashboard.api.address import own_address
from dashboard.components import shell
from dashboard.components.code import code_block
from dashboard.components.tables import table
from dashboard.dataset_query import MAX_ROWS
from dashboard.document import Page
from dashboard.files import FORMATS
from dashboard.i18n import Lang, number, t
from dashboard.pages.things import part
from dashboard.ssr import Node
from dashboard.urls import Pairs, page_url

_GENERAL = ("columns", "sort", "limit", "offset", "geometry", "lang", "version")
_PROBLEMS = ("parameter", "dataset", "format", "query", "sql", "http")


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """The documentation."""
    host = own_address()
    body = html.Div(
        [
            shell.breadcrumb([(t("nav.data", lang), page_url("data", lang)), (t("api.h1", lang), "")], lang),
            html.Div(
                [html.H1(t("api.h1", lang)), html.P(t("api.lead", lang), className="lead"), _links(lang)],
                className="page-head",
            ),
            part("address", t("api.address", lang), [_address(host, lang)], sentence=t("api.address_text", lang)),
            part("formats", t("api.formats", lang), [_formats(lang)], sentence=t("api.formats_text", lang)),
            part("general", t("api.general", lang), [_general(lang)]),
            part("datasets", t("api.datasets", lang), [_datasets(lang)], sentence=t("api.datasets_text", lang)),
            part("cache", t("api.cache", lang), [html.P(t("api.cache_text", lang), className="prose")]),
            part("problems", t("api.problems", lang), [_problems(lang)], sentence=t("api.problems_text", lang)),
        ],
        className="wrap data-page",
    )
    return Page(t("api.h1", lang), t("api.description", lang), body)


def _links(lang: Lang) -> Component:
    links = [("OpenAPI 3.1", "/api/v1/openapi.json"), (t("api.index", lang), "/api/v1/")]
    return html.Ul([html.Li(html.A(text, href=href)) for text, href in links], className="plain further")


def _address(host: str, lang: Lang) -> Node:
    text = f"{host}/api/v1/<{t('api.word_dataset', lang)}><{t('api.word_suffix', lang)}>?<{t('api.word_filters', lang)}>\n"
    text += (
        f"{host}/api/v1/subprojects.json?state=NW&theme=open_data&columns=title,lab,start_date&sort=-start_date&limit=10\n"
    )
    text += f"{host}/api/v1/indicator_values.csv?indicator=population&district=05358&year=2021\n"
    return code_block("api-address", text, lang, label=t("api.address", lang))


def _formats(lang: Lang) -> Component:
    heads = [t(f"api.head_{name}", lang) for name in ("suffix", "type", "what")]
    rows: list[list[Node]] = [
        [html.Code(suffix), html.Code(form.media_type), t(f"api.format_{suffix[1:].replace('.', '_')}", lang)]
        for suffix, form in FORMATS.items()
    ]
    return html.Div(table(heads, rows, css="records", label=t("api.formats", lang)), className="scroll")


def _general(lang: Lang) -> Component:
    heads = [t(f"api.head_{name}", lang) for name in ("parameter", "what")]
    rows: list[list[Node]] = [
        [html.Code(name), t(f"api.key_{name}", lang, most=number(MAX_ROWS, lang))] for name in _GENERAL
    ]
    return html.Div(table(heads, rows, css="records", label=t("api.general", lang)), className="scroll")


def _datasets(lang: Lang) -> Component:
    heads = [t(f"api.head_{name}", lang) for name in ("dataset", "filters", "keys", "columns")]
    rows: list[list[Node]] = [
        [
            html.Div([html.Code(item.name), html.Div(html.A(item.titles[lang], href=page_url("dataset", lang, item.name)))]),
            html.Code(" ".join(item.spec.filters) or "–"),
            html.Code(" ".join(item.spec.keys)),
            html.Code(" ".join(item.column_names), className="small"),
        ]
        for item in (*datasets.every(), *peer_datasets.every())
    ]
    return html.Div(table(heads, rows, css="records api-datasets", label=t("api.datasets", lang)), className="scroll")


def _problems(lang: Lang) -> Component:
    items = [
        html.Div([html.Dt(html.Code(f"/api/#{name}")), html.Dd(t(f"api.problem_{name}", lang))], id=name)
        for name in _PROBLEMS
    ]
    return html.Dl(items, className="problem-list")
