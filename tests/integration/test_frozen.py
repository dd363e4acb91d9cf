"""Frozen views: the address carries a version of the data, and the page says what it shows instead if that has changed."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.api import package
from dashboard.build.diff import read_rows
from dashboard.components.frozen import later_versions, version_asked
from dashboard.config import ROOT, Settings
from dashboard.i18n import LANGS

VERSIONS = [row["data_version"] for row in read_rows(ROOT / "data" / "changes" / "versions.csv")]
GONE = "2019-01-01-0123abcd"


def notice(client: FlaskClient, path: str) -> str:
    text = client.get(path).get_data(as_text=True)
    found = re.search(r'<aside class="wrap frozen".*?</aside>', text)
    return unescape(found[0]) if found else ""


@pytest.mark.parametrize(
    "path", ["/de/?state=NW", "/en/compare?ags=05358040", "/de/indikatoren", "/en/municipalities/09679"]
)
def test_every_page_offers_its_frozen_address(client: FlaskClient, path: str) -> None:
    text = client.get(path).get_data(as_text=True)
    link = unescape(re.findall(r'<a data-freeze="[^"]+" href="([^"]+)"', text)[0])

    assert link == f"{path}{'&' if '?' in path else '?'}data={catalog.data_version()}"
    assert catalog.data_version() in notice(client, link)
    assert notice(client, path) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_the_present_version_is_confirmed(client: FlaskClient, lang: str) -> None:
    text = notice(client, f"/{lang}/?state=NW&data={catalog.data_version()}")

    assert "/download/" not in text
    assert f'href="/{lang}/?state=NW"' in text


def test_an_earlier_version_leads_to_what_changed_since(client: FlaskClient) -> None:
    text = notice(client, f"/de/?data={VERSIONS[0]}")

    assert VERSIONS[0] in text
    assert VERSIONS[-1] in text
    assert f'href="/de/aenderungen#{VERSIONS[1]}"' in text
    assert f'id="{VERSIONS[1]}"' in client.get("/de/aenderungen").get_data(as_text=True)


def test_what_no_server_ever_showed_is_said_to_be_unknown(client: FlaskClient) -> None:
    assert "not recorded here" in notice(client, f"/en/?data={GONE}")


@pytest.mark.parametrize("value", ["", "x", "<script>", "2026-11-23", "2026-11-23-9dd9e11a0", "../../etc", "0" * 500])
def test_what_is_no_version_is_ignored(client: FlaskClient, value: str) -> None:
    assert notice(client, f"/de/?data={value}") == ""
    assert version_asked([("data", value)]) == ""


def test_the_database_of_a_kept_version_can_be_taken(client: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    kept = dataclasses.replace(settings, build_dir=tmp_path)
    assert package.kept_database(kept, VERSIONS[0]) is None

    file = tmp_path / f"rogl-{VERSIONS[0]}-01234567.duckdb"
    file.write_bytes(b"older")
    assert package.kept_database(kept, VERSIONS[0]) == file


def test_files_of_recorded_versions_that_are_gone_say_so(client: FlaskClient, settings: Settings) -> None:
    gone = next(version for version in VERSIONS if package.kept_database(settings, version) is None)

    assert client.get(f"/download/rogl-{gone}.duckdb").status_code == 410
    assert client.get(f"/download/rogl-{GONE}.duckdb").status_code == 404
    assert client.get("/download/rogl-x.duckdb").status_code == 404


def test_versions_after_one() -> None:
    assert later_versions("a", ["c", "b", "a"]) == ("b", "c")
    assert later_versions("c", ["c", "b", "a"]) == ()
    assert later_versions("x", ["c", "b", "a"]) == ()
