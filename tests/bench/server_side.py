"""Times without a browser, in a process of its own: `python -m tests.bench.server_side NAME` prints one line of JSON.

`answers`: milliseconds of the callbacks of overview and peers from request to packed answer, for queries never asked before
and for the same asked again. Before, the server prepares the likely ones, as after its first visitor (dashboard/warm.py).
`csv`: MB/s of all indicator values from query to bytes, and of pandas for the same rows.
"""

from __future__ import annotations

import io
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Callable

from dashboard import catalog, create_app, db, warm
from dashboard.build import ensure_built
from dashboard.callback_cache import request_body
from dashboard.config import load_settings
from tests.bench.bench_files import measure as measure_file
from tests.bench.load import PATH, distinct_queries

N = 60


def main() -> None:
    """Measure what is asked for."""
    print(json.dumps({"answers": answers, "csv": csv}[sys.argv[1]]()))


def answers() -> dict[str, float]:
    """Medians in ms of a server that has prepared what is likely; `trivial` is `select 1` through the same connection."""
    app = create_app()
    for prepare in warm.questions(app, "http://localhost/"):
        prepare()
    client = app.server.test_client()
    overview, compare = (_callback(app.callbacks, name) for name in ("view", "compare-view"))
    queries = list(itertools.islice(distinct_queries({key: catalog.terms(key) for key in ("state", "theme")}, 1), N))

    def ask(callback: object, query: str) -> Callable[[], object]:
        body = request_body(callback, query, "de")  # type: ignore[arg-type]
        headers = {"Accept-Encoding": "br"}
        return lambda: _checked(client.post(PATH, data=body, content_type="application/json", headers=headers))

    first = [_timed(ask(overview, query)) for query in queries]
    again = [_timed(ask(overview, query)) for query in queries]
    peers = [_timed(ask(compare, f"ags={ags}")) for ags in _places()]
    trivial = [_timed(lambda: db.records("select 1 as a")) for _ in range(N)]
    return {
        "overview": _median(first),
        "overview_cpu": 1000 * statistics.median(cpu for _, cpu in first),
        "again": _median(again),
        "peers": _median(peers),
        "peers_cpu": 1000 * statistics.median(cpu for _, cpu in peers),
        "trivial": _median(trivial),
    }


def _callback(callbacks: list[dict[str, object]], store: str) -> dict[str, object]:
    return next(item for item in callbacks if not item["clientside_function"] and item["inputs"][0]["id"] == store)  # type: ignore[index]


def _places() -> list[str]:
    rows = db.records("select ags from municipalities where is_inhabited order by ags")
    dice = random.Random(2)  # noqa: S311 (the same places in each run)
    return [str(row["ags"]) for row in dice.sample(rows, N // 2)]


def _checked(response: object) -> None:
    if response.status_code != 200:  # type: ignore[attr-defined]
        raise RuntimeError(f"a callback was answered with {response.status_code}")  # type: ignore[attr-defined]


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    begin, cpu = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - begin, time.process_time() - cpu


def _median(times: list[tuple[float, float]]) -> float:
    return 1000 * statistics.median(wall for wall, _ in times)


def csv() -> dict[str, float]:
    """The better of two runs each, one after the other."""
    settings = load_settings()
    built = ensure_built(settings)
    db.use(db.Database(built.database, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb))
    measured = [(float(measure_file(".csv")["mb_per_s"]), _pandas_mb_per_s()) for _ in range(2)]
    return {"ours": max(mine for mine, _ in measured), "pandas": max(other for _, other in measured)}


def _pandas_mb_per_s() -> float:
    target = io.BytesIO()
    begin = time.perf_counter()
    with db.current().cursor().cursor() as con:
        con.execute("select * from indicator_values order by ags, indicator_id, year").df().to_csv(target, index=False)
    return target.tell() / 1e6 / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
