"""Rows as an Excel workbook with the sheets Daten, Felder, Quellen and Filter, written while they are read.

Own XML instead of a library, because libraries need all rows in memory or on disk before the first byte leaves; texts are
inline strings, which no spreadsheet runs as formulas. Office Open XML: ECMA-376 part 1, section 18.3.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

import pyarrow.compute as pc

from dashboard.arrow import pa
from dashboard.files.pipe import Pipe
from dashboard.files.sheet import Sheet
from dashboard.files.texts import on_distinct

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Days from 30 December 1899, where Excel begins to count, to 1 January 1970.
_EPOCH = 25_569
# XML 1.0 has no place for these characters.
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f]"
# Excel reads _x0041_ as the character of that number, so such text must be written with the line itself escaped.
_ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"
# A row of XML is ten times as long as its values; few at a time keep memory low.
_PIECE_ROWS = 4_000
_TIME = (1980, 1, 1, 0, 0, 0)


def xlsx(batches: Iterator[pa.RecordBatch], data_sheet: str, sheets: Sequence[Sheet], title: str) -> Iterator[bytes]:
    """The workbook: data first, then the small sheets."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _frame([data_sheet, *(sheet.name for sheet in sheets)], title).items():
            archive.writestr(_info(name), text)
        with archive.open(_info("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as target:
            for text in _data(batches):
                target.write(text.encode())
                yield pipe.take()
        for number, sheet in enumerate(sheets, 2):
            archive.writestr(_info(f"xl/worksheets/sheet{number}.xml"), "".join(_small(sheet)))
    yield pipe.take()


def _info(name: str) -> zipfile.ZipInfo:
    # A fixed time: the same rows give the same bytes.
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _data(batches: Iterator[pa.RecordBatch]) -> Iterator[str]:
    schema = next(batches).schema
    heads = [f'<c r="{letters(index)}1" s="1" t="inlineStr">{_inline(name)}</c>' for index, name in enumerate(schema.names)]
    widths = [_width(field) for field in schema]
    yield _sheet_head(widths) + f'<row r="1">{"".join(heads)}</row>'
    row = 2
    for batch in batches:
        for start in range(0, batch.num_rows, _PIECE_ROWS):
            piece = batch.slice(start, _PIECE_ROWS)
            yield _rows(piece, row)
            row += piece.num_rows
    last = f"{letters(len(schema.names) - 1)}{row - 1}"
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def _rows(batch: pa.RecordBatch, first: int) -> str:
    numbers = pa.array(range(first, first + batch.num_rows)).cast(pa.string())
    cells = [_cells(column, letters(index), numbers) for index, column in enumerate(batch.columns)]
    rows = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
    return "".join(rows.to_pylist())


def _cells(column: pa.Array, letter: str, numbers: pa.Array) -> pa.Array:
    start = pc.binary_join_element_wise(f'<c r="{letter}', numbers, "")
    if pa.types.is_string(column.type):
        head, foot = '" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
        text = on_distinct(column, _escaped)
    elif pa.types.is_boolean(column.type):
        head, foot, text = '" t="b"><v>', "</v></c>", pc.if_else(column, "1", "0")
    elif pa.types.is_date(column.type):
        days = pc.add(column.cast(pa.int32()), _EPOCH)
        head, foot, text = '" s="2"><v>', "</v></c>", days.cast(pa.string())
    else:
        head, foot, text = '"><v>', "</v></c>", column.cast(pa.string())
    # A cell without value is left out; the reference of the next one tells where it stands.
    return pc.fill_null(pc.binary_join_element_wise(start, head, text, foot, ""), "")


def _escaped(column: pa.Array) -> pa.Array:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        column = pc.replace_substring(column, character, entity)
    column = pc.replace_substring_regex(column, _ESCAPED, r"_x005F_\1")
    return pc.replace_substring_regex(column, _FORBIDDEN, "\ufffd")


def _small(sheet: Sheet) -> Iterator[str]:
    widths = [min(60, max(12, *(len(row[index]) for row in sheet.rows))) for index in range(len(sheet.rows[0]))]
    yield _sheet_head(widths)
    for number, row in enumerate(sheet.rows, 1):
        style = ' s="1"' if number == 1 else ""
        cells = (
            f'<c r="{letters(index)}{number}"{style} t="inlineStr">{_inline(text)}</c>' for index, text in enumerate(row)
        )
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _inline(text: str) -> str:
    clean = re.sub(_FORBIDDEN, "\ufffd", re.sub(_ESCAPED, r"_x005F_\1", text))
    return f'<is><t xml:space="preserve">{escape(clean)}</t></is>'


def _width(field: pa.Field) -> int:
    least = 24 if pa.types.is_string(field.type) and not field.name.endswith(("_id", "ags", "_code")) else 12
    return max(least, len(field.name) + 4)


def _sheet_head(widths: Sequence[int]) -> str:
    columns = "".join(f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(widths, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'{_XML}<worksheet xmlns="{_MAIN}">{views}<cols>{columns}</cols><sheetData>'


def letters(index: int) -> str:
    """Name of a column from its position: 0 → A, 26 → AA."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def _frame(names: Sequence[str], title: str) -> dict[str, str]:
    """The parts around the sheets: file name → XML."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1))
    links = "".join(_link(i, f"{_DOCUMENT}/worksheet", f"worksheets/sheet{i}.xml") for i in numbers)
    styles_link = _link(len(names) + 1, f"{_DOCUMENT}/styles", "styles.xml")
    parts = "".join(_part(f"/xl/worksheets/sheet{i}.xml", f"{_WORKBOOK_TYPE}.worksheet+xml") for i in numbers)
    core = _link(2, f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + _part("/xl/workbook.xml", f"{_WORKBOOK_TYPE}.sheet.main+xml")
        + _part("/xl/styles.xml", f"{_WORKBOOK_TYPE}.styles+xml")
        + _part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
        + f"{parts}</Types>",
        "_rels/.rels": _relationships(_link(1, f"{_DOCUMENT}/officeDocument", "xl/workbook.xml") + core),
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationships(links + styles_link),
        "xl/styles.xml": _STYLES,
    }


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _part(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="{kind}"/>'


def _relationships(links: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


# Cell styles: 0 plain, 1 bold head, 2 date in the reader's own order (number format 14).
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
