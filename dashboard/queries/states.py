"""The federal states."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashboard import db
from dashboard.i18n import Lang

_STATES = """
select code, name, name_en
from states
order by ags
"""


def name(code: str, lang: Lang) -> str:
    """Name of a state by its code such as NW; several codes with `;` between are joined; the code itself if unknown."""
    names = _names(db.current().path)
    return ", ".join(names.get(part, {}).get(lang, part) for part in code.split(";"))


@cache
def _names(_path: Path) -> dict[str, dict[Lang, str]]:
    return {
        str(row["code"]): {"de": str(row["name"]), "en": str(row["name_en"] or row["name"])} for row in db.records(_STATES)
    }
