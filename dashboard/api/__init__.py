"""The API and the files around it: datasets, their description for programs, the data package, the catalogue."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus

import flask
from flask import Flask
from werkzeug.exceptions import HTTPException

from dashboard.api import answers, catalogue, charts, comparison, index, openapi, package, sql_route
from dashboard.api.address import own_address
from dashboard.api.problems import from_http, problem
from dashboard.api.rdf import Thing, json_ld, turtle
from dashboard.config import Settings
from dashboard.i18n import LANGS, as_lang
from dashboard.urls import page_url

__all__ = ["init_api", "is_api"]

_READ = ("GET", "HEAD", "OPTIONS")
# Open to scripts of other sites: everything here is public and needs no login.
_OPEN = ("/api/", "/package/", "/download/", "/datapackage.json", "/catalog.")
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Content-Location",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(_READ),
    "Access-Control-Allow-Headers": "Accept, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


def init_api(server: Flask, settings: Settings) -> None:
    """Register the routes of API, data package and catalogue."""
    server.config["PUBLIC_URL"] = settings.public_url
    server.config["SQL_PAGE"] = settings.sql_page
    _add(
        server,
        "/api/v1/openapi.json",
        "api_openapi",
        lambda: _json(openapi.document(own_address(), has_sql=settings.sql_page)),
    )
    _add(server, "/api/v1/", "api_index", lambda: _json(index.document(own_address())))
    names = ",".join(f"'{name}'" for name in comparison.NAMES)
    _add(server, f"/api/v1/<any({names}):name>", "api_comparison", comparison.answer)
    _add(server, f"/api/v1/<any({names}):name><suffix>", "api_comparison_file", comparison.answer)
    if settings.sql_page:
        server.add_url_rule("/api/v1/sql<suffix>", "api_sql", sql_route.answer, methods=["GET", "POST"])
    _add(server, "/api/v1/charts/<chart>.sql", "api_chart", lambda chart: tagged(charts.answer(chart)))
    _add(server, "/api/v1/<path:path>", "api_file", answers.answer)
    _add(server, "/api/<path:path>", "api_missing", _missing)
    server.add_url_rule("/api/", "api_docs", _docs)
    _add_catalogue(server, settings)
    _add_package(server, settings)
    server.register_error_handler(HTTPException, _refused)
    server.before_request(_preflight)
    server.after_request(_with_cors)


def _add_catalogue(server: Flask, settings: Settings) -> None:
    def graph() -> list[Thing]:
        return catalogue.things(own_address(), settings.contact_email)

    _add(server, "/catalog.jsonld", "catalog_jsonld", lambda: _json(json_ld(graph()), "application/ld+json"))
    _add(server, "/catalog.ttl", "catalog_ttl", lambda: tagged(flask.Response(turtle(graph()), mimetype="text/turtle")))


def _add_package(server: Flask, settings: Settings) -> None:
    data_dir = settings.data_dir
    _add(server, "/datapackage.json", "datapackage", lambda: _json(package.description(data_dir)))
    _add(server, "/package/<path:name>", "package_file", lambda name: package.package_file(data_dir, name))
    _add(server, "/download/<name>", "download", lambda name: package.download(settings, name))


def is_api(path: str) -> bool:
    """True for addresses whose errors are problem details instead of pages."""
    return path.startswith("/api/")


def _add(server: Flask, rule: str, name: str, view: flask.typing.RouteCallable) -> None:
    server.add_url_rule(rule, name, view, methods=["GET"])


def _json(content: object, kind: str = "application/json") -> flask.Response:
    """A small document with a tag over its content."""
    response = flask.Response(json.dumps(content, ensure_ascii=False, indent=1) + "\n", mimetype=kind)
    return tagged(response)


def tagged(response: flask.Response) -> flask.Response:
    """The answer with a tag over its content; 304 for who has it already."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = answers.CACHE
    response.make_conditional(flask.request)
    return response


def _missing(path: str) -> flask.Response:
    return problem(HTTPStatus.NOT_FOUND, "http", f"there is nothing at /api/{path[:200]}; see /api/")


def _refused(error: HTTPException) -> flask.typing.ResponseReturnValue:
    return from_http(error) if is_api(flask.request.path) else error.get_response()


def _docs() -> flask.Response:
    lang = as_lang(flask.request.accept_languages.best_match(LANGS, default="de"))
    response = flask.redirect(page_url("api", lang), 302)
    response.vary.add("Accept-Language")
    return response  # type: ignore[return-value]


def _preflight() -> flask.Response | None:
    if flask.request.method != "OPTIONS" or not flask.request.path.startswith(_OPEN):
        return None
    response = flask.Response(status=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
    response.headers["Allow"] = ", ".join(_READ)
    return response


def _with_cors(response: flask.Response) -> flask.Response:
    if flask.request.path.startswith(_OPEN):
        for name, value in _CORS.items():
            response.headers[name] = value
    return response
