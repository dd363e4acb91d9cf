"""From an address to a request and back. Everything in an address is hostile until it has passed here.

Keys: ags, lens, k, w.<group> (0 ohne, 1 gering, 2 mittel, 3 hoch), vars, state, regiostar, size, type, add, drop.
Lists are separated by commas or repeated. Defaults are left out. What cannot be used is dropped with a notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dashboard.peers.data import LevelData
from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import (
    GATES,
    K_DEFAULT,
    K_LEAST,
    K_MOST,
    OWN,
    WEIGHT_DEFAULT,
    WEIGHTS,
    Lens,
    Notice,
    PeerRequest,
)

Pairs = list[tuple[str, str]]

DEFAULT_LENS = "structure"
KEYS = ("ags", "lens", "k", "vars", *GATES, "add", "drop")
MOST_PICKED = 20
# Longest text that is repeated in a notice, and most values of a list that are looked at.
_MOST_CHARACTERS = 40
_MOST_VALUES = 100
# Keys of weights that are looked at; no lens has more than five groups.
_MOST_GROUPS = 10


@dataclass
class _Query:
    """The values of an address by key, and the notices found on the way."""

    values: dict[str, list[str]]
    notices: list[Notice] = field(default_factory=list)

    def note(self, key: str, **params: str) -> None:
        self.notices.append(Notice(key, tuple((name, _shown(value)) for name, value in params.items())))

    def one(self, key: str) -> str:
        return self.values.get(key, [""])[0].strip()

    def many(self, key: str) -> tuple[str, ...]:
        parts = [part.strip() for text in self.values.get(key, ())[:_MOST_VALUES] for part in text[:10_000].split(",")]
        return tuple(dict.fromkeys(part for part in parts[:_MOST_VALUES] if part))


def _shown(value: str) -> str:
    return "".join(char for char in value[:_MOST_CHARACTERS] if char.isprintable())


def from_query(pairs: Iterable[tuple[str, str]], engine: PeerEngine) -> tuple[PeerRequest, tuple[Notice, ...]]:
    """The request of an address and what had to be changed in it; never raises.

    Without a usable key the request's `ags` is empty and everything else is left at its default.
    """
    query = _Query({})
    for key, value in pairs:
        if key in KEYS or key.startswith("w."):
            query.values.setdefault(key, []).append(value)
    ags = _ags(query, engine)
    if not ags:
        return PeerRequest(), tuple(query.notices)
    level = engine.level_of(ags)
    lens = _lens(query, level)
    variables = _variables(query, lens)
    request = PeerRequest(
        ags=ags,
        lens=lens.lens,
        k=_k(query),
        weights=_weights(query, lens, variables),
        variables=variables,
        **{name: _gate(query, level, name) for name in GATES},
        add=_picked(query, engine, level, "add", ags),
        drop=_picked(query, engine, level, "drop", ags),
    )
    request = replace(request, drop=tuple(item for item in request.drop if item not in request.add))
    return request, tuple(query.notices)


def to_pairs(request: PeerRequest) -> Pairs:
    """The address of a request in fixed order, defaults left out; the inverse of `from_query`."""
    found = [("ags", request.ags)] if request.ags else []
    found += [("lens", request.lens)] if request.lens != DEFAULT_LENS else []
    found += [("k", str(request.k))] if request.k != K_DEFAULT else []
    found += [(f"w.{group}", str(level)) for group, level in request.weights if level != WEIGHT_DEFAULT]
    lists = [("vars", request.variables), *((name, getattr(request, name)) for name in GATES)]
    lists += [("add", request.add), ("drop", request.drop)]
    return found + [(key, ",".join(values)) for key, values in lists if values]


def with_equal_weights(request: PeerRequest) -> PeerRequest:
    """The same request with every group at medium weight and all variables: what "reset to equal" leads to."""
    return replace(request, weights=(), variables=())


def _known(engine: PeerEngine, ags: str) -> bool:
    return any(ags in data.index for data in engine.levels.values())


def _ags(query: _Query, engine: PeerEngine) -> str:
    given = query.one("ags")
    if not given:
        return ""
    ags = "0" + given if given.isascii() and given.isdecimal() and len(given) in (4, 7) else given
    if _known(engine, ags):
        return ags
    resolved = engine.changes.resolved(ags)
    if resolved:
        target, way = resolved
        query.note(f"ags_{way}", given=given, ags=target, name=engine.unit(target).name)
        return target
    if ags in engine.changes.uninhabited:
        query.note("ags_uninhabited", given=given, name=engine.changes.uninhabited[ags])
    else:
        query.note("ags_unknown", given=given)
    return ""


def _lens(query: _Query, level: LevelData) -> Lens:
    given = query.one("lens")
    if given and given not in level.lenses:
        query.note("lens_unknown", given=given)
    return level.lenses[given if given in level.lenses else DEFAULT_LENS].lens


def _k(query: _Query) -> int:
    given = query.one("k")
    if not given:
        return K_DEFAULT
    sign = given[1:] if given.startswith("-") else given
    if not (sign.isascii() and sign.isdecimal()):
        query.note("k_invalid", given=given, k=str(K_DEFAULT))
        return K_DEFAULT
    # Python refuses to read numbers of thousands of digits; ten are more than enough to know they are too many.
    number = int(given[:10])
    k = min(max(number, K_LEAST), K_MOST)
    if k != number:
        query.note("k_clamped", given=given, k=str(k))
    return k


def _variables(query: _Query, lens: Lens) -> tuple[str, ...]:
    """A true subset in the order of the lens; empty for all."""
    given = query.many("vars")
    known = tuple(item.variable for item in lens.variables)
    unknown = [name for name in given if name not in known]
    if unknown:
        query.note("variables_unknown", given=", ".join(unknown))
    chosen = tuple(name for name in known if name in given)
    if given and not chosen:
        query.note("variables_none")
    return () if len(chosen) == len(known) else chosen


def _weights(query: _Query, lens: Lens, variables: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Levels other than medium, in the order of the groups; nothing when no weight would be left."""
    allowed = {str(level): level for level in WEIGHTS}
    levels = {group.group_id: WEIGHT_DEFAULT for group in lens.groups}
    for key in [key for key in query.values if key.startswith("w.")][:_MOST_GROUPS]:
        group, given = key[2:], query.one(key)
        if group not in levels:
            query.note("weight_unknown", given=group)
        elif given not in allowed:
            query.note("weight_invalid", group=group, given=given)
        else:
            levels[group] = allowed[given]
    used = {item.group_id for item in lens.variables if not variables or item.variable in variables}
    if not any(levels[group] for group in used):
        query.note("weights_zero")
        return ()
    return tuple((group, level) for group, level in levels.items() if level != WEIGHT_DEFAULT)


def _gate(query: _Query, level: LevelData, name: str) -> tuple[str, ...]:
    given = query.many(name)
    if not given:
        return ()
    options = {value for value, _ in level.gate_options.get(name, ())}
    if not options:
        query.note("gate_not_at_level", gate=name)
        return ()
    unknown = [value for value in given if value not in options and value != OWN]
    if unknown:
        query.note("gate_unknown", gate=name, given=", ".join(unknown))
    return tuple(value for value in given if value in options or value == OWN)


def _picked(query: _Query, engine: PeerEngine, level: LevelData, name: str, focus: str) -> tuple[str, ...]:
    found: list[str] = []
    for given in query.many(name):
        resolved = engine.changes.resolved(given)
        ags = given if _known(engine, given) or not resolved else resolved[0]
        if ags == focus:
            query.note(f"{name}_self", given=given)
        elif ags in level.index:
            found.append(ags)
        else:
            query.note(f"{name}_other_level" if _known(engine, ags) else f"{name}_unknown", given=given)
    if len(found) > MOST_PICKED:
        query.note(f"{name}_clamped", n=str(MOST_PICKED))
    return tuple(dict.fromkeys(found))[:MOST_PICKED]
