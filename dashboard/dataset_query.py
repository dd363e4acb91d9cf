"""What is asked of a dataset: filters, columns, order, rows. One parser for the strict API and the lenient pages.

`parse` returns both, what can be understood and what cannot: the API refuses when there are problems, a page ignores them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dashboard import catalog, db
from dashboard import filters as programme
from dashboard.datasets import LISTS, NOTHING, Dataset, needed
from dashboard.filters import MAX_TEXT, Filters, Problem
from dashboard.i18n import LANGS, Lang, as_lang
from dashboard.queries import tables
from dashboard.urls import Pairs, encode

MAX_ROWS = 10_000_000
SHAPES = ("point", "area")
# Keys that every dataset understands beside its filters.
GENERAL_KEYS = ("columns", "sort", "limit", "offset", "lang", "version")
# A list this long is written out in an answer; of a longer one examples.
_MAX_LISTED = 60

_ALLOWED: Mapping[str, str] = {
    "state": "select code as value from states order by code",
    "district": "select ags as value from districts order by ags",
    "ags": "select ags as value from shapes order by ags",
    "indicator": "select indicator_id as value from indicators order by position",
    "topic": "select term_id as value from vocabulary where vocabulary = 'indicator_topic' order by position",
    "level": "select term_id as value from vocabulary where vocabulary = 'indicator_level' order by position",
    "year": "select distinct cast(year as varchar) as value from indicator_values order by value",
    "vocabulary": "select distinct vocabulary as value from vocabulary order by value",
}


@dataclass(frozen=True)
class DatasetQuery:
    """A question to a dataset; empty `columns` means all, empty `sort` its own order (name, whether descending)."""

    dataset: Dataset
    filters: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    offset: int = 0
    lang: Lang = "de"
    shape: str = ""
    version: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the columns of the answer."""
        return self.columns or self.dataset.column_names

    @property
    def is_whole(self) -> bool:
        """True when all rows in the dataset's own order are wanted."""
        return not self.sort and self.limit is None and not self.offset

    def pairs(self) -> Pairs:
        """The query as key-value pairs in fixed order; what is not set is left out."""
        found = list(self.filters)
        found += [("columns", ",".join(self.columns))] if self.columns else []
        found += [("sort", ",".join("-" * is_down + name for name, is_down in self.sort))] if self.sort else []
        found += [("limit", str(self.limit))] if self.limit is not None else []
        found += [("offset", str(self.offset))] if self.offset else []
        found += [("geometry", self.shape)] if self.shape else []
        found += [("lang", self.lang)] if self.lang != "de" else []
        return found + ([("version", self.version)] if self.version else [])

    def to_query(self) -> str:
        """The query string in its one canonical form."""
        return encode(self.pairs())

    def params(self) -> dict[str, object]:
        """Values for all parameters a statement of the dataset may take."""
        given: dict[str, list[str]] = {}
        for key, value in self.filters:
            given.setdefault(key, []).append(value)
        lists: dict[str, object] = {key: given.get(key, []) for key in (*LISTS, "state")}
        lists["year"] = [int(value) for value in given.get("year", [])]
        return {**NOTHING, **Filters.from_query(self.filters).sql_params(), **lists, "lang": self.lang}


def allowed_values(key: str) -> tuple[str, ...]:
    """What may stand after a filter key that takes words; empty for free text and years of the programme."""
    if key in _ALLOWED:
        return _allowed(db.current().path, key)
    return tuple(catalog.terms(programme.VOCABULARIES[key])) if key in programme.VOCABULARIES else ()


@cache
def _allowed(_path: Path, key: str) -> tuple[str, ...]:
    return tuple(str(row["value"]) for row in db.records(_ALLOWED[key]))


_INDICATOR_NAMES = "select indicator_id, label_de as de, label_en as en from indicators"


@cache
def _indicator_names(_path: Path) -> dict[str, dict[str, str]]:
    return {str(row["indicator_id"]): {lang: str(row[lang]) for lang in LANGS} for row in db.records(_INDICATOR_NAMES)}


