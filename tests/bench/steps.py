"""The steps of a run and what each contributes to the table."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection
from dataclasses import dataclass

from playwright.sync_api import Browser, Error

from dashboard.config import ROOT
from tests.bench import load, servers, sites
from tests.bench.goals import GOALS, Found
from tests.bench.measure import Figures, chromium, run, watch_bytes
from tests.bench.servers import Server

SLOW = {"cpu": 4.0, "net": (10.0, 40.0)}
Result = dict[str, Found]


@dataclass(frozen=True)
class Size:
    """How often things are measured."""

    visits: int
    changes: int
    plotly_visits: int
    slow_visits: int
    load_s: float
    is_short: bool = False


LONG = Size(visits=5, changes=6, plotly_visits=3, slow_visits=3, load_s=10)
SHORT = Size(visits=3, changes=6, plotly_visits=1, slow_visits=0, load_s=5, is_short=True)


def measure(size: Size, only: Collection[str] = ()) -> Result:
    """All steps, or those that contribute one of the keys; each server runs during its steps."""
    wanted = set(only) or {goal.key for goal in GOALS}
    found: Result = {}
    with servers.ours():
        pass  # builds what is missing, so that the next start is one as on any other day
    with servers.plain() as plain, servers.ours() as mine:
        found["start_s"] = Found(mine.start_s)
        with chromium() as browser:
            for keys, step in _BROWSER_STEPS:
                if wanted & set(keys) and not (size.is_short and step in _LONG_ONLY):
                    found |= _done(step, browser, mine, plain, size)
        if wanted & {"load", "load_errors"}:
            found |= _done(_load, mine, plain, size)
        found["memory_mb"] = Found(mine.worker_mb, remark="after all of the above")
    for keys, step_alone in _STEPS_ALONE:
        if wanted & set(keys) and not (size.is_short and step_alone in _LONG_ONLY):
            found |= _done(step_alone)
    return {key: item for key, item in found.items() if key in wanted and not (size.is_short and item.other is None)}


def _done(step: Callable[..., Result], *given: object) -> Result:
    """What a step found; nothing when it failed, so that the others are not lost (what is missing is not reached)."""
    begin = time.monotonic()
    sys.stderr.write(f"… {(step.__doc__ or '').splitlines()[0].rstrip('.')}")
    sys.stderr.flush()
    try:
        found = step(*given)
    except (RuntimeError, Error, OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"\nFAILED: {error}\n")
        return {}
    sys.stderr.write(f" ({time.monotonic() - begin:.0f} s)\n")
    return found


def _overview(browser: Browser, mine: Server, plain: Server, size: Size) -> Result:
    """Overview: cold, warm, filter changes; ours and plain Dash in turn."""
    ours, other = Figures(), Figures()
    for site in (sites.overview(mine.url, 0), sites.plain(plain.url, 0)):
        run(browser, site, Figures(), changes=1)  # the servers have answered once before anything counts
    for turn in range(1, size.visits + 1):
        run(browser, sites.overview(mine.url, turn), ours, changes=size.changes)
        run(browser, sites.plain(plain.url, turn), other, changes=size.changes)
    _complain(ours, other)

    def both(phase: str, name: str) -> Found:
        return Found(ours.median(phase, name), other.median(phase, name))

    loads = [*ours.cold, *ours.warm]
    return {
        "overview_kb": both("cold", "kb"),
        "overview_requests": both("cold", "requests"),
        "overview_foreign": Found(max(row["foreign"] for row in loads)),
        "overview_ready": both("cold", "ready"),
        "overview_painted": both("cold", "painted"),
        "warm_ready": both("warm", "ready"),
        "warm_kb": both("warm", "kb"),
        "change_median": Found(ours.change, other.change, f"{len(ours.changes)} changes"),
        "change_p95": Found(ours.change_p95, other.change_p95),
        "cls": Found(max(*(row["cls"] for row in loads), *ours.shifts)),
        "long_task": Found(max(*(row["long_task"] for row in loads), *ours.long_tasks)),
    }


def _complain(*all_figures: Figures) -> None:
    failed = [problem for figures in all_figures for problem in figures.failed]
    done = sum(len(figures.changes) for figures in all_figures)
    if len(failed) > done / 20:
        raise RuntimeError("changes were not seen: " + "; ".join(failed[:5]))
    for problem in failed:
        sys.stderr.write(f"not counted: {problem}\n")


def _recolour(browser: Browser, mine: Server, plain: Server, size: Size) -> Result:
    """Recolour all municipalities: our map and a Plotly choropleth."""
    ours, other = Figures(), Figures()
    for _ in range(size.visits):
        run(browser, sites.municipalities(mine.url), ours, changes=6, warm=False)
    for _ in range(size.plotly_visits):
        run(browser, sites.plotly_municipalities(plain.url), other, changes=4, warm=False)
    _complain(ours, other)
    return {"recolour_ms": Found(ours.change, other.change, f"{len(ours.changes)} changes, values loaded for each")}


def _map_bytes(browser: Browser, mine: Server, _plain: Server, _size: Size) -> Result:
    """Bytes of the municipalities' map after the overview."""
    first, then = sites.overview(mine.url, 0), sites.municipalities(mine.url)
    return {"map_kb": Found(watch_bytes(browser, first, then))}


