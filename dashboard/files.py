"""Rows → bytes of a file: CSV for programs (RFC 4180) and CSV for German Excel, as streams."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

# A cell that starts with one of these would be run as a formula by a spreadsheet (OWASP, "CSV injection").
_FORMULA_START = r"^[=+\-@\t\r]"
BOM = "\ufeff".encode()


def csv_stream(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """CSV for programs: comma, decimal point, UTF-8, CRLF as RFC 4180 asks, text cells defused."""
    yield (",".join(_quoted(name, ",") for name in reader.schema.names) + "\r\n").encode()
    for batch in reader:
        yield _lines(_defused(batch), ",")


def excel_csv_stream(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """CSV that German Excel opens right: semicolon, decimal comma, CRLF, byte order mark.

    Keys with leading zeros (columns `ags`, `ars`, `postcode` and their kin) are written as ="05358040", the only form that
    Excel keeps as text without an import dialogue.
    """
    yield BOM + (";".join(_quoted(name, ";") for name in reader.schema.names) + "\r\n").encode()
    for batch in reader:
        yield _lines(_german(_defused(batch)), ";")


def _quoted(text: str, separator: str) -> str:
    return f'"{text}"' if separator in text or '"' in text else text


def _lines(batch: pa.RecordBatch, separator: str) -> bytes:
    options = pa_csv.WriteOptions(include_header=False, delimiter=separator, quoting_style="needed", eol="\r\n")
    sink = io.BytesIO()
    pa_csv.write_csv(batch, sink, options)
    return sink.getvalue()


def _defused(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Text cells that look like a formula get an apostrophe in front; numbers stay numbers."""
    return _map_columns(batch, pa.types.is_string, _defuse)


def _defuse(column: pa.Array) -> pa.Array:
    text = column.cast(pa.string())
    return pc.if_else(pc.match_substring_regex(text, _FORMULA_START), pc.binary_join_element_wise("'", text, ""), text)


def _german(batch: pa.RecordBatch) -> pa.RecordBatch:
    batch = _map_columns(batch, pa.types.is_floating, _decimal_comma)
    columns = [
        _as_text_cell(column) if _is_key(name) else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _is_key(name: str) -> bool:
    return name in {"ags", "ars", "postcode"} or name.endswith(("_ags", "_ars"))


def _decimal_comma(column: pa.Array) -> pa.Array:
    return pc.replace_substring(column.cast(pa.string()), ".", ",")


def _as_text_cell(column: pa.Array) -> pa.Array:
    text = column.cast(pa.string())
    return pc.binary_join_element_wise('="', text, '"', "")


def _map_columns(batch: pa.RecordBatch, matches, change) -> pa.RecordBatch:  # type: ignore[no-untyped-def]
    columns = [change(column) if matches(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
