"""The datasets for data portals: DCAT-AP.de 3.0 and schema.org/Dataset, from the same registry as everything else.

Specification: https://www.dcat-ap.de/def/dcatde/3.0/spec/, conventions: https://www.dcat-ap.de/def/dcatde/2.0/implRules/.
`dcatde:contributorID` is missing on purpose: GovData assigns it to whoever delivers the catalogue.
"""

from __future__ import annotations

from dashboard import catalog, datasets, files
from dashboard.api.rdf import Iri, Text, Thing, Value
from dashboard.datasets import Dataset
from dashboard.files import Format
from dashboard.i18n import LANGS, Lang, t
from dashboard.urls import file_url, page_url

_EU = "http://publications.europa.eu/resource/authority"
_LICENCES = {
    "CC BY 4.0": "cc-by/4.0",
    "dl-de/by-2-0": "dl-by-de/2.0",
    "CC0 1.0": "cc-zero",
}
# Several licences, or terms without an entry in the list: free use under conditions that the attribution text spells out.
_OTHER_LICENCE = "other-open"
_FILE_TYPES = {
    ".csv": "CSV",
    ".excel.csv": "CSV",
    ".xlsx": "XLSX",
    ".json": "JSON",
    ".ndjson": "JSON",
    ".parquet": "PARQUET",
    ".geojson": "GEOJSON",
}
_THEMES = ("GOVE", "REGI")
_KEYWORDS = ("Open Government", "Regionale Open Government Labore", "Kommunen", "offene Verwaltung")
_LANGUAGES = {"de": "DEU", "en": "ENG"}


def things(host: str, email: str) -> list[Thing]:
    """Catalogue, datasets and distributions; `host` is the server's address, `email` that of its contact if it has one."""
    listed = datasets.every()
    records = [_dataset(item, host, email) for item in listed]
    return [
        _catalogue(host, records),
        _publisher(host),
        *records,
        *(_file(item, form, host) for item in listed for form in _forms(item)),
    ]


def _forms(dataset: Dataset) -> tuple[Format, ...]:
    return files.formats_of(dataset.spec.place)


def _both(name: str, key: str) -> list[tuple[str, Value]]:
    return [(name, Text(t(key, lang), lang=lang)) for lang in LANGS]


def _publisher(host: str) -> Thing:
    name = Text(t("catalogue.publisher", "de"), lang="de")
    return Thing("foaf:Agent", [("foaf:name", name), ("foaf:homepage", Iri(host + "/"))], f"{host}/catalog#publisher")


def _date(host: str) -> list[tuple[str, Value]]:
    day = Text(catalog.build_info()["data_date"], kind="xsd:date")
    return [("dct:issued", day), ("dct:modified", day)]


def _catalogue(host: str, records: list[Thing]) -> Thing:
    facts: list[tuple[str, Value]] = [
        *_both("dct:title", "catalogue.title"),
        *_both("dct:description", "catalogue.description"),
        ("dct:publisher", Iri(f"{host}/catalog#publisher")),
        ("foaf:homepage", Iri(f"{host}{page_url('data', 'de')}")),
        *(("dct:language", Iri(f"{_EU}/language/{code}")) for code in _LANGUAGES.values()),
        ("dcat:themeTaxonomy", Iri(f"{_EU}/data-theme")),
        *_date(host),
        *(("dcat:dataset", Iri(record.iri)) for record in records),
    ]
    return Thing("dcat:Catalog", facts, f"{host}/catalog")