def indicator_name(key: str, lang: Lang) -> str:
    """The name of an indicator; its key when there is none of that key."""
    return _indicator_names(db.current().path).get(key, {}).get(lang, key)


def is_programme(dataset: Dataset) -> bool:
    """True when the dataset takes the filters of the pages."""
    return "lab" in dataset.spec.filters


def values_of(dataset: Dataset, key: str) -> tuple[str, ...]:
    """What may stand after a filter key of this dataset; labs lie in fewer states than municipalities."""
    if is_programme(dataset) and key in programme.VOCABULARIES:
        return tuple(catalog.terms(programme.VOCABULARIES[key]))
    return allowed_values(key)


def keys_of(dataset: Dataset, *, has_shape: bool = False) -> tuple[str, ...]:
    """The query keys a dataset understands."""
    return (*dataset.spec.filters, *GENERAL_KEYS, *(("geometry",) if has_shape and dataset.spec.place else ()))


def parse(
    dataset: Dataset, pairs: Iterable[tuple[str, str]], *, has_shape: bool = False
) -> tuple[DatasetQuery, list[Problem]]:
    """The question in a query string, and everything in it that cannot be used."""
    listed = list(pairs)
    keys = keys_of(dataset, has_shape=has_shape)
    problems = [_unknown(key, keys) for key in dict.fromkeys(key for key, _ in listed) if key not in keys]
    single: dict[str, str] = {}
    for key, value in listed:
        if key not in (*GENERAL_KEYS, "geometry", "from", "to", "q"):
            continue
        if key in single:
            problems.append(Problem(key, value[:MAX_TEXT], "this parameter once"))
        single.setdefault(key, value)
    question, found = _general(DatasetQuery(dataset), {key: value for key, value in single.items() if key in keys})
    filters, bad = _filters(dataset, listed)
    return replace(question, filters=tuple(filters)), [*problems, *found, *bad]


def _unknown(key: str, keys: Iterable[str]) -> Problem:
    return Problem(key[:MAX_TEXT], "", f"one of the parameters {', '.join(keys)}")


def _filters(dataset: Dataset, pairs: Pairs) -> tuple[Pairs, list[Problem]]:
    own = [(key, value) for key, value in pairs if key in dataset.spec.filters]
    text = [(key, value) for key, value in own if key == "q"]
    if is_programme(dataset):
        return Filters.from_query(own).pairs(), programme.check(own)
    found: Pairs = []
    problems = programme.check(text)
    for key in dataset.spec.filters:
        allowed = values_of(dataset, key)
        given = {value for name, value in own if name == key}
        found += [(key, value) for value in allowed if value in given]
        if allowed:
            problems += [Problem(key, value[:MAX_TEXT], _listed(allowed)) for value in sorted(given - set(allowed))]
    return found + Filters.from_query(text).pairs(), problems


def _listed(values: tuple[str, ...]) -> str:
    if len(values) <= _MAX_LISTED:
        return ", ".join(values)
    return f"one of {len(values)} keys such as {', '.join(values[:3])}"


def _general(question: DatasetQuery, given: Mapping[str, str]) -> tuple[DatasetQuery, list[Problem]]:
    problems = []
    for key, value in given.items():
        read = _READERS.get(key)
        if read is None:
            continue
        try:
            question = read(question, value)
        except ValueError as error:
            problems.append(Problem(key, value[:MAX_TEXT], str(error)))
    return question, problems


def _columns(question: DatasetQuery, value: str) -> DatasetQuery:
    names = tuple(dict.fromkeys(value.split(",")))
    return replace(question, columns=_known(question.dataset, names))


def _sort(question: DatasetQuery, value: str) -> DatasetQuery:
    parts = dict.fromkeys(value.split(","))
    pairs = {part.removeprefix("-"): part.startswith("-") for part in parts}
    _known(question.dataset, tuple(pairs))
    return replace(question, sort=tuple(pairs.items()))


def _known(dataset: Dataset, names: tuple[str, ...]) -> tuple[str, ...]:
    if not set(names) <= set(dataset.column_names):
        raise ValueError(f"names of columns, separated by commas: {', '.join(dataset.column_names)}")
    return names


