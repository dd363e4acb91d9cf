"""What changed between two versions of the data: records added, removed, changed, by primary key; tables and columns.

Both versions are compared as text, cell by cell, so that nothing depends on how a type is read. A table with very many
changes of a kind (more than `MOST`) is counted instead of listed, by indicator and year where its key has them. The
description (datapackage.json) is compared too, because it belongs to the version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.build.package import FILE
from dashboard.build.stamp import RECORD, data_hash

MOST = 500
JOINT = "\x1f"
# Counted by these columns where they belong to the key of a table.
GROUPS = ("indicator_id", "year")
ALL = "*"
# The tables of the record itself.
RECORD_TABLES = ("versions", "changes")


@dataclass(frozen=True)
class Change:
    """A difference: where, what stood there before, what stands there after, and how many it counts.

    Kinds: `added`, `removed`, `changed` are about a record, `table_…` and `field_…` about a table or a column, `described`
    about an entry of the description.
    """

    kind: str
    table: str
    record: str = ALL
    field: str = ""
    before: str = ""
    after: str = ""
    n: int = 1


@dataclass(frozen=True)
class Table:
    """A table of a version: its file, the columns of its primary key, the hash of its content."""

    path: Path
    key: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file; equal files need no comparison."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The table as text: one string per cell, empty for no value."""
        if self.path.suffix == ".csv":
            return pd.read_csv(self.path, dtype=str, keep_default_na=False, encoding="utf-8")
        raw = pq.read_table(self.path)
        return pd.DataFrame({name: _texts(raw[name]) for name in raw.column_names})


@dataclass(frozen=True)
class Snapshot:
    """A version of the data: its name, its description as path → text, its tables."""

    version: str
    description: Mapping[str, str]
    tables: Mapping[str, Table]


def version_of(folder: Path) -> str:
    """The name of the version in a folder: date of the description and hash of all files."""
    description = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return f"{description['version']}-{data_hash(folder)[:8]}"


def snapshot(folder: Path) -> Snapshot:
    """The data package of a folder; the record of changes itself is left out.

    Raises: OSError, KeyError when description or tables are missing.
    """
    description = json.loads((folder / FILE).read_text(encoding="utf-8"))
    tables = {
        item["name"]: Table(folder / item["path"], tuple(item["schema"].get("primaryKey", ())))
        for item in description["resources"]
        if not item["path"].startswith(f"{RECORD}/")
    }
    return Snapshot(version_of(folder), dict(_flat(description)), tables)


def _texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return ["" if value is None else value.hex() for value in column.to_pylist()]
    return ["" if text is None else text for text in column.cast(pa.string()).to_pylist()]


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Texts of a JSON document by their path; things in lists are named by their name, not by their place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{path}/{key}" if path else key)
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        for place, item in enumerate(value, 1):
            yield from _flat(item, f"{path}/{item.get('name') or item.get('source_id') or place}")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def changes(old: Snapshot, new: Snapshot) -> list[Change]:
    """Every difference between two versions, in the order of the tables of the new one; descriptions last."""
    found: list[Change] = []
    for name in [*new.tables, *(name for name in old.tables if name not in new.tables)]:
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None and after is not None:
            found.append(Change("table_added", name, n=len(after.cells)))
        elif after is None and before is not None:
            found.append(Change("table_removed", name, n=len(before.cells)))
        elif before is not None and after is not None and before.digest != after.digest:
            found += _table_changes(name, before, after)
    texts = [*_description_changes(old, new)]
    return found + (texts if len(texts) <= MOST else [Change("described", "datapackage", n=len(texts))])


