"""Keeps the answers of callbacks: what a callback says follows from the query in the address, the language and the data.

That is how the callbacks of this site are made: one input, the query, and one state, the language. Others are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import flask

from dashboard import compression, db, ids
from dashboard.callback_guard import PATH
from dashboard.kept import Answer, Kept

if TYPE_CHECKING:
    from dashboard.document import DashboardApp

# A packed answer has about 12 kB: room for a thousand.
MAX_BYTES = 12_000_000
_MIMETYPE = "application/json"
Callback = Mapping[str, Any]


class CallbackCache:
    """Answers a callback asked for before with the bytes sent then."""

    def __init__(self, app: DashboardApp, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self.kept = Kept(max_bytes)

    def answer(self) -> flask.Response | None:
        """Before the request, after forged ones were refused: the answer kept, or None."""
        if flask.request.path != PATH or flask.request.method != "POST":
            return None
        key = self._key(flask.request.get_json(silent=True))
        found = None if key is None else self.kept.get(key)
        if found is None:
            flask.g.callback_key = key
            return None
        return compression.from_packed(found, _MIMETYPE)

    def store(self, response: flask.Response) -> flask.Response:
        """After the request, when the answer is packed: keep it."""
        key = flask.g.pop("callback_key", None)
        if key is not None and response.status_code == 200 and response.headers.get("Content-Encoding") == "br":
            self.kept.put(key, Answer(response.get_data()))
        return response

    def _key(self, body: Any) -> Hashable | None:
        callback = next((item for item in pure_callbacks(self._app) if item["output"] == body["output"]), None)
        if callback is None:
            return None
        query, lang = body["inputs"][0].get("value"), body["state"][0].get("value")
        is_text = isinstance(query, str) and isinstance(lang, str)
        return (db.current().path, body["output"], query, lang) if is_text else None


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
    outputs = [_output(name) for name in callback["output"].strip(".").split("...")]
    return json.dumps(
        {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": [{**source, "value": query}],
            "changedPropIds": [f"{source['id']}.{source['property']}"],
            "state": [{"id": ids.LANG, "property": "data", "value": lang}],
        }
    )


def _output(name: str) -> dict[str, object]:
    id_, _, name = name.rpartition(".")
    return {"id": json.loads(id_) if id_.startswith("{") else id_, "property": name}
