"""Facts of a record: each with its value, how it is known, its source and its note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.components.tables import source_link
from dashboard.i18n import Lang, t
from dashboard.ssr import Node

Content = Node | Sequence[Node]


@dataclass(frozen=True)
class Fact:
    """A row: label, value, quiet words after it (how sure, by whom), source, note in German.

    source: an address, or content that says where the value comes from when it was counted or assigned here.
    """

    label: str
    value: Content
    detail: Content = ""
    source: Content = None
    note: object = None


@dataclass(frozen=True)
class Record:
    """The row of the data package behind a page: table, key, and its fields as (name in the table, label)."""

    table: str
    key: str
    fields: tuple[tuple[str, str], ...]


def fact_list(facts: Sequence[Fact], lang: Lang, css: str = "", *, as_of: str = "") -> Component:
    """The facts as a description list; `as_of` is the date in words on which they were compiled."""
    rows = [html.Div([html.Dt(fact.label), html.Dd(_value(fact, as_of, lang))]) for fact in facts]
    return html.Dl(rows, className=f"facts {css}".strip())


def _value(fact: Fact, as_of: str, lang: Lang) -> list[Node]:
    found = _nodes(fact.value)
    if fact.detail:
        found += [" ", html.Span(_nodes(fact.detail), className="small quiet")]
    if fact.source:
        found += [" ", _source(fact.source, as_of, lang)]
    if fact.note:
        found.append(html.P(german(fact.note, lang), className="note fact-note"))
    return found


def _source(source: Content, as_of: str, lang: Lang) -> Component:
    shown = [t("thing.source", lang), " ", source_link(source)] if isinstance(source, str) else _nodes(source)
    date = [html.Span(f" · {t('thing.as_of', lang, date=as_of)}", className="fact-date")] if as_of else []
    return html.Span([*shown, *date], className="fact-source note")


def _nodes(content: Content) -> list[Node]:
    return list(content) if isinstance(content, list | tuple) else [content]


def german(text: object, lang: Lang) -> list[Node]:
    """A text that exists in German only: marked as such, and on English pages announced."""
    body = html.Span(str(text), lang="de")
    return [body] if lang == "de" else [t("thing.in_german", lang), " ", body]


def unknown(lang: Lang) -> Component:
    """What stands in place of a value that no source states."""
    return html.Span(t("thing.unknown", lang), className="quiet")


def record_line(record: Record, path: str, as_of: str, lang: Lang, *, version: str, email: str) -> Component:
    """When the record was compiled, what it is called in the data, and the way to report an error in it."""
    line = html.P(t("thing.compiled", lang, date=as_of, record=f"{record.table}/{record.key}"), className="note")
    return html.Div([line, *_report(record, path, lang, version=version, email=email)], className="record-line")


def _report(record: Record, path: str, lang: Lang, *, version: str, email: str) -> list[Component]:
    fields = [*record.fields, ("", t("report.other", lang))]
    links = [
        html.Li(html.A(label, href=report_address(email, record, name, path, lang, version=version)))
        for name, label in fields
    ]
    return [
        html.Details(
            [
                html.Summary(t("report.open", lang)),
                html.P([t("report.which", lang), *([] if email else [" ", t("report.no_address", lang)])]),
                html.Ul(links, className="plain"),
            ],
            className="report small",
        )
    ]


def report_address(email: str, record: Record, field: str, path: str, lang: Lang, *, version: str) -> str:
    """A mailto address with the record, the field and the page in subject and body; without `email` the sender names the
    recipient."""
    name = f"{record.table}/{record.key}" + (f"#{field}" if field else "")
    subject = t("report.subject", lang, record=name)
    body = t("report.body", lang, record=name, field=field or "–", page=path, version=version)
    return f"mailto:{quote(email, safe='@+.-_')}?subject={quote(subject)}&body={quote(body)}"
