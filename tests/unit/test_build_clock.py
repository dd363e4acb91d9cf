"""What a build shows while it runs."""

from __future__ import annotations

import io
import time

from rich.console import Console

from dashboard.build.clock import Clock


def shown(*, is_terminal: bool, wait_s: float, seconds: float) -> str:
    text = io.StringIO()
    console = Console(file=text, force_terminal=is_terminal, width=80)
    with Clock(("tables", "outlines"), console, wait_s) as clock:
        time.sleep(seconds)
        clock.lap("tables")
        time.sleep(seconds)
        clock.lap("outlines")
    assert list(clock.seconds) == ["tables", "outlines"]
    return text.getvalue()


def test_long_build_names_its_steps_on_a_terminal_and_leaves_no_trace() -> None:
    text = shown(is_terminal=True, wait_s=0.0, seconds=0.3)

    assert "tables" in text
    assert "outlines" in text
    assert text.endswith("\x1b[2K")  # the line of the bar is wiped


def test_short_build_shows_nothing() -> None:
    assert shown(is_terminal=True, wait_s=60, seconds=0) == ""


def test_nothing_is_written_where_nobody_watches() -> None:
    assert shown(is_terminal=False, wait_s=0.0, seconds=0.1).strip() == ""
