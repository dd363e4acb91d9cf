"""Citations: complete in every form, safe for LaTeX."""

from __future__ import annotations

import json
import re

import pytest

from dashboard import catalog, cite, db
from dashboard.build import Built
from dashboard.datasets import Source

URL = "https://example.org/de/daten/labs?state=NW&q=50%25_x"


@pytest.fixture(autouse=True)
def _database(built: Built) -> None:
    db.use(db.Database(built.database))


def test_the_sentence_names_publisher_year_title_version_and_address() -> None:
    text = cite.text("Labore", URL, "de")

    assert text.startswith("Dashboard Regionale Open Government Labore (2026): Labore. Datenstand ")
    assert catalog.data_version() in text
    assert text.endswith(URL)


def test_bibtex_is_balanced_and_escaped() -> None:
    entry = cite.bibtex("labs", "Labore & mehr", URL, "de")

    assert entry.startswith(f"@misc{{rogl-labs-{catalog.data_version()},\n")
    assert r"Labore \& mehr" in entry
    assert rf"\url{{{URL}}}" in entry
    plain = re.sub(r"\\.", "", entry)
    assert plain.count("{") == plain.count("}")


def test_csl_json_is_a_dataset_with_a_date() -> None:
    (entry,) = json.loads(cite.csl_json("labs", "Labore", URL, "en"))

    assert (entry["type"], entry["URL"], entry["language"]) == ("dataset", URL, "en-GB")
    assert entry["issued"]["date-parts"][0][0] == 2026


def test_each_credit_is_named_once() -> None:
    source = Source("a", "A", "P", "CC BY 4.0", "https://x", "", "", "© P", "© P (en)", False)

    assert cite.credit_lines([source, source], "de") == ["© P"]
