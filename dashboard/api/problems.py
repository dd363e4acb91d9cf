"""Errors of the API as problem details (RFC 9457): what was wrong, which value, what is allowed instead."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

import flask
from werkzeug.exceptions import HTTPException

from dashboard.filters import Problem

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/"


def problem(status: HTTPStatus, kind: str, detail: str, errors: Sequence[Problem] = ()) -> flask.Response:
    """An answer with problem details; `kind` is the anchor in the documentation that explains it."""
    body: dict[str, object] = {
        "type": f"{DOCS}#{kind}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if errors:
        body["errors"] = [vars(error) for error in errors]
    response = flask.Response(json.dumps(body, ensure_ascii=False) + "\n", status.value, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def from_http(error: HTTPException) -> flask.Response:
    """What the web server itself refuses, in the same form; nothing about the cause leaves the house."""
    status = HTTPStatus(error.code or 500)
    response = problem(status, "http", f"{status.phrase}: {flask.request.method} {flask.request.path[:200]}")
    # 405 must say what is allowed; HTTPException keeps it in its own headers.
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response
