"""What several pages need from the data: the base of the lab map, the parsed query, the date of the data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd

from dashboard import catalog, db
from dashboard.components.labs_map import MapBase
from dashboard.i18n import Lang, t
from dashboard.queries import geo, labs
from dashboard.urls import Pairs

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
    places["role_label"] = [
        t("map.seat", lang) if row.is_seat and row.is_certain_seat else catalog.label("role", row.role, lang)
        for row in places.itertuples()
    ]
    places["also"] = _also(members, places, lang)
    pictures = geo.url("ground-light"), geo.url("ground-dark")
    return MapBase(places, labs.outlines(), geo.extent("ground-light"), *pictures, lang)


def _also(members: pd.DataFrame, places: pd.DataFrame, lang: Lang) -> list[str]:
    """For each place the members of the lab that have it in common with the one named first: 'Partner: Stadt Kehl'."""
    named = set(zip(places.lab_id, places.ags, places.organisation_id, strict=True))
    found: dict[tuple[str, str], list[str]] = {}
    for row in members[(members.role != "associated") & members.level.notna()].itertuples():
        if (row.lab_id, row.ags, row.organisation_id) not in named:
            found.setdefault((row.lab_id, row.ags), []).append(f"{catalog.label('role', row.role, lang)}: {row.name}")
    return ["<br>".join(found.get(key, [])) for key in zip(places.lab_id, places.ags, strict=True)]


def _with_seats(members: pd.DataFrame) -> pd.DataFrame:
    """One row per lab and place with its seat marked.

    The seat is the lead's place; without a lead of known place the largest member municipality stands in for it, as an
    uncertain seat. A place that is seat of the lead and a member at once is one row.
    """
    taking_part = members[(members.role != "associated") & members.x_km.notna()].copy()
    taking_part["is_lead"] = taking_part.is_lead.fillna(False).astype(bool)
    taking_part = taking_part.sort_values(["position", "is_lead", "name"], ascending=[True, False, True])
    taking_part = taking_part.drop_duplicates(["lab_id", "ags"])
    rank = taking_part.is_lead * 1e12 + taking_part.population_2021.fillna(0) * (taking_part.level == "municipality")
    taking_part["is_seat"] = rank == rank.groupby(taking_part.lab_id).transform("max")
    taking_part["is_certain_seat"] = taking_part.is_seat & taking_part.is_lead
    return taking_part.sort_values(["position", "name"]).reset_index(drop=True)
