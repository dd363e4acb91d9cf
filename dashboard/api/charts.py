"""`/api/v1/charts/<chart>.sql`: the statement behind a chart under the query of its page, as text to run elsewhere."""

from __future__ import annotations

from http import HTTPStatus

import flask

from dashboard import catalog
from dashboard.api.problems import problem
from dashboard.components.sql_twin import KEYS, twin_sql
from dashboard.filters import Problem
from dashboard.i18n import as_lang

_MAX_QUERY = 4_000


def answer(chart: str) -> flask.Response:
    """The statement with its values written in, ready for `/download/rogl.duckdb`; 404 for an unknown chart."""
    if chart not in KEYS:
        wrong = Problem("chart", chart[:100], ", ".join(KEYS))
        return problem(HTTPStatus.NOT_FOUND, "http", "there is no such chart", [wrong])
    given = flask.request.args
    if len(flask.request.query_string) > _MAX_QUERY:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, "http", f"the query is longer than {_MAX_QUERY} characters")
    pairs = [(key, value) for key, values in given.lists() for value in values]
    lang = as_lang(given.get("lang", "de"))
    head = f"-- {catalog.data_version()} · /download/rogl-{catalog.data_version()}.duckdb\n"
    return flask.Response(head + twin_sql(chart, pairs, lang), mimetype="text/plain")
