"""The statements behind the overview are constants that another engine would understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from types import ModuleType

import numpy as np
import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from dashboard import datasets
from dashboard.dataset_query import parse
from dashboard.db import Database
from dashboard.files import rows
from dashboard.filters import Filters
from dashboard.pages.parts import parse_query
from dashboard.queries import facts, labs, row_sql, selected_rows, tables, timeline
from dashboard.sql_text import parameters
from tests.conftest import using
from tests.unit.test_queries_selection import CASES


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def _statements(module: ModuleType) -> dict[str, str]:
    """Name → text of every statement kept in a module as a constant."""
    found = {}
    for name, value in vars(module).items():
        texts = [text for text in _texts(value) if text.lstrip().lower().startswith(("select", "with"))]
        is_whole = name.strip("_").isupper() and name != "SELECTION"
        for index, text in enumerate(texts if is_whole else ()):
            found[f"{module.__name__.rpartition('.')[2]}.{name}[{index}]"] = text
    return found


COUNTED = ("subproject_groups", "subproject_pairs", "subproject_manners")
ALL = frozenset({*row_sql.CONDITIONS, *row_sql.WORDS, "kind"})
FOUND = frozenset({"hits", "from_year", *(f"{name}_hits" for name in COUNTED)})
# Statements whose conditions follow what is asked for.
COMPOSED: tuple[Callable[[Collection[str]], str], ...] = (
    row_sql.each,
    row_sql.groups,
    row_sql.pairs,
    row_sql.manners,
    row_sql.labs,
    selected_rows.places_sql,
    *tables.SCREEN,
    *timeline.SCREEN,
)
STATEMENTS = {
    name: text for module in (facts, labs, selected_rows, tables, timeline) for name, text in _statements(module).items()
} | {f"{make.__name__}[{len(given)}]": make(given) for make in COMPOSED for given in (frozenset[str](), ALL, FOUND)}


def test_there_are_statements() -> None:
    modules = {name.partition(".")[0] for name in STATEMENTS if "." in name}

    assert modules == {"facts", "labs", "selected_rows", "tables", "timeline"}
    assert len(STATEMENTS) > 25


@pytest.mark.parametrize("make", COMPOSED, ids=lambda make: make.__name__)
def test_what_is_not_asked_for_is_not_in_the_statement(make: Callable[[Collection[str]], str]) -> None:
    assert parameters(make(frozenset())) & ALL == set()
    assert all(parameters(make({name})) <= parameters(make(ALL)) for name in ALL)
    assert all(parameters(make({name})) & ALL <= {name, "to_year"} for name in ALL)


@pytest.mark.parametrize("name", row_sql.CONDITIONS)
def test_a_subproject_meets_each_condition_asked_for(name: str) -> None:
    condition = row_sql.passes({name})

    assert name in parameters(condition) or (name == "hits" and "n_hit" in condition)
    assert condition in row_sql.passes(row_sql.CONDITIONS)


_HITS = dict.fromkeys(("hits", *(f"{name}_hits" for name in COUNTED)), lambda: {"n_hit": np.ones(3, dtype=np.int32)})


@pytest.mark.parametrize("make", [row_sql.groups, row_sql.pairs, row_sql.manners, row_sql.labs])
@pytest.mark.parametrize("name", row_sql.CONDITIONS)
def test_table_counted_beforehand_has_every_column_its_statement_names(
    make: Callable[[Collection[str]], str], name: str, small_programme: Database
) -> None:
    values = {"labs": 1, "first_lab": 0, "last_lab": 0, "from_year": 1, "to_year": 9999, **_HITS}

    for given in ({name}, {name, *_HITS}):
        small_programme.columns(make(given), {**dict.fromkeys(row_sql.CONDITIONS, 1), **values})


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_can_be_carried_to_postgres(name: str) -> None:
    """It arrives whole, as one that Postgres' grammar accepts; unsupported parts raise.

    What a text search found is joined place by place, which only DuckDB can; elsewhere its tables need numbers to join by.
    """
    text = re.sub(r"positional join (\w+)", r"join \1 on \1.lane = lane", STATEMENTS[name])
    (statement,) = sqlglot.parse(text, read="duckdb")
    assert statement is not None

    translated = sqlglot.parse_one(statement.sql("postgres", unsupported_level=ErrorLevel.RAISE), read="postgres")

    assert type(translated) is type(statement)
    assert {table.name for table in translated.find_all(exp.Table)} == {
        table.name for table in statement.find_all(exp.Table)
    }


@pytest.mark.parametrize("name", STATEMENTS)
def test_values_come_as_named_parameters(name: str) -> None:
    """No question marks, no numbered parameters, and every name is one that the filters give."""
    known = {
        "labs",
        "first_lab",
        "last_lab",
        "themes",
        "principles",
        "evidence",
        "from_year",
        "to_year",
        "shown",
        "pool",
        "is_whole",
        "kind",
        "lang",
    }
    known |= {
        "limit",
        "offset",
        "max_marks",
        "state",
        "lab",
        "theme",
        "principle",
        "format",
        "target_group",
        "formats",
        "target_groups",
        "lanes",
        "most",
    } | set(row_sql.WORDS)

    assert "?" not in STATEMENTS[name]
    assert parameters(STATEMENTS[name]) <= known


def test_translated_text_search_still_takes_each_word() -> None:
    text = sqlglot.transpile(" and ".join(row_sql.event_passes(row_sql.WORDS)), read="duckdb", write="postgres")[0]

    assert all(f"%(word{n})s" in text for n in range(1, 7))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("query", CASES)
def test_file_holds_what_the_screen_shows(query: str, lang: str, small_programme: Database) -> None:
    """Files and screen read different tables; rows, values and order are the same."""
    filters = Filters.from_query(parse_query(query))

    for name, text in tables.STATEMENTS.items():
        rows = small_programme.records(text, {**filters.sql_params(), "lang": lang})
        shown = tables.page(name, filters, lang=lang, limit=100)
        assert [{key: row[key] for key in first} for row in rows for first in shown[:1]] == shown, name
        assert len(rows) == tables.count(name, filters, lang=lang)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("query", ["", "q=rat", "theme=mobility", "q=kein-solches-wort"])
def test_piece_of_a_file_is_what_the_statement_says(query: str, lang: str, database: Database) -> None:
    """Files are read from the rows of the screen, readers are shown another statement: the same rows, types and order."""
    with using(database):
        filters = Filters.from_query(parse_query(query))
        wanted = {"wanted": {"lane": tables.lanes_by_title(filters, lang)}, "lang": lang}
        stated = {**filters.sql_params(), "lang": lang}

        with (
            database.batches(tables.SUBPROJECTS_WANTED, wanted) as piece,
            database.batches(tables.SUBPROJECTS, stated) as whole,
        ):
            assert piece.schema.equals(whole.schema)
            assert piece.read_all().to_pylist() == whole.read_all().to_pylist()


@pytest.mark.parametrize(("first", "piece"), [(1, 1), (2, 7), (66, 5), (65, 1), (67, 1)])
def test_file_in_pieces_has_each_row_once(
    first: int, piece: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with using(database):
        question, _ = parse(datasets.dataset("subprojects"), [("columns", "subproject_id")])
        whole = [row["subproject_id"] for batch in rows.batches(question) for row in batch.to_pylist()]
        monkeypatch.setattr(rows, "FIRST_ROWS", first)
        monkeypatch.setattr(rows, "PIECE_ROWS", piece)

        assert [row["subproject_id"] for batch in rows.batches(question) for row in batch.to_pylist()] == whole
    assert len(whole) == 66
