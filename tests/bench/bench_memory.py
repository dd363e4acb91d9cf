"""What a worker holds in memory, and how soon the server answers: `python tests/bench/bench_memory.py`.

Starts the production server (`python -m dashboard.serve`) as a process of its own and asks it, from four threads at once,
what visitors ask: every kind of page in both languages, filter changes, comparisons with own weights, searches, files in
every form. After each step it reads the memory of the worker from /proc (Linux).

rss: pages of memory the worker has mapped, including code and files it shares with other processes. pss: the same with
shared pages divided by the number of their users. uss: pages only the worker has; this much more another worker costs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOAL_START_S = 2.0
GOAL_MB = 200.0
THREADS = 4
_WAIT_S = 60
# DuckDB gives back what a query needed some seconds after it.
_REST_S = 4
_BUILD = (
    "from dashboard.build import ensure_built; from dashboard.config import load_settings; ensure_built(load_settings())"
)
_KINDS = {"Rss:": "rss_mb", "Pss:": "pss_mb", "Private_Clean:": "uss_mb", "Private_Dirty:": "uss_mb"}
_PLACES = ("05358040", "09679136", "02000000", "13071", "05315000", "09162000", "14523320", "03159016")
_LABS = ("oberrhein", "sachsen")
_WEIGHTS = ("", "w.size=3", "w.work=0&w.size=1", "lens=economy", "k=20&regiostar=own", "state=own")
_WORDS = ("musterstadt", "augutin", "97218", "digital", "bürger", "kreis", "st", "muenchen", "open data", "hessn")
_FILES = ("indicator_values", "municipalities", "subprojects", "labs", "organisations")
_SUFFIXES = (".csv", ".excel.csv", ".json", ".ndjson", ".parquet", ".xlsx", ".geojson")


@dataclass(frozen=True)
class Server:
    """A running server: its address, the process of its worker, seconds from its start to its first answer."""

    base: str
    worker: int
    start_s: float


@contextmanager
def serving(port: int, **environment: str) -> Iterator[Server]:
    """The production server on a port of this machine, its database built before; stopped at the end."""
    env = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", **environment}
    base = f"http://127.0.0.1:{port}"
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "dashboard.serve"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        while not _is_up(f"{base}/de/"):
            if process.poll() is not None or time.perf_counter() - begin > _WAIT_S:
                raise RuntimeError(f"no answer at {base}, status {process.poll()}")
            time.sleep(0.01)
        yield Server(base, _worker_of(process.pid), time.perf_counter() - begin)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return bool(answer.read())
    except OSError:
        return False


def _worker_of(master: int) -> int:
    """The first child of gunicorn's master; without children the process itself."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else master


def memory(pid: int) -> dict[str, float]:
    """rss_mb, pss_mb, uss_mb of a process, and the most it ever had resident (peak_mb); 1 MB = 1,000,000 bytes."""
    found = dict.fromkeys((*_KINDS.values(), "peak_mb"), 0.0)
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        name, *value = line.split()
        if name in _KINDS:
            found[_KINDS[name]] += int(value[0]) * 1024 / 1e6
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            found["peak_mb"] = int(line.split()[1]) * 1024 / 1e6
    return {name: round(value, 1) for name, value in found.items()}


def addresses(base: str) -> list[str]:
    """Addresses of every kind of page in both languages, at most six of a kind, and some municipalities."""
    sys.path.insert(0, str(ROOT))
    from dashboard.i18n import LANGS
    from dashboard.urls import PATHS, page_url

    with urllib.request.urlopen(f"{base}/sitemap.xml", timeout=60) as answer:  # noqa: S310
        listed = [part.split("</loc>")[0] for part in answer.read().decode().split("<loc>")[1:]]
    paths = [url.removeprefix(base) for url in listed]
    found: list[str] = []
    for page, by_lang in PATHS.items():
        for lang in LANGS:
            if "{id}" not in by_lang[lang]:
                found.append(page_url(page, lang))
                continue
            start = page_url(page, lang, "-").removesuffix("-")
            found += [path for path in paths if path.startswith(start) and path != start][:6]
    return found + [page_url("municipality", "de", ags) for ags in _PLACES]


