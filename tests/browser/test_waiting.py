"""How waiting feels: places are kept, being busy is said, what is quick does not flicker, the last question wins."""

from __future__ import annotations

import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import OpenPage, Visit, wait_until_live
from tests.browser.support import CALLBACK, eventually, plot, query, read_figure, settle, texts

_SHIFTS = """
window.shifted = 0;
const add = entry => { if (!entry.hadRecentInput) window.shifted += entry.value; };
new PerformanceObserver(list => list.getEntries().forEach(add)).observe({type: "layout-shift", buffered: true});
"""
# How long after the next change of a control the charts dim, in milliseconds.
_WATCH_DIMMING = """() => {
  window.dimmed = new Promise(done => addEventListener("change", () => {
    const begin = performance.now();
    new MutationObserver(() => done(performance.now() - begin))
      .observe(document.getElementById("charts"), {attributeFilter: ["aria-busy"]});
  }, {capture: true, once: true}));
}"""


# Another stretch of days, as dragging over them would give.
_ZOOM = """gd => Plotly.relayout(gd, {"xaxis.range[0]": "2020-01-01", "xaxis.range[1]": "2021-01-01"})"""


@contextmanager
def held_back(page: Page, pattern: str) -> Iterator[Callable[[], None]]:
    """Requests that match wait until the function given is called."""
    waiting: list[Route] = []
    is_open = threading.Event()

    def hold(route: Route) -> None:
        if is_open.is_set():
            route.continue_()
        else:
            waiting.append(route)

    def let_go() -> None:
        is_open.set()
        while waiting:
            waiting.pop(0).continue_()

    page.route(pattern, hold)
    yield let_go
    let_go()
    page.unroute(pattern)


def slow_down(page: Page, kbit_per_s: float, latency_ms: float) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speed = {"downloadThroughput": kbit_per_s * 125, "uploadThroughput": kbit_per_s * 125, "latency": latency_ms}
    session.send("Network.emulateNetworkConditions", {"offline": False, **speed})


def check_state(page: Page, state: str) -> None:
    field = page.locator("details.choice:has(#filter-state)")
    if field.get_attribute("open") is None:
        field.locator("summary").click()
    field.locator(f'input[value="{state}"]').click()


@pytest.mark.parametrize("path", ["/de/", "/de/indikatoren", "/de/vergleich?ags=05358040", "/de/zeitverlauf"])
def test_a_slow_line_shifts_nothing(open_page: OpenPage, visit: Visit, path: str) -> None:
    page = open_page(viewport={"width": 1366, "height": 900})
    page.add_init_script(_SHIFTS)
    slow_down(page, 4_000, 100)
    visit(page, path)
    page.wait_for_timeout(500)

    assert page.evaluate("window.shifted") < 0.05


@pytest.mark.parametrize("path", ["/de/", "/de/indikatoren", "/de/vergleich?ags=05358040", "/de/zeitverlauf"])
def test_a_late_font_shifts_nothing(open_page: OpenPage, path: str) -> None:
    """Until it comes, a font of the machine stands in: Arial and its twins, or DejaVu Sans."""
    page = open_page(viewport={"width": 1366, "height": 900})
    page.add_init_script(_SHIFTS)
    with held_back(page, "**/*.woff2"):
        page.goto(path, wait_until="domcontentloaded")
        page.wait_for_timeout(1_000)
    wait_until_live(page)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)

    assert page.evaluate("window.shifted") < 0.05


def test_everything_stands_before_any_script(page: Page) -> None:
    with held_back(page, "**/*.js"):
        page.goto("/de/", wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("#map-list tbody tr")).to_have_count(13)
        expect(page.locator("#table tbody tr").first).to_be_attached()
        expect(page.locator("#map-figure .seat")).to_have_count(13)
        expect(page.locator("#timeline-figure rect").first).to_be_visible()


