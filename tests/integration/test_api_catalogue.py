"""Data package and catalogue: valid, the same in each of their forms, and every address in them leads somewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import frictionless
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, URIRef
from rdflib.compare import isomorphic

from dashboard import catalog, files
from dashboard.config import Settings
from dashboard.datasets import NAMES, SPECS

DCATDE = rdflib.Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
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


# Mandatory and recommended properties of DCAT-AP.de 3.0: class, property, at least, at most.
RULES = [
    (DCAT.Catalog, DCTERMS.title, 1, 2),
    (DCAT.Catalog, DCTERMS.description, 1, 2),
    (DCAT.Catalog, DCTERMS.publisher, 1, 1),
    (DCAT.Catalog, DCAT.dataset, 1, 99),
    (DCAT.Catalog, FOAF.homepage, 1, 1),
    (DCAT.Catalog, DCTERMS.issued, 1, 1),
    (DCAT.Catalog, DCTERMS.modified, 1, 1),
    (DCAT.Dataset, DCTERMS.title, 1, 2),
    (DCAT.Dataset, DCTERMS.description, 1, 2),
    (DCAT.Dataset, DCTERMS.publisher, 1, 1),
    (DCAT.Dataset, DCAT.contactPoint, 1, 1),
    (DCAT.Dataset, DCAT.theme, 1, 9),
    (DCAT.Dataset, DCAT.keyword, 1, 99),
    (DCAT.Dataset, DCAT.landingPage, 1, 1),
    (DCAT.Dataset, DCTERMS.identifier, 1, 1),
    (DCAT.Dataset, DCTERMS.issued, 1, 1),
    (DCAT.Dataset, DCTERMS.modified, 1, 1),
    (DCAT.Dataset, DCTERMS.accrualPeriodicity, 0, 1),
    (DCAT.Dataset, DCTERMS.accessRights, 0, 1),
    (DCAT.Dataset, DCATDE.politicalGeocodingLevelURI, 1, 9),
    (DCAT.Dataset, DCAT.distribution, 1, 99),
    (DCAT.Distribution, DCAT.accessURL, 1, 9),
    (DCAT.Distribution, DCTERMS.license, 1, 1),
    (DCAT.Distribution, DCTERMS["format"], 1, 1),
    (DCAT.Distribution, DCAT.mediaType, 0, 1),
    (DCAT.Distribution, DCTERMS.title, 1, 2),
    (DCAT.Distribution, DCATDE.licenseAttributionByText, 1, 9),
]


@pytest.mark.parametrize(
    ("kind", "name", "least", "most"), RULES, ids=[f"{rule[0][-12:]}-{rule[1][-20:]}" for rule in RULES]
)
def test_counts_are_as_the_profile_wants(graph: rdflib.Graph, kind: URIRef, name: URIRef, least: int, most: int) -> None:
    for thing in graph.subjects(RDF.type, kind):
        assert least <= len(set(graph.objects(thing, name))) <= most, thing


def test_values_come_from_the_lists_of_the_profile(graph: rdflib.Graph) -> None:
    """Conventions 31 and 32, and the value lists of the specification."""
    lists = {
        DCTERMS.license: r"http://dcat-ap\.de/def/licenses/(cc-by/4\.0|dl-by-de/2\.0|cc-zero|other-open)",
        DCTERMS["format"]: r"http://publications\.europa\.eu/resource/authority/file-type/[A-Z]+",
        DCTERMS.language: r"http://publications\.europa\.eu/resource/authority/language/(DEU|ENG)",
        DCAT.theme: r"http://publications\.europa\.eu/resource/authority/data-theme/(GOVE|REGI)",
        DCAT.mediaType: r"https://www\.iana\.org/assignments/media-types/[a-z]+/[a-z0-9.+-]+",
    }
    for name, pattern in lists.items():
        for value in graph.objects(None, name):
            assert re.fullmatch(pattern, str(value)), value


def test_the_contact_has_an_address_or_a_page(graph: rdflib.Graph) -> None:
    """Convention 1."""
    for contact in graph.objects(None, DCAT.contactPoint):
        assert set(graph.objects(contact, VCARD.hasEmail)) | set(graph.objects(contact, VCARD.hasURL))


def test_every_address_of_this_server_answers(client: FlaskClient, graph: rdflib.Graph) -> None:
    own = set(graph.objects(None, DCAT.downloadURL)) | set(graph.objects(None, DCAT.landingPage))
    for value in own:
        assert client.head(urlsplit(str(value)).path).status_code == 200, value
