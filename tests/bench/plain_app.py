"""The same overview as plain Dash: px figures, four callbacks, the whole bundle, no compression. Only to compare with.

Same data and same job: areas of the labs' municipalities, running times and subprojects over time, themes, the table; one
filter by Land. Serve it with `gunicorn tests.bench.plain_app:server`.
"""

from __future__ import annotations

import json
from functools import cache

import duckdb
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pyarrow.parquet as pq
import shapely
from dash import Dash, Input, Output, dcc, html

from dashboard.build import ensure_built
from dashboard.config import load_settings
from tests.bench import plotly_map

_SETTINGS = load_settings()
_LABS = """
select l.lab_id, l.short_name as lab, s.state, l.start_earliest as start, l.end_latest as "end"
from labs l join lab_states s on s.lab_id = l.lab_id
"""
_MEMBERS = """
select m.ags, m.name, l.short_name as lab, s.state
from lab_members m join labs l on l.lab_id = m.lab_id join lab_states s on s.lab_id = l.lab_id
where m.level = 'municipality' and m.role in ('lead', 'partner')
"""
_SUBPROJECTS = """
select p.subproject_id, p.title_de as title, l.short_name as lab, s.state, p.start_earliest as start,
       coalesce(p.end_latest, p.start_latest, p.start_earliest) as "end", p.evidence, p.status, p.start_date, p.source_url
from subprojects p join labs l on l.lab_id = p.lab_id join lab_states s on s.lab_id = l.lab_id
"""
_THEMES = """
select x.subproject_id, v.label_de as theme
from subproject_themes x join vocabulary v on v.vocabulary = 'theme' and v.term_id = x.theme
"""


@cache
def _frame(sql: str) -> pd.DataFrame:
    with duckdb.connect(ensure_built(_SETTINGS).database, read_only=True) as con:
        return con.execute(sql).df()


@cache
def _geojson() -> dict[str, object]:
    wanted = set(_frame(_MEMBERS).ags)
    table = pq.read_table(_SETTINGS.data_dir / "municipalities" / "boundaries_municipalities.parquet").to_pylist()
    features = [
        {
            "type": "Feature",
            "properties": {"ags": row["ags"]},
            "geometry": json.loads(shapely.to_geojson(shapely.from_wkb(row["geometry"]))),
        }
        for row in table
        if row["ags"] in wanted
    ]
    return {"type": "FeatureCollection", "features": features}


def _chosen(sql: str, states: list[str]) -> pd.DataFrame:
    rows = _frame(sql)
    return rows[rows.state.isin(states)] if states else rows


app = Dash(__name__, compress=False, title="Regionale Open Government Labore", assets_folder="no-assets")
server = app.server
plotly_map.init_app(server)
app.layout = html.Div(
    [
        html.H1("Regionale Open Government Labore"),
        dcc.Checklist(id="state", options=sorted(_frame(_LABS).state.unique()), value=[], inline=True),
        dcc.Graph(id="map"),
        dcc.Graph(id="timeline"),
        dcc.Graph(id="themes"),
        html.Div(id="table"),
    ]
)


@app.callback(Output("map", "figure"), Input("state", "value"))
def draw_map(states: list[str]) -> go.Figure:
    """Areas of the municipalities, coloured by lab."""
    rows = _chosen(_MEMBERS, states)
    figure = px.choropleth(
        rows, geojson=_geojson(), locations="ags", featureidkey="properties.ags", color="lab", hover_name="name", height=660
    )
    return figure.update_geos(fitbounds="geojson", visible=False)


@app.callback(Output("timeline", "figure"), Input("state", "value"))
def draw_timeline(states: list[str]) -> go.Figure:
    """Running times of the labs and dated subprojects."""
    labs = _chosen(_LABS, states).assign(evidence="Laufzeit", title=lambda rows: rows.lab)
    rows = pd.concat([labs, _chosen(_SUBPROJECTS, states).dropna(subset=["start"])])
    return px.timeline(rows, x_start="start", x_end="end", y="lab", color="evidence", hover_name="title", height=660)


@app.callback(Output("themes", "figure"), Input("state", "value"))
def draw_themes(states: list[str]) -> go.Figure:
    """Subprojects by theme and lab."""
    rows = _chosen(_SUBPROJECTS, states).merge(_frame(_THEMES), on="subproject_id")
    counts = rows.groupby(["theme", "lab"], as_index=False).size()
    return px.bar(counts, x="size", y="theme", color="lab", height=660)


@app.callback(Output("table", "children"), Input("state", "value"))
def draw_table(states: list[str]) -> html.Table:
    """All subprojects."""
    rows = _chosen(_SUBPROJECTS, states).drop_duplicates("subproject_id").sort_values("title")
    columns = ["title", "lab", "start_date", "evidence", "status", "source_url"]
    head = html.Tr([html.Th(name) for name in columns])
    return html.Table(
        [html.Thead(head), html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows[columns].values])]
    )


# Each once before the first visitor: Plotly Express loads its parts when they are needed, and not for two threads at once.
for _draw in (draw_map, draw_timeline, draw_themes, draw_table):
    _draw([])
