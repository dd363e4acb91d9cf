"""What changed between two versions: counted by hand on two small packages, and written down once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.build import diff, versions
from dashboard.build.problems import BuildError
from dashboard.build.stamp import data_hash, recipe_hash
from dashboard.build.versions import Change, changes, snapshot, version_of

DAY = "2026-11-23"
PLACES = "place_id,name,people\n01,Aach,10\n02,Bonn,20\n03,Celle,\n"
VALUES = [("01", "people", 2020, 1.5), ("02", "people", 2020, 2.0), ("01", "people", 2021, 1.0)]


def package(folder: Path, places: str = PLACES, values: list[tuple[str, str, int, float]] = VALUES, **texts: str) -> Path:
    """A package with a CSV table and a Parquet table; `texts` are properties of the description."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places.csv").write_text(places, encoding="utf-8")
    pq.write_table(
        pa.Table.from_pandas(pd.DataFrame(values, columns=["ags", "indicator_id", "year", "value"])), folder / "v.parquet"
    )
    resources = [
        {"name": "places", "path": "places.csv", "schema": {"primaryKey": ["place_id"], "fields": []}},
        {"name": "vals", "path": "v.parquet", "schema": {"primaryKey": ["ags", "indicator_id", "year"], "fields": []}},
    ]
    description = {"version": DAY, "title": "Small", **texts, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    return folder


def between(old: Path, new: Path) -> list[Change]:
    return changes(snapshot(old), snapshot(new))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return package(tmp_path / "old")


def test_the_same_data_have_no_changes(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new")

    assert between(old, new) == []
    assert version_of(old) == version_of(new)


def test_rows_are_found_by_their_key_not_by_their_place(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", "place_id,name,people\n03,Celle,30\n04,Düren,40\n01,Aach,10\n")

    assert between(old, new) == [
        Change("added", "places", "place_id=04", after='{"place_id": "04", "name": "Düren", "people": "40"}'),
        Change("removed", "places", "place_id=02", before='{"place_id": "02", "name": "Bonn", "people": "20"}'),
        Change("changed", "places", "place_id=03", "people", "", "30"),
    ]


def test_a_new_column_is_named_and_its_values_listed(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", "place_id,name,people,state\n01,Aach,10,BW\n02,Bonn,20,\n03,Celle,,NI\n")

    assert between(old, new) == [
        Change("field_added", "places", field="state", n=2),
        Change("changed", "places", "place_id=01", "state", "", "BW"),
        Change("changed", "places", "place_id=03", "state", "", "NI"),
    ]
    assert between(new, old) == [Change("field_removed", "places", field="state", n=2)]


def test_another_order_of_rows_is_no_change_of_content(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", "place_id,name,people\n03,Celle,\n02,Bonn,20\n01,Aach,10\n")

    assert between(old, new) == []
    assert version_of(old) != version_of(new)


def test_values_of_a_parquet_table_are_compared_too(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", values=[("01", "people", 2020, 1.5), ("02", "people", 2020, 2.5)])

    assert between(old, new) == [
        Change("removed", "vals", "ags=01; indicator_id=people; year=2021",
               before='{"ags": "01", "indicator_id": "people", "year": "2021", "value": "1"}'),
        Change("changed", "vals", "ags=02; indicator_id=people; year=2020", "value", "2", "2.5"),
    ]  # fmt: skip


def test_very_many_changes_are_counted_by_indicator_and_year(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST", 2)
    more = [("01", "people", 2021, 1.0), ("02", "people", 2021, 1.0), ("03", "people", 2021, 1.0), ("03", "area", 2021, 1.0)]
    new = package(tmp_path / "new", values=[*VALUES[:2], *more])

    assert between(old, new) == [
        Change("added", "vals", "indicator_id=area; year=2021", n=1),
        Change("added", "vals", "indicator_id=people; year=2021", n=2),
    ]


def test_tables_come_and_go_and_texts_of_the_description_change(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", title="Larger")
    description = json.loads((new / "datapackage.json").read_text(encoding="utf-8"))
    description["resources"].pop(0)
    (new / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")

    assert between(old, new) == [
        Change("table_removed", "places", n=3),
        Change("described", "datapackage", "*", "title", "Small", "Larger"),
    ]
    assert Change("table_added", "places", n=3) in between(new, old)


def test_the_record_is_no_part_of_the_version_but_of_the_build(old: Path) -> None:
    data, build = data_hash(old), recipe_hash(old)
    (old / "changes").mkdir()
    (old / "changes" / "versions.csv").write_text("data_version\n", encoding="utf-8")

    assert data_hash(old) == data
    assert recipe_hash(old) != build


def test_a_version_is_written_down_once(old: Path, tmp_path: Path) -> None:
    new = package(tmp_path / "new", PLACES.replace("20", "21"))
    for note in ("eins", "zwei"):
        diff.record(snapshot(old), snapshot(new), new, day=DAY, notes=(note, "one"))

    rows = diff.read_rows(new / "changes" / "versions.csv")
    assert [(row["data_version"], row["previous_version"], row["n_changed"], row["note_de"]) for row in rows] == [
        (version_of(old), "", "", ""),
        (version_of(new), version_of(old), "1", "zwei"),
    ]
    found = diff.read_rows(new / "changes" / "changes.csv")
    assert [(row["record"], row["field"], row["before"], row["after"]) for row in found] == [
        ("place_id=02", "people", "20", "21")
    ]
    assert diff.newest(new) == version_of(new)


def test_a_version_after_one_that_was_never_recorded_is_refused(old: Path, tmp_path: Path) -> None:
    second, third = package(tmp_path / "second", PLACES + "04,D,1\n"), package(tmp_path / "third", PLACES + "05,E,1\n")
    diff.record(snapshot(old), snapshot(second), second, day=DAY)

    other = snapshot(package(tmp_path / "other", PLACES + "06,F,1\n"))
    with pytest.raises(BuildError, match="is not recorded"):
        diff.record(other, snapshot(third), second, day=DAY)


def test_the_older_data_may_be_a_folder_or_a_commit(old: Path, tmp_path: Path) -> None:
    package(tmp_path / "repository" / "data")
    git = ["git", "-C", str(tmp_path / "repository"), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "data"], ["commit", "-q", "-m", "Data"]):
        subprocess.run([*git, *words], check=True)
    data = package(tmp_path / "repository" / "data", PLACES.replace("Bonn", "Bonn am Rhein"))

    for source in ("HEAD", str(old)):
        with diff.data_of(source, data) as folder:
            assert between(folder, data) == [Change("changed", "places", "place_id=02", "name", "Bonn", "Bonn am Rhein")]
    with pytest.raises(BuildError, match="neither"), diff.data_of("nothing", data):
        pass
