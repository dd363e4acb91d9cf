"""Real programs read what the server sends: pandas, pyarrow, DuckDB, GDAL, curl, and every example of the data page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from dashboard import catalog
from dashboard.examples import EXAMPLES, example

N_WEST = 4  # labs in North Rhine-Westphalia


def test_pandas_reads_csv_excel_parquet_and_json(address: str) -> None:
    url = f"{address}/api/v1/labs"
    csv = pd.read_csv(f"{url}.csv?state=NW")
    excel = pd.read_excel(f"{url}.xlsx?state=NW", sheet_name="Daten")
    parquet = pd.read_parquet(f"{url}.parquet?state=NW")
    lines = pd.read_json(f"{url}.ndjson?state=NW", lines=True)

    assert [len(frame) for frame in (csv, excel, parquet, lines)] == [N_WEST] * 4
    assert csv.short_name.tolist() == parquet.short_name.tolist() == excel.short_name.tolist()


def test_pandas_reads_the_german_file_with_german_settings(address: str) -> None:
    frame = pd.read_csv(f"{address}/api/v1/municipalities.excel.csv?state=SL", sep=";", decimal=",", encoding="utf-8-sig")

    assert len(frame) == 52
    assert frame.area_km2.sum() == pytest.approx(2_571, abs=2)
    assert frame.ags.iloc[0].startswith('="10')


def test_keys_keep_their_leading_zeros(address: str, tmp_path: Path) -> None:
    path = tmp_path / "places.parquet"
    subprocess.run(
        ["curl", "--silent", "--fail", "--output", path, f"{address}/api/v1/municipalities.parquet?state=SH"], check=True
    )

    assert set(pq.read_table(path)["ags"].to_pylist()) >= {"01001000"}
    assert duckdb.sql(f"select min(ags) from read_parquet('{path}')").fetchall() == [("01001000",)]


def test_duckdb_reads_csv_and_json(address: str, tmp_path: Path) -> None:
    for suffix, reader in ((".csv", "read_csv"), (".ndjson", "read_json")):
        path = tmp_path / f"labs{suffix}"
        subprocess.run(["curl", "--silent", "--fail", "-o", path, f"{address}/api/v1/labs{suffix}?state=NW"], check=True)
        assert duckdb.sql(f"select count(*) from {reader}('{path}')").fetchall() == [(N_WEST,)]


def test_gdal_reads_geojson_with_the_right_coordinates(address: str) -> None:
    places = gpd.read_file(f"{address}/api/v1/municipalities.geojson?state=SL")
    members = gpd.read_file(f"{address}/api/v1/labs.geojson")

    assert str(places.crs) == "EPSG:4326"
    assert len(places) == 52
    assert places.geometry.is_valid.all()
    assert places.to_crs("EPSG:25832").area.sum() / 1e6 == pytest.approx(2_571, rel=0.02)
    assert len(members) == 13
    assert members.geometry.geom_type.isin(["MultiPoint", "Point"]).all()


def test_curl_fetches_again_only_what_changed(address: str, tmp_path: Path) -> None:
    def fetch(*options: str) -> str:
        command = ["curl", "--silent", "--output", tmp_path / "labs.csv", "--write-out", "%{http_code} %{size_download}"]
        done = subprocess.run([*command, *options, f"{address}/api/v1/labs.csv"], check=True, capture_output=True, text=True)
        return done.stdout

    tag = tmp_path / "tag"
    assert fetch("--etag-save", str(tag)).startswith("200 ")
    assert fetch("--etag-compare", str(tag)) == "304 0"


def test_curl_resumes_a_large_file(address: str, tmp_path: Path) -> None:
    url = f"{address}/download/rogl-{catalog.data_version()}.zip"
    whole, part = tmp_path / "whole.zip", tmp_path / "part.zip"
    subprocess.run(["curl", "--silent", "--fail", "--output", whole, url], check=True)
    part.write_bytes(whole.read_bytes()[:1_000_000])
    subprocess.run(["curl", "--silent", "--fail", "--continue-at", "-", "--output", part, url], check=True)

    assert part.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("name", ["pandas", "duckdb"])
def test_examples_in_python_run(address: str, name: str, tmp_path: Path) -> None:
    code = example(name, address, catalog.data_version())
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    expected = {"pandas": "Bad Berleburg", "duckdb": "administration_modernisation"}[name]
    assert expected in done.stdout


def test_example_of_curl_runs(address: str, tmp_path: Path) -> None:
    code = example("curl", address, catalog.data_version())
    done = subprocess.run(["sh", "-e"], input=code, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "labs.csv").read_bytes().count(b"\r\n") == N_WEST + 1


@pytest.mark.parametrize("name", ["excel", "r", "libreoffice", "qgis"])
def test_addresses_in_the_other_examples_answer(address: str, name: str) -> None:
    """Excel, R, LibreOffice and QGIS are not on every machine; the file they would read is."""
    urls = re.findall(r'"(http[^"]+)"', example(name, address, catalog.data_version()))

    assert urls
    for url in urls:
        readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".geojson": gpd.read_file}
        suffix = re.search(r"(\.\w+)\?", url)
        assert suffix
        assert len(readers[suffix[1]](url)) >= N_WEST


def test_the_example_of_ogr2ogr_runs(address: str, tmp_path: Path) -> None:
    """ogr2ogr is a program of GDAL; the same conversion by the library, which fetches the file itself."""
    found = re.fullmatch(r'ogr2ogr -f (\w+) (\S+) "([^"]+)"\n', example("qgis", address, catalog.data_version()))
    assert found
    # Without the name of its driver, pyogrio would have GDAL treat the address as a disk.
    pyogrio.write_dataframe(pyogrio.read_dataframe(f"GeoJSON:{found[3]}"), tmp_path / found[2], driver=found[1])
    organisations = pyogrio.read_dataframe(tmp_path / found[2])

    assert len(organisations) == len(pd.read_csv(f"{address}/api/v1/organisations.csv?state=NW"))
    assert organisations.geometry.notna().sum() > 10


def test_every_example_is_tested() -> None:
    assert set(EXAMPLES) == {"pandas", "duckdb", "curl", "excel", "r", "libreoffice", "qgis"}