def _dataset(dataset: Dataset, host: str, email: str) -> Thing:
    facts: list[tuple[str, Value]] = [
        *(("dct:title", Text(dataset.titles[lang], lang=lang)) for lang in LANGS),
        *(
            ("dct:description", Text(f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}", lang=lang))
            for lang in LANGS
        ),
        ("dct:identifier", Text(f"rogl-{dataset.name}")),
        ("dcat:version", Text(catalog.data_version())),
        ("dct:publisher", Iri(f"{host}/catalog#publisher")),
        ("dcat:contactPoint", _contact(host, email)),
        ("dcat:landingPage", Iri(f"{host}{page_url('dataset', 'de', dataset.name)}")),
        *(("dcat:theme", Iri(f"{_EU}/data-theme/{theme}")) for theme in _THEMES),
        *(("dcat:keyword", Text(word, lang="de")) for word in _KEYWORDS),
        *(("dct:language", Iri(f"{_EU}/language/{code}")) for code in _LANGUAGES.values()),
        ("dct:spatial", Iri(f"{_EU}/country/DEU")),
        ("dcatde:politicalGeocodingLevelURI", Iri("http://dcat-ap.de/def/politicalGeocoding/Level/municipality")),
        ("dct:accrualPeriodicity", Iri(f"{_EU}/frequency/IRREG")),
        ("dct:accessRights", Iri(f"{_EU}/access-right/PUBLIC")),
        *(("dct:source", Iri(source.url)) for source in dataset.sources if source.url),
        *_date(host),
        *(("dcat:distribution", Iri(_file_iri(dataset, form, host))) for form in _forms(dataset)),
    ]
    return Thing("dcat:Dataset", facts, f"{host}/catalog#{dataset.name}")


def _contact(host: str, email: str) -> Thing:
    """Convention 1: an e-mail address or a page."""
    way: tuple[str, Value] = ("vcard:hasEmail", Iri(f"mailto:{email}")) if email else ("vcard:hasURL", Iri(host + "/"))
    return Thing("vcard:Organization", [("vcard:fn", Text(t("catalogue.publisher", "de"))), way])


def _file_iri(dataset: Dataset, form: Format, host: str) -> str:
    return f"{host}/catalog#{dataset.name}{form.suffix}"


def _file(dataset: Dataset, form: Format, host: str) -> Thing:
    address = Iri(host + file_url(dataset.name, form.suffix))
    names = {
        lang: f"{dataset.titles[lang]}, {t(f'format.{form.suffix[1:].replace(chr(46), chr(95))}', lang)}" for lang in LANGS
    }
    facts: list[tuple[str, Value]] = [
        *(("dct:title", Text(names[lang], lang=lang)) for lang in LANGS),
        ("dcat:accessURL", address),
        ("dcat:downloadURL", address),
        ("dct:format", Iri(f"{_EU}/file-type/{_FILE_TYPES[form.suffix]}")),
        ("dcat:mediaType", Iri(f"https://www.iana.org/assignments/media-types/{form.media_type}")),
        ("dct:license", Iri(f"http://dcat-ap.de/def/licenses/{_licence(dataset)}")),
        ("dcatde:licenseAttributionByText", Text("; ".join(source.credit("de") for source in dataset.sources), lang="de")),
        ("dcatap:availability", Iri(f"{_EU}/planned-availability/AVAILABLE")),
        *_date(host),
    ]
    return Thing("dcat:Distribution", facts, _file_iri(dataset, form, host))


def _licence(dataset: Dataset) -> str:
    names = list(dataset.licences())
    return _LICENCES.get(names[0], _OTHER_LICENCE) if len(names) == 1 else _OTHER_LICENCE


def schema_org(host: str, lang: Lang) -> dict[str, object]:
    """The catalogue as schema.org/DataCatalog, for search engines."""
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": f"{host}/catalog",
        "name": t("catalogue.title", lang),
        "description": t("catalogue.description", lang),
        "url": host + page_url("data", lang),
        "inLanguage": lang,
        "dataset": [schema_dataset(item, host, lang) for item in datasets.every()],
    }


def schema_dataset(dataset: Dataset, host: str, lang: Lang) -> dict[str, object]:
    """A dataset as schema.org/Dataset."""
    return {
        "@type": "Dataset",
        "@id": f"{host}/catalog#{dataset.name}",
        "name": dataset.titles[lang],
        "description": f"{dataset.descriptions[lang]} {dataset.row_meaning(lang)}",
        "url": host + page_url("dataset", lang, dataset.name),
        "identifier": f"rogl-{dataset.name}",
        "version": catalog.data_version(),
        "dateModified": catalog.build_info()["data_date"],
        "isAccessibleForFree": True,
        "license": next(iter(dataset.licences().values())),
        "creditText": "; ".join(source.credit(lang) for source in dataset.sources),
        "creator": {"@type": "Organization", "name": t("catalogue.publisher", lang)},
        "spatialCoverage": "Deutschland" if lang == "de" else "Germany",
        "variableMeasured": [column.titles[lang] for column in dataset.columns],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": form.media_type,
                "contentUrl": host + file_url(dataset.name, form.suffix),
            }
            for form in _forms(dataset)
        ],
    }
