"""The keys of the comparison as parameters of OpenAPI: the same as in the address of the page."""

from __future__ import annotations

from dashboard.peer_datasets import EXAMPLE
from dashboard.peers.model import GATES, K_DEFAULT, K_LEAST, K_MOST, OWN, WEIGHT_DEFAULT, WEIGHTS
from dashboard.peers.request import DEFAULT_LENS
from dashboard.queries import peers as queries

Json = dict[str, object]

_GATES = {
    "state": "Only peers in these states",
    "regiostar": "Only peers of these RegioStaR 7 types (municipalities)",
    "size": "Only peers of these size classes",
    "type": "Only peers of these types of association or district",
}


def parameters() -> list[Json]:
    """All keys that the page understands and that change rows or their order."""
    levels = queries.engine().levels.values()
    lenses = list(dict.fromkeys(name for level in levels for name in level.lenses))
    groups = list(
        dict.fromkeys(group.group_id for level in levels for data in level.lenses.values() for group in data.lens.groups)
    )
    variables = sorted({item.variable for level in levels for data in level.lenses.values() for item in data.lens.variables})
    weight: Json = {"type": "integer", "enum": list(WEIGHTS), "default": WEIGHT_DEFAULT}
    k: Json = {"type": "integer", "minimum": K_LEAST, "maximum": K_MOST, "default": K_DEFAULT}
    return [
        {
            **_parameter("ags", "Official key of an inhabited municipality (8 digits) or a district (5).", _text(EXAMPLE)),
            "required": True,
        },
        _parameter("lens", "In what places are to be alike.", {"type": "string", "enum": lenses, "default": DEFAULT_LENS}),
        _parameter("k", "How many peers.", k),
        _list("vars", "Variables that count; without it all of the lens.", variables),
        *(_parameter(f"w.{group}", _weight_text(group), weight) for group in groups),
        *(_list(name, f"{_GATES[name]}; `{OWN}` means: as the place.", _gate(name)) for name in GATES),
        _keys("add", "Places shown in any case, even if a gate keeps them out."),
        _keys("drop", "Places never shown."),
        _parameter("sort", "Order of indicators in `comparison`.", {"type": "string", "enum": ["difference"]}),
    ]


def _weight_text(group: str) -> str:
    return f"Weight of the group `{group}`, in lenses that have it: 0 none, 1 half, 2 single, 3 double."


def _gate(name: str) -> list[str]:
    levels = queries.engine().levels.values()
    return [OWN, *dict.fromkeys(value for level in levels for value, _ in level.gate_options.get(name, ()))]


def _parameter(name: str, text: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _list(name: str, text: str, values: list[str]) -> Json:
    schema: Json = {"type": "array", "items": {"type": "string", "enum": values}}
    return {**_parameter(name, text, schema), "style": "form", "explode": False}


def _keys(name: str, text: str) -> Json:
    schema: Json = {"type": "array", "items": _text("14729070")}
    return {**_parameter(name, text, schema), "style": "form", "explode": False}


def _text(example: str) -> Json:
    return {"type": "string", "examples": [example]}
