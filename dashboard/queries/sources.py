"""Where the figures come from: publishers, licences, credits."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dashboard import db

_ALL = """
select source_id, title, publisher, licence, licence_url, url, vintage, credit_de, credit_en, changed
from sources
order by source_id
"""
_OF_INDICATORS = """
select distinct s.source_id, s.credit_de, s.credit_en, s.url, s.vintage
from indicator_sources x
join indicators i on i.indicator_id = x.indicator_id
join sources s on s.source_id = x.source_id
where $level = 'municipality' or i.level = 'district'
order by s.credit_de, s.source_id
"""


def all_sources() -> dict[str, dict[str, object]]:
    """All sources by source_id: title, publisher, licence, licence_url, url, vintage, credit_de, credit_en, changed."""
    return _all(db.current().path)


def url(source_id: str) -> str:
    """The address of a source.

    Raises: KeyError for an unknown source.
    """
    return str(all_sources()[source_id]["url"])


def of_indicators(level: str) -> list[dict[str, object]]:
    """Sources of the indicators shown for a municipality (all) or a district (those of its level)."""
    return _of_indicators(db.current().path, level)


@lru_cache(maxsize=1)
def _all(_path: Path) -> dict[str, dict[str, object]]:
    return {str(row["source_id"]): row for row in db.records(_ALL)}


@lru_cache(maxsize=2)
def _of_indicators(_path: Path, level: str) -> list[dict[str, object]]:
    return db.records(_OF_INDICATORS, {"level": level})
