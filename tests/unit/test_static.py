"""Static files: names, packing, headers, and the refusal of anything that is not one of them."""

from __future__ import annotations

import gzip
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import brotli
import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.config import Settings
from dashboard.static import StaticError, StaticFiles

ROOT = Path(__file__).resolve().parents[2]
YEAR = "public, max-age=31536000, immutable"


def _write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    assets = tmp_path / "assets"
    _write(assets / "css" / "fonts.css", '@font-face { src: url("../fonts/face.woff2"); } /* note */')
    _write(assets / "css" / "base.css", ".base { color: var(--ink); }\n" * 40)
    _write(assets / "css" / "tokens.css", ":root { --ink: #000; }")
    _write(assets / "css" / "atlas.css", ".atlas { background: url(data:image/png;base64,AA==); }")
    _write(assets / "js" / "a.js", "first()")
    _write(assets / "js" / "b.js", "second()")
    _write(assets / "js" / "atlas" / "atlas.js", "onDemand()")
    _write(assets / "fonts" / "face.woff2", b"\0font" * 200)
    _write(assets / "fonts" / "OFL.txt", "licence")
    _write(assets / "icons" / "favicon.svg", "<svg/>")
    _write(assets / "plotly" / "plotly-rogl.min.js", "window.Plotly={};" * 100)
    return replace(Settings(), assets_dir=assets, build_dir=tmp_path / "build")


@pytest.fixture
def files(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> StaticFiles:
    """Without Dash's scripts: packing those takes seconds."""
    monkeypatch.setattr("dashboard.static.DASH_FILES", {})
    static = StaticFiles(settings)
    static.prepare()
    return static


@pytest.fixture
def client(files: StaticFiles) -> FlaskClient:
    server = Flask("static_test")
    files.init_app(server)
    return server.test_client()


def _get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_style_sheets_are_joined_in_order_with_hashed_font_addresses(files: StaticFiles, client: FlaskClient) -> None:
    text = _get(client, files.url("app.css")).get_data(as_text=True)

    assert text.index("@font-face") < text.index(":root") < text.index(".base") < text.index(".atlas")
    assert f'url("{files.url("face.woff2")}")' in text
    assert "url(data:image/png;base64,AA==)" in text
    assert "note" not in text


def test_scripts_are_joined_and_those_in_folders_stay_apart(files: StaticFiles, client: FlaskClient) -> None:
    assert _get(client, files.url("app.js")).get_data(as_text=True) == "first()\n;\nsecond()"
    assert _get(client, files.url("atlas.js")).get_data(as_text=True) == "onDemand()"


def test_name_follows_content(files: StaticFiles, settings: Settings) -> None:
    before = files.url("app.js")
    _write(settings.assets_dir / "js" / "a.js", "changed()")
    again = StaticFiles(settings)
    again.prepare()

    assert again.url("app.js") != before
    assert again.url("app.css") == files.url("app.css")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
)
def test_best_accepted_encoding_is_sent(
    files: StaticFiles, client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    response = _get(client, files.url("plotly.js"), Accept_Encoding=accepted)

    assert response.headers.get("Content-Encoding") == encoding
    assert unpack[encoding](response.data) == b"window.Plotly={};" * 100
    assert response.headers["Vary"] == "Accept-Encoding"


def test_headers_let_browsers_keep_the_file(files: StaticFiles, client: FlaskClient) -> None:
    response = _get(client, files.url("app.css"), Accept_Encoding="br")

    assert response.headers["Cache-Control"] == YEAR
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["ETag"].endswith('-br"')


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("face.woff2", "font/woff2"), ("favicon.svg", "image/svg+xml"), ("app.js", "text/javascript; charset=utf-8")],
)
def test_content_type(files: StaticFiles, client: FlaskClient, name: str, content_type: str) -> None:
    assert _get(client, files.url(name)).headers["Content-Type"] == content_type


def test_fonts_are_sent_as_they_are(files: StaticFiles, client: FlaskClient) -> None:
    response = _get(client, files.url("face.woff2"), Accept_Encoding="br, gzip")

    assert response.data == b"\0font" * 200
    assert "Content-Encoding" not in response.headers


def test_known_tag_is_answered_without_body(files: StaticFiles, client: FlaskClient) -> None:
    tag = _get(client, files.url("app.css"), Accept_Encoding="br").headers["ETag"]
    response = _get(client, files.url("app.css"), Accept_Encoding="br", If_None_Match=tag)

    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["Cache-Control"] == YEAR


def test_head_has_the_length_but_no_body(files: StaticFiles, client: FlaskClient) -> None:
    response = client.head(files.url("plotly.js"))

    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == "1700"


@pytest.mark.parametrize(
    "path",
    [
        "/static/app.css",
        "/static/",
        "/static/nothing.0123456789ab.js",
        "/static/../config.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/geo/../current.json",
        "/geo/..%2fcurrent.json",
        "/geo/current.json",
        "/geo/ground.part",
    ],
)
def test_anything_else_is_not_found(settings: Settings, client: FlaskClient, path: str) -> None:
    _write(settings.build_dir / "current.json", "{}")
    _write(settings.build_dir / "geo" / "ground.part", "half")

    assert client.get(path).status_code == 404


