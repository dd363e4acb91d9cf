"""The vendored plotly bundle in a real browser: it draws, fits theme and width, and leaves the given figure alone."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from dash import Dash, dcc, html
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from dashboard.config import Settings
from dashboard.static import StaticFiles

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "assets" / "plotly" / "plotly-rogl.min.js"
RGB = {"lab": "rgb(99, 117, 127)", "lab-dark": "rgb(143, 163, 176)", "highlight": "rgb(184, 58, 10)"}

FIGURE: dict[str, Any] = {
    "data": [
        {
            "type": "scatter",
            "name": "seats",
            "mode": "markers",
            "x": [1, 2, 3],
            "y": [1, 2, 3],
            "text": ["a", "b", "c"],
            "hovertemplate": "Labor %{text}<extra></extra>",
            "marker": {"size": 20, "color": ["var(--lab)", "var(--highlight)", "#000000"]},
        },
        {
            "type": "bar",
            "name": "bars",
            "x": [1, 2, 3],
            "y": [0.5, 1234.5, 1],
            "yaxis": "y2",
            "marker": {"color": "var(--lab)"},
        },
    ],
    "layout": {
        "width": None,
        "showlegend": False,
        "paper_bgcolor": "var(--bg)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "var(--ink)", "family": "Test Face"},
        "xaxis": {"range": [0, 4], "color": "var(--lab)"},
        "yaxis": {"range": [0, 4], "domain": [0.5, 1]},
        "yaxis2": {"domain": [0, 0.4], "anchor": "x"},
        "annotations": [{"x": 2, "y": 2, "text": "<span style='color:var(--highlight)'>Mitte</span>", "showarrow": False}],
        "shapes": [{"type": "line", "x0": 0, "x1": 4, "y0": 1, "y1": 1, "line": {"color": "var(--highlight)"}}],
        "images": [
            {
                "source": "/tests/browser/ground-light.svg",
                "xref": "x",
                "yref": "y",
                "x": 0,
                "y": 4,
                "sizex": 4,
                "sizey": 4,
                "layer": "below",
            }
        ],
        "meta": {
            "narrow": {
                "layout": {"annotations": {"0": {"text": "schmal"}}, "xaxis": {"nticks": 3}},
                "traces": {"seats": {"marker": {"size": 8}}, "1": {"opacity": 0.5}},
            },
            "dark_images": {"/tests/browser/ground-light.svg": "/tests/browser/ground-dark.svg"},
        },
    },
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        if not re.search(r"ground-(light|dark)\.svg", self.path):
            super().do_GET()
            return
        body = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="#eee"/></svg>'
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tests/browser/bundle_page.html"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 600})
    tab = context.new_page()
    problems: list[str] = []
    tab.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(address)
    tab.evaluate("figure => { window.figure = figure; window.before = JSON.stringify(figure); }", FIGURE)
    tab.evaluate("() => Plotly.react(document.getElementById('graph'), figure)")
    yield tab
    context.close()

    assert problems == []


def _point_colours(page: Page) -> list[str]:
    return page.eval_on_selector_all(".scatterlayer .point", "points => points.map(point => getComputedStyle(point).fill)")


def _set_theme(page: Page, theme: str) -> None:
    page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)


def _wait_for_colour(page: Page, colour: str) -> None:
    point = "getComputedStyle(document.querySelector('.scatterlayer .point'))"
    page.wait_for_function(f"colour => {point}.fill === colour", arg=colour)


def _image(page: Page) -> str:
    return str(page.get_attribute("#graph image", "xlink:href") or page.get_attribute("#graph image", "href"))


def test_recorded_hashes_are_those_of_the_vendored_files() -> None:
    lines = (BUNDLE.parent / "SHA256SUMS").read_text().splitlines()
    files = sorted(BUNDLE.parent.glob("*.min.js"))

    assert lines == [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]


def test_bundle_names_no_foreign_address_it_would_fetch() -> None:
    addresses = set(re.findall(r"https?://[\w.-]+", BUNDLE.read_text()))

    assert addresses == {"http://www.w3.org", "https://plotly.com", "https://github.com"}  # namespaces; links in prose


def test_tokens_in_lists_and_single_values_become_present_colours(page: Page) -> None:
    assert _point_colours(page) == [RGB["lab"], RGB["highlight"], "rgb(0, 0, 0)"]
    assert page.eval_on_selector(".bars .point path", "bar => bar.style.fill") == RGB["lab"]
    assert page.eval_on_selector(".annotation-text tspan", "text => getComputedStyle(text).fill") == RGB["highlight"]
    assert page.eval_on_selector(".shapelayer path", "line => line.style.stroke") == RGB["highlight"]


def test_dark_theme_redraws_with_dark_colours_and_ground(page: Page) -> None:
    assert _image(page).endswith("ground-light.svg")

    _set_theme(page, "dark")
    _wait_for_colour(page, RGB["lab-dark"])

    assert _image(page).endswith("ground-dark.svg")
    _set_theme(page, "light")
    _wait_for_colour(page, RGB["lab"])
    assert _image(page).endswith("ground-light.svg")


def test_narrow_container_gets_its_own_form_and_wide_the_original_back(page: Page) -> None:
    page.eval_on_selector("#graph", "graph => { graph.style.width = '600px'; }")
    page.wait_for_function("document.querySelector('.annotation-text').textContent === 'schmal'")

    assert page.evaluate("() => graph.data[0].marker.size") == 8
    assert page.evaluate("() => graph.data[1].opacity") == 0.5
    assert page.evaluate("() => graph.layout.xaxis.nticks") == 3
    page.eval_on_selector("#graph", "graph => { graph.style.width = '900px'; }")
    page.wait_for_function("document.querySelector('.annotation-text').textContent === 'Mitte'")
    assert page.evaluate("() => graph.data[0].marker.size") == 20


def test_given_figure_is_never_changed(page: Page) -> None:
    _set_theme(page, "dark")
    page.eval_on_selector("#graph", "graph => { graph.style.width = '600px'; }")
    page.wait_for_function("document.querySelector('.annotation-text').textContent === 'schmal'")
    page.evaluate("() => Plotly.relayout(graph, {'xaxis.range[0]': 1, 'xaxis.range[1]': 3})")

    assert page.evaluate("() => JSON.stringify(figure) === before")


def test_lists_without_tokens_keep_their_identity(page: Page) -> None:
    """plotly.js compares lists by identity; a copy would make it compute every trace again."""
    assert page.evaluate("() => graph.data[0].x === figure.data[0].x && graph.data[0].text === figure.data[0].text")


def test_zoom_hands_tokens_to_listeners_and_survives_a_change_of_theme(page: Page) -> None:
    """dcc.Graph copies gd.layout.xaxis into the kept figure when a zoom is reported."""
    page.evaluate("() => { graph.on('plotly_relayout', () => { window.seen = structuredClone(graph.layout.xaxis); }); }")
    page.evaluate("() => Plotly.relayout(graph, {'xaxis.range[0]': 1, 'xaxis.range[1]': 3})")

    assert page.evaluate("() => window.seen.color") == "var(--lab)"
    assert page.evaluate("() => window.seen.range") == [1, 3]
    assert page.evaluate("() => graph.layout.xaxis.color") == "#63757f"
    _set_theme(page, "dark")
    _wait_for_colour(page, RGB["lab-dark"])
    assert page.evaluate("() => graph.layout.xaxis.range") == [1, 3]


def test_other_call_form_draws_the_same(page: Page) -> None:
    page.evaluate("() => Plotly.newPlot('graph', figure.data, figure.layout, {doubleClick: false})")

    assert _point_colours(page) == [RGB["lab"], RGB["highlight"], "rgb(0, 0, 0)"]
    assert page.evaluate("() => graph._context.doubleClick") is False


def test_no_modebar_and_locale_of_the_page(page: Page) -> None:
    assert page.query_selector(".modebar") is None
    context = page.evaluate("() => graph._context")
    assert (context["showSendToCloud"], context["displaylogo"], context["responsive"]) == (False, False, True)
    assert context["locale"] == "de"
    assert page.evaluate("() => graph._fullLayout.separators") == ",."


def test_hover_says_the_text_of_the_point(page: Page) -> None:
    box = page.locator(".scatterlayer .point").nth(1).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.wait_for_selector(".hoverlayer .hovertext")
    assert page.text_content(".hoverlayer .hovertext") == "Labor b"


RICH = {
    "data": [
        {
            "type": "scatter",
            "mode": "lines+markers+text",
            "name": "line",
            "x": ["2020-01-01", "2021-06-15", "2022-12-31"],
            "y": [1, 10, 1000],
            "text": ["März", "b", "c"],
            "fill": "tozeroy",
            "line": {"shape": "hv", "dash": "dot"},
            "error_y": {"type": "data", "array": [1, 2, 3]},
            "marker": {"color": [1, 2, 3], "symbol": ["x-thin-open", "circle-open", "diamond"], "showscale": True},
        },
        {
            "type": "bar",
            "name": "bar",
            "orientation": "h",
            "base": ["2020-03-01", "2021-01-01"],
            "x": [1e10, 2e10],
            "y": ["A", "B"],
            "xaxis": "x2",
            "yaxis": "y2",
            "text": ["1", "2"],
            "marker": {"pattern": {"shape": "/"}},
        },
    ],
    "layout": {
        "width": 900,
        "height": 500,
        "showlegend": True,
        "hovermode": "x unified",
        "dragmode": "zoom",
        "transition": {"duration": 50},
        "grid": {"rows": 2, "columns": 1, "pattern": "independent"},
        "yaxis": {"type": "log"},
        "xaxis2": {"type": "date", "tickformat": "%B %Y"},
        "yaxis2": {"type": "category"},
        "annotations": [{"x": "2021-06-15", "y": 1, "ax": 30, "ay": -30, "text": "Pfeil", "showarrow": True}],
        "shapes": [{"type": "path", "path": "M 0 0 L 50 50 Z", "xref": "paper", "yref": "paper"}],
    },
}


def test_every_feature_figures_may_use_draws(page: Page) -> None:
    """Guards the trimmed d3 and components: anything missing would throw here."""
    page.evaluate("figure => Plotly.newPlot('graph', figure)", RICH)
    expected = {
        ".errorbar path": 3,
        ".scatterlayer .point": 3,
        ".scatterlayer .textpoint": 3,
        ".bars .point": 2,
        ".legend .traces": 2,
        ".colorbar": 1,
        ".annotation-arrow-g": 1,
        ".shapelayer path": 1,
    }

    assert {selector: page.locator(selector).count() for selector in expected} == expected
    assert "März 2020" in str(page.text_content("#graph"))


def test_zoom_by_dragging_and_reset_by_double_click(page: Page) -> None:
    page.evaluate("figure => Plotly.newPlot('graph', figure)", RICH)
    box = page.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    before = page.evaluate("() => graph._fullLayout.xaxis.range")
    page.mouse.move(box["x"] + 100, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 25, steps=4)
    page.mouse.up()
    page.wait_for_function("before => graph._fullLayout.xaxis.range[0] !== before[0]", arg=before)
    page.mouse.dblclick(box["x"] + 200, box["y"] + 20)

    page.wait_for_function("before => graph._fullLayout.xaxis.range[0] === before[0]", arg=before)


def test_legend_click_hides_a_trace(page: Page) -> None:
    page.evaluate("figure => Plotly.newPlot('graph', figure)", RICH)
    page.locator(".legendtoggle").first.click()

    page.wait_for_function("() => graph._fullData[0].visible === 'legendonly'")


def test_purge_forgets_the_graph(page: Page) -> None:
    page.evaluate("() => Plotly.purge(graph)")
    _set_theme(page, "dark")

    assert page.evaluate("() => Plotly.redrawAll().then(all => all.length)") == 0


def test_svg_picture_holds_ground_and_font(page: Page) -> None:
    url = page.evaluate("() => Plotly.toImage(graph, {format: 'svg'})")
    svg = base64.b64decode(url.split(",", 1)[1]).decode()

    assert "data:image/svg+xml;base64," in svg
    assert "ground-light.svg" not in svg
    assert "@font-face" in svg
    assert RGB["lab"] in svg


def test_picture_of_a_figure_without_ground_gets_that_of_the_page(page: Page) -> None:
    page.evaluate("() => { document.body.style.background = 'rgb(1, 2, 3)'; }")
    page.evaluate("() => Plotly.relayout(graph, {paper_bgcolor: 'rgba(0,0,0,0)'})")
    url = page.evaluate("() => Plotly.toImage(graph, {format: 'svg'})")

    assert "fill: rgb(1, 2, 3)" in base64.b64decode(url.split(",", 1)[1]).decode()


def test_png_picture_has_the_asked_size(page: Page) -> None:
    with page.expect_download() as download:
        page.evaluate("() => Plotly.downloadImage(graph, {filename: 'karte', width: 500, height: 300, scale: 2})")
    data = Path(download.value.path()).read_bytes()

    assert download.value.suggested_filename == "karte.png"
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1000, 600)


def test_dash_page_needs_two_scripts_and_never_the_full_plotly(browser: Browser, tmp_path: Path) -> None:
    """A dcc.Graph on a real Dash page: window.Plotly is there, so the 4.8 MB file stays where it is."""
    static = StaticFiles(replace(Settings(), build_dir=tmp_path))
    static.prepare()

    class App(Dash):
        def interpolate_index(self, **parts: str) -> str:
            urls = re.findall(r'src="([^"]+)"', parts["scripts"])
            wanted = [url for url in urls if re.search("/react|prop-types|dash_renderer|/dcc/|/html/", url)]
            scripts = [static.url("plotly.js"), static.join_dash_scripts(wanted)]
            tags = "".join(f'<script defer src="{url}"></script>' for url in scripts)
            renderer = parts["renderer"].replace("application/javascript", "module")  # runs after deferred scripts
            icon = '<link rel="icon" href="data:,">'
            return f'<html lang="de">{icon}{parts["app_entry"]}{parts["config"]}{tags}{renderer}</html>'

    app = App("bundle_test", assets_folder=str(ROOT / "no-such-folder"))
    figure = {**FIGURE, "layout": {**FIGURE["layout"], "images": []}}
    app.layout = html.Div([dcc.Graph(id="dash-graph", figure=figure), html.P("read", id="text")])
    static.init_app(app.server)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tab = browser.new_page()
    asked: list[str] = []
    problems: list[str] = []
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path))
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(f"http://127.0.0.1:{server.server_port}/")
    tab.wait_for_selector("#dash-graph .scatterlayer .point")
    text = tab.text_content("#text")
    tab.evaluate("() => Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range[0]': 1})")
    tab.evaluate("() => document.documentElement.style.setProperty('--lab', 'rgb(1, 2, 3)')")
    tab.evaluate("() => document.dispatchEvent(new Event('rogl:theme'))")
    # dcc.Graph keeps what a zoom changed; had it kept the drawn colour, a new theme could not reach it any more.
    tab.wait_for_function("document.querySelector('.js-plotly-plot').layout.xaxis.color === 'rgb(1, 2, 3)'")
    start = tab.evaluate("() => document.querySelector('.js-plotly-plot').layout.xaxis.range[0]")
    tab.close()
    server.shutdown()

    assert problems == []
    assert (text, start) == ("read", 1)
    assert [re.sub(r"\.[0-9a-f]{12}", "", path) for path in asked if path.endswith(".js")] == [
        "/static/plotly.js",
        "/_dash-component-suites/dash/dcc/dash-renderer-joined.js",
    ]
