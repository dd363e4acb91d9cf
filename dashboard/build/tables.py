"""Tables of the package as Arrow, with the mistakes found while reading them.

CSV cells are read as text and converted by the types in datapackage.json; an empty cell is null, never zero.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.build.package import Field, Package, Resource
from dashboard.build.problems import Problem

ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "any": pa.binary(),
}
WORDS = {
    "integer": "a whole number",
    "number": "a number with a decimal point",
    "boolean": "true or false",
}
NUMBER = {"integer": re.compile(r"-?\d+"), "number": re.compile(r"-?\d+(\.\d+)?")}


@dataclass(frozen=True)
class Table:
    """A table as read: `data` has one column per field, `rows` the row number to name in messages."""

    resource: Resource
    data: pa.Table
    rows: Sequence[int]

    def column(self, name: str) -> list[object]:
        """The values of a column; null is None."""
        values: list[object] = self.data[name].to_pylist()
        return values


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text]


CONVERT: dict[str, Callable[[str], object]] = {"integer": int, "number": float, "boolean": _boolean, "string": str}


def parse_cell(text: str, field: Field) -> object:
    """The value of a cell. Raises: ValueError when the text is not of the type of the field."""
    if not text:
        return None
    pattern = NUMBER.get(field.type)
    if pattern and not pattern.fullmatch(text):
        raise ValueError(text)
    try:
        return CONVERT[field.type](text)
    except KeyError as error:
        raise ValueError(text) from error


def _untidy(text: str) -> bool:
    return text != text.strip() or "\n" in text or "\t" in text or "  " in text


def _decode(path: Path, file: str) -> tuple[str, list[Problem]]:
    if not path.is_file():
        return "", [Problem(file, 0, "file", str(path), "the file is missing")]
    raw = path.read_bytes()
    problems = []
    if raw.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(file, 1, "file", "BOM", "no byte order mark at the start"))
    if b"\r" in raw:
        problems.append(Problem(file, 0, "file", "CR", "lines end with LF only"))
    try:
        return raw.decode("utf-8-sig"), problems
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        return "", [*problems, Problem(file, row, "file", repr(raw[error.start : error.end]), "text in UTF-8")]


def _columns_problem(resource: Resource, header: list[str]) -> list[Problem]:
    if header == resource.names:
        return []
    return [Problem(resource.path, 1, "header", ",".join(header), f"columns must be {','.join(resource.names)}")]


def _convert(resource: Resource, cells: list[str], row: int) -> tuple[list[object], list[Problem]]:
    values: list[object] = []
    problems = []
    for field, text in zip(resource.fields, cells, strict=True):
        if _untidy(text):
            allowed = "no blank at either end, no line break, tab or double blank"
            problems.append(Problem(resource.path, row, field.name, text, allowed))
        try:
            values.append(parse_cell(text.strip(), field))
        except ValueError:
            values.append(None)
            problems.append(Problem(resource.path, row, field.name, text, f"must be {WORDS[field.type]}"))
    return values, problems


def read_csv(resource: Resource, folder: Path) -> tuple[Table, list[Problem]]:
    """The CSV table of a resource and the mistakes in its form."""
    text, problems = _decode(folder / resource.path, resource.path)
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if text:
        problems += _columns_problem(resource, header)
    records: list[list[object]] = []
    rows: list[int] = []
    line = reader.line_num
    for cells in reader if header == resource.names else ():
        row, line = line + 1, reader.line_num
        if len(cells) != len(header):
            allowed = f"{len(header)} cells; a cell with a comma needs quotation marks"
            problems.append(Problem(resource.path, row, "row", f"{len(cells)} cells", allowed))
            continue
        values, found = _convert(resource, cells, row)
        records.append(values)
        rows.append(row)
        problems += found
    return Table(resource, _arrow(resource, records), rows), problems


def _arrow(resource: Resource, records: list[list[object]]) -> pa.Table:
    columns = list(zip(*records, strict=True)) or [()] * len(resource.fields)
    arrays = [pa.array(values, ARROW[field.type]) for field, values in zip(resource.fields, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=resource.names)


def read_parquet(resource: Resource, folder: Path) -> tuple[Table, list[Problem]]:
    """The Parquet table of a resource and the mistakes in its form."""
    path = folder / resource.path
    empty = Table(resource, _arrow(resource, []), range(1, 1))
    if not path.is_file():
        return empty, [Problem(resource.path, 0, "file", str(path), "the file is missing")]
    try:
        raw = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        return empty, [Problem(resource.path, 0, "file", str(error), "a Parquet file")]
    problems = _columns_problem(resource, raw.column_names)
    if problems:
        return empty, problems
    columns = []
    for field in resource.fields:
        try:
            columns.append(raw[field.name].cast(ARROW[field.type]))
        except pa.ArrowException:
            found = str(raw.schema.field(field.name).type)
            problems.append(Problem(resource.path, 0, field.name, found, f"the column must be of type {field.type}"))
    if problems:
        return empty, problems
    return Table(resource, pa.Table.from_arrays(columns, names=resource.names), range(1, raw.num_rows + 1)), []


def read_tables(package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """All tables of the package by name, and every mistake in their form."""
    tables = {}
    problems: list[Problem] = []
    for resource in package.resources:
        read = read_csv if resource.is_csv else read_parquet
        tables[resource.name], found = read(resource, package.folder)
        problems += found
    return tables, problems
