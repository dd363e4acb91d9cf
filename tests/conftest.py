"""Fixtures shared by all tests: the real data, built once per session."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard.build import Built, ensure_built
from dashboard.config import Settings, load_settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this machine; build products go to its build folder, as they do when the dashboard starts."""
    return load_settings()


@pytest.fixture(scope="session")
def built(settings: Settings) -> Built:
    """The database built from the real data; a build that is up to date is used again."""
    return ensure_built(settings)


@pytest.fixture(scope="session")
def con(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the real database."""
    with duckdb.connect(built.database, read_only=True) as connection:
        yield connection


@pytest.fixture
def tmp_settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings that write to an empty folder of their own."""
    return dataclasses.replace(settings, build_dir=tmp_path / "build")
