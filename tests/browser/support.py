"""What several browser tests read from a page: the view as a reader sees it, drawings, figures, rows, filter controls."""

from __future__ import annotations

import base64
import json
import re
import struct
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect

CALLBACK = "/_dash-update-component"
_DTYPES = {"f8": "d", "f4": "f", "i4": "i", "i2": "h", "i1": "b", "u4": "I", "u2": "H", "u1": "B"}
# Numbers, texts and positions of a figure as it is drawn; typed arrays become lists on the way.
_READ_FIGURE = """gd => JSON.stringify(
  { data: gd.data, xaxis: gd.layout.xaxis, yaxis: gd.layout.yaxis, annotations: gd.layout.annotations },
  (key, value) => ArrayBuffer.isView(value) ? Array.from(value) : value)"""


def plot(page: Page, figure: str) -> Locator:
    return page.locator(f"#{figure} .js-plotly-plot")


def read_figure(page: Page, figure: str) -> dict[str, Any]:
    """Traces by name, axes and annotations of a figure, arrays decoded."""
    found = _decoded(json.loads(plot(page, figure).evaluate(_READ_FIGURE)))
    return {**found, "data": {trace["name"]: trace for trace in found["data"]}}


def _decoded(node: Any) -> Any:
    """plotly.py sends numpy arrays as base64 (`bdata`); lists again."""
    if isinstance(node, dict) and {"dtype", "bdata"} <= set(node):
        raw = base64.b64decode(node["bdata"])
        kind = _DTYPES[node["dtype"]]
        return list(struct.unpack(f"<{len(raw) // struct.calcsize(kind)}{kind}", raw))
    if isinstance(node, dict):
        return {key: _decoded(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_decoded(value) for value in node]
    return node


def seat(page: Page, lab: str) -> Locator:
    """The seat of a lab on the overview's map."""
    return page.locator(f'#map-figure a[data-lab="{lab}"] .seat')


def axis(page: Page) -> list[str]:
    """The names below the overview's timeline."""
    return texts(page, "#timeline-figure .lanes-axis > g[text-anchor=middle]:not(.narrow-only) text")


def query(page: Page) -> dict[str, list[str]]:
    """The query of the address: key → values."""
    found: dict[str, list[str]] = {}
    for key, value in parse_qsl(urlsplit(page.url).query):
        found.setdefault(key, []).append(value)
    return found


def texts(page: Page, selector: str) -> list[str]:
    """The texts of all elements, blanks folded, invisible ones too."""
    return [" ".join(text.split()) for text in page.locator(selector).all_text_contents()]


def view(page: Page) -> dict[str, Any]:
    """Everything a reader sees of a selection: two equal views look the same."""
    return {
        "chips": texts(page, "#filters-shown .chips li"),
        "sentence": texts(page, "#filters-shown p"),
        "controls": texts(page, ".filter-bar .choice-text"),
        "checked": page.locator(".filter-bar input:checked").evaluate_all("boxes => boxes.map(box => box.value)"),
        "years": page.locator(".filter-bar select").evaluate_all("boxes => boxes.map(box => box.value)"),
        "text": page.locator(".filter-bar input[type=search]").input_value(),
        "counts": texts(page, ".filter-bar .option .count"),
        "headings": texts(page, "main h2"),
        "labs": texts(page, "#map-list tbody tr"),
        "themes": texts(page, "#themes-body tbody tr"),
        "rows": texts(page, "#table tbody tr"),
        "tabs": texts(page, "#table .table-choice li"),
        "map": page.locator("#map-figure").inner_html(),
        "timeline": page.locator("#timeline-figure").inner_html(),
    }


def differences(first: dict[str, Any], second: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The parts in which two views differ."""
    return {key: (first[key], second[key]) for key in first if first[key] != second[key]}


def eventually(found: Callable[[], Any], expected: Any, seconds: float = 8) -> Any:
    """What `found` gives, asked again until it is as expected or the time is over."""
    deadline = time.monotonic() + seconds
    while (value := found()) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


def choose(page: Page, key: str, *values: str) -> None:
    """Set values of a filter with the mouse, as a visitor does; waits until the page shows them."""
    field = page.locator(f"details.choice:has(#filter-{key})")
    field.locator("summary").click()
    chips = page.locator("#filters-shown .chip")
    for value in values:
        before = chips.count()
        field.locator(f'input[value="{value}"]').check()
        expect(chips).to_have_count(before + 1)
    page.keyboard.press("Escape")
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing of the view changes any more."""
    before = None
    for _ in range(60):
        page.wait_for_timeout(120)
        parts = ("#filters-shown", "#table", "#map-figure", "#timeline-figure")
        now = [page.url, *(page.locator(part).inner_html() for part in parts)]
        if now == before:
            return
        before = now
    raise AssertionError("the page does not come to rest")


def number_in(text: str) -> int:
    """The first number in a text."""
    found = re.search(r"\d+", text)
    assert found, text
    return int(found.group())
