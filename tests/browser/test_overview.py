"""The overview in a real browser, on the real data: one view from one address, whatever way a visitor takes."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import FloatRect, Page, expect

from dashboard.config import ROOT
from dashboard.pages import PAGES
from dashboard.urls import routes
from tests.browser.conftest import OpenPage, Visit, wait_until_live
from tests.browser.support import (
    CALLBACK,
    axis,
    choose,
    differences,
    eventually,
    number_in,
    query,
    seat,
    settle,
    texts,
    view,
)

PLAIN_PAGES = [path for page, _, path in routes() if "{id}" not in path and page in PAGES]
FILTERS = {
    "text and years": "from=2021&to=2021&q=B%C3%BCrger",
    "kind and focus": "kind=university&focus=merseburg-schkopau&zoom=lab",
    "everything": "state=NW&lab=niederrhein&principle=participation&from=2020&q=kleve&span=all&table=organisations",
}
ROW_SETS = {
    "text with umlaut": ("q=B%C3%BCrger", "subprojects"),
    "years": ("from=2021&to=2021", "subprojects"),
    "state": ("state=NW", "organisations"),
    "theme and evidence": ("theme=youth&evidence=result", "subprojects"),
    "events of a year": ("from=2022&to=2022", "events"),
    "labs by principle": ("principle=open_data", "labs"),
    "text, years and state": ("q=wald&from=2020&state=HE", "subprojects"),
}
NAMES = {"subprojects": "title", "labs": "short_name", "organisations": "name", "events": "title"}
ABSURD = [
    "page=1e99&lab=<script>alert(1)</script>&from=abc&to=-5&zoom=lab&span=1990&table=pg_catalog",
    "q=%27%3B%20drop%20table%20labs%3B%20--&focus=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "state=NW&" * 300 + "page=99999999&table=events",
    "q=%00%ff%E2%80%AE",
]


@pytest.fixture(scope="module")
def overview(open_lasting_page: OpenPage, visit: Visit) -> Page:
    """The overview as it opens, shared by tests that only look."""
    return visit(open_lasting_page(), "/de/")


def labs_in_the_table() -> list[dict[str, str]]:
    with (ROOT / "data" / "programme" / "labs.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def downloaded(page: Page) -> list[dict[str, str]]:
    """The rows of the CSV file that the table offers."""
    href = page.locator("#table .buttons a", has_text=re.compile("^CSV$")).get_attribute("href")
    text = page.request.get(str(href)).text()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def first_cells(page: Page) -> list[str]:
    """The first cell of every row of the table, on all of its pages."""
    found = texts(page, "#table tbody th")
    while (link := page.locator("#table .pager li:has([aria-current]) + li a")).count():
        before = found[-1]
        with page.expect_response(lambda response: CALLBACK in response.url):
            link.click()
        expect(page.locator("#table tbody th").last).not_to_have_text(before)
        found += texts(page, "#table tbody th")
    return found


# --- nothing foreign, nothing broken ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_page_loads_without_foreign_request_or_error(page: Page, visit: Visit, path: str) -> None:
    """The watched tab fails the test for a foreign request, an error on the console or of a script."""
    visit(page, path)

    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("address", ABSURD, ids=range(len(ABSURD)))
def test_absurd_link_shows_a_page(page: Page, visit: Visit, address: str) -> None:
    visit(page, f"/de/?{address}")

    expect(page.locator("h1")).to_have_text("Was 13 Regionen mit offener Verwaltung erprobten")
    expect(page.locator("#filters-shown p")).not_to_be_empty()
    assert page.locator("img[src=x]").count() == 0


# --- the map ---------------------------------------------------------------------------------------------------------


def test_thirteen_labs_are_on_the_map_and_in_the_list_beside_it(overview: Page) -> None:
    expected = [lab["short_name"] for lab in labs_in_the_table()]
    drawn = overview.locator("#map-figure a").evaluate_all("all => all.map(link => link.dataset.lab)")

    assert sorted(drawn) == sorted(lab["lab_id"] for lab in labs_in_the_table())
    assert sorted(texts(overview, "#map-figure .names text")) == sorted(expected)
    assert overview.locator("#map-list tbody tr").count() == 13
    assert all(any(name in row for row in texts(overview, "#map-list tbody tr")) for name in expected)


def middle(box: FloatRect | None) -> tuple[float, float]:
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_seats_of_all_labs_are_drawn_where_they_can_be_seen(overview: Page) -> None:
    box = overview.locator("#map-figure .labs-map").bounding_box()
    assert box
    places = {middle(seat(overview, lab["lab_id"]).bounding_box()) for lab in labs_in_the_table()}

    assert len(places) == 13
    assert all(box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"] for x, y in places)


def test_seats_stand_within_the_areas_of_their_labs(overview: Page) -> None:
    """Marks at percentages and outlines in kilometres lie over each other: seats that are towns are inside their areas."""
    for lab in ("brandis-partheland", "bad-belzig-wiesenburg"):
        area = overview.locator(f'#map-figure use[href="#area-{lab}-municipality"]').bounding_box()
        assert area
        x, y = middle(seat(overview, lab).bounding_box())
        assert area["x"] - 1 <= x <= area["x"] + area["width"] + 1, lab
        assert area["y"] - 1 <= y <= area["y"] + area["height"] + 1, lab


def test_click_on_a_lab_highlights_it_and_a_second_click_lets_go(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW")
    page.evaluate("window.stays = true")
    seat(page, "niederrhein").click()

    expect(page.locator("#map-list tr.focus")).to_contain_text("Niederrhein")
    assert query(page) == {"state": ["NW"], "focus": ["niederrhein"]}
    expect(page.locator("#filters-shown .focus-chip")).to_contain_text("Niederrhein")
    settle(page)
    seat(page, "niederrhein").click()
    expect(page.locator("#map-list tr.focus")).to_have_count(0)
    assert query(page) == {"state": ["NW"]}
    assert page.evaluate("window.stays")


def test_hover_says_lab_role_municipality_and_inhabitants(overview: Page) -> None:
    seat(overview, "oberrhein").hover()

    label = overview.locator(".mark-tip")
    for words in ("Oberrhein", "Sitz der Federführung: Hochschule für", "Partner: Stadt Kehl", "Einwohner (31.12.2021)"):
        expect(label).to_contain_text(words)
    overview.keyboard.press("Escape")
    expect(label).to_be_hidden()


def test_hover_finds_thin_ticks_from_beside_them_and_goes_with_the_pointer(overview: Page) -> None:
    tick = overview.locator("#timeline-figure rect[width='2'][data-tip]").first
    tick.scroll_into_view_if_needed()
    x, y = middle(tick.bounding_box())
    overview.mouse.move(x + 5, y)

    first, *rest = str(tick.get_attribute("data-tip")).split("<br>")
    expect(overview.locator(".mark-tip > *")).to_have_text([first, *rest])
    overview.mouse.move(5, 5)
    expect(overview.locator(".mark-tip")).to_be_hidden()


def test_zoom_shows_the_lab_and_back_again_all_of_germany(page: Page, visit: Visit) -> None:
    visit(page, "/de/?focus=rhein-neckar")
    area = page.locator('#map-figure use[href="#area-rhein-neckar-municipality"]')
    wide = area.bounding_box()
    assert wide
    page.get_by_role("link", name="Auf Rhein-Neckar zoomen").click()

    expect(page.get_by_role("link", name="Ganz Deutschland zeigen")).to_be_visible()
    settle(page)
    near = area.bounding_box()
    assert near
    assert near["width"] > 3 * wide["width"]
    page.get_by_role("link", name="Ganz Deutschland zeigen").click()
    assert eventually(lambda: (area.bounding_box() or wide)["width"], wide["width"]) == wide["width"]


# --- one address, one view ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FILTERS.values(), ids=FILTERS)
def test_reload_gives_the_same_view(page: Page, visit: Visit, address: str) -> None:
    before = view(visit(page, f"/de/?{address}"))
    page.reload()

    assert differences(before, view(wait_until_live(page))) == {}
    assert before["rows"]


def test_filters_set_by_hand_stand_in_the_address_and_survive_a_reload(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    choose(page, "state", "NW", "HE")
    choose(page, "evidence", "result")
    chips = page.locator("#filters-shown .chip")
    page.locator("details.choice:has(select) summary").click()
    page.locator("select[id*=from]").select_option("2020")
    expect(chips).to_have_count(4)
    page.keyboard.press("Escape")
    page.locator(".filter-bar input[type=search]").fill("bürger")
    expect(chips).to_have_count(5)
    settle(page)
    before = view(page)

    assert {key: sorted(values) for key, values in query(page).items()} == {
        "state": ["HE", "NW"],
        "evidence": ["result"],
        "from": ["2020"],
        "q": ["bürger"],
    }
    assert len(before["chips"]) == 5
    page.reload()
    assert differences(before, view(wait_until_live(page))) == {}


def test_view_set_by_hand_is_the_view_of_its_address(page: Page, open_page: OpenPage, visit: Visit) -> None:
    visit(page, "/de/")
    choose(page, "theme", "youth")
    choose(page, "kind", "municipality")
    other = visit(open_page(), page.url)

    assert differences(view(page), view(other)) == {}


def test_back_returns_to_the_filters_that_were_set(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW")
    choose(page, "evidence", "result")
    before, address = view(page), page.url
    link = page.locator(".site-nav a:not([aria-current])").first
    assert "state=NW&evidence=result" in str(link.get_attribute("href"))
    link.click()
    page.wait_for_url(lambda url: url.split("?")[0] != address.split("?")[0])
    page.go_back()
    wait_until_live(page)

    assert page.url == address
    assert differences(before, view(page)) == {}


def mark_places(page: Page) -> list[list[str | None]]:
    """Look and place of every mark on the map."""
    return page.locator("#map-figure circle").evaluate_all(
        "all => all.map(x => [x.parentNode.getAttribute('class'), x.getAttribute('cx'), x.getAttribute('cy')])"
    )


def test_language_switch_keeps_the_filters_and_what_is_shown(page: Page, visit: Visit) -> None:
    visit(page, "/de/?focus=niederrhein")
    choose(page, "state", "NW")
    german, marks = view(page), [mark_places(page), axis(page)]
    page.get_by_role("link", name="EN", exact=True).click()
    page.wait_for_url("**/en/**")
    english = view(wait_until_live(page))

    assert query(page) == {"focus": ["niederrhein"], "state": ["NW"]}
    assert page.locator("html").get_attribute("lang") == "en"
    same = ("checked", "years", "counts")
    assert differences({key: german[key] for key in same}, {key: english[key] for key in same}) == {}
    assert [mark_places(page), axis(page)] == marks
    assert len(german["chips"]) == len(english["chips"]) == 2
    assert "State: North Rhine-Westphalia" in english["chips"][1]


def test_two_browsers_do_not_influence_each_other(open_page: OpenPage, visit: Visit) -> None:
    first, second = visit(open_page(), "/de/"), visit(open_page(), "/en/?evidence=plan")
    untouched = view(second)
    choose(first, "state", "NW")

    assert differences(untouched, view(second)) == {}
    choose(second, "theme", "youth")
    assert query(first) == {"state": ["NW"]}
    assert query(second) == {"evidence": ["plan"], "theme": ["youth"]}
    before = view(first)
    first.reload()
    assert differences(before, view(wait_until_live(first))) == {}


def test_one_change_is_one_request(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    choose(page, "state", "NW")

    # The browser asks for the icon of the tab whenever it likes.
    assert [CALLBACK in url for url in sent if "icon" not in url] == [True]


# --- chips, ways out, links that narrow --------------------------------------------------------------------------------


def test_chip_takes_its_filter_away_and_reset_all_of_them(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW&theme=youth&q=kleve")
    page.locator("#filters-shown .chip", has_text="Thema: Jugend").click()

    expect(page.locator("#filters-shown .chip")).to_have_count(2)
    assert query(page) == {"state": ["NW"], "q": ["kleve"]}
    theme = page.locator('#filter-theme input[value="youth"]')
    assert theme.is_checked() is False
    page.get_by_role("link", name="Auswahl zurücksetzen").click()
    expect(page.locator("#filters-shown .chip")).to_have_count(0)
    expect(page.locator("#filters-shown p")).to_contain_text("alle 13 Labore mit 66 Teilprojekten und 89 Ereignissen")
    assert page.locator(".filter-bar input:checked").count() == 0
    assert page.locator(".filter-bar input[type=search]").input_value() == ""


def test_empty_selection_offers_to_drop_the_filter_that_emptied_it(page: Page, visit: Visit) -> None:
    visit(page, "/de/?theme=cross_border&state=BB")
    expect(page.locator("#filters-shown")).to_contain_text("Kein Labor und kein Teilprojekt passt")
    offer = page.locator("#filters-shown p a", has_text="Land: Brandenburg entfernen")
    promised = number_in(str(offer.evaluate("link => link.nextSibling.textContent")).replace("ein Teil", "1 Teil"))
    offer.click()

    expect(page.locator("#filters-shown")).not_to_contain_text("Kein Labor und kein Teilprojekt passt")
    assert query(page) == {"theme": ["cross_border"]}
    settle(page)
    assert len(first_cells(page)) == promised


def test_years_say_how_many_are_hidden_for_want_of_a_date(page: Page, visit: Visit) -> None:
    visit(page, "/de/?from=2017&to=2023")

    expect(page.locator("#filters-shown p")).to_contain_text(
        "39 Teilprojekten und 87 Ereignissen; 27 Teilprojekte sind ausgeblendet, weil sie kein Datum haben."
    )


def test_cell_of_the_themes_leads_to_its_subprojects(page: Page, visit: Visit) -> None:
    visit(page, "/de/?table=labs")
    cell = page.locator(".matrix td a").first
    label = str(cell.get_attribute("title"))
    cell.click()
    expect(page.locator("#filters-shown .chip")).to_have_count(2)

    n = 1 if label.startswith("ein ") else number_in(label)
    assert set(query(page)) == {"theme", "lab"}
    assert len(first_cells(page)) == n


def test_longer_axis_shows_run_up_and_aftermath(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    assert axis(page) == ["2020", "2021", "2022"]
    page.get_by_role("link", name="Mit Vorlauf und Nachlauf").click()

    wanted = [str(year) for year in range(2017, 2024)]
    assert eventually(lambda: axis(page), wanted) == wanted
    assert query(page) == {"span": ["all"]}


def test_other_table_is_a_link_away(page: Page, visit: Visit) -> None:
    visit(page, "/de/?state=NW")
    page.locator("#table .table-choice a", has_text="Ereignisse").click()

    expect(page.locator("#table h2")).to_have_text("13 Ereignisse im Einzelnen")
    assert query(page) == {"state": ["NW"], "table": ["events"]}


# --- files equal the screen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "table"), ROW_SETS.values(), ids=ROW_SETS)
def test_file_holds_the_rows_of_the_screen_in_the_same_order(page: Page, visit: Visit, address: str, table: str) -> None:
    visit(page, f"/de/?{address}&table={table}")
    rows = downloaded(page)
    shown = first_cells(page)

    assert shown == [" ".join(row[NAMES[table]].split()) for row in rows]
    assert len(rows) == number_in(page.locator("#table .table-choice [aria-current]").text_content() or "")


# --- without scripts ---------------------------------------------------------------------------------------------------


def test_without_scripts_everything_can_be_read(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/de/?state=NW")

    expect(page.locator("h1")).to_have_text("Was 13 Regionen mit offener Verwaltung erprobten")
    assert texts(page, ".key-value") == ["13", "37", "29", "66"]
    assert page.locator("#map-list tbody tr").count() == 4
    assert page.locator("#table tbody tr").count() == 12
    expect(page.locator("#filters-shown p")).to_contain_text("4 Labore mit 15 Teilprojekten")
    for selector in ("h1", "#map-list tbody tr", "#table tbody tr", "#filters-shown p", "#map-figure circle", ".lanes rect"):
        assert page.locator(selector).first.is_visible()


def test_without_scripts_links_still_lead_on(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/de/?state=NW&theme=youth")
    page.locator("#filters-shown .chip", has_text="Thema: Jugend").click()

    expect(page.locator("#filters-shown .chip")).to_have_count(1)
    with page.expect_navigation():
        page.locator("#table .pager a", has_text="2").click()
    expect(page.locator("#table .quiet").first).to_be_visible()
    assert query(page) == {"state": ["NW"], "page": ["2"]}


def test_without_scripts_the_filters_are_a_form(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/de/?theme=youth")
    page.locator(".choice:has(#filter-state) summary").click()
    page.locator('#filter-state input[value="NW"]').check()
    page.locator(".choice:has(#filter-state) summary").click()
    page.locator(".filter-bar input[type=search]").fill("bürger")
    with page.expect_navigation():
        page.locator("#filter-fields button").click()

    assert texts(page, "#filters-shown .chip") == ["Land: Nordrhein-Westfalen×", "Thema: Jugend×", "Text: „bürger“×"]
    assert page.locator(".filter-bar input:checked").evaluate_all("boxes => boxes.map(box => box.value)") == ["NW", "youth"]


def test_coming_back_and_loading_again_show_the_filters_of_the_address(page: Page, visit: Visit) -> None:
    visit(page, "/de/")
    choose(page, "state", "NW")
    checked = page.locator(".filter-bar input:checked")
    for again in (page.reload, lambda: (page.goto("/de/labore"), page.go_back())):
        again()
        page.wait_for_selector("html[data-live]", state="attached")
        expect(page.locator("#filters-shown .chip")).to_have_count(1)
        assert checked.evaluate_all("boxes => boxes.map(box => box.value)") == ["NW"]
        assert query(page) == {"state": ["NW"]}
