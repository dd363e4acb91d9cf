"""The search box on the real data: what people type, and what must come first."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from dataclasses import replace

import pytest

from dashboard import search
from dashboard.db import Database
from dashboard.queries import search as queries
from dashboard.queries.search import Thing
from dashboard.search import key


def first(query: str) -> tuple[str, str]:
    found = search.find(query, 5).things[0]
    return found.kind, found.label_de


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("97218", "municipality", "Gerbrunn"),
        ("05358040", "municipality", "Merzenich"),
        ("09679", "district", "Landkreis Würzburg"),
        ("096790136136", "municipality", "Gerbrunn"),
        ("16056000", "municipality", "Eisenach"),
        ("Muenchen", "municipality", "München"),
        ("münchn", "municipality", "München"),
        ("MUNCHEN", "municipality", "München"),
        ("Koeln", "municipality", "Köln"),
        ("Gerbrn", "municipality", "Gerbrunn"),
        ("Augutin", "municipality", "Sankt Augustin"),
        ("St. Augustin", "municipality", "Sankt Augustin"),
        ("Frankfurt/Main", "municipality", "Frankfurt am Main"),
        ("Landkreis Düren", "district", "Kreis Düren"),
        ("97218 Gerbrunn", "municipality", "Gerbrunn"),
        ("Würzburg", "municipality", "Würzburg"),
        ("offene Daten", "theme", "Offene Daten"),
        ("democy", "organisation", "democy UG (haftungsbeschränkt)"),
    ],
)
def test_first_result(query: str, kind: str, name: str, real_data: Database) -> None:
    assert first(query) == (kind, name)


def test_beginning_of_a_name_finds_the_place_and_its_lab(real_data: Database) -> None:
    assert {thing.kind for thing in search.find("Bad Belz", 3).things} >= {"municipality", "lab"}


def test_whole_words_come_before_beginnings(real_data: Database) -> None:
    """The lab and the town hall of Moers before Morsbach, which only begins alike."""
    names = [thing.label_de for thing in search.find("Moers", 6).things]

    assert names[:3] == ["Moers", "Reallabor Niederrhein (Moers, Kleve, Geldern)", "Stadt Moers"]
    assert names[5] == "Morsbach"


def test_documents_are_found_by_a_word_of_their_title(real_data: Database) -> None:
    assert [thing.anchor for thing in search.find("Praxisleitfaden").things] == ["ergebnis-praxisleitfaden"]


def test_postcode_of_no_seat_shows_the_neighbours_and_says_so(real_data: Database) -> None:
    """80333 is a part of Munich; the register knows 80331 only."""
    found = search.find("80333")

    assert found.is_approximate
    assert found.things[0].label_de == "München"


@pytest.mark.parametrize("query", ["", " ", "?!", "\x00", "xyzqqq"])
def test_nothing_is_found_for_nothing(query: str, real_data: Database) -> None:
    assert search.find(query).total == 0


def test_long_and_many_are_clamped(real_data: Database) -> None:
    assert len(search.find("a" * 10_000, 5).things) <= 5
    assert len(search.find("Neustadt", 10_000).things) <= search.MAX_RESULTS


def test_every_uninhabited_area_is_left_out(real_data: Database) -> None:
    assert not [thing for thing in search.index().things if "gemfr. Geb" in thing.label_de and thing.population == 0]


def test_many_subprojects_and_organisations_are_looked_up(real_data: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and pieces of names find the same things when these are not kept in memory, but for what is spelled alike."""
    names = [thing.label_de for thing in queries.things() if thing.kind in ("subproject", "organisation")]
    questions = [*names, *(name.split()[-1] for name in names[::3]), "Bürger", "digital stadt"]
    in_memory = {question: _ids(search.find(question, 10).things) for question in questions}

    monkeypatch.setattr(queries, "_are_many", lambda _path: True)
    places = search.Index(queries.things())
    monkeypatch.setattr(search, "index", lambda: places)
    looked_up = {question: _ids(search.find(question, 10).things) for question in questions}

    assert not {kind for kind in (thing.kind for thing in places.things) if kind in ("subproject", "organisation")}
    assert [(q, in_memory[q][0], looked_up[q]) for q in questions if in_memory[q][0] != looked_up[q][0]] == []
    assert [q for q in questions if [thing for thing in in_memory[q] if thing in looked_up[q]] != looked_up[q]] == []


def test_index_keeps_few_bytes_and_no_object_of_each_thing(real_data: Database) -> None:
    """Names, codes, texts and what is shown take 400 bytes of each; as objects they took 2,000."""
    list(queries.things())  # what these read and keep elsewhere
    tracemalloc.start()
    try:
        kept = search.Index(queries.things())
        sizes = [trace.size for trace in tracemalloc.take_snapshot().traces]
    finally:
        tracemalloc.stop()

    assert len(kept.things) > 11_000
    assert sum(sizes) < 500 * len(kept.things)
    assert len(sizes) < len(kept.things) / 2


def test_found_things_are_those_that_went_in(real_data: Database) -> None:
    shown = [replace(thing, names=(), more="", codes=()) for thing in queries.things()]

    assert search.index().things == shown


def _ids(things: Iterable[Thing]) -> list[tuple[str, str]]:
    return [(thing.kind, thing.key) for thing in things]


@pytest.mark.parametrize(
    ("text", "expected"), [("Bad Belzig", "bad belzig"), ("Groß-Gerau", "gross gerau"), ("St. Ingbert", "sankt ingbert")]
)
def test_key_folds(text: str, expected: str) -> None:
    assert key(text) == expected
