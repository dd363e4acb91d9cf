"""Settings from the environment."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.config import ROOT, Settings, SettingsError, load_settings


def test_without_environment_everything_has_its_default() -> None:
    assert load_settings({}) == Settings()
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8050)
    assert Settings().data_dir == ROOT / "data"


def test_values_are_read_with_their_type() -> None:
    found = load_settings(
        {"HOST": "0.0.0.0", "PORT": "9000", "ROGL_DATA_DIR": "/tmp/../tmp/data", "ROGL_SQL_PAGE": "0", "OTHER": "x"}  # noqa: S104, S108
    )

    assert (found.host, found.port, found.sql_page) == ("0.0.0.0", 9000, False)  # noqa: S104
    assert found.data_dir == Path("/tmp/data")  # noqa: S108


def test_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"PORT": "", "ROGL_BUILD_DIR": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "8050.0"),
        ("ROGL_SQL_PAGE", "yes"),
        ("ROGL_WORKERS", "many"),
    ],
)
def test_unusable_value_is_named_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}='{value}': allowed are"):
        load_settings({name: value})


def test_every_setting_has_a_variable_of_its_own_and_a_help_text() -> None:
    names = [item.metadata["env"] for item in fields(Settings)]

    assert len(set(names)) == len(names)
    assert all(item.metadata["help"] for item in fields(Settings))
