"""How fast the largest file leaves, and what memory that takes: `python tests/bench/bench_files.py`.

Goals: all indicator values as CSV, from query to bytes, at 100 MB/s or more and five times as fast as pandas writes the
same rows, within 64 MB of memory beyond a warmed-up server. Both are taken in turns, the best of three runs counts; beside
the duration stands the processor time, which other work on the machine does not change as much.
"""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dashboard import datasets, db, files
from dashboard.build import ensure_built
from dashboard.config import load_settings
from dashboard.dataset_query import DatasetQuery, statement
from dashboard.datasets import needed
from dashboard.files import FORMATS

GOAL_MB_PER_S = 100.0
GOAL_TIMES_PANDAS = 5.0
GOAL_EXTRA_MB = 64.0
RUNS = 3


def resident_mb() -> float:
    """Memory of this process now (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc/self/status")


def measure(suffix: str) -> dict[str, float | str]:
    """Size in MB, seconds, MB/s and the highest memory above the start, for all indicator values in one format.

    mb_per_cpu_s: MB per second of processor time of all threads.
    """
    question = DatasetQuery(datasets.dataset("indicator_values"))
    before, highest, size = resident_mb(), 0.0, 0
    start, cpu = time.perf_counter(), time.process_time()
    for number, piece in enumerate(files.stream(question, FORMATS[suffix])):
        size += len(piece)
        if number % 8 == 0:
            highest = max(highest, resident_mb())
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return _row(suffix, size, seconds, cpu) | {"extra_mb": round(max(0.0, highest - before), 1)}


def by_pandas() -> dict[str, float | str]:
    """The same statement as a frame, written by `DataFrame.to_csv`."""
    question = DatasetQuery(datasets.dataset("indicator_values"))
    sql, target = statement(question), io.BytesIO()
    start, cpu = time.perf_counter(), time.process_time()
    db.current().cursor().execute(sql, needed(sql, question.params())).df().to_csv(target, index=False)
    return _row("pandas", target.tell(), time.perf_counter() - start, time.process_time() - cpu)


def _row(name: str, size: int, seconds: float, cpu: float) -> dict[str, float | str]:
    speeds = {"mb_per_s": round(size / 1e6 / seconds, 1), "mb_per_cpu_s": round(size / 1e6 / cpu, 1)}
    return {"format": name, "mb": round(size / 1e6, 1), "seconds": round(seconds, 2), **speeds}


def csv_and_pandas() -> tuple[dict[str, float | str], dict[str, float | str]]:
    """CSV and pandas in turns, the best of RUNS each."""
    measure(".csv")
    runs = [(measure(".csv"), by_pandas()) for _ in range(RUNS)]
    ours, pandas = ([run[side] for run in runs] for side in (0, 1))
    return _best(ours), _best(pandas)


def _best(rows: list[dict[str, float | str]]) -> dict[str, float | str]:
    fastest = {key: max(float(row[key]) for row in rows) for key in ("mb_per_s", "mb_per_cpu_s")}
    most = {"extra_mb": max(float(row["extra_mb"]) for row in rows)} if "extra_mb" in rows[0] else {}
    return {**rows[0], **fastest, **most}


def main() -> int:
    """Print a line of JSON per format; 1 when a goal is missed."""
    settings = load_settings()
    built = ensure_built(settings)
    db.use(db.Database(built.database, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb))
    small = DatasetQuery(datasets.dataset("indicator_values"), limit=1_000)
    for form in FORMATS.values():
        for _ in files.stream(small, form):
            pass
    csv, pandas = csv_and_pandas()
    for row in (csv, pandas, *(measure(suffix) for suffix in FORMATS if suffix != ".csv")):
        sys.stdout.write(json.dumps(row) + "\n")
    times = float(csv["mb_per_s"]) / float(pandas["mb_per_s"])
    sys.stdout.write(f"CSV: {csv['mb_per_s']} MB/s, {times:.1f} × pandas, {csv['extra_mb']} MB beyond the start\n")
    is_fast = float(csv["mb_per_s"]) >= GOAL_MB_PER_S and times >= GOAL_TIMES_PANDAS
    return 0 if is_fast and float(csv["extra_mb"]) <= GOAL_EXTRA_MB else 1


if __name__ == "__main__":
    sys.exit(main())
