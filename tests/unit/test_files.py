"""Formats on small tables: what a cell looks like in each of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.files import delimited, lines, parquet, sheets, texts
from dashboard.files.sheets import Sheet

BATCH = pa.record_batch(
    {
        "ags": ["05358040", None, "16"],
        "text": ['Müller & Söhne; "Haus"', "=1+1", "-2 Grad"],
        "start": ["2021-06", "2021-Q2", "ab 2021"],
        "value": [-1234.5, 0.1, None],
        "n": pa.array([7, None, -3], pa.int64()),
        "ok": [True, False, None],
        "day": [date(2021, 6, 15), None, date(1899, 12, 31)],
    }
)


def batches(batch: pa.RecordBatch = BATCH) -> Iterator[pa.RecordBatch]:
    """An empty batch with the columns, then the rows: the form that `files.rows.batches` has."""
    yield batch.slice(0, 0)
    yield batch


def test_csv_is_rfc_4180_with_decimal_points_and_defused_text() -> None:
    text = b"".join(delimited.csv(batches())).decode()

    assert text.split("\r\n") == [
        "ags,text,start,value,n,ok,day",
        '"05358040","Müller & Söhne; ""Haus""","2021-06",-1234.5,7,true,2021-06-15',
        ',"\'=1+1","2021-Q2",0.1,,false,',
        '"16","\'-2 Grad","ab 2021",,-3,,1899-12-31',
        "",
    ]


def test_excel_csv_is_german_and_keeps_keys_and_vague_dates_as_text() -> None:
    content = b"".join(delimited.excel_csv(batches()))

    assert content.startswith(b"\xef\xbb\xbfags;text;")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "ags;text;start;value;n;ok;day",
        '"=""05358040""";"Müller & Söhne; ""Haus""";"=""2021-06""";-1234,5;7;WAHR;15.06.2021',
        ';"\'=1+1";"2021-Q2";0,1;;FALSCH;',
        '"=""16""";"\'-2 Grad";"ab 2021";;-3;;31.12.1899',
        "",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_cell_starts_a_formula(start: str) -> None:
    batch = pa.record_batch({"text": [f"{start}cmd|' /C calc'!A0"]})

    for write in (delimited.csv, delimited.excel_csv):
        row = b"".join(write(batches(batch))).decode("utf-8-sig").split("\r\n", 1)[1]
        assert row.startswith(f"\"'{start}")


@pytest.mark.parametrize(
    "text",
    [
        "05358040",
        "2021-06",
        "2020",
        "1-12",
        "3/4",
        "1.5",
        "12:30",
        "1e5",
        "100 000",
        "500000+",
        "12 %",
        "März 2020",
        "Dez. 21",
        "3. Mai",
        "1.5.2021",
    ],
)
def test_excel_csv_protects_what_excel_would_convert(text: str) -> None:
    row = b"".join(delimited.excel_csv(batches(pa.record_batch({"text": [text]})))).decode().split("\r\n")[1]

    assert row == f'"=""{text}"""'


@pytest.mark.parametrize("text", ["2021-Q2", "3 Labore", "A1", "", "1-999 Einwohner", "Mai", "Marburg 1", "Sommer 2020"])
def test_excel_csv_leaves_other_text_alone(text: str) -> None:
    row = b"".join(delimited.excel_csv(batches(pa.record_batch({"text": [text]})))).decode().split("\r\n")[1]

    assert row == f'"{text}"'


def workbook(batch: pa.RecordBatch) -> openpyxl.Workbook:
    content = b"".join(sheets.xlsx(batches(batch), "Daten", [Sheet("Felder", [["Spalte"], ["<a> & b"]])], "Titel"))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_xlsx_keeps_types_and_texts() -> None:
    book = workbook(BATCH)

    assert book.sheetnames == ["Daten", "Felder"]
    rows = [[cell.value for cell in row] for row in book["Daten"].iter_rows()]
    assert rows[0] == BATCH.schema.names
    assert rows[1][:6] == ["05358040", 'Müller & Söhne; "Haus"', "2021-06", -1234.5, 7, True]
    assert rows[1][6].date() == date(2021, 6, 15)
    assert rows[2] == [None, "=1+1", "2021-Q2", 0.1, None, False, None]
    assert rows[3][3:6] == [None, -3, None]
    assert book["Felder"]["A2"].value == "<a> & b"


def test_xlsx_texts_are_never_formulas() -> None:
    cell = workbook(pa.record_batch({"text": ["=1+1"]}))["Daten"]["A2"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_xlsx_survives_control_characters_and_excels_own_escapes() -> None:
    sheet = workbook(pa.record_batch({"text": ["a\x00b\x1f", "_x0041_", "<&>"]}))["Daten"]

    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == ["a\ufffdb\ufffd", "_x005F_x0041_", "<&>"]


def test_xlsx_is_the_same_bytes_for_the_same_rows() -> None:
    first, second = (b"".join(sheets.xlsx(batches(), "D", [], "T")) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_of_a_sheet_are_named_like_in_excel(index: int, name: str) -> None:
    assert sheets.letters(index) == name


LINES = pa.record_batch({"line": ['{"a":1}', '{"a":2}']})


def test_json_holds_meta_and_data() -> None:
    document = b"".join(lines.json_document(batches(LINES), {"dataset": "x", "title": "Ü"}))

    assert json.loads(document) == {"meta": {"dataset": "x", "title": "Ü"}, "data": [{"a": 1}, {"a": 2}]}


def test_json_without_rows_is_valid() -> None:
    assert json.loads(b"".join(lines.json_document(iter([LINES.slice(0, 0)]), {})))["data"] == []


def test_json_of_several_batches_is_valid() -> None:
    pieces = iter([LINES.slice(0, 0), LINES.slice(0, 1), LINES.slice(0, 0), LINES.slice(1, 1)])

    assert json.loads(b"".join(lines.json_document(pieces, {})))["data"] == [{"a": 1}, {"a": 2}]


def test_ndjson_is_a_record_per_line() -> None:
    assert b"".join(lines.ndjson(batches(LINES))) == b'{"a":1}\n{"a":2}\n'


def test_parquet_describes_its_columns() -> None:
    meta = {
        "columns": [{"name": name, "title": name.upper(), "description": "d", "unit": ""} for name in BATCH.schema.names]
    }
    table = pq.read_table(io.BytesIO(b"".join(parquet.parquet(batches(), meta))))

    assert table.to_pylist() == BATCH.to_pylist()
    assert table.schema.field("ags").metadata[b"title"] == b"AGS"
    assert json.loads(table.schema.metadata[b"rogl"]) == meta


def test_first_bytes_are_seen_in_slices_and_beneath_gaps() -> None:
    column = pa.array(["=x", "ab", None, "", "-1", "äh"])

    assert texts.any_starts_with(column, "=")
    assert not texts.any_starts_with(column.slice(1), "=")
    assert texts.any_starts_with(column.slice(4, 1), "-")
    assert not texts.any_starts_with(column.slice(5), "=+-@\t\r")
    assert not texts.any_starts_with(pa.array([None, ""], pa.string()), "=")


def test_cells_are_joined_as_they_lie() -> None:
    column = pa.array(["ä;1\r\n", "", "b\r\n"])

    assert texts.joined(column).decode() == "ä;1\r\nb\r\n"
    assert texts.joined(column.slice(1)) == b"b\r\n"
    assert texts.joined(column.slice(0, 0)) == b""