def _limit(question: DatasetQuery, value: str) -> DatasetQuery:
    return replace(question, limit=whole_number(value, 1))


def _offset(question: DatasetQuery, value: str) -> DatasetQuery:
    return replace(question, offset=whole_number(value, 0))


def whole_number(value: str, least: int) -> int:
    """A number of rows in a query.

    Raises: ValueError, with what would be allowed.
    """
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_ROWS))
    if not is_number or not least <= int(value) <= MAX_ROWS:
        raise ValueError(f"a whole number from {least} to {MAX_ROWS}")
    return int(value)


def _lang(question: DatasetQuery, value: str) -> DatasetQuery:
    if value not in LANGS:
        raise ValueError(" or ".join(LANGS))
    return replace(question, lang=as_lang(value))


def _shape(question: DatasetQuery, value: str) -> DatasetQuery:
    shapes = SHAPES if question.dataset.spec.place == "area" else SHAPES[:1]
    if value not in shapes:
        raise ValueError(" or ".join(shapes))
    return replace(question, shape=value)


def _version(question: DatasetQuery, value: str) -> DatasetQuery:
    if value != catalog.data_version():
        raise ValueError(f"{catalog.data_version()}, the only version this server holds")
    return replace(question, version=value)


_READERS: Mapping[str, Callable[[DatasetQuery, str], DatasetQuery]] = {
    "columns": _columns,
    "sort": _sort,
    "limit": _limit,
    "offset": _offset,
    "lang": _lang,
    "geometry": _shape,
    "version": _version,
}


def statement(question: DatasetQuery) -> str:
    """The SQL of a question. Names of columns come from the registry, values stay parameters."""
    columns = ", ".join(map(_quoted, question.shown))
    return f"select {columns}\nfrom ({question.dataset.spec.sql})\n{_order(question)}{_page(question)}"


def count_statement(question: DatasetQuery) -> str:
    """The SQL that counts all rows under the filters."""
    return f"select count(*) as n\nfrom ({question.dataset.spec.sql})\n"


def count(question: DatasetQuery) -> int:
    """All rows under the filters, whatever limit and offset."""
    if question.dataset.name in tables.STATEMENTS:
        return tables.count(question.dataset.name, Filters.from_query(question.filters), lang=question.lang)
    sql = count_statement(question)
    return int(str(db.records(sql, needed(sql, question.params()))[0]["n"]))


def _order(question: DatasetQuery) -> str:
    if not question.sort:
        return ""
    kinds = {column.name: column.type for column in question.dataset.columns}
    terms = [_term(name, kinds[name], is_down=is_down) for name, is_down in question.sort]
    chosen = {name for name, _ in question.sort}
    # The keys make the order unique, so that pages neither overlap nor leave rows out.
    terms += [_term(name, "key", is_down=False) for name in question.dataset.spec.keys if name not in chosen]
    return f"order by {', '.join(terms)}\n"


def _term(name: str, kind: str, *, is_down: bool) -> str:
    collation = " collate de" if kind == "string" else ""
    return f"{_quoted(name)}{collation} {'desc' if is_down else 'asc'} nulls last"


def _page(question: DatasetQuery) -> str:
    limit = f"limit {question.limit}\n" if question.limit is not None else ""
    return limit + (f"offset {question.offset}\n" if question.offset else "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# Amounts that add up over rows; rates, years and ranks do not.
_SUMMED = re.compile(r"n_\w+|population_(male_|female_)?\d{4}|area_km2|funding_eur")


def sums(question: DatasetQuery) -> dict[str, float]:
    """Sums of the columns shown that add up, over all rows under the filters; none for a dataset without such columns."""
    names = [name for name in question.shown if _SUMMED.fullmatch(name)]
    if not names:
        return {}
    listed = ", ".join(f"cast(sum({_quoted(name)}) as double) as {_quoted(name)}" for name in names)
    sql = f"select {listed}\nfrom ({question.dataset.spec.sql})\n"
    row = db.records(sql, needed(sql, question.params()))[0]
    return {name: float(str(value)) for name, value in row.items() if value is not None}
