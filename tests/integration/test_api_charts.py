"""The statement of every chart beyond the overview gives the chart's numbers on the downloaded file."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

import duckdb
import numpy as np
import pytest
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.components.sql_twin import KEYS
from dashboard.i18n import LANGS
from dashboard.overlap import similar_groups
from dashboard.pages.compare_data import Comparing, asked
from dashboard.pages.compare_peers import _distance_pairs
from dashboard.pages.timeline import Timeline
from dashboard.queries import indicator_map, lab_pages, network, units, works
from dashboard.queries.page_twins import PAGES
from dashboard.seasons import SEASONS, Months, TimeView, season
from dashboard.urls import Pairs, encode, page_url

TIMES = ["", "state=NW", "theme=open_data&from=2021", "q=daten", "evidence=plan&kind=university"]
PLACES = ["05358040", "11000000", "09679", "ags=05358040&wsize=4&k=5", "ags=14729&k=12"]


@pytest.fixture(scope="module")
def downloaded(client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a visitor has it: fetched from the server, opened without any of the program's code."""
    path = tmp_path_factory.mktemp("download") / "rogl.duckdb"
    path.write_bytes(client.get(f"/download/rogl-{catalog.data_version()}.duckdb").get_data())
    with duckdb.connect(path, read_only=True) as con:
        yield con


@pytest.fixture
def run(client: FlaskClient, downloaded: duckdb.DuckDBPyConnection) -> object:
    """Fetches the statement of a chart as the fold below it does, and runs it on the downloaded file."""

    def go(chart: str, query: str = "") -> list[tuple[object, ...]]:
        response = client.get(f"/api/v1/charts/{chart}.sql?{query}")
        assert (response.status_code, response.mimetype) == (200, "text/plain")
        return downloaded.execute(response.get_data(as_text=True)).fetchall()

    return go


@pytest.mark.parametrize("query", TIMES)
def test_years_and_seasons(run, query: str) -> None:  # type: ignore[no-untyped-def]
    found = Timeline(TimeView.from_query(parse_qsl(query)), "de").entries
    years = [(str(year), sum(item.is_certain(Months(year, 1, year, 12)) for item in found)) for year in range(2017, 2024)]
    seasons = [
        (f"{name} {year}", sum(item.is_certain(season(name, year)) for item in found))
        for year in range(2017, 2024)
        for name in SEASONS
    ]

    assert run("timeline-years", query) == years
    assert sorted(run("timeline-seasons", query)) == sorted(seasons)


@pytest.mark.parametrize("facet", ["lab", "principle", "format", "target_group", "year"])
def test_crossings_of_themes(run, facet: str) -> None:  # type: ignore[no-untyped-def]
    shown = [(theme, other, *counts) for (theme, other), counts in works.crossed(works.works(), facet).items()]

    assert sorted(run(f"themes-by-{facet}")) == sorted(shown)


def test_themes_of_one_lab(run) -> None:  # type: ignore[no-untyped-def]
    by_theme = works.by_theme(works.works())
    alone = {theme: rows for theme, rows in by_theme.items() if len({work.lab_id for work in rows}) == 1}

    assert run("themes-alone") == sorted((theme, rows[0].lab_id, len(rows)) for theme, rows in alone.items())


@pytest.mark.parametrize(("role", "kind"), [("", ""), ("lead", ""), ("", "university"), ("associated", "municipality")])
def test_network(run, role: str, kind: str) -> None:  # type: ignore[no-untyped-def]
    shown = [
        (actor.organisation_id, lab, given, len(actor.roles))
        for actor in network.actors()
        if (not kind or actor.kind == kind) and (not role or role in actor.roles.values())
        for lab, given in actor.roles.items()
    ]

    found = [(key, lab, given, n) for key, _, lab, given, n in run("network", f"role={role}&kind={kind}")]
    assert sorted(found) == sorted(shown)


@pytest.mark.parametrize("lab", ["oberrhein", "verwaltungsrebellen"])
def test_lab(run, lab: str) -> None:  # type: ignore[no-untyped-def]
    members = [(row["organisation_id"], row["role"], row["population_2021"]) for row in lab_pages.members(lab)]
    assert {(row[0], row[1], row[-1]) for row in run("lab-members", f"lab={lab}")} == set(members)

    shown = [("event", row["event_id"], row["start_date"]) for row in lab_pages.events(lab)]
    shown += [("subproject", row["subproject_id"], row["start_date"]) for row in lab_pages.subprojects(lab)]
    assert {(row[0], row[1], row[4]) for row in run("lab-time", f"lab={lab}")} == set(shown)

    similar = [(item.key, pytest.approx(item.value)) for item in similar_groups(lab, lab_pages.term_counts())]
    assert run("lab-similar", f"lab={lab}") == similar


