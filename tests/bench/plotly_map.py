"""All municipalities as a Plotly choropleth, to compare recolouring with: `/municipalities` on the plain app's server.

The page holds geometry and the values of some indicators, so a recolour is one `Plotly.restyle` and nothing else.
"""

from __future__ import annotations

import json
from functools import cache

import flask
import numpy as np
import pyarrow.parquet as pq
import shapely
from plotly.offline import get_plotlyjs

from dashboard.config import load_settings
from tests.bench.indicators import INDICATORS

_FOLDER = load_settings().data_dir / "municipalities"
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>Plotly</title><script src="/municipalities/plotly.js"></script>
<select id="indicator">{options}</select><div id="map"></div>
<script>
(async () => {{
  const file = await (await fetch("/municipalities/data.json")).json(), select = document.getElementById("indicator");
  const map = document.getElementById("map"), done = () => {{ document.body.dataset.drawn = select.value; }};
  const trace = {{type: "choropleth", geojson: file.areas, locations: file.keys, z: file.values[select.value]}};
  await Plotly.newPlot(map, [trace], {{height: 660, geo: {{fitbounds: "geojson", visible: false}}}});
  done();
  select.addEventListener("change", () => Plotly.restyle(map, {{z: [file.values[select.value]]}}).then(done));
}})();
</script>"""


def init_app(server: flask.Flask) -> None:
    """Register page, library and data."""
    page = _PAGE.format(options="".join(f"<option>{name}</option>" for name in INDICATORS))
    server.add_url_rule("/municipalities", "map", lambda: page)
    library = get_plotlyjs()
    server.add_url_rule("/municipalities/plotly.js", "library", lambda: flask.Response(library, mimetype="text/javascript"))
    server.add_url_rule("/municipalities/data.json", "data", lambda: flask.Response(_data(), mimetype="application/json"))


@cache
def _data() -> str:
    areas = pq.read_table(_FOLDER / "boundaries_municipalities.parquet").to_pylist()
    keys = [row["ags"] for row in areas]
    place = {ags: n for n, ags in enumerate(keys)}
    values = {name: [None] * len(keys) for name in INDICATORS}
    table = pq.read_table(_FOLDER / "indicator_values.parquet", filters=[("indicator_id", "in", INDICATORS)])
    for row in table.sort_by("year").to_pylist():
        if row["ags"] in place and row["value"] is not None and np.isfinite(row["value"]):
            values[row["indicator_id"]][place[row["ags"]]] = row["value"]
    features = [
        {"type": "Feature", "id": row["ags"], "geometry": json.loads(shapely.to_geojson(shapely.from_wkb(row["geometry"])))}
        for row in areas
    ]
    return json.dumps({"areas": {"type": "FeatureCollection", "features": features}, "keys": keys, "values": values})
