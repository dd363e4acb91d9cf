"""The grid on the table page of a dataset: its rows are those of the file, and the address says everything."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Visit
from tests.browser.support import eventually
from tests.browser.test_access import violations

ENGLISH = ("Loading", "No Rows To Show", "Press ENTER", "Column Filter", "ERR")


def open_grid(page: Page, visit: Visit, path: str) -> Page:
    visit(page, path)
    page.wait_for_selector("html[data-grid]", state="attached")
    return page


def cells(page: Page, column: str) -> list[str]:
    """Texts of the cells of a column, in the order of the rows, without the line of sums."""
    found = page.locator(f'#grid-live [role=row]:not(.ag-row-pinned) [col-id="{column}"][role=gridcell]')
    rows = found.evaluate_all(
        "nodes => nodes.map(n => [Number(n.closest('[row-index]').getAttribute('row-index')), n.textContent])"
    )
    return [text for _, text in sorted(rows)]


def query(page: Page) -> dict[str, list[str]]:
    """The query of the address as the page has it now."""
    return parse_qs(page.evaluate("location.search").removeprefix("?"))


def head(page: Page, column: str) -> Locator:
    return page.locator(f'#grid-live [role=columnheader][col-id="{column}"]')


def file_rows(page: Page, site: str) -> list[dict[str, Any]]:
    """The rows of the JSON file that the page offers."""
    link = page.locator(".table-files a", has_text=re.compile("^JSON$")).get_attribute("href")
    with urllib.request.urlopen(site + str(link)) as response:  # noqa: S310 (our own server)
        return list(json.load(response)["data"])


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("/de/daten/labs?state=NW&state=HE&sort=-short_name", "short_name"),
        ("/de/daten/subprojects?theme=open_data&columns=title,lab&sort=lab,-title", "title"),
        ("/en/data/vocabulary?vocabulary=theme&q=e", "term_id"),
        ("/de/daten/municipalities?state=SL&sort=-population_2021", "ags"),
        ("/en/data/indicator_values?ags=05358040&year=2021&columns=indicator_id,value", "indicator_id"),
    ],
)
def test_the_grid_shows_the_rows_of_the_file(page: Page, visit: Visit, site: str, path: str, column: str) -> None:
    open_grid(page, visit, path)
    rows = file_rows(page, site)
    expected = [str(row[column]) for row in rows]

    shown = eventually(lambda: cells(page, column) == expected[: len(cells(page, column))] != [], True)
    assert shown, (cells(page, column), expected[:30])
    assert str(len(rows)) in page.locator("#table-title").inner_text().replace(".", "").replace(",", "")


def test_a_tick_narrows_grid_counts_and_files_at_once(page: Page, visit: Visit, site: str) -> None:
    open_grid(page, visit, "/de/daten/labs")
    page.locator("#choice-state > summary").click()
    expect(page.locator("#box-state-NW + span .count")).to_have_text("4")
    page.locator("#box-state-NW").check()

    expect(page.locator("#table-title")).to_have_text("4 von 13 Zeilen")
    expect(page.locator("#choice-state")).to_have_attribute("open", "")
    expect(page.locator(".table-files a").first).to_have_attribute("href", "/api/v1/labs.csv?state=NW")
    assert query(page) == {"state": ["NW"]}
    expected = [row["lab_id"] for row in file_rows(page, site)]
    assert eventually(lambda: cells(page, "lab_id"), expected) == expected


def test_back_and_reload_give_the_same_view(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs?columns=short_name,states")
    everything = eventually(lambda: len(cells(page, "short_name")), 13)
    head(page, "short_name").click()
    expect(head(page, "short_name")).to_have_attribute("aria-sort", "ascending")
    assert eventually(lambda: query(page).get("sort"), ["short_name"]) == ["short_name"]
    head(page, "short_name").click()
    expect(head(page, "short_name")).to_have_attribute("aria-sort", "descending")
    assert eventually(lambda: cells(page, "short_name")[:1], ["Würzburg/Gerbrunn"]) == ["Würzburg/Gerbrunn"]
    expect(page.locator(".table-files a").first).to_have_attribute(
        "href", "/api/v1/labs.csv?columns=short_name,states&sort=-short_name"
    )

    page.go_back()
    assert eventually(lambda: cells(page, "short_name")[:1], ["Bad Belzig/Wiesenburg"]) == ["Bad Belzig/Wiesenburg"]
    assert everything == 13
    page.reload()
    page.wait_for_selector("html[data-grid]", state="attached")
    expect(head(page, "short_name")).to_have_attribute("aria-sort", "ascending")
    assert eventually(lambda: cells(page, "short_name")[:1], ["Bad Belzig/Wiesenburg"]) == ["Bad Belzig/Wiesenburg"]


def test_columns_are_chosen_and_moved(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs?columns=short_name,states,lead")
    page.locator("#choice-columns > summary").click()
    page.locator("#box-columns-states").uncheck()
    expect(page.locator("#grid-live [role=columnheader]")).to_have_count(2)
    page.locator("#box-columns-n_subprojects").check()
    expect(page.locator("#grid-live [role=columnheader]")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("#choice-columns")).not_to_have_attribute("open", "")

    # Waits until the columns stand still.
    head(page, "n_subprojects").hover(position={"x": 30, "y": 20})
    source, target = head(page, "n_subprojects").bounding_box(), head(page, "lead").bounding_box()
    assert source
    assert target
    page.mouse.down()
    page.mouse.move(source["x"] + 10, source["y"] + 20, steps=4)
    page.mouse.move(target["x"] + 10, target["y"] + 20, steps=12)
    expect(head(page, "n_subprojects")).to_have_attribute("aria-colindex", "2")
    page.mouse.up()
    expected = ["short_name,n_subprojects,lead"]
    assert eventually(lambda: query(page).get("columns"), expected) == expected


def test_no_column_is_hidden_by_ticking_none(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs")
    page.locator("#choice-columns > summary").click()
    page.locator("[data-tick=no]").click()
    page.locator("#box-columns-short_name").check()

    expect(page.locator("#grid-live [role=columnheader]")).to_have_count(1)
    assert query(page) == {"columns": ["short_name"]}
    page.locator("[data-tick=all]").click()
    expect(page.locator("#table .table-head")).to_contain_text("27 von 27 Spalten")


def test_the_last_of_751_214_rows_is_read_without_the_others(page: Page, visit: Visit) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/" in request.url else None)
    open_grid(page, visit, "/de/daten/indicator_values?offset=751200")
    expect(page.locator("#table-title")).to_have_text("751.214 von 751.214 Zeilen")

    last = page.locator('#grid-live [row-index="751213"] [col-id="ags"]')
    expect(last).to_have_text("16077052", timeout=15_000)
    assert len(asked) <= 3
    assert all("limit=100" in url for url in asked)


def test_sums_stand_under_the_rows(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/municipalities?state=SL&columns=name,population_2021")

    total = page.locator("#grid-live .ag-row-pinned [col-id=population_2021]")
    expect(total).to_have_text("982.348")
    expect(page.locator("#grid-live .ag-row-pinned [col-id=name]")).to_have_text("Summe")


def test_rows_and_cells_are_copied(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    open_grid(page, visit, "/de/daten/municipalities?state=SL&columns=ags,name_short,area_km2")
    page.locator("#grid-copy").click()
    expect(page.locator("#grid-said")).to_contain_text("52 Zeilen kopiert")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(lines) == 53
    assert lines[1].startswith("10041100\tSaarbrücken\t167,")

    page.locator('#grid-live [row-index="0"] [col-id=name_short]').click()
    page.keyboard.press("ArrowDown")
    expect(page.locator('#grid-live [row-index="1"] [col-id=name_short]')).to_be_focused()
    page.keyboard.press("Control+c")
    assert eventually(lambda: page.evaluate("navigator.clipboard.readText()"), "Friedrichsthal") == "Friedrichsthal"


def test_the_grid_is_walked_and_sorted_by_keyboard(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs?columns=short_name,states")
    page.locator("#grid-plain").focus()
    page.keyboard.press("Tab")
    expect(head(page, "short_name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(head(page, "short_name")).to_have_attribute("aria-sort", "ascending")
    assert eventually(lambda: query(page).get("sort"), ["short_name"]) == ["short_name"]
    # The sorted rows take the place of those before.
    expect(page.locator('#grid-live [row-index="0"] [col-id=short_name]')).to_have_text("Bad Belzig/Wiesenburg")
    page.keyboard.press("ArrowDown")
    expect(page.locator('#grid-live [row-index="0"] [col-id=short_name]')).to_be_focused()
    page.keyboard.press("ArrowRight")

    expect(page.locator('#grid-live [row-index="0"] [col-id=states]')).to_be_focused()


@pytest.mark.parametrize("path", ["/de/daten/labs", "/de/daten/labs?q=xyzzy"])
def test_the_grid_speaks_german(page: Page, visit: Visit, path: str) -> None:
    open_grid(page, visit, path)
    if "xyzzy" in path:
        expect(page.locator("#grid-live .ag-overlay")).to_contain_text("Zu dieser Auswahl gibt es keine Zeile.")
    text = page.locator("#grid-live").evaluate("node => node.outerHTML")

    assert not [word for word in ENGLISH if word in text]


def test_the_plain_table_comes_back_on_demand_and_on_paper(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs")
    expect(page.locator("#dataset-plain")).to_be_hidden()
    page.locator("#grid-plain").click()
    expect(page.locator("#dataset-plain tbody tr")).to_have_count(13)
    page.locator("#grid-plain").click()
    page.emulate_media(media="print")

    expect(page.locator("#dataset-plain tbody tr").first).to_be_visible()
    expect(page.locator("#grid-live")).to_be_hidden()


def test_without_scripts_form_and_table_do_the_same(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/de/daten/labs")
    page.locator("#choice-state > summary").click()
    page.locator("#box-state-NW").check()
    page.get_by_role("button", name="Anwenden").first.click()
    expect(page.locator("#table-title")).to_have_text("4 von 13 Zeilen")
    page.locator(".grid thead th a").nth(1).click()

    expect(page.locator(".grid thead th").nth(1)).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".grid tbody tr")).to_have_count(4)
    expect(page.locator("#grid-live")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_grid_takes_the_colours_of_the_page(open_page: OpenPage, visit: Visit, scheme: str) -> None:
    page = open_grid(open_page(color_scheme=scheme), visit, "/de/daten/labs")
    colour = "node => getComputedStyle(node).backgroundColor"

    assert page.locator("#grid-live .ag-root-wrapper").evaluate(colour) == page.locator("body").evaluate(colour)


def test_scripts_of_the_grid_stay_on_pages_with_a_grid(page: Page, visit: Visit) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/de/", "/de/daten", "/de/labore/niederrhein"):
        visit(page, path)
    others = {url for url in asked if "dash-renderer-joined" in url}
    asked.clear()
    open_grid(page, visit, "/de/daten/labs")
    added = {url for url in asked if "dash-renderer-joined" in url} - others

    assert len(added) == 1
    assert not [url for url in asked if "async-" in url]


def test_a_forged_view_is_not_more_than_an_ignored_one(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/labs")
    page.evaluate("dash_clientside.set_props('view', {data: \"labs?columns=x';drop&sort=1;--&state=NW\"})")

    expect(page.locator("#table-title")).to_have_text("4 von 13 Zeilen")


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_a_page_with_a_grid(open_page: OpenPage, visit: Visit, width: int) -> None:
    page = open_grid(open_page(viewport={"width": width, "height": 900}), visit, "/de/daten/municipalities?state=SL")
    expect(page.locator('#grid-live [row-index="0"] [col-id=ags]')).to_have_text("10041100")
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    assert (light, violations(page)) == ([], [])


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_lists_of_the_form_stay_on_the_screen(open_page: OpenPage, visit: Visit, width: int) -> None:
    page = open_grid(open_page(viewport={"width": width, "height": 900}), visit, "/de/daten/municipalities")
    for name in ("choice-state", "choice-columns"):
        page.locator(f"#{name} > summary").click()
        box = page.locator(f"#{name} .choice-body").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_indicators_are_offered_by_their_names(page: Page, visit: Visit) -> None:
    open_grid(page, visit, "/de/daten/indicator_values?state=SL")
    page.locator("#choice-indicator > summary").click()

    expect(page.locator("#box-indicator-population + span .option > span").first).to_have_text("Bevölkerung")
