"""Plain HTTP around Dash: pages, files, health, headers, errors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import flask
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from dashboard import callback_guard, catalog, compression, db, map_values, pages, site_routes
from dashboard.api import init_api, sql_route
from dashboard.api.package import kept_database
from dashboard.components import shell
from dashboard.components.frozen import KEY, Frozen, frozen_notice, later_versions, version_asked
from dashboard.config import Settings
from dashboard.document import NO_SUCH_SCRIPT, THEME_SCRIPT_HASH, DashboardApp, Head, Page, document
from dashboard.filters import Filters
from dashboard.i18n import LANGS, Lang, as_lang
from dashboard.kept import Answer, Kept
from dashboard.pages.parts import MAX_QUERY, parse_query
from dashboard.queries import versions
from dashboard.ssr import to_html
from dashboard.static import StaticFiles
from dashboard.urls import encode, page_url, routes

_LOG = logging.getLogger(__name__)
MAX_BODY_BYTES = 256 * 1024
# A packed document has 5 to 40 kB: room for some two hundred and fifty.
_MAX_KEPT_BYTES = 4_000_000
_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' '{THEME_SCRIPT_HASH}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: DashboardApp, settings: Settings, static: StaticFiles) -> None:
    """Register routes, headers and error pages on the server of a Dash app."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    callback_guard.init_app(app)
    server.config["CONTACT_EMAIL"] = settings.contact_email
    server.config["STATIC_URL"] = static.url
    _add_pages(server, PageServer(app, settings, static))
    server.add_url_rule("/healthz", "healthz", lambda: flask.Response("ok\n", mimetype="text/plain"))
    server.add_url_rule("/readyz", "readyz", _ready)
    site_routes.init_app(server, settings)
    init_api(server, settings)
    map_values.init_app(server)
    server.after_request(_with_headers)


def _with_headers(response: flask.Response) -> flask.Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _ready() -> flask.Response:
    """200 with the data version when a query runs, else 503."""
    try:
        labs = db.records("select count(*) as n from labs")[0]["n"]
        return flask.jsonify({"status": "ready", "data_version": catalog.data_version(), "labs": labs})
    except Exception:  # any fault means: not ready
        _LOG.exception("readiness query failed")
        return flask.Response('{"status":"unavailable"}\n', 503, mimetype="application/json")


@dataclass(frozen=True)
class Address:
    """Where a request goes: page key, language, key of the thing, query as sent (cut), host for absolute links."""

    page: str
    lang: Lang
    key: str
    query: str
    host: str


