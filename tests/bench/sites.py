"""The pages that are measured: how to see that all is drawn, what their parts show, how a visitor changes something."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence

from playwright.sync_api import Page

from dashboard.config import ROOT
from tests.bench.indicators import INDICATORS
from tests.bench.measure import Site

# What a chart shows: number of its marks; form, place, look and style of some sixty of them.
_SHOWN = """
window.__shown = (chart, marks) => {
  const found = document.querySelectorAll(`${chart} ${marks}`), step = Math.max(1, found.length >> 6);
  let text = found.length ? `${found.length}` : "";
  for (let i = 0; i < found.length; i += step) {
    const of = name => (found[i].getAttribute(name) || "").slice(0, 40);
    text += `|${["d", "transform", "class", "cx", "cy", "x", "y", "width"].map(of)}${found[i].style.cssText}`;
  }
  return text;
};
window.__text = selector => document.querySelector(selector).textContent.slice(0, 4000);
"""
# Plotly's map asks cdn.plot.ly for an outline of the world that it does not show here; it gets an empty one.
_NO_WORLD = """
window.PlotlyGeoAssets = {topojson: {world_110m: {type: "Topology", arcs: [], objects: Object.fromEntries(
  ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"].map(
    name => [name, {type: "GeometryCollection", geometries: []}]))}}};
"""


def _column(table: str, column: str, **only: str) -> tuple[str, ...]:
    with (ROOT / "data" / "programme" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if all(row[key] == value for key, value in only.items())]
    return tuple(sorted({row[column] for row in rows}))


# Values of the filters.
STATES = _column("labs", "states")
THEMES = _column("vocabulary", "term_id", vocabulary="theme")


def overview(base: str, turn: int) -> Site:
    """Our overview; the list of states stays open while its boxes are clicked, in an order that differs by visit."""

    def change(page: Page, number: int) -> None:
        field = page.locator("details.choice:has(#filter-state)")
        if field.get_attribute("open") is None:
            field.locator("summary").click()
        field.locator(f'input[value="{_toggled(turn, number)}"]').click()

    return Site(
        name="overview",
        url=f"{base}/de/",
        ready='document.documentElement.dataset.live && __shown("#map-figure", "circle")'
        ' && __shown("#timeline-figure", "rect") && __text("#table tbody") && __text("#themes-body")',
        parts={
            "map": '__shown("#map-figure", "use, a")',
            "timeline": '__shown("#timeline-figure", "rect, circle")',
            "themes": '__text("#themes-body")',
            "table": '__text("#table")',
            "list": '__text("#map-list")',
        },
        change=change,
        script=_SHOWN,
    )


def plain(base: str, turn: int) -> Site:
    """The plain Dash version of the overview, clicked in the same order."""

    def change(page: Page, number: int) -> None:
        page.locator(f'#state input[value="{_toggled(turn, number)}"]').click()

    charts = {"map": ".choroplethlayer path", "timeline": ".barlayer .point path", "themes": ".barlayer .point path"}
    parts = {chart: f'__shown("#{chart}", {json.dumps(marks)})' for chart, marks in charts.items()}
    parts["table"] = '__text("#table")'
    return Site("plain Dash", f"{base}/", " && ".join(parts.values()), parts, change, _SHOWN + _NO_WORLD)


def _toggled(turn: int, number: int) -> str:
    """The state whose box is clicked: all of them on in some order, then off again."""
    order = random.Random(turn).sample(STATES, len(STATES))  # noqa: S311 (the same clicks in each run)
    return order[number % len(order)]


def municipalities(base: str) -> Site:
    """Our map of all municipalities: another indicator by its select box."""

    def change(page: Page, number: int) -> None:
        page.locator("#map-indicator").select_option(_indicator(number))

    drawn = 'performance.getEntriesByName("map-drawn").length'
    return Site(
        name="map of all municipalities",
        url=f"{base}/de/indikatoren?indicator={INDICATORS[0]}",
        ready=f"{drawn} && document.documentElement.dataset.mapView",
        parts={"map": f"String({drawn})"},
        change=change,
    )


def plotly_municipalities(base: str) -> Site:
    """The same map as a Plotly choropleth that is restyled; all values are in the page."""

    def change(page: Page, number: int) -> None:
        page.locator("#indicator").select_option(_indicator(number))

    drawn = "String(document.body.dataset.drawn || '')"
    return Site("Plotly", f"{base}/municipalities", drawn, {"map": drawn}, change, _NO_WORLD)


def _indicator(number: int) -> str:
    return INDICATORS[(number + 1) % len(INDICATORS)]


def peers(base: str) -> Site:
    """Our comparison of a town: the weight of a group is set, another one each time."""

    def change(page: Page, number: int) -> None:
        group, weight = WEIGHTS[number % len(WEIGHTS)]
        page.locator(f"label[for=w-{group}-{weight}]").click()

    return Site(
        name="peers",
        url=f"{base}/de/vergleich?ags=05358040",
        ready='document.documentElement.dataset.live && document.getElementById("peer-map") && __text("#peers-table")',
        parts={
            "map": 'document.getElementById("peer-map").innerHTML',
            "list": '__text("#peers-table")',
            "weights": '__text("#list .weights")',
        },
        change=change,
        script=_SHOWN,
    )


WEIGHTS: Sequence[tuple[str, int]] = (("size", 3), ("work", 3), ("size", 0), ("work", 0), ("size", 2), ("work", 1))
