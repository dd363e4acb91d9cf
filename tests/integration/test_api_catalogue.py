"""Data package and catalogue: valid, the same in each of their forms, and every address in them leads somewhere."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import frictionless
import pyshacl
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, SH, Literal, URIRef
from rdflib.compare import isomorphic

from dashboard import catalog, files
from dashboard.config import Settings
from dashboard.datasets import NAMES, SPECS

DCATDE = rdflib.Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
FIXTURES = Path(__file__).parents[1] / "fixtures"
N_FILES = sum(len(files.formats_of(spec.place)) for spec in SPECS)


@pytest.fixture(scope="module")
def package(client: FlaskClient) -> dict[str, Any]:
    return client.get("/datapackage.json").get_json()


def test_the_package_is_valid(package: dict[str, Any]) -> None:
    assert frictionless.Package.from_descriptor(package).name == "regionale-open-government-labore"
    assert frictionless.Package.metadata_validate(package) is not None
    assert list(frictionless.Package.metadata_validate(package)) == []
    assert package["version"] == catalog.data_version()


def test_its_tables_are_valid_over_http(address: str) -> None:
    """Every CSV resource, read from the address in the description and checked against its schema."""
    listed = frictionless.Package(f"{address}/datapackage.json")
    tables = frictionless.Package(
        resources=[resource for resource in listed.resources if resource.path.endswith(".csv")], basepath=address
    )
    report = tables.validate()

    assert len(tables.resources) >= 20
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]


def test_its_files_are_the_files_of_the_data_folder(
    client: FlaskClient, package: dict[str, Any], settings: Settings
) -> None:
    for resource in package["resources"]:
        response = client.get("/" + resource["path"])
        path = settings.data_dir / resource["path"].removeprefix("package/")
        assert response.status_code == 200
        assert response.get_data() == path.read_bytes()
        assert len(response.get_data()) == resource["bytes"]


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "/etc/passwd", "programme/../../README.md", "nothing.csv", "programme", ""]
)
def test_nothing_else_leaves_the_data_folder(client: FlaskClient, name: str) -> None:
    assert client.get(f"/package/{name}").status_code in (404, 308)


def test_the_zip_holds_the_whole_package(client: FlaskClient, settings: Settings) -> None:
    response = client.get(f"/download/rogl-{catalog.data_version()}.zip")
    archive = zipfile.ZipFile(io.BytesIO(response.get_data()))
    folder = f"rogl-{catalog.data_version()}/"
    description = json.loads(archive.read(folder + "datapackage.json"))

    assert archive.testzip() is None
    for resource in description["resources"]:
        assert archive.read(folder + resource["path"]) == (settings.data_dir / resource["path"]).read_bytes()


def test_the_database_can_be_fetched_and_opened(client: FlaskClient, tmp_path: Path) -> None:
    response = client.get(f"/download/rogl-{catalog.data_version()}.duckdb")
    path = tmp_path / "rogl.duckdb"
    path.write_bytes(response.get_data())
    with duckdb.connect(path, read_only=True) as con:
        assert con.execute("select count(*) from labs").fetchall() == [(13,)]
        assert con.execute("select value from build_info where key = 'data_version'").fetchall() == [
            (catalog.data_version(),)
        ]


@pytest.mark.parametrize("suffix", ["zip", "duckdb"])
def test_large_files_come_in_ranges(client: FlaskClient, suffix: str) -> None:
    url = f"/download/rogl-{catalog.data_version()}.{suffix}"
    whole = client.get(url)
    part = client.get(url, headers={"Range": "bytes=100-199"})

    assert (part.status_code, part.get_data()) == (206, whole.get_data()[100:200])
    assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(f"/download/rogl.{suffix}").headers["Location"] == url


@pytest.mark.parametrize("name", ["rogl-2020-01-01-00000000.zip", "..%2fcurrent.json", "build.lock", "rogl.exe"])
def test_no_other_file_can_be_fetched(client: FlaskClient, name: str) -> None:
    assert client.get(f"/download/{name}").status_code == 404


@pytest.fixture(scope="module")
def graph(client: FlaskClient) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/catalog.ttl").get_data(as_text=True), format="turtle")


def test_both_forms_say_the_same(client: FlaskClient, graph: rdflib.Graph) -> None:
    other = rdflib.Graph().parse(data=client.get("/catalog.jsonld").get_data(as_text=True), format="json-ld")

    assert isomorphic(graph, other)


def test_every_dataset_and_file_is_listed(graph: rdflib.Graph) -> None:
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(NAMES)
    assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) == N_FILES
    (root,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert set(graph.objects(root, DCAT.dataset)) == set(graph.subjects(RDF.type, DCAT.Dataset))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    """The rules of DCAT-AP.de 3.0 as SHACL shapes."""
    return rdflib.Graph().parse(FIXTURES / "dcat_ap_de.ttl")


def objections(data: rdflib.Graph, shapes: rdflib.Graph) -> set[str]:
    """What a validator says against a catalogue, recommendations included."""
    is_valid, report, _ = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=False)
    found = {str(text) for text in report.objects(None, SH.resultMessage)}
    assert is_valid == (not found)
    return found


def test_the_shapes_are_well_formed(shapes: rdflib.Graph) -> None:
    is_valid, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)

    assert is_valid, text


def test_the_catalogue_keeps_every_rule_of_the_profile(graph: rdflib.Graph, shapes: rdflib.Graph) -> None:
    assert objections(graph, shapes) == set()


@pytest.fixture(scope="module")
def small(graph: rdflib.Graph) -> rdflib.Graph:
    """The catalogue with its first dataset only."""
    found = rdflib.Graph() + graph
    for dataset in sorted(found.subjects(RDF.type, DCAT.Dataset))[1:]:
        for name in (DCAT.distribution, DCAT.contactPoint):
            for thing in list(found.objects(dataset, name)):
                found.remove((thing, None, None))
        found.remove((dataset, None, None))
        found.remove((None, DCAT.dataset, dataset))
    return found


EU = "http://publications.europa.eu/resource/authority"
NO_MORE = None
# (property, what it is replaced by, part of what is said against it)
BREAKS = [
    (DCTERMS.title, NO_MORE, "dct:title"),
    (DCTERMS.description, NO_MORE, "dct:description"),
    (DCTERMS.publisher, NO_MORE, "convention 36"),
    (DCTERMS.publisher, Literal("Verlag"), "convention 36"),
    (DCTERMS.issued, Literal("gestern"), "dct:issued"),
    (DCTERMS.modified, NO_MORE, "dct:modified"),
    (DCTERMS.identifier, NO_MORE, "dct:identifier"),
    (DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/"), "convention 31"),
    (DCTERMS["format"], Literal("CSV"), "convention 32"),
    (DCTERMS.language, Literal("de"), "dct:language"),
    (DCTERMS.accrualPeriodicity, Literal("selten"), "frequencies"),
    (DCTERMS.accessRights, URIRef(f"{EU}/access-right/SECRET"), "dct:accessRights"),
    (DCTERMS.spatial, Literal("Deutschland"), "dct:spatial"),
    (DCAT.theme, URIRef(f"{EU}/data-theme/LABS"), "dcat:theme"),
    (DCAT.keyword, NO_MORE, "dcat:keyword"),
    (DCAT.landingPage, NO_MORE, "dcat:landingPage"),
    (DCAT.contactPoint, NO_MORE, "dcat:contactPoint"),
    (DCAT.accessURL, NO_MORE, "dcat:accessURL"),
    (DCAT.mediaType, Literal("text/csv"), "dcat:mediaType"),
    (DCAT.distribution, URIRef("urn:nothing"), "dcat:distribution"),
    (DCAT.themeTaxonomy, NO_MORE, "dcat:themeTaxonomy"),
    (FOAF.name, NO_MORE, "foaf:name"),
    (FOAF.homepage, NO_MORE, "foaf:homepage"),
    (VCARD.hasURL, NO_MORE, "convention 1"),
    (DCATDE.politicalGeocodingLevelURI, URIRef("http://dcat-ap.de/def/politicalGeocoding/Level/village"), "LevelURI"),
    (DCATDE.licenseAttributionByText, NO_MORE, "conventions 33"),
]


@pytest.mark.parametrize(("name", "value", "said"), BREAKS, ids=[f"{b[0][-20:]}-{str(b[1])[-12:]}" for b in BREAKS])
def test_a_broken_rule_is_seen(
    small: rdflib.Graph, shapes: rdflib.Graph, name: URIRef, value: rdflib.term.Node | None, said: str
) -> None:
    """One dataset of the catalogue with its files is enough to break each rule once."""
    broken = rdflib.Graph() + small
    for subject, _, old in list(broken.triples((None, name, None))):
        broken.remove((subject, name, old))
        if value is not None:
            broken.add((subject, name, value))

    assert any(said in text for text in objections(broken, shapes))


def test_every_address_of_this_server_answers(client: FlaskClient, graph: rdflib.Graph) -> None:
    own = set(graph.objects(None, DCAT.downloadURL)) | set(graph.objects(None, DCAT.landingPage))
    for value in own:
        assert client.head(urlsplit(str(value)).path).status_code == 200, value
