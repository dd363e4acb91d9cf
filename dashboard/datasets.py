"""The registry of what may be downloaded: name → statement. Pages and files read the same statements."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.queries import tables


@dataclass(frozen=True)
class Dataset:
    """A table that can be taken away: its name in the address, its statement, and whether the filters apply."""

    name: str
    sql: str


DATASETS = {name: Dataset(name, sql) for name, sql in tables.STATEMENTS.items()}
