"""Files of the API read back as Arrow tables by programs that did not write them, column by column and so in seconds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Reader = Callable[[bytes, pa.Schema], pa.Table]
_EMPTY = [""]


def read_csv(content: bytes, schema: pa.Schema) -> pa.Table:
    """RFC 4180: empty means none, texts are texts."""
    options = pa_csv.ConvertOptions(column_types=schema, strings_can_be_null=True, null_values=_EMPTY)
    lines = pa_csv.ParseOptions(newlines_in_values=True)
    return pa_csv.read_csv(io.BytesIO(content), parse_options=lines, convert_options=options)


def read_excel_csv(content: bytes, schema: pa.Schema) -> pa.Table:
    """German Excel: semicolons, decimal commas, WAHR and FALSCH, and ="05358040" for texts that look like numbers."""
    assert content.startswith(b"\xef\xbb\xbf")
    texts = pa.schema([(name, pa.string()) for name in schema.names])
    found = pa_csv.read_csv(
        io.BytesIO(content),
        parse_options=pa_csv.ParseOptions(delimiter=";", newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(column_types=texts, strings_can_be_null=True, null_values=_EMPTY),
    )
    assert set(found.column_names) == set(schema.names)
    return pa.table([_german(found[field.name], field.type) for field in schema], schema=schema)


def _german(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_boolean(kind):
        assert set(column.unique().to_pylist()) <= {"WAHR", "FALSCH", None}
        return pc.equal(column, "WAHR")
    if pa.types.is_floating(kind):
        return pc.replace_substring(column, ",", ".").cast(kind)
    return column.cast(kind) if pa.types.is_integer(kind) else pc.replace_substring_regex(column, '(?s)^="(.*)"$', r"\1")


def read_xlsx(content: bytes, schema: pa.Schema) -> pa.Table:
    """The sheet of data; a workbook knows no whole numbers, and an empty cell reads as an empty text."""
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Daten").to_python()
    assert list(heads) == schema.names
    columns = list(zip(*rows, strict=True)) or [() for _ in heads]
    return pa.table([_cells(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def _cells(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    filled = pa.array([None if value == "" else value for value in values])
    if pa.types.is_string(kind):
        assert pa.types.is_string(filled.type) or filled.null_count == len(filled), "numbers among texts"
    return filled.cast(kind)


def read_ndjson(content: bytes, schema: pa.Schema) -> pa.Table:
    """A JSON record per line."""
    if not content:
        return schema.empty_table()
    assert list(json.loads(content[: content.index(b"\n")])) == schema.names
    return _lines(content, schema)


def _lines(content: bytes, schema: pa.Schema) -> pa.Table:
    parse = pa_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    # A line must fit into a block: outlines of a state have a megabyte.
    return pa_json.read_json(io.BytesIO(content), pa_json.ReadOptions(block_size=32_000_000), parse)


def read_json(content: bytes, schema: pa.Schema) -> pa.Table:
    """`{"meta": …, "data": [records]}`."""
    return read_ndjson(_records(content, b'"data": ['), schema)


def read_geojson(content: bytes, schema: pa.Schema) -> pa.Table:
    """The properties of the features."""
    lines = _records(content, b'"features": [')
    if not lines:
        return schema.empty_table()
    first = json.loads(lines[: lines.index(b"\n")])
    assert (first["type"], list(first["properties"])) == ("Feature", schema.names)
    wrapped = _lines(lines, pa.schema([("properties", pa.struct(list(schema)))]))
    return pa.Table.from_struct_array(wrapped["properties"].combine_chunks()).cast(schema)


def _records(content: bytes, key: bytes) -> bytes:
    """The records of a document, one a line; what is around them must be JSON with an empty list in their place."""
    start = content.index(key) + len(key)
    end = content.rindex(b"]")
    assert json.loads(content[:start] + content[end:])[key.split(b'"')[1].decode()] == []
    rows = content[start:end].strip().split(b"\n")
    assert all(row.endswith(b"}," if row is not rows[-1] else b"}") for row in rows if row)
    return b"\n".join(row.removesuffix(b",") for row in rows) + b"\n" if rows[0] else b""


def read_parquet(content: bytes, schema: pa.Schema) -> pa.Table:
    """Types as the statement has them."""
    found = pq.read_table(io.BytesIO(content))
    assert found.schema.equals(schema)
    return found


READERS: dict[str, Reader] = {
    ".csv": read_csv,
    ".excel.csv": read_excel_csv,
    ".xlsx": read_xlsx,
    ".json": read_json,
    ".ndjson": read_ndjson,
    ".parquet": read_parquet,
    ".geojson": read_geojson,
}


def differences(found: pa.Table, expected: pa.Table) -> list[str]:
    """Columns that differ, each with its first row that does; none when both tables hold the same values in one order."""
    if found.column_names != expected.column_names or found.num_rows != expected.num_rows:
        return [f"{found.num_rows} rows of {found.column_names}, not {expected.num_rows} of {expected.column_names}"]
    said = []
    for name in expected.column_names:
        if not found[name].equals(expected[name]):
            pairs = zip(found[name].to_pylist(), expected[name].to_pylist(), strict=True)
            said.append(next(f"{name}, row {i}: {a!r}, not {b!r}" for i, (a, b) in enumerate(pairs) if a != b))
    return said
