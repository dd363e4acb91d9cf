"""Libraries that no visitor needs stay out of a worker: each would take tens of megabytes."""

from __future__ import annotations

import json
import subprocess
import sys

from dashboard.build import Built
from dashboard.files import FORMATS

# For the build, for tests and for readers' own programs; with a figure of its classes Plotly loads 16 MB of rules.
NEVER = ("babel", "pandas", "geopandas", "shapely", "scipy", "sklearn", "mapclassify", "plotly.graph_objs._layout")
FOR_FILES = ("pyarrow",)
# Asks a dashboard of its own and says what is loaded afterwards, and which module of ours wanted it.
_ASK = """
import json, sys
from dataclasses import replace

class Watch:
    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe()
        while frame and not frame.f_globals["__name__"].startswith("dashboard"):
            frame = frame.f_back
        wanted_by.setdefault(name, frame.f_globals["__name__"] if frame else "no module of ours")

wanted_by = {}
sys.meta_path.insert(0, Watch())
from dashboard import create_app
from dashboard.config import load_settings

client = create_app(replace(load_settings(), warm_up=False)).server.test_client()
answers = {path: client.get(path) for path in json.load(sys.stdin)}
assert {path: answer.status for path, answer in answers.items() if not answer.get_data() or answer.status_code != 200} == {}
print(json.dumps({name: by for name, by in wanted_by.items() if name in sys.modules}))
"""
# One of each kind of page (tests/integration/test_crawler.py asks them all); those of an interactive page with its charts.
PAGES = (
    *("/de/", "/en/?state=NW&focus=oberrhein&q=klima&table=organisations", "/de/zeitverlauf", "/de/themen"),
    *("/de/netzwerk", "/de/labore", "/de/labore/oberrhein", "/de/einrichtungen", "/de/dokumente", "/de/programm"),
    *("/de/suche?q=musterstadt", "/de/kommunen", "/de/kommunen/05358040", "/de/vergleich?ags=05358040&w.size=3"),
    *("/de/indikatoren", "/de/daten", "/de/daten/labs", "/de/daten/peers", "/de/sql", "/de/api", "/de/aenderungen"),
    *("/de/methode", "/de/einbetten/map", "/de/einbetten/lab-map?lab=oberrhein", "/de/einbetten/lab-time?lab=oberrhein"),
    *("/api/v1/search.json?q=rat", "/api/v1/openapi.json", "/datapackage.json", "/catalog.ttl", "/sitemap.xml"),
)
FILES = tuple(f"/api/v1/{name}{suffix}" for name in ("labs", "peers") for suffix in FORMATS)


def loaded(paths: tuple[str, ...]) -> dict[str, str]:
    """Modules in a worker that was asked for some addresses → module of ours that wanted each first."""
    asked = json.dumps([f"{path}?ags=05358040" if "/peers." in path else path for path in paths])
    found = subprocess.run([sys.executable, "-c", _ASK], input=asked, check=True, capture_output=True, text=True)
    by: dict[str, str] = json.loads(found.stdout)
    return by


def test_pages_load_nothing_that_is_for_the_build_or_for_files(built: Built) -> None:
    by = loaded(PAGES)

    assert {name: by[name] for name in (*NEVER, *FOR_FILES) if name in by} == {}
    assert "duckdb" in by


def test_files_load_arrow_and_nothing_that_is_for_the_build(built: Built) -> None:
    by = loaded(FILES)

    assert {name: by[name] for name in NEVER if name in by} == {}
    assert "pyarrow" in by
