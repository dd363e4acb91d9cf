"""Subprojects under the filters: their number, the themes, the facets."""

from __future__ import annotations

from typing import TypeAlias

from dashboard.filters import Filters
from dashboard.queries.counts import counts
from dashboard.queries.facts import Array, Labels

# Theme and another term → number of subprojects, and of those that came to work.
Cells: TypeAlias = dict[tuple[str, str], tuple[int, int]]


def count(filters: Filters) -> int:
    """Number of selected subprojects."""
    return counts(filters).n


def by_theme_and_lab(filters: Filters) -> Cells:
    """Theme and lab_id of those with at least one selected subproject, sorted by theme, then lab.

    Counts: n (distinct subprojects; one may have several themes), n_worked (with evidence reported or result).
    """
    found = counts(filters)
    return _cells(found.by_theme_and_lab, found.facts.terms["theme"], found.facts.terms["lab"])


def by_theme_and_principle(filters: Filters) -> Cells:
    """Theme and principle: n and n_worked as in `by_theme_and_lab`."""
    found = counts(filters)
    return _cells(found.by_theme_and_principle, found.facts.terms["theme"], found.facts.terms["principle"])


def facets(filters: Filters) -> dict[str, dict[str, int]]:
    """Subprojects per value of each filter if that filter alone were open: {filter key: {value: n}}.

    `undated` → `hidden` counts those without any date among what the other filters select.
    """
    return counts(filters).facets


def _cells(table: tuple[Array, Array], themes: Labels, terms: Labels) -> Cells:
    found = {}
    for theme, counts_, worked in zip(themes, *(counted.tolist() for counted in table), strict=True):
        found.update({(theme, term): (n, m) for term, n, m in zip(terms, counts_, worked, strict=True) if n})
    return dict(sorted(found.items()))
