"""Rows as CSV: for programs (RFC 4180) and for German Excel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from dashboard.arrow import pa
from dashboard.files.texts import any_starts_with, joined, on_distinct

# A cell that starts with one of these would be run as a formula by a spreadsheet (OWASP, "CSV injection").
_FORMULA_STARTS = "=+-@\t\r"
_FORMULA_START = r"^[=+\-@\t\r]"
# Text that a German spreadsheet would turn into a number or a date: keys with leading zeros, "2021-06", "1-12", "500000+",
# "12 %", "3/4", "März 2020", "3. Mai".
_MONTH = (
    "(jan(uar|uary)?|feb(ruar|ruary)?|mär(z)?|mrz|mar(ch)?|apr(il)?|mai|may|jun(i|e)?|jul(i|y)?|aug(ust)?|sep(t|tember)?"
    "|o[kc]t(ober)?|nov(ember)?|de[zc](ember)?)[.]?"
)
_LOOKS_LIKE_NUMBER = (
    r"(?i)^([0-9.,][0-9 .,:/+%€-]*(e[+-]?[0-9]+)?"
    rf"|{_MONTH}[ -]?[0-9]{{1,4}}|[0-9]{{1,2}}[.]?[ -]?{_MONTH}([ -]?[0-9]{{2,4}})?)$"
)
BOM = "\ufeff".encode()


def csv(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """CSV for programs: comma, decimal point, UTF-8, CRLF as RFC 4180 asks, text cells defused."""
    yield _header(next(batches).schema, ",")
    for batch in batches:
        yield _lines(_defused(batch), ",")


def excel_csv(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """CSV that German Excel opens right: semicolon, decimal comma, CRLF, byte order mark, no `sep=` line.

    Text that looks like a number or a date is written as ="05358040": the only form that Excel and LibreOffice keep as it
    is when the file is opened by a double click.
    """
    yield BOM + _header(next(batches).schema, ";")
    for batch in batches:
        if batch.num_rows:
            yield _german_lines(batch)


def _header(schema: pa.Schema, separator: str) -> bytes:
    return (separator.join(f'"{name}"' if separator in name else name for name in schema.names) + "\r\n").encode()


def _lines(batch: pa.RecordBatch, separator: str) -> bytes:
    options = pa_csv.WriteOptions(include_header=False, delimiter=separator, quoting_style="needed", eol="\r\n")
    sink = io.BytesIO()
    pa_csv.write_csv(batch, sink, options)
    return sink.getvalue()


def _defused(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Text cells that look like a formula get an apostrophe in front; numbers stay numbers."""
    return _map_columns(batch, pa.types.is_string, _defuse_rarely)


def _defuse_rarely(column: pa.Array) -> pa.Array:
    return on_distinct(column, _defuse) if any_starts_with(column, _FORMULA_STARTS) else column


def _defuse(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(column, _FORMULA_START), pc.binary_join_element_wise("'", column, ""), column)


def _german_lines(batch: pa.RecordBatch) -> bytes:
    # pyarrow's writer quotes every column of text, and numbers with a comma are text to it.
    *cells, last = map(_german, batch.columns)
    ended = pc.binary_join_element_wise(pc.fill_null(last, ""), "\r\n", "")
    return joined(pc.binary_join_element_wise(*cells, ended, ";", null_handling="replace", null_replacement=""))


def _german(column: pa.Array) -> pa.Array:
    """The cells of a column as they stand in the file."""
    if pa.types.is_floating(column.type):
        return pc.replace_substring(column.cast(pa.string()), ".", ",")
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "WAHR", "FALSCH")
    if pa.types.is_date(column.type):
        return pc.strftime(column, "%d.%m.%Y")
    if pa.types.is_string(column.type):
        return on_distinct(column, _german_text)
    return column.cast(pa.string())


def _german_text(column: pa.Array) -> pa.Array:
    text = pc.replace_substring(_protect(_defuse(column)), '"', '""')
    return pc.binary_join_element_wise('"', text, '"', "")


def _protect(column: pa.Array) -> pa.Array:
    kept = pc.binary_join_element_wise('="', column, '"', "")
    return pc.if_else(pc.match_substring_regex(column, _LOOKS_LIKE_NUMBER), kept, column)


def _map_columns(
    batch: pa.RecordBatch, matches: Callable[[pa.DataType], bool], change: Callable[[pa.Array], pa.Array]
) -> pa.RecordBatch:
    columns = [change(column) if matches(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
