"""Seconds per step of a build and, where somebody watches a terminal, a bar that says which step is running."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

# What is done sooner needs no bar.
_WAIT_S = 1.0


class Clock:
    """Laps of the steps named at the start, in their order; use it as a context manager.

    The bar stands on stderr, appears after a second and goes when all is done; nothing is written where stderr is no
    terminal.
    """

    def __init__(self, steps: Sequence[str], console: Console | None = None, wait_s: float = _WAIT_S) -> None:
        self.seconds: dict[str, float] = {}
        self._steps = steps
        self._last = time.perf_counter()
        self._console = console or Console(file=sys.stderr)
        columns = (TextColumn("{task.description:<16}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        self._bar = Progress(*columns, TimeElapsedColumn(), console=self._console, transient=True)
        self._task = self._bar.add_task(steps[0], total=len(steps))
        self._timer = threading.Timer(wait_s, self._bar.start)
        self._timer.daemon = True

    def __enter__(self) -> Clock:
        if self._console.is_terminal:
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()  # a bar that is just starting would never be stopped
        self._bar.stop()

    def lap(self, name: str) -> None:
        """The step of this name is done."""
        now = time.perf_counter()
        self.seconds[name], self._last = now - self._last, now
        done = len(self.seconds)
        self._bar.update(self._task, completed=done, description=self._steps[min(done, len(self._steps) - 1)])
