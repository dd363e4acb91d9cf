"""Fixtures shared by all tests: the real data, built once per session, and a programme small enough to count by eye."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb
import hypothesis
import pytest

from dashboard import create_app, db
from dashboard.build import Built, ensure_built
from dashboard.config import Settings, load_settings
from dashboard.queries import counts, facts, hits, selected_rows
from tests.fixtures import programme_small

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.document import DashboardApp

# A busy machine must not fail a test: nothing here is timed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@contextmanager
def using(database: db.Database) -> Iterator[db.Database]:
    """Queries read this database; afterwards again the one before."""
    before = db._current
    db.use(database)
    try:
        yield database
    finally:
        db._current = before


def until_asked_beside() -> None:
    """Wait until the second thread has answered what it was asked."""
    counts._beside().submit(bool).result()


@contextmanager
def counted_as(size: Literal["few", "many"], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Subprojects are taken for so few that they are looked at one by one, or for so many that the database adds them up."""
    kept = (counts._counts, counts._read_numbers, selected_rows._places, hits._hits, hits._counted)
    with monkeypatch.context() as patch:
        patch.setattr(facts, "_FEW", 5_000 if size == "few" else 0)
        for function in kept:
            function.cache_clear()
        yield
        # What was asked beside it belongs to this size.
        until_asked_beside()
        for function in kept:
            function.cache_clear()


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this machine; build products go to its build folder, as they do when the dashboard starts."""
    return load_settings()


@pytest.fixture(scope="session")
def built(settings: Settings) -> Built:
    """The database built from the real data; a build that is up to date is used again."""
    return ensure_built(settings)


@pytest.fixture(scope="session")
def database(settings: Settings, built: Built) -> db.Database:
    """The real database, opened as the dashboard opens it."""
    return db.Database(built.database, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb)


@pytest.fixture
def con(database: db.Database) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection of the test to the real database: what one leaves unfinished is in nobody's way."""
    with database.cursor().cursor() as connection:
        yield connection


@pytest.fixture
def real_data(database: db.Database) -> Iterator[db.Database]:
    """Queries read the real database during the test."""
    with using(database):
        yield database


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> db.Database:
    """The small programme (tests/fixtures/programme_small), built as the real one is built."""
    folder = tmp_path_factory.mktemp("programme_small")
    data = programme_small.make(folder / "data")
    return db.Database(ensure_built(Settings(data_dir=data, build_dir=folder / "build")).database)


@pytest.fixture
def small_programme(small_database: db.Database) -> Iterator[db.Database]:
    """Queries read the small programme during the test."""
    with using(small_database):
        yield small_database


@pytest.fixture(scope="session")
def _app(settings: Settings, database: db.Database) -> DashboardApp:
    """The whole dashboard on the real data, without a server."""
    with using(database):
        return create_app(dataclasses.replace(settings, warm_up=False))  # type: ignore[no-any-return]


@pytest.fixture
def app(_app: DashboardApp, real_data: db.Database) -> DashboardApp:
    """The whole dashboard on the real data, without a server."""
    return _app


@pytest.fixture
def client(app: DashboardApp) -> FlaskClient:
    """A client of the dashboard without network."""
    return app.server.test_client()


@pytest.fixture
def tmp_settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings that write to an empty folder of their own."""
    return dataclasses.replace(settings, build_dir=tmp_path / "build")
