"""What the comparison reads: the engine's tables."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, get_args

from numpy.typing import NDArray

from dashboard import db
from dashboard.kept import once
from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import Level
from dashboard.peers.tables import PeerTables
from dashboard.peers.units import Units

_UNITS = """
select {column}
from (select * replace (coalesce(regiostar7, '') as regiostar7) from peer_units)
where level = $level
order by unit_index
"""

# DuckDB keeps the order in which the build wrote features, scores, distances and values: sorting the long tables again
# would take ten times their memory.
_ROWS = {
    "unit_types": """
select level, unit_type, unit_type_de
from peer_units
group by level, unit_type, unit_type_de
order by level, min(unit_index)
""",
    "lenses": """
select l.level, l.lens, l.label_de, l.label_en, l.description_de, l.description_en,
       s.n_units, s.n_pairs, s.n_pairs_without_distance
from peer_lenses l
join peer_lens_stats s on s.level = l.level and s.lens = l.lens
order by l.level, l.position
""",
    "groups": """
select level, lens, group_id, label_de, label_en, reason_de, reason_en
from peer_groups
order by level, lens, position
""",
    "variables": """
select v.level, v.lens, v.variable, v.group_id, v.indicator_id, v.year, v.transform, v.reason_de, v.reason_en
from peer_variables v
join peer_groups g on g.level = v.level and g.lens = v.lens and g.group_id = v.group_id
order by v.level, v.lens, g.position, v.position
""",
    "features": """
select level, feature, n, lower, upper
from peer_stats
""",
    "indicators": """
select p.indicator_id, i.level, p.year, p.transform
from peer_indicators p
join indicators i on i.indicator_id = p.indicator_id
where p.is_compared
order by i.position
""",
    "value_counts": """
select level, indicator_id, count(*) as n
from peer_values
group by level, indicator_id
order by level, indicator_id
""",
    "changes": """
select ags_old, ags_new, period_from, coalesce(population_share_of_old, area_share_of_old, 0) as share
from ags_changes
where ags_old <> ags_new
order by period_from, ags_old, ags_new
""",
    "uninhabited": """
select ags, name_short as name
from municipalities
where not is_inhabited
order by ags
""",
}

_COLUMNS = {
    "scores": """
select unit_index, raw, z
from peer_scores
""",
    "distances": """
select level, lens, distance, share
from peer_distances
""",
    "values": """
select unit_index, value
from peer_values
""",
}


def read_tables(database: db.Database) -> PeerTables:
    """The engine's tables."""
    return PeerTables(
        units={level: Units(level, partial(_of_units, database, level)) for level in get_args(Level)},
        **{name: database.records(sql) for name, sql in _ROWS.items()},  # type: ignore[arg-type]
        **{name: database.columns(sql) for name, sql in _COLUMNS.items()},  # type: ignore[arg-type]
    )


def _of_units(database: db.Database, level: Level, column: str) -> NDArray[Any]:
    return database.columns(_UNITS.format(column=column), {"level": level})[column]


def engine() -> PeerEngine:
    """The engine on the database in use; made once per database and process."""
    return _engine(db.current().path)


@once()
def _engine(_path: Path) -> PeerEngine:
    return PeerEngine(read_tables(db.current()))
