"""SQL: the statement of each chart gives its numbers on the downloaded file; statements of visitors are contained."""

from __future__ import annotations

import dataclasses
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from dashboard import catalog, create_app, sql_sandbox
from dashboard.api import sql_route
from dashboard.components.sql_twin import chart_sql
from dashboard.config import Settings
from dashboard.filters import Filters
from dashboard.queries import labs, subprojects, tables, timeline
from dashboard.queries.twins import CHARTS

SELECTIONS = [
    "",
    "state=NW",
    "theme=open_data&theme=education",
    "lab=oberrhein&evidence=plan",
    "from=2021&to=2021",
    "kind=university&principle=participation",
    "format=workshop&target_group=youth&target_group=everyone",
    "q=daten",
    "q=bürger rat&state=SN",
    "q=gibtesnicht",
]


@pytest.fixture(scope="module")
def downloaded(client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a visitor has it: fetched from the server, opened without any of the program's code."""
    path = tmp_path_factory.mktemp("download") / "rogl.duckdb"
    path.write_bytes(client.get(f"/download/rogl-{catalog.data_version()}.duckdb").get_data())
    with duckdb.connect(path, read_only=True) as con:
        yield con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, object]]:
    result = con.execute(sql)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def picked(records: list[dict[str, object]], names: list[str]) -> list[tuple[object, ...]]:
    return [tuple(record[name] for name in names) for record in records]


@pytest.mark.parametrize("query", SELECTIONS)
class TestTwins:
    """Each chart of the overview against its statement on the downloaded file."""

    def filters(self, query: str) -> Filters:
        return Filters.from_query(parse_qsl(query))

    def test_map(self, downloaded: duckdb.DuckDBPyConnection, query: str) -> None:
        filters = self.filters(query)
        found = rows(downloaded, chart_sql("map", filters, "de"))
        shown = labs.selected(filters)

        names = ["lab_id", "n_municipalities", "n_subprojects", "result", "reported", "announced", "plan", "n_undated"]
        assert picked(found, names) == picked(shown, names)

    def test_timeline(self, downloaded: duckdb.DuckDBPyConnection, query: str) -> None:
        filters = self.filters(query)
        found = rows(downloaded, chart_sql("timeline", filters, "de"))
        shown = [dict(row) for row in timeline.subprojects(filters)]

        names = ["subproject_id", "lab_id", "evidence", "start_date", "end_date"]
        assert picked(found, names) == picked(shown, names)

    def test_timeline_events(self, downloaded: duckdb.DuckDBPyConnection, query: str) -> None:
        filters = self.filters(query)
        found = rows(downloaded, chart_sql("timeline-events", filters, "de"))
        shown = [dict(row) for row in timeline.events(filters)]

        names = ["event_id", "lab_id", "start_date"]
        assert sorted(picked(found, names)) == sorted(picked(shown, names))

    def test_themes(self, downloaded: duckdb.DuckDBPyConnection, query: str) -> None:
        filters = self.filters(query)
        for chart, cells, key in (
            ("themes", subprojects.by_theme_and_lab(filters), "lab_id"),
            ("theme-principles", subprojects.by_theme_and_principle(filters), "principle"),
        ):
            found = rows(downloaded, chart_sql(chart, filters, "de"))
            names = ["theme", key, "n", "n_worked"]
            assert sorted(picked(found, names)) == sorted((*key, *counts) for key, counts in cells.items())

    @pytest.mark.parametrize("name", list(tables.STATEMENTS))
    def test_tables(self, downloaded: duckdb.DuckDBPyConnection, query: str, name: str) -> None:
        filters = self.filters(query)
        found = rows(downloaded, chart_sql(f"table-{name}", filters, "de"))
        shown = tables.page(name, filters, lang="de", limit=1_000)

        key = {"subprojects": "subproject_id", "labs": "lab_id", "organisations": "organisation_id", "events": "event_id"}[
            name
        ]
        assert picked(found, [key]) == picked([dict(row) for row in shown], [key])


def test_every_chart_is_compared() -> None:
    here = {"map", "key-numbers", "timeline", "timeline-events", "themes", "theme-principles"}
    in_test_api_charts = {"timeline-years", "timeline-seasons"}
    assert set(CHARTS) == here | in_test_api_charts | {f"table-{name}" for name in tables.STATEMENTS}


def test_key_numbers(downloaded: duckdb.DuckDBPyConnection) -> None:
    assert rows(downloaded, chart_sql("key-numbers", Filters(), "de")) == [labs.key_numbers()]


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart != "key-numbers"])
def test_the_sql_page_shows_the_statement_of_a_chart_without_running_it(client: FlaskClient, chart: str) -> None:
    text = client.get(f"/de/sql?chart={chart}&state=NW").get_data(as_text=True)

    assert "[&#x27;NW&#x27;]" in text or "['NW']" in text
    assert 'id="result"' not in text


def test_a_statement_comes_back_as_rows(client: FlaskClient) -> None:
    text = client.get("/de/sql", query_string={"sql": "select short_name from labs order by position"}).get_data(
        as_text=True
    )

    assert "Ergebnis: 13 Zeilen" in text
    assert "Brandis/Partheland" in text


def test_the_form_leads_to_a_permalink(client: FlaskClient) -> None:
    response = client.post("/de/sql", data={"sql": "select 1 as a"})

    assert response.status_code == 303
    assert urlsplit(response.headers["Location"]).path == "/de/sql"
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_long_statement_is_run_without_a_permalink(client: FlaskClient) -> None:
    response = client.post("/en/sql", data={"sql": f"select 42 as answer -- {'x' * 4_000}"})

    assert response.status_code == 200
    assert "Result: one row" in response.get_data(as_text=True)


