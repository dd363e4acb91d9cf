"""Statements on the wide rows (`build/sql/rows.sql`): which subprojects pass the filters, and how many in which group.

ROW_PASSES comes twice, without and with a text search, whose subprojects stand in the table `hits` (queries/hits.py).
What counts comes three times, as `queries.counts.source` says: as long as nothing is chosen that its table of
`build/sql/rows.sql` has left out, it adds up what was counted when the data were built; else it reads the rows, without or
with a text. Parameters are those of `queries.counts.row_params`.
"""

from __future__ import annotations

# All words of a text search occur in the column `text` of an organisation or event.
WORDS = " and ".join(f"contains(text, $word{index})" for index in range(1, 7))

_THEME_OK = "($themes = 0 or (theme_bits & $themes) <> 0)"
_PRINCIPLE_OK = "($principles = 0 or (principle_bits & $principles) <> 0)"
_FORMAT_OK = "($formats = 0 or (format_bits & $formats) <> 0)"
_TARGET_GROUP_OK = "($target_groups = 0 or (target_group_bits & $target_groups) <> 0)"
_EVIDENCE_OK = "($evidence = 0 or (evidence_bit & $evidence) <> 0)"
_LAB_OK = "($labs is null or list_contains(cast($labs as smallint[]), lab))"
_YEAR_OK = "last_year >= $from_year and first_year <= $to_year"
_TEXT_OK = "lane in (select lane from hits)"
_ROWS = "subproject_rows"
_MANNER_OK = f"{_FORMAT_OK} and {_TARGET_GROUP_OK}"


def _groups(source: str, text_matches: str) -> str:
    # misses: bit 0 for what does not pass the filters on principles, formats and target groups, bit 1 for those on years.
    return f"""
select lab, evidence_step, theme_set,
       case when {_PRINCIPLE_OK} and {_MANNER_OK} then 0 else 1 end
       + case when {_YEAR_OK} then 0 else 2 end as misses,
       sum(n) as n,
       coalesce(sum(n) filter (where first_year = 0), 0) as n_undated
from {source}
where {text_matches}
group by lab, evidence_step, theme_set, misses
"""


def _pairs(source: str, text_matches: str) -> str:
    return f"""
select theme_set, principle_set, evidence_step, sum(n) as n
from {source}
where {_LAB_OK} and {_MANNER_OK} and {_YEAR_OK} and {text_matches}
group by theme_set, principle_set, evidence_step
"""


def _manners(source: str, text_matches: str) -> str:
    return f"""
select format_set, target_group_set, sum(n) as n
from {source}
where {_LAB_OK} and {_THEME_OK} and {_PRINCIPLE_OK} and {_EVIDENCE_OK} and {_YEAR_OK} and {text_matches}
group by format_set, target_group_set
"""


GROUPS = (_groups("subproject_groups", "true"), _groups(_ROWS, "true"), _groups(_ROWS, _TEXT_OK))
PAIRS = (_pairs("subproject_pairs", "true"), _pairs(_ROWS, "true"), _pairs(_ROWS, _TEXT_OK))
MANNERS = (_manners("subproject_manners", "true"), _manners(_ROWS, "true"), _manners(_ROWS, _TEXT_OK))

# What selects a subproject.
ROW_PASSES = tuple(
    f"""
    {_LAB_OK}
    and {_THEME_OK}
    and {_PRINCIPLE_OK}
    and {_MANNER_OK}
    and {_EVIDENCE_OK}
    and {_YEAR_OK}
    and {text_matches}
"""
    for text_matches in ("true", _TEXT_OK)
)
