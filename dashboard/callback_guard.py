"""Answers forged callbacks with 400 before Dash stumbles over them.

A browser sends back what the page told it: the output of a callback and the ids and properties of its inputs and state.
Their values may be anything, each callback reads them with suspicion; a body of another form is from none of our pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import flask

if TYPE_CHECKING:
    from dashboard.document import DashboardApp

PATH = "/_dash-update-component"


def init_app(app: DashboardApp) -> None:
    """Refuse bodies that are not those of a callback of this app."""

    def refuse() -> flask.Response | None:
        if flask.request.path != PATH or flask.request.method != "POST":
            return None
        served = {item["output"]: item for item in app.callbacks if not item["clientside_function"]}
        return (
            None if is_ours(_body(), served) else flask.Response("not a callback of this site\n", 400, mimetype="text/plain")
        )

    app.server.before_request(refuse)


def _body() -> object:
    try:
        return flask.request.get_json(silent=True)
    except RecursionError:  # a hundred thousand brackets
        return None


def is_ours(body: object, callbacks: Mapping[object, Mapping[str, Any]]) -> bool:
    """Whether a body names a known callback with its own outputs, inputs and state."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or body["output"] not in callbacks:
        return False
    callback = callbacks[body["output"]]
    outputs = body.get("outputs")
    changed = body.get("changedPropIds", [])
    return (
        _names(outputs if isinstance(outputs, list) else [outputs]) == _split(body["output"])
        and _fit(body.get("inputs"), callback["inputs"])
        and _fit(body.get("state", []), callback["state"])
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
    )


def _split(output: str) -> list[str]:
    """`..a.data...b.figure..` → a.data, b.figure; a single output stands as it is."""
    return output[2:-2].split("...") if output.startswith("..") else [output]


def _name(item: object) -> str:
    """`{"id": "map", "property": "figure"}` → map.figure; empty for anything else."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not isinstance(item.get("property"), str):
        return ""
    return f"{item['id']}.{item['property']}"


def _names(items: Sequence[object]) -> list[str]:
    return [_name(item) for item in items]


def _fit(given: object, expected: Sequence[Mapping[str, str]]) -> bool:
    """Whether what was sent are the expected ids and properties."""
    return isinstance(given, list) and _names(given) == _names(expected)
