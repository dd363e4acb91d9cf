"""A real server, a Chromium of the system, and pages that fail their test when anything goes wrong in them.

`page` and `open_page` give tabs that are watched: a request to another host, an error on the console or an exception of a
script fails the test when it ends. `visit` opens an address of the site and waits until the page is live.

The content security policy forbids eval, so `page.wait_for_function("text")` cannot work here: wait for selectors, or use
`expect` and `poll`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, TimeoutError, sync_playwright

from dashboard.build import Built
from dashboard.config import ROOT, Settings

# Without windows first: the same engine in half the time. The Makefile has the same names.
HEADLESS = ("chromium-headless-shell", "chrome-headless-shell")
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
START_S = 60
# Only what never ends is to fail for its time: machines of tests are slow at times.
NAVIGATION_MS = 60_000
WIDE = {"width": 1440, "height": 900}


class OpenPage(Protocol):
    """Opens a watched tab in a browser context of its own; `options` are those of `Browser.new_context`."""

    def __call__(self, *, may_miss: bool = False, may_fail: bool = False, **options: Any) -> Page: ...


Visit = Callable[..., Page]


def chromium_path(names: Sequence[str] = HEADLESS + WHOLE) -> str:
    """Path of the Chromium to test with: `BROWSER_PATH`, else the first one found."""
    found = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail(f"no Chromium found ({', '.join(names)}); install one or set BROWSER_PATH", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        chromium.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 (our own server)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"the server did not start (exit status {server.poll()})", pytrace=False)


@pytest.fixture(scope="session")
def site(settings: Settings, built: Built) -> Iterator[str]:
    """Base address of the dashboard as `make run` starts it, on a free port, with the real data."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROGL_")}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port), "ROGL_BUILD_DIR": str(settings.build_dir)}
    environment |= {"ROGL_DATA_DIR": str(settings.data_dir)}
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard.serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


class _Watch:
    """What went wrong in a tab.

    may_miss lets pass that the document itself was answered with 404, may_fail what scripts say of requests that fail.
    """

    def __init__(self, site: str, may_miss: bool, may_fail: bool) -> None:
        self._site = site
        self._may_miss = may_miss
        self._may_fail = may_fail
        self.problems: list[str] = []

    def request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._site}/", "data:", "blob:")):
            self.problems.append(f"foreign request: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        is_missing_page = self._may_miss and "404" in message.text and message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_missing_page and not self._may_fail:
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def error(self, error: Error) -> None:
        if not self._may_fail:
            self.problems.append(f"script: {error}")


@contextmanager
def _watched_tabs(browser: Browser, site: str) -> Iterator[OpenPage]:
    contexts = []
    watches = []

    def open_tab(*, may_miss: bool = False, may_fail: bool = False, **options: Any) -> Page:
        settings = {"locale": "de-DE", "viewport": WIDE, "color_scheme": "light", "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=site, **settings)
        watch = _Watch(site, may_miss, may_fail)
        context.on("request", watch.request)
        context.on("console", watch.console)
        context.on("weberror", lambda error: watch.error(error.error))
        context.set_default_navigation_timeout(NAVIGATION_MS)
        contexts.append(context)
        watches.append(watch)
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()

    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens watched tabs, each in a fresh context: German, 1440 × 900, light, unless the options say otherwise."""
    with _watched_tabs(browser, site) as open_tab:
        yield open_tab


@pytest.fixture(scope="module")
def open_lasting_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """The same for tabs that tests of a module share, since they only look."""
    with _watched_tabs(browser, site) as open_tab:
        yield open_tab


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A watched tab: German, 1440 × 900, light."""
    return open_page()


@pytest.fixture(scope="session")
def visit() -> Visit:
    """Opens an address of the site in a tab and waits until the page is live: `visit(page, "/de/?state=NW")`."""

    def go(page: Page, path: str) -> Page:
        with _naming_what_did_not_end(page):
            page.goto(path, wait_until="load")
        return wait_until_live(page)

    return go


@contextmanager
def _naming_what_did_not_end(page: Page) -> Iterator[None]:
    """A page that did not load in time fails with the requests it still waits for."""
    waiting: list[str] = []

    def asked(request: Request) -> None:
        waiting.append(request.url)

    def ended(request: Request) -> None:
        if request.url in waiting:
            waiting.remove(request.url)

    handlers = {"request": asked, "requestfinished": ended, "requestfailed": ended}
    for event, handler in handlers.items():
        page.on(event, handler)  # type: ignore[call-overload]
    try:
        yield
    except TimeoutError as error:
        error.add_note(f"still waiting for: {', '.join(waiting) or 'nothing'}")
        raise
    finally:
        for event, handler in handlers.items():
            page.remove_listener(event, handler)


def wait_until_live(page: Page) -> Page:
    """Wait until Dash has taken over and every graph is drawn; as soon as it is loaded on a page without Dash."""
    page.wait_for_load_state()
    if page.locator("#react-entry-point").count():
        page.wait_for_selector("html[data-live]", state="attached")
        for graph in page.locator(".dash-graph").all():
            graph.locator(".main-svg").first.wait_for(state="attached")
    return page
