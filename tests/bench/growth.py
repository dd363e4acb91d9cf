"""What the overview costs when the programme grows: `python tests/bench/growth.py FOLDER [--sizes 10000 …]`.

Generates what is missing in the folder (see generate.py), then measures each size in a process of its own: duration and
processor time of the callback for some queries, bytes of page and answer, the last page of the table, the text search, the
first bytes of a download, memory. Nothing is kept between two questions. Writes growth.json and prints a table.
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
    "lab in focus": "focus=oberrhein",
    "organisations": "table=organisations&page=50",
    "text, rare": "q=kerpen",
    "text, frequent": "q=digital",
}
# Searching a text means reading all texts; it is reported, the limits are those of choosing values.
_TEXT = ("text, rare", "text, frequent")
RUNS = 5


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
        build = {} if path.exists() else _generate(n, path)
        command = [sys.executable, __file__, str(given.folder), "--one", str(path)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        found[n] = {**json.loads(answer), "build_s": sum(build.values()), "database_mb": path.stat().st_size / 1e6}
        print("\n".join(lines(n, found[n])), flush=True)
    (given.folder / "growth.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


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
        verdict = "reported" if name in _TEXT else "ok" if value["ms"] <= limit else f"more than {limit} ms"
        rows.append(f"  {name:<18}{value['ms']:>8.0f} ms{value['cpu_ms']:>8.0f} ms cpu{value['kb']:>8.0f} kB  {verdict}")
    rows += [f"  {key:<18}{found[key]:>8,.0f}" for key in ("page_kb", "last_page_ms", "download_first_ms", "memory_mb")]
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

    from dashboard.filters import Filters
    from dashboard.pages import overview
    from dashboard.queries import counts, selected_rows, tables
    from dashboard.ssr import to_html

    def forget() -> None:
        for kept in (counts._counts, counts._read_numbers, selected_rows._places, tables._groups):
            kept.cache_clear()

    page_kb = len(to_html(overview.page("de", "", []).body)) / 1000
    queries = {}
    for name, query in QUERIES.items():
        kb = len(to_json(list(overview.update(query, "de")))) / 1000
        ms, cpu = _timed(lambda query=query: overview.update(query, "de"), forget)  # type: ignore[misc]
        queries[name] = {"ms": ms, "cpu_ms": cpu, "kb": kb}
    n = counts.counts(Filters()).n
    last_page_ms, _ = _timed(lambda: tables.page("subprojects", Filters(), lang="de", limit=12, offset=n - 12), forget)
    return {
        "n": n,
        "page_kb": page_kb,
        "queries": queries,
        "trivial_ms": _timed(lambda: db.records("select 1 as a"), forget)[1],
        "last_page_ms": last_page_ms,
        "download_first_ms": _first_bytes(Filters(state=("NW",), theme=("mobility",), evidence=("result",))),
        "memory_mb": _peak_mb(),
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


def _first_bytes(filters: object) -> float:
    """Milliseconds until a filtered download begins."""
    from dashboard import db
    from dashboard.queries import tables
    from dashboard.sql_text import parameters

    params = {**filters.sql_params(), "lang": "de"}  # type: ignore[attr-defined]
    begin = time.perf_counter()
    with db.current().batches(tables.SUBPROJECTS, {name: params[name] for name in parameters(tables.SUBPROJECTS)}) as reader:
        next(iter(reader), None)
    return 1000 * (time.perf_counter() - begin)


def _peak_mb() -> float:
    """The most memory this process ever held."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    main()
