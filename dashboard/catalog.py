"""Typed reading of the vocabulary and of the labs: the words that filters and pages may use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard import db
from dashboard.i18n import Lang


@dataclass(frozen=True)
class Term:
    """A word of a vocabulary with its label and definition in both languages."""

    key: str
    label_de: str
    label_en: str
    definition_de: str
    definition_en: str

    def label(self, lang: Lang) -> str:
        """The label in a language."""
        return self.label_de if lang == "de" else self.label_en

    def definition(self, lang: Lang) -> str:
        """The definition in a language; empty when there is none."""
        return self.definition_de if lang == "de" else self.definition_en


_VOCABULARY = """
select vocabulary, term_id, label_de, label_en, coalesce(definition_de, '') as definition_de,
       coalesce(definition_en, '') as definition_en
from vocabulary
order by vocabulary, position
"""
_LABS = """
select lab_id, short_name, name_de, name_en
from labs
order by position
"""
_BUILD = """
select key, value
from build_info
order by key
"""

# The ladder of evidence, strongest first: the order of every list, legend and matrix.
EVIDENCE = ("result", "reported", "announced", "plan")


def terms(vocabulary: str) -> dict[str, Term]:
    """The terms of a vocabulary in display order, by key; `lab` gives the labs by state and name.

    Raises: KeyError for an unknown vocabulary.
    """
    return _all(db.current().path)[vocabulary]


def label(vocabulary: str, key: str | None, lang: Lang) -> str:
    """The label of a term; empty for no term, the key itself for one the vocabulary does not know."""
    if not key:
        return ""
    found = terms(vocabulary).get(key)
    return found.label(lang) if found else key


def data_version() -> str:
    """Date and hash of the data in use, such as `2026-11-23-1a2b3c4d`."""
    return build_info()["data_version"]


def build_info() -> dict[str, str]:
    """What the build wrote about itself: at least `data_version` and `data_date`."""
    return _build_info(db.current().path)


@cache
def _all(_path: Path) -> dict[str, dict[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    for row in db.records(_VOCABULARY):
        name, *values = (str(value) for value in row.values())
        found.setdefault(name, {})[values[0]] = Term(*values)
    found["evidence"] = {key: found["evidence"][key] for key in EVIDENCE}
    found["lab"] = {
        str(row["lab_id"]): Term(
            str(row["lab_id"]), str(row["short_name"]), str(row["short_name"]), str(row["name_de"]), str(row["name_en"])
        )
        for row in db.records(_LABS)
    }
    return found


@cache
def _build_info(_path: Path) -> dict[str, str]:
    return {str(row["key"]): str(row["value"]) for row in db.records(_BUILD)}
