"""Measures everything that has a goal, ours and plain Dash in turn, and prints one table: `make bench`, up to 15 minutes.

`--short` (3 minutes, for CI) measures ratios only and fails when one has become worse than 1.5 × the stored one
(baseline.json); before it fails it measures once more. `--store` writes the ratios of this run as the stored ones, `--docs`
the table of a whole run into docs/speed.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dashboard.config import ROOT, load_settings
from tests.bench import goals, steps
from tests.bench.goals import Found

DOCS = ROOT / "docs" / "speed.md"
BASELINE = Path(__file__).with_name("baseline.json")


def main() -> int:
    """1 for a goal missed in a whole run, or for a regression in a short one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="ratios only, compared with baseline.json")
    parser.add_argument("--store", action="store_true", help="write baseline.json from this run")
    parser.add_argument("--docs", action="store_true", help="write the table of this run into docs/speed.md")
    parser.add_argument("--json", type=Path, default=load_settings().build_dir / "bench.json", help="where numbers go")
    given = parser.parse_args()
    begin = time.monotonic()
    found = steps.measure(steps.SHORT if given.short else steps.LONG)
    verdicts = goals.verdicts(found)
    if not given.short:
        _say(goals.table(found, verdicts))
    _write(given.json, found, verdicts, time.monotonic() - begin)
    if given.docs:
        _document(found, verdicts)
    if given.store:
        BASELINE.write_text(json.dumps(goals.costs(found), indent=1) + "\n", encoding="utf-8")
    missing = [goal.key for goal in goals.GOALS if goal.key not in found and not given.short]
    if missing:
        _say([f"NOT MEASURED: {', '.join(missing)}"])
    status = _compare(found) if given.short else int("MISSED" in verdicts.values() or bool(missing))
    _say([f"{time.monotonic() - begin:.0f} s"])
    return status


def _compare(found: dict[str, Found]) -> int:
    """Compare with the stored ratios; what is worse is measured once more."""
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    now = goals.costs(found)
    worse = goals.regressions(now, stored)
    if worse:
        _say([f"worse than {goals.WORSE} × the stored ratio, measured once more: {', '.join(worse)}"])
        again = goals.costs(steps.measure(steps.SHORT, set(worse)))
        now = goals.better(now, again)
        worse = goals.regressions(now, stored)
    _say([*goals.comparison(now, stored), f"REGRESSION: {', '.join(worse)}" if worse else "no regression"])
    return int(bool(worse))


def _document(found: dict[str, Found], verdicts: dict[str, str]) -> None:
    """Put the table of a run into the docs, with when and under which load it was taken."""
    busy = f"{os.getloadavg()[2]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    when = f"Taken {time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors, mean load of the last 15 minutes {busy}."
    lines = ["", when, "", *goals.markdown(found, verdicts), ""]
    DOCS.write_text(goals.between(DOCS.read_text(encoding="utf-8"), "goals", lines), encoding="utf-8")


def _write(path: Path, found: dict[str, Found], verdicts: dict[str, str], seconds: float) -> None:
    content = {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "seconds": round(seconds),
        "processors": os.cpu_count(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "goals": {
            goal.key: {
                "what": goal.what,
                "goal": goal.text,
                "value": found[goal.key].value,
                "other": found[goal.key].other,
                "ratio": found[goal.key].ratio,
                "verdict": verdicts[goal.key],
                "remark": found[goal.key].remark,
            }
            for goal in goals.GOALS
            if goal.key in found
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _say([f"numbers: {path}"])


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
