"""The words of the subprojects' texts and where each of them stands, so that a text search need not read all texts."""

from __future__ import annotations

import duckdb

# A word is what stands between two blanks. What is searched for has no blank, so it is part of a text when it is part of one
# of its words. words: in the order of the alphabet, so that words which begin alike have their rows side by side.
WORDS = """
create table words as
select cast(row_number() over (order by word) - 1 as integer) as word_no, word
from (select distinct unnest(string_split(text, ' ')) as word from subproject_rows);
"""
WORD_ROWS = """
create table word_rows as
select w.word_no, r.lane
from (select lane, unnest(string_split(text, ' ')) as word from subproject_rows) r
join words w on w.word = r.word
order by w.word_no, r.lane;
"""


def write_words(con: duckdb.DuckDBPyConnection) -> None:
    """Tables words (word_no, word) and word_rows (word_no, lane of a subproject whose text has the word)."""
    con.execute(WORDS)
    con.execute(WORD_ROWS)
