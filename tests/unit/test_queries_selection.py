"""What each filter selects: ids counted by hand on tests/fixtures/programme_small."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.filters import Filters
from dashboard.pages.parts import parse_query
from dashboard.queries import labs, subprojects, tables, timeline
from tests.conftest import counted_as

pytestmark = pytest.mark.usefixtures("small_programme")

A, B, C = "a-karte a-portal a-rat", "b-ende b-fest b-haus b-plan", "c-idee c-netz"
# Members of the labs. gemeinde-bedorf is in Ahausen and Brücken, gemeinde-dewald in Brücken and Dorfen.
OF_A = "gemeinde-bedorf stadt-aburg verein-grosse-strasse ville-de-loin"
OF_B = "gemeinde-bedorf gemeinde-dewald hochschule-dewald kreis-beland"
OF_C = "buergerverein-cedorf initiative-fluss stadt-cestadt"
EVERYBODY = f"{OF_A} {OF_B} {OF_C}"
ALL_LABS = "ahausen bruecken cedorf dorfen"
EVENTS_A, EVENTS_B, EVENTS_C = "a-start a-treffen", "b-jahr b-quartal", "c-spaet"
EVENTS_P = "p-abschluss p-auftakt p-vorlauf"

# query → subprojects, labs, organisations, events
CASES = {
    "": (f"{A} {B} {C}", ALL_LABS, EVERYBODY, f"{EVENTS_A} {EVENTS_B} {EVENTS_C} {EVENTS_P}"),
    "state=NW": (f"{A} {B}", "ahausen bruecken", f"{OF_A} {OF_B}", f"{EVENTS_A} {EVENTS_B}"),
    "state=HE": (B, "bruecken dorfen", OF_B, EVENTS_B),
    "state=BB&state=HE": (f"{B} {C}", "bruecken cedorf dorfen", f"{OF_B} {OF_C}", f"{EVENTS_B} {EVENTS_C}"),
    "state=SN": ("", "", "", ""),
    "lab=cedorf": (C, "cedorf", OF_C, EVENTS_C),
    "lab=dorfen": ("", "dorfen", "gemeinde-dewald", ""),
    "theme=youth": ("a-portal a-rat c-netz", "ahausen cedorf", f"{OF_A} {OF_C}", f"{EVENTS_A} {EVENTS_C}"),
    "theme=culture&theme=housing": ("b-fest b-haus", "bruecken", OF_B, EVENTS_B),
    "principle=transparency": (C, "cedorf", OF_C, EVENTS_C),
    "format=workshop&format=mapping": ("a-karte c-idee", "ahausen cedorf", f"{OF_A} {OF_C}", f"{EVENTS_A} {EVENTS_C}"),
    "target_group=families": ("b-haus", "bruecken", OF_B, EVENTS_B),
    "evidence=plan": ("a-rat b-plan", "ahausen bruecken", f"{OF_A} {OF_B}", f"{EVENTS_A} {EVENTS_B}"),
    "kind=university": (B, "bruecken", "hochschule-dewald", EVENTS_B),
    "kind=civil_society": (
        f"{A} {C}",
        "ahausen cedorf",
        "buergerverein-cedorf initiative-fluss verein-grosse-strasse",
        f"{EVENTS_A} {EVENTS_C}",
    ),
    # Years hide what has no date. Labs and organisations have no year of their own and stay.
    "from=2021&to=2021": ("a-karte a-portal b-plan", ALL_LABS, EVERYBODY, "a-treffen b-quartal"),
    "from=2022": ("a-portal b-fest", ALL_LABS, EVERYBODY, "b-jahr c-spaet p-abschluss"),
    "to=2019": ("c-netz", ALL_LABS, EVERYBODY, "p-vorlauf"),
    "to=2020": ("a-karte b-ende b-haus c-netz", ALL_LABS, EVERYBODY, "a-start p-auftakt p-vorlauf"),
    # The open end counts for work that a source calls continued (a-portal, b-fest), not for b-haus.
    "from=2023&to=2023": ("a-portal b-fest", ALL_LABS, EVERYBODY, "c-spaet"),
    "from=2021&to=2020": (
        "a-karte a-portal b-ende b-haus b-plan c-netz",
        ALL_LABS,
        EVERYBODY,
        "a-start a-treffen b-quartal p-auftakt",
    ),
    # Text: with or without accents, ß as ss, capitals or not; every word must occur.
    "q=Straße": ("a-karte", "ahausen", "verein-grosse-strasse", "c-spaet"),
    "q=STRASSE": ("a-karte", "ahausen", "verein-grosse-strasse", "c-spaet"),
    "q=Bürger": ("a-karte", "ahausen cedorf", "buergerverein-cedorf", ""),
    "q=burger": ("a-karte", "ahausen cedorf", "buergerverein-cedorf", ""),
    "q=brücken": (B, "bruecken", OF_B, EVENTS_B),
    "q=cestadt": ("c-netz", "cedorf", "stadt-cestadt", "c-spaet"),
    "q=dewald": ("", "bruecken dorfen", "gemeinde-dewald hochschule-dewald", ""),
    "q=plan+bus": ("b-plan", "bruecken", "", ""),
    "q=plan+strasse": ("", "", "", ""),
    "q=%25": ("", "", "", ""),
    # Two at once.
    "state=BB&theme=youth": ("c-netz", "cedorf", OF_C, EVENTS_C),
    "theme=mobility&principle=co_creation": ("b-haus", "bruecken", OF_B, EVENTS_B),
    "format=training&target_group=everyone": ("", "", "", ""),
    "format=open_data_portal&target_group=everyone": ("a-portal", "ahausen", OF_A, EVENTS_A),
    "target_group=everyone&from=2022": ("a-portal b-fest", "ahausen bruecken cedorf", EVERYBODY, "b-jahr c-spaet"),
    "lab=cedorf&kind=municipality": (C, "cedorf", "stadt-cestadt", EVENTS_C),
    "evidence=result&from=2022": ("a-portal b-fest", "ahausen bruecken cedorf", EVERYBODY, "b-jahr c-spaet"),
    "state=BB&q=strasse": ("", "", "", "c-spaet"),
    "theme=open_data&evidence=plan": ("", "", "", ""),
    "kind=university&lab=ahausen": ("", "", "", ""),
}


@pytest.fixture(params=["few", "many"], autouse=True)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Subprojects that are looked at one by one, and those that the database adds up."""
    with counted_as(request.param, monkeypatch):
        yield