@pytest.mark.parametrize(
    ("indicator", "year", "state"), [("population", 2021, ""), ("median_income", 2020, "BY"), ("broadband_1000", 2021, "SL")]
)
def test_indicator_map(run, indicator: str, year: int, state: str) -> None:  # type: ignore[no-untyped-def]
    item = indicator_map.indicator(indicator) or units.indicators()[0]
    year = year if year in indicator_map.years()[item.indicator_id] else indicator_map.years()[item.indicator_id][-1]
    shown = indicator_map.listed(item, year, state, 20_000, 0)

    found = run("indicator-map", f"indicator={item.indicator_id}&year={year}&state={state}")
    assert [(row[0], row[3], row[4]) for row in found] == [(row["ags"], row["value"], row["reason"]) for row in shown]
    stats = {(row[0], row[1]): row[5] for row in run("indicator-stats", f"indicator={item.indicator_id}")}
    assert stats["DE", year] == units.stats("DE")[item.indicator_id, year].median


@pytest.mark.parametrize("ags", ["05358040", "09679"])
def test_place(run, ags: str) -> None:  # type: ignore[no-untyped-def]
    values = units.figures(ags, ags[:5]).values
    germany = units.stats("DE")

    found = {(row[0], row[1]): (row[2], row[4]) for row in run("place-figures", f"ags={ags}")}
    wanted = {item.indicator_id for item in units.indicators() if len(ags) == 8 or item.level == "district"}
    assert found == {key: (value[0], germany[key].median) for key, value in values.items() if key[0] in wanted}


@pytest.mark.parametrize("query", PLACES)
def test_comparison(run, query: str) -> None:  # type: ignore[no-untyped-def]
    pairs: Pairs = parse_qsl(query) or [("ags", query)]
    data = Comparing(asked(pairs).view, "de")
    peers = encode([("ags", data.focus.ags), *(("peer", ags) for ags in data.result.ags)])

    def near(value: float | None) -> object:
        return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)

    found = {row[0]: row[1:] for row in run("compare-rows", peers)}
    assert found == {
        row.indicator_id: tuple(near(value) for value in (row.value, row.peers.median, row.state.median, row.country.median))
        for row in data.rows
    }
    distances = {row[0]: row[2] for row in run("compare-distances", encode(_distance_pairs(data)))}
    assert distances == {peer.unit.ags: near(peer.distance) for peer in data.result.peers if peer.distance is not None}
    assert np.isfinite(list(distances.values())).all()


PLACED = {
    "overview": ["map", "key-numbers", "timeline", "timeline-events", "themes", "theme-principles", "table-labs"],
    "timeline": ["timeline", "timeline-events", "timeline-years", "timeline-seasons"],
    "themes": ["themes-alone", "themes-by-lab", "themes-by-principle", "themes-by-format", "themes-by-year"],
    "network": ["network"],
    "lab/oberrhein": ["lab-members", "lab-time", "lab-similar"],
    "indicators": ["indicator-map", "indicator-stats"],
    "municipality/05358040": ["place-figures"],
    "municipality/09679": ["place-figures"],
    "compare?ags=05358040": ["compare-rows", "compare-distances"],
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", PLACED)
def test_statements_stand_below_their_charts(client: FlaskClient, address: str, lang: str) -> None:
    path, _, query = address.partition("?")
    page, _, key = path.partition("/")
    text = client.get(page_url(page, lang, key, query)).get_data(as_text=True)  # type: ignore[arg-type]

    for chart in PLACED[address]:
        assert f'data-fill="/api/v1/charts/{chart}.sql' in text


def test_every_chart_has_its_place_and_its_test() -> None:
    placed = {chart for charts in PLACED.values() for chart in charts} | {"themes-by-target_group"}
    placed |= {f"table-{name}" for name in ("subprojects", "organisations", "events")}

    assert set(KEYS) == placed
    assert len(PAGES) == 15


def test_filters_are_written_into_the_statement(client: FlaskClient) -> None:
    text = client.get("/api/v1/charts/map.sql?state=NW&q='; drop table labs --").get_data(as_text=True)

    assert "['NW']" in text
    assert catalog.data_version() in text.splitlines()[0]
    assert "''; drop" not in text or "'''; drop" in text


@pytest.mark.parametrize("path", ["nothing.sql", "map.exe", "..%2fmap.sql"])
def test_what_is_not_known_is_refused(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/charts/{path}")

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
