"""The build as a whole on the small package: what it writes, when it writes, and what stays when it fails."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard.build import DataError, ensure_built
from dashboard.build.__main__ import main
from dashboard.build.current import Built
from dashboard.build.run import BLOCK_BYTES, build
from dashboard.config import ROOT, Settings
from tests.fixtures.build.small import finish, make, spoil

THEMES = "programme/subprojects.csv"


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Settings for a fresh copy of the small package."""
    data = finish(make(tmp_path / "data"))
    return dataclasses.replace(Settings(), data_dir=data, build_dir=tmp_path / "build")


@pytest.fixture(scope="module")
def small_con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small package, built once."""
    folder = tmp_path_factory.mktemp("small")
    data = finish(make(folder / "data"))
    built = ensure_built(dataclasses.replace(Settings(), data_dir=data, build_dir=folder / "build"))
    with duckdb.connect(built.database, read_only=True) as con:
        yield con


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables and views."""
    with duckdb.connect(path, read_only=True) as con:
        names = con.execute("select table_name from information_schema.tables order by 1").fetchall()
        return {name: con.execute(f'select * from "{name}"').fetchall() for (name,) in names}


# --- what is written ---------------------------------------------------------------------------------------------


def test_blocks_are_small(small_con: duckdb.DuckDBPyConnection) -> None:
    row = small_con.execute("select distinct block_size from pragma_database_size()").fetchone()

    assert row == (BLOCK_BYTES,)


