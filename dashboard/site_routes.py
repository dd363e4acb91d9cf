"""Answers of the site that are no pages: suggestions of the search box, sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import flask

from dashboard import catalog, datasets, db, peer_datasets, search
from dashboard.components.search_box import thing_url
from dashboard.config import Settings
from dashboard.i18n import LANGS, Lang, as_lang, t
from dashboard.queries import site
from dashboard.queries.search import Thing
from dashboard.urls import PATHS, page_url

_SUGGESTIONS = 8
# The protocol allows 50,000 addresses in a file (https://www.sitemaps.org/protocol.html); more need an index.
MAX_ADDRESSES = 50_000
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def init_app(server: flask.Flask, settings: Settings) -> None:
    """Register the routes and tell the pages where the operator's texts lie."""
    server.config["TEXTS_DIR"] = settings.texts_dir
    server.add_url_rule("/api/v1/search.json", "search", _suggest)
    server.add_url_rule("/robots.txt", "robots", lambda: _robots(settings))
    server.add_url_rule("/sitemap.xml", "sitemap", lambda: _sitemap(settings))
    server.add_url_rule("/sitemap-<int:part>.xml", "sitemap-part", lambda part: _sitemap_part(settings, part))


def _suggest() -> flask.Response:
    """`/api/v1/search.json?q=97218&lang=de&limit=8`: the best things with label, detail, kind and address."""
    given = flask.request.args
    lang = as_lang(given.get("lang", "de"))
    limit = given.get("limit", "")
    wanted = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 4 else _SUGGESTIONS
    query = given.get("q", "")
    found = search.find(query, wanted)
    response = flask.jsonify(
        {
            "query": query[: search.MAX_QUERY],
            "total": found.total,
            "is_approximate": found.is_approximate,
            "results": [_result(thing, lang) for thing in found.things],
        }
    )
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _result(thing: Thing, lang: Lang) -> dict[str, str]:
    return {
        "kind": thing.kind,
        "kind_label": t(f"search.kind_{thing.kind}", lang),
        "label": search.label(thing, lang),
        "detail": thing.detail_de if lang == "de" else thing.detail_en,
        "url": thing_url(thing, lang),
    }


def _host(settings: Settings) -> str:
    return settings.public_url.rstrip("/") or flask.request.host_url.rstrip("/")


def _robots(settings: Settings) -> flask.Response:
    """Everything may be indexed except what only repeats pages with other filters, and the data routes."""
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /_dash-", f"Sitemap: {_host(settings)}/sitemap.xml", ""]
    return flask.Response("\n".join(lines), mimetype="text/plain")


def addresses() -> list[tuple[str, str]]:
    """(page key, key of the thing) of every page that may be indexed; without what only leads somewhere (search, SQL)."""
    return _addresses(db.current().path)


@lru_cache(maxsize=1)
def _addresses(_path: Path) -> list[tuple[str, str]]:
    keys = {**site.keys(), "dataset": [*datasets.NAMES, *peer_datasets.NAMES]}
    found: list[tuple[str, str]] = []
    for page, paths in PATHS.items():
        if "{id}" not in paths["de"]:
            found.append((page, ""))
        else:
            found += [(page, key) for key in keys.get(page, ())]
    return [item for item in found if item[0] != "search"]


def _sitemap(settings: Settings) -> flask.Response:
    n = len(addresses()) * len(LANGS)
    if n <= MAX_ADDRESSES:
        return _xml(_urls(settings, addresses()))
    parts = range(1, -(-n // MAX_ADDRESSES) + 1)
    files = "".join(f"<sitemap><loc>{escape(_host(settings))}/sitemap-{part}.xml</loc></sitemap>" for part in parts)
    return _xml([f"<sitemapindex {_NAMESPACES}>{files}</sitemapindex>"])


def _sitemap_part(settings: Settings, part: int) -> flask.Response:
    size = MAX_ADDRESSES // len(LANGS)
    chosen = addresses()[(part - 1) * size : part * size] if part > 0 else []
    if not chosen:
        flask.abort(404)
    return _xml(_urls(settings, chosen))


def _urls(settings: Settings, chosen: list[tuple[str, str]]) -> Iterator[str]:
    host = escape(_host(settings))
    day = catalog.build_info()["data_date"]
    yield f"<urlset {_NAMESPACES}>\n"
    for page, key in chosen:
        links = {lang: host + escape(page_url(page, lang, key)) for lang in LANGS}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>' for lang, address in links.items()
        )
        for address in links.values():
            yield f"<url><loc>{address}</loc><lastmod>{day}</lastmod>{others}</url>\n"
    yield "</urlset>\n"


def _xml(parts: Iterator[str] | list[str]) -> flask.Response:
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(parts)
    response = flask.Response(text, mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
