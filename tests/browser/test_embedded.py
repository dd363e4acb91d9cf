"""An embedded chart in a page of another origin: it is drawn, asks only its own server, stores nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.components.chart_more import EMBEDS

SHOWN = {
    "map": "de/einbetten/map?state=NW",
    "timeline": "en/embed/timeline",
    "themes": "de/einbetten/themes?state=NW",
    "network": "en/embed/network",
    "lab-map": "de/einbetten/lab-map?lab=oberrhein",
    "lab-time": "de/einbetten/lab-time?lab=oberrhein",
    "indicator-map": "de/einbetten/indicator-map?state=NW",
}


def drawing(chart: str) -> str:
    """What shows that a chart is there."""
    own = {"map": ".labs-map", "themes": ".matrix", "network": ".network-picture", "indicator-map": ".area-map"}
    return own.get(chart, "#figure .main-svg")


class _Host(BaseHTTPRequestHandler):
    """A page of somebody else, with the frame its query names."""

    def do_GET(self) -> None:
        source = unquote(parse_qs(urlsplit(self.path).query).get("src", [""])[0])
        body = f'<!DOCTYPE html><link rel="icon" href="data:,"><iframe src="{source}" width="700" height="1120"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """Address of a server of another origin."""
    server = HTTPServer(("127.0.0.1", 0), _Host)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("chart", SHOWN)
def test_a_chart_is_drawn_in_a_foreign_page(browser: Browser, site: str, stranger: str, chart: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 800, "height": 1200})
    asked: list[str] = []
    problems: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: problems.append(str(error.error)))
    page = context.new_page()
    page.goto(f"{stranger}/?src={site}/{SHOWN[chart].replace('?', '%3F')}")
    frame = page.frame_locator("iframe")

    expect(frame.locator(drawing(chart)).first).to_be_visible()
    expect(frame.locator("h1")).not_to_be_empty()
    inner = page.frames[1]
    assert inner.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 26)"
    assert inner.evaluate("document.documentElement.scrollHeight") <= 1120
    assert inner.evaluate("document.documentElement.scrollWidth") <= 700
    assert [url for url in asked if not url.startswith((site, stranger, "data:", "blob:"))] == []
    assert context.cookies() == []
    assert inner.evaluate("localStorage.length") == 0
    assert problems == []
    context.close()


def test_frames_are_high_enough(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 400})
    for chart, path in SHOWN.items():
        page.goto(f"{site}/{path}", wait_until="load")
        expect(page.locator(drawing(chart)).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") <= EMBEDS[chart][0], chart
    page.close()


def test_statement_and_code_follow_the_filters(page: Page, visit) -> None:  # type: ignore[no-untyped-def]
    visit(page, "/de/?state=NW")
    fold = page.locator("#map .chart-more .folded")
    fold.first.locator("summary").click()
    expect(page.locator("#sql-map")).to_contain_text("['NW']")
    fold.nth(1).locator("summary").click()
    expect(page.locator("#embed-map")).to_contain_text("/de/einbetten/map?state=NW")

    page.locator('#filters-shown a[href="/de/?"], #filters-shown a[href="/de/"]').first.click()
    expect(page.locator("#embed-map")).not_to_contain_text("state=NW")
    expect(page.locator("#sql-map")).not_to_contain_text("['NW']")
    expect(page.locator("#map .chart-more a").first).to_have_attribute("href", "/de/sql?chart=map")
