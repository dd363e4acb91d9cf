"""A file opened by LibreOffice, as a reader's own office would: what stands in which cell, and as what."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
import pytest

NAMES = ("soffice", "libreoffice")
TIME_LIMIT_S = 120
# 59 = semicolon, 34 = quote, 76 = UTF-8, first line 1, language 1031 = German, formulas evaluated as Excel does.
GERMAN_CSV = "CSV:59,34,76,1,,1031,false,true,false,false,false,0,true"
_XLSX = "xlsx:Calc MS Excel 2007 XML"

Cell = str | int | float | bool | None


def office_path() -> str:
    """Path of LibreOffice: `OFFICE_PATH`, else the first one found."""
    found = os.environ.get("OFFICE_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("no LibreOffice Calc found; on Debian: apt-get install libreoffice-calc-nogui", pytrace=False)
    return found


def cells(path: Path, *, is_german_csv: bool = False) -> dict[str, list[list[Cell]]]:
    """Name of a sheet → rows of typed cells as Calc understands them; texts are str, numbers are not."""
    with tempfile.TemporaryDirectory() as folder:
        options = [f"--infilter={GERMAN_CSV}"] if is_german_csv else []
        _convert(path, _XLSX, Path(folder), options)
        book = openpyxl.load_workbook(next(Path(folder).glob("*.xlsx")), data_only=True)
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}  # type: ignore[misc]


def to_csv(path: Path) -> list[list[str]]:
    """The texts that Calc shows for the first sheet of a workbook, row by row."""
    with tempfile.TemporaryDirectory() as folder:
        _convert(path, "csv:Text - txt - csv (StarCalc):44,34,76", Path(folder), [])
        with next(Path(folder).glob("*.csv")).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


def _convert(path: Path, target: str, folder: Path, options: list[str]) -> None:
    # A profile of its own: a second LibreOffice on the same profile ends at once and converts nothing.
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office_path(), profile, "--headless", *options, "--convert-to", target, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=TIME_LIMIT_S)
