"""Datasets that are computed for a place and so have no statement: peers, shares of the distance, the comparison.

They are described as the datasets of the registry are (`datasets.Dataset`), so that API, documentation and data pages treat
both alike; their filters are the keys of the comparison page, and `ags` must be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dashboard import db
from dashboard.datasets import Column, ColumnType, Dataset, Spec, sources_of
from dashboard.i18n import LANGS, Lang, strings, t
from dashboard.peers.request import KEYS

_TEXT: ColumnType = "string"
_INT: ColumnType = "integer"
_NUMBER: ColumnType = "number"
_BOOL: ColumnType = "boolean"

TABLES: Mapping[str, Mapping[str, ColumnType]] = {
    "peers": {
        "rank": _INT,
        "ags": _TEXT,
        "name": _TEXT,
        "state": _TEXT,
        "district_ags": _TEXT,
        "population": _INT,
        "distance": _NUMBER,
        "percentile": _NUMBER,
        "word": _TEXT,
        "stability": _INT,
        "draws": _INT,
        "mutual": _BOOL,
        "n_variables": _INT,
        "n_variables_all": _INT,
        "hand_picked": _BOOL,
        "in_lab": _BOOL,
        "lab_ids": _TEXT,
        "focus_ags": _TEXT,
        "lens": _TEXT,
        "query": _TEXT,
        "data_version": _TEXT,
    },
    "peer-shares": {
        "rank": _INT,
        "ags": _TEXT,
        "name": _TEXT,
        "group": _TEXT,
        "group_label": _TEXT,
        "group_weight": _NUMBER,
        "variable": _TEXT,
        "indicator_id": _TEXT,
        "label": _TEXT,
        "share": _NUMBER,
        "own_value": _NUMBER,
        "peer_value": _NUMBER,
        "unit": _TEXT,
        "year": _INT,
        "focus_ags": _TEXT,
        "lens": _TEXT,
        "query": _TEXT,
        "data_version": _TEXT,
    },
    "comparison": {
        "role": _TEXT,
        "rank": _INT,
        "ags": _TEXT,
        "name": _TEXT,
        "indicator_id": _TEXT,
        "label": _TEXT,
        "value": _NUMBER,
        "unit": _TEXT,
        "year": _INT,
        "level": _TEXT,
        "own": _BOOL,
        "n": _INT,
        "n_missing": _INT,
        "against_peers": _TEXT,
        "deviation_mad": _NUMBER,
        "distance": _NUMBER,
        "percentile": _NUMBER,
        "word": _TEXT,
        "stability": _INT,
        "mutual": _BOOL,
        "share": _NUMBER,
        "group_label": _TEXT,
        "group_weight": _NUMBER,
        "publisher": _TEXT,
        "licence": _TEXT,
        "source_url": _TEXT,
        "lens": _TEXT,
        "query": _TEXT,
        "data_version": _TEXT,
    },
}
"""Name of a dataset → its columns with their types."""

NAMES = tuple(TABLES)
GROUP_KEY = "w.<group>"
"""Stands for the weight of any group of a lens: `w.size=3`."""
EXAMPLE = "05358040"
"""A place to show them for: Merzenich, member of a lab."""

# Columns that together tell rows apart, and those that are never empty.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "peers": ("focus_ags", "ags"),
    "peer-shares": ("focus_ags", "ags", "variable"),
    "comparison": ("indicator_id", "role", "ags"),
}
_EVERYWHERE = frozenset(("lens", "query", "data_version"))
_REQUIRED: Mapping[str, frozenset[str]] = {
    "peers": _EVERYWHERE.union(
        "ags name state population draws mutual n_variables n_variables_all hand_picked in_lab focus_ags".split()
    ),
    "peer-shares": _EVERYWHERE.union(
        "ags name group group_label group_weight variable indicator_id label unit year focus_ags".split()
    ),
    "comparison": _EVERYWHERE.union("role name indicator_id label unit year level publisher licence source_url".split()),
}
# Only a row that is a place can be a point.
_PLACES = {"peers": "ags"}


def every() -> tuple[Dataset, ...]:
    """All computed datasets in display order."""
    return _all(db.current().path)


def dataset(name: str) -> Dataset:
    """The computed dataset of a name.

    Raises: KeyError when there is none.
    """
    return {item.name: item for item in every()}[name]


@cache
def _all(_path: Path) -> tuple[Dataset, ...]:
    return tuple(_dataset(name) for name in NAMES)


def _dataset(name: str) -> Dataset:
    spec = Spec(
        name,
        sql="",
        resources=("peer_variables", "indicator_values"),
        keys=_KEYS[name],
        filters=(*KEYS, GROUP_KEY),
        place="area" if name in _PLACES else "",
        place_key=_PLACES.get(name, ""),
    )
    return Dataset(
        spec,
        _texts(f"data.title.{name}"),
        _texts(f"data.description.{name}"),
        tuple(_column(name, column, kind) for column, kind in TABLES[name].items()),
        tuple(dict.fromkeys((*sources_of("peer_variables"), *sources_of("indicator_values")))),
    )


def _texts(key: str) -> dict[Lang, str]:
    return {lang: t(key, lang) for lang in LANGS}


def _column(dataset_name: str, name: str, kind: ColumnType) -> Column:
    has_unit = f"peer_column.{name}.unit" in strings()
    return Column(
        name,
        kind,
        _texts(f"peer_column.{name}.title"),
        _texts(f"peer_column.{name}.text"),
        _texts(f"peer_column.{name}.unit") if has_unit else {"de": "", "en": ""},
        is_required=name in _REQUIRED[dataset_name],
        separator=";" if name == "lab_ids" else "",
    )
