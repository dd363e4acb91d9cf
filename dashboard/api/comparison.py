"""Peers, their reasons and the comparison as files: `/api/v1/peers.json?ags=05358040&k=10`, with the keys of the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

import flask

from dashboard import catalog, files
from dashboard.api.answers import CACHE, FROZEN, MAX_FIELDS, MAX_QUERY, content_type, negotiated, no_format
from dashboard.api.comparison_files import Wanted, described, file_bytes
from dashboard.api.problems import problem
from dashboard.dataset_query import whole_number
from dashboard.datasets import Dataset
from dashboard.files import FORMATS, Format
from dashboard.filters import Problem
from dashboard.i18n import LANGS, as_lang
from dashboard.pages.compare_data import PROJECT_KEYS, Asked, Comparing, asked
from dashboard.pages.compare_list import notice_text
from dashboard.peer_datasets import GROUP_KEY, NAMES, dataset
from dashboard.peers.request import KEYS
from dashboard.urls import Pairs, encode, file_url, page_url

__all__ = ["NAMES", "PACKAGE", "answer"]

# A description of all three files of a comparison, for programs that read data packages.
PACKAGE = ".datapackage.json"
# First word of a notice's key → parameter, where they differ.
_PARAMETERS = {"variables": "vars", "weight": GROUP_KEY, "weights": GROUP_KEY}
# Keys of the page that change no row of a file, or only their order.
_PAGE_KEYS = ("why", "sort", "show", *PROJECT_KEYS)
_GENERAL_KEYS = ("columns", "limit", "offset", "lang", "version")
# What a link may well contain: the answer is for the place of today's register.
_HARMLESS = ("ags_successor", "ags_predecessor")


@dataclass(frozen=True)
class _Question:
    """What was asked, as far as it was understood, and what was not."""

    found: Asked
    wanted: Wanted
    version: str
    problems: tuple[Problem, ...]


def answer(name: str, suffix: str = "") -> flask.Response:
    """A table of the comparison in a format; without suffix the format is negotiated."""
    found = dataset(name)
    if len(flask.request.query_string) > MAX_QUERY:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, "query", f"the query is longer than {MAX_QUERY} bytes")
    if suffix == PACKAGE and name == "comparison":
        return _package()
    offered = files.formats_of(found.spec.place)
    form = FORMATS.get(suffix) if suffix else negotiated(offered)
    if form not in offered:
        return no_format(suffix, offered)
    question = _question(found)
    if question.problems:
        return _refused(question)
    response = _file(found, form, question)
    if not suffix:
        response.vary.add("Accept")
        query = flask.request.query_string.decode("utf-8", "replace")
        response.headers["Content-Location"] = file_url(name, form.suffix, encode(parse_qsl(query)))
    return response


def _refused(question: _Question) -> flask.Response:
    status = HTTPStatus.BAD_REQUEST if question.found.view.request.ags else HTTPStatus.NOT_FOUND
    return problem(status, "parameter", "the query has parameters that cannot be used", list(question.problems))


def _question(found: Dataset) -> _Question:
    text = flask.request.query_string.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return _Question(Asked(asked([]).view), Wanted(), "", (Problem("query", text[:100], f"at most {MAX_FIELDS} keys"),))
    view = asked([(key, value) for key, value in pairs if key not in (*_GENERAL_KEYS, "q")])
    wanted, version, general = _general(found, pairs)
    return _Question(view, wanted, version, (*_problems(pairs, view), *general))


def _general(found: Dataset, pairs: Pairs) -> tuple[Wanted, str, list[Problem]]:
    """Columns, piece, language and version, with what cannot be used of them."""
    given = {key: value for key, value in pairs if key in _GENERAL_KEYS}
    bad = [Problem(key, given[key][:100], "this parameter once") for key in given if [k for k, _ in pairs].count(key) > 1]
    columns = tuple(dict.fromkeys(given["columns"].split(","))) if "columns" in given else found.column_names
    if not set(columns) <= set(found.column_names):
        listed = ", ".join(found.column_names)
        bad.append(Problem("columns", given["columns"][:100], f"names of columns, separated by commas: {listed}"))
    piece: dict[str, int] = {}
    for key, least in (("limit", 1), ("offset", 0)):
        try:
            piece |= {key: whole_number(given[key], least)} if key in given else {}
        except ValueError as error:
            bad.append(Problem(key, given[key][:100], str(error)))
    lang, version = given.get("lang", "de"), given.get("version", "")
    if lang not in LANGS:
        bad.append(Problem("lang", lang[:100], " or ".join(LANGS)))
    if version not in ("", catalog.data_version()):
        bad.append(Problem("version", version[:100], f"{catalog.data_version()}, the only version this server holds"))
    return Wanted(columns, piece.get("limit"), piece.get("offset", 0), as_lang(lang)), version, bad


def _problems(pairs: Pairs, found: Asked) -> list[Problem]:
    allowed = (*KEYS, *_PAGE_KEYS, *_GENERAL_KEYS)
    unknown = [key for key in dict(pairs) if key not in allowed and not key.startswith("w.")]
    bad = [Problem(key[:100], "", f"one of the parameters {', '.join(allowed)}, {GROUP_KEY}") for key in unknown]
    single = [key for key, _ in pairs if key in ("ags", "lens", "k", "sort") or key.startswith("w.")]
    bad += [Problem(key[:100], "", "this parameter once") for key in dict.fromkeys(single) if single.count(key) > 1]
    for item in found.notices:
        if item.key not in _HARMLESS:
            params = dict(item.params)
            key = _PARAMETERS.get(item.key.split("_", 1)[0], item.key.split("_", 1)[0])
            bad.append(Problem(params.get("gate", key), params.get("given", ""), notice_text(item, "en")))
    if not found.view.request.ags and not bad:
        bad.append(Problem("ags", dict(pairs).get("ags", "")[:100], "a key of a municipality (8 digits) or a district (5)"))
    return bad


def _file(found: Dataset, form: Format, question: _Question) -> flask.Response:
    data = Comparing(question.found.view, question.wanted.lang, question.found.notices)
    body = file_bytes(found, form.suffix, data, question.wanted)
    response = flask.Response(body, content_type=content_type(form.media_type))
    query = hashlib.sha256(f"{data.view.to_query()}\n{question.wanted}".encode()).hexdigest()[:8]
    file_name = f"rogl-{found.name}-{data.focus.ags}-{catalog.data_version()}-{query}{form.suffix}"
    kind = "inline" if form.is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file_name}"'
    response.headers.add("Link", f'<{page_url("dataset", data.lang, found.name)}>; rel="describedby"')
    for address in dict.fromkeys(found.licences().values()):
        response.headers.add("Link", f'<{address}>; rel="license"')
    return _tagged(response, FROZEN if question.version else CACHE)


def _package() -> flask.Response:
    """The data package of a comparison: its three files with their fields."""
    question = _question(dataset("comparison"))
    if question.problems:
        return _refused(question)
    data = Comparing(question.found.view, question.wanted.lang, question.found.notices)
    return _tagged(flask.jsonify(described(data)), CACHE)


def _tagged(response: flask.Response, cache: str) -> flask.Response:
    response.headers["Cache-Control"] = cache
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(flask.request)
    return response
