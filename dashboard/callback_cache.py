"""Answers callbacks and keeps what they said, which follows from the query in the address, the language and the data.

That is how the callbacks of this site are made: one input, the query, and one state, the language. Others are left to Dash.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import flask
import orjson
from dash.exceptions import PreventUpdate

from dashboard import compression, db, ids
from dashboard.callback_guard import PATH
from dashboard.kept import Answer, Kept

if TYPE_CHECKING:
    from dashboard.document import DashboardApp

# A packed answer has about 14 kB: room for the 212 that are prepared (dashboard/warm.py, 3.1 MB) and some sixty more.
MAX_BYTES = 4_000_000
_MIMETYPE = "application/json"
Callback = Mapping[str, Any]


class CallbackCache:
    """Answers the pure callbacks of an app, a question asked before with the bytes sent then."""

    def __init__(self, app: DashboardApp, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self.kept = Kept(max_bytes)

    def answer(self) -> flask.Response | None:
        """Before the request, after forged ones were refused: the answer, or None where Dash has to give it."""
        if flask.request.path != PATH or flask.request.method != "POST":
            return None
        body: Any = flask.request.get_json(silent=True)
        callback = next((item for item in pure_callbacks(self._app) if item["output"] == body["output"]), None)
        if callback is None:
            return None
        query, lang = body["inputs"][0].get("value"), body["state"][0].get("value")
        if not isinstance(query, str) or not isinstance(lang, str):
            return None
        key: Hashable = (db.current().path, callback["output"], query, lang)
        found = self.kept.get(key)
        if found is None:
            try:
                found = self._ask(callback, query, lang)
            except PreventUpdate:
                return None
            self.kept.put(key, found)
        return compression.from_packed(found, _MIMETYPE)

    def _ask(self, callback: Callback, query: str, lang: str) -> Answer:
        # Dash would call the same function, look through all it returns and write each "<" and "/" of its HTML as six signs.
        names = _names(callback["output"])
        values = inspect.unwrap(self._app.callback_map[callback["output"]]["callback"])(query, lang)
        response: dict[str, dict[str, object]] = {}
        for name, value in zip(names, values if len(names) > 1 else [values], strict=True):
            id_, _, property_ = name.rpartition(".")
            response.setdefault(id_, {})[property_] = value
        content = orjson.dumps({"multi": True, "response": response}, default=_plain)
        return Answer(compression.pack_fast(content))


def _plain(value: Any) -> object:
    """A patch as Dash's JSON."""
    return value.to_plotly_json()


def pure_callbacks(app: DashboardApp) -> list[Callback]:
    """Callbacks on the server with one input and the language as their only state."""
    lang = [{"id": ids.LANG, "property": "data"}]
    return [
        item
        for item in app.callbacks
        if not item["clientside_function"] and len(item["inputs"]) == 1 and item["state"] == lang  # type: ignore[arg-type]
    ]


def request_body(callback: Callback, query: str, lang: str) -> str:
    """What a browser sends to ask a pure callback."""
    source = callback["inputs"][0]
    outputs = [_output(name) for name in _names(callback["output"])]
    return json.dumps(
        {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": [{**source, "value": query}],
            "changedPropIds": [f"{source['id']}.{source['property']}"],
            "state": [{"id": ids.LANG, "property": "data", "value": lang}],
        }
    )


def _names(output: str) -> list[str]:
    """`..a.data...b.figure..` → a.data, b.figure."""
    return output.strip(".").split("...")


def _output(name: str) -> dict[str, object]:
    id_, _, name = name.rpartition(".")
    return {"id": id_, "property": name}
