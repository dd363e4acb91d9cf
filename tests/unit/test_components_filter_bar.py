"""The filter bar: what its controls, chips and sentences say and where they lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.components.filter_bar import (
    Shown,
    chips,
    control_texts,
    facet_counts,
    filter_bar,
    options,
    shown_line,
    text_fragments,
)
from dashboard.filters import KEYS, VOCABULARIES, Filters, View
from dashboard.ssr import to_html
from dashboard.urls import encode
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("small_programme")

SHOWN = Shown(labs=2, all_labs=4, subprojects=5, events=1, undated=3, hidden_undated=0)
FULL = View(
    filters=Filters(state=("BB", "NW"), theme=("youth",), from_year=2020, to_year=2021, q="rad weg"),
    focus="cedorf",
    zoom=True,
    table="events",
    page=2,
)


def line(view: View, shown: Shown = SHOWN, lang: str = "de") -> Markup:
    return Markup(to_html(shown_line(view, shown, [], "/de/", lang)))  # type: ignore[arg-type]


def test_every_value_set_is_a_chip_in_words() -> None:
    assert [label for label, _ in chips(FULL, "de")] == [
        "Hervorgehoben: Cedorf",
        "Land: Brandenburg",
        "Land: Nordrhein-Westfalen",
        "Thema: Jugend",
        "ab 2020",
        "bis 2021",
        "Text: „rad weg“",
    ]


def test_chip_leads_to_the_view_without_its_value_at_the_first_page() -> None:
    rest = [encode(pairs) for _, pairs in chips(FULL, "de")]

    assert rest[0] == "state=BB&state=NW&theme=youth&from=2020&to=2021&q=rad%20weg&table=events"
    assert rest[1] == "state=NW&theme=youth&from=2020&to=2021&q=rad%20weg&focus=cedorf&zoom=lab&table=events"
    assert rest[3] == "state=BB&state=NW&from=2020&to=2021&q=rad%20weg&focus=cedorf&zoom=lab&table=events"
    assert rest[4] == "state=BB&state=NW&theme=youth&to=2021&q=rad%20weg&focus=cedorf&zoom=lab&table=events"
    assert rest[6] == "state=BB&state=NW&theme=youth&from=2020&to=2021&focus=cedorf&zoom=lab&table=events"


def test_nothing_set_has_no_chips_and_no_reset() -> None:
    found = line(View())

    assert chips(View(), "de") == []
    assert found.all("a", "href") == []


def test_reset_leads_to_the_bare_page() -> None:
    assert line(FULL).all("a", "href")[-1] == "/de/"


def test_text_of_a_visitor_stays_text_in_chips() -> None:
    found = line(View(filters=Filters(q="<img src=x>")))

    assert found.problems == []
    assert "Text: „<img src=x>“" in found.text
    assert "img" not in {tag for tag, _ in found.elements}


@pytest.mark.parametrize(
    ("shown", "german", "english"),
    [
        (
            Shown(4, 4, 9, 8, 2, 0),
            "Gezeigt: alle 4 Labore mit 9 Teilprojekten und 8 Ereignissen , einschließlich 2 Teilprojekten ohne Datum.",
            "Shown: all 4 labs with 9 subprojects and 8 events , including 2 subprojects without a date.",
        ),
        (
            Shown(1, 4, 1, 1, 1, 0),
            "Gezeigt: ein Labor mit einem Teilprojekt und einem Ereignis , einschließlich eines Teilprojekts ohne Datum.",
            "Shown: one lab with one subproject and one event , including one subproject without a date.",
        ),
        (
            Shown(4, 4, 3, 2, 0, 2),
            "Gezeigt: alle 4 Labore mit 3 Teilprojekten und 2 Ereignissen ; "
            "2 Teilprojekte sind ausgeblendet, weil sie kein Datum haben.",
            "Shown: all 4 labs with 3 subprojects and 2 events ; 2 subprojects are hidden because they have no date.",
        ),
        (
            Shown(2, 4, 5, 0, 0, 0),
            "Gezeigt: 2 Labore mit 5 Teilprojekten und 0 Ereignissen .",
            "Shown: 2 labs with 5 subprojects and 0 events .",
        ),
    ],
    ids=["all", "one", "hidden", "some"],
)
def test_sentence_says_what_is_shown_and_what_is_hidden(shown: Shown, german: str, english: str) -> None:
    """The blank before the comma comes from reading the parts apart."""
    assert german in line(View(), shown).text
    assert english in line(View(), shown, "en").text


def test_closed_control_says_all_one_or_how_many() -> None:
    texts = control_texts(Filters(state=("NW",), theme=("youth", "culture"), to_year=2021), "de")

    assert texts["state"] == "Nordrhein-Westfalen"
    assert texts["theme"] == "2 gewählt"
    assert texts["lab"] == "Alle 4 Labore"
    assert texts["years"] == "–2021"
    assert control_texts(Filters(), "en")["years"] == "All years"


def test_options_carry_their_facet_counts_and_zero_where_there_is_nothing() -> None:
    found = options("lab", {"ahausen": 3, "cedorf": 12}, "de")

    assert [(item["value"], Markup(to_html(item["label"])).text) for item in found] == [  # type: ignore[arg-type]
        ("ahausen", "Ahausen 3"),
        ("bruecken", "Brücken 0"),
        ("cedorf", "Cedorf 12"),
        ("dorfen", "Dorfen 0"),
    ]


def test_renewed_numbers_stand_in_the_order_of_the_options() -> None:
    found = facet_counts({"lab": {"ahausen": 3, "cedorf": 12}})

    assert found["lab"] == [3, 0, 12, 0]
    assert list(found) == list(VOCABULARIES)
    assert all(len(counts) == len(options(key, {}, "de")) for key, counts in found.items())


def test_renewed_texts_have_the_ids_of_the_bar_and_stay_text() -> None:
    bar = Markup(to_html(filter_bar(FULL, {}, [], "/de/", "de")))
    found = text_fragments(Filters(), "de")

    assert set(found) <= set(bar.ids)
    assert found["filter-text-lab"] == "Alle 4 Labore"


def test_bar_is_a_form_that_asks_for_the_page_with_the_names_of_the_address() -> None:
    bar = Markup(to_html(filter_bar(FULL, {}, [], "/de/zeitleiste", "de")))
    form = next(attributes for tag, attributes in bar.elements if tag == "form")
    named = [attributes["name"] for tag, attributes in bar.elements if tag in ("input", "select")]

    assert (form["action"], form["method"]) == ("/de/zeitleiste", "get")
    assert list(dict.fromkeys(named)) == list(KEYS)
    assert bar.elements[[tag for tag, _ in bar.elements].index("noscript") + 1][1]["type"] == "submit"


def test_bar_has_a_named_control_for_every_filter() -> None:
    bar = Markup(to_html(filter_bar(FULL, {}, [], "/de/", "de")))
    legends = [tag for tag, _ in bar.elements].count("legend")

    assert bar.problems == []
    assert bar.dangling == []
    assert legends == len(VOCABULARIES) + 1
    assert len(bar.ids) == len(set(bar.ids))


def test_bar_is_drawn_with_what_is_set() -> None:
    bar = Markup(to_html(filter_bar(FULL, {}, [], "/de/", "de")))
    checked = [attributes["value"] for _, attributes in bar.elements if "checked" in attributes]
    selected = [attributes["value"] for _, attributes in bar.elements if "selected" in attributes]
    text = [attributes["value"] for _, attributes in bar.elements if attributes.get("type") == "search"]

    assert (checked, selected, text) == (["BB", "NW", "youth"], ["2020", "2021"], ["rad weg"])


def test_dropping_every_chip_one_after_the_other_ends_at_nothing() -> None:
    view = FULL
    for _ in range(7):
        view = View.from_query(chips(view, "de")[0][1])

    assert view == replace(View(), table="events")