def comparisons() -> list[str]:
    """Comparisons with the weights of groups, lenses and gates that come up."""
    return [f"/de/vergleich?ags={ags}{'&' if more else ''}{more}" for ags in _PLACES for more in _WEIGHTS]


def searches() -> list[str]:
    """Suggestions and pages of the search."""
    quoted = [urllib.request.quote(word) for word in _WORDS]  # type: ignore[attr-defined]
    return [f"/api/v1/search.json?q={word}" for word in quoted] + [f"/de/suche?q={word}" for word in quoted]


def filtered(n: int) -> list[str]:
    """The overview under filters, each another one."""
    sys.path.insert(0, str(ROOT))
    from dashboard.filters import FIRST_YEAR

    states = ("BW", "BY", "HB", "HE", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST")
    steps = ("plan", "announced", "reported", "result")
    kinds = [f"state={a}&evidence={b}&from={FIRST_YEAR + year}" for a in states for b in steps for year in range(3)]
    kinds += [f"focus={lab}&q={word}" for lab in _LABS for word in ("rat", "platt", "dorf", "klima", "jugend", "karte")]
    kinds += [f"/de/?{query}" for query in kinds]
    return [path for path in kinds if path.startswith("/")][:n]


def files() -> list[str]:
    """Data files in every form."""
    return [f"/api/v1/{name}{suffix}" for name in _FILES for suffix in _SUFFIXES]


def ask(base: str, paths: Iterable[str]) -> int:
    """Ask from THREADS threads at once; how many were answered.

    Raises: RuntimeError for an answer of the kind 5xx.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(lambda path: _read(base + path), paths))


def _read(url: str) -> int:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            while answer.read(1 << 18):
                pass
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise RuntimeError(f"{error.code} at {url}") from error
    return 1


def measure(port: int, **environment: str) -> dict[str, object]:
    """Start the server, ask it everything, and read the memory of its worker after each step."""
    steps: dict[str, Callable[[str], Iterable[str]]] = {
        "every kind of page": addresses,
        "filters": lambda _: filtered(150),
        "searches": lambda _: searches(),
        "comparisons": lambda _: comparisons(),
        "everything again": lambda base: [*addresses(base), *filtered(150), *searches(), *comparisons()],
        "files": lambda _: files(),
        "pages after files": addresses,
    }
    # The start is measured without a build.
    subprocess.run([sys.executable, "-c", _BUILD], cwd=ROOT, env={**os.environ, **environment}, check=True)
    with serving(port, **environment) as server:
        found: dict[str, object] = {"start_s": round(server.start_s, 2), "first answer": memory(server.worker)}
        n = 0
        for name, paths in steps.items():
            n += ask(server.base, paths(server.base))
            time.sleep(_REST_S)
            with suppress(FileNotFoundError):
                found[name] = {"requests": n, **memory(server.worker)}
    return found


def main() -> int:
    """Print the memory after each step; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8098)
    parser.add_argument("--json", type=Path, help="file for the numbers")
    given = parser.parse_args()
    found = measure(given.port)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    start = float(str(found["start_s"]))
    print(f"start to first answer {start:.2f} s (goal {GOAL_START_S:.0f} s)")
    print(f"{'after':<22}{'requests':>9}{'rss':>8}{'pss':>8}{'uss':>8}{'peak':>8}  MB")
    for name, row in found.items():
        if isinstance(row, dict):
            numbers = "".join(f"{row[key]:>8.0f}" for key in ("rss_mb", "pss_mb", "uss_mb", "peak_mb"))
            print(f"{name:<22}{row.get('requests', 1):>9}{numbers}")
    last = found["pages after files"]
    assert isinstance(last, dict)
    return 0 if start <= GOAL_START_S and last["rss_mb"] <= GOAL_MB else 1


if __name__ == "__main__":
    sys.exit(main())
