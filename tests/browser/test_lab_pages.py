"""Pages of labs, subprojects and organisations as a visitor uses them: clicks, narrow and dark, and paper."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit

# Labs with the longest lists of members, subprojects and events.
LONG_LABS = ("oberrhein", "bad-belzig-wiesenburg", "bremen-bremerhaven", "brandis-partheland")


def test_ring_before_the_name_highlights_and_releases_a_lab(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    page.locator("#map-list").get_by_role("link", name="Niederrhein auf Karte und Zeitachse hervorheben").click()
    expect(page.locator("tr.focus")).to_contain_text("Niederrhein")
    page.locator("#map-list").get_by_role("link", name="Niederrhein nicht mehr hervorheben").click()

    expect(page.locator(".lab-list tr.focus")).to_have_count(0)
    assert page.url.endswith("/de/")


def test_map_and_timeline_of_a_lab_are_drawn_in_the_colours_of_the_theme(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(color_scheme="dark"), "/de/labore/brandis-partheland")
    lead = page.evaluate(
        """() => {
            const graph = document.querySelector("#lab-map-figure .js-plotly-plot, #lab-map-figure.js-plotly-plot");
            return graph._fullData.find((trace) => trace.name === "area 14729070").fillcolor;
        }"""
    )

    assert lead.replace(" ", "").lower() in {"#ff9a5c", "rgb(255,154,92)"}


def test_discs_of_a_phone_do_not_overlap(open_page: OpenPage, visit: Visit) -> None:
    page = visit(open_page(viewport={"width": 390, "height": 844}), "/de/labore/brandis-partheland")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("#lab-timeline-figure .scatterlayer .trace")]
            .filter((trace) => trace.querySelectorAll("text").length === 11)
            .flatMap((trace) => [...trace.querySelectorAll(".points path")].map((path) => path.getBoundingClientRect().x))"""
    )

    assert len(boxes) == 11
    assert min(after - before for before, after in itertools.pairwise(boxes)) >= 22


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture
def printed(open_page: OpenPage, visit: Visit) -> Callable[..., bytes]:
    def make(path: str, **options: Any) -> bytes:
        page = visit(open_page(**options), path)
        return page.pdf(prefer_css_page_size=True)

    return make


@pytest.mark.parametrize("lab", LONG_LABS)
@pytest.mark.parametrize("lang_path", ["de/labore", "en/labs"])
def test_a_lab_prints_on_two_pages(printed: Callable[..., bytes], lab: str, lang_path: str) -> None:
    assert pages_of(printed(f"/{lang_path}/{lab}")) == 2


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 390, "height": 844}}, {"color_scheme": "dark"}], ids=["phone", "dark"]
)
def test_paper_does_not_depend_on_the_screen(printed: Callable[..., bytes], options: dict[str, Any]) -> None:
    assert pages_of(printed("/de/labore/oberrhein", **options)) == 2


def test_paper_is_light_names_its_address_and_lists_its_sources(page: Page, visit: Visit) -> None:
    visit(page, "/de/labore/brandis-partheland")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"
    expect(page.locator(".page-address")).to_contain_text("/de/labore/brandis-partheland")
    expect(page.locator("#sources li").first).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()

    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
