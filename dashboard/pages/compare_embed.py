"""An indicator of a comparison as a small document for other sites: no scripts, no cookies, no foreign requests."""

from __future__ import annotations

import re
from functools import cache
from html import escape

import flask

from dashboard.api.address import own_address
from dashboard.components.chart_more import embed_code
from dashboard.config import ROOT
from dashboard.i18n import LANGS, Lang, number_word, t
from dashboard.pages.compare_data import Comparing, asked
from dashboard.pages.compare_row import EMBED, embed_url, level_text, strip_of, word_of
from dashboard.pages.parts import parse_query
from dashboard.peers.model import ComparisonRow
from dashboard.queries import states
from dashboard.ssr import Tag, tag, to_html

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors *",
    "Cache-Control": "public, max-age=300",
}
_OWN_STYLE = """
body { margin: 0; padding: 12px 14px; background: var(--bg); color: var(--ink); font: 400 15px/20px var(--font); }
h1 { font-size: 17px; line-height: 22px; margin: 0; }
p { margin: 4px 0; }
dl { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 6px 0; }
dt { font-size: 13px; color: var(--ink-2); }
dd { margin: 0; font-weight: 640; font-variant-numeric: tabular-nums; }
.me { color: var(--highlight); }
.note { font-size: 13px; line-height: 18px; color: var(--ink-2); }
a { color: var(--accent); }
h2 { font-size: 15px; margin: 24px 0 4px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 8px 10px; background: var(--surface-2); font-size: 13px; }
"""
# Height of a frame that shows the row whole down to 320 px width.
_FRAME_PX = 330


def add_routes(server: flask.Flask) -> None:
    """Register the addresses in both languages."""
    for lang in LANGS:
        rule = f"/{lang}/{EMBED[lang]}/<ags>/<indicator_id>"
        server.add_url_rule(rule, f"embed-{lang}", _view(lang), methods=["GET"])


def _view(lang: Lang) -> flask.typing.RouteCallable:
    def show(ags: str, indicator_id: str) -> flask.Response:
        query = [pair for pair in parse_query(flask.request.query_string.decode("utf-8", "replace")) if pair[0] != "q"]
        found = asked([("ags", ags), *((key, value) for key, value in query if key != "ags")])
        if not found.view.request.ags:
            flask.abort(404)
        data = Comparing(found.view, lang)
        row = next((row for row in data.rows if row.indicator_id == indicator_id), None)
        if row is None:
            flask.abort(404)
        code = _code(row, data) if ("code", "1") in query else None
        return flask.Response(document(row, data, code), mimetype="text/html", headers=_HEADERS)

    return show


def _code(row: ComparisonRow, data: Comparing) -> Tag:
    """How the row gets into another page; shown only where somebody came to fetch it, not inside a frame."""
    title = f"{data.indicators[row.indicator_id].label(data.lang)}: {data.name(data.focus)}"
    frame = embed_code(own_address() + embed_url(row.indicator_id, data), title, _FRAME_PX)
    return tag("section", [tag("h2", t("compare.embed_how", data.lang)), tag("pre", tag("code", frame), tabindex=0)])


def document(row: ComparisonRow, data: Comparing, code: Tag | None = None) -> str:
    """The HTML of the small document, with the code that embeds it if given."""
    lang, indicator = data.lang, data.indicators[row.indicator_id]
    name = data.name(data.focus)
    title = f"{indicator.label(lang)}: {name}"
    peers = t("compare.legend_peers", lang, n=number_word(len(data.result.peers), lang))
    facts = (
        (name, data.value(indicator, row.value), "me"),
        (peers, data.value(indicator, row.peers.median), None),
        (states.name(data.focus.state_code, lang), data.value(indicator, row.state.median), None),
        (t("figures.germany", lang), data.value(indicator, row.country.median), None),
    )
    items = [
        tag(
            "div",
            [tag("dt", label), tag("dd", value if isinstance(value, str) else data.value(indicator, value), class_=css)],
        )
        for label, value, css in facts
    ]
    body = [
        tag("h1", title),
        tag("p", f"{indicator.unit(lang)}, {row.year} · {level_text(row, data)}", class_="note"),
        strip_of(row, indicator, data),
        tag("dl", items),
        tag("p", [t("compare.embed_word", lang), " ", word_of(row, lang)]),
        _source(row, data),
        code,
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" data-bs-theme="light"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body>{to_html(body)}</body></html>\n"
    )


def _source(row: ComparisonRow, data: Comparing) -> Tag:
    indicator = data.indicators[row.indicator_id]
    licence = t("figures.licence", data.lang, publisher=indicator.publisher, licence=indicator.licence)
    link = tag("a", t("compare.embed_link", data.lang), href=data.href(data.view), target="_top")
    return tag("p", [licence, " ", t("compare.embed_note", data.lang), " ", link], class_="note")


@cache
def _style() -> str:
    """Tokens and the rules of the strip, taken from the style sheets of the pages."""
    css = ROOT / "assets" / "css"
    rules = re.findall(
        r"^\.(?:strip|mark-text|sign-text)[^{]*\{[^}]*\}", (css / "places.css").read_text("utf-8"), re.MULTILINE
    )
    return "\n".join([(css / "tokens.css").read_text("utf-8"), *rules, _OWN_STYLE])
