"""The statements of the build can be carried to another engine."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import ErrorLevel

from dashboard.build.database import SQL_FOLDER

FILES = sorted(path.name for path in SQL_FOLDER.glob("*.sql"))


@pytest.mark.parametrize("engine", ["postgres", "sqlite"])
@pytest.mark.parametrize("name", FILES)
def test_sql_can_be_translated(name: str, engine: str) -> None:
    """Every statement arrives as one that the other engine's grammar accepts; unsupported parts raise."""
    text = (SQL_FOLDER / name).read_text(encoding="utf-8")
    statements = [item for item in sqlglot.parse(text, read="duckdb") if item is not None]

    translated = [item.sql(engine, unsupported_level=ErrorLevel.RAISE) for item in statements]

    assert translated
    assert [type(sqlglot.parse_one(sql, read=engine)) for sql in translated] == [type(item) for item in statements]


def test_there_are_statements_to_translate() -> None:
    assert {"views.sql", "stats.sql", "gaps.sql"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_tables_have_no_list_columns(name: str) -> None:
    text = (SQL_FOLDER / name).read_text(encoding="utf-8").lower()

    assert "list(" not in text
    assert "array_agg(" not in text
    assert "unnest(" not in text