class PageServer:
    """Answers addresses with whole documents; a document follows from its address and the data, so it is kept."""

    def __init__(self, app: DashboardApp, settings: Settings, static: StaticFiles) -> None:
        self._app = app
        self._settings = settings
        self._static = static
        self._kept = Kept(_MAX_KEPT_BYTES)

    def respond(self, page: str, lang: Lang, key: str = "") -> flask.Response:
        """The document of a page, or the 404 page; with an ETag, so that a reload costs no bytes."""
        host = self._settings.public_url.rstrip("/") or flask.request.host_url.rstrip("/")
        address = Address(page, lang, key, _query(), host)
        answer = self._kept.get(address)
        if answer is None:
            answer = self._write(address)
            if page not in pages.UNKEPT:
                self._kept.put(address, answer)
        response = compression.from_packed(answer, "text/html")
        response.headers["Cache-Control"] = "no-cache"
        if answer.status == 200:
            response.set_etag(answer.etag, weak=True)
            response.make_conditional(flask.request)
        return response

    def _write(self, address: Address) -> Answer:
        make = pages.PAGES.get(address.page)
        page = make(address.lang, address.key, parse_query(address.query)) if make else None
        page = page or pages.missing(address.lang)
        text = document(self._app, page, self._head(address, page)).encode()
        return Answer(compression.pack(text), page.status, hashlib.sha256(text).hexdigest()[:24])

    def _head(self, address: Address, page: Page) -> Head:
        is_found = page.status == 200
        known = address.page if is_found else "overview"
        key, query = (address.key, _safe(address.query)) if is_found else ("", "")
        section = pages.SECTIONS.get(known, known) if is_found else ""
        filters = Filters.from_query(parse_query(query)).to_query()
        links: dict[str, str] = {other: page_url(known, other, key, query) for other in LANGS}
        url = self._static.url
        present = catalog.data_version()
        held = encode([*(pair for pair in parse_query(query) if pair[0] != KEY), (KEY, present)])
        return Head(
            lang=address.lang,
            canonical=address.host + page_url(known, address.lang, key),
            alternates={other: address.host + page_url(known, other, key) for other in LANGS},
            style_url=url("app.css"),
            script_url=url("app.js"),
            plotly_url=url("plotly.js"),
            font_urls=(url("atkinson-hyperlegible-next-latin.woff2"),),
            icon_url=url("icon.svg"),
            header=to_html(shell.header(address.lang, section, links, filters)) + self._notice(known, key, address),
            footer=to_html(shell.footer(address.lang, present, page_url(known, address.lang, key, held))),
            page_script_urls=tuple(url(name) for name in page.scripts),
        )

    def _notice(self, page: str, key: str, address: Address) -> str:
        """What stands above a page whose address holds a version of the data fast; nothing for others."""
        pairs = parse_query(address.query)
        version, present = version_asked(pairs), catalog.data_version()
        if not version:
            return ""
        known = [str(row["data_version"]) for row in versions.versions()]
        file = kept_database(self._settings, version)
        found = Frozen(version, present, later_versions(version, known), version in known, file is not None)
        free = page_url(page, address.lang, key, encode([pair for pair in pairs if pair[0] != KEY]))
        return to_html(frozen_notice(found, free, address.lang))


def _add_pages(server: flask.Flask, documents: PageServer) -> None:
    def show(page: str, lang: Lang) -> Callable[..., flask.Response]:
        return lambda key="": documents.respond(page, lang, key)

    for page, lang, path in routes():
        server.add_url_rule(path.replace("{id}", "<key>"), f"page-{page}-{lang}", show(page, lang), strict_slashes=False)

    for lang in LANGS:
        server.add_url_rule(page_url("sql", lang), f"sql-form-{lang}", _sql_form(documents, lang), methods=["POST"])

    def home() -> Response:
        response = flask.redirect(page_url("overview", _preferred(), query=_safe(_query())), 302)
        response.headers["Vary"] = "Accept-Language"
        return response

    def missing(path: str) -> flask.Response:
        return documents.respond("missing", as_lang(path.split("/", 1)[0]))

    # Dash's own routes would answer 200 with an empty page to "/" and to any unknown path.
    server.view_functions["/"] = home
    server.view_functions["/<path:path>"] = missing

    def not_found(_error: Exception) -> flask.Response:
        return missing(flask.request.path.lstrip("/"))

    for error in (NotFound, *NO_SUCH_SCRIPT):
        server.register_error_handler(error, not_found)


def _sql_form(documents: PageServer, lang: Lang) -> Callable[[], Response]:
    return lambda: sql_route.posted(lang, lambda: documents.respond("sql", lang))


def _preferred() -> Lang:
    """The first language of the browser that we speak; de-AT counts as de, which Werkzeug's own search would rank last."""
    wanted = (value.split("-")[0].lower() for value, quality in flask.request.accept_languages if quality > 0)
    return next((as_lang(value) for value in wanted if value in LANGS), "de")


def _query() -> str:
    """The query string as sent, cut to a length that no link of this site reaches."""
    return flask.request.query_string.decode("utf-8", "replace")[:MAX_QUERY]


def _safe(query: str) -> str:
    """A query as it may stand in a link: re-encoded, whatever came in."""
    return quote(query, safe="=&%+,:;-._~") if query else ""
