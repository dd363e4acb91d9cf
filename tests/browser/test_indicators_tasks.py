"""The indicator map as people use it: drawn, recoloured, walked through by keys, taken away."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit

ADDRESS = "/de/indikatoren"
# Colours of the map on a grid of points: red, green, blue, alpha of each.
_GRID = """canvas => {
  const context = canvas.getContext("2d");
  const found = [];
  for (let y = 0.02; y < 1; y += 0.04) for (let x = 0.02; x < 1; x += 0.04)
    found.push([...context.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data].join());
  return found;
}"""
_SHADE = "node => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = getComputedStyle(node).backgroundColor; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data].join() }"  # noqa: E501
EMPTY = "0,0,0,0"


def open_map(visit: Visit, page: Page, query: str = "") -> Page:
    visit(page, f"{ADDRESS}{'?' + query if query else ''}")
    page.wait_for_selector("html[data-map-view]", state="attached")
    return page


def wait_for_view(page: Page, query: str) -> None:
    page.wait_for_selector(f'html[data-map-view="{query}"]', state="attached")


def grid(page: Page, canvas: str = "#map-base") -> list[str]:
    return list(page.locator(canvas).first.evaluate(_GRID))


def layers(page: Page) -> list[list[str]]:
    return [grid(page, f"#map-{name}") for name in ("base", "lines", "top")]


def shades(page: Page) -> set[str]:
    return {str(node.evaluate(_SHADE)) for node in page.locator("#map-colours i").all()}


def test_map_is_drawn_in_the_colours_of_the_legend(page: Page, visit: Visit) -> None:
    open_map(visit, page)
    found = grid(page)
    drawn = [colour for colour in found if colour != EMPTY]
    legend = shades(page)
    known = [colour for colour in drawn if colour in legend]

    assert 0.3 < len(drawn) / len(found) < 0.75  # Germany fills about half of its box
    assert len(known) > 0.5 * len(drawn)  # the rest are points on a border
    assert len(set(known)) == 6


def test_other_indicator_recolours_the_map_and_renews_the_page(page: Page, visit: Visit) -> None:
    open_map(visit, page, "labs=0")
    before = grid(page)
    page.get_by_label("Merkmal", exact=True).select_option("population")
    wait_for_view(page, "indicator=population&year=2021&labs=0")

    after = grid(page)
    assert [colour == EMPTY for colour in after] == [colour == EMPTY for colour in before]
    assert sum(one != other for one, other in zip(before, after, strict=True)) > 50
    expect(page.locator("h1")).to_contain_text("Bevölkerung 2021")
    expect(page.locator(".map-legend")).to_contain_text("Personen")
    assert page.locator("#map-year option").all_inner_texts() == ["2023", "2022", "2021", "2020", "2019"]
    assert page.url.endswith("?indicator=population&year=2021&labs=0")
    assert (
        page.get_by_role("link", name="EN", exact=True).get_attribute("href")
        == "/en/indicators?indicator=population&year=2021&labs=0"
    )


def test_change_draws_what_a_fresh_load_draws(page: Page, visit: Visit) -> None:
    open_map(visit, page, "indicator=population&year=2023")
    before = layers(page)
    page.get_by_label("Jahr", exact=True).select_option("2019")
    wait_for_view(page, "indicator=population&year=2019")
    page.mouse.move(0, 0)
    changed = layers(page)
    open_map(visit, page, "indicator=population&year=2019")

    assert layers(page) == changed
    assert [one == other for one, other in zip(before, changed, strict=True)] == [False, True, True]


def test_lines_between_municipalities_go_where_values_are_those_of_districts(page: Page, visit: Visit) -> None:
    open_map(visit, page, "indicator=population&year=2022&state=SL")
    before = layers(page)
    page.get_by_label("Merkmal", exact=True).select_option("average_age_years")
    wait_for_view(page, "indicator=average_age_years&year=2022&state=SL")
    page.mouse.move(0, 0)
    changed = layers(page)
    open_map(visit, page, "indicator=average_age_years&year=2022&state=SL")

    assert layers(page) == changed
    drawn = [sum(colour != EMPTY for colour in lines) for lines in (before[1], changed[1])]
    assert drawn[0] > drawn[1] > 0


def test_year_that_the_other_indicator_lacks_becomes_its_latest(page: Page, visit: Visit) -> None:
    open_map(visit, page, "indicator=population&year=2023")
    page.get_by_label("Merkmal", exact=True).select_option("average_age_years")
    wait_for_view(page, "indicator=average_age_years&year=2022")

    expect(page.locator(".lead")).to_contain_text("Ein Wert je Kreis oder kreisfreier Stadt.")


def test_keys_walk_from_place_to_place_and_enter_opens_its_page(page: Page, visit: Visit) -> None:
    open_map(visit, page, "ags=05358040")
    line = page.locator("#map-line")
    merzenich = "Merzenich: 1,7 %, Breitband ab 1.000 Mbit/s 2021 · Wert der Gemeinde · Kreis Düren"
    # The place of the address is said without any key, when the names are there.
    expect(line).to_contain_text(merzenich)
    page.locator("#map-top").focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_contain_text(merzenich)
    page.keyboard.press("ArrowRight")
    expect(line).not_to_contain_text("Merzenich: ")
    expect(line).to_contain_text("Breitband ab 1.000 Mbit/s 2021")
    neighbour = str(line.text_content())
    page.keyboard.press("ArrowLeft")
    expect(line).not_to_have_text(neighbour)
    expect(line).to_contain_text("Seite öffnen")
    target = line.get_by_role("link", name="Seite öffnen").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_pointer_shows_value_and_click_opens_the_page(page: Page, visit: Visit) -> None:
    open_map(visit, page)
    surface = page.locator("#map-top")
    surface.hover()
    tip = page.locator("#map-tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(re.compile(r"[\d,]+ % · 2021|kein Wert"))
    name = tip.locator("b").inner_text()
    surface.click()
    page.wait_for_url("**/de/kommunen/*")

    expect(page.locator("h1")).to_contain_text(name)


def test_district_value_is_not_sold_as_the_municipality_s(page: Page, visit: Visit) -> None:
    open_map(visit, page, "indicator=household_income_eur_per_inhabitant_month&year=2021&ags=05358040")
    expect(page.locator("#map-line")).to_contain_text("Merzenich: 1.899 € je Einwohner und Monat")
    expect(page.locator("#map-line")).to_contain_text("Wert für den ganzen Kreis: Kreis Düren")


def test_state_and_buttons_zoom(page: Page, visit: Visit) -> None:
    open_map(visit, page, "labs=0")
    whole = grid(page)
    page.get_by_label("Ausschnitt", exact=True).select_option("BY")
    wait_for_view(page, "indicator=broadband_1000mbit_households_pct&year=2021&state=BY&labs=0")
    bavaria = grid(page)
    page.get_by_role("button", name="Vergrößern").click()
    closer = grid(page)
    page.get_by_role("button", name="Ganz Deutschland").click()

    assert len({tuple(whole), tuple(bavaria), tuple(closer)}) == 3
    assert grid(page) == whole
    expect(page.locator("h1")).to_contain_text("Median in Bayern")


def test_labs_and_focus_are_drawn_above(page: Page, visit: Visit) -> None:
    def marked() -> int:
        script = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((value, index) => index % 4 === 3 && value > 0).length"  # noqa: E501
        return int(page.locator("#map-top").evaluate(script))

    open_map(visit, page)
    labs = marked()
    page.get_by_label("Orte der Labore umranden").uncheck()
    wait_for_view(page, "indicator=broadband_1000mbit_households_pct&year=2021&labs=0")
    assert labs > 1000
    assert marked() == 0

    open_map(visit, page, "labs=0&ags=05358040")
    assert 0 < marked() < labs


def test_dark_map_takes_the_dark_colours(page: Page, visit: Visit) -> None:
    open_map(visit, page)
    light, light_shades = grid(page), shades(page)
    page.locator(".theme-switch").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    dark, dark_shades = grid(page), shades(page)

    assert not light_shades & dark_shades
    assert len(dark_shades.intersection(dark)) == 6
    assert [colour == EMPTY for colour in dark] == [colour == EMPTY for colour in light]


def test_small_maps_by_year_are_drawn_and_lead_to_their_year(page: Page, visit: Visit) -> None:
    open_map(visit, page)
    page.locator(".small-maps").scroll_into_view_if_needed()
    for year in ("2019", "2020", "2021"):
        canvas = f'[data-small-map="{year}"]'
        page.wait_for_selector(f"{canvas}[data-drawn]")
        assert len({colour for colour in grid(page, canvas) if colour != EMPTY}) > 3
    page.locator('a:has([data-small-map="2019"])').click()
    wait_for_view(page, "indicator=broadband_1000mbit_households_pct&year=2019")

    assert page.get_by_label("Jahr", exact=True).input_value() == "2019"


def test_table_pages_without_leaving_the_map(page: Page, visit: Visit) -> None:
    open_map(visit, page, "indicator=population&year=2023")
    page.locator("summary", has_text="Alle 10.994 Gemeinden in Deutschland").click()
    first = page.locator(".map-units tbody tr").first.inner_text()
    page.get_by_role("link", name="weiter →").click()
    wait_for_view(page, "indicator=population&year=2023&page=2")

    expect(page.locator(".map-units")).to_be_visible()
    assert page.locator(".map-units tbody tr").first.inner_text() != first


def test_picture_holds_more_than_the_map(page: Page, visit: Visit, tmp_path: Path) -> None:
    open_map(visit, page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    file = tmp_path / "map.png"
    saved.value.save_as(file)
    content = file.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    box = page.locator("#map-base").bounding_box()

    assert box
    assert saved.value.suggested_filename.startswith("breitband-ab-1-000-mbit-s-2021")
    assert content.startswith(b"\x89PNG")
    assert (width, height) > (2 * box["width"], 2 * box["height"])


def test_finger_reads_before_it_opens(open_page: OpenPage, visit: Visit) -> None:
    page = open_map(visit, open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))
    box = page.locator("#map-top").bounding_box()
    assert box
    page.locator("#map-top").tap(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(page.locator("#map-line").get_by_role("link", name="Seite öffnen")).to_be_visible()

    assert "/indikatoren" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_has_no_barrier_that_axe_finds(open_page: OpenPage, visit: Visit, scheme: str) -> None:
    page = open_map(visit, open_page(color_scheme=scheme, bypass_csp=True), "ags=05358040&state=NW&page=2")
    page.add_script_tag(path=Path(__file__).parent / "vendor" / "axe.min.js")
    found = page.evaluate(
        "axe.run().then(result => result.violations.map(item => [item.id, item.nodes.map(node => node.html)]))"
    )

    assert found == []


def test_page_stays_below_its_budget(page: Page, visit: Visit) -> None:
    """At most 500 kB beyond what the overview loads too: style sheet, common script, font."""
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    open_map(visit, page)
    page.locator(".small-maps").scroll_into_view_if_needed()
    page.wait_for_selector('[data-small-map="2019"][data-drawn]')
    shared = re.compile(r"/static/(app|atkinson|icon)")

    assert sum(size for url, size in sizes.items() if not shared.search(url)) < 500_000


def test_page_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(ADDRESS)
    page.get_by_label("Merkmal", exact=True).select_option("average_age_years")
    page.get_by_label("Orte der Labore umranden").uncheck()
    page.get_by_role("button", name="Zeigen").click()

    expect(page.locator("h1")).to_contain_text("Durchschnittsalter")
    expect(page.locator("#map-waiting")).to_contain_text("Die Karte braucht JavaScript")
    assert "labs=0" in page.url
    assert "labs=1" not in page.url
