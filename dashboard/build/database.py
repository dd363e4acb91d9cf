"""The checked tables, written into a DuckDB file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from dashboard.build.checks import Tables
from dashboard.build.dates import date_bounds
from dashboard.build.geometry import with_points
from dashboard.build.package import Package
from dashboard.build.store import store
from dashboard.build.tables import Table

SQL_FOLDER = Path(__file__).parent / "sql"
BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")


def with_bounds(table: Table) -> pa.Table:
    """The table with first and last possible day of start and end; null where the date is unknown."""
    if not any(field.precision for field in table.resource.fields):
        return table.data
    data = table.data
    precisions = table.column("date_precision")
    for name, columns in (("start_date", BOUNDS[:2]), ("end_date", BOUNDS[2:])):
        pairs = [
            date_bounds(str(text), str(precision)) if text is not None else (None, None)
            for text, precision in zip(table.column(name), precisions, strict=True)
        ]
        for place, column in enumerate(columns):
            data = data.append_column(column, pa.array([pair[place] for pair in pairs], pa.date32()))
    return data


def bridges(table: Table) -> Iterator[tuple[str, pa.Table]]:
    """A table (key of the row, term, its place in the cell) for each column that holds several values."""
    key = table.resource.primary_key[0] if table.resource.primary_key else ""
    for field in table.resource.fields:
        if field.bridge is None:
            continue
        name, column = field.bridge
        pairs = [
            (row_key, part)
            for row_key, text in zip(table.column(key), table.column(field.name), strict=True)
            if text is not None
            for part in str(text).split(field.separator)
        ]
        keys, parts = zip(*pairs, strict=True) if pairs else ((), ())
        yield name, pa.table({key: pa.array(keys, pa.string()), column: pa.array(parts, pa.string())})


def write_tables(con: duckdb.DuckDBPyConnection, package: Package, tables: Tables) -> None:
    """All tables except the outlines, with bridge tables and date bounds."""
    for resource in package.resources:
        if resource.name.startswith("boundaries_"):
            continue
        order = resource.primary_key
        if resource.name == "indicator_values":  # read by indicator and year, so rows of one lie together
            order = ("indicator_id", "year", "ags")
        data = with_bounds(tables[resource.name])
        if resource.name == "municipalities":
            data = with_points(data)
        store(con, resource.name, _sorted(data, order))
        for name, bridge in bridges(tables[resource.name]):
            store(con, name, _sorted(bridge, bridge.column_names))


def _sorted(data: pa.Table, columns: Iterable[str]) -> pa.Table:
    return data.sort_by([(column, "ascending") for column in columns])


def run_sql(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run the statements of a file in `sql/`."""
    con.execute((SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def write_info(con: duckdb.DuckDBPyConnection, info: dict[str, str]) -> None:
    """What was built from what: table build_info(key, value)."""
    con.execute("create table build_info (key varchar, value varchar)")
    con.executemany("insert into build_info values (?, ?)", sorted(info.items()))


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Number of rows of each table, by name."""
    names = con.execute(
        "select table_name from information_schema.tables where table_type = 'BASE TABLE' order by table_name"
    ).fetchall()
    return {name: con.table(name).shape[0] for (name,) in names}
