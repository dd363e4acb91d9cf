"""Statements on the wide rows (`build/sql/rows.sql`): which subprojects pass the filters, and how many in which group.

Each comes twice, without and with a text search: without a text there is no need to look at texts, and the shorter statement
is planned faster. Parameters are those of `queries.counts.row_params`.
"""

from __future__ import annotations

# All words of a text search occur in a column `text`.
WORDS = " and ".join(f"contains(text, $word{index})" for index in range(1, 7))


_THEME_OK = "($themes = 0 or (theme_bits & $themes) <> 0)"
_PRINCIPLE_OK = "($principles = 0 or (principle_bits & $principles) <> 0)"
_FORMAT_OK = "($formats = 0 or (format_bits & $formats) <> 0)"
_TARGET_GROUP_OK = "($target_groups = 0 or (target_group_bits & $target_groups) <> 0)"
_EVIDENCE_OK = "($evidence = 0 or (evidence_bit & $evidence) <> 0)"
_LAB_OK = "($labs is null or list_contains(cast($labs as smallint[]), lab))"
_YEAR_OK = "last_year >= $from_year and first_year <= $to_year"


def _groups(text_matches: str) -> str:
    # misses: bit 0 for what does not pass the filters on principles, formats and target groups, bits 1 and 2 for those on
    # years and text.
    return f"""
select lab, evidence_step, theme_set,
       case when {_PRINCIPLE_OK} and {_FORMAT_OK} and {_TARGET_GROUP_OK} then 0 else 1 end
       + case when {_YEAR_OK} then 0 else 2 end
       + case when {text_matches} then 0 else 4 end as misses,
       count(*) as n,
       count(*) filter (where first_year = 0) as n_undated
from subproject_rows
group by lab, evidence_step, theme_set, misses
"""


def _pairs(text_matches: str) -> str:
    return f"""
select theme_set, principle_set, evidence_step, count(*) as n
from subproject_rows
where {_LAB_OK} and {_FORMAT_OK} and {_TARGET_GROUP_OK} and {_YEAR_OK} and {text_matches}
group by theme_set, principle_set, evidence_step
"""


def _manners(text_matches: str) -> str:
    return f"""
select format_set, target_group_set, count(*) as n
from subproject_rows
where {_LAB_OK} and {_THEME_OK} and {_PRINCIPLE_OK} and {_EVIDENCE_OK} and {_YEAR_OK} and {text_matches}
group by format_set, target_group_set
"""


GROUPS = (_groups("true"), _groups(WORDS))
PAIRS = (_pairs("true"), _pairs(WORDS))
MANNERS = (_manners("true"), _manners(WORDS))

# What selects a subproject.
ROW_PASSES = tuple(
    f"""
    {_LAB_OK}
    and {_THEME_OK}
    and {_PRINCIPLE_OK}
    and {_FORMAT_OK}
    and {_TARGET_GROUP_OK}
    and {_EVIDENCE_OK}
    and {_YEAR_OK}
    and {text_matches}
"""
    for text_matches in ("true", WORDS)
)
