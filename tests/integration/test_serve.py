"""What the production server relies on."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from dashboard import create_app, db
from dashboard.build import Built
from dashboard.config import Settings
from dashboard.serve import gunicorn_options

_ARRAYS = """
import numpy as np
from pathlib import Path
from dashboard import memory

def resident() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

memory.be_frugal()
for size in (4_000_000, 100_000):
    np.ones(size)
before = resident()
arrays = [np.ones(100_000) for _ in range(100)]
keep = arrays[-1]
arrays.clear()
print(resident() - before)
"""


def test_program_loaded_before_the_fork_has_not_opened_the_database(
    settings: Settings, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers share what is loaded, but a connection of DuckDB does not survive a fork: each opens its own."""
    monkeypatch.setattr(db, "_current", None)

    create_app(dataclasses.replace(settings, warm_up=False))

    assert gunicorn_options(settings)["preload_app"] is True
    assert not db.current().is_open
    assert db.current().records("select 1 as one") == [{"one": 1}]
    assert db.current().is_open


def test_freed_arrays_go_back_to_the_system() -> None:
    found = subprocess.run([sys.executable, "-c", _ARRAYS], check=True, capture_output=True, text=True)

    assert int(found.stdout) < 8_000, "kB: 80 MB were freed but for the last 0.8"