def filters(query: str) -> Filters:
    return Filters.from_query(parse_query(query))


def words(text: str) -> list[str]:
    return sorted(set(text.split()))


def ids(name: str, query: str) -> list[str]:
    rows = tables.page(name, filters(query), lang="de", limit=100)
    return sorted(str(row[f"{name.removesuffix('s')}_id"]) for row in rows)


@pytest.mark.parametrize("query", CASES)
def test_filter_selects_these_subprojects(query: str) -> None:
    assert ids("subprojects", query) == words(CASES[query][0])


@pytest.mark.parametrize("query", CASES)
def test_filter_selects_these_labs(query: str) -> None:
    assert ids("labs", query) == words(CASES[query][1])


@pytest.mark.parametrize("query", CASES)
def test_filter_selects_these_organisations(query: str) -> None:
    assert ids("organisations", query) == words(CASES[query][2])


@pytest.mark.parametrize("query", CASES)
def test_filter_selects_these_events(query: str) -> None:
    assert ids("events", query) == words(CASES[query][3])


@pytest.mark.parametrize("query", CASES)
def test_map_list_timeline_and_counts_select_the_same(query: str) -> None:
    """The same filters mean the same rows in every query."""
    expected, shown = words(CASES[query][0]), words(CASES[query][1])

    assert sorted(row["subproject_id"] for row in timeline.subprojects(filters(query))) == expected
    assert subprojects.count(filters(query)) == len(expected)
    assert sum(row["n_subprojects"] for row in labs.selected(filters(query))) == len(expected)
    assert sorted(row["lab_id"] for row in labs.selected(filters(query))) == shown
    assert sorted(row["lab_id"] for row in timeline.labs(filters(query))) == shown