def _peers_seen(browser: Browser, mine: Server, _plain: Server, size: Size) -> Result:
    """Peers: a weight changes."""
    ours = Figures()
    for _ in range(size.visits):
        run(browser, sites.peers(mine.url), ours, changes=6, warm=False)
    _complain(ours)
    return {"peers_seen_ms": Found(ours.change, remark=f"p95 {ours.change_p95:.0f} ms")}


def _slow(browser: Browser, mine: Server, plain: Server, size: Size) -> Result:
    """Slow laptop: a quarter of the processor, 10 Mbit/s, 40 ms."""
    ours, other = Figures(), Figures()
    for turn in range(1, size.slow_visits + 1):
        run(browser, sites.overview(mine.url, turn), ours, changes=5, warm=False, **SLOW)
    run(browser, sites.plain(plain.url, 1), other, changes=5, warm=False, **SLOW)
    _complain(ours, other)
    return {
        "slow_ready": Found(ours.median("cold", "ready"), other.median("cold", "ready")),
        "slow_change": Found(ours.change, other.change),
    }


def _load(mine: Server, plain: Server, size: Size) -> Result:
    """50 connections without a pause: plain Dash, ours with queries asked once, ours with queries asked before."""
    callbacks = json.loads(urllib.request.urlopen(f"{mine.url}/_dash-dependencies").read())  # noqa: S310 (our own server)
    view = next(item for item in callbacks if not item["clientside_function"] and item["inputs"][0]["id"] == "view")
    queries = load.distinct_queries({"state": sites.STATES, "theme": sites.THEMES}, seed=7)
    other = load.run(plain.port, load.plain_changes(sites.STATES, plain.port, seed=7), size.load_s)
    once = load.run(mine.port, load.our_changes(view, queries, mine.port), size.load_s)
    few = load.repeated(queries, 20)
    load.run(mine.port, load.our_changes(view, few, mine.port), 1)
    again = load.run(mine.port, load.our_changes(view, few, mine.port), size.load_s / 2)
    remark = f"asked before: {again.rate:,.0f}/s"
    return {
        "load": Found(once.rate, other.rate, remark),
        "load_errors": Found(once.errors + again.errors, remark=f"plain Dash: {other.errors}"),
    }


def _server() -> Result:
    """Server times of overview and peers."""
    times = _alone("answers")
    trivial = times["trivial"]
    first = f"processor {times['overview_cpu']:.1f} ms = {times['overview_cpu'] / trivial:.0f} × `select 1`"
    peers = f"processor {times['peers_cpu']:.1f} ms"
    return {
        "server_ms": Found(times["again"], remark=f"`select 1` takes {trivial:.2f} ms"),
        "server_first_ms": Found(times["overview"], remark=first),
        "peers_server_ms": Found(times["peers"], remark=peers),
    }


def _csv() -> Result:
    """CSV of all indicator values."""
    speeds = _alone("csv")
    return {"csv_mb_per_s": Found(speeds["ours"], speeds["pandas"])}


def _alone(name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.server_side", name]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(answer.stdout.splitlines()[-1])  # type: ignore[no-any-return]


_OVERVIEW_KEYS = ("overview_kb", "overview_requests", "overview_foreign", "overview_ready", "overview_painted")
_VISIT_KEYS = ("warm_ready", "warm_kb", "change_median", "change_p95", "cls", "long_task")
_BROWSER_STEPS = (
    ((*_OVERVIEW_KEYS, *_VISIT_KEYS), _overview),
    (("recolour_ms",), _recolour),
    (("map_kb",), _map_bytes),
    (("peers_seen_ms",), _peers_seen),
    (("slow_ready", "slow_change"), _slow),
)
_STEPS_ALONE = ((("server_ms", "server_first_ms", "peers_server_ms"), _server), (("csv_mb_per_s",), _csv))
_LONG_ONLY = (_map_bytes, _peers_seen, _slow, _server)
