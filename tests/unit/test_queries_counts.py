"""Few subprojects are looked at one by one, many are added up by the database: both say the same of the real data."""

from __future__ import annotations

import random
from typing import Any, Literal

import pytest

from dashboard import catalog
from dashboard.db import Database
from dashboard.filters import VOCABULARIES, Filters
from dashboard.queries import selected_rows, subprojects
from dashboard.queries.counts import ask_beside, counts
from tests.conftest import counted_as, until_asked_beside, using

_DICE = random.Random(3)  # noqa: S311 (the same questions in each run)
_WORDS = ("digital", "ein rat", "bürger", "kein-solches-wort")


def _some(database: Database) -> Filters:
    """One to three filters with one to three values each; at times years and a text."""
    with using(database):
        keys = _DICE.sample(list(VOCABULARIES), _DICE.randint(0, 3))
        values = {key: list(catalog.terms(VOCABULARIES[key])) for key in keys}
        chosen = {key: tuple(_DICE.sample(terms, min(len(terms), _DICE.randint(1, 3)))) for key, terms in values.items()}
    years = _DICE.choice([{}, {}, {"from_year": 2021}, {"to_year": 2020}, {"from_year": 2020, "to_year": 2021}])
    text = {"q": _DICE.choice(_WORDS)} if _DICE.random() < 0.3 else {}
    return Filters(**chosen, **years, **text)  # type: ignore[arg-type]


def _said(filters: Filters) -> dict[str, Any]:
    found = counts(filters)
    tables = [found.by_lab_and_evidence, found.undated_by_lab, found.pool, found.shown_labs]
    return {
        "tables": [table.tolist() for table in tables],
        "themes": subprojects.by_theme_and_lab(filters),
        "principles": subprojects.by_theme_and_principle(filters),
        "facets": subprojects.facets(filters),
        "places": {name: column.tolist() for name, column in selected_rows.places(filters).items()},
    }


@pytest.mark.parametrize("turn", range(60))
def test_few_and_many_are_counted_alike(turn: int, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = _some(database)
    said = []
    for size in ("few", "many"):
        with using(database), counted_as(size, monkeypatch):
            assert (counts(filters).each is None) == (size == "many")
            ask_beside(filters)
            said.append(_said(filters))

    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("size", "q", "asked"), [("many", "digital", {"pairs", "manners"}), ("many", "", set()), ("few", "digital", set())]
)
def test_what_joins_a_text_to_many_is_asked_beside(
    size: Literal["few", "many"], q: str, asked: set[str], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(q=q, theme=("digital_participation",))
    with using(database), counted_as(size, monkeypatch):
        ask_beside(filters)
        until_asked_beside()

        assert {"groups", "pairs", "manners"} & set(vars(counts(filters))) == asked
