"""Rows as JSON records and as GeoJSON features: what is put around the statement of a dataset."""

from __future__ import annotations

from collections.abc import Sequence

_POINT = """'{"type":"Point","coordinates":[' || s.lon || ',' || s.lat || ']}'"""
_POINTS = (
    """'{"type":"MultiPoint","coordinates":[' || """
    """string_agg('[' || lon || ',' || lat || ']', ',' order by ags) || ']}'"""
)

GEOMETRY = {
    ("area", "point"): f"select s.ags as key, {_POINT} as geometry from shapes s",
    ("area", "area"): "select s.ags as key, s.geometry from shapes s",
    ("lab", "point"): f"""
select lab_id as key, {_POINTS} as geometry
from (
    select distinct m.lab_id, s.ags, s.lon, s.lat
    from lab_members m
    join shapes s on s.ags = m.ags
    where m.level is not null and m.role in ('lead', 'partner')
) places
group by lab_id""",
    ("subproject", "point"): f"""
select subproject_id as key, {_POINTS} as geometry
from (
    select distinct p.subproject_id, s.ags, s.lon, s.lat
    from subproject_places p
    join shapes s on s.ags = p.ags
) places
group by subproject_id""",
}
"""(Kind of place, shape) → statement with the columns key and geometry (JSON text, WGS 84)."""


def records(statement: str) -> str:
    """One column `line`, each row a JSON object."""
    return f"select cast(to_json(picked) as varchar) as line\nfrom (\n{statement}) picked\n"


def features(statement: str, names: Sequence[str], keys: Sequence[str], place: tuple[str, str, str]) -> str:
    """One column `line`, each row a GeoJSON feature; rows without a place keep their properties.

    `names` are the columns shown, `keys` those that make the id, `place` is kind of place, shape and column of the key.
    """
    kind, shape, place_key = place
    properties = ", ".join(f"'{name}': \"{name}\"" for name in names)
    identity = " || '/' || ".join(f"coalesce(cast(\"{name}\" as varchar), '')" for name in keys)
    return f"""
with picked as (
    select *, row_number() over () as row_in_order
    from (
{statement}
    )
),
geometries as ({GEOMETRY[kind, shape]}
)
select '{{"type":"Feature","id":' || cast(to_json({identity}) as varchar) || ',"geometry":'
       || coalesce(g.geometry, 'null') || ',"properties":' || cast(to_json({{{properties}}}) as varchar) || '}}' as line
from picked
left join geometries g on g.key = picked."{place_key}"
order by row_in_order
"""
