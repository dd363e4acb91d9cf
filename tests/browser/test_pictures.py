"""Charts leave as pictures with title, source, licence and address; tables are copied as HTML."""

from __future__ import annotations

import struct
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

CHARTS = {
    "map": ("/de/?state=NW", "#map", "Verwaltungsrebellen"),
    "timeline": ("/en/?focus=oberrhein", "#timeline", "Summer of Pioneers Tengen"),
    "themes": ("/de/?state=NW", "#themes", "Digitale Teilhabe"),
    "network": ("/en/network?kind=university", "#matrix", "Universit"),
    "network picture": ("/de/netzwerk", "#picture", "Open Knowledge Foundation"),
    "crossing": ("/en/themes", "#principle", "Transparency"),
    "strips": ("/de/kommunen/05358040", "main", "Bevölkerungsdichte"),
}
FIGURES = {
    "timeline": ("/en/timeline", "#timeline"),
    "lab map": ("/de/labore/oberrhein", "#places"),
}


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.locator(button).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def text_of(svg: bytes) -> str:
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())  # noqa: S314 (our own picture)


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_of_html_are_drawn_as_svg(page: Page, visit, chart: str) -> None:  # type: ignore[no-untyped-def]
    path, section, content = CHARTS[chart]
    visit(page, path)
    name, svg = saved(page, f"{section} [data-picture][data-format=svg]")

    text = text_of(svg)
    assert name.endswith(".svg")
    assert content in text
    assert "Quelle" in text or "Source" in text
    assert ("dl-de/by-2-0 (Daten verändert)" if chart == "strips" else "CC BY 4.0") in text
    assert chart != "map" or "GeoBasis-DE" in text
    assert path in text.replace(" ", "") or path in unquote(text.replace(" ", ""))
    assert b"http://127.0.0.1" not in svg.replace(b"</text>", b"\n").split(b"<text", 1)[0]
    assert b"@font-face" in svg
    assert b"<foreignObject" not in svg


def test_the_saved_map_holds_all_names_and_thin_lines(page: Page, visit) -> None:  # type: ignore[no-untyped-def]
    visit(page, "/de/")
    _, svg = saved(page, "#map [data-picture][data-format=svg]")

    page.goto("about:blank")
    page.set_content(svg.decode())
    page.evaluate("() => document.fonts.ready")
    picture = page.locator("body > svg").bounding_box()
    names = page.locator("text").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert picture
    assert len(names) > 13
    assert max(names) <= picture["x"] + picture["width"]
    lines = page.locator("path").evaluate_all("all => all.map(one => getComputedStyle(one).vectorEffect)")
    assert len(lines) > 13
    assert set(lines) == {"non-scaling-stroke"}


def test_a_matrix_as_png_has_its_size_twice(page: Page, visit) -> None:  # type: ignore[no-untyped-def]
    visit(page, "/de/")
    _, svg = saved(page, "#themes [data-picture][data-format=svg]")
    name, png = saved(page, "#themes [data-picture][data-format=png]")

    root = ElementTree.fromstring(svg)  # noqa: S314 (our own picture)
    assert name.endswith(".png")
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    text = text_of(svg)
    assert all(row.inner_text() in text for row in page.locator("#themes .matrix-scroll").first.locator("tbody th").all())


@pytest.mark.parametrize("chart", FIGURES)
def test_figures_carry_source_licence_and_address(page: Page, visit, chart: str) -> None:  # type: ignore[no-untyped-def]
    path, section = FIGURES[chart]
    visit(page, path)
    _, svg = saved(page, f"{section} [data-export][data-format=svg]")

    text = text_of(svg)
    assert "eigene Zusammenstellung" in text or "own compilation" in text
    assert "CC BY 4.0" in text
    assert path in text.replace(" ", "")
    assert ("GeoBasis-DE" in text) == ("map" in chart)


@pytest.mark.parametrize(
    ("path", "button", "row"),
    [
        ("/de/?state=NW", "#map [data-copy-table]", "Niederrhein"),
        ("/de/?state=NW", "#table-section [data-copy-table]", "Merzenich/Kerpen"),
        ("/en/network", "#matrix [data-copy-table]", "Open Knowledge Foundation"),
        ("/de/kommunen/05358040", "main > .wrap > .chart-more [data-copy-table]", "Bevölkerungsdichte"),
    ],
)
def test_tables_are_copied_as_html(open_page, visit, path: str, button: str, row: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    visit(page, path)
    page.locator(button).first.click()
    expect(page.locator(button).first).to_have_text("Kopiert" if path.startswith("/de") else "Copied")

    html = page.evaluate("navigator.clipboard.read().then(items => items[0].getType('text/html')).then(blob => blob.text())")
    plain = page.evaluate("navigator.clipboard.readText()")
    assert "<table>" in html
    assert row in html
    assert "<script" not in html
    assert "class=" not in html.split("<table>", 1)[1]
    line = next(line for line in plain.splitlines() if row in line)
    assert "\t" in line
    assert ("dl-de/by-2-0" if "kommunen" in path else "CC BY 4.0") in plain.splitlines()[-1]
    assert path in plain.splitlines()[-1]
