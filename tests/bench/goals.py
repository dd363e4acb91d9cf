"""The goals, what counts as reaching them, and when a ratio has become so much worse that it is a regression. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# A stored ratio may grow by this factor before it is called a regression: differences below 1.4 × are not resolved.
WORSE = 1.5


@dataclass(frozen=True)
class Found:
    """A measured value; what the compared program needs for the same, if there is one; a remark."""

    value: float
    other: float | None = None
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the other's."""
        return self.value / self.other if self.other else None


@dataclass(frozen=True)
class Goal:
    """What is asked for: a limit of the value, of the ratio, or of both; `is_more` when more is better."""

    key: str
    what: str
    unit: str
    limit: float | None = None
    ratio: float | None = None
    is_more: bool = False
    against: str = "plain Dash"

    @property
    def text(self) -> str:
        """The goal in words: ≤ 1,200 ms, ≤ 0.5 × plain Dash."""
        sign = "≥" if self.is_more else "≤"
        parts = [f"{sign} {number(self.limit)} {self.unit}".rstrip()] if self.limit is not None else []
        parts += [f"{sign} {number(self.ratio)} × {self.against}"] if self.ratio is not None else []
        return ", ".join(parts)

    def is_met(self, found: Found) -> bool:
        """True when each limit that is asked for holds; a ratio that was not measured is not met."""
        return self._holds(found.value, self.limit) and self._holds(found.ratio, self.ratio)

    def cost(self, found: Found) -> float | None:
        """The ratio so that less is better."""
        if not found.ratio:
            return None
        return 1 / found.ratio if self.is_more else found.ratio

    def _holds(self, value: float | None, limit: float | None) -> bool:
        if limit is None:
            return True
        if value is None:
            return False
        return value >= limit if self.is_more else value <= limit


GOALS = (
    Goal("overview_kb", "overview, cold: bytes on the wire", "kB", 750),
    Goal("overview_requests", "overview, cold: requests", "", 18),
    Goal("overview_foreign", "overview, cold: foreign requests", "", 0),
    Goal("overview_ready", "overview, cold: chart-ready", "ms", 1_200, 0.5),
    Goal("overview_painted", "overview, cold: headline, numbers, list painted", "ms", 500),
    Goal("warm_ready", "warm reload: chart-ready", "ms", None, 0.5),
    Goal("warm_kb", "warm reload: bytes on the wire", "kB", 15),
    Goal("change_median", "filter change to everything changed, median", "ms", 140, 0.4),
    Goal("change_p95", "filter change to everything changed, p95", "ms", 250),
    Goal("server_ms", "server time of the overview's callback, answer kept or prepared", "ms", 10),
    Goal("server_first_ms", "the same, asked for the first time", "ms", 10),
    Goal("recolour_ms", "recolour of all municipalities", "ms", 100, 0.2, against="Plotly"),
    Goal("map_kb", "map of all municipalities: bytes beyond the overview's", "kB", 500),
    Goal("peers_server_ms", "peers with shares, stability, reciprocity: server", "ms", 50),
    Goal("peers_seen_ms", "peers: change to everything changed", "ms", 200),
    Goal("slow_ready", "slow laptop: cold chart-ready", "ms", 5_000),
    Goal("slow_change", "slow laptop: filter change, median", "ms", 700),
    Goal("cls", "layout shift (CLS), worst load", "", 0.05),
    Goal("long_task", "longest task after first paint", "ms", 200),
    Goal("load", "50 connections: filter changes/s, each asked once", "/s", None, 4, is_more=True),
    Goal("load_errors", "50 connections: errors", "", 0),
    Goal("csv_mb_per_s", "CSV of all indicator values", "MB/s", 100, 5, is_more=True, against="pandas"),
    Goal("start_s", "start to first answer", "s", 2),
    Goal("memory_mb", "memory of a worker", "MB", 200),
)
# Deterministic or a ratio within one run: what holds on any machine.
SHORT = ("overview_kb", "overview_ready", "warm_ready", "change_median", "recolour_ms", "load", "csv_mb_per_s")


