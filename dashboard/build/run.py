"""The build itself: read, check, write, swap."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard.build import checks, rules
from dashboard.build.checks import Tables
from dashboard.build.classes import write_classes
from dashboard.build.clock import Clock
from dashboard.build.current import Built, Pointer, read_pointer, remove_old, write_pointer
from dashboard.build.database import counts, run_sql, write_info, write_tables
from dashboard.build.files import GeoFile, write_geo_files
from dashboard.build.geometry import load_outlines, write_geometry
from dashboard.build.metadata import write_metadata
from dashboard.build.package import Package, load_package
from dashboard.build.peers import build_peers
from dashboard.build.problems import DataError, Problem
from dashboard.build.ridges import write_ridges
from dashboard.build.shapes import write_shapes
from dashboard.build.stamp import data_hash, recipe_hash, stamp
from dashboard.build.tables import read_tables
from dashboard.build.words import write_words
from dashboard.config import Settings

CHECKS: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    checks.check_fields,
    checks.check_keys,
    checks.check_references,
    checks.check_terms,
    rules.check_dates,
    rules.check_languages,
    rules.check_leads,
    rules.check_organisations,
    rules.check_positions,
    rules.check_register,
    rules.check_values,
    rules.check_totals,
)

# What a query reads of a table is kept in blocks of this size. With DuckDB's 256 kB most of each belonged to other columns
# and tables: the file took 42 instead of 30 MB, the blocks of all pages 26 instead of 15.
BLOCK_BYTES = 64 * 1024
STEPS = ("read and check", "tables", "outlines", "statistics", "peers", "map files", "close")


@dataclass(frozen=True)
class Report:
    """What a build did: rows per table, geo files, size of the database, seconds per step."""

    built: Built
    rows: dict[str, int]
    files: tuple[GeoFile, ...]
    database_bytes: int
    seconds: dict[str, float]


def find_problems(tables: Tables) -> list[Problem]:
    """Every mistake in the contents of the tables."""
    return [problem for check in CHECKS for problem in check(tables)]


def load_checked(data_dir: Path) -> tuple[Package, Tables]:
    """The package and its tables.

    Raises: DataError with all mistakes; those of form (a cell that is no number) come first, since a table that
    cannot be read would raise false alarms everywhere else.
    """
    package = load_package(data_dir)
    tables, problems = read_tables(package)
    if not problems:
        problems = find_problems(tables)
    if problems:
        raise DataError(problems)
    return package, tables


def build(settings: Settings) -> Report:
    """Check data/ and build database and files from it; the build in use stays until the new one is complete.

    Raises: BuildError (DataError for mistakes in the tables).
    """
    with Clock(STEPS) as clock:
        return _build(settings, clock)


def _build(settings: Settings, clock: Clock) -> Report:
    data_dir = settings.data_dir
    before, inputs, recipe = stamp(data_dir), data_hash(data_dir), recipe_hash(data_dir)
    package, tables = load_checked(settings.data_dir)
    clock.lap("read and check")
    data_version = f"{package.version}-{inputs[:8]}"
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    target = settings.build_dir / f"rogl-{data_version}-{recipe[:8]}.duckdb"
    partial = settings.build_dir / f"partial-{os.getpid()}.duckdb"
    try:
        with duckdb.connect(partial, config={"default_block_size": BLOCK_BYTES}) as con:
            files = _write(con, package, tables, settings, clock)
            write_info(con, {"data_version": data_version, "data_date": package.version, "data_sha256": inputs})
            rows = counts(con)
        clock.lap("close")
        _put(partial, target)
    finally:
        for leftover in (partial, partial.with_suffix(".duckdb.wal")):
            with suppress(OSError):
                leftover.unlink()
    built = Built(target, data_version, {item.name: item.file for item in files}, settings.build_dir / "geo")
    previous = read_pointer(settings.build_dir)
    write_pointer(settings.build_dir, Pointer(built, before, inputs + recipe))
    remove_old(settings.build_dir, built, previous.built if previous else None)
    return Report(built, rows, tuple(files), target.stat().st_size, clock.seconds)


def _put(partial: Path, target: Path) -> None:
    """Move the finished file to its name; Windows refuses to replace an open one, which then has the same content."""
    try:
        partial.replace(target)
    except PermissionError:
        if not target.is_file():
            raise


def _write(
    con: duckdb.DuckDBPyConnection, package: Package, tables: Tables, settings: Settings, clock: Clock
) -> list[GeoFile]:
    write_tables(con, package, tables)
    write_metadata(con, package)
    clock.lap("tables")
    outlines = load_outlines(tables)
    write_geometry(con, outlines)
    write_shapes(con, tables)
    clock.lap("outlines")
    for name in ("views", "search", "rows", "stats", "gaps", "units"):
        run_sql(con, name)
    write_words(con)
    write_classes(con)
    clock.lap("statistics")
    build_peers(con)
    clock.lap("peers")
    geo_dir = settings.build_dir / "geo"
    files = [*write_geo_files(con, outlines, geo_dir), write_ridges(con, geo_dir)]
    clock.lap("map files")
    return files


def describe(report: Report) -> Iterable[str]:
    """The report in lines."""
    for name, rows in report.rows.items():
        yield f"  {name:<28}{rows:>9,} rows"
    for item in report.files:
        yield f"  {item.file:<36}{item.bytes:>11,} bytes, compressed {item.brotli_bytes:,}"
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items())
    yield f"{report.built.database.name}: {report.database_bytes:,} bytes ({steps})"
    yield f"data version {report.built.data_version}"
