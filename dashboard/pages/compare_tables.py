"""The comparison as tables: peers, shares of the distance, all values. The same rows for files and for the API.

Each function gives rows as dictionaries with the columns of `peer_datasets.TABLES`; None where there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dashboard import catalog
from dashboard.datasets import ColumnType
from dashboard.i18n import t
from dashboard.pages.compare_data import Comparing
from dashboard.peer_datasets import TABLES
from dashboard.peers.model import ComparisonRow, Peer, Spread, Unit
from dashboard.peers.request import to_pairs
from dashboard.queries import compare as queries
from dashboard.urls import encode

Row = dict[str, object]


_MADE: Mapping[ColumnType, Callable[[Any], object]] = {"string": str, "integer": int, "number": float, "boolean": bool}


def table(name: str, data: Comparing) -> list[Row]:
    """The rows of a table of the comparison, their values of the types of its columns.

    Raises: KeyError for an unknown name.
    """
    made = {key: _MADE[kind] for key, kind in TABLES[name].items()}
    request = data.view.request
    common: Row = {
        "focus_ags": data.focus.ags,
        "lens": request.lens,
        # Weights, gates, k and hand-picked places in one cell: what leads to the same list again.
        "query": encode(to_pairs(request)),
        "data_version": catalog.data_version(),
    }
    rows = ({**common, **row} for row in _ROWS[name](data))
    return [{key: None if row.get(key) is None else make(row[key]) for key, make in made.items()} for row in rows]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _peers(data: Comparing) -> Iterator[Row]:
    for peer in data.result.peers:
        labs = queries.participants().get(peer.unit.ags, ())
        yield {
            "rank": peer.rank,
            "ags": peer.unit.ags,
            "name": data.name(peer.unit),
            "state": peer.unit.state_code,
            "district_ags": peer.unit.district_ags,
            "population": peer.unit.population,
            "distance": peer.distance,
            "percentile": _percent(peer.pair_share),
            "word": peer.word,
            "stability": peer.stability,
            "draws": data.result.n_draws,
            "mutual": peer.is_mutual,
            "n_variables": peer.n_variables,
            "n_variables_all": peer.n_total,
            "hand_picked": peer.is_hand_picked,
            "in_lab": bool(labs),
            "lab_ids": ";".join(item.lab_id for item in labs),
        }


def _shares(data: Comparing) -> Iterator[Row]:
    weights = {item.group_id: item.weight for item in data.result.weights}
    years = {item.variable: item.year for item in data.lens.variables}
    for peer in data.result.peers:
        for item in peer.by_variable:
            indicator = data.indicator_of(item.variable)
            yield {
                "rank": peer.rank,
                "ags": peer.unit.ags,
                "name": data.name(peer.unit),
                "group": item.group_id,
                "group_label": data.group_label(item.group_id),
                "group_weight": weights[item.group_id],
                "variable": item.variable,
                "indicator_id": indicator.indicator_id,
                "label": indicator.label(data.lang),
                "share": item.share,
                "own_value": item.own_value,
                "peer_value": item.peer_value,
                "unit": indicator.unit(data.lang),
                "year": years[item.variable],
            }


def _comparison(data: Comparing) -> Iterator[Row]:
    """Per indicator: the place, its peers, and the medians of peers, Land and Germany."""
    shares = {peer.unit.ags: {item.variable: item.share for item in peer.by_variable} for peer in data.result.peers}
    variables = {(item.indicator_id, item.year): item for item in data.lens.variables}
    weights = {item.group_id: item.weight for item in data.result.weights}
    for row in data.rows:
        indicator = data.indicators[row.indicator_id]
        variable = variables.get((row.indicator_id, row.year))
        common: Row = {
            "indicator_id": row.indicator_id,
            "label": indicator.label(data.lang),
            "unit": indicator.unit(data.lang),
            "year": row.year,
            "level": row.level,
            "group_label": data.group_label(variable.group_id) if variable else None,
            "group_weight": weights[variable.group_id] if variable else None,
            "publisher": indicator.publisher,
            "licence": indicator.licence,
            "source_url": indicator.source_url,
        }
        yield {**common, **_unit("focus", data.focus, row.value, data), "own": row.is_own, **_difference(row, data)}
        for peer, value in zip(data.result.peers, row.peer_values, strict=True):
            share = shares[peer.unit.ags].get(variable.variable) if variable else None
            yield {**common, **_unit("peer", peer.unit, value, data), **_closeness(peer), "share": share}
        for role, spread in (("median_peers", row.peers), ("median_state", row.state), ("median_germany", row.country)):
            yield {**common, **_median(role, spread, data)}


def _unit(role: str, unit: Unit, value: float | None, data: Comparing) -> Row:
    return {"role": role, "ags": unit.ags, "name": data.name(unit), "value": value}


def _difference(row: ComparisonRow, data: Comparing) -> Row:
    word = t(f"figures.is_{row.word}", data.lang) if row.word else None
    return {"against_peers": word, "deviation_mad": row.deviation}


def _closeness(peer: Peer) -> Row:
    return {
        "rank": peer.rank,
        "distance": peer.distance,
        "percentile": _percent(peer.pair_share),
        "word": peer.word,
        "stability": peer.stability,
        "mutual": peer.is_mutual,
    }


def _median(role: str, spread: Spread, data: Comparing) -> Row:
    name = t(f"compare.{role}", data.lang)
    return {"role": role, "name": name, "value": spread.median, "n": spread.n, "n_missing": spread.n_missing}


_ROWS: Mapping[str, Callable[[Comparing], Iterator[Row]]] = {
    "peers": _peers,
    "peer-shares": _shares,
    "comparison": _comparison,
}


def sources(data: Comparing) -> list[dict[str, str]]:
    """Publisher, licence and address behind the indicators shown, each once."""
    shown = [data.indicators[row.indicator_id] for row in data.rows]
    found: dict[tuple[str, str, str], Any] = {}
    for item in shown:
        found.setdefault((item.publisher, item.licence, item.source_url), item)
    return [{"publisher": key[0], "licence": key[1], "url": key[2]} for key in found]
