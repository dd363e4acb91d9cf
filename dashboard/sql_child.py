"""One statement of a stranger, run in a process of its own: `python -m dashboard.sql_child`, job on stdin, answer on stdout.

A process, because DuckDB limits memory only for all queries together, and because whatever goes wrong here must not take
the pages with it. The database is read-only and locked as for the pages; this module only adds limits and refuses what
would tell about the machine.

The answer is a JSON line with `error`, or with `rows` and `is_cut`, then the rows as an Arrow stream.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

# Days since 1970 of the first and the last date that Python knows.
_FIRST_DAY, _LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
_LOCKED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "1",
}
# Functions and tables that tell where files lie or how the server is set up, and functions that run text as SQL.
_REFUSED = re.compile(
    r"(duckdb|pragma|pg|read|sniff|parquet|sqlite|json_execute|from_json_s|which|force)_.*"
    r"|glob|query|query_table|current_setting|getvariable|getenv|write_log",
    re.IGNORECASE,
)
_PLAIN = frozenset("VARCHAR BOOLEAN TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER FLOAT DOUBLE DATE".split())


class RefusedError(Exception):
    """A statement that is not run; the message says why."""


def _names(node: Any) -> Iterator[str]:
    """Every name of a function or table in a parsed statement."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("function_name", "table_name") and isinstance(value, str):
                yield value.strip('"')
            else:
                yield from _names(value)
    elif isinstance(node, list):
        for item in node:
            yield from _names(item)


def check(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Let one SELECT pass.

    Raises: RefusedError for anything else and for names that would tell about the machine; duckdb.Error for bad syntax.
    """
    statements = con.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise RefusedError("one SELECT is allowed")
    rows = con.execute("select json_serialize_sql(cast($sql as varchar))", {"sql": sql}).fetchall()
    parsed = json.loads(rows[0][0])
    if parsed.get("error"):
        raise RefusedError(str(parsed.get("error_message", "not understood")))
    refused = sorted({name for name in _names(parsed["statements"]) if _REFUSED.fullmatch(name)})
    if refused:
        raise RefusedError(f"not available here: {', '.join(refused)}")


def _as_plain(place: int, name: str, kind: str) -> str:
    """A column by its place, since names may repeat."""
    value, quoted = f"#{place}", '"' + name.replace('"', '""') + '"'
    if kind in _PLAIN:
        return f"{value} as {quoted}"
    if kind in ("HUGEINT", "UBIGINT", "UHUGEINT"):
        return f"try_cast({value} as bigint) as {quoted}"
    if kind.startswith("DECIMAL"):
        return f"cast({value} as double) as {quoted}"
    return f"cast({value} as varchar) as {quoted}"


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of columns, the second `a` as `a_1`, since readers of JSON and Parquet need each once; A is a to DuckDB."""
    found: dict[str, str] = {}
    for name in names:
        tries = (name, *(f"{name}_{number}" for number in range(1, len(names) + 1)))
        free = next(item for item in tries if item.lower() not in found)
        found[free.lower()] = free
    return list(found.values())


def _readable(table: pa.Table) -> pa.Table:
    """Dates that calendars of other programs do not have, such as the year 20000, as texts."""
    for index, field in enumerate(table.schema):
        if not pa.types.is_date(field.type):
            continue
        days = pc.min_max(table.column(index).cast(pa.int32()))
        first, last = days["min"].as_py(), days["max"].as_py()
        if first is not None and not _FIRST_DAY <= first <= last <= _LAST_DAY:
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table


def run(con: duckdb.DuckDBPyConnection, sql: str, max_rows: int) -> tuple[pa.Table, bool]:
    """At most `max_rows` rows as text, numbers, truth values and dates, and whether there were more."""
    relation = con.sql(sql)
    named = zip(_told_apart(relation.columns), relation.types, strict=True)
    columns = [_as_plain(place, name, str(kind)) for place, (name, kind) in enumerate(named, start=1)]
    table = _readable(relation.project(", ".join(columns)).limit(max_rows + 1).to_arrow_table())
    return table.slice(0, max_rows), table.num_rows > max_rows


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; DuckDB's own stays
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _answer(job: dict[str, Any]) -> tuple[dict[str, object], pa.Table | None]:
    config: dict[str, str | bool | int | float | list[str]] = {**_LOCKED, "memory_limit": f"{job['memory_mb']}MB"}
    con = duckdb.connect(job["database"], read_only=True, config=config)
    con.execute("set lock_configuration = true")
    timer = threading.Timer(job["seconds"], con.interrupt)
    timer.start()
    try:
        check(con, job["sql"])
        table, is_cut = run(con, job["sql"], job["max_rows"])
    except RefusedError as error:
        return {"error": "refused", "detail": str(error)}, None
    except duckdb.InterruptException:
        return {"error": "time"}, None
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"error": "memory"}, None
    except (duckdb.Error, UnicodeError, ValueError) as error:
        return {"error": "sql", "detail": str(error)[:1000]}, None
    finally:
        timer.cancel()
    return {"rows": table.num_rows, "is_cut": is_cut}, table


def main() -> None:
    """Read the job, run it, write the answer."""
    job = json.loads(sys.stdin.read())
    # Code and libraries alone take some 700 MB of addresses.
    _limit_memory(job["memory_mb"] + 1_500)
    head, table = _answer(job)
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    if table is not None:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    out.flush()


if __name__ == "__main__":
    main()
