"""What no filter changes: labs, the terms they and the subprojects have, and where each term has its bit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from dashboard import db
from dashboard.filters import VOCABULARIES

Array: TypeAlias = "np.ndarray[Any, Any]"
Labels = tuple[str, ...]

_LABS = """
select lab_id, position, short_name, states, n_municipalities, text
from lab_rows
order by lab
"""
_STATES = """
select l.lab, s.state
from lab_states s
join lab_rows l on l.lab_id = s.lab_id
"""
_KINDS = """
select l.lab, k.kind
from lab_kinds k
join lab_rows l on l.lab_id = k.lab_id
"""
_TERMS = """
select vocabulary, term_id
from vocabulary
where vocabulary in ('state', 'theme', 'principle', 'format', 'target_group', 'evidence', 'organisation_kind')
order by vocabulary, position
"""
_SETS = {
    "theme": "select themes as bits from theme_sets order by theme_set",
    "principle": "select principles as bits from principle_sets order by principle_set",
    "format": "select formats as bits from format_sets order by format_set",
    "target_group": "select target_groups as bits from target_group_sets order by target_group_set",
}
_N_SUBPROJECTS = """
select count(*) as n
from subproject_rows
"""
_FEW = 5_000


@dataclass(frozen=True)
class Facts:
    """What no filter changes. Matrices of truth values: lab × state, lab × kind, combination of terms × term.

    labs: rows of lab_id, position, short_name, states, n_municipalities, text; terms: the terms of each filter key in the
    order of their bits; sets: the combinations of terms that occur, for theme, principle, format and target_group.
    """

    labs: tuple[dict[str, Any], ...]
    terms: dict[str, Labels]
    states: Array
    kinds: Array
    sets: dict[str, Array]
    n_subprojects: int

    @property
    def are_few(self) -> bool:
        """So few subprojects that they are read once and looked at one by one, instead of asking the database each time."""
        return self.n_subprojects <= _FEW

    def chosen(self, key: str, values: Iterable[str]) -> Array:
        """Which terms of a filter key are chosen."""
        wanted = set(values)
        return np.array([term in wanted for term in self.terms[key]], dtype=bool)

    def bits(self, key: str, values: Iterable[str]) -> int:
        """The chosen terms as bits."""
        return sum(1 << self.terms[key].index(value) for value in values)


def facts() -> Facts:
    """The facts of the database in use; read once."""
    return _facts(db.current().path)


@cache
def _facts(_path: Path) -> Facts:
    labs = tuple(db.records(_LABS))
    terms: dict[str, Labels] = {"lab": tuple(str(row["lab_id"]) for row in labs)}
    by_vocabulary: dict[str, list[str]] = {}
    for row in db.records(_TERMS):
        by_vocabulary.setdefault(str(row["vocabulary"]), []).append(str(row["term_id"]))
    terms.update({key: tuple(by_vocabulary[name]) for key, name in VOCABULARIES.items() if name in by_vocabulary})
    return Facts(
        labs,
        terms,
        _matrix(_STATES, len(labs), terms["state"]),
        _matrix(_KINDS, len(labs), terms["kind"]),
        {key: _unpacked(sql, len(terms[key])) for key, sql in _SETS.items()},
        int(str(db.records(_N_SUBPROJECTS)[0]["n"])),
    )


def _matrix(sql: str, n: int, terms: Labels) -> Array:
    found = np.zeros((n, len(terms)), dtype=bool)
    for lab, term in (row.values() for row in db.records(sql)):
        found[int(str(lab)), terms.index(str(term))] = True
    return found


def _unpacked(sql: str, n: int) -> Array:
    bits = np.asarray(db.columns(sql)["bits"], dtype=np.int64)
    return (bits[:, None] >> np.arange(n) & 1).astype(bool)
