"""Plain HTTP around Dash: pages, files, health, headers, errors."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from urllib.parse import quote

import flask
from werkzeug.exceptions import HTTPException

from dashboard import catalog, db, files, pages
from dashboard.components import shell
from dashboard.config import Settings
from dashboard.datasets import DATASETS
from dashboard.document import THEME_SCRIPT_HASH, DashboardApp, Head, Page, document
from dashboard.filters import Filters, check
from dashboard.i18n import LANGS, Lang, as_lang
from dashboard.pages.parts import MAX_QUERY, parse_query
from dashboard.ssr import to_html
from dashboard.static import StaticFiles
from dashboard.urls import page_url, routes

_LOG = logging.getLogger(__name__)
MAX_BODY_BYTES = 256 * 1024
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
    _add_pages(app, settings, static)
    server.add_url_rule("/healthz", "healthz", lambda: flask.Response("ok\n", mimetype="text/plain"))
    server.add_url_rule("/readyz", "readyz", _ready)
    server.add_url_rule("/api/v1/<path:name>", "api_file", _file)
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


def _add_pages(app: DashboardApp, settings: Settings, static: StaticFiles) -> None:
    server = app.server

    def show(page_key: str, lang: Lang) -> Callable[..., flask.Response]:
        def view(key: str = "") -> flask.Response:
            return _page_response(app, settings, static, page_key, lang, key)

        return view

    for page_key, lang, path in routes():
        rule = path.replace("{id}", "<key>")
        server.add_url_rule(rule, f"page-{page_key}-{lang}", show(page_key, lang), strict_slashes=False)

    def home() -> flask.Response:
        lang = flask.request.accept_languages.best_match(LANGS, default="de")
        query = flask.request.query_string.decode("utf-8", "replace")[:MAX_QUERY]
        response = flask.redirect(page_url("overview", as_lang(lang), query=query), 302)
        response.headers["Vary"] = "Accept-Language"
        return response

    def missing(path: str) -> flask.Response:
        first = path.split("/", 1)[0]
        return _document_response(app, settings, static, "missing", as_lang(first), "", pages.missing(as_lang(first)))

    # Dash's own routes would answer 200 with an empty page to "/" and to any unknown path.
    server.view_functions["/"] = home
    server.view_functions["/<path:path>"] = missing

    @server.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> flask.typing.ResponseReturnValue:
        if error.code == 404:
            return missing(flask.request.path.lstrip("/"))
        return error.get_response()


def _page_response(
    app: DashboardApp, settings: Settings, static: StaticFiles, page_key: str, lang: Lang, key: str
) -> flask.Response:
    query = flask.request.query_string.decode("utf-8", "replace")[:MAX_QUERY]
    page = pages.PAGES[page_key](lang, key, parse_query(query))
    return _document_response(app, settings, static, page_key, lang, key, page or pages.missing(lang))


def _document_response(
    app: DashboardApp, settings: Settings, static: StaticFiles, page_key: str, lang: Lang, key: str, page: Page
) -> flask.Response:
    query = flask.request.query_string.decode("utf-8", "replace")[:MAX_QUERY]
    head = _head(settings, static, page_key if page.status == 200 else "missing", lang, key, query)
    response = flask.Response(document(app, page, head), page.status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    if page.status == 200:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24], weak=True)
        response.make_conditional(flask.request)
    return response


def _head(settings: Settings, static: StaticFiles, page_key: str, lang: Lang, key: str, query: str) -> Head:
    host = settings.public_url.rstrip("/") or flask.request.host_url.rstrip("/")
    known = page_key if page_key != "missing" else "overview"
    clean = Filters.from_query(parse_query(query)).to_query()
    own_query = query if page_key != "missing" else ""
    links: dict[str, str] = {other: page_url(known, other, key, _safe(own_query)) for other in LANGS}
    return Head(
        lang=lang,
        canonical=host + page_url(known, lang, key),
        alternates={other: host + page_url(known, other, key) for other in LANGS},
        style_url=static.url("app.css"),
        script_url=static.url("app.js"),
        plotly_url=static.url("plotly.js"),
        font_urls=(static.url("atkinson-hyperlegible-next-latin.woff2"),),
        icon_url=static.url("icon.svg"),
        header=to_html(shell.header(lang, page_key, pages.SECTIONS.get(page_key, page_key), links, clean)),
        footer=to_html(shell.footer(lang, catalog.data_version())),
    )


def _safe(query: str) -> str:
    """A query as it may stand in a link: re-encoded, whatever came in."""
    return quote(query, safe="=&%+,:;-._~") if query else ""


def _file(name: str) -> flask.Response:
    """`/api/v1/labs.csv?state=NW`: the rows the screen shows, as a file."""
    dataset_name, _, suffix = name.partition(".")
    dataset = DATASETS.get(dataset_name)
    make = {"csv": files.csv_stream, "excel.csv": files.excel_csv_stream}.get(suffix)
    if dataset is None or make is None:
        flask.abort(404)
    query = flask.request.query_string.decode("utf-8", "replace")[:MAX_QUERY]
    pairs = parse_query(query)
    problems = check(pairs)
    if problems:
        body = {"title": "Invalid parameter", "status": 400, "errors": [vars(problem) for problem in problems]}
        return flask.Response(flask.json.dumps(body), 400, mimetype="application/problem+json")
    filters = Filters.from_query(pairs)
    lang = as_lang(dict(pairs).get("lang", "de"))
    digest = hashlib.sha256(f"{filters.to_query()}&lang={lang}".encode()).hexdigest()[:8]
    file_name = f"rogl-{dataset_name}-{catalog.data_version()}-{digest}.{suffix}"

    def stream() -> Iterator[bytes]:
        with db.current().batches(dataset.sql, {**filters.sql_params(), "lang": lang}) as reader:
            yield from make(reader)

    response = flask.Response(stream(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
