"""`/api/v1/sql.csv?sql=select …`: one SELECT of a visitor as a file, and the form of the SQL page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from math import isfinite
from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

from dashboard import catalog, sql_sandbox
from dashboard.api.problems import problem
from dashboard.files.pipe import Pipe
from dashboard.files.sheet import MEDIA_TYPE, Sheet
from dashboard.filters import Problem
from dashboard.i18n import Lang
from dashboard.sql_sandbox import Result
from dashboard.urls import encode, page_url

if TYPE_CHECKING:
    import pyarrow as pa

# Longer addresses are refused by servers in between; such statements travel by form only.
MAX_PERMALINK = 3_000
_STATUS = {
    "refused": HTTPStatus.BAD_REQUEST,
    "sql": HTTPStatus.BAD_REQUEST,
    "long": HTTPStatus.BAD_REQUEST,
    "time": HTTPStatus.UNPROCESSABLE_ENTITY,
    "memory": HTTPStatus.UNPROCESSABLE_ENTITY,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
}
_WORDS = {
    "refused": "the statement is not allowed",
    "sql": "the database does not understand the statement",
    "long": f"the statement is longer than {sql_sandbox.MAX_STATEMENT} characters",
    "time": f"the statement took longer than {sql_sandbox.SECONDS:.0f} seconds",
    "memory": f"the statement needed more than {sql_sandbox.MEMORY_MB} MB",
    "busy": "other statements are running; try again in a moment",
}


def _batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    from dashboard.arrow import pa

    yield pa.RecordBatch.from_arrays([pa.array([], field.type) for field in table.schema], schema=table.schema)
    yield from table.to_batches(max_chunksize=20_000)


def _finite(row: dict[str, object]) -> dict[str, object]:
    """JSON has no infinity and no NaN."""
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}


def _json(table: pa.Table, sql: str, *, is_cut: bool) -> Iterator[bytes]:
    meta = {"data_version": catalog.data_version(), "sql": sql, "rows": table.num_rows, "is_cut": is_cut}
    yield json.dumps(
        {"meta": meta, "data": [_finite(row) for row in table.to_pylist()]}, ensure_ascii=False, default=str
    ).encode()


def _csv(table: pa.Table) -> Iterator[bytes]:
    from dashboard.files import delimited

    return delimited.csv(_batches(table))


def _excel_csv(table: pa.Table) -> Iterator[bytes]:
    from dashboard.files import delimited

    return delimited.excel_csv(_batches(table))


def _xlsx(table: pa.Table, sql: str) -> Iterator[bytes]:
    from dashboard.files import sheets

    about = Sheet("SQL", [["SQL", "Version"], [sql[:30_000], catalog.data_version()]])
    return sheets.xlsx(_batches(table), "Daten", [about], "SQL")


def _parquet(table: pa.Table) -> Iterator[bytes]:
    import pyarrow.parquet as pq

    from dashboard.arrow import pa

    pipe = Pipe()
    pq.write_table(table, pa.PythonFile(pipe, mode="w"), compression="zstd")
    yield pipe.take()


_Writer = Callable[["pa.Table", str, bool], Iterator[bytes]]
FORMATS: Mapping[str, tuple[str, _Writer]] = {
    ".csv": ("text/csv; charset=utf-8; header=present", lambda table, _sql, _cut: _csv(table)),
    ".excel.csv": (
        "text/csv; charset=utf-8; header=present",
        lambda table, _sql, _cut: _excel_csv(table),
    ),
    ".xlsx": (MEDIA_TYPE, lambda table, sql, _cut: _xlsx(table, sql)),
    ".json": ("application/json", lambda table, sql, cut: _json(table, sql, is_cut=cut)),
    ".parquet": ("application/vnd.apache.parquet", lambda table, _sql, _cut: _parquet(table)),
}


def answer(suffix: str) -> flask.Response:
    """The rows of the statement in `sql` (query or form); the header `X-Rows-Cut: 1` says that there were more."""
    if suffix not in FORMATS:
        wrong = Problem("suffix", suffix[:100], ", ".join(FORMATS))
        return problem(HTTPStatus.NOT_FOUND, "format", "results are not offered in this format", [wrong])
    sql = flask.request.values.get("sql", "")
    result = sql_sandbox.run(sql)
    if result.table is None:
        return _refusal(result)
    kind, write = FORMATS[suffix]
    response = flask.Response(b"".join(write(result.table, sql, result.is_cut)), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="rogl-sql-{catalog.data_version()}{suffix}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Rows-Cut"] = str(int(result.is_cut))
    return response


def _refusal(result: Result) -> flask.Response:
    errors = [Problem("sql", "", result.detail)] if result.detail else []
    response = problem(_STATUS[result.error], "sql", _WORDS[result.error], errors)
    if result.error == "busy":
        response.headers["Retry-After"] = "5"
    return response


def permalink(sql: str, lang: Lang) -> str:
    """The address of the SQL page with this statement; empty when it would be too long."""
    query = encode([("sql", sql)])
    return page_url("sql", lang, query=query) if len(query) <= MAX_PERMALINK else ""


def posted(lang: Lang, show: Callable[[], flask.Response]) -> Response:
    """The answer to the form: go on to the permalink, or show the page at once when there is none."""
    target = permalink(flask.request.form.get("sql", "").strip(), lang)
    return flask.redirect(target, HTTPStatus.SEE_OTHER) if target else show()
