"""Examples of how programs read the files, as the data page shows and as a test runs them."""

from __future__ import annotations

from collections.abc import Mapping

# {host} is the address of the server, {version} that of the data.
EXAMPLES: Mapping[str, str] = {
    "excel": """let
    Quelle = Csv.Document(Web.Contents("{host}/api/v1/labs.csv?state=NW"), [Delimiter = ",", Encoding = 65001]),
    Tabelle = Table.PromoteHeaders(Quelle, [PromoteAllScalars = true])
in
    Tabelle
""",
    "libreoffice": """soffice --calc "{host}/api/v1/labs.xlsx?state=NW"
""",
    "pandas": """import pandas as pd

labs = pd.read_csv("{host}/api/v1/labs.csv?state=NW")
population = pd.read_parquet(
    "{host}/api/v1/indicator_values.parquet?indicator=population&year=2021"
)
print(labs.short_name.tolist(), population.value.sum())
""",
    "duckdb": """import urllib.request

import duckdb

urllib.request.urlretrieve("{host}/download/rogl-{version}.duckdb", "rogl.duckdb")
with duckdb.connect("rogl.duckdb", read_only=True) as con:
    print(con.sql("select theme, count(*) as n from subproject_themes group by theme order by n desc"))
""",
    "r": """labs <- read.csv("{host}/api/v1/labs.csv?state=NW",
                 encoding = "UTF-8", colClasses = c(lab_id = "character"))
table(labs$states)
""",
    "qgis": """ogr2ogr -f GPKG organisations.gpkg "{host}/api/v1/organisations.geojson?state=NW"
""",
    "curl": """curl --compressed --output labs.csv --etag-save labs.etag "{host}/api/v1/labs.csv?state=NW"
# later: fetched again only when the data have changed
curl --compressed --output labs.csv --etag-compare labs.etag --etag-save labs.etag "{host}/api/v1/labs.csv?state=NW"
""",
}


def example(name: str, host: str, version: str) -> str:
    """The text of an example with addresses put in.

    Raises: KeyError for an unknown name.
    """
    return EXAMPLES[name].replace("{host}", host).replace("{version}", version)