def test_results_leave_as_files(client: FlaskClient) -> None:
    sql = "select lab_id, position, funding_eur from labs order by position limit 3"
    given = {suffix: client.post(f"/api/v1/sql{suffix}", data={"sql": sql}) for suffix in sql_route.FORMATS}

    assert {response.status_code for response in given.values()} == {200}
    expected = given[".json"].get_json()["data"]
    assert len(expected) == 3
    assert given[".csv"].get_data(as_text=True).startswith("lab_id,position,funding_eur\r\n")
    assert pq.read_table(io.BytesIO(given[".parquet"].get_data())).to_pylist() == expected
    sheet = openpyxl.load_workbook(io.BytesIO(given[".xlsx"].get_data()))["Daten"]
    assert [cell.value for cell in sheet["A"]] == ["lab_id", *(row["lab_id"] for row in expected)]


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("select 1 as a, 2 as a, 3 as A_1, 4 as A", {"a": 1, "a_1": 2, "A_1_1": 3, "A_2": 4}),
        ("select 'nan'::double as a, 1e308 * 10 as b, 1.5::double as c", {"a": None, "b": None, "c": 1.5}),
        ("select date '20000-01-01' as a, date '2021-06-15' as b", {"a": "20000-01-01", "b": "2021-06-15"}),
    ],
    ids=["names that repeat", "no numbers", "dates of other calendars"],
)
def test_odd_values_reach_readers_in_a_form_they_know(client: FlaskClient, sql: str, row: dict[str, object]) -> None:
    query = {"sql": sql}
    page = client.get("/de/sql", query_string=query)
    parquet = client.get("/api/v1/sql.parquet", query_string=query).get_data()

    text = client.get("/api/v1/sql.json", query_string=query).get_data(as_text=True)
    (found,) = json.loads(text, parse_constant=pytest.fail)["data"]
    assert found == row
    assert page.status_code == 200
    assert "Ergebnis: eine Zeile" in page.get_data(as_text=True)
    assert pq.read_table(io.BytesIO(parquet)).column_names == list(row)


def test_rows_beyond_the_limit_are_said_to_be_missing() -> None:
    result = sql_sandbox.run("select * from indicator_values", max_rows=10)

    assert result.table is not None
    assert (result.table.num_rows, result.is_cut) == (10, True)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("drop table labs", "refused"),
        ("insert into labs select * from labs", "refused"),
        ("select 1; drop table labs", "refused"),
        ("copy labs to '/tmp/labs.csv'", "refused"),
        ("attach '/tmp/x.duckdb'", "refused"),
        ("set memory_limit = '64GB'", "refused"),
        ("install httpfs", "refused"),
        ("pragma database_list", "refused"),
        ("select * from read_text('/etc/passwd')", "refused"),
        ("select * from '/etc/passwd'", "sql"),
        ("select * from 'https://example.org/x.csv'", "sql"),
        ("select * from duckdb_settings()", "refused"),
        ("select * from duckdb_databases()", "refused"),
        ("from pg_catalog.pg_settings", "refused"),
        ("select current_setting('temp_directory')", "refused"),
        ("select * from query('from duckdb_settings()')", "refused"),
        ("", "refused"),
        ("selec", "sql"),
        ("select nothing from labs", "sql"),
        ("select repeat('x', 2000000000)", "memory"),
        ("select list(range) from range(300000000)", "memory"),
        (f"select '{'x' * 30_000}'", "long"),
    ],
)
def test_what_a_visitor_may_not_do(sql: str, error: str) -> None:
    result = sql_sandbox.run(sql)

    assert (result.error, result.table) == (error, None)


def test_no_answer_tells_where_files_lie(settings: Settings) -> None:
    for sql in ("select * from 'x.csv'", "from nothing", "select * from duckdb_secrets()", "select error('a')"):
        assert str(settings.build_dir) not in sql_sandbox.run(sql).detail
        assert str(Path.home()) not in sql_sandbox.run(sql).detail


def test_a_statement_without_end_is_stopped() -> None:
    start = time.monotonic()
    result = sql_sandbox.run("select count(*) from range(1000000000000) a, range(1000) b", seconds=0.5)

    assert result.error == "time"
    assert time.monotonic() - start < 5


def test_others_wait_their_turn(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_sandbox, "_WAIT_S", 0.01)
    assert sql_sandbox._AT_ONCE.acquire(blocking=False)
    assert sql_sandbox._AT_ONCE.acquire(blocking=False)
    try:
        response = client.get("/api/v1/sql.csv?sql=select+1")
    finally:
        sql_sandbox._AT_ONCE.release()
        sql_sandbox._AT_ONCE.release()

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(("sql", "status"), [("drop table labs", 400), ("selec", 400)])
def test_refusals_are_problem_details(client: FlaskClient, sql: str, status: int) -> None:
    response = client.get("/api/v1/sql.csv", query_string={"sql": sql})

    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert client.get("/api/v1/sql.exe?sql=select+1").status_code == 404


def test_text_of_a_statement_is_never_html(client: FlaskClient) -> None:
    text = client.get("/de/sql", query_string={"sql": "select '<script>alert(1)</script>' as \"<b>\""}).get_data(
        as_text=True
    )

    assert "<script>alert" not in text
    assert "<b>" not in text


def test_the_page_can_be_switched_off(settings: Settings) -> None:
    off = create_app(dataclasses.replace(settings, sql_page=False)).server.test_client()

    assert off.get("/de/sql").status_code == 404
    assert off.get("/api/v1/sql.csv?sql=select+1").status_code == 404
    assert 'href="/de/sql"' not in off.get("/de/daten").get_data(as_text=True)
