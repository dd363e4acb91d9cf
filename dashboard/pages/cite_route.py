"""`/de/zitieren/<page>.<form>?…`: how to cite a page with its view, as text, BibTeX or CSL-JSON; the address is frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flask

from dashboard import catalog, cite
from dashboard.api.address import own_address
from dashboard.components.chart_more import CITE_FORMS, CITE_PATH
from dashboard.components.frozen import KEY
from dashboard.datasets import Source, sources_of
from dashboard.document import Page
from dashboard.i18n import LANGS, Lang, t
from dashboard.pages.parts import parse_query
from dashboard.urls import Pairs, encode, page_url

Pages = Mapping[str, Callable[[Lang, str, Pairs], Page | None]]
# Pages that show official data; all others show what the programme's tables hold.
_OFFICIAL = ("indicators", "municipality", "compare")
_TYPES = {"txt": "text/plain", "bib": "application/x-bibtex", "json": "application/vnd.citationstyles.csl+json"}


def add_routes(server: flask.Flask, pages: Pages) -> None:
    """Register the addresses in both languages; `pages` gives the title of what is cited."""
    for lang in LANGS:
        rule = f"/{lang}/{CITE_PATH[lang]}/<page>.<any({','.join(CITE_FORMS)}):form>"
        server.add_url_rule(rule, f"cite-{lang}", _view(lang, pages), methods=["GET"])


def _view(lang: Lang, pages: Pages) -> flask.typing.RouteCallable:
    def show(page: str, form: str) -> flask.Response:
        pairs = parse_query(flask.request.query_string.decode("utf-8", "replace"))
        key = dict(reversed(pairs)).get("key", "")
        view = [pair for pair in pairs if pair[0] not in ("key", KEY)]
        found = pages[page](lang, key, view) if page in pages and page != "sql" else None
        if found is None or found.status != 200:
            flask.abort(404)
        url = own_address() + page_url(page, lang, key, encode([*view, (KEY, catalog.data_version())]))
        text = citation_text(page, found.title, url, form, lang)
        return flask.Response(text, mimetype=_TYPES[form], headers={"Cache-Control": "no-cache"})

    return show


def sources(page: str) -> tuple[Source, ...]:
    """What a page rests on; maps of the programme show boundaries of others."""
    if page in _OFFICIAL:
        return sources_of("indicator_values")
    return (*sources_of("labs"), *sources_of("boundaries_municipalities"))


def citation_text(page: str, title: str, url: str, form: str, lang: Lang) -> str:
    """The citation in a form, with the credits that licences demand."""
    credits = cite.credit_lines(sources(page), lang)
    if form == "bib":
        return cite.bibtex(page, title, url, lang, credits)
    if form == "json":
        return cite.csl_json(page, title, url, lang, credits)
    return "\n".join([cite.text(title, url, lang), f"{t('picture.credits', lang)} {'; '.join(credits)}.", ""])