def _description_changes(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """Changed texts of the description; those of tables that came or went are told by the table."""
    # The two tables of the record are part of the description, but not compared.
    told = [f"resources/{name}/title" for name in RECORD_TABLES]
    for name, path in zip(RECORD_TABLES, told, strict=True):
        if (path in old.description) != (path in new.description):
            yield Change("table_added" if path in new.description else "table_removed", name, n=0)
    moved = set(old.tables) ^ set(new.tables)
    for path in dict.fromkeys([*old.description, *new.description]):
        before, after = old.description.get(path, ""), new.description.get(path, "")
        parts = path.split("/")
        is_moved = parts[0] == "resources" and (parts[1] in moved or parts[1] in RECORD_TABLES)
        if before != after and not is_moved:
            yield Change("described", "datapackage", "/".join(parts[:-1]) or ALL, parts[-1], before, after)


def _table_changes(name: str, old: Table, new: Table) -> Iterator[Change]:
    for field in new.cells.columns.difference(old.cells.columns, sort=False):
        yield Change("field_added", name, field=field, n=int((new.cells[field] != "").sum()))
    for field in old.cells.columns.difference(new.cells.columns, sort=False):
        yield Change("field_removed", name, field=field, n=int((old.cells[field] != "").sum()))
    key = [column for column in new.key if column in old.cells] or list(old.cells.columns.intersection(new.cells.columns))
    before, after = _keyed(old.cells, key), _keyed(new.cells, key)
    added, removed = after[~after.index.isin(before.index)], before[~before.index.isin(after.index)]
    yield from _listed("added", name, added, key, lambda row: {"after": _record(row)})
    yield from _listed("removed", name, removed, key, lambda row: {"before": _record(row)})
    yield from _changed(name, before, after[after.index.isin(before.index)], key)


def _keyed(cells: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The cells by one text per row: its key; rows that share a key are numbered."""
    index = cells[key[0]].str.cat([cells[name] for name in key[1:]], sep=JOINT) if len(key) > 1 else cells[key[0]]
    again = index.groupby(index).cumcount()
    return cells.set_axis(index.where(again == 0, index + JOINT + again.astype(str)), axis=0)


def _record(row: Mapping[str, str]) -> str:
    return json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False)


def _listed(
    kind: str, name: str, rows: pd.DataFrame, key: Sequence[str], more: Callable[[Mapping[str, str]], dict[str, str]]
) -> Iterator[Change]:
    if len(rows) > MOST:
        yield from _counted(kind, name, rows, key)
        return
    for row in rows.to_dict("records"):
        yield Change(kind, name, _name(row, key), **more(row))  # type: ignore[arg-type]


def _name(row: Mapping[str, Any], key: Sequence[str]) -> str:
    return "; ".join(f"{column}={row[column]}" for column in key)


def _counted(kind: str, name: str, rows: pd.DataFrame, key: Sequence[str], field: str = "") -> Iterator[Change]:
    groups = [column for column in GROUPS if column in key]
    if not groups:
        yield Change(kind, name, field=field, n=len(rows))
        return
    for values, n in rows.groupby(groups, sort=True).size().items():
        texts = values if isinstance(values, tuple) else (values,)
        record = "; ".join(f"{column}={text}" for column, text in zip(groups, texts, strict=True))
        yield Change(kind, name, record, field, n=int(n))


def _changed(name: str, before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> Iterator[Change]:
    """Cells that differ in records of both versions; a column that is new was empty before."""
    before = before.loc[after.index]
    differ = {}
    for field in [column for column in after.columns if column not in key]:
        old = before[field].to_numpy() if field in before else ""
        mask = after[field].to_numpy() != old
        if mask.any():
            differ[field] = mask
    if sum(int(mask.sum()) for mask in differ.values()) > MOST:
        for field, mask in differ.items():
            yield from _counted("changed", name, after[mask], key, field)
        return
    found = []
    for field, mask in differ.items():
        olds = before[field][mask].tolist() if field in before else [""] * int(mask.sum())
        rows = after[mask]
        for place, row, old in zip(mask.nonzero()[0].tolist(), rows.to_dict("records"), olds, strict=True):
            found.append((place, Change("changed", name, _name(row, key), field, _short(old), _short(row[field]))))
    yield from (change for _, change in sorted(found, key=lambda item: item[0]))


def _short(text: str) -> str:
    """An outline is no text to read: its size says enough."""
    is_outline = len(text) > 4_000 and all(sign in "0123456789abcdef" for sign in text[:200])
    return f"({len(text) // 2} bytes)" if is_outline else text
