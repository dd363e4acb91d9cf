"""The words of the subprojects' texts and where each of them stands, so that a text search need not read all texts."""

from __future__ import annotations

import duckdb

# A word is what stands between two blanks. What is searched for has no blank, so it is part of a text when it is part of one
# of its words. In the order of the alphabet, so that words which begin alike have their rows side by side.
_WORDS = """
create table words as
select word_no, word_no // 256 as block, word, n
from (
    select cast(row_number() over (order by word) - 1 as integer) as word_no, word, cast(count(*) as integer) as n
    from (select unnest(list_distinct(string_split(text, ' '))) as word from subproject_rows)
    group by word
)
order by word_no;
"""
# One long text is looked through much faster than 256 short ones.
_WORD_BLOCKS = """
create table word_blocks as
select block, string_agg(word, ' ' order by word_no) as text
from words
group by block
order by block;
"""
_WORD_ROWS = """
create table word_rows (word_no integer, lane integer);
"""
# A million subprojects at a time, since sorting the words of ten million needs 15 GB.
_PIECE = 1_000_000
_INSERT = """
insert into word_rows
select w.word_no, r.lane
from (
    select lane, unnest(list_distinct(string_split(text, ' '))) as word
    from subproject_rows
    where lane between $first and $last
) r
join words w on w.word = r.word
order by w.word_no, r.lane
"""


def write_words(con: duckdb.DuckDBPyConnection) -> None:
    """What a text search reads.

    words: word_no, block, word, n (how many texts have it); word_blocks: block, text (its words); word_rows: word_no, lane
    (of a subproject whose text has the word).
    """
    con.execute(_WORDS)
    con.execute(_WORD_BLOCKS)
    con.execute(_WORD_ROWS)
    found = con.execute("select coalesce(max(lane), 0) from subproject_rows").fetchall()
    for first in range(1, found[0][0] + 1, _PIECE):
        con.execute(_INSERT, {"first": first, "last": first + _PIECE - 1})
