"""Open to all: axe, keyboard, light and dark, narrow screens, large type, landmarks."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDE, OpenPage, Visit, wait_until_live
from tests.browser.support import CALLBACK, eventually, query, texts

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NARROW = {"width": 390, "height": 844}
# A window of 1440 px at 200 % has the room of one of 720 px.
DOUBLE = {"width": 720, "height": 450}
SCREENS = {"1440": WIDE, "390": NARROW}


@pytest.fixture(scope="module")
def overview(open_lasting_page: OpenPage, visit: Visit) -> Page:
    """The overview as it opens, shared by tests that only look."""
    return visit(open_lasting_page(), "/de/")


@pytest.fixture(scope="module")
def narrow(open_lasting_page: OpenPage, visit: Visit) -> Page:
    """The overview on a telephone, shared by tests that only look."""
    return visit(open_lasting_page(viewport=NARROW, has_touch=True), "/de/?state=NW&state=HE")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practices: rule, help and the elements."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{item['id']}: {item['help']}: {[node['target'] for node in item['nodes']][:5]}" for item in found["violations"]
    ]


def focused(page: Page) -> Any:
    """The element with the focus: its name, text and label."""
    return page.evaluate(
        "() => { const x = document.activeElement;"
        " return [x.tagName, (x.getAttribute('aria-label') || x.textContent || x.value || '').trim(), x.type || '']; }"
    )


def press_until(page: Page, key: str, found: str, most: int = 60) -> None:
    """Press a key until the element with the focus says `found`."""
    for _ in range(most):
        page.keyboard.press(key)
        if found in " ".join(focused(page)):
            return
    raise AssertionError(f"{found!r} is not reached by {most} × {key}; focus on {focused(page)}")


def width_of_contents(page: Page) -> int:
    return int(page.evaluate("() => document.scrollingElement.scrollWidth"))


# --- axe -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_axe_finds_nothing_on_the_overview(open_page: OpenPage, visit: Visit, lang: str, screen: str) -> None:
    page = visit(open_page(viewport=SCREENS[screen]), f"/{lang}/?state=NW&focus=niederrhein")
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    assert (light, violations(page)) == ([], [])


def test_axe_finds_nothing_on_an_open_filter(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    page.locator("details.choice summary").first.click()
    expect(page.locator("details.choice[open] input").first).to_be_visible()

    assert violations(page) == []


def test_axe_finds_nothing_on_an_empty_selection(page: Page, visit: Visit) -> None:
    visit(page, "/de/?theme=cross_border&state=BB&table=events")

    assert violations(page) == []


@pytest.mark.parametrize(("lang", "scheme"), [("de", "light"), ("en", "dark")])
def test_axe_finds_nothing_on_a_missing_page(open_page: OpenPage, visit: Visit, lang: str, scheme: str) -> None:
    page = visit(open_page(may_miss=True, color_scheme=scheme), f"/{lang}/no-such-page")

    assert violations(page) == []


def test_axe_finds_what_it_should(page: Page, visit: Visit) -> None:
    """Proof that the tool runs: a picture without a text alternative is found."""
    visit(page, "/de/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")

    assert [rule.split(":")[0] for rule in violations(page)] == ["image-alt"]


# --- structure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "lang"), [("/de/", "de"), ("/en/", "en"), ("/en/no-such-page", "en")])
def test_page_has_language_title_landmarks_and_one_first_heading(
    open_page: OpenPage, visit: Visit, path: str, lang: str
) -> None:
    page = visit(open_page(may_miss=True), path)

    assert page.locator("html").get_attribute("lang") == lang
    assert page.title()
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    names = page.get_by_role("navigation").evaluate_all("all => all.map(nav => nav.getAttribute('aria-label'))")
    assert all(names)
    assert len(set(names)) == len(names)


def test_headings_do_not_skip_a_level(overview: Page) -> None:
    page = overview
    levels = [
        int(level) for level in page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(x => x.tagName[1])")
    ]

    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_figure_has_a_name_and_a_table_that_says_the_same(overview: Page) -> None:
    page = overview

    roles = page.locator(".figure").evaluate_all("all => all.map(x => x.getAttribute('role'))")
    assert roles == ["group", "img"]  # the map holds links
    assert all(page.locator(".figure").evaluate_all("all => all.map(x => x.getAttribute('aria-label'))"))
    expect(page.locator("#map-list table tbody tr")).to_have_count(13)
    rows = texts(page, "#timeline-twin tbody tr")
    assert len(rows) > 13 + 66
    assert any("ohne Datum" in row for row in rows)


def test_change_of_the_selection_is_announced(overview: Page) -> None:
    expect(overview.get_by_role("status").filter(has_text="Gezeigt")).to_have_count(1)


# --- keyboard --------------------------------------------------------------------------------------------------------


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    page.keyboard.press("Tab")
    assert focused(page)[1] == "Zum Inhalt"
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_filter_is_chosen_with_the_keyboard_alone(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    press_until(page, "Tab", "Land:")
    page.keyboard.press("Enter")
    expect(page.locator("details.choice[open]")).to_have_count(1)
    press_until(page, "Tab", "checkbox", most=3)
    with page.expect_response(lambda response: CALLBACK in response.url):
        page.keyboard.press("Space")
    expect(page.locator("#filters-shown .chip")).to_have_count(1)

    assert len(query(page)["state"]) == 1
    assert focused(page)[2] == "checkbox"
    page.keyboard.press("Escape")
    expect(page.locator("details.choice[open]")).to_have_count(0)
    assert focused(page)[0] == "SUMMARY"
    assert focused(page)[1].startswith("Land:")


def test_focus_stays_when_a_chip_is_taken_away(page: Page, visit: Visit) -> None:
    """The chip is gone; the focus must not fall back to the top of the page."""
    visit(page, "/de/?state=NW&theme=youth")
    page.locator("#filters-shown .chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#filters-shown .chip")).to_have_count(1)

    assert page.evaluate("() => document.activeElement.closest('#filters-shown') !== null")


def test_lab_is_highlighted_with_the_keyboard_alone(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    link = page.locator("#map-list a[data-view]").first
    link.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#map-list tr.focus")).to_have_count(1)
    assert set(query(page)) == {"focus"}


def test_focus_can_be_seen(overview: Page) -> None:
    page = overview
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"
        )

        assert outline, focused(page)


def test_no_element_traps_the_focus(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=BB")
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body || !document.hasFocus()"):
            break
        stops.append(page.evaluate("() => document.activeElement.closest('header, main, footer')?.tagName || 'BODY'"))

    assert "FOOTER" in stops
    assert len(stops) < 400


# --- light and dark --------------------------------------------------------------------------------------------------


def test_dark_system_shows_a_dark_page_and_dark_figures(overview: Page, open_page: OpenPage, visit: Visit) -> None:
    light, dark = overview, visit(open_page(color_scheme="dark"), "/de/")
    grounds = [page.evaluate("() => getComputedStyle(document.body).backgroundColor") for page in (light, dark)]
    points = [page.locator("#map-figure .seat").last.evaluate("x => getComputedStyle(x).fill") for page in (light, dark)]
    images = [
        page.locator("#map-figure .map-ground").evaluate("x => getComputedStyle(x).backgroundImage")
        for page in (light, dark)
    ]

    assert sum(map(int, re.findall(r"\d+", grounds[0])[:3])) > 600
    assert sum(map(int, re.findall(r"\d+", grounds[1])[:3])) < 150
    assert points[0] != points[1]
    assert "ground-light" in str(images[0])
    assert "ground-dark" in str(images[1])


def test_choice_of_dark_is_kept_and_changes_no_filter(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW")
    before = page.locator("#map-figure").inner_html()
    page.locator(".theme-switch").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    wait_until_live(page)

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert query(page) == {"state": ["NW"]}
    assert page.locator("#map-figure").inner_html() == before


# --- narrow screens and large type -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/de/?state=NW&focus=marburg-biedenkopf&from=2020&q=a", "/en/"])
def test_page_never_scrolls_sideways(page: Page, visit: Visit, path: str) -> None:
    visit(page, path)
    widths = [1440, 1280, 1024, 720, 390, 320]
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = eventually(lambda: width_of_contents(page), width)

    assert found == {width: width for width in widths}


def test_narrow_screen_hides_the_filters_behind_a_button(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(viewport=NARROW, has_touch=True), "/de/")
    button = page.get_by_role("button", name="Filter", exact=True)
    fields = page.locator("#filter-fields")
    expect(fields).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()

    expect(fields).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.locator("details.choice summary").first.click()
    with page.expect_response(lambda response: CALLBACK in response.url):
        page.locator('input[value="NW"]').check()
    expect(page.locator("#filters-shown .chip")).to_have_count(1)
    assert width_of_contents(page) <= NARROW["width"]


def test_narrow_screen_has_its_menu_behind_a_button(narrow: Page) -> None:
    page = narrow
    menu = page.locator("#site-nav")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menü").click()

    expect(menu).to_be_visible()
    page.get_by_role("button", name="Menü").click()
    expect(menu).to_be_hidden()


def test_narrow_screen_shows_labs_on_the_map_with_their_number(narrow: Page) -> None:
    drawn = narrow.locator("#map-figure .lab-key")

    expect(drawn).to_have_count(13)
    assert all(drawn.evaluate_all("all => all.map(x => getComputedStyle(x).display !== 'none')"))
    assert sorted(map(int, drawn.all_text_contents())) == list(range(1, 14))
    expect(narrow.locator("#map-figure .names")).to_be_hidden()


def test_narrow_screen_names_lanes_above_them(narrow: Page, overview: Page) -> None:
    shown = [
        [page.locator(f"#timeline-figure {part}").evaluate("x => getComputedStyle(x).display !== 'none'") for part in parts]
        for page in (narrow, overview)
        for parts in [(".lanes-names", ".lanes-titles .narrow-only")]
    ]

    assert shown == [[False, True], [True, False]]
    names = [texts(narrow, f"#timeline-figure {part} text") for part in (".lanes-names", ".lanes-titles")]
    assert names[0] == names[1] != []


def test_touch_targets_on_narrow_screens_are_large_enough(narrow: Page) -> None:
    """WCAG 2.2, 2.5.8: 24 × 24 px at least; links within sentences are exempt."""
    small = narrow.locator("main button, main summary, main .chip, main .pager a, main .table-choice a").evaluate_all(
        "all => all.filter(x => x.offsetParent).map(x => [x.textContent.trim(), x.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"
    )

    assert small == []


def test_at_double_size_everything_is_still_there(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(viewport=DOUBLE, device_scale_factor=2), "/de/?state=NW")

    assert width_of_contents(page) <= DOUBLE["width"]
    for selector in ("h1", "#map-figure", "#map-list table", "#timeline-figure", "#table table", ".site-footer"):
        box = page.locator(selector).first.bounding_box()
        assert box
        assert box["width"] > 100, selector


def test_twice_the_letter_size_does_not_break_the_page(page: Page, visit: Visit) -> None:
    """Type is set in rem, so a larger letter of the browser enlarges all of it."""
    visit(page, "/de/")
    before = page.locator("h1").evaluate("x => parseFloat(getComputedStyle(x).fontSize)")
    page.evaluate("() => { document.documentElement.style.fontSize = '32px'; }")

    assert page.locator("h1").evaluate("x => parseFloat(getComputedStyle(x).fontSize)") == 2 * before
    assert width_of_contents(page) <= WIDE["width"]