def number(value: float | None) -> str:
    """A number for the table: no more digits than it deserves."""
    if value is None:
        return ""
    for least, digits in ((100, 0), (10, 1), (0.1, 2)):
        if abs(value) >= least:
            text = f"{value:,.{digits}f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def table(found: Mapping[str, Found], verdicts: Mapping[str, str]) -> list[str]:
    """Lines of the table: what, goal, value, the other's value, ratio, verdict, remark."""
    rows = [("what", "goal", "value", "other", "ratio", "verdict", "")]
    for goal in GOALS:
        if goal.key in found:
            item = found[goal.key]
            value = f"{number(item.value)} {goal.unit}".rstrip()
            rows.append(
                (goal.what, goal.text, value, number(item.other), number(item.ratio), verdicts[goal.key], item.remark)
            )
    return list(_columns(rows))


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        padded = zip(row, widths, strict=True)
        cells = [f"{cell:>{width}}" if 2 <= n <= 4 else f"{cell:<{width}}" for n, (cell, width) in enumerate(padded)]
        yield "  ".join(cells).rstrip()


def markdown(found: Mapping[str, Found], verdicts: Mapping[str, str]) -> list[str]:
    """The same table for docs/speed.md."""
    rows = ["| what | goal | value | ratio | verdict | |", "|---|---|---|---|---|---|"]
    for goal in GOALS:
        if goal.key in found:
            item = found[goal.key]
            value = f"{number(item.value)} {goal.unit}".rstrip()
            other = f" (other: {number(item.other)})" if item.other is not None else ""
            ratio = number(item.ratio) if goal.ratio is not None else ""
            rows.append(f"| {goal.what} | {goal.text} | {value}{other} | {ratio} | {verdicts[goal.key]} | {item.remark} |")
    return rows


def between(text: str, mark: str, lines: Sequence[str]) -> str:
    """A text with what stands between `<!-- mark -->` and `<!-- /mark -->` replaced.

    Raises: ValueError when the marks are not there.
    """
    head, start, rest = text.partition(f"<!-- {mark} -->\n")
    _, end, tail = rest.partition(f"<!-- /{mark} -->")
    if not start or not end:
        raise ValueError(f"no marks {mark!r}")
    return head + start + "\n".join(lines) + "\n" + end + tail


def verdicts(found: Mapping[str, Found]) -> dict[str, str]:
    """Key → reached or missed."""
    return {goal.key: "reached" if goal.is_met(found[goal.key]) else "MISSED" for goal in GOALS if goal.key in found}


def costs(found: Mapping[str, Found]) -> dict[str, float]:
    """Key → ratio so that less is better, of everything with a ratio that CI compares."""
    named = {goal.key: goal.cost(found[goal.key]) for goal in GOALS if goal.key in SHORT and goal.key in found}
    return {key: round(cost, 4) for key, cost in named.items() if cost is not None}


def regressions(now: Mapping[str, float], stored: Mapping[str, float], factor: float = WORSE) -> list[str]:
    """Keys whose ratio is worse than `factor` times the stored one, or was not measured at all."""
    return [key for key, before in stored.items() if key not in now or now[key] > factor * before]


def comparison(now: Mapping[str, float], stored: Mapping[str, float]) -> list[str]:
    """Lines of the short run's table: ratio now, stored, limit, verdict."""
    worse = regressions(now, stored)
    rows = [("ratio, less is better", "now", "stored", "limit", "", "verdict", "")]
    for goal in GOALS:
        if goal.key in stored:
            before = stored[goal.key]
            verdict = "REGRESSION" if goal.key in worse else "ok"
            what = f"{goal.what} / {goal.against}"
            rows.append((what, number(now.get(goal.key)), number(before), number(WORSE * before), "", verdict, ""))
    return list(_columns(rows))


def better(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """Of two measurements the better one: a busy machine makes ratios worse, hardly ever better."""
    return {key: min(value, second.get(key, value)) for key, value in first.items()}
