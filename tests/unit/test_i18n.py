"""Numbers, dates and words in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import i18n
from dashboard.i18n import Lang, as_lang, date_text, join, month_text, number, number_word, period_text, plural, t

LOCALES = {"de": "de_DE", "en": "en_GB"}


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234, 0, "1.234", "1,234"),
        (10_149, 0, "10.149", "10,149"),
        (1_234_567.891, 0, "1.234.568", "1,234,568"),
        (1_234_567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-1234.5, 1, "-1.234,5", "-1,234.5"),
        (0.5, 0, "0", "0"),
        (1.5, 0, "2", "2"),
        (2.5, 0, "2", "2"),
        (0.125, 2, "0,12", "0.12"),
        (2.5, None, "2,5", "2.5"),
        (59.0, None, "59", "59"),
        (1 / 3, None, "0,333", "0.333"),
        (1000.0, None, "1.000", "1,000"),
        (None, 0, "–", "–"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_number_is_written_as_people_write_it(value: float | None, decimals: int | None, german: str, english: str) -> None:
    assert number(value, "de", decimals) == german
    assert number(value, "en", decimals) == english


@settings(max_examples=200, deadline=None)
@given(st.floats(-1e12, 1e12), st.sampled_from([0, 1, 2, None]), st.sampled_from(["de", "en"]))
def test_number_is_the_number_that_babel_writes(value: float, decimals: int | None, lang: Lang) -> None:
    places = "###" if decimals is None else "0" * decimals
    form = f"#,##0.{places}" if places else "#,##0"

    assert number(value, lang, decimals) == format_decimal(value, format=form, locale=LOCALES[lang])


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_dates_are_the_dates_that_babel_writes(month: int, lang: Lang) -> None:
    day, locale = date(2021, month, month), LOCALES[lang]

    assert date_text(f"{day}", lang) == format_date(day, "dd.MM.y" if lang == "de" else "d MMM y", locale=locale)
    assert date_text(f"{day:%Y-%m}", lang) == format_date(day, "MMMM y", locale=locale)
    assert month_text(month, lang) == format_date(day, "LLL", locale=locale)
    assert month_text(month, lang, short=False) == format_date(day, "LLLL", locale=locale)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        ("2021-06-05", "05.06.2021", "5 Jun 2021"),
        ("2020-03", "März 2020", "March 2020"),
        ("2021-Q2", "2. Quartal 2021", "Q2 2021"),
        ("2021", "2021", "2021"),
        ("", "–", "–"),
        (None, "–", "–"),
    ],
)
def test_date_is_as_precise_as_it_is_known(value: str | None, german: str, english: str) -> None:
    assert date_text(value, "de") == german
    assert date_text(value, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        (None, None, "ohne Datum", "no date"),
        ("2020-03", None, "ab März 2020", "from March 2020"),
        (None, "2021-04-30", "bis 30.04.2021", "until 30 Apr 2021"),
        ("2020", "2022", "2020–2022", "2020–2022"),
        ("2020", "2020", "2020", "2020"),
        ("2020-04", "2022-12", "April 2020 – Dezember 2022", "April 2020 – December 2022"),
        ("2021-Q2", "2021-Q4", "2. Quartal 2021 – 4. Quartal 2021", "Q2 2021 – Q4 2021"),
        ("2020-06-15", "2020-06-16", "15.06.2020 – 16.06.2020", "15 Jun 2020 – 16 Jun 2020"),
    ],
)
def test_period_is_said_in_words(start: str | None, end: str | None, german: str, english: str) -> None:
    assert period_text(start, end, "de") == german
    assert period_text(start, end, "en") == english


@pytest.mark.parametrize(
    ("n", "german", "english"),
    [(0, "null", "no"), (1, "eines", "one"), (4, "vier", "four"), (12, "zwölf", "twelve"), (13, "13", "13")],
)
def test_small_numbers_are_words(n: int, german: str, english: str) -> None:
    assert number_word(n, "de") == german
    assert number_word(n, "en") == english


def test_word_at_the_start_of_a_sentence_has_a_capital() -> None:
    assert number_word(5, "de", capital=True) == "Fünf"
    assert number_word(1, "en", capital=True) == "One"
    assert number_word(1234, "en", capital=True) == "1,234"


def test_items_are_joined_as_in_a_sentence() -> None:
    assert join([], "de") == ""
    assert join(["a"], "de") == "a"
    assert join(["a", "b"], "de") == "a und b"
    assert join(["a", "b", "c"], "en") == "a, b and c"


def test_plural_follows_the_number() -> None:
    assert plural("filter.labs", 1, "de") == "ein Labor"
    assert plural("filter.labs", 0, "de") == "0 Labore"
    assert plural("filter.labs", 1234, "en") == "1,234 labs"


@pytest.mark.parametrize(
    ("value", "lang"), [("de", "de"), ("en", "en"), ("fr", "de"), ("", "de"), ("DE", "de"), ("../en", "de")]
)
def test_unknown_language_is_german(value: str, lang: str) -> None:
    assert as_lang(value) == lang


def test_unknown_text_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        t("no.such.key", "de")


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ({"key": {"de": "nur deutsch"}}, "exactly the keys de, en"),
        ({"key": {"de": "a", "en": "b", "fr": "c"}}, "exactly the keys de, en"),
        ({"key": "text"}, "must be a table"),
    ],
)
def test_mistake_in_the_strings_names_file_and_key(node: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"area.toml: area.key .*{message}"):
        i18n._collect({"area": node}, "", "area.toml", {})


def test_key_in_two_files_is_a_mistake() -> None:
    found = {"area.key": {"de": "a", "en": "b"}}

    with pytest.raises(ValueError, match=r"area\.key must be given once"):
        i18n._collect({"area": {"key": {"de": "a", "en": "b"}}}, "", "other.toml", found)


def test_a_number_stays_on_the_line_of_its_unit() -> None:
    lead = t("place.lead_city", "de", kind="Stadt", state="Bremen", people="563.290", area="325,56")

    assert t("compare.percent", "de", n="12") == "12\N{NO-BREAK SPACE}%"
    assert lead.endswith("325,56\N{NO-BREAK SPACE}km².")
    assert lead.startswith("Stadt, Bremen.")
