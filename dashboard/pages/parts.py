"""What several pages need from the data: the base of the lab map, the parsed query, the date of the data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from dashboard import catalog, db
from dashboard.components.labs_map import MapBase
from dashboard.i18n import Lang, t
from dashboard.queries import geo, labs
from dashboard.urls import Pairs

Row = dict[str, Any]

# The longest query this site writes is far shorter; what is longer is cut before it is parsed.
MAX_QUERY = 4_000


def parse_query(query: object) -> Pairs:
    """Key-value pairs of a query string from outside; anything but text counts as empty."""
    text = query[:MAX_QUERY].lstrip("?") if isinstance(query, str) else ""
    return parse_qsl(text, keep_blank_values=False, max_num_fields=200) if text.count("&") < 200 else []


def lab_map_base(lang: Lang) -> MapBase:
    """Places, outlines and ground of the map of all labs; read once per database and language."""
    return _lab_map_base(db.current().path, lang)


@cache
def _lab_map_base(_path: Path, lang: Lang) -> MapBase:
    members = labs.members()
    places = _with_seats(members)
    also = _also(members, places, lang)
    for row in places:
        row["role_label"] = t("map.seat", lang) if row["is_certain_seat"] else catalog.label("role", row["role"], lang)
        row["also"] = "<br>".join(also.get((row["lab_id"], row["ags"]), []))
    pictures = geo.url("ground-light"), geo.url("ground-dark")
    return MapBase(places, labs.outlines(), geo.extent("ground-light"), *pictures, lang)


def _also(members: list[Row], places: list[Row], lang: Lang) -> dict[tuple[str, str], list[str]]:
    """(lab, key) → members at a place besides the one named first: 'Partner: Stadt Kehl'."""
    named = {(row["lab_id"], row["ags"], row["organisation_id"]) for row in places}
    found: dict[tuple[str, str], list[str]] = {}
    for row in members:
        is_named = (row["lab_id"], row["ags"], row["organisation_id"]) in named
        if row["role"] != "associated" and row["level"] and not is_named:
            words = f"{catalog.label('role', row['role'], lang)}: {row['name']}"
            found.setdefault((row["lab_id"], row["ags"]), []).append(words)
    return found


def _with_seats(members: list[Row]) -> list[Row]:
    """One row per lab and place with its seat marked.

    The seat is the lead's place; without a lead of known place the largest member municipality stands in for it, as an
    uncertain seat. A place that is seat of the lead and a member at once is one row.
    """
    places: dict[tuple[str, str], Row] = {}
    for row in sorted(members, key=lambda row: (row["position"], not row["is_lead"], row["name"])):
        if row["role"] != "associated" and row["x_km"] is not None:
            places.setdefault((row["lab_id"], row["ags"]), row)
    most: dict[str, tuple[bool, int]] = {}
    for row in places.values():
        most[row["lab_id"]] = max(most.get(row["lab_id"], (False, 0)), _rank(row))
    found = [
        {**row, "is_seat": is_seat, "is_certain_seat": bool(is_seat and row["is_lead"])}
        for row in places.values()
        for is_seat in (_rank(row) == most[row["lab_id"]],)
    ]
    return sorted(found, key=lambda row: (row["position"], row["name"]))


def _rank(row: Row) -> tuple[bool, int]:
    return bool(row["is_lead"]), row["population_2021"] or 0 if row["level"] == "municipality" else 0
