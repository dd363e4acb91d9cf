"""The read-only database: the only place at run time that knows DuckDB."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

# Values by name, and tables that a statement reads by name: columns, or what makes them when a statement asks for them.
Params = Mapping[str, object]
Columns = dict[str, np.ndarray]
MakeTable: TypeAlias = Callable[[], Columns]

_LOCKED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
    # In the configuration rather than set afterwards: a second connection to the same file must name the same one.
    "lock_configuration": "true",
    # What a query needed goes back to the system after it: by default up to 128 MB stay, in each thread. The hash table of
    # any `group by` takes 1 to 2 MB; giving those back at once as well costs 1.4 ms each time, more than such a query.
    "allocator_background_threads": "true",
    "allocator_flush_threshold": "1MB",
    "allocator_bulk_deallocation_flush_threshold": "4MB",
}
_ROWS_AT_A_TIME = 500


class Database:
    """A locked, read-only DuckDB file; opened at first use (DuckDB must not be open across a fork).

    Each thread keeps one cursor: DuckDB 2 refuses concurrent use of one connection, and opening costs 20 ms.
    """

    def __init__(self, path: Path, *, threads: int = 2, memory_limit_mb: int = 512) -> None:
        self.path = path
        self._config: dict[str, str | bool | int | float | list[str]] = {
            **_LOCKED,
            "threads": str(threads),
            "memory_limit": f"{memory_limit_mb}MB",
        }
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._local = threading.local()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            found = self._open().cursor()
            self._local.cursor = found
            self._local.tables = {}
        return found

    @property
    def is_open(self) -> bool:
        """True from the first use on."""
        return self._connection is not None

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = duckdb.connect(str(self.path), read_only=True, config=self._config)
            return self._connection

    def _run(self, sql: str, params: Params | None) -> duckdb.DuckDBPyConnection:
        statement, names = _parsed(sql)
        values = params or {}
        cursor = self.cursor()
        for name, value in values.items():
            table = value() if callable(value) and re.search(rf"\b{name}\b", sql) else value
            # Mostly the one of the statement before.
            if isinstance(table, dict) and self._local.tables.get(name) is not table:
                cursor.register(name, table)
                self._local.tables[name] = table
        return cursor.execute(statement, {name: values[name] for name in names})

    def columns(self, sql: str, params: Params | None = None) -> Columns:
        """The columns as numpy arrays, by name: the cheapest way to many rows of numbers."""
        return self._run(sql, params).fetchnumpy()

    def records(self, sql: str, params: Params | None = None) -> list[dict[str, object]]:
        """The rows of a constant statement with named parameters ($name) as dictionaries; no value is None, never NaN.

        Values that the statement does not name are left aside.
        """
        result = self._run(sql, params)
        names: Sequence[str] = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def stream(self, sql: str) -> Iterator[dict[str, object]]:
        """`records` of a constant statement, some hundred at a time: thousands at once leave gaps in the memory."""
        with self._open().cursor() as cursor:
            result = cursor.execute(sql)
            names: Sequence[str] = [column[0] for column in result.description or ()]
            while rows := result.fetchmany(_ROWS_AT_A_TIME):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """The rows as tuples in the order of the columns."""
        return self.cursor().execute(sql, dict(params or {})).fetchall()

    def types(self, sql: str, params: Params | None = None) -> dict[str, str]:
        """The columns of a statement with the database's names of their types."""
        relation = self.cursor().sql(sql, params=dict(params or {}))
        return dict(zip(relation.columns, (str(kind) for kind in relation.types), strict=True))

    @contextmanager
    def batches(self, sql: str, params: Params | None = None, rows: int = 50_000) -> Iterator[pa.RecordBatchReader]:
        """The rows as a stream of Arrow batches, on a cursor of its own that closes at the end."""
        cursor = self._open().cursor()
        given = dict(params or {})
        try:
            for name in [name for name, value in given.items() if isinstance(value, dict)]:
                cursor.register(name, given.pop(name))
            # A relation streams; the result of `execute` would be copied as a whole first.
            yield cursor.sql(sql, params=given).to_arrow_reader(rows)
        finally:
            cursor.close()


@lru_cache(maxsize=512)
def _parsed(sql: str) -> tuple[duckdb.Statement, frozenset[str]]:
    """A statement, read once, which is a third of the time of a small one, and the names of its parameters.

    Raises: ValueError for more than one statement.
    """
    (statement,) = duckdb.extract_statements(sql)
    return statement, frozenset(statement.named_parameters)


_current: Database | None = None


def use(database: Database) -> None:
    """Make a database the one that `records`, `columns`, `rows` and the queries read."""
    global _current
    _current = database


def current() -> Database:
    """The database in use.

    Raises: RuntimeError before `use` was called.
    """
    if _current is None:
        raise RuntimeError("no database in use: call dashboard.db.use(Database(path)) first")
    return _current


def columns(sql: str, params: Params | None = None) -> Columns:
    """`Database.columns` on the database in use."""
    return current().columns(sql, params)


def records(sql: str, params: Params | None = None) -> list[dict[str, object]]:
    """`Database.records` on the database in use."""
    return current().records(sql, params)


def stream(sql: str) -> Iterator[dict[str, object]]:
    """`Database.stream` on the database in use."""
    return current().stream(sql)


def rows(sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
    """`Database.rows` on the database in use."""
    return current().rows(sql, params)
