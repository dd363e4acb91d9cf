"""A mistake in the data, worded so that the person who keeps the table can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake; `row` is the line in a CSV file (header = 1), the row of a Parquet file (first = 1), 0 for the file."""

    file: str
    row: int
    column: str
    value: str
    allowed: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place} {self.column} {self.value!r} — {self.allowed}"


class BuildError(Exception):
    """The database cannot be built."""


class DataError(BuildError):
    """The tables have mistakes; all of them are in `problems`, sorted by file, row and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{len(self.problems)} mistake(s) in the data:\n{lines}")
