"""How sure a period is, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dashboard.i18n import Lang, date_text, t

Row = Mapping[str, object]


def how_sure(row: Row, lang: Lang) -> str:
    """What is known about start and end, in whole sentences.

    `row` has start_date, end_date, date_precision and the bounds start_latest and end_earliest (dates or None). Example:
    'Auf das Jahr genau: Beginn irgendwann 2020, Ende irgendwann 2022. Sicher ist der Zeitraum vom … bis …'
    """
    start, end, precision = row["start_date"], row["end_date"], row["date_precision"]
    if not start and not end:
        return t("sure.none", lang)
    parts = [t(f"sure.{precision}", lang)]
    if not end:
        parts.append(t("sure.no_end", lang))
    if not start:
        parts.append(t("sure.no_start", lang))
    inner = certain_period(row)
    if inner and precision != "day":
        first, last = (date_text(day.isoformat(), lang) for day in inner)
        parts.append(t("sure.certain", lang, first=first, last=last))
    return " ".join(parts)


def certain_period(row: Row) -> tuple[date, date] | None:
    """First and last day on which it ran for certain, from the bounds of start and end; None when there is no such day."""
    latest_start, earliest_end = _day(row["start_latest"]), _day(row["end_earliest"])
    if latest_start is None or earliest_end is None:
        return None
    if row["date_precision"] == "day":
        return latest_start, earliest_end
    first, last = latest_start + timedelta(days=1), earliest_end - timedelta(days=1)
    return (first, last) if first <= last else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
