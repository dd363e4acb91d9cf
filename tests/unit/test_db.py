"""The database at run time: read-only, locked, one cursor per thread."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from dashboard import db


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "copy labs to '/tmp/labs.csv'",
        "attach '/tmp/other.duckdb' as other",
        "set enable_external_access = true",
        "set threads = 8",
        "install spatial",
        "load httpfs",
        "create table x (y integer)",
        "insert into labs select * from labs",
        "update labs set position = 1",
        "delete from labs",
        "drop table labs",
    ],
)
def test_nothing_but_reading_its_own_tables_is_allowed(database: db.Database, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        database.records(statement)

    assert database.records("select count(*) as n from labs") == [{"n": 13}]


def test_frames_of_this_program_cannot_be_read(database: db.Database) -> None:
    secret = [1, 2, 3]

    with pytest.raises(duckdb.Error):
        database.records("select * from secret")
    assert secret


def test_values_are_parameters_and_never_part_of_the_statement(database: db.Database) -> None:
    attack = "'; drop table labs; --"

    assert database.records("select $value as value", {"value": attack}) == [{"value": attack}]


def test_second_connection_to_the_same_file_is_possible(database: db.Database) -> None:
    """As when two apps live in one process."""
    database.records("select 1 as one")

    assert db.Database(database.path, threads=2).records("select count(*) as n from labs") == [{"n": 13}]


def test_every_thread_has_a_cursor_of_its_own(database: db.Database) -> None:
    """DuckDB refuses concurrent use of one connection."""
    found: list[object] = []

    def read() -> None:
        found.extend(database.records("select count(*) as n from indicator_values")[0]["n"] for _ in range(20))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [751_214] * 160


def test_stream_gives_the_same_rows_while_others_are_asked_for(database: db.Database) -> None:
    statement = "select ags, name, population_2021 from municipalities order by ags"
    found = []
    for row in database.stream(statement):
        database.rows("select 1")
        found.append(row)

    assert len(found) > 10_000
    assert found == database.records(statement)


def test_without_a_database_in_use_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_current", None)

    with pytest.raises(RuntimeError, match=r"call dashboard\.db\.use"):
        db.records("select 1")


def test_missing_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        db.Database(tmp_path / "none.duckdb").records("select 1")

    assert list(tmp_path.iterdir()) == []