def test_unknown_name_names_the_known_ones(files: StaticFiles) -> None:
    with pytest.raises(StaticError, match=r"'nothing\.css' is not among the static files: app\.css"):
        files.url("nothing.css")


def test_missing_font_stops_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.static.DASH_FILES", {})
    (settings.assets_dir / "fonts" / "face.woff2").unlink()

    with pytest.raises(StaticError, match=r"face\.woff2"):
        StaticFiles(settings).prepare()


def test_two_files_of_one_name_stop_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.static.DASH_FILES", {})
    _write(settings.assets_dir / "images" / "favicon.svg", "<svg>other</svg>")

    with pytest.raises(StaticError, match=r"two files are called 'favicon\.svg'"):
        StaticFiles(settings).prepare()


def test_geo_files_of_a_later_build_are_found_and_packed(settings: Settings, client: FlaskClient) -> None:
    _write(settings.build_dir / "geo" / "ground-light.f238334877c3.svg", "<svg>" + "x" * 900 + "</svg>")
    response = _get(client, "/geo/ground-light.f238334877c3.svg", Accept_Encoding="gzip")

    assert gzip.decompress(response.data).startswith(b"<svg>xxx")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == YEAR


def test_geo_file_packed_by_the_build_is_used(settings: Settings, client: FlaskClient) -> None:
    path = _write(settings.build_dir / "geo" / "ground-dark.f238334877c3.svg", "<svg/>")
    _write(path.with_name(path.name + ".br"), b"as the build packed it")

    assert _get(client, f"/geo/{path.name}", Accept_Encoding="br").data == b"as the build packed it"


def test_second_start_packs_nothing(settings: Settings, files: StaticFiles) -> None:
    folder = settings.build_dir / "static"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    StaticFiles(settings).prepare()

    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_only_files_unused_for_long_are_deleted(settings: Settings, files: StaticFiles) -> None:
    folder = settings.build_dir / "static"
    old, recent = _write(folder / "app.000000000000.js", "old"), _write(folder / "app.111111111111.js.br", "recent")
    month_ago = time.time() - 30 * 86400
    for path in folder.iterdir():
        if path != recent:
            os.utime(path, (month_ago, month_ago))
    again = StaticFiles(settings)
    again.prepare()

    assert not old.exists()
    assert recent.exists()
    assert (folder / again.url("app.css").removeprefix("/static/")).exists()


@pytest.fixture(scope="module")
def dash_files(tmp_path_factory: pytest.TempPathFactory) -> StaticFiles:
    """The real scripts of Dash, packed once for all tests of this module."""
    static = StaticFiles(replace(Settings(), assets_dir=ROOT / "assets", build_dir=tmp_path_factory.mktemp("build")))
    static.prepare()
    return static


@pytest.fixture
def dash_client(dash_files: StaticFiles) -> tuple[FlaskClient, list[str]]:
    app = dash.Dash("static_dash_test", assets_folder=str(ROOT / "no-such-folder"))
    app.layout = dash.html.Div()
    dash_files.init_app(app.server)
    with app.server.test_request_context("/"):
        app.index()
    resources = app._collect_and_register_resources(dash.dcc._js_dist, include_async=False)
    return app.server.test_client(), [url for url in resources if "/dcc/" in url]


def test_scripts_of_dash_are_sent_packed_and_kept(dash_client: tuple[FlaskClient, list[str]]) -> None:
    client, urls = dash_client
    url = next(url for url in urls if "dash_core_components.v" in url)
    response = _get(client, url, Accept_Encoding="br")

    assert response.headers["Cache-Control"] == YEAR
    assert brotli.decompress(response.data) == (Path(dash.dcc.__file__).parent / "dash_core_components.js").read_bytes()


def test_scripts_of_dash_without_version_may_be_kept_a_day(dash_client: tuple[FlaskClient, list[str]]) -> None:
    response = _get(dash_client[0], "/_dash-component-suites/dash/dcc/async-graph.js", Accept_Encoding="br")

    assert response.headers["Cache-Control"] == "public, max-age=86400"


def test_joined_script_holds_all_parts_and_the_graph(
    dash_files: StaticFiles, dash_client: tuple[FlaskClient, list[str]]
) -> None:
    client, urls = dash_client
    address = dash_files.join_dash_scripts(urls)
    text = _get(client, address).get_data(as_text=True)

    assert dash_files.join_dash_scripts(urls) == address
    assert "window.dash_core_components=" in text
    assert "plotly_relayout" in text
    assert not re.search(r"^//# sourceMappingURL", text, re.MULTILINE)
    assert "dash-renderer" in address


def test_joining_refuses_what_is_no_script_of_dash(dash_files: StaticFiles) -> None:
    with pytest.raises(StaticError, match="no script of a Dash package: /elsewhere"):
        dash_files.join_dash_scripts(["/elsewhere.js"])
