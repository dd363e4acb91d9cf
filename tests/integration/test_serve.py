"""What the production server relies on."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard import create_app, db, i18n, serve
from dashboard.build import Built
from dashboard.config import ROOT, Settings
from dashboard.serve import gunicorn_options

_PATIENCE_S = 90
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


def test_mistake_in_the_texts_stops_the_start_and_is_named(
    settings: Settings, built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.toml").write_text('[site.title]\nde = "nur deutsch"\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "STRINGS_DIR", tmp_path)
    i18n.strings.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"site\.toml: site\.title must be given once"):
            create_app(settings)
    finally:
        i18n.strings.cache_clear()


def test_bytecode_lies_ready_where_python_is_told_to_keep_none(settings: Settings, built: Built) -> None:
    serve._build(settings)
    kept = importlib.util.cache_from_source(str(ROOT / "dashboard" / "web.py"))

    assert Path(kept).stat().st_size > 0


def test_freed_arrays_go_back_to_the_system() -> None:
    found = subprocess.run([sys.executable, "-c", _ARRAYS], check=True, capture_output=True, text=True)

    assert int(found.stdout) < 8_000, "kB: 80 MB were freed but for the last 0.8"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program in a folder of its own, with the same data."""
    shutil.copytree(ROOT / "dashboard", tmp_path / "dashboard", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("data", "assets"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@contextmanager
def serving(folder: Path, settings: Settings) -> Iterator[tuple[int, str]]:
    """The production server of a folder: its first process and the address of its health."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"PORT": str(port), "ROGL_BUILD_DIR": str(settings.build_dir), "ROGL_WARM_UP": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "dashboard.serve"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **own}, stderr=log)
        try:
            yield process.pid, f"http://127.0.0.1:{port}/healthz"
        finally:
            process.terminate()
            process.wait(_PATIENCE_S)


def answers(url: str, wanted: str) -> list[str]:
    """What is answered until the wanted answer comes; every request must be."""
    found: list[str] = []
    end = time.monotonic() + _PATIENCE_S
    while wanted not in found[-1:] and time.monotonic() < end:
        with urllib.request.urlopen(url, timeout=_PATIENCE_S) as answer:  # noqa: S310 (this machine)
            found.append(answer.read().decode().strip())
    return found


def is_written(log: Path, text: str) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while text not in log.read_text(encoding="utf-8") and time.monotonic() < end:
        time.sleep(0.1)
    return text in log.read_text(encoding="utf-8")


def has_started(url: str) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=_PATIENCE_S).close()  # noqa: S310 (this machine)
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def test_hup_brings_new_code_and_refuses_nobody(copy: Path, settings: Settings, built: Built) -> None:
    web = copy / "dashboard" / "web.py"
    code = web.read_text(encoding="utf-8")

    with serving(copy, settings) as (pid, url):
        assert has_started(url)
        web.write_text(code.replace('"ok\\n"', '"new\\n"'), encoding="utf-8")
        os.kill(pid, signal.SIGHUP)
        assert set(answers(url, "new")) == {"ok", "new"}

        web.write_text("this is no Python", encoding="utf-8")
        os.kill(pid, signal.SIGHUP)
        assert is_written(copy / "log", "SyntaxError")
        assert answers(url, "new") == ["new"]
