"""The record of changes in data/changes/ is complete and agrees with itself."""

from __future__ import annotations

from collections import Counter

from dashboard.build.diff import newest, read_rows
from dashboard.build.versions import version_of
from dashboard.config import ROOT

DATA = ROOT / "data"
VERSIONS = read_rows(DATA / "changes" / "versions.csv")
CHANGES = read_rows(DATA / "changes" / "changes.csv")


def test_the_data_are_the_version_recorded_last() -> None:
    assert newest(DATA) == version_of(DATA), (
        "data/ changed since it was recorded: run `python -m dashboard.build.diff --note-de … --note-en …` before the commit"
    )


def test_each_version_follows_the_one_before() -> None:
    assert [row["previous_version"] for row in VERSIONS] == ["", *(row["data_version"] for row in VERSIONS[:-1])]
    assert [int(row["position"]) for row in VERSIONS] == list(range(1, len(VERSIONS) + 1))


def test_the_numbers_of_a_version_are_those_of_its_changes() -> None:
    found: Counter[tuple[str, str]] = Counter()
    for row in CHANGES:
        found[row["data_version"], row["kind"]] += int(row["n"])

    for row in VERSIONS[1:]:
        version = row["data_version"]
        added, removed = (sum(found[version, kind] for kind in (name, f"table_{name}")) for name in ("added", "removed"))
        counted = [added, removed, found[version, "changed"], found[version, "described"]]
        assert [int(row[name]) for name in ("n_added", "n_removed", "n_changed", "n_described")] == counted
        assert any(item["data_version"] == version for item in CHANGES)
