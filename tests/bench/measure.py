"""Measures a page in Chromium as a visitor meets it: loads, bytes, paints, shifts, and how long a change takes.

A change is measured from the visitor's last click or key to the first frame after every part of the page shows something
else. It knows nothing of the program behind the page: a `Site` says how to see that all is drawn and how to change a filter.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, HEADLESS, WHOLE, chromium_path

_SCRIPT = r"""
(() => {
  const seen = window.__seen = {fcp: 0, cls: 0, long: [], input: 0};
  const watch = (type, take) =>
    new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
  watch("paint", entry => { if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime; });
  watch("layout-shift", entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("longtask", entry => seen.long.push([entry.startTime, entry.duration]));
  // The change that follows from a click or a key belongs to it: what scripts do in between is waiting, too.
  for (const name of ["mousedown", "click", "keydown", "change", "input"])
    document.addEventListener(name, () => {
      const now = performance.now(), isOwn = !["change", "input"].includes(name);
      if (isOwn || now - seen.input > 100) seen.input = now;
    }, true);
  window.__until = test => new Promise((resolve, reject) => {
    const begin = performance.now();
    const look = () => {
      let value = null;
      try { value = test(); } catch (error) { value = null; }
      if (value) requestAnimationFrame(() => resolve(performance.now()));
      else if (performance.now() - begin > 60000) reject(new Error("not ready within a minute"));
      else requestAnimationFrame(look);
    };
    look();
  });
  window.__watch = parts => {
    const before = Object.fromEntries(Object.entries(parts).map(([name, read]) => [name, read()]));
    const open = new Set(Object.keys(parts));
    seen.input = 0;
    window.__changed = new Promise(resolve => {
      const begin = performance.now();
      const look = () => {
        if (seen.input) for (const name of [...open]) {
          let value = "";
          try { value = parts[name](); } catch (error) { value = ""; }
          if (value && value !== before[name]) open.delete(name);
        }
        if (!open.size) requestAnimationFrame(() => resolve({ms: performance.now() - seen.input, missing: []}));
        else if (performance.now() - begin > 20000) resolve({ms: null, missing: [...open]});
        else requestAnimationFrame(look);
      };
      look();
    });
  };
})();
"""


@dataclass(frozen=True)
class Site:
    """A page to measure: JS that is true when all is drawn, JS signatures of its parts, the n-th change of a visitor."""

    name: str
    url: str
    ready: str
    parts: Mapping[str, str]
    change: Callable[[Page, int], None]
    script: str = ""


@dataclass
class Figures:
    """What was measured, one entry per run or change; times in milliseconds."""

    cold: list[dict[str, float]] = field(default_factory=list)
    warm: list[dict[str, float]] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=lambda: [0.0])
    long_tasks: list[float] = field(default_factory=lambda: [0.0])
    failed: list[str] = field(default_factory=list)

    def median(self, phase: str, name: str) -> float:
        """Median of a number of the cold or warm loads."""
        return statistics.median(row[name] for row in getattr(self, phase))

    @property
    def change(self) -> float:
        """Median time of a change."""
        return statistics.median(self.changes)

    @property
    def change_p95(self) -> float:
        """Time within which 95 of 100 changes were done."""
        return sorted(self.changes)[max(0, -(-95 * len(self.changes) // 100) - 1)]


class _Wire:
    """Bytes and requests of a tab, as they go over the wire."""

    def __init__(self, page: Page, cpu: float, net: tuple[float, float] | None) -> None:
        self._host = ""
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.requestServedFromCache", lambda _: self._count(-1))
        self.session.on("Network.loadingFinished", self._finished)
        if cpu > 1:
            self.session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
        if net:
            mbit, latency = net
            speed = {"downloadThroughput": mbit * 125_000, "uploadThroughput": mbit * 125_000, "latency": latency}
            self.session.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        self.reset("")

    def reset(self, host: str) -> None:
        self._host, self.bytes, self.requests, self.foreign = host, 0.0, 0, 0

    def _count(self, n: int) -> None:
        self.requests += n

    def _sent(self, event: dict[str, object]) -> None:
        url = str(event["request"]["url"])  # type: ignore[index]
        if url.startswith("http"):
            self.requests += 1
            self.foreign += not url.startswith(self._host)

    def _finished(self, event: dict[str, float]) -> None:
        self.bytes += event["encodedDataLength"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A whole Chromium where there is one, as visitors have it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(WHOLE + HEADLESS), args=ARGUMENTS)
        yield browser
        browser.close()


def run(
    browser: Browser,
    site: Site,
    found: Figures,
    *,
    changes: int,
    warm: bool = True,
    cpu: float = 1,
    net: tuple[float, float] | None = None,
) -> None:
    """One visit: cold load, the same again from the cache if wanted, then some changes; adds to `found`."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_SCRIPT + site.script)
        wire = _Wire(page, cpu, net)
        found.cold.append(_load(page, wire, site))
        if warm:
            found.warm.append(_load(page, wire, site))
        before = page.evaluate("window.__seen")
        for number in range(changes):
            _change(page, site, number, found)
        after = page.evaluate("window.__seen")
        found.shifts.append(after["cls"])
        found.long_tasks += [length for _, length in after["long"][len(before["long"]) :]]
    finally:
        context.close()


def watch_bytes(browser: Browser, first: Site, then: Site) -> float:
    """kB on the wire of a page for a visitor who comes from another one."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_SCRIPT + first.script)
        wire = _Wire(page, 1, None)
        _load(page, wire, first)
        return _load(page, wire, then)["kb"]
    finally:
        context.close()


def _load(page: Page, wire: _Wire, site: Site) -> dict[str, float]:
    wire.reset(site.url.split("/", 3)[0] + "//" + site.url.split("/", 3)[2])
    page.goto(site.url, wait_until="commit")
    ready = page.evaluate(f"window.__until(() => ({site.ready}))")
    page.wait_for_timeout(500)
    seen = page.evaluate("window.__seen")
    late = [length for start, length in seen["long"] if start > seen["fcp"]]
    return {
        "ready": ready,
        "painted": seen["fcp"],
        "cls": seen["cls"],
        "long_task": max(late, default=0.0),
        "kb": wire.bytes / 1000,
        "requests": wire.requests,
        "foreign": wire.foreign,
    }


def _change(page: Page, site: Site, number: int, found: Figures) -> None:
    parts = ", ".join(f"{json.dumps(name)}: () => ({read})" for name, read in site.parts.items())
    page.evaluate(f"window.__watch({{{parts}}})")
    site.change(page, number)
    answer = page.evaluate("window.__changed")
    if answer["ms"] is None:
        found.failed.append(f"{site.name}, change {number}: {', '.join(answer['missing'])} stayed")
    else:
        found.changes.append(answer["ms"])
    page.wait_for_timeout(150)
