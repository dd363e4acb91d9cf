"""A file of a dataset over HTTP: address → question → headers → stream."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

import flask

from dashboard import catalog, datasets, db, files
from dashboard.api.problems import problem
from dashboard.dataset_query import DatasetQuery, parse
from dashboard.files import FORMATS, Format
from dashboard.filters import Problem
from dashboard.urls import file_url, page_url

MAX_QUERY = 4_000
MAX_FIELDS = 200
# Browsers and proxies ask again after five minutes; most then get 304 without a query being run.
CACHE = "public, max-age=300"
FROZEN = "public, max-age=31536000, immutable"
_CODE = Path(__file__).parent.parent


def answer(path: str) -> flask.Response:
    """`/api/v1/labs.csv?state=NW`: the rows the screen shows, as a file."""
    if len(flask.request.query_string) > MAX_QUERY:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, "query", f"the query is longer than {MAX_QUERY} bytes")
    name, dot, rest = path.partition(".")
    if name not in datasets.NAMES:
        wrong = Problem("dataset", name[:100], ", ".join(datasets.NAMES))
        return problem(HTTPStatus.NOT_FOUND, "dataset", "there is no such dataset", [wrong])
    dataset = datasets.dataset(name)
    offered = files.formats_of(dataset.spec.place)
    form = FORMATS.get(dot + rest) if dot else negotiated(offered)
    if form not in offered:
        return no_format(dot + rest, offered)
    question, problems = _question(dataset, form)
    if problems:
        return problem(HTTPStatus.BAD_REQUEST, "parameter", "the query has parameters that cannot be used", problems)
    response = _file(question, form)
    if not dot:
        response.vary.add("Accept")
        response.headers["Content-Location"] = file_url(name, form.suffix, question.to_query())
    return response


def negotiated(offered: tuple[Format, ...]) -> Format | None:
    """The format that the request likes best; JSON when it does not mind."""
    by_type = {item.media_type: item for item in offered if item.suffix != ".excel.csv"}
    preferred = sorted(by_type, key=lambda kind: kind != "application/json")
    best = flask.request.accept_mimetypes.best_match(preferred) if flask.request.accept_mimetypes else preferred[0]
    return by_type[best] if best else None


def no_format(suffix: str, offered: tuple[Format, ...]) -> flask.Response:
    """The refusal of a format, with what is offered."""
    if suffix:
        wrong = Problem("suffix", suffix[:100], ", ".join(item.suffix for item in offered))
        return problem(HTTPStatus.NOT_FOUND, "format", "the dataset is not offered in this format", [wrong])
    accept = flask.request.headers.get("Accept", "")
    wrong = Problem("Accept", accept[:100], ", ".join(dict.fromkeys(item.media_type for item in offered)))
    return problem(HTTPStatus.NOT_ACCEPTABLE, "format", "the dataset is not offered in any of these formats", [wrong])


def _question(dataset: datasets.Dataset, form: Format) -> tuple[DatasetQuery, list[Problem]]:
    text = flask.request.query_string.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return DatasetQuery(dataset), [Problem("query", text[:100], f"at most {MAX_FIELDS} parameters")]
    return parse(dataset, pairs, has_shape=form.has_shape)


def digest(question: DatasetQuery, form: Format) -> str:
    """Hash of everything that decides the bytes of a file; known without running the query."""
    parts = (db.current().path.name, code_hash(), question.dataset.name, form.suffix, question.to_query())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def code_hash() -> str:
    """Hash of the program files that decide what files hold."""
    found = hashlib.sha256()
    for pattern in ("queries/*.py", "files/*.py", "datasets.py", "dataset_query.py", "filters.py", "strings/data.toml"):
        for path in sorted(_CODE.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def file_name(question: DatasetQuery, form: Format) -> str:
    """A name that says what is in the file: dataset, version of the data, hash of the query."""
    return f"rogl-{question.dataset.name}-{catalog.data_version()}-{digest(question, form)[:8]}{form.suffix}"


def _file(question: DatasetQuery, form: Format) -> flask.Response:
    tag = digest(question, form)[:32]
    response = flask.Response(content_type=content_type(form.media_type))
    response.set_etag(tag)
    response.headers["Cache-Control"] = FROZEN if question.version else CACHE
    if flask.request.if_none_match.contains_weak(tag):
        response.status_code = HTTPStatus.NOT_MODIFIED
        return response
    kind = "inline" if form.is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file_name(question, form)}"'
    response.headers.add("Link", f'<{page_url("dataset", question.lang, question.dataset.name)}>; rel="describedby"')
    for address in dict.fromkeys(question.dataset.licences().values()):
        response.headers.add("Link", f'<{address}>; rel="license"')
    # Without an answer of its own HEAD would say that the file has no bytes; how many it has nobody knows before the end.
    response.response = iter(()) if flask.request.method == "HEAD" else _started(files.stream(question, form))
    return response


def content_type(media_type: str) -> str:
    """The media type as a header says it."""
    if media_type == "text/csv":
        return "text/csv; charset=utf-8; header=present"
    return media_type


def _started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first already made: what fails now still becomes a proper error."""
    first = next(pieces)

    def rest() -> Iterator[bytes]:
        try:
            yield first
            yield from pieces
        finally:
            pieces.close()  # type: ignore[attr-defined]

    return rest()
