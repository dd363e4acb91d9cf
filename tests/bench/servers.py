"""Starts programs to be measured on free ports, as processes of their own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.config import ROOT

START_S = 120
# As the dashboard is served: one process, four threads, connections kept.
_PLAIN = ("-k", "gthread", "--threads", "4", "--keep-alive", "75", "--timeout", "120", "--log-level", "error")


@dataclass(frozen=True)
class Server:
    """A running program: port, process, seconds until its first answer."""

    port: int
    pid: int
    start_s: float

    @property
    def url(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def worker_mb(self) -> float:
        """Memory of the largest process that the first one started; of itself if there is none (Linux)."""
        return max([_resident_mb(child) for child in _children(self.pid)] or [_resident_mb(self.pid)])


@contextmanager
def ours(environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The dashboard on its production server."""
    with _running([sys.executable, "-m", "dashboard.serve"], "/de/", environment or {}) as server:
        yield server


@contextmanager
def plain() -> Iterator[Server]:
    """The plain Dash version of the overview (plain_app.py) on the same server."""
    command = [sys.executable, "-m", "gunicorn", *_PLAIN, "-b", "127.0.0.1:{port}", "tests.bench.plain_app:server"]
    with _running(command, "/_dash-layout", {}) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], first_path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    everything = {**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)}
    filled = [part.replace("{port}", str(port)) for part in command]
    begin = time.perf_counter()
    process = subprocess.Popen(filled, cwd=ROOT, env=everything, stdout=subprocess.DEVNULL)
    try:
        _first_answer(port, first_path, process)
        yield Server(port, process.pid, time.perf_counter() - begin)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _first_answer(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return
            raise RuntimeError(f"{path} was answered with {answer.status}")
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start (exit status {process.poll()})")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text(encoding="ascii").split()] if listed.exists() else []


def _resident_mb(pid: int) -> float:
    """Memory a process holds now, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1.024 / 1000 for line in lines if line.startswith("VmRSS")), 0.0)
