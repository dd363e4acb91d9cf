"""What visitors come for takes no more clicks than promised; the browser itself counts them, from the start page on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_until_live
from tests.browser.support import seat

# Counts presses of the pointer across the pages of a tab: figures keep the click event to themselves. A link that leaves
# the site is not followed: its address is kept.
_COUNTER = """
document.addEventListener("pointerdown", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const target = link && new URL(link.getAttribute("href"), location.href);
  if (link && target.host !== location.host) {
    event.preventDefault();
    sessionStorage.left = target.href;
  }
}, true);
"""


@pytest.fixture
def start(page: Page, visit: Visit) -> Page:
    """The German start page in a tab that counts clicks."""
    page.add_init_script(_COUNTER)
    return visit(page, "/de/")


def clicks(page: Page) -> int:
    return int(page.evaluate("sessionStorage.clicks || 0"))


def follow(page: Page, name: str, within: str) -> None:
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=name, exact=True).first.click()
    wait_until_live(page)


def test_time_span_of_the_moers_lab_and_how_sure_it_is(start: Page) -> None:
    follow(start, "Labore", ".site-nav")
    follow(start, "Niederrhein", "main")

    expect(start.locator("h1")).to_have_text("Reallabor Niederrhein (Moers, Kleve, Geldern)")
    expect(start.locator(".lab-head .facts")).to_contain_text("2020–2022 Nur auf das Jahr genau belegt.")
    assert clicks(start) == 2


def test_themes_covered_by_one_lab_only(start: Page) -> None:
    follow(start, "Themen", ".site-nav")

    expect(start.locator("#alone tbody tr")).to_have_count(3)
    expect(start.locator("#alone")).to_contain_text("Strukturwandel")
    expect(start.locator("#alone")).to_contain_text("Merzenich/Kerpen")
    assert clicks(start) == 1


@pytest.mark.parametrize(
    ("link", "within"), [("Netzwerk", ".site-nav"), ("Welche Einrichtungen wirkten in mehreren Laboren mit?", "main")]
)
def test_organisations_in_more_than_one_lab(start: Page, link: str, within: str) -> None:
    follow(start, link, within)

    expect(start.locator("#bridges h2")).to_be_in_viewport()
    expect(start.locator("#bridges")).to_contain_text("Open Knowledge Foundation Deutschland e. V.")
    expect(start.locator("#bridges")).to_contain_text("Stadt Tengen")
    assert clicks(start) == 1


def test_from_the_map_to_the_source_of_one_subproject(start: Page) -> None:
    """The mark of the lab on the map, its name, the source on the card of the subproject."""
    seat(start, "brandis-partheland").click()
    expect(start.locator(".lab-list tr.focus")).to_contain_text("Brandis/Partheland")
    follow(start, "Brandis/Partheland", ".lab-list tr.focus")
    card = start.locator("article.card", has_text="PartheCloud").first
    card.locator(".card-links span a").click()

    assert start.evaluate("sessionStorage.left").startswith("https://www.stadt-brandis.de/")
    assert clicks(start) == 3


def test_what_happened_in_autumn_2020(start: Page) -> None:
    follow(start, "Zeitverlauf", ".site-nav")
    start.locator(".seasons").get_by_role("link", name="Herbst 2020").click()

    expect(start.locator("#months-title")).to_have_text("Was geschah im Herbst 2020?")
    expect(start.locator(".months-found")).to_contain_text("Sicher in dieser Zeit")
    expect(start.locator(".months-found")).to_contain_text("OK Lab Fläming zu Umwelt- und Naturschutz")
    assert "month_from=2020-09" in start.url
    assert clicks(start) == 2


def test_gerbrunn_by_typing_its_postcode(start: Page) -> None:
    """A click into the box, the digits, Enter; or the digits by keyboard and a click on the suggestion."""
    box = start.locator("#site-search")
    box.click()
    box.press_sequentially("97218")
    expect(start.locator("#site-search-options [role=option]")).to_have_count(1)
    box.press("Enter")

    expect(start.locator("h1")).to_have_text("Gerbrunn")
    assert clicks(start) == 1


def test_gerbrunn_by_its_suggestion(start: Page) -> None:
    start.locator("#site-search").focus()
    start.keyboard.type("97218")
    first = start.locator("#site-search-options [role=option]").first
    # The first digits alone bring other places.
    expect(first).to_contain_text("Gerbrunn")
    first.click()

    expect(start.locator("h1")).to_have_text("Gerbrunn")
    assert clicks(start) == 1