def test_text_stands_before_any_script_and_figures_have_their_place(page: Page) -> None:
    with held_back(page, "**/*.js"):
        page.goto("/de/zeitverlauf", wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        place = page.locator("#timeline .dash-graph")
        assert eventually(lambda: place.evaluate("node => node.clientHeight") > 400, True)
        # After a blink the place is seen as one.
        expect(place).to_have_css("background-color", "rgb(244, 242, 236)")
    page.wait_for_selector("html[data-live]", state="attached")
    expect(place.locator(".main-svg").first).to_be_attached()
    expect(place).to_have_css("background-color", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("scripts", ["**/*.js", "**/dash-renderer-joined.*.js"], ids=["no script", "no Dash"])
def test_what_is_set_before_the_scripts_run_is_asked_for_when_they_do(page: Page, scripts: str) -> None:
    with held_back(page, scripts) as let_go:
        page.goto("/de/?focus=niederrhein", wait_until="commit")
        check_state(page, "NW")
        page.locator(".filter-bar input[type=search]").fill("bürger")
        page.wait_for_timeout(500)
        expect(page.locator("#filters-shown .chip")).to_have_count(1)
        let_go()
        expect(page.locator("#filters-shown .chip")).to_have_count(3)
    assert query(page) == {"state": ["NW"], "q": ["bürger"], "focus": ["niederrhein"]}


def test_a_search_sent_before_dash_is_there_is_an_ordinary_form(page: Page) -> None:
    with held_back(page, "**/dash-renderer-joined.*.js"):
        page.goto("/de/?state=NW", wait_until="commit")
        box = page.locator(".filter-bar input[type=search]")
        box.fill("bürger")
        box.press("Enter")
        expect(page.locator("#filters-shown .chip")).to_have_count(2)


def test_being_busy_is_said_after_a_second_and_taken_back(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    line = page.locator("#busy")
    assert line.get_attribute("role") == "status"
    with held_back(page, f"**{CALLBACK}") as let_go:
        check_state(page, "SN")
        expect(page.locator("#charts")).to_have_attribute("aria-busy", "true")
        expect(line).to_have_text("Einen Moment bitte …")
        let_go()
        expect(page.locator("#filters-shown .chip")).to_have_count(1)
    expect(page.locator("#charts")).not_to_have_attribute("aria-busy", "true")
    expect(line).to_have_text("")


def test_what_is_quick_neither_dims_nor_speaks(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(reduced_motion="no-preference")
    visit(page, "/de/?state=SN")
    page.evaluate(_WATCH_DIMMING)
    with held_back(page, f"**{CALLBACK}") as let_go:
        check_state(page, "SN")
        expect(page.locator("#charts")).to_have_attribute("aria-busy", "true")
        let_go()
        expect(page.locator("#filters-shown .chip")).to_have_count(0)
    assert page.evaluate("window.dimmed") >= 299
    expect(page.locator("#busy")).to_have_text("")


def test_when_the_server_fails_waiting_ends_and_it_is_said(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, locale="de-DE")
    page = context.new_page()
    page.goto("/de/")
    page.wait_for_selector("html[data-live]", state="attached")
    page.route(f"**{CALLBACK}", lambda route: route.fulfill(status=503, body=""))
    check_state(page, "SN")
    expect(page.get_by_role("alert")).to_contain_text("Der Server antwortet gerade nicht")
    expect(page.locator("#charts")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#busy")).to_have_text("")
    context.close()


def test_the_last_question_wins_whatever_order_answers_come_in(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    waiting: list[Route] = []
    page.route(f"**{CALLBACK}", lambda route: waiting.append(route))
    check_state(page, "SN")
    check_state(page, "NW")
    deadline = time.monotonic() + 10
    while len(waiting) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    first, second = waiting
    second.continue_()
    expect(page.locator("#filters-shown .chip")).to_have_count(2)
    with page.expect_response(lambda response: CALLBACK in response.url) as answered:
        first.continue_()
    answered.value.finished()
    page.wait_for_timeout(500)
    expect(page.locator("#filters-shown .chip")).to_have_count(2)
    assert query(page) == {"state": ["NW", "SN"]}


def test_a_zoom_after_a_filter_keeps_the_filtered_figure(page: Page, visit: Visit) -> None:
    """dcc.Graph draws its figure again after a zoom: it must be the one on the screen."""
    visit(page, "/de/zeitverlauf")
    check_state(page, "NW")
    expect(page.locator("#filters-shown .chip")).to_have_count(1)
    before = read_figure(page, "time-figure")
    plot(page, "time-figure").evaluate(_ZOOM)
    page.wait_for_timeout(500)
    after = read_figure(page, "time-figure")

    assert len(before["data"]["lane titles"]["text"]) == 4
    assert after["data"] == before["data"]
    assert after["xaxis"]["range"] == ["2020-01-01", "2021-01-01"]


def test_one_filter_change_is_one_request(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if CALLBACK in request.url else None)
    check_state(page, "SN")
    expect(page.locator("#filters-shown .chip")).to_have_count(1)
    page.wait_for_timeout(300)

    assert len(asked) == 1
    counts = texts(page, "#filter-theme .count")
    page.reload()
    page.wait_for_selector("html[data-live]", state="attached")
    assert texts(page, "#filter-theme .count") == counts


def test_a_picture_that_takes_long_says_so(page: Page, visit: Visit) -> None:
    visit(page, "/de/zeitverlauf")
    page.evaluate("() => { const end = new Promise(done => { window.finish = done; }); Plotly.downloadImage = () => end; }")
    button = page.locator("#timeline [data-format=png]").first
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.locator("#busy")).to_have_text("Einen Moment bitte …")
    page.evaluate("window.finish()")
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#busy")).to_have_text("")
    expect(page.locator(".off-screen")).to_have_count(0)


def test_large_files_begin_at_once_so_that_the_browser_shows_their_progress(site: str) -> None:
    """The first bytes are there while nearly all of the file is still to come."""
    for suffix in ("csv", "xlsx"):
        with urllib.request.urlopen(f"{site}/api/v1/indicator_values.{suffix}") as response:  # noqa: S310 (our own server)
            assert response.headers["Content-Length"] is None
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert len(response.read(10_000)) == 10_000


def test_a_late_statement_of_other_filters_is_not_shown(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW")
    fold = page.locator("#map .chart-more .folded").first
    with held_back(page, "**/api/v1/charts/map.sql?state=NW"):
        with page.expect_request("**/api/v1/charts/map.sql?state=NW") as late:
            fold.locator("summary").click()
        page.locator("#filters-shown .chip").click()
        expect(fold.locator("code").first).to_contain_text("labs_in as (")
        now = str(fold.locator("code").first.text_content())
    answer = late.value.response()
    assert answer
    answer.finished()
    page.wait_for_timeout(300)

    assert "'NW'" not in now
    expect(fold.locator("code").first).to_have_text(now)


def test_the_line_stays_with_the_place_that_keys_have_reached(page: Page, visit: Visit) -> None:
    page.add_init_script("window.requestIdleCallback = work => { window.runIdle = work; }")
    visit(page, "/de/indikatoren?ags=05358040")
    page.wait_for_selector("html[data-map-view]", state="attached")
    page.locator("#map-top").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-line")).to_contain_text("Merzenich: ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-line")).not_to_contain_text("Merzenich: ")
    page.evaluate("window.runIdle()")
    page.wait_for_timeout(200)

    expect(page.locator("#map-line")).not_to_contain_text("Merzenich: ")


def test_a_place_is_not_named_when_the_pointer_has_left(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(viewport={"width": 1440, "height": 1600})
    page.add_init_script("window.requestIdleCallback = () => {}")
    with held_back(page, "**/map/names.*.json"):
        visit(page, "/de/indikatoren")
        page.wait_for_selector("html[data-map-view]", state="attached")
        with page.expect_request("**/map/names.*.json") as names:
            page.locator("#map-top").hover()
        page.locator("h1").hover()
    answer = names.value.response()
    assert answer
    answer.finished()
    page.wait_for_timeout(300)

    expect(page.locator("#map-tip")).to_be_hidden()


@pytest.mark.parametrize(("button", "done"), [("[data-copy]", "Link kopiert"), ("#map [data-copy-table]", "Kopiert")])
def test_a_button_says_again_what_it_does_however_often_it_is_clicked(
    open_page: OpenPage, visit: Visit, button: str, done: str
) -> None:
    page = visit(open_page(permissions=["clipboard-read", "clipboard-write"]), "/de/")
    found = page.locator(button).first
    before = str(found.text_content())
    for _ in range(2):
        found.click()
        expect(found).to_have_text(done)

    expect(found).to_have_text(before)


def test_a_late_list_keeps_the_suggestion_that_is_marked(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    box = page.locator("#site-search")
    options = page.locator("#site-search-options [role=option]")
    box.focus()
    page.keyboard.type("münche")
    expect(options.first).to_contain_text("München")
    with held_back(page, "**/api/v1/search.json?q=m%C3%BCnchen&*"):
        with page.expect_request("**/api/v1/search.json?q=m%C3%BCnchen&*"):
            page.keyboard.type("n")
        box.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        first = options.first.element_handle()
    assert first
    first.wait_for_element_state("hidden")

    expect(options.first).to_contain_text("München")
    expect(box).to_have_attribute("aria-activedescendant", "site-search-options-0")


def _answers(page: Page, pattern: str, **answer: Any) -> None:
    """From now on requests that match are answered by this."""
    page.route(pattern, lambda route: route.fulfill(**answer))


@pytest.mark.parametrize(
    "answer",
    [{"status": 500}, {"status": 429}, {"status": 200, "body": "<p>Please log in", "content_type": "text/html"}],
    ids=["error", "too many", "another page"],
)
def test_a_question_without_an_answer_says_so_and_waits_no_longer(open_page: OpenPage, visit: Visit, answer: Any) -> None:
    page = visit(open_page(may_fail=True), "/de/")
    _answers(page, f"**{CALLBACK}", **answer)
    check_state(page, "NW")
    expect(page.locator("#trouble")).to_be_visible()
    # Names that are found meanwhile say nothing of the question.
    page.locator("#site-search").fill("merz")
    expect(page.locator("#site-search-options [role=option]").first).to_contain_text("Merz")
    page.wait_for_timeout(400)

    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#charts")).not_to_have_attribute("aria-busy", "true")
    page.unroute(f"**{CALLBACK}")
    check_state(page, "SN")
    expect(page.locator("#filters-shown .chip")).to_have_count(2)
    expect(page.locator("#trouble")).to_be_hidden()


def test_suggestions_that_are_given_up_are_no_trouble(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    with held_back(page, "**/api/v1/search.json*"):
        with page.expect_request("**/api/v1/search.json*"):
            page.locator("#site-search").press_sequentially("karl")
        page.locator("#site-search").press("Escape")
        page.wait_for_timeout(300)

        expect(page.locator("#trouble")).to_be_hidden()


def test_values_that_came_too_late_and_failed_leave_the_map_as_it_is(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(may_fail=True), "/de/indikatoren?indicator=population&year=2021")
    page.wait_for_selector("html[data-map-view]", state="attached")
    waiting: list[Route] = []
    page.route(re.compile(r"/map/.*population.*2019"), lambda route: waiting.append(route))
    with page.expect_request(re.compile(r"/map/.*population.*2019")):
        page.locator("#map-year").select_option("2019")
    page.locator("#map-year").select_option("2020")
    expect(page.locator("h1")).to_contain_text("2020")
    address = page.url
    with page.expect_response(re.compile(r"/map/.*population.*2019")):
        waiting[0].fulfill(status=500)
    page.wait_for_timeout(500)

    assert page.url == address
    expect(page.locator("h1")).to_contain_text("2020")


def test_two_quick_changes_of_a_table_both_count(page: Page, visit: Visit) -> None:
    visit(page, "/de/daten/labs")
    page.wait_for_selector("html[data-grid]", state="attached")
    with held_back(page, f"**{CALLBACK}"):
        page.locator("#dataset-form input[type=search]").fill("rhein")
        page.locator("#dataset-form input[type=search]").press("Enter")
        expect(page).to_have_url(re.compile(r"\?q=rhein$"))
        page.locator('#grid-live [role=columnheader][col-id="short_name"]').click()
        expect(page).to_have_url(re.compile(r"\?q=rhein&sort=short_name$"))

    expect(page.locator("#dataset-form input[type=search]")).to_have_value("rhein")
    expect(page.locator('#grid-live [role=columnheader][col-id="short_name"]')).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile(r"\?q=rhein&sort=short_name$"))


def test_what_is_typed_while_an_answer_comes_is_kept(page: Page, visit: Visit) -> None:
    visit(page, "/de/vergleich?ags=05358040")
    with held_back(page, f"**{CALLBACK}"):
        with page.expect_request(f"**{CALLBACK}"):
            page.locator("#c-lens").select_option(index=1)
        page.locator("#c-add").fill("Köl")
    expect(page.locator("#c-lens")).to_have_js_property("selectedIndex", 1)
    page.wait_for_timeout(500)

    expect(page.locator("#c-add")).to_be_focused()
    expect(page.locator("#c-add")).to_have_value("Köl")


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/de/", "#map-list a[data-view]"),
        ("/de/", "#themes-body a[data-view]"),
        ("/de/", "#table .table-choice a:not([aria-current])"),
        ("/de/indikatoren", "#map-rows a[data-view]"),
    ],
)
def test_the_keyboard_stays_where_it_was_after_a_link_within_the_page(
    page: Page, visit: Visit, path: str, link: str
) -> None:
    visit(page, path)
    if path == "/de/indikatoren":
        page.wait_for_selector("html[data-map-view]", state="attached")
        page.locator("#map-rows summary").click()
    before = page.url
    expect(page.locator(link).first).to_be_visible()
    page.locator(link).first.press("Enter")
    expect(page).not_to_have_url(before)
    settle(page) if path == "/de/" else page.wait_for_timeout(800)

    assert page.evaluate("() => document.activeElement.tagName") != "BODY"


def test_a_hover_text_goes_with_the_pointer(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(viewport={"width": 1440, "height": 1600}), "/de/")
    page.locator("#map-figure .seat").first.hover()
    expect(page.locator(".mark-tip")).to_be_visible()
    page.evaluate("() => document.documentElement.dispatchEvent(new PointerEvent('pointerleave'))")

    expect(page.locator(".mark-tip")).to_be_hidden()
