"""Answers of callbacks are kept and sent again; nothing else is."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import brotli
import flask
import pytest

from dashboard import ids, warm
from dashboard.callback_cache import CallbackCache, pure_callbacks, request_body
from dashboard.callback_guard import PATH

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from dashboard.document import DashboardApp


@pytest.fixture
def client(app: DashboardApp) -> FlaskClient:
    """A client of the app whose cache is looked at."""
    return app.server.test_client()


@pytest.fixture
def cache(app: DashboardApp) -> CallbackCache:
    """The cache of the app, empty."""
    found = next(
        function.__self__
        for function in app.server.before_request_funcs[None]
        if isinstance(getattr(function, "__self__", None), CallbackCache)
    )
    found.kept._answers.clear()
    found.kept._bytes = 0
    return found


def ask(app: DashboardApp, client: FlaskClient, query: object, lang: object = "de", encoding: str = "br") -> TestResponse:
    body = json.loads(request_body(pure_callbacks(app)[0], "", "de"))
    body["inputs"][0]["value"], body["state"][0]["value"] = query, lang
    return client.post(PATH, json=body, headers={"Accept-Encoding": encoding})


def unpacked(response: TestResponse) -> object:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[response.headers.get("Content-Encoding")]
    return json.loads(unpack(response.data))


def test_second_answer_is_the_first_without_asking_the_callback(
    app: DashboardApp, client: FlaskClient, cache: CallbackCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(app, client, "state=NW")
    monkeypatch.setattr(cache, "_ask", lambda *_: pytest.fail("the callback was asked"))
    second = ask(app, client, "state=NW")

    assert len(cache.kept) == 1
    assert (second.status_code, second.data, second.mimetype) == (200, first.data, "application/json")
    assert second.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in second.headers["Vary"]
    assert second.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_browser_without_brotli_gets_the_same_in_its_own_packing(
    app: DashboardApp, client: FlaskClient, cache: CallbackCache, encoding: str
) -> None:
    first = ask(app, client, "state=NW")
    second = ask(app, client, "state=NW", encoding=encoding)

    assert second.headers.get("Content-Encoding") != "br"
    assert unpacked(second) == unpacked(first)


def test_query_and_language_tell_answers_apart(app: DashboardApp, client: FlaskClient, cache: CallbackCache) -> None:
    answers = {
        (query, lang): json.dumps(unpacked(ask(app, client, query, lang)))
        for query in ("", "state=NW", "state=NW&focus=niederrhein")
        for lang in ("de", "en")
    }

    assert len(set(answers.values())) == 6
    assert len(cache.kept) == 6


@pytest.mark.parametrize(("query", "lang"), [(None, "de"), (["state=NW"], "de"), ({"a": 1}, "de"), ("", None), ("", 5)])
def test_values_that_are_no_text_are_answered_but_not_kept(
    app: DashboardApp, client: FlaskClient, cache: CallbackCache, query: object, lang: object
) -> None:
    assert ask(app, client, query, lang).status_code == 200
    assert len(cache.kept) == 0


@pytest.mark.parametrize("body", [[], None, {}, {"output": "x"}, {"output": ["view.data"]}])
def test_forged_bodies_are_refused_before_the_cache_sees_them(
    client: FlaskClient, cache: CallbackCache, body: object
) -> None:
    assert client.post(PATH, json=body).status_code == 400
    assert len(cache.kept) == 0


def test_answer_is_the_one_that_dash_would_write(app: DashboardApp, client: FlaskClient, cache: CallbackCache) -> None:
    """For every callback, with signs that both have to write."""
    for callback in pure_callbacks(app):
        is_grid, is_comparison = ids.TOTALS in callback["output"], callback["inputs"][0]["id"] == "compare-view"
        query = "ags=05358040&lens=<b>" if is_comparison else ("labs?" if is_grid else "") + "state=NW&q=<b>"
        body = request_body(callback, query, "de")
        ours = client.post(PATH, data=body, content_type="application/json")
        with app.server.test_request_context(PATH, method="POST", data=body, content_type="application/json"):
            from_dash = app.server.view_functions[str(flask.request.endpoint)]()

        assert (ours.status_code, ours.mimetype) == (from_dash.status_code, from_dash.mimetype)
        assert ours.get_json(silent=True) == from_dash.get_json(silent=True)


def test_callback_that_changes_nothing_is_left_to_dash(client: FlaskClient, app: DashboardApp, cache: CallbackCache) -> None:
    grid = next(item for item in pure_callbacks(app) if ids.TOTALS in item["output"])

    assert client.post(PATH, data=request_body(grid, "", "de"), content_type="application/json").status_code == 204
    assert len(cache.kept) == 0


def test_every_callback_on_the_server_follows_from_query_and_language(app: DashboardApp) -> None:
    """A callback with another input or state would have to be looked at before its answers may be kept."""
    server_side = [item for item in app.callbacks if not item["clientside_function"]]

    assert pure_callbacks(app) == server_side


def test_likely_questions_are_prepared(app: DashboardApp, client: FlaskClient, cache: CallbackCache) -> None:
    """The first few: overview, comparison, then callbacks in both languages; a visitor's question is among the answers."""
    for _, question in zip(range(9), warm.questions(app, "http://localhost/"), strict=False):
        assert question().status_code == 200  # type: ignore[attr-defined]

    assert len(cache.kept) == 4
    assert warm.queries()[:2] == ["", "state=BW"]
    assert len(set(warm.queries())) == len(warm.queries()) > 80


def test_document_is_kept_packed_and_sent_to_every_browser(client: FlaskClient) -> None:
    packed = client.get("/de/", headers={"Accept-Encoding": "br"})
    plain = client.get("/de/", headers={"Accept-Encoding": "identity"})
    again = client.get("/de/", headers={"Accept-Encoding": "br", "If-None-Match": packed.headers["ETag"]})

    assert brotli.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert (again.status_code, again.data) == (304, b"")
