"""What describes a workbook before one is written: its small sheets and its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """A small sheet: its name and its rows, the first of them heads."""

    name: str
    rows: Sequence[Sequence[str]]
