"""What was written down when the data were built says the same as the texts and the rows themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import db
from dashboard.build import words
from dashboard.db import Database
from dashboard.filters import Filters, fold
from dashboard.queries import hits, row_sql, timeline
from dashboard.queries.counts import row_params
from tests.conftest import counted_as, using

_TEXTS = "select lane, text from subproject_rows order by lane"


def _lanes(words: tuple[str, ...]) -> list[int]:
    return (hits.places(words).nonzero()[0] + 1).tolist()


@given(data=st.data())
def test_words_are_found_where_the_texts_contain_them(data: st.DataObject, database: Database) -> None:
    """Any piece of any text without blanks, and any other folded word, alone and together."""
    with using(database):
        texts = {int(str(row["lane"])): str(row["text"]) for row in db.records(_TEXTS)}
        pieces = st.sampled_from(list(texts.values())).flatmap(lambda text: st.sampled_from(text.split())).flatmap(_piece)
        word = pieces | st.text(min_size=1, max_size=4).map(lambda text: "".join(fold(text).split())).filter(bool)
        words = tuple(data.draw(st.lists(word, min_size=1, max_size=3)))

        assert _lanes(words) == [lane for lane, text in texts.items() if all(word in text for word in words)]


def _piece(word: str) -> st.SearchStrategy[str]:
    begin = st.integers(0, len(word) - 1)
    return begin.flatmap(lambda first: st.integers(first + 1, len(word)).map(lambda last: word[first:last]))


def test_word_of_no_text_is_found_nowhere(small_programme: Database) -> None:
    assert _lanes(("kein-solches-wort",)) == []


@pytest.mark.parametrize("word", ["e", "digital"])
@pytest.mark.parametrize(("name", "value"), [("_MOST", 7), ("_MOST", 500), ("_FEW", 0), ("_FEW", 10_000)])
def test_words_read_in_pieces_are_found_where_they_stand(
    name: str, value: int, word: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, name, value)
    with using(database):
        texts = [str(row["text"]) for row in db.records(_TEXTS)]

        assert hits.places((word,)).tolist() == [word in text for text in texts]


def test_rows_lie_in_the_order_in_which_hits_are_joined_to_them(database: Database) -> None:
    lanes = [lane for (lane,) in database.rows("select lane from subproject_rows")]

    assert lanes == list(range(1, len(lanes) + 1))
    assert database.rows("select count(*) from counted_rows") == [(len(lanes),)]


def test_rows_know_where_their_subproject_stands(database: Database) -> None:
    placed = "select r.subproject_id from subproject_rows r join subprojects s on s.rowid = r.subproject_no"

    assert database.rows(f"{placed} and s.subproject_id = r.subproject_id order by all") == database.rows(
        "select subproject_id from subprojects order by all"
    )


_COUNTED = (row_sql.groups, row_sql.pairs, row_sql.manners, row_sql.labs, *timeline.SCREEN[-1:])
_QUERIES = (
    "",
    "state=NW",
    "from=2021&to=2021",
    "lab=oberrhein&to=2020",
    "evidence=result",
    "kind=district",
    "q=digital",
    "q=digital&state=NW&from=2021",
    "q=ein rat",
)
# Some of the tables left out what is chosen here.
_SOME_COUNTED = (
    (row_sql.groups, "principle=open_data"),
    (row_sql.groups, "q=digital&principle=participation&from=2021"),
    (row_sql.pairs, "q=digital&principle=participation&theme=digital_participation"),
    (row_sql.manners, "q=digital&format=training&target_group=seniors"),
    (row_sql.labs, "theme=digital_participation&principle=participation&evidence=result"),
    (row_sql.labs, "format=training&target_group=seniors"),
)


@pytest.mark.parametrize(("make", "query"), [*((make, query) for query in _QUERIES for make in _COUNTED), *_SOME_COUNTED])
def test_counts_made_beforehand_are_those_of_the_rows(
    make: Callable[[Collection[str]], str], query: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with using(database), counted_as("many", monkeypatch):
        params = row_params(Filters.from_query(part.split("=") for part in query.split("&") if part))  # type: ignore[misc]
        beforehand = make(params)
        of_rows = re.sub(r"from subproject_(groups|pairs|manners)", "from subproject_rows", beforehand)
        of_rows = re.sub(r"join subproject_(groups|pairs|manners)_hits", "join hits", of_rows)
        counted = [sorted(map(repr, db.records(sql, params))) for sql in (beforehand, of_rows)]

    assert of_rows != beforehand
    assert counted[0] == counted[1]
    assert counted[0]


def test_words_are_the_same_in_several_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = "select distinct w.word, r.lane from word_rows r join words w on w.word_no = r.word_no order by all"
    monkeypatch.setattr(words, "_PIECE", 7)
    with duckdb.connect() as con:
        con.execute("create table subproject_rows (lane integer, text varchar)")
        con.executemany("insert into subproject_rows values (?, ?)", database.rows(_TEXTS))
        words.write_words(con)

        assert con.execute(placed).fetchall() == database.rows(placed)
