"""Statements on the wide rows (`build/sql/rows.sql`): which subprojects pass the filters, and how many in which group.

A condition stands in a statement only if its parameter is given: what is not asked for need not be planned and looked at.
What counts adds up what was counted when the data were built, as long as nothing is chosen that its table has left out; else
it reads the rows. Parameters are those of `queries.counts.row_params`.

A text search comes as tables of `queries/hits.py` with one column, which lie in the order of the rows they belong to and are
joined place by place: hashing millions of numbers would take longer than all the rest. Engines other than DuckDB have no
`positional join`; there it is a join on the number of the row.
"""

from __future__ import annotations

from collections.abc import Collection

from dashboard.filters import MAX_WORDS

# Parameter → what a subproject must meet when it is given.
CONDITIONS = {
    # Rows lie in the order of the labs: what is not between the first and the last is not even read.
    "labs": "lab between $first_lab and $last_lab and ((cast(1 as bigint) << lab) & $labs) <> 0",
    "themes": "(theme_bits & $themes) <> 0",
    "principles": "(principle_bits & $principles) <> 0",
    "formats": "(format_bits & $formats) <> 0",
    "target_groups": "(target_group_bits & $target_groups) <> 0",
    "evidence": "(evidence_bit & $evidence) <> 0",
    "from_year": "last_year >= $from_year and first_year <= $to_year",
    "hits": "n_hit > 0",
}
# Parameter → what an organisation or event must meet: each word searched for occurs in its text.
WORDS = {f"word{index}": f"contains(text, $word{index})" for index in range(1, MAX_WORDS + 1)}

_MANNER = ("principles", "formats", "target_groups")
# Tables of build/sql/rows.sql that are counted beforehand → parameters of conditions on what they have left out.
_LEFT_OUT = {
    "subproject_groups": {*_MANNER},
    "subproject_pairs": {"formats", "target_groups"},
    "subproject_manners": {"themes", "principles"},
}


def event_passes(given: Collection[str]) -> list[str]:
    """What years and text ask of an event; the text alone of an organisation."""
    conditions = {"from_year": CONDITIONS["from_year"], **WORDS}
    return [condition for name, condition in conditions.items() if name in given]


def passes(given: Collection[str]) -> str:
    """What selects a subproject, for the names of parameters given."""
    return " and ".join(condition for name, condition in CONDITIONS.items() if name in given) or "true"


def rows(given: Collection[str]) -> str:
    """The rows to select from, beside each of them whether a text search found it."""
    return "subproject_rows" + (" positional join hits" if "hits" in given else "")


def source(given: Collection[str], *counted: str) -> str:
    """The table to add up `n_of` from: the first one counted beforehand that left out nothing asked for, or the rows."""
    for table in counted:
        found = f"{table}_hits"
        if not _LEFT_OUT[table].intersection(given) and ("hits" not in given or found in given):
            return table + (f" positional join {found}" if "hits" in given else "")
    return rows(given)


def n_of(given: Collection[str]) -> str:
    """The number of subprojects in a row of `source`: all of them, or those that a text search found."""
    return "n_hit" if "hits" in given else "n"


def each(given: Collection[str]) -> str:
    """Every subproject that a text search found, in lane order, with what all other filters look at: they stay open."""
    n = n_of(given)
    return f"""
select lane, title_rank_de, title_rank_en, lab, evidence_step, theme_set, principle_set, format_set, target_group_set,
       first_year, last_year, {n} as n, case when first_year = 0 then {n} else 0 end as n_undated
from {rows(given)}
where {passes({"hits"} & set(given))}
"""


def groups(given: Collection[str]) -> str:
    """Subprojects by lab, evidence and combination of themes, which stay open.

    misses_years: 1 for what does not pass the filter on years, else 0.
    """
    n = n_of(given)
    misses = f"case when {CONDITIONS['from_year']} then 0 else 1 end" if "from_year" in given else "0"
    return f"""
select lab, evidence_step, theme_set, {misses} as misses_years,
       sum({n}) as n, sum(case when first_year = 0 then {n} else 0 end) as n_undated
from {source(given, "subproject_groups", "subproject_pairs")}
where {passes({"hits", *_MANNER} & set(given))}
group by lab, evidence_step, theme_set{", misses_years" if misses != "0" else ""}
"""


def pairs(given: Collection[str]) -> str:
    """Subprojects by combination of themes, of principles, and evidence, which stay open."""
    return f"""
select theme_set, principle_set, evidence_step, sum({n_of(given)}) as n
from {source(given, "subproject_pairs")}
where {passes(given)}
group by theme_set, principle_set, evidence_step
"""


def manners(given: Collection[str]) -> str:
    """Subprojects by combination of formats and of target groups, which stay open."""
    return f"""
select format_set, target_group_set, sum({n_of(given)}) as n
from {source(given, "subproject_manners")}
where {passes(given)}
group by format_set, target_group_set
"""


def labs(given: Collection[str]) -> str:
    """Labs with a subproject that passes."""
    return f"""
select distinct lab
from {source(given, "subproject_groups", "subproject_pairs", "subproject_manners")}
where {passes(given)}
order by lab
"""
