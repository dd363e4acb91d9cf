"""Tables, their pages and files, the matrix of themes, the list of labs: words and links."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.components import chart
from dashboard.components.lab_list import lab_list
from dashboard.components.marks import evidence_row
from dashboard.components.record_table import PAGE_ROWS, record_table
from dashboard.components.tables import source_link, table
from dashboard.components.theme_matrix import Matrix, matrix, theme_bars
from dashboard.filters import Filters, View
from dashboard.queries import labs, subprojects, tables
from dashboard.ssr import to_html
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("small_programme")

COUNTS = {"subprojects": 100, "labs": 4, "organisations": 10, "events": 0}


def records(view: View, lang: str = "de", counts: dict[str, int] | None = None) -> Markup:
    rows = tables.page(view.table, view.filters, lang=lang, limit=PAGE_ROWS)
    return Markup(to_html(record_table(view, rows, counts or COUNTS, f"/{lang}/", lang)))  # type: ignore[arg-type]


def pager(found: Markup) -> list[str]:
    """Page numbers of the pager's links."""
    return [dict(parse_qsl(urlsplit(href).query)).get("page", "1") for href in found.all("a", "href")[-5:]]


@pytest.mark.parametrize("name", View.TABLES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_table_is_well_formed_and_names_its_columns_and_rows(name: str, lang: str) -> None:
    found = records(View(table=name), lang)
    cells = [attributes for tag, attributes in found.elements if tag == "th"]

    assert found.problems == []
    assert {cell.get("scope") for cell in cells} == {"col", "row"}


def test_files_hold_the_filters_and_the_language_of_the_table() -> None:
    view = View(filters=Filters(state=("NW",), q="a b"), table="events", page=3)
    german, english = records(view), records(view, "en")

    assert "/api/v1/events.csv?state=NW&q=a%20b" in german.all("a", "href")
    assert "/api/v1/events.excel.csv?state=NW&q=a%20b" in german.all("a", "href")
    assert "/api/v1/events.csv?state=NW&q=a%20b&lang=en" in english.all("a", "href")


def test_other_tables_keep_the_filters_and_start_at_their_first_page() -> None:
    found = records(View(filters=Filters(state=("NW",)), table="events", page=3)).all("a", "href")

    assert "/de/?state=NW&table=labs#table" in found
    assert "/de/?state=NW#table" in found


@pytest.mark.parametrize(
    ("page", "expected", "rows"),
    [
        (1, ["1", "2", "9"], "Zeile 1 bis 12 von 100"),
        (2, ["1", "2", "3", "9"], "Zeile 13 bis 24 von 100"),
        (5, ["1", "4", "5", "6", "9"], "Zeile 49 bis 60 von 100"),
        (9, ["1", "8", "9"], "Zeile 97 bis 100 von 100"),
    ],
)
def test_pager_shows_first_last_and_neighbours(page: int, expected: list[str], rows: str) -> None:
    found = records(View(page=page))
    links = [href for href in found.all("a", "href") if href.startswith("/de/?page") or href == "/de/?#table"]

    assert pager(found)[-len(expected) :] == expected
    assert rows in found.text
    assert len(links) >= len(expected) - 1


def test_one_page_has_no_pager() -> None:
    found = records(View(), counts={**COUNTS, "subprojects": 9})

    assert not any("page" in href for href in found.all("a", "href"))


def test_values_that_no_source_states_are_said_to_be_so() -> None:
    text = records(View(table="labs"), counts={**COUNTS, "labs": 4}).text

    assert "200.000" in text
    assert text.count("nicht belegt") == 4  # two leads, two grants


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "", None, 5, "ftp://example.org"]
)
def test_only_web_addresses_become_links(url: object) -> None:
    assert to_html(source_link(url)) == "–"


def test_source_is_shown_by_the_name_of_its_host() -> None:
    link = Markup(to_html(source_link("https://www.example.org/a/b?c=d")))

    assert link.text == "example.org"
    assert link.all("a", "href") == ["https://www.example.org/a/b?c=d"]


def test_first_cell_names_the_row_and_numbers_stand_right() -> None:
    text = to_html(table(["A", "B"], [["a", "1"]], numbers=frozenset({1}), label="L"))

    assert [attributes["scope"] for tag, attributes in Markup(text).elements if tag == "th"] == ["col", "col", "row"]
    assert text.count("number") == 2
    assert Markup(text).text == "L A B a 1"


