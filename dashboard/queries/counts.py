"""How much the filters select, counted once for map, list, themes, facets and sentences.

Three statements count subprojects in groups, each in one pass without a join; what is shown are sums over parts of these
groups. A filter is looked at by the statement, or stays open in it and is looked at in the column it comes with. Few
subprojects are read by one statement with all these columns, so that filters other than a text need not ask again; of many a
fourth statement says which labs have one at all beside a text. The rule of what belongs together is that of
`queries.selection`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from dashboard import db
from dashboard.db import Params
from dashboard.filters import Filters
from dashboard.kept import once
from dashboard.queries import hits, row_sql
from dashboard.queries.facts import Array, Facts, Labels, facts

# A statement of row_sql for the names of parameters given.
Statement: TypeAlias = Callable[[Collection[str]], str]
Table: TypeAlias = dict[str, Array]

_WORKED = ("reported", "result")


def year_params(filters: Filters) -> Params:
    """The parameters of the filter on years, none where it is not set.

    What has no date carries 0 as first and last year, so it passes only where the years are left open.
    """
    return {"from_year": filters.from_year or 1, "to_year": filters.to_year or 9999} if filters.is_dated else {}


def text_params(filters: Filters) -> dict[str, str]:
    """The parameters of a text search: a word each, none without a search."""
    if not filters.q:
        return {}
    found = {key: str(value) for key, value in filters.sql_params().items() if key.startswith("word")}
    return {key: word for key, word in found.items() if word}


def _lab_passes(found: Facts, filters: Filters) -> dict[str, Array]:
    """For each filter on labs: which labs pass it."""
    everything: Array = np.ones(len(found.labs), dtype=bool)
    return {
        "state": _having(found.states, found.chosen("state", filters.state)) if filters.state else everything,
        "lab": found.chosen("lab", filters.lab) if filters.lab else everything,
        "kind": _having(found.kinds, found.chosen("kind", filters.kind)) if filters.kind else everything,
    }


def row_params(filters: Filters) -> Params:
    """The parameters of `row_sql.CONDITIONS` of the filters that are set."""
    found, words = facts(), text_params(filters)
    labs = _all(_lab_passes(found, filters).values())
    chosen = {
        "themes": ("theme", filters.theme),
        "principles": ("principle", filters.principle),
        "formats": ("format", filters.format),
        "target_groups": ("target_group", filters.target_group),
        "evidence": ("evidence", filters.evidence),
    }
    return {
        **({} if labs.all() else _lab_params(np.flatnonzero(labs).tolist())),
        **{name: found.bits(key, values) for name, (key, values) in chosen.items() if values},
        **year_params(filters),
        **(hits.tables(tuple(words.values())) if words else {}),
    }


def _lab_params(labs: list[int]) -> Params:
    """Chosen labs as bits, and the range they lie in; no lab has an empty range."""
    return {"labs": sum(1 << lab for lab in labs), "first_lab": min(labs, default=0), "last_lab": max(labs, default=-1)}


@dataclass(frozen=True)
class Counts:
    """Counts of subprojects under filters; arrays go by lab in display order and by term in the order of `Facts.terms`.

    groups, pairs, manners: columns of the statements of these names in `queries.row_sql`, or all three those of `each`.
    """

    filters: Filters
    facts: Facts

    @cached_property
    def each(self) -> Table | None:
        """All subprojects that a text search found, where they are few."""
        return _numbers(row_sql.each, Filters(q=self.filters.q)) if self.facts.are_few else None

    @cached_property
    def groups(self) -> Table:
        """Filters on labs, themes and evidence are open."""
        open_filters = replace(self.filters, state=(), lab=(), kind=(), theme=(), evidence=())
        return self.each or _numbers(row_sql.groups, open_filters)

    @cached_property
    def pairs(self) -> Table:
        """Filters on themes, principles and evidence are open."""
        return self.each or _numbers(row_sql.pairs, replace(self.filters, theme=(), principle=(), evidence=()))

    @cached_property
    def manners(self) -> Table:
        """Filters on formats and target groups are open."""
        return self.each or _numbers(row_sql.manners, replace(self.filters, format=(), target_group=()))

    @cached_property
    def _lab_ok(self) -> dict[str, Array]:
        return _lab_passes(self.facts, self.filters)

    @cached_property
    def labs_ok(self) -> Array:
        """Which labs pass the filters on labs."""
        return _all(self._lab_ok.values())

    @cached_property
    def _masks_of(self) -> dict[int, dict[str, Array]]:
        return {}

    def _masks(self, table: Table) -> dict[str, Array]:
        """For each filter that is set and has a column in a table: which rows pass it."""
        known = self._masks_of.get(id(table))
        if known is None:
            known = self._masks_of[id(table)] = self._looked_at(table)
        return known

    def _looked_at(self, table: Table) -> dict[str, Array]:
        filters, found = self.filters, self.facts
        sets = {key: matrix for key, matrix in found.sets.items() if getattr(filters, key) and f"{key}_set" in table}
        masks = {key: _having(sets[key], found.chosen(key, getattr(filters, key)))[table[f"{key}_set"]] for key in sets}
        if "lab" in table:
            masks |= {key: passes[table["lab"]] for key, passes in self._lab_ok.items() if getattr(filters, key)}
        if "evidence_step" in table and filters.evidence:
            masks["evidence"] = found.chosen("evidence", filters.evidence)[table["evidence_step"]]
        if "misses_years" in table:
            masks["time"] = table["misses_years"] == 0
        elif "first_year" in table and filters.is_dated:
            years = year_params(filters)
            masks["time"] = (table["last_year"] >= years["from_year"]) & (table["first_year"] <= years["to_year"])
        return masks

    def _all_but(self, table: Table, *open_: str) -> Array:
        """Which rows of a table pass all filters but these."""
        masks = [mask for key, mask in self._masks(table).items() if key not in open_]
        return _all(masks) if masks else np.ones(len(table["n"]), dtype=bool)

    @cached_property
    def selected(self) -> Array:
        """Which groups pass all filters."""
        return self._all_but(self.groups)

    @cached_property
    def pool(self) -> Array:
        """Which labs lend their organisations and events."""
        filters = self.filters
        if not filters.has_work_terms:
            return self.labs_ok
        works = replace(filters, from_year=None, to_year=None, q="")
        if filters.q and self.facts.are_few:
            return counts(works).pool
        groups = self.groups
        labs = _numbers(row_sql.labs, works)["lab"] if filters.q else groups["lab"][self._all_but(groups, "time")]
        found = np.zeros(len(self.facts.labs), dtype=bool)
        found[labs] = True
        return found

    @cached_property
    def shown_labs(self) -> Array:
        """Which labs are listed."""
        wanted = text_params(self.filters).values()
        own = np.array([all(word in row["text"] for word in wanted) for row in self.facts.labs], dtype=bool)
        return self.pool & (own | (self.by_lab > 0)) if wanted else self.pool

    @cached_property
    def by_lab_and_evidence(self) -> Array:
        """Selected subprojects: lab × step of evidence."""
        groups, chosen = self.groups, self.selected
        shape = (len(self.facts.labs), len(self.facts.terms["evidence"]))
        place = groups["lab"][chosen] * shape[1] + groups["evidence_step"][chosen]
        return _sums(place, groups["n"][chosen], shape[0] * shape[1]).reshape(shape)

    @cached_property
    def by_lab(self) -> Array:
        """Selected subprojects of each lab."""
        total: Array = self.by_lab_and_evidence.sum(axis=1)
        return total

    @cached_property
    def undated_by_lab(self) -> Array:
        """Selected subprojects without a date of each lab."""
        chosen = self.selected
        return _sums(self.groups["lab"][chosen], self.groups["n_undated"][chosen], len(self.facts.labs))

    @property
    def n(self) -> int:
        """Number of selected subprojects."""
        return int(self.by_lab.sum())

    @property
    def n_hidden_undated(self) -> int:
        """Subprojects without any date among what the filters other than the years select."""
        return int(self.groups["n_undated"][self._all_but(self.groups, "time")].sum())

    @cached_property
    def by_theme_and_lab(self) -> tuple[Array, Array]:
        """Theme × lab: selected subprojects, and those of them with work reported or a result."""
        shape = (len(self.facts.labs), len(self.facts.sets["theme"]))
        groups = self.groups

        def count(chosen: Array) -> Array:
            place = groups["lab"][chosen] * shape[1] + groups["theme_set"][chosen]
            by_set = _sums(place, groups["n"][chosen], shape[0] * shape[1]).reshape(shape)
            found: Array = (by_set @ self.facts.sets["theme"]).T
            return found

        worked = self.facts.chosen("evidence", _WORKED)[groups["evidence_step"]]
        return count(self.selected), count(self.selected & worked)

    @cached_property
    def by_theme(self) -> dict[str, int]:
        """Selected subprojects of each theme that has one."""
        return _named(self.facts.terms["theme"], self.by_theme_and_lab[0].sum(axis=1))

    @cached_property
    def by_theme_and_principle(self) -> tuple[Array, Array]:
        """Theme × principle: selected subprojects, and those of them with work reported or a result."""
        found, pairs = self.facts, self.pairs
        selected = self._all_but(pairs)
        shape = (len(found.sets["theme"]), len(found.sets["principle"]))

        def count(wanted: Array) -> Array:
            place = pairs["theme_set"][wanted] * shape[1] + pairs["principle_set"][wanted]
            by_sets = _sums(place, pairs["n"][wanted], shape[0] * shape[1]).reshape(shape)
            table: Array = found.sets["theme"].T.astype(np.int64) @ (by_sets @ found.sets["principle"])
            return table

        return count(selected), count(selected & found.chosen("evidence", _WORKED)[pairs["evidence_step"]])

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """queries.subprojects.facets."""
        groups, found = self.groups, self.facts

        def by(table: Table, column: str, size: int, open_: str) -> Array:
            passes = self._all_but(table, open_)
            return _sums(table[column][passes], table["n"][passes], size)

        def by_set(table: Table, key: str) -> Array:
            counted: Array = by(table, f"{key}_set", len(found.sets[key]), key) @ found.sets[key]
            return counted

        n_labs = len(found.labs)
        values = {
            "state": by(groups, "lab", n_labs, "state") @ found.states,
            "lab": by(groups, "lab", n_labs, "lab"),
            "theme": by_set(groups, "theme"),
            "principle": by_set(self.pairs, "principle"),
            "format": by_set(self.manners, "format"),
            "target_group": by_set(self.manners, "target_group"),
            "evidence": by(groups, "evidence_step", len(found.terms["evidence"]), "evidence"),
            "kind": by(groups, "lab", n_labs, "kind") @ found.kinds,
        }
        named = {key: _named(found.terms[key], array) for key, array in values.items()}
        return {key: counts for key, counts in named.items() if counts} | {"undated": {"hidden": self.n_hidden_undated}}


@lru_cache(maxsize=32)
def _counts(_path: Path, filters: Filters) -> Counts:
    return Counts(filters, facts())


def counts(filters: Filters) -> Counts:
    """The counts under filters; read when asked for the first time and kept for the next question."""
    return _counts(db.current().path, filters)


def ask_beside(filters: Filters) -> None:
    """Of many subprojects and a text, have a second thread ask for pairs and manners.

    A statement that joins a text place by place keeps one processor busy. Who asks for the same meanwhile waits for it.
    """
    found = counts(filters)
    if filters.q and not found.facts.are_few:
        _beside().submit(lambda: (found.pairs, found.manners))


@cache
def _beside() -> ThreadPoolExecutor:
    """Made at first use, after the fork of a worker."""
    return ThreadPoolExecutor(1, thread_name_prefix="beside")


def _numbers(statement: Statement, filters: Filters) -> Table:
    return _read_numbers(db.current().path, statement, filters)


# Filters that stay open in a statement do not change its numbers and are not given, so many questions ask for the same. With
# 10 million subprojects an entry takes a few MB.
@once(48)
def _read_numbers(_path: Path, statement: Statement, filters: Filters) -> Table:
    """Columns as 64-bit numbers, so that products of small ones cannot overflow."""
    params = row_params(filters)
    found = db.columns(statement(params), params)
    return {key: values.astype(np.int64) for key, values in found.items()}


def _all(masks: Iterable[Array]) -> Array:
    passes: Array = np.logical_and.reduce(list(masks))
    return passes


def _having(matrix: Array, columns: Array) -> Array:
    """Rows with a true value in one of the columns."""
    rows: Array = np.asarray(matrix[:, columns].any(axis=1))
    return rows


def _sums(place: Array, n: Array, size: int) -> Array:
    """Sums of n by place; counts stay far below 2⁵³, where floating point numbers would begin to round."""
    sums: Array = np.bincount(place, weights=n, minlength=size).astype(np.int64)
    return sums


def _named(terms: Labels, values: Array) -> dict[str, int]:
    return {term: int(value) for term, value in zip(terms, values.tolist(), strict=True) if value}
