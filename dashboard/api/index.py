"""What the API offers, in one small document: `/api/v1/`."""

from __future__ import annotations

from dashboard import catalog, datasets, files, peer_datasets
from dashboard.dataset_query import DatasetQuery, count
from dashboard.datasets import Dataset
from dashboard.urls import file_url


def document(server_url: str) -> dict[str, object]:
    """Every dataset with titles, number of rows and the address of each format."""
    return {
        "data_version": catalog.data_version(),
        "data_date": catalog.build_info()["data_date"],
        "documentation": f"{server_url}/api/",
        "openapi": f"{server_url}/api/v1/openapi.json",
        "datasets": [_described(item, server_url) | {"rows": count(DatasetQuery(item))} for item in datasets.every()],
        "computed": [
            _described(item, server_url, f"ags={peer_datasets.EXAMPLE}") | {"required": ["ags"]}
            for item in peer_datasets.every()
        ],
    }


def _described(item: Dataset, server_url: str, query: str = "") -> dict[str, object]:
    """A dataset; the addresses of a computed one hold an example."""
    return {
        "name": item.name,
        "title": dict(item.titles),
        "description": dict(item.descriptions),
        "licences": item.licences(),
        "filters": list(item.spec.filters),
        "files": {
            form.suffix: server_url + file_url(item.name, form.suffix, query) for form in files.formats_of(item.spec.place)
        },
    }
