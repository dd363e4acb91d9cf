"""The tasks of the comparison in a real browser, counted in clicks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit, wait_until_live
from tests.office import cells

MERZENICH = "/de/vergleich?ags=05358040"
PEERS = "#peers-table > tbody"


COUNT_CLICKS = """
sessionStorage.setItem("clicks", sessionStorage.getItem("clicks") || "0");
addEventListener("click", event => {
  // A click that a key or a label causes is none of the visitor's.
  if (event.isTrusted && event.detail) sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks")) + 1);
}, true);
"""


def _names(page: Page) -> list[str]:
    return page.locator(f"{PEERS} > tr:first-child > th b").all_inner_texts()


@pytest.fixture
def counted(page: Page, visit: Visit) -> Page:
    """The start page in a tab that counts clicks."""
    page.add_init_script(COUNT_CLICKS)
    visit(page, "/de/")
    return page


def _clicks(page: Page) -> int:
    return int(page.evaluate("sessionStorage.getItem('clicks')"))


def _compare_merzenich(page: Page) -> None:
    """Two clicks and typing, from the start page."""
    page.get_by_role("link", name="Vergleich", exact=True).click()
    page.get_by_label("Gemeinde, Stadt oder Kreis").fill("Merzenich")
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welche Kommunen ähneln Merzenich?")
    wait_until_live(page)


def test_the_ten_most_similar_in_two_clicks_and_why_with_one_more(counted: Page) -> None:
    _compare_merzenich(counted)
    expect(counted.locator(PEERS)).to_have_count(10)
    assert _names(counted)[0] == "Reinhardshagen"
    assert _clicks(counted) == 2
    first = counted.locator(PEERS).first
    first.get_by_text("Warum?").click()
    assert _clicks(counted) == 3
    expect(first.locator("details")).to_contain_text("Am ähnlichsten sind sich beide bei")
    row = first.locator("details tbody tr").first
    expect(row).to_contain_text("Bevölkerung")
    expect(row).to_contain_text("10.149")
    expect(row).to_contain_text("4.336")


def test_a_doubled_weight_travels_in_the_link(page: Page, visit: Visit, open_page: OpenPage) -> None:
    visit(page, MERZENICH)
    before = _names(page)
    page.locator("label[for=w-size-3]").click()
    expect(page.locator("#w-size-3")).to_be_checked()
    expect(page.locator(".weight").first).to_contain_text("33 %")
    expect(page).to_have_url(re.compile(r"\?ags=05358040&w\.size=3$"))
    after = _names(page)
    assert after != before
    other = visit(open_page(), page.url)
    assert _names(other) == after
    expect(other.locator("#w-size-3")).to_be_checked()
    other.get_by_role("link", name="Alle wieder gleich gewichten").click()
    expect(other.locator(".weight").first).to_contain_text("20 %")
    assert _names(other) == before


def test_weights_by_keyboard_keep_the_focus(page: Page, visit: Visit) -> None:
    visit(page, MERZENICH)
    page.locator("#w-work-2").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#w-work-3")).to_be_checked()
    expect(page.locator(".weight").nth(1)).to_contain_text("33 %")
    expect(page.locator("#w-work-3")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".weight").nth(1)).to_contain_text("20 %")


def test_a_place_added_by_name_and_taken_off_again(page: Page, visit: Visit) -> None:
    visit(page, MERZENICH)
    page.get_by_label("Selbst hinzufügen").fill("Borsdorf")
    page.keyboard.press("Enter")
    expect(page.locator(PEERS)).to_have_count(11)
    expect(page).to_have_url(re.compile(r"add=14729060$"))
    page.locator(".chip", has_text="Borsdorf").click()
    expect(page.locator(PEERS)).to_have_count(10)
    expect(page).to_have_url(re.compile(r"\?ags=05358040$"))


def test_what_places_like_us_tried_in_digital_participation(page: Page, visit: Visit) -> None:
    """Two clicks on the comparison: open the list of themes, choose one."""
    visit(page, MERZENICH)
    page.get_by_label("Thema", exact=True).select_option("digital_participation")
    expect(page).to_have_url(re.compile("theme=digital_participation"))
    themes = page.locator("#projects .note.themes")
    expect(themes.first).to_be_attached()
    expect(themes.filter(has_not_text="Digitale Teilhabe")).to_have_count(0)
    assert themes.count()


def test_who_was_not_in_a_lab_with_two_clicks(counted: Page) -> None:
    _compare_merzenich(counted)
    assert _clicks(counted) == 2
    places = counted.locator("#others li")
    expect(places).to_have_count(10)
    expect(counted.locator("#others")).to_contain_text("Wer in einem Labor war, hat sich darum beworben.")
    counted.get_by_role("link", name="Wer in keinem Labor war").click()
    expect(places.first).to_be_in_viewport()


def test_names_are_offered_while_typing(page: Page, visit: Visit) -> None:
    visit(page, "/de/vergleich")
    box = page.get_by_label("Gemeinde, Stadt oder Kreis")
    box.press_sequentially("Neuenkirchen")
    offered = page.locator("#c-q-places option")
    expect(offered).to_have_count(12)
    # The first letters alone bring twelve other places.
    expect(offered.first).to_have_attribute("value", re.compile(r"^Neuenkirchen \(\d{8}\)$"))
    chosen = offered.first.get_attribute("value") or ""
    assert re.search(r"\(\d{8}\)$", chosen)
    box.fill(chosen)
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welche Kommunen ähneln Neuenkirchen?")
    expect(page).to_have_url(re.compile(r"ags=" + chosen[-9:-1]))


def test_folded_rows_open_and_stay_open(page: Page, visit: Visit) -> None:
    visit(page, MERZENICH)
    rows = page.locator("#compare-rows tr[id]:visible")
    expect(rows).to_have_count(11)
    page.locator("#rows-housing > summary").click()
    expect(rows).to_have_count(18)
    page.locator("label[for=w-size-3]").click()
    expect(page.locator(".weight").first).to_contain_text("33 %")
    expect(rows).to_have_count(18)
    page.get_by_role("link", name="Alle 47 aufklappen").click()
    expect(rows).to_have_count(47)


def test_largest_differences_first(page: Page, visit: Visit) -> None:
    visit(page, MERZENICH)
    first = page.locator(".compare-rows tbody tr[id]").first
    before = first.get_attribute("id")
    page.get_by_role("link", name="Größte Unterschiede zuerst").click()
    expect(page).to_have_url(re.compile("sort=difference"))
    expect(page.locator(".order [aria-current]")).to_have_text("Größte Unterschiede zuerst")
    assert first.get_attribute("id") != before


def test_without_scripts_the_form_still_works(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(MERZENICH)
    page.locator("label[for=w-size-3]").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Anwenden").first.click()
    expect(page.locator("#w-size-3")).to_be_checked()
    expect(page.locator(".weight").first).to_contain_text("33 %")


def test_a_phone_has_no_sideways_scrolling(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    visit(page, MERZENICH)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("ags", ["05358040", "05113000", "05358"])
def test_on_paper_it_is_two_pages(page: Page, visit: Visit, ags: str) -> None:
    visit(page, f"/de/vergleich?ags={ags}")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_the_comparison_opens_in_a_german_office(page: Page, visit: Visit, tmp_path: Path) -> None:
    """One click; LibreOffice reads columns, decimals, umlauts and keys with their zero."""
    visit(page, MERZENICH)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Vergleich als CSV für Excel").click()
    file = tmp_path / "vergleich.csv"
    waiting.value.save_as(file)
    rows = next(iter(cells(file, is_german_csv=True).values()))
    head, focus = rows[0], dict(zip(rows[0], rows[1], strict=True))
    assert len(head) > 20
    assert focus["ags"] == "05358040"
    assert focus["label"] == "Bevölkerung"
    assert focus["value"] == 10149
    density = next(dict(zip(head, row, strict=True)) for row in rows if row[4] == "population_density_per_km2")
    assert density["value"] == pytest.approx(267.6, abs=0.1)
