"""How fast the largest file leaves, and what memory that takes: `python tests/bench/bench_files.py`.

Goals: the full indicator values as CSV at 20 MB/s or more, within 64 MB of memory beyond a warmed-up server.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dashboard import datasets, db, files
from dashboard.build import ensure_built
from dashboard.config import load_settings
from dashboard.dataset_query import DatasetQuery
from dashboard.files import FORMATS

GOAL_MB_PER_S = 20.0
GOAL_EXTRA_MB = 64.0


def resident_mb() -> float:
    """Memory of this process now (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc/self/status")


def measure(suffix: str) -> dict[str, float | str]:
    """Size in MB, seconds, MB/s and the highest memory above the start, for all indicator values in one format."""
    question = DatasetQuery(datasets.dataset("indicator_values"))
    before, highest, size = resident_mb(), 0.0, 0
    start = time.perf_counter()
    for number, piece in enumerate(files.stream(question, FORMATS[suffix])):
        size += len(piece)
        if number % 8 == 0:
            highest = max(highest, resident_mb())
    seconds = time.perf_counter() - start
    return {
        "format": suffix,
        "mb": round(size / 1e6, 1),
        "seconds": round(seconds, 2),
        "mb_per_s": round(size / 1e6 / seconds, 1),
        "extra_mb": round(max(0.0, highest - before), 1),
    }


def main() -> int:
    """Print a line of JSON per format; 1 when a goal is missed."""
    settings = load_settings()
    built = ensure_built(settings)
    db.use(db.Database(built.database, threads=settings.duckdb_threads, memory_limit_mb=settings.memory_limit_mb))
    small = DatasetQuery(datasets.dataset("indicator_values"), limit=1_000)
    for form in FORMATS.values():
        for _ in files.stream(small, form):
            pass
    found = {suffix: measure(suffix) for suffix in FORMATS}
    for row in found.values():
        sys.stdout.write(json.dumps(row) + "\n")
    csv = found[".csv"]
    is_met = float(csv["mb_per_s"]) >= GOAL_MB_PER_S and float(csv["extra_mb"]) <= GOAL_EXTRA_MB
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
