"""The registry: nothing undescribed, nothing twice, every order unique."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from dashboard import datasets, db
from dashboard.build import Built
from dashboard.dataset_query import parse, statement
from dashboard.datasets import NAMES, NOTHING, SPECS, as_runnable_sql, needed
from dashboard.sql_text import literal, parameters


@pytest.fixture(autouse=True)
def _database(built: Built) -> None:
    db.use(db.Database(built.database))


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_described_in_both_languages(name: str) -> None:
    found = datasets.dataset(name)

    assert found.sources
    for lang in ("de", "en"):
        assert found.titles[lang]
        assert found.descriptions[lang]
        assert found.row_meaning(lang)
        for column in found.columns:
            assert column.titles[lang], column.name
            assert column.descriptions[lang], column.name


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_keys_are_unique(spec: datasets.Spec) -> None:
    keys = ", ".join(spec.keys)
    found = db.records(
        f"select count(*) as n, count(distinct ({keys})) as n_keys from ({spec.sql})", needed(spec.sql, NOTHING)
    )[0]

    assert found["n"] == found["n_keys"]


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_required_columns_are_never_empty(spec: datasets.Spec) -> None:
    required = [column.name for column in datasets.dataset(spec.name).columns if column.is_required]
    counts = ", ".join(f'count(*) - count("{name}") as "{name}"' for name in required)
    if required:
        found = db.records(f"select {counts} from ({spec.sql})", needed(spec.sql, NOTHING))[0]
        assert found == dict.fromkeys(required, 0)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_a_statement_takes_only_known_parameters(spec: datasets.Spec) -> None:
    assert parameters(spec.sql) <= set(NOTHING)


def test_an_unknown_dataset_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        datasets.dataset("nothing")


def test_a_query_survives_its_own_text() -> None:
    municipalities = datasets.dataset("municipalities")
    pairs = [("state", "SL"), ("q", "berg"), ("columns", "ags,name"), ("sort", "-name,ags"), ("limit", "5"), ("offset", "2")]
    question, problems = parse(municipalities, pairs)
    again, _ = parse(municipalities, question.pairs())

    assert problems == []
    assert again == question
    assert question.pairs() == pairs


def test_a_page_ignores_what_the_api_refuses() -> None:
    question, problems = parse(datasets.dataset("labs"), [("state", "XX"), ("limit", "many"), ("state", "NW"), ("foo", "1")])

    assert {problem.parameter for problem in problems} == {"state", "limit", "foo"}
    assert question.pairs() == [("state", "NW")]


def test_names_of_columns_never_come_from_the_query() -> None:
    question, _ = parse(
        datasets.dataset("labs"), [("columns", 'lab_id" from labs; drop table labs; --'), ("sort", "1; drop")]
    )

    assert "drop" not in statement(question)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        (-0.5, "-0.5"),
        ("it's", "'it''s'"),
        ([], "[]"),
        (["a", "b'"], "['a', 'b''']"),
        (date(2021, 6, 15), "date '2021-06-15'"),
        ("\\' or 1=1 --", "'\\'' or 1=1 --'"),
    ],
)
def test_literals(value: object, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize(
    "value", ["'; drop table labs; --", "\\", "''", "$state", 'a"b', "ä€😀", "line\nbreak", "-- x", "/* x"]
)
def test_a_literal_reads_back_as_the_value(con: duckdb.DuckDBPyConnection, value: str) -> None:
    assert con.execute(f"select {literal(value)}").fetchall() == [(value,)]


def test_a_dollar_in_a_text_or_comment_is_no_parameter() -> None:
    sql = "select '$a', \"$b\", $c -- $d\n"

    assert parameters(sql) == {"c"}
    assert as_runnable_sql(sql, {"c": 1}) == "select '$a', \"$b\", 1 -- $d;\n"


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_runnable_sql_gives_the_same_rows(con: duckdb.DuckDBPyConnection, spec: datasets.Spec) -> None:
    params = {**NOTHING, "state": ["NW", "SL"], "word1": "e", "indicator": ["population"], "from_year": 2020}
    sql = f"select count(*) as n, min(t::varchar) as first, max(t::varchar) as last from ({spec.sql}) t"
    expected = db.records(sql, needed(spec.sql, params))[0]

    assert con.execute(as_runnable_sql(sql, params)).fetchall() == [tuple(expected.values())]
