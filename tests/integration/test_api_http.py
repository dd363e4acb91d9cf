"""The API as HTTP: tags, caches, negotiation, other origins, and what happens to bad input."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import catalog, datasets
from dashboard.files import FORMATS

CSV = "/api/v1/labs.csv"


def test_a_file_is_named_after_dataset_version_and_query(client: FlaskClient) -> None:
    first = client.get(f"{CSV}?state=NW").headers["Content-Disposition"]
    second = client.get(f"{CSV}?state=BY").headers["Content-Disposition"]

    assert first.startswith(f'attachment; filename="rogl-labs-{catalog.data_version()}-')
    assert first.endswith('.csv"')
    assert first != second


def test_content_types(client: FlaskClient) -> None:
    kinds = {suffix: client.get(f"/api/v1/labs{suffix}").headers["Content-Type"] for suffix in FORMATS}

    assert kinds == {
        ".csv": "text/csv; charset=utf-8; header=present",
        ".excel.csv": "text/csv; charset=utf-8; header=present",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".json": "application/json",
        ".ndjson": "application/x-ndjson",
        ".parquet": "application/vnd.apache.parquet",
        ".geojson": "application/geo+json",
    }


def test_the_tag_is_strong_and_the_same_for_the_same_question(client: FlaskClient) -> None:
    first = client.get(f"{CSV}?theme=open_data&state=NW")
    second = client.get(f"{CSV}?state=NW&theme=open_data")

    assert first.headers["ETag"].startswith('"')
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.get_data() == second.get_data()


@pytest.mark.parametrize(
    "other", [".csv?state=NW", ".csv?lang=en", ".csv?columns=lab_id", ".csv?sort=lab_id", ".csv?limit=5", ".json"]
)
def test_another_question_has_another_tag(client: FlaskClient, other: str) -> None:
    assert client.get(CSV).headers["ETag"] != client.get(f"/api/v1/labs{other}").headers["ETag"]


def test_an_unchanged_file_costs_no_bytes_and_no_query(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get(CSV).headers["ETag"]
    monkeypatch.setattr("dashboard.files.stream", None)
    response = client.get(CSV, headers={"If-None-Match": tag})

    assert (response.status_code, response.get_data()) == (304, b"")
    assert response.headers["ETag"] == tag


def test_head_answers_without_a_query(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = client.get(CSV).headers["ETag"]
    monkeypatch.setattr("dashboard.files.stream", None)
    response = client.head(CSV)

    assert (response.status_code, response.get_data(), response.headers["ETag"]) == (200, b"", expected)
    assert "Content-Length" not in response.headers


def test_a_frozen_version_may_be_kept_for_ever(client: FlaskClient) -> None:
    assert "immutable" in client.get(f"{CSV}?version={catalog.data_version()}").headers["Cache-Control"]
    assert client.get(CSV).headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_streams_are_packed(client: FlaskClient, encoding: str, unpack) -> None:  # type: ignore[no-untyped-def]
    packed = client.get("/api/v1/municipalities.csv?state=SL", headers={"Accept-Encoding": encoding})

    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.get_data()) == client.get("/api/v1/municipalities.csv?state=SL").get_data()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/geo+json, application/json;q=0.5", "application/geo+json"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_without_a_suffix_accept_decides(client: FlaskClient, accept: str, kind: str) -> None:
    response = client.get("/api/v1/labs?limit=1", headers={"Accept": accept} if accept else {})

    assert response.headers["Content-Type"] == kind
    assert "Accept" in response.headers["Vary"]
    assert client.get(response.headers["Content-Location"]).get_data() == response.get_data()


def test_other_sites_may_read(client: FlaskClient) -> None:
    assert client.get(CSV).headers["Access-Control-Allow-Origin"] == "*"
    response = client.options(CSV, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_stay_closed_to_scripts_of_other_sites(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/de/").headers


# (address, status, parameter named, part of what is allowed)
BAD = [
    ("/api/v1/nothing.csv", 404, "dataset", "labs"),
    ("/api/v1/labs.exe", 404, "suffix", ".excel.csv"),
    ("/api/v1/documents.geojson", 404, "suffix", ".json"),
    ("/api/v1/labs.csv.csv", 404, "suffix", ".csv"),
    ("/api/v1/..%2f..%2fetc%2fpasswd", 404, "dataset", "labs"),
    ("/api/v1/labs.csv?foo=1", 400, "foo", "state"),
    ("/api/v1/labs.csv?page=2", 400, "page", "limit"),
    ("/api/v1/labs.csv?state=XX", 400, "state", "NW"),
    ("/api/v1/labs.csv?state=", 400, "state", "NW"),
    ("/api/v1/labs.csv?state=nw", 400, "state", "NW"),
    ("/api/v1/labs.csv?state='; drop table labs; --", 400, "state", "NW"),
    ("/api/v1/labs.csv?from=1800", 400, "from", "2017"),
    ("/api/v1/labs.csv?from=2020&from=2021", 400, "from", "once"),
    ("/api/v1/labs.csv?q=%00%07", 400, "q", "printable"),
    (f"/api/v1/labs.csv?q={'x' * 500}", 400, "q", "100"),
    ("/api/v1/labs.csv?columns=lab_id,nothing", 400, "columns", "short_name"),
    ("/api/v1/labs.csv?columns=lab_id%22;drop", 400, "columns", "short_name"),
    ("/api/v1/labs.csv?columns=", 400, "columns", "lab_id"),
    ("/api/v1/labs.csv?sort=-nothing", 400, "sort", "lab_id"),
    ("/api/v1/labs.csv?sort=--lab_id", 400, "sort", "lab_id"),
    ("/api/v1/labs.csv?limit=0", 400, "limit", "1 to"),
    ("/api/v1/labs.csv?limit=-1", 400, "limit", "1 to"),
    ("/api/v1/labs.csv?limit=1e3", 400, "limit", "1 to"),
    ("/api/v1/labs.csv?limit=99999999999999999999999999", 400, "limit", "1 to"),
    ("/api/v1/labs.csv?limit=%D9%A3", 400, "limit", "1 to"),
    ("/api/v1/labs.csv?offset=x", 400, "offset", "0 to"),
    ("/api/v1/labs.csv?lang=fr", 400, "lang", "de or en"),
    ("/api/v1/labs.csv?version=2020-01-01-00000000", 400, "version", "only version"),
    ("/api/v1/labs.csv?geometry=point", 400, "geometry", "state"),
    ("/api/v1/labs.geojson?geometry=area", 400, "geometry", "point"),
    ("/api/v1/municipalities.csv?ags=5358040", 400, "ags", "keys such as"),
    ("/api/v1/municipalities.csv?theme=open_data", 400, "theme", "district"),
    ("/api/v1/indicator_values.csv?year=21", 400, "year", "2021"),
    ("/api/v1/indicator_values.csv?indicator=gdp", 400, "indicator", "population"),
    (f"/api/v1/labs.csv?{'&'.join(['state=NW'] * 300)}", 400, "query", "200"),
]


@pytest.mark.parametrize(("address", "status", "parameter", "allowed"), BAD, ids=[case[0][:70] for case in BAD])
def test_bad_input_is_named_with_what_is_allowed(
    client: FlaskClient, address: str, status: int, parameter: str, allowed: str
) -> None:
    response = client.get(address)
    body = response.get_json(force=True)

    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert body["status"] == status
    assert body["errors"][0]["parameter"] == parameter
    assert allowed in body["errors"][0]["allowed"]
    assert len(response.get_data()) < 4_000


def test_ten_kilobytes_of_query_are_refused(client: FlaskClient) -> None:
    response = client.get(f"{CSV}?q={'a' * 10_000}")

    assert (response.status_code, response.headers["Content-Type"]) == (414, "application/problem+json")


def test_a_format_nobody_offers_is_not_acceptable(client: FlaskClient) -> None:
    response = client.get("/api/v1/labs", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert "text/csv" in response.get_json(force=True)["errors"][0]["allowed"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)(CSV)

    assert (response.status_code, response.headers["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_a_failing_query_gives_a_problem_without_its_cause(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret /srv/path")

    monkeypatch.setattr("dashboard.files.rows.db.current", fail)
    monkeypatch.setattr(client.application, "testing", False)
    monkeypatch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
    response = client.get(CSV)

    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in response.get_data(as_text=True)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(datasets.NAMES[:8]),
    suffix=st.sampled_from([*FORMATS, ".tsv", ""]),
    query=st.lists(
        st.tuples(
            st.sampled_from(["state", "theme", "q", "from", "columns", "sort", "limit", "offset", "lang", "geometry", "x"]),
            st.one_of(st.text(max_size=20), st.sampled_from(["NW", "lab_id", "-lab_id", "5", "2021", "en", "point"])),
        ),
        max_size=4,
    ),
)
def test_no_query_is_a_server_error(client: FlaskClient, name: str, suffix: str, query: list[tuple[str, str]]) -> None:
    response = client.get(f"/api/v1/{name}{suffix}", query_string=query)

    assert response.status_code in (200, 400, 404, 414)
    assert response.status_code == 200 or response.headers["Content-Type"] == "application/problem+json"
