"""Arrow tables into DuckDB."""

from __future__ import annotations

import duckdb
import pyarrow as pa

# Years and places in an order fit into 32 bits.
SMALL = {"year", "position"}


def store(con: duckdb.DuckDBPyConnection, name: str, data: pa.Table) -> None:
    """Write an Arrow table as the table `name`, rows in the order given."""
    for index, column in enumerate(data.column_names):
        if column in SMALL:
            data = data.set_column(index, column, data[column].cast(pa.int32()))
    con.from_arrow(data).create(name)
