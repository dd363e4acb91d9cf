"""What the overview costs when the programme grows: `python tests/bench/growth.py FOLDER [--sizes 10000 …]`.

Generates what is missing in the folder (see generate.py), then measures each size in a process of its own: duration and
processor time of the callback for some queries, bytes of page and answer, the last page of the table, the text search, the
first bytes of a download, the search box, memory. Nothing is kept between two questions. Writes growth.json, prints a table.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (10_000, 1_000_000, 10_000_000)
LIMITS_MS = {10_000: 60, 1_000_000: 150, 10_000_000: 500}
MAX_MEMORY_MB = 1_000
QUERIES = {
    "no filter": "",
    "state": "state=NW",
    "theme": "theme=mobility",
    "years": "from=2021&to=2021",
    "three filters": "state=NW&theme=mobility&evidence=result",
    "principle, years": "principle=open_data&from=2021",
    "format": "format=workshop",
    "target group": "target_group=youth",
    "lab in focus": "focus=oberrhein",
    "organisations": "table=organisations&page=50",
    "text, rare": "q=kerpen",
    "text, frequent": "q=digital",
    "text, principle": "q=digital&principle=open_data",
    "text, format": "q=digital&format=workshop",
    "text, target group": "q=digital&target_group=youth",
    "text, years": "q=digital&from=2021&to=2021",
    "text, all": "q=digital&state=NW&theme=mobility&principle=open_data&format=workshop&target_group=youth&from=2021",
}
RUNS = 5
SEARCHED = "Klimawerkstatt Kerpen"


def main() -> None:
    """Generate what is missing and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one)))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for n in given.sizes:
        path = given.folder / f"programme-{n}.duckdb"
        noted = path.with_suffix(".json")
        if not path.exists():
            noted.write_text(json.dumps(_generate(n, path)), encoding="utf-8")
        build = json.loads(noted.read_text(encoding="utf-8"))
        command = [sys.executable, __file__, str(given.folder), "--one", str(path)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        found[n] = {**json.loads(answer), "build_s": sum(build.values()), "database_mb": path.stat().st_size / 1e6}
        print("\n".join(lines(n, found[n])), flush=True)
    (given.folder / "growth.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


_FURTHER = (
    "page_kb",
    "last_page_ms",
    "download_first_ms",
    "search_ms",
    "search_cpu_ms",
    "memory_mb",
    "memory_after_files_mb",
)


def _generate(n: int, path: Path) -> dict[str, float]:
    from tests.bench.generate import generate

    print(f"generating {n:,} subprojects")
    return generate(n, path)


def lines(n: int, found: dict[str, object]) -> list[str]:
    """The table of one size."""
    queries = found["queries"]
    assert isinstance(queries, dict)
    limit = LIMITS_MS.get(n, max(LIMITS_MS.values()))
    rows = [f"\n{n:,} subprojects · database {found['database_mb']:,.0f} MB · built in {found['build_s']:,.0f} s"]
    for name, value in queries.items():
        verdict = "ok" if value["ms"] <= limit else f"more than {limit} ms"
        rows.append(f"  {name:<18}{value['ms']:>8.0f} ms{value['cpu_ms']:>8.0f} ms cpu{value['kb']:>8.0f} kB  {verdict}")
    rows += [f"  {key:<18}{found[key]:>8,.0f}" for key in _FURTHER]
    return rows


def measure(path: Path) -> dict[str, object]:
    """All measurements on one database, in this process."""
    from dashboard import db
    from dashboard.config import load_settings
    from dashboard.i18n import strings

    settings = load_settings()
    strings()
    db.use(db.Database(path, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb))
    from dash._utils import to_json

    from dashboard import search
    from dashboard.filters import Filters
    from dashboard.pages import overview
    from dashboard.queries import counts, hits, selected_rows, tables
    from dashboard.ssr import to_html

    caches = (counts._counts, counts._read_numbers, tables._groups, selected_rows._places, selected_rows._kept)
    caches += (hits._hits, hits._counted)

    def forget() -> None:
        for cache in caches:
            cache.cache_clear()

    page_kb = len(to_html(overview.page("de", "", []).body)) / 1000
    queries = {}
    for name, query in QUERIES.items():
        kb = len(to_json(list(overview.update(query, "de")))) / 1000
        ms, cpu = _timed(lambda query=query: overview.update(query, "de"), forget)  # type: ignore[misc]
        queries[name] = {"ms": ms, "cpu_ms": cpu, "kb": kb}
    n = counts.counts(Filters()).n
    last_page_ms, _ = _timed(lambda: tables.page("subprojects", Filters(), lang="de", limit=12, offset=n - 12), forget)
    memory_mb = _peak_mb()
    search_ms, search_cpu_ms = _timed(lambda: search.find(SEARCHED), forget)
    return {
        "n": n,
        "page_kb": page_kb,
        "queries": queries,
        "trivial_ms": _timed(lambda: db.records("select 1 as a"), forget)[1],
        "last_page_ms": last_page_ms,
        "search_ms": search_ms,
        "search_cpu_ms": search_cpu_ms,
        "download_first_ms": _first_bytes(QUERIES["three filters"]),
        "memory_mb": memory_mb,
        "memory_after_files_mb": _peak_mb(),
    }


def _timed(ask: Callable[[], object], forget: Callable[[], None]) -> tuple[float, float]:
    """Median milliseconds and processor milliseconds of a question asked anew."""
    times, cpus = [], []
    for _ in range(RUNS):
        forget()
        begin, cpu = time.perf_counter(), time.process_time()
        ask()
        times.append(time.perf_counter() - begin)
        cpus.append(time.process_time() - cpu)
    return 1000 * statistics.median(times), 1000 * statistics.median(cpus)


def _first_bytes(query: str) -> float:
    """Milliseconds until the first rows of a filtered CSV file are there; its head comes before."""
    from dashboard import datasets
    from dashboard.dataset_query import parse
    from dashboard.files import FORMATS, stream
    from dashboard.pages.parts import parse_query

    question, _ = parse(datasets.dataset("subprojects"), parse_query(query))
    begin = time.perf_counter()
    pieces = stream(question, FORMATS[".csv"])
    next(pieces)
    next(pieces)
    return 1000 * (time.perf_counter() - begin)


def _peak_mb() -> float:
    """The most memory this process ever held; `getrusage` would count what its parent held before it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1.024 / 1000
    raise RuntimeError("memory can be measured on Linux only")


if __name__ == "__main__":
    main()
