"""Peers, their reasons and the comparison as files: `/api/v1/peers.json?ags=05358040&k=10`, with the keys of the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

import flask
import pyarrow as pa

from dashboard import catalog
from dashboard.api.problems import problem
from dashboard.files import delimited, sheets
from dashboard.files.sheets import Sheet
from dashboard.filters import Problem
from dashboard.i18n import LANGS, Lang, as_lang, t
from dashboard.pages.compare_data import Asked, Comparing, asked
from dashboard.pages.compare_list import notice_text
from dashboard.pages.compare_tables import TABLES, batches, sources, table
from dashboard.peers.request import KEYS
from dashboard.urls import Pairs, page_url

MAX_QUERY, MAX_FIELDS = 4_000, 200
CACHE = "public, max-age=300"
NAMES = tuple(TABLES)
# First word of a notice's key → parameter, where they differ.
_PARAMETERS = {"variables": "vars", "weight": "w.<group>", "weights": "w.<group>"}
_MEDIA_TYPES: Mapping[str, str] = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".excel.csv": "text/csv; charset=utf-8; header=present",
    ".xlsx": sheets.MEDIA_TYPE,
}
# Keys of the page that change no row of a file, or only their order.
_PAGE_KEYS = ("why", "sort", "theme", "lang")
# What a link may well contain: the answer is for the place of today's register.
_HARMLESS = ("ags_successor", "ags_predecessor")


def answer(name: str, suffix: str = ".json") -> flask.Response:
    """A table of the comparison in a format."""
    if suffix not in _MEDIA_TYPES:
        wrong = Problem("suffix", suffix[:100], ", ".join(_MEDIA_TYPES))
        return problem(HTTPStatus.NOT_FOUND, "format", "the dataset is not offered in this format", [wrong])
    if len(flask.request.query_string) > MAX_QUERY:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, "query", f"the query is longer than {MAX_QUERY} bytes")
    try:
        pairs = parse_qsl(flask.request.query_string.decode("utf-8", "replace"), max_num_fields=MAX_FIELDS)
    except ValueError:
        return problem(HTTPStatus.BAD_REQUEST, "query", f"at most {MAX_FIELDS} parameters")
    lang = as_lang(dict(pairs).get("lang", "de"))
    found = asked([(key, value) for key, value in pairs if key not in ("lang", "q")])
    problems = _problems(pairs, found)
    if problems:
        status = HTTPStatus.BAD_REQUEST if found.view.request.ags else HTTPStatus.NOT_FOUND
        return problem(status, "parameter", "the query has parameters that cannot be used", problems)
    return _file(name, suffix, Comparing(found.view, lang, found.notices))


def _problems(pairs: Pairs, found: Asked) -> list[Problem]:
    allowed = (*KEYS, *_PAGE_KEYS)
    unknown = [key for key in dict(pairs) if key not in allowed and not key.startswith("w.")]
    bad = [Problem(key[:100], "", f"one of the parameters {', '.join(allowed)}, w.<group>") for key in unknown]
    for item in found.notices:
        if item.key not in _HARMLESS:
            params = dict(item.params)
            key = _PARAMETERS.get(item.key.split("_", 1)[0], item.key.split("_", 1)[0])
            bad.append(Problem(params.get("gate", key), params.get("given", ""), notice_text(item, "en")))
    if not found.view.request.ags and not bad:
        bad.append(Problem("ags", dict(pairs).get("ags", "")[:100], "a key of a municipality (8 digits) or a district (5)"))
    lang = dict(pairs).get("lang", "de")
    return bad if lang in LANGS else [*bad, Problem("lang", lang[:100], " or ".join(LANGS))]


def _file(name: str, suffix: str, data: Comparing) -> flask.Response:
    rows = table(name, data)
    body = b"".join(_bytes(name, suffix, rows, data))
    tag = hashlib.sha256(body).hexdigest()[:32]
    response = flask.Response(body, content_type=_MEDIA_TYPES[suffix])
    query = hashlib.sha256(data.view.to_query().encode()).hexdigest()[:8]
    file_name = f"rogl-{name}-{data.focus.ags}-{catalog.data_version()}-{query}{suffix}"
    kind = "inline" if suffix == ".json" else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file_name}"'
    response.headers["Cache-Control"] = CACHE
    response.set_etag(tag)
    response.make_conditional(flask.request)
    return response


def _bytes(name: str, suffix: str, rows: pa.Table, data: Comparing) -> Iterator[bytes]:
    if suffix == ".csv":
        return delimited.csv(batches(rows))
    if suffix == ".excel.csv":
        return delimited.excel_csv(batches(rows))
    if suffix == ".xlsx":
        small = _sheets(name, rows.num_rows, data)
        title = t("compare.file_title", data.lang, name=data.name(data.focus))
        return sheets.xlsx(batches(rows), t("sheet.data", data.lang), small, title)
    return iter((_json(name, rows, data),))


def _json(name: str, rows: pa.Table, data: Comparing) -> bytes:
    records = rows.to_pylist()
    for record in records:
        if "lab_ids" in record:
            record["lab_ids"] = [key for key in str(record["lab_ids"]).split(";") if key]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    head = json.dumps({**_meta(name, data), "rows": len(records)}, ensure_ascii=False, indent=1)
    return f'{{"meta": {head},\n"data": [\n{lines}\n]}}\n'.encode()


def _meta(name: str, data: Comparing) -> dict[str, object]:
    result, lang = data.result, data.lang
    return {
        "dataset": name,
        "title": t("compare.file_title", lang, name=data.name(data.focus)),
        "data_version": catalog.data_version(),
        "language": lang,
        "page": f"{page_url('compare', lang)}?{data.view.to_query()}",
        "focus": {"ags": data.focus.ags, "name": data.name(data.focus), "level": data.focus.level},
        "query": dict(_settings(data)),
        "weights": {item.group_id: item.weight for item in result.weights},
        "candidates": result.n_candidates,
        "without_distance": result.n_without_distance,
        "draws": result.n_draws,
        "percentile_is_exact": result.pair_share_is_exact,
        "percentile_sample": result.n_sample,
        "notices": [notice_text(item, lang) for item in data.notices],
        "note": t("compare.self_selection", lang),
        "columns": [
            {"name": key, "type": _type(kind), "description": t(f"compare_field.{key}", lang)}
            for key, kind in TABLES[name].items()
        ],
        "sources": sources(data),
    }


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    return "number" if pa.types.is_floating(kind) else "string"


def _settings(data: Comparing) -> Pairs:
    """The request in words a program understands, defaults included."""
    request = data.view.request
    found = [("ags", request.ags), ("lens", request.lens), ("k", str(request.k))]
    found += [(f"w.{item.group_id}", str(item.level)) for item in data.result.weights]
    lists = ("variables", "state", "regiostar", "size", "type", "add", "drop")
    return found + [(key.replace("variables", "vars"), ",".join(getattr(request, key))) for key in lists]


def _sheets(name: str, n_rows: int, data: Comparing) -> tuple[Sheet, ...]:
    lang: Lang = data.lang
    fields = [[key, _type(kind), t(f"compare_field.{key}", lang)] for key, kind in TABLES[name].items()]
    credits = [[item["publisher"], item["licence"], item["url"]] for item in sources(data)]
    weights = [
        [f"w.{item.group_id}", str(item.level), f"{data.group_label(item.group_id)}: {100 * item.weight:.0f} %"]
        for item in data.result.weights
    ]
    settings = [[key, value, ""] for key, value in _settings(data) if not key.startswith("w.")]
    filters = [
        [t("sheet.dataset", lang), name, t("compare.file_title", lang, name=data.name(data.focus))],
        [t("sheet.version", lang), catalog.data_version(), ""],
        [t("sheet.rows", lang), str(n_rows), ""],
        [t("sheet.address", lang), f"{page_url('compare', lang)}?{data.view.to_query()}", ""],
        *settings,
        *weights,
        ["", "", t("compare.self_selection", lang)],
    ]
    heads = {
        key: t(f"sheet.head_{key}", lang)
        for key in ("name", "type", "meaning", "credit", "licence", "url", "entry", "value")
    }
    return (
        Sheet(t("sheet.fields", lang), [[heads["name"], heads["type"], heads["meaning"]], *fields]),
        Sheet(t("sheet.sources", lang), [[heads["credit"], heads["licence"], heads["url"]], *credits]),
        Sheet(t("sheet.filters", lang), [[heads["entry"], heads["value"], heads["meaning"]], *filters]),
    )
