"""Whatever the width, a page needs no scrolling sideways, and no word sticks out of its cell, list or paragraph."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Visit

# 320: a window of 1280 at 400 % (WCAG 1.4.10) and less than a telephone; 1024: a small laptop.
WIDTHS = (320, 1024)
PATHS = (
    "/de/?state=NW&theme=digital_participation",
    "/en/?table=organisations",
    "/de/labore",
    "/de/labore/bad-belzig-wiesenburg",
    "/en/labs/bad-berleburg",
    "/de/teilprojekte/brandis-parthecloud",
    "/en/organisations",
    "/de/zeitverlauf",
    "/de/themen",
    "/en/network",
    "/de/vergleich",
    "/de/vergleich?ags=05358040",
    "/de/vergleich?ags=11000000",
    "/de/indikatoren",
    "/de/kommunen/05358040",
    "/de/daten",
    "/de/daten/subprojects",
    "/de/daten/municipalities",
    "/en/api",
    "/de/sql",
    "/en/changes",
    "/de/methode",
    "/de/dokumente",
    "/de/programm",
    "/de/suche?q=verwaltung",
)
# Parts of closed details are laid out but not shown; what scrolls by itself or cuts off on purpose does not count.
_STICKS_OUT = """() => [...document.querySelectorAll("td, th, li, p, dd, dt, h1, h2, h3, button, summary, label")]
    .filter((item) => item.checkVisibility() && item.clientWidth && item.scrollWidth > item.clientWidth + 2)
    .filter((item) => getComputedStyle(item).overflowX === "visible" && getComputedStyle(item).display !== "inline")
    .filter((item) => !item.closest(".visually-hidden"))
    .map((item) => `${item.tagName}.${item.className}: ${item.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module", params=WIDTHS)
def sized(request: pytest.FixtureRequest, open_lasting_page: OpenPage) -> tuple[int, Page]:
    """A width and a page of it, shared by tests that only look."""
    return request.param, open_lasting_page(viewport={"width": request.param, "height": 900})


@pytest.mark.parametrize("path", PATHS)
def test_everything_fits_the_width(sized: tuple[int, Page], visit: Visit, path: str) -> None:
    width, page = sized
    visit(page, path)
    page.evaluate("() => document.fonts.ready.then(() => true)")

    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert page.evaluate(_STICKS_OUT) == []
