"""The parser of the address: what it makes of friendly and of hostile queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import catalog, db
from dashboard.filters import MAX_TEXT, MAX_WORDS, VOCABULARIES, Filters, Spread, View, check, clean_text, fold
from dashboard.pages.parts import MAX_QUERY, parse_query
from dashboard.queries import tables
from tests.conftest import using

ATTACK = "'; drop table labs; --"
KEYS = ["state", "lab", "theme", "principle", "format", "target_group", "evidence", "kind"]


@pytest.fixture(scope="module", autouse=True)
def _real_data(database: db.Database) -> Iterator[None]:
    with using(database):
        yield


def filters(query: str) -> Filters:
    return Filters.from_query(parse_query(query))


def view(query: str) -> View:
    return View.from_query(parse_query(query))


# --- words ---------------------------------------------------------------------------------------------------------


def test_every_filter_is_read_from_its_english_key() -> None:
    words = "state=NW&lab=niederrhein&theme=youth&principle=transparency&format=workshop&target_group=seniors&evidence=plan"
    query = f"{words}&kind=district&from=2020&to=2021&q=rad"

    assert filters(query) == Filters(
        state=("NW",),
        lab=("niederrhein",),
        theme=("youth",),
        principle=("transparency",),
        format=("workshop",),
        target_group=("seniors",),
        evidence=("plan",),
        kind=("district",),
        from_year=2020,
        to_year=2021,
        q="rad",
    )


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["XX", "nw", " NW", "NW;HE", "*", "%", ATTACK, "<script>", "\x00", "__class__", "1"])
def test_unknown_word_is_ignored(key: str, value: str) -> None:
    assert Filters.from_query([(key, value)]) == Filters()


def test_unknown_key_is_ignored() -> None:
    assert filters("foo=bar&self=1&cls=2&from_year=2020&__init__=x&NW") == Filters()


def test_words_stand_in_the_order_of_the_vocabulary_each_once() -> None:
    assert filters("state=NW&state=BB&state=NW&state=XX").state == ("BB", "NW")


def test_evidence_stands_strongest_first() -> None:
    assert filters("evidence=plan&evidence=result").evidence == ("result", "plan")


def test_ten_thousand_words_become_the_known_ones() -> None:
    pairs = [("lab", f"lab-{index}") for index in range(10_000)] + [("lab", "niederrhein")] * 1_000

    assert Filters.from_query(pairs) == Filters(lab=("niederrhein",))


# --- years ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2020", 2020),
        ("2017", 2017),
        ("2016", 2017),
        ("0", 2017),
        ("2023", 2023),
        ("2024", 2023),
        ("99999999", 2023),
        ("00002021", 2021),
        ("", None),
        ("abc", None),
        ("-2020", None),
        ("+2020", None),
        ("2020.0", None),
        ("2e3", None),
        ("1e99", None),
        ("inf", None),
        ("nan", None),
        (" 2020", None),
        ("٢٠٢٠", None),
        ("²", None),
        ("9" * 9, None),
        ("9" * 5_000, None),
        ("2020\x00", None),
        ("True", None),
    ],
)
def test_year_is_clamped_or_ignored(given: str, expected: int | None) -> None:
    assert Filters.from_query([("from", given)]).from_year == expected
    assert Filters.from_query([("to", given)]).to_year == expected


def test_swapped_years_are_put_right() -> None:
    assert filters("from=2022&to=2020") == Filters(from_year=2020, to_year=2022)


def test_first_of_several_years_counts() -> None:
    assert filters("from=2020&from=2022") == Filters(from_year=2020)


# --- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Bürger   rat ", "Bürger rat"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("a\r\nb\tc", "a b c"),
        ("abc\u202edef", "abc def"),
        ("a\u2028b", "a b"),
        ("\ud800x", "x"),
        ("eins zwei drei vier fünf sechs sieben", "eins zwei drei vier fünf sechs"),
        ("x" * 10_000, "x" * MAX_TEXT),
        (ATTACK, ATTACK),
        ("\x00" * 10_000, ""),
        ("", ""),
    ],
)
def test_text_is_cleaned_and_shortened(given: str, expected: str) -> None:
    assert clean_text(given) == expected


@pytest.mark.parametrize("text", [ATTACK, "100 %", "_", "\\", "$word1", '"', "{0}", "%s", "🙂", "ß", "' or 1=1 --"])
def test_text_of_any_kind_is_only_searched_for(text: str) -> None:
    """No wildcard, no placeholder, no statement: nothing in the data contains these, except the letter ß."""
    found = tables.count("subprojects", Filters.from_query([("q", text)]), lang="de")

    assert (found > 0) == (text == "ß")
    assert tables.count("labs", Filters(), lang="de") == 13


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Straße", "strasse"), ("STRASSE", "strasse"), ("ẞ", "ss"), ("Bürger", "burger"), ("Café", "cafe"), ("Łódź", "łodz")],
)
def test_folding_levels_case_accents_and_sharp_s(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_folding_is_the_twin_of_the_sql_of_the_build() -> None:
    """Every title and name of the data, folded here, is found in what the build folded."""
    texts = {(row["kind"], row["id"]): str(row["text"]) for row in db.records("select kind, id, text from search_texts")}
    things = [("subproject", "subprojects", "title_de"), ("lab", "labs", "name_de"), ("event", "events", "title_de")]
    things.append(("organisation", "organisations", "name"))
    missing = [
        row["text"]
        for kind, table, column in things
        for row in db.records(f"select {kind}_id as id, {column} as text from {table} order by 1")
        if fold(str(row["text"])) not in texts[kind, row["id"]]
    ]

    assert len(texts) == 66 + 13 + 89 + 136
    assert missing == []


# --- the query string ------------------------------------------------------------------------------------------------


def test_query_leaves_out_defaults_and_has_a_fixed_order() -> None:
    assert filters("q=rad&to=2021&kind=district&state=NW&foo=1").to_query() == "state=NW&kind=district&to=2021&q=rad"
    assert Filters().to_query() == ""


def test_text_in_the_query_is_encoded() -> None:
    assert Filters(q='a&b=c "d"/ä').to_query() == "q=a%26b%3Dc%20%22d%22%2F%C3%A4"


@pytest.mark.parametrize("query", [None, 1, True, ["state=NW"], {"state": "NW"}, b"state=NW", object()])
def test_query_that_is_no_text_is_empty(query: object) -> None:
    assert parse_query(query) == []


def test_query_is_cut_before_it_is_parsed() -> None:
    assert parse_query("q=" + "x" * 100_000) == [("q", "x" * (MAX_QUERY - 2))]


def test_query_with_hundreds_of_fields_is_empty() -> None:
    assert parse_query("&".join(["state=NW"] * 201)) == []
    assert parse_query("&" * 3_000) == []
    assert len(parse_query("&".join(["state=NW"] * 200))) == 200


@pytest.mark.parametrize("query", ["%", "%zz", "%ff=%fe", "=", "===", "&&&", "a=b=c", "state", ";state=NW;", "?", "#"])
def test_broken_query_is_read_without_error(query: str) -> None:
    assert view(query) == View()


WORDS = {key: st.lists(st.sampled_from(KEYS), unique=True) for key in KEYS}


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    """Filters as `from_query` gives them."""
    chosen = {}
    for key, vocabulary in VOCABULARIES.items():
        terms = list(catalog.terms(vocabulary))
        picked = draw(st.sets(st.sampled_from(terms), max_size=4))
        chosen[key] = tuple(term for term in terms if term in picked)
    years = sorted(draw(st.lists(st.integers(2017, 2023), min_size=2, max_size=2)))
    start, end = (draw(st.sampled_from([None, year])) for year in years)
    return Filters(**chosen, from_year=start, to_year=end, q=clean_text(draw(st.text(max_size=150))))  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(any_filters())
def test_query_of_filters_gives_the_same_filters(chosen: Filters) -> None:
    assert Filters.from_query(parse_qsl(chosen.to_query())) == chosen


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*KEYS, "from", "to", "q", "page", "focus", "x"]), st.text(max_size=300))))
def test_whatever_comes_in_stays_within_bounds(pairs: list[tuple[str, str]]) -> None:
    found = View.from_query(pairs)
    chosen = found.filters

    assert all(set(getattr(chosen, key)) <= set(catalog.terms(VOCABULARIES[key])) for key in KEYS)
    assert len(chosen.q) <= MAX_TEXT
    assert len(chosen.q.split()) <= MAX_WORDS
    assert all(year is None or 2017 <= year <= 2023 for year in (chosen.from_year, chosen.to_year))
    assert 1 <= found.page <= 10_000_000
    assert len(chosen.to_query()) <= MAX_QUERY
    assert View.from_query(parse_qsl(found.to_query())) == found


@settings(max_examples=25, deadline=None)
@given(any_filters())
def test_any_filters_can_be_asked_of_the_database(chosen: Filters) -> None:
    """And narrowing never shows more."""
    found = tables.count("subprojects", chosen, lang="de")

    assert 0 <= found <= tables.count("subprojects", replace(chosen, q="", from_year=None, to_year=None), lang="de") <= 66


# --- dropping a filter -------------------------------------------------------------------------------------------------


def test_one_value_or_a_whole_key_can_be_dropped() -> None:
    chosen = Filters(state=("BB", "NW"), from_year=2020, to_year=2021, q="rad")

    assert chosen.without("state", "BB") == Filters(state=("NW",), from_year=2020, to_year=2021, q="rad")
    assert chosen.without("state") == Filters(from_year=2020, to_year=2021, q="rad")
    assert chosen.without("from") == Filters(state=("BB", "NW"), to_year=2021, q="rad")
    assert chosen.without("to") == Filters(state=("BB", "NW"), from_year=2020, q="rad")
    assert chosen.without("q") == Filters(state=("BB", "NW"), from_year=2020, to_year=2021)


def test_filters_say_whether_they_are_empty_or_dated() -> None:
    assert (Filters().is_empty, Filters().is_dated) == (True, False)
    assert (Filters(q="rad").is_empty, Filters(q="rad").is_dated) == (False, False)
    assert (Filters(to_year=2020).is_empty, Filters(to_year=2020).is_dated) == (False, True)


# --- the view ------------------------------------------------------------------------------------------------------------


def test_view_holds_what_pictures_and_table_need() -> None:
    query = "state=NW&focus=niederrhein&zoom=lab&span=all&table=events&page=3"

    assert view(query) == View(Filters(state=("NW",)), "niederrhein", True, "all", "events", 3)
    assert view(query).to_query() == query


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1", 1),
        ("7", 7),
        ("99999999", 10_000_000),
        ("0", 1),
        ("-1", 1),
        ("1e99", 1),
        ("1.5", 1),
        ("", 1),
        ("x", 1),
        ("²", 1),
        ("٣", 1),
        ("9" * 400, 1),
    ],
)
def test_page_is_a_number_within_bounds(given: str, expected: int) -> None:
    assert View.from_query([("page", given)]).page == expected


@pytest.mark.parametrize(
    "query",
    ["focus=nowhere", "focus=<script>", "zoom=1", "zoom=lab&focus=x", "span=1990", "table=pg_catalog", "table=", "page=1"],
)
def test_unknown_part_of_a_view_is_left_out_of_its_address(query: str) -> None:
    assert view(query).to_query() == ""


def test_first_of_several_parts_counts() -> None:
    assert view("table=events&table=labs&focus=x&focus=niederrhein") == View(table="events")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_query_of_a_view_gives_the_same_view(data: st.DataObject) -> None:
    focus = data.draw(st.sampled_from(["", *catalog.terms("lab")]))
    chosen = View(
        filters=data.draw(any_filters()),
        focus=focus,
        zoom=bool(focus) and data.draw(st.booleans()),
        span=data.draw(st.sampled_from(get_args(Spread))),
        table=data.draw(st.sampled_from(View.TABLES)),
        page=data.draw(st.integers(1, 10_000_000)),
    )

    assert View.from_query(parse_qsl(chosen.to_query())) == chosen


# --- strict readers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "allowed"),
    [
        (("state", "XX"), "BB, BW, BY, HB, HE, NW, SN, ST"),
        (("evidence", "Plan"), "result, reported, announced, plan"),
        (("from", "1999"), "a year from 2017 to 2023"),
        (("to", "abc"), "a year from 2017 to 2023"),
    ],
)
def test_strict_reader_names_parameter_value_and_what_is_allowed(pair: tuple[str, str], allowed: str) -> None:
    found = check([pair])

    assert [(item.parameter, item.value) for item in found] == [pair]
    assert sorted(found[0].allowed.split(", ")) == sorted(allowed.split(", "))


def test_strict_reader_repeats_only_the_beginning_of_a_long_value() -> None:
    assert [len(item.value) for item in check([("lab", "x" * 10_000)])] == [MAX_TEXT]


def test_strict_reader_accepts_what_is_allowed() -> None:
    assert check([("state", "NW"), ("from", "2020"), ("lang", "de")]) == []
