"""One mistake in a table each: the build must name file, row, column, value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.build.problems import BuildError, DataError, Problem
from dashboard.build.run import load_checked
from tests.fixtures.build.small import append, finish, make, rows_of, spoil, write_rows

LABS, ORGANISATIONS = "programme/labs.csv", "programme/organisations.csv"
SUBPROJECTS, EVENTS = "programme/subprojects.csv", "programme/events.csv"
MUNICIPALITIES, VALUES = "municipalities/municipalities.csv", "municipalities/indicator_values.csv"
PRINCIPLES = (
    "allowed are co_creation, open_data, open_innovation, open_organisation, participation, transparency "
    "(vocabulary principle)"
)

# (file, line, column, new value) → (reported file, row, column, value, what is allowed)
SPOILT = {
    "a required cell is empty": ((LABS, 2, "name_de", ""), (LABS, 2, "name_de", "", "must not be empty")),
    "a number is a word": ((LABS, 2, "position", "eins"), (LABS, 2, "position", "eins", "must be a whole number")),
    "a German number": ((LABS, 2, "funding_eur", "200.000"), (LABS, 2, "funding_eur", "200.000", "must be a whole number")),
    "a number is too large": (
        (LABS, 2, "funding_eur", "20000000"),
        (LABS, 2, "funding_eur", "20000000", "must be at most 10000000"),
    ),
    "a name is too long": (
        (LABS, 2, "short_name", "Aburg und viele andere Orte"),
        (LABS, 2, "short_name", "Aburg und viele andere Orte", "at most 24 characters"),
    ),
    "a blank at the end": (
        (LABS, 3, "region_en", "Bedorf "),
        (LABS, 3, "region_en", "Bedorf ", "no blank at either end, no line break, tab or double blank"),
    ),
    "a key with capitals": (
        ("programme/documents.csv", 2, "document_id", "Bericht 1"),
        ("programme/documents.csv", 2, "document_id", "Bericht 1", "must have the form [a-z0-9]+(-[a-z0-9]+)*"),
    ),
    "no web address": (
        (SUBPROJECTS, 2, "source_url", "www.example.org"),
        (SUBPROJECTS, 2, "source_url", "www.example.org", r"must have the form https?://[^\s/]+\.[^\s]+"),
    ),
    "a country that is not allowed": (
        (ORGANISATIONS, 5, "country", "CH"),
        (ORGANISATIONS, 5, "country", "CH", "allowed are DE, FR"),
    ),
    "a foreign key leads nowhere": (
        (SUBPROJECTS, 4, "lab_id", "cestadt"),
        (SUBPROJECTS, 4, "lab_id", "cestadt", "must occur in programme/labs.csv, column lab_id"),
    ),
    "an unknown principle": (
        (SUBPROJECTS, 2, "principles", "open_data;weather"),
        (SUBPROJECTS, 2, "principles", "weather", PRINCIPLES),
    ),
    "themes that are not sorted": (
        (SUBPROJECTS, 2, "themes", "youth;open_data"),
        (SUBPROJECTS, 2, "themes", "youth;open_data", "terms separated by ';', sorted, without repetition"),
    ),
    "an unknown evidence": (
        (SUBPROJECTS, 3, "evidence", "maybe"),
        (SUBPROJECTS, 3, "evidence", "maybe", "allowed are announced, plan, reported, result (vocabulary evidence)"),
    ),
    "an unknown state": (
        (LABS, 2, "states", "XX"),
        (LABS, 2, "states", "XX", "allowed are BB, BW, BY, HB, HE, NW, SN, ST (vocabulary state)"),
    ),
    "a date finer than its precision": (
        (LABS, 2, "start_date", "2020-04-01"),
        (LABS, 2, "start_date", "2020-04-01", "must have the form YYYY-MM of date_precision 'month'"),
    ),
    "a day that does not exist": (
        (SUBPROJECTS, 2, "start_date", "2021-02-30"),
        (SUBPROJECTS, 2, "start_date", "2021-02-30", "day is out of range for month"),
    ),
    "an end before its start": (
        (LABS, 2, "end_date", "2019-12"),
        (LABS, 2, "end_date", "2019-12", "must not lie before start_date 2020-04"),
    ),
    "a date outside the programme": (
        (EVENTS, 3, "start_date", "2201"),
        (EVENTS, 3, "start_date", "2201", "must lie between 2015 and 2030"),
    ),
    "a precision without a date": (
        (SUBPROJECTS, 4, "date_precision", "day"),
        (SUBPROJECTS, 4, "date_precision", "day", "must be empty without start_date or end_date"),
    ),
    "a date without precision": (
        (SUBPROJECTS, 2, "date_precision", ""),
        (SUBPROJECTS, 2, "date_precision", "", "must say how exact start_date is known"),
    ),
    "a municipality that is not in the register": (
        ("programme/subproject_places.csv", 2, "ags", "05111001"),
        (
            "programme/subproject_places.csv",
            2,
            "ags",
            "05111001",
            "must be a key of municipalities/municipalities.parquet or municipalities/districts.csv",
        ),
    ),
    "a lost leading zero": (
        (ORGANISATIONS, 3, "ags", "5111000"),
        (
            ORGANISATIONS,
            3,
            "ags",
            "5111000",
            "must be a key of municipalities/municipalities.parquet or municipalities/districts.csv",
        ),
    ),
    "a district with the key of a municipality": (
        (ORGANISATIONS, 2, "ags", "05154004"),
        (ORGANISATIONS, 2, "ags", "05154004", "kind district needs a key of 5 digits"),
    ),
    "a seat with the key of a district": (
        (ORGANISATIONS, 4, "ags", "05154"),
        (ORGANISATIONS, 4, "ags", "05154", "the seat needs a key of 8 digits"),
    ),
    "a key outside Germany": (
        (ORGANISATIONS, 5, "ags", "05111000"),
        (ORGANISATIONS, 5, "ags", "05111000", "must be empty outside Germany"),
    ),
    "a lead that is only a partner": (
        (LABS, 3, "lead_organisation_id", "kreis-beland"),
        (LABS, 3, "lead_organisation_id", "kreis-beland", "programme/memberships.csv has the role lead for nobody"),
    ),
    "a position twice": (
        (LABS, 3, "position", "1"),
        (LABS, 3, "position", "1", "positions of labs run from 1 to 2, each once"),
    ),
    "one language only": ((EVENTS, 2, "title_en", ""), (EVENTS, 2, "title_en", "", "title_de is filled")),
    "a source that does not exist": (
        ("municipalities/indicators.csv", 2, "source_id", "nobody"),
        ("municipalities/indicators.csv", 2, "source_id", "nobody", "must occur in sources.csv, column source_id"),
    ),
    "a further source that does not exist": (
        ("municipalities/indicators.csv", 2, "further_source_ids", "bkg-vg250-ew-2022;nobody"),
        ("municipalities/indicators.csv", 2, "further_source_ids", "nobody", "must occur in sources.csv, column source_id"),
    ),
    "a point outside Germany": (
        (MUNICIPALITIES, 3, "lat", "41.9"),
        ("municipalities/municipalities.parquet", 2, "lat", "41.9", "must be at least 47.2"),
    ),
    "coordinates the wrong way round": (
        (MUNICIPALITIES, 2, "lon", "51.25"),
        ("municipalities/municipalities.parquet", 1, "lon", "51.25", "must be at most 15.1"),
    ),
    "a municipality in the wrong district": (
        (MUNICIPALITIES, 3, "district_ags", "05111"),
        ("municipalities/municipalities.parquet", 2, "district_ags", "05111", "must be the first five digits of ags"),
    ),
    "a share above 100": (
        (VALUES, 13, "value", "100.5"),
        (
            "municipalities/indicator_values.parquet",
            12,
            "value",
            "100.5",
            "land_forest_share_pct of 05111000 must be at most 100 (indicators.csv)",
        ),
    ),
    "a value below the plausible": (
        (VALUES, 17, "value", "-0.1"),
        (
            "municipalities/indicator_values.parquet",
            16,
            "value",
            "-0.1",
            "gisd_deprivation_score of 05111 must be at least 0 (indicators.csv)",
        ),
    ),
    "a municipal indicator with a value of a district": (
        (VALUES, 13, "ags", "05111"),
        ("municipalities/indicator_values.parquet", 12, "ags", "05111", "this indicator has no values of districts"),
    ),
    "a sum that misses the national total": (
        (VALUES, 3, "value", "20001"),
        (
            "municipalities/indicator_values.parquet",
            0,
            "value",
            "120001",
            "population-2021: must be 120000 ± 0 % (national_totals.csv:4)",
        ),
    ),
    "a total of a table that does not exist": (
        ("municipalities/national_totals.csv", 2, "table_name", "villages"),
        (
            "municipalities/national_totals.csv",
            2,
            "table_name",
            "villages",
            "must name a table of the package and one of its number columns",
        ),
    ),
}


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        load_checked(finish(folder))
    return caught.value.problems


def test_small_package_has_no_mistake(tmp_path: Path) -> None:
    _, tables = load_checked(finish(make(tmp_path / "data")))

    assert tables["municipalities"].data.num_rows == 5
    assert tables["indicator_values"].data.num_rows == 17


@pytest.mark.parametrize(("change", "expected"), SPOILT.values(), ids=SPOILT.keys())
def test_mistake_is_named(
    tmp_path: Path, change: tuple[str, int, str, str], expected: tuple[str, int, str, str, str]
) -> None:
    folder = make(tmp_path / "data")
    spoil(folder, *change)

    assert Problem(*expected) in problems_of(folder)


def test_message_reads_file_row_column_value_allowed(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    spoil(folder, LABS, 2, "position", "eins")

    assert str(problems_of(folder)[0]) == "programme/labs.csv:2 position 'eins' — must be a whole number"


def test_all_mistakes_are_reported_at_once_in_order(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    spoil(folder, EVENTS, 2, "kind", "party")
    spoil(folder, LABS, 3, "region_de", "")
    spoil(folder, LABS, 2, "website", "aburg")

    found = [(item.file, item.row, item.column) for item in problems_of(folder)]

    assert found == [
        (EVENTS, 2, "kind"),
        (LABS, 2, "website"),
        (LABS, 3, "region_de"),
        (LABS, 3, "region_de"),  # empty although required, and in one language only
    ]


def test_row_is_the_line_of_the_file_after_a_cell_with_quotation_marks(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    append(folder, "programme/memberships.csv", ["nobody", "stadt-aburg", "partner", "https://example.org/x", "a, b"])

    assert Problem(
        "programme/memberships.csv", 6, "lab_id", "nobody", "must occur in programme/labs.csv, column lab_id"
    ) in problems_of(folder)


def test_primary_key_twice(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    append(folder, "programme/memberships.csv", rows_of(folder / "programme/memberships.csv")[1])

    allowed = "the primary key (lab_id, organisation_id) must not occur twice"
    assert [item for item in problems_of(folder) if item.allowed == allowed] == [
        Problem("programme/memberships.csv", 2, "organisation_id", "stadt-aburg", allowed),
        Problem("programme/memberships.csv", 6, "organisation_id", "stadt-aburg", allowed),
    ]


def test_organisation_that_takes_part_in_nothing(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    append(folder, ORGANISATIONS, ["zaungast", "Zaungast e. V.", "civil_society", "", "", "DE", ""])

    assert problems_of(folder) == (
        Problem(ORGANISATIONS, 6, "organisation_id", "zaungast", "needs a row in memberships.csv or programme_bodies.csv"),
    )


def test_missing_outline(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    path = folder / "municipalities/boundaries_municipalities.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")

    assert problems_of(folder) == (
        Problem(
            "municipalities/municipalities.parquet",
            5,
            "ags",
            "05154016",
            "needs an outline in municipalities/boundaries_municipalities.parquet",
        ),
    )


def test_line_with_a_cell_too_many(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    with (folder / EVENTS).open("a", encoding="utf-8") as handle:
        handle.write("a,b,c\n")

    assert problems_of(folder) == (
        Problem(EVENTS, 4, "row", "3 cells", "12 cells; a cell with a comma needs quotation marks"),
    )


def test_renamed_column(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    path = folder / "programme/subproject_places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("place\n", "ort\n", 1), encoding="utf-8")

    assert problems_of(folder) == (
        Problem(
            "programme/subproject_places.csv",
            1,
            "header",
            "subproject_id,ags,ort",
            "columns must be subproject_id,ags,place",
        ),
    )


def test_missing_file(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    (folder / EVENTS).unlink()

    assert problems_of(folder) == (Problem(EVENTS, 0, "file", str(folder / EVENTS), "the file is missing"),)


@pytest.mark.parametrize(
    ("content", "row", "value", "allowed"),
    [
        (b"\xef\xbb\xbfsubproject_id,ags,place\n", 1, "BOM", "no byte order mark at the start"),
        (b"subproject_id,ags,place\r\n", 0, "CR", "lines end with LF only"),
        (b"subproject_id,ags,place\naburg-portal,05111000,M\xfcnster\n", 2, "b'\\xfc'", "text in UTF-8"),
    ],
    ids=["byte order mark", "Windows line ends", "Latin-1"],
)
def test_form_of_the_file(tmp_path: Path, content: bytes, row: int, value: str, allowed: str) -> None:
    folder = make(tmp_path / "data")
    (folder / "programme/subproject_places.csv").write_bytes(content)

    assert problems_of(folder) == (Problem("programme/subproject_places.csv", row, "file", value, allowed),)


def test_number_column_stored_as_text_in_parquet(tmp_path: Path) -> None:
    folder = finish(make(tmp_path / "data"))
    path = folder / VALUES.replace(".csv", ".parquet")
    table = pq.read_table(path)
    pq.write_table(table.set_column(3, "value", [["viel"] * table.num_rows]), path)

    assert problems_of(folder) == (
        Problem("municipalities/indicator_values.parquet", 0, "value", "string", "the column must be of type number"),
    )


def test_many_mistakes_of_one_kind_are_cut_short(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    rows = rows_of(folder / VALUES)
    rows += [["05111000", "population", str(2015 + n % 15), "-1"] for n in range(60)]
    write_rows(folder / VALUES, rows)

    negative = [item for item in problems_of(folder) if item.column == "value" and "at least" in item.allowed]
    assert len(negative) == 51
    assert negative[0] == Problem(
        "municipalities/indicator_values.parquet", 0, "value", "10 more rows", "must be at least the limit in indicators.csv"
    )


def test_description_that_is_no_json_names_the_line(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    (folder / "datapackage.json").write_text('{\n"version": oops}', encoding="utf-8")

    with pytest.raises(BuildError, match=r"datapackage\.json:2 is not JSON"):
        load_checked(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"name": "labs"', '"name": "laboratories"', "no resource 'labs'"),
        ('"resource": "organisations"', '"resource": "bodies"', "no resource 'bodies'"),
        ('"version": ', '"edition": ', "the property 'version' is missing"),
        ('"type": "integer"', '"type": "int"', "field 'position' has type 'int', allowed: string, integer"),
    ],
    ids=["a table is not described", "a foreign key leads to no table", "no version", "an unknown type"],
)
def test_mistake_in_the_description(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = make(tmp_path / "data")
    path = folder / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BuildError, match=message):
        load_checked(folder)
