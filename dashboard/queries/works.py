"""All subprojects with their terms, whatever the filters: what pages on themes count and list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard import db
from dashboard.i18n import Lang

_WORKS = """
select s.subproject_id, s.lab_id, s.title_de, s.title_en, s.evidence, s.start_date, s.end_date,
       year(s.start_earliest) as start_year, s.themes, s.principles, s.formats, s.target_groups
from subprojects s
join labs l on l.lab_id = s.lab_id
join vocabulary v on v.vocabulary = 'evidence' and v.term_id = s.evidence
order by l.position, v.position desc, s.subproject_id
"""
# A subproject counts as worked on when a source reports work or names a result.
WORKED = frozenset({"result", "reported"})
FACETS = ("theme", "principle", "format", "target_group")


@dataclass(frozen=True)
class Work:
    """A subproject; `start_year` is None when no start is documented, `terms` holds the keys of each facet."""

    subproject_id: str
    lab_id: str
    title_de: str
    title_en: str
    evidence: str
    start_date: str | None
    end_date: str | None
    start_year: int | None
    terms: dict[str, tuple[str, ...]]

    def title(self, lang: Lang) -> str:
        """The title in a language."""
        return self.title_de if lang == "de" else self.title_en

    def has(self, wanted: dict[str, str]) -> bool:
        """True when it has all the terms: facet → key; `lab` compares the lab."""
        return all(value == self.lab_id if facet == "lab" else value in self.terms[facet] for facet, value in wanted.items())


def works() -> tuple[Work, ...]:
    """All subprojects by lab, strongest evidence first."""
    return _works(db.current().path)


@lru_cache(maxsize=1)
def _works(_path: Path) -> tuple[Work, ...]:
    return tuple(_work(*row) for row in db.rows(_WORKS))


def _work(*row: Any) -> Work:
    plain, cells = row[: -len(FACETS)], row[-len(FACETS) :]
    terms = {facet: tuple(text.split(";")) if text else () for facet, text in zip(FACETS, cells, strict=True)}
    names = [item.name for item in fields(Work)]
    return Work(**dict(zip(names, (*plain, terms), strict=True)))


def crossed(rows: Iterable[Work], facet: str) -> dict[tuple[str, str], tuple[int, int]]:
    """(theme, term of the facet) → (subprojects, those worked on). The facet `lab` takes the lab, `year` the start."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for work in rows:
        for other in _values(work, facet):
            for theme in work.terms["theme"]:
                n, worked = counts.get((theme, other), (0, 0))
                counts[theme, other] = n + 1, worked + (work.evidence in WORKED)
    return counts


def _values(work: Work, facet: str) -> tuple[str, ...]:
    if facet == "lab":
        return (work.lab_id,)
    if facet == "year":
        return (str(work.start_year or ""),)
    return work.terms[facet]


def by_theme(rows: Iterable[Work]) -> dict[str, list[Work]]:
    """Theme → its subprojects in their order; a subproject stands with each of its themes."""
    found: dict[str, list[Work]] = {}
    for work in rows:
        for theme in work.terms["theme"]:
            found.setdefault(theme, []).append(work)
    return found
