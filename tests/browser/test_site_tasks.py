"""Questions about themes, network, time and places, answered in the clicks promised; the search box by keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit, wait_until_live
from tests.browser.support import eventually
from tests.browser.test_access import violations

BOX = "#site-search"
OPTIONS = "#site-search-options [role=option]"
NARROW = {"width": 390, "height": 844}
PATHS = (
    "/de/themen",
    "/de/netzwerk",
    "/de/dokumente",
    "/de/programm",
    "/de/zeitverlauf?month_from=2020-09&month_to=2020-11",
    "/de/kommunen/09679136",
    "/de/kommunen",
    "/de/suche?q=Neustadt",
    "/de/methode",
)


def menu(page: Page, name: str) -> Page:
    with page.expect_navigation():
        page.locator(".site-nav").get_by_role("link", name=name, exact=True).click()
    return wait_until_live(page)


def test_search_box_by_keyboard(page: Page, visit: Visit) -> None:
    visit(page, "/de/themen")
    box = page.locator(BOX)
    box.press_sequentially("münchn")
    expect(page.locator(OPTIONS).first).to_contain_text("München")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form.search-box [role=status]")).to_contain_text("Vorschläge")
    # The list of the whole word, not that of its first letters.
    expect(page.locator(OPTIONS).filter(has_text="Much")).to_have_count(1)

    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "site-search-options-0")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(page.locator(OPTIONS).first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("München")


def test_enter_without_a_choice_leads_to_the_search_page(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    page.locator(BOX).press_sequentially("Brandis")
    page.locator(BOX).press("Enter")

    expect(page.locator("h1")).to_have_text("Suche nach „Brandis“")
    assert "/de/suche?q=Brandis" in page.url


def test_search_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/de/")
    page.locator(BOX).fill("05358040")
    page.locator(BOX).press("Enter")

    expect(page.locator(".results a").first).to_have_text("Merzenich")


def test_zoom_to_a_year_and_back(page: Page, visit: Visit) -> None:
    visit(page, "/de/zeitverlauf")
    choice = page.get_by_role("navigation", name="Zeitachse")
    choice.get_by_role("link", name="2021 zeigen").click()
    expect(choice.locator("[aria-current]")).to_contain_text("2021")
    expect(page.locator("#time-figure .xtick").first).to_have_text("Jan")

    choice.get_by_role("link", name="2017–2023").click()
    expect(page.locator("#time-figure .xtick").first).to_have_text("2017")
    assert "axis" not in page.url


def test_brush_over_several_years(page: Page, visit: Visit) -> None:
    visit(page, "/de/zeitverlauf?theme=open_data")
    first, last = page.locator(".brush a[data-year='2019']"), page.locator(".brush a[data-year='2021']")
    first.hover()
    page.mouse.down()
    last.hover()
    expect(page.locator(".brush a.drawn")).to_have_count(3)
    page.mouse.up()
    expect(page.locator(".brush a[aria-current]")).to_have_count(3)
    assert "axis=2019-2021" in page.url
    assert "theme=open_data" in page.url

    page.locator(".brush a[data-year='2022']").click(modifiers=["Shift"])
    expect(page.locator(".brush a[aria-current]")).to_have_count(4)
    assert "axis=2019-2022" in page.url
    page.locator(".brush a[data-year='2020']").press("Enter")
    expect(page.locator(".brush a[aria-current]")).to_have_count(1)
    expect(page.locator("#time-figure .xtick").first).to_have_text("Jan")


def test_filters_of_the_overview_hold_on_the_timeline(page: Page, visit: Visit) -> None:
    menu(visit(page, "/de/?theme=open_data"), "Zeitverlauf")

    assert "theme=open_data" in page.url
    expect(page.locator("#filters-shown")).to_contain_text("Offene Daten")


def test_ridges_are_painted_in_light_and_dark(open_page: OpenPage) -> None:
    """The distribution is a file used by reference; its colour is the page's."""
    fills = []
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto("/de/kommunen/09679136")
        ridge = page.locator(".ridge").first
        box = ridge.locator("use")
        assert eventually(lambda box=box: box.evaluate("node => node.getBoundingClientRect().height") > 0, True)
        fills.append(ridge.evaluate("node => getComputedStyle(node).fill"))

    assert len(set(fills)) == 2


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_cut_off_on_a_phone(open_page: OpenPage, visit: Visit, path: str) -> None:
    page = visit(open_page(viewport=NARROW), path)

    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("path", PATHS)
def test_headings_descend_without_gaps(page: Page, visit: Visit, path: str) -> None:
    visit(page, path)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("nodes => nodes.map(node => Number(node.tagName[1]))")

    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("path", [*PATHS, "/en/timeline?axis=2021&focus=niederrhein", "/en/municipalities/09679"])
@pytest.mark.parametrize("screen", ["wide-light", "narrow-dark"])
def test_axe_finds_nothing(open_page: OpenPage, visit: Visit, path: str, screen: str) -> None:
    options = {"color_scheme": "light"} if screen == "wide-light" else {"viewport": NARROW, "color_scheme": "dark"}

    assert violations(visit(open_page(bypass_csp=True, **options), path)) == []