def test_bounds_follow_the_precision_of_the_dates(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute(
        "select subproject_id, start_earliest::varchar, start_latest::varchar, end_earliest::varchar, end_latest::varchar "
        "from subprojects order by 1"
    ).fetchall()

    assert rows == [
        ("aburg-portal", "2021-06-07", "2021-06-07", None, None),
        ("bedorf-plan", "2021-04-01", "2021-06-30", "2021-10-01", "2021-12-31"),
        ("bedorf-rat", None, None, None, None),
    ]


def test_lists_become_bridge_tables_and_stay_as_text(small_con: duckdb.DuckDBPyConnection) -> None:
    themes = small_con.execute("select * from subproject_themes order by 1, 2").fetchall()
    text = small_con.execute("select themes from subprojects where subproject_id = 'aburg-portal'").fetchone()

    assert themes == [
        ("aburg-portal", "open_data"),
        ("aburg-portal", "youth"),
        ("bedorf-plan", "environment_nature"),
        ("bedorf-rat", "environment_nature"),
    ]
    assert text == ("open_data;youth",)


def test_members_have_the_level_of_their_key(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute("select organisation_id, role, ags, level from lab_members order by 1").fetchall()

    assert rows == [
        ("kreis-beland", "partner", "05154", "district"),
        ("stadt-aburg", "lead", "05111000", "municipality"),
        ("verein-bedorf", "partner", None, None),
        ("ville-de-loin", "associated", None, None),
    ]


def test_keys_and_postcodes_keep_their_leading_zero(small_con: duckdb.DuckDBPyConnection) -> None:
    row = small_con.execute(
        "select ags, ars, postcode_main, typeof(ags), typeof(postcode_main) from municipalities order by ags limit 1"
    ).fetchone()

    assert row == ("05111000", "051110000000", "01234", "VARCHAR", "VARCHAR")


def test_types_are_those_of_the_contract(small_con: duckdb.DuckDBPyConnection) -> None:
    types = small_con.execute(
        "select table_name || '.' || column_name, data_type from information_schema.columns where table_name || '.' || "
        "column_name in ('labs.position', 'labs.funding_eur', 'documents.year', 'indicator_values.year', "
        "'indicator_values.value', 'municipalities.is_inhabited', 'labs.start_earliest', 'sources.changed') order by 1"
    ).fetchall()

    assert dict(types) == {
        "documents.year": "INTEGER",
        "indicator_values.value": "DOUBLE",
        "indicator_values.year": "INTEGER",
        "labs.funding_eur": "BIGINT",
        "labs.position": "INTEGER",
        "labs.start_earliest": "DATE",
        "municipalities.is_inhabited": "BOOLEAN",
        "sources.changed": "BOOLEAN",
    }


def test_reasons_of_missing_values_are_kept_apart(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute("select indicator_id, ags, status, reason from indicator_gaps order by 1, 2").fetchall()

    assert rows == [
        ("land_forest_share_pct", "05154016", "unknown", "not_in_source"),
        ("open_data_publisher_listed", "05154004", "unknown", "not_listed"),
        ("open_data_publisher_listed", "05154008", "unknown", "not_listed"),
        ("open_data_publisher_listed", "05154012", "unknown", "not_listed"),
        ("open_data_publisher_listed", "05154016", "not_applicable", "uninhabited"),
        ("unemployed_per_100_working_age", "05154008", "unknown", "territory_changed"),
        ("unemployed_per_100_working_age", "05154012", "suppressed", "small_base"),
        ("unemployed_per_100_working_age", "05154016", "not_applicable", "uninhabited"),
        ("unemployed_persons", "05154008", "unknown", "territory_changed"),
        ("unemployed_persons", "05154016", "not_applicable", "uninhabited"),
    ]


def test_zero_is_a_value(small_con: duckdb.DuckDBPyConnection) -> None:
    row = small_con.execute(
        "select value from indicator_values where indicator_id = 'unemployed_persons' and ags = '05154004'"
    ).fetchone()

    assert row == (0.0,)


def test_statistics_count_inhabited_units_of_the_own_level(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute(
        "select indicator_id, scope, n, n_missing, mean, median, q1, q3, mad, minimum, maximum from indicator_stats "
        "where indicator_id in ('land_forest_share_pct', 'gisd_deprivation_score', 'unemployed_persons') order by 1, 2"
    ).fetchall()

    # Forest 10, 30, 50, 90: median 40, quartiles at 25 and 60, distances from 40 are 10, 10, 30, 50, so MAD 20.
    forest = (4, 0, 45.0, 40.0, 25.0, 60.0, 20.0, 10.0, 90.0)
    index = (2, 0, 0.5, 0.5, 0.375, 0.625, 0.25, 0.25, 0.75)
    # Unemployed 0, 1, 4000; one of the four inhabited municipalities has no value.
    unemployed = (3, 1, 4001 / 3, 1.0, 0.5, 2000.5, 1.0, 0.0, 4000.0)
    assert rows == [
        ("gisd_deprivation_score", "DE", *index),
        ("gisd_deprivation_score", "NW", *index),
        ("land_forest_share_pct", "DE", *forest),
        ("land_forest_share_pct", "NW", *forest),
        ("unemployed_persons", "DE", *unemployed),
        ("unemployed_persons", "NW", *unemployed),
    ]


def test_outlines_are_closed_rings(small_con: duckdb.DuckDBPyConnection) -> None:
    rings = small_con.execute(
        "select ags, ring, count(*), count(distinct x_km || ' ' || y_km), bool_or(is_hole) from outlines "
        "where level = 'municipality' group by all order by all"
    ).fetchall()

    assert rings == [
        ("05111000", 0, 5, 4, False),
        ("05154004", 0, 5, 4, False),
        ("05154008", 0, 5, 4, False),
        ("05154012", 0, 5, 4, False),
        ("05154016", 0, 5, 4, False),
        ("05154016", 1, 5, 4, False),
    ]


def test_outlines_are_in_kilometres(small_con: duckdb.DuckDBPyConnection) -> None:
    (x0, y0), (x1, y1) = small_con.execute(
        "select x_km, y_km from outlines where level = 'state' and point < 2 order by point"
    ).fetchall()

    # One degree of longitude at 51° north on the ellipsoid: 70.20 km; the projection shrinks it by about one per mille.
    assert ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 == pytest.approx(70.13, abs=0.05)


def test_inner_point_lies_inside(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute(
        "select count(*) from inner_points p join (select level, ags, min(x_km) as x0, max(x_km) as x1, min(y_km) as y0, "
        "max(y_km) as y1 from outlines group by level, ags) b on b.level = p.level and b.ags = p.ags "
        "where x_km > x0 and x_km < x1 and y_km > y0 and y_km < y1"
    ).fetchone()

    assert rows == (8,)  # five municipalities, two districts, one state


def test_main_source_of_an_indicator_comes_first(small_con: duckdb.DuckDBPyConnection) -> None:
    rows = small_con.execute(
        "select source_id, position from indicator_sources where indicator_id = 'population' order by position"
    ).fetchall()

    assert rows == [("destatis-gv", 1), ("bkg-vg250-ew-2022", 2)]


def test_fields_describe_every_column_of_the_files(small_con: duckdb.DuckDBPyConnection) -> None:
    row = small_con.execute(
        "select title_de, title_en, unit_de from fields where resource = 'labs' and name = 'funding_eur'"
    ).fetchone()

    assert row == ("Fördersumme in Euro", "Grant in euros", "€")


# --- when it is written, and what stays --------------------------------------------------------------------------


def test_failed_build_leaves_the_old_one_in_use(
    small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ensure_built(small)
    pointer = (small.build_dir / "current.json").read_bytes()
    spoil(small.data_dir, THEMES, 2, "status", "")
    monkeypatch.setenv("ROGL_DATA_DIR", str(small.data_dir))
    monkeypatch.setenv("ROGL_BUILD_DIR", str(small.build_dir))

    status = main()

    assert status == 1
    assert "programme/subprojects.csv:2 status '' — must not be empty" in capsys.readouterr().err
    assert (small.build_dir / "current.json").read_bytes() == pointer
    assert content(before.database)["labs"]
    assert not list(small.build_dir.glob("partial-*"))


def test_command_says_what_it_did(
    small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROGL_DATA_DIR", str(small.data_dir))
    monkeypatch.setenv("ROGL_BUILD_DIR", str(small.build_dir))

    status = main()

    out = capsys.readouterr().out
    assert status == 0
    assert "subprojects" in out
    assert "3 rows" in out
    assert f"data version {ensure_built(small).data_version}" in out


def test_mistake_stops_the_start(small: Settings) -> None:
    ensure_built(small)
    spoil(small.data_dir, THEMES, 2, "status", "")

    with pytest.raises(DataError):
        ensure_built(small)


def test_two_builds_give_the_same_version_and_rows(small: Settings, tmp_path: Path) -> None:
    other = dataclasses.replace(small, build_dir=tmp_path / "other")

    first, second = build(small).built, build(other).built

    assert first.data_version == second.data_version
    assert first.geo == second.geo
    assert content(first.database) == content(second.database)


def test_version_is_date_and_hash_of_the_data(small: Settings) -> None:
    built = ensure_built(small)

    date, _, digest = built.data_version.rpartition("-")
    assert date == json.loads((small.data_dir / "datapackage.json").read_text(encoding="utf-8"))["version"]
    assert len(digest) == 8
    assert int(digest, 16) >= 0


def test_unchanged_data_are_not_built_again(small: Settings) -> None:
    first = ensure_built(small)
    written = first.database.stat().st_mtime_ns

    second = ensure_built(small)

    assert second == first
    assert second.database.stat().st_mtime_ns == written


def test_touched_but_equal_data_are_not_built_again(small: Settings) -> None:
    first = ensure_built(small)
    written = first.database.stat().st_mtime_ns
    os.utime(small.data_dir / THEMES, (0, 0))

    assert ensure_built(small) == first
    assert first.database.stat().st_mtime_ns == written


def test_changed_data_are_built_under_a_new_name(small: Settings) -> None:
    first = ensure_built(small)
    spoil(small.data_dir, THEMES, 2, "title_de", "Ein anderer Titel")

    second = ensure_built(small)

    assert second.database != first.database
    assert second.data_version != first.data_version
    assert "Ein anderer Titel" in str(content(second.database)["subprojects"])


def test_missing_database_is_built_again(small: Settings) -> None:
    first = ensure_built(small)
    first.database.unlink()

    assert ensure_built(small).database.is_file()


def test_missing_geo_file_is_written_again(small: Settings) -> None:
    first = ensure_built(small)
    lost = first.geo_dir / first.geo["ground-light"]
    lost.unlink()

    ensure_built(small)

    assert lost.is_file()


def test_last_two_databases_are_kept(small: Settings) -> None:
    built: list[Built] = []
    for title in ("Eins", "Zwei", "Drei"):
        spoil(small.data_dir, THEMES, 2, "title_de", title)
        built.append(ensure_built(small))

    assert sorted(small.build_dir.glob("rogl-*.duckdb")) == sorted(item.database for item in built[1:])


def test_geo_files_of_this_and_the_previous_build_are_kept(small: Settings) -> None:
    first = ensure_built(small)
    stray = first.geo_dir / "ground-light.000000000000.svg"
    stray.write_text("old", encoding="utf-8")
    spoil(small.data_dir, THEMES, 2, "title_de", "Ein anderer Titel")

    second = ensure_built(small)

    assert not stray.exists()
    assert all((second.geo_dir / f"{file}{end}").is_file() for file in second.geo.values() for end in ("", ".br"))


def test_a_second_worker_waits_for_the_first_and_does_not_build(small: Settings, tmp_path: Path) -> None:
    """Two processes start at the same time on an empty build folder."""
    script = (
        "import sys; from pathlib import Path; from dashboard.build import ensure_built; from dashboard.config import "
        "Settings; import dashboard.build.run as run; real = run.build; "
        "run.build = lambda s: (print('built'), real(s))[1]; "
        "print(ensure_built(Settings(data_dir=Path(sys.argv[1]), build_dir=Path(sys.argv[2]))).database.name)"
    )
    command = [sys.executable, "-c", script, str(small.data_dir), str(small.build_dir)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]

    outputs = [worker.communicate(timeout=60)[0].split() for worker in workers]

    assert sorted(len(output) for output in outputs) == [1, 2]  # only one of them built
    assert outputs[0][-1] == outputs[1][-1]
