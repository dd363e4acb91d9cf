"""What a file says about itself: title, columns, filters, sources, licences, version of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dashboard import catalog, datasets
from dashboard.dataset_query import DatasetQuery
from dashboard.datasets import Column, Dataset, Source
from dashboard.files.sheet import Sheet
from dashboard.filters import VOCABULARIES
from dashboard.i18n import Lang, t
from dashboard.urls import file_url


def sources_of(question: DatasetQuery, *, has_shape: bool) -> tuple[Source, ...]:
    """The sources of the dataset, with that of the outlines when the file holds shapes."""
    outlines = datasets.sources_of("boundaries_municipalities") if has_shape else ()
    return tuple(dict.fromkeys((*question.dataset.sources, *outlines)))


def about(dataset: Dataset, lang: Lang) -> dict[str, object]:
    """What every file says of its dataset, whatever was chosen of it."""
    return {
        "dataset": dataset.name,
        "title": dataset.titles[lang],
        "description": dataset.descriptions[lang],
        "row_meaning": dataset.row_meaning(lang),
        "empty_meaning": t("data.empty_means", lang),
        "data_version": catalog.data_version(),
        "data_date": catalog.build_info()["data_date"],
        "language": lang,
    }


def meta(question: DatasetQuery, suffix: str, *, total: int | None = None, has_shape: bool = False) -> dict[str, object]:
    """The description of a file as it stands in JSON, GeoJSON and Parquet; with `total` also how many rows there are."""
    lang, dataset = question.lang, question.dataset
    sources = sources_of(question, has_shape=has_shape)
    filters: dict[str, list[str]] = {}
    for key, value in question.filters:
        filters.setdefault(key, []).append(value)
    return {
        **about(dataset, lang),
        "filters": filters,
        "sort": ["-" * is_down + name for name, is_down in question.sort],
        **(_counts(question, suffix, total) if total is not None else {}),
        "self": file_url(dataset.name, suffix, question.to_query()),
        "columns": columns(question),
        "licences": [{"name": name, "url": url} for name, url in {s.licence: s.licence_url for s in sources}.items()],
        "sources": [
            {
                "source_id": source.source_id,
                "title": source.title,
                "publisher": source.publisher,
                "credit": source.credit(lang),
                "licence": source.licence,
                "licence_url": source.licence_url,
                "url": source.url,
                "vintage": source.vintage,
            }
            for source in sources
        ],
    }


def _counts(question: DatasetQuery, suffix: str, total: int) -> dict[str, object]:
    left = max(0, total - question.offset)
    rows = left if question.limit is None else min(left, question.limit)
    found: dict[str, object] = {"rows": rows, "total_rows": total, "offset": question.offset, "limit": question.limit}
    if question.offset + rows < total and rows:
        after = replace(question, offset=question.offset + rows)
        found["next"] = file_url(question.dataset.name, suffix, after.to_query())
    return found


def columns(question: DatasetQuery) -> list[dict[str, object]]:
    """The columns shown, each with its texts in the language of the question."""
    by_name = {column.name: column for column in question.dataset.columns}
    return column_texts((by_name[name] for name in question.shown), question.lang)


def column_texts(columns: Iterable[Column], lang: Lang) -> list[dict[str, object]]:
    """Each column with its texts: name, title, type, unit, description, empty."""
    return [
        {
            "name": column.name,
            "title": column.titles[lang],
            "type": column.type,
            "unit": column.units[lang],
            "description": column.descriptions[lang],
            "empty": t("data.never_empty" if column.is_required else "data.may_be_empty", lang),
        }
        for column in columns
    ]


def sheets(question: DatasetQuery, total: int) -> tuple[Sheet, ...]:
    """The sheets beside the data: fields, sources, filters."""
    lang = question.lang
    return (
        Sheet(
            t("sheet.fields", lang),
            [_heads(("name", "label", "type", "unit", "meaning", "empty"), lang), *_fields(question)],
        ),
        Sheet(
            t("sheet.sources", lang),
            [_heads(("credit", "licence", "licence_url", "source", "url"), lang), *_sources(question)],
        ),
        Sheet(t("sheet.filters", lang), [_heads(("entry", "value", "meaning"), lang), *_filters(question, total)]),
    )


def _heads(names: tuple[str, ...], lang: Lang) -> list[str]:
    return [t(f"sheet.head_{name}", lang) for name in names]


def _fields(question: DatasetQuery) -> list[list[str]]:
    keys = ("name", "title", "type", "unit", "description", "empty")
    return [[str(column[key]) for key in keys] for column in columns(question)]


def _sources(question: DatasetQuery) -> list[list[str]]:
    return [
        [source.credit(question.lang), source.licence, source.licence_url, source.title, source.url]
        for source in question.dataset.sources
    ]


def _filters(question: DatasetQuery, total: int) -> list[list[str]]:
    lang, dataset = question.lang, question.dataset
    given = [[key, value, _label(key, value, lang)] for key, value in question.filters]
    general = [[key, value, ""] for key, value in question.pairs()[len(question.filters) :]]
    return [
        [t("sheet.dataset", lang), dataset.name, dataset.titles[lang]],
        [t("sheet.version", lang), catalog.data_version(), t("data.empty_means", lang)],
        [t("sheet.rows", lang), str(_counts(question, ".xlsx", total)["rows"]), dataset.row_meaning(lang)],
        [t("sheet.address", lang), file_url(dataset.name, ".xlsx", question.to_query()), ""],
        *(given or [[t("sheet.filters", lang), "–", t("sheet.no_filters", lang)]]),
        *general,
    ]


def _label(key: str, value: str, lang: Lang) -> str:
    return catalog.label(VOCABULARIES[key], value, lang) if key in VOCABULARIES else ""