def test_evidence_is_read_aloud_in_words() -> None:
    text = Markup(to_html(evidence_row({"result": 2, "reported": 0, "announced": 1, "plan": 0}, "de"))).text

    assert text == "Ergebnis belegt: 2, angekündigt: 1"


def theme_matrix(view: View) -> Matrix:
    counts = subprojects.by_theme_and_lab(view.filters)
    totals: Counter[str] = Counter()
    for (theme, _), (n, _) in counts.items():
        totals[theme] += n
    return Matrix(counts, "lab", ("ahausen", "bruecken", "cedorf"), totals, "Themen")


def cell_queries(found: Markup) -> list[str]:
    return [urlsplit(href).query for href in found.all("a", "href") if "theme=" in href]


def test_cell_of_the_matrix_leads_to_its_subprojects() -> None:
    found = Markup(to_html(matrix(theme_matrix(View()), View(), "/de/", "de")))

    assert found.problems == []
    assert "lab=ahausen&theme=youth" in cell_queries(found)
    assert "lab=ahausen&theme=culture" not in cell_queries(found)
    assert len(cell_queries(found)) == 8 + 9  # themes, and themes by lab


def test_cell_keeps_the_other_filters_and_shows_the_table_of_subprojects() -> None:
    view = View(filters=Filters(evidence=("result",)), table="labs", page=4, focus="cedorf")
    found = Markup(to_html(matrix(theme_matrix(view), view, "/de/", "de")))

    assert "lab=cedorf&theme=youth&evidence=result&focus=cedorf" in cell_queries(found)


def test_cell_is_read_aloud_with_theme_lab_and_number() -> None:
    text = Markup(to_html(matrix(theme_matrix(View()), View(), "/de/", "de"))).text

    assert "2 Teilprojekte: Jugend, Ahausen" in text
    assert "ein Teilprojekt: Kultur, Brücken" in text


def test_themes_stand_by_number_then_name() -> None:
    text = to_html(matrix(theme_matrix(View()), View(), "/de/", "de"))
    names = ["Jugend", "Mobilität und Verkehr", "Offene Daten", "Bildung", "Kultur"]

    assert [text.index(f">{name}</a>") for name in names] == sorted(text.index(f">{name}</a>") for name in names)


def test_hollow_dot_where_nothing_came_to_work() -> None:
    """Mobility in Brücken: one announced, one planned."""
    text = to_html(matrix(theme_matrix(View()), View(), "/de/", "de"))
    cell = text[: text.index("2 Teilprojekte: Mobilität und Verkehr, Brücken</span>")].rsplit("<td", 1)[1]

    assert "dot-open" in cell


def test_bars_show_the_same_totals() -> None:
    view = View()
    text = Markup(to_html(theme_bars(theme_matrix(view), view, "/de/", "de", limit=3))).text

    assert text.startswith("Jugend 2 Labore 3 Mobilität und Verkehr 1 Labor 2 Offene Daten 1 Labor 2")
    assert "+ 5" in text


def test_list_of_labs_does_what_the_map_does() -> None:
    """A link to highlight each lab; the one highlighted lets go."""
    view = View(filters=Filters(state=("NW",)), focus="bruecken", zoom=True, page=3)
    found = Markup(to_html(lab_list(labs.selected(view.filters), view.focus, view.highlighter("/de/"), "de")))
    links = [href for href in found.all("a", "href") if href.startswith("/de/?")]

    assert found.problems == []
    assert links == ["/de/?state=NW&focus=ahausen", "/de/?state=NW"]


def test_height_of_a_figure_is_known_before_it_is_drawn() -> None:
    layout = {"height": 660, "meta": {"narrow": {"layout": {"height": 480}}}}

    assert {"660px", "480px"} <= set(chart.heights(layout).values())
    assert {value for value in chart.heights({"height": 300}).values() if "px" in value} == {"300px"}


def test_no_counts_make_an_empty_matrix() -> None:
    empty = Matrix({}, "lab", (), {}, "Themen")

    assert Markup(to_html(matrix(empty, View(), "/de/", "de"))).problems == []
