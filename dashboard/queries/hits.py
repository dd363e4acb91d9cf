"""Which subprojects have the words of a text search in their texts, and how many of them are in which group."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from dashboard import db
from dashboard.kept import once
from dashboard.queries.facts import Array, facts

# build/words.py wrote down where each word stands; a vocabulary is looked through instead of all texts.
_WORDS = """
select word_no, n
from words
where block in (select block from word_blocks where contains(text, $word)) and contains(word, $word)
order by word_no
"""
# first and last let the database skip what it need not read: word_rows lies in the order of the words.
_LANES = """
select lane
from word_rows
where word_no between $first and $last and """
# Of a short list the database also knows where its numbers stand; a long one is hashed.
_LANES_OF_FEW = f"{_LANES}list_contains(cast($word_nos as integer[]), word_no)\n"
_LANES_OF_MANY = f"{_LANES}word_no in (select unnest(cast($word_nos as integer[])))\n"
_FEW = 50
# Column of counted_rows → table that `row_sql` joins, place by place, to what was counted beforehand.
_TABLES = {
    "group_no": "subproject_groups_hits",
    "pair_no": "subproject_pairs_hits",
    "manner_no": "subproject_manners_hits",
}
_NUMBERS = {
    column: f"""
select {column} as place
from counted_rows positional join hits
where n_hit > 0
"""
    for column in _TABLES
}
# So many places of words are read at once (4 bytes each).
_MOST = 8_000_000


def places(words: tuple[str, ...]) -> Array:
    """For each subproject in lane order whether its text contains all words (folded, without blanks, at least one)."""
    found: Array = np.logical_and.reduce([_places(word) for word in words])
    return found


def tables(words: tuple[str, ...]) -> dict[str, db.MakeTable]:
    """The tables that `row_sql` joins for a text search, made when they are read; n_hit: subprojects found at that place.

    `hits` goes with subproject_rows, the others with the tables of their names (build/sql/rows.sql); they are worth making
    of many rows only.
    """
    path = db.current().path
    counted = {} if facts().are_few else {name: partial(_counted, path, words, column) for column, name in _TABLES.items()}
    return {"hits": partial(_hits, path, words), **counted}


@once(4)
def _hits(_path: Path, words: tuple[str, ...]) -> db.Columns:
    return {"n_hit": places(words).view(np.uint8)}


# With ten million subprojects a table takes up to 7 MB.
@once(12)
def _counted(path: Path, words: tuple[str, ...], column: str) -> db.Columns:
    found = db.columns(_NUMBERS[column], {"hits": _hits(path, words)})["place"]
    return {"n_hit": np.bincount(found).astype(np.int32)}


def _places(word: str) -> Array:
    by_lane = np.zeros(facts().n_subprojects + 1, dtype=bool)
    found: Array = by_lane[1:]
    words = db.columns(_WORDS, {"word": word})
    for numbers in _pieces(words["word_no"], words["n"]):
        params = {"first": numbers[0], "last": numbers[-1], "word_nos": numbers}
        by_lane[db.columns(_LANES_OF_FEW if len(numbers) <= _FEW else _LANES_OF_MANY, params)["lane"]] = True
        if found.all():
            break
    return found


def _pieces(word_no: Array, n: Array) -> Iterator[list[int]]:
    """Words to be read together, in order: first the most frequent ones, since few of them may stand in all texts."""
    order = np.argsort(-n, kind="stable")
    n_first = max(1, int(np.searchsorted(np.cumsum(n[order]), _MOST, "right")))
    others = np.sort(order[n_first:])
    piece = np.cumsum(n[others]) // _MOST
    for chosen in (np.sort(order[:n_first]), *np.split(others, np.flatnonzero(np.diff(piece)) + 1)):
        if len(chosen):
            yield word_no[chosen].tolist()
