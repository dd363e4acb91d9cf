"""The data pages in a real browser: forms, sorting, copying, SQL; by keyboard where it matters."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit


def test_a_filter_narrows_the_table_and_the_files_follow(page: Page, visit: Visit) -> None:
    visit(page, "/de/daten/labs")
    page.locator(".dataset-form summary").first.click()
    page.get_by_label("Nordrhein-Westfalen").check()
    page.get_by_role("button", name="Anwenden").first.click()

    expect(page.locator("#table-title")).to_have_text("4 Zeilen")
    expect(page.locator(".table-files a").first).to_have_attribute("href", "/api/v1/labs.csv?state=NW")
    assert page.evaluate("location.search").startswith("?state=NW")


def test_columns_can_be_chosen_by_keyboard(page: Page, visit: Visit) -> None:
    visit(page, "/de/daten/labs")
    page.locator(".dataset-form summary").last.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kurzname", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Anwenden").last.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".grid thead th")).to_have_count(1)


def test_a_click_on_a_head_sorts_and_a_second_turns_the_order(page: Page, visit: Visit) -> None:
    visit(page, "/de/daten/labs?columns=short_name")
    head = page.locator(".grid thead th")
    head.locator("a").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".grid tbody th").first).to_have_text("Bad Belzig/Wiesenburg")
    head.locator("a").click()

    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".grid tbody th").first).to_have_text("Würzburg/Gerbrunn")


def test_an_example_can_be_copied(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    visit(page, "/de/daten")
    page.locator("[data-copy-from=example-excel]").click()

    expect(page.locator("[data-copy-from=example-excel]")).to_have_text("Kopiert")
    assert "Csv.Document" in page.evaluate("navigator.clipboard.readText()")


def test_a_statement_gives_rows_and_an_address(page: Page, visit: Visit) -> None:
    visit(page, "/en/sql")
    page.get_by_label("Query").fill("select count(*) as n from labs")
    page.get_by_role("button", name="Run").click()

    expect(page.locator("#result td, #result tbody th")).to_have_text("13")
    expect(page).to_have_url(re.compile(r"/en/sql\?sql=select"))


def test_a_result_leaves_as_a_file(page: Page, visit: Visit) -> None:
    visit(page, "/de/sql?sql=select+1+as+a")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()

    assert started.value.suggested_filename.startswith("rogl-sql-")


def test_no_page_is_wider_than_a_phone(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    for path in ("/de/daten", "/de/daten/municipalities", "/de/sql", "/en/api"):
        visit(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
