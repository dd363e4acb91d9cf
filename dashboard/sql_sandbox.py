"""Statements of visitors against the database: at most so long, so large, so many at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard import db

if TYPE_CHECKING:
    import pyarrow as pa

MAX_STATEMENT = 20_000
MAX_ROWS = 100_000
SECONDS = 5.0
MEMORY_MB = 256
# A process takes some time to start and to write its answer.
_GRACE_S = 5.0
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_S = 3.0
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Result:
    """What a statement gave: its rows and whether more were left out, or why it gave none.

    error: `` (none), `refused`, `sql`, `time`, `memory`, `busy`, `long`; `detail` is the database's own message.
    """

    table: pa.Table | None = None
    is_cut: bool = False
    error: str = ""
    detail: str = ""


def run(sql: str, *, max_rows: int = MAX_ROWS, seconds: float = SECONDS) -> Result:
    """The rows of one SELECT, run in a process of its own."""
    if len(sql) > MAX_STATEMENT:
        return Result(error="long")
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        return Result(error="busy")
    try:
        return _run(sql, max_rows, seconds)
    finally:
        _AT_ONCE.release()


def _run(sql: str, max_rows: int, seconds: float) -> Result:
    database = db.current().path
    job = {
        "database": str(database),
        "sql": sql,
        "max_rows": max_rows,
        "seconds": seconds,
        "memory_mb": MEMORY_MB,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.sql_child"],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=seconds + _GRACE_S,
            cwd=_ROOT,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Result(error="time")
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        # The process was ended by the memory limit before it could say so.
        return Result(error="memory")
    return _read(json.loads(head), body, str(database.parent))


def _environment() -> dict[str, str]:
    """Nothing of the server's own settings; HOME, so that no message names a home folder."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "HOME": "/",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _read(head: dict[str, object], body: bytes, folder: str) -> Result:
    if "error" in head:
        return Result(error=str(head["error"]), detail=str(head.get("detail", "")).replace(folder, "…"))
    from dashboard.arrow import pa  # not before a statement was run

    return Result(table=pa.ipc.open_stream(body).read_all(), is_cut=bool(head["is_cut"]))
