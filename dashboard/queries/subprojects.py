"""Subprojects under the filters: their number, the themes, the facets."""

from __future__ import annotations

import pandas as pd

from dashboard.filters import Filters
from dashboard.queries.counts import counts
from dashboard.queries.facts import Array


def count(filters: Filters) -> int:
    """Number of selected subprojects."""
    return counts(filters).n


def by_theme_and_lab(filters: Filters) -> pd.DataFrame:
    """One row per theme and lab with at least one selected subproject.

    Columns: theme, lab_id, n (distinct subprojects; one may have several themes), n_worked (with evidence reported or
    result).
    """
    found = counts(filters)
    return _long(found.by_theme_and_lab, "lab_id", found.facts.terms["theme"], found.facts.terms["lab"])


def by_theme_and_principle(filters: Filters) -> pd.DataFrame:
    """One row per theme and principle: n and n_worked as in `by_theme_and_lab`."""
    found = counts(filters)
    return _long(found.by_theme_and_principle, "principle", found.facts.terms["theme"], found.facts.terms["principle"])


def facets(filters: Filters) -> dict[str, dict[str, int]]:
    """Subprojects per value of each filter if that filter alone were open: {filter key: {value: n}}.

    `undated` → `hidden` counts those without any date among what the other filters select.
    """
    return counts(filters).facets


def _long(table: tuple[Array, Array], column: str, themes: tuple[str, ...], terms: tuple[str, ...]) -> pd.DataFrame:
    """A table of counts as rows of theme, `column`, n, n_worked, sorted; empty cells are left out."""
    n, worked = table
    rows = sorted(
        (themes[row], terms[place], row, place) for row, place in zip(*(x.tolist() for x in n.nonzero()), strict=True)
    )
    at = ([row for *_, row, _ in rows], [place for *_, place in rows])
    return pd.DataFrame(
        {"theme": [row[0] for row in rows], column: [row[1] for row in rows], "n": n[at], "n_worked": worked[at]}
    )
