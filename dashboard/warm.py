"""Prepares the most likely answers after the first visit: the overview and every single filter, in both languages.

Before the filters the comparison reads its tables: its first visitor would wait a second or two for them.

It asks this server what a browser would ask, one question at a time, in a thread of the lowest priority that rests longer
than it works. It starts with the first request, so never before a fork, and the first answer does not wait for it.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import flask

from dashboard import catalog
from dashboard.callback_cache import pure_callbacks, request_body
from dashboard.callback_guard import PATH
from dashboard.filters import FIRST_YEAR, LAST_YEAR, VOCABULARIES
from dashboard.i18n import LANGS
from dashboard.urls import encode, page_url

if TYPE_CHECKING:
    from dashboard.document import DashboardApp

_LOG = logging.getLogger(__name__)
# Rest per second of work: visitors find the processor free four times out of five.
_REST = 4
_NICE = 19
# A municipality, a district, own weights: with them the engine and everything beside it is made.
_COMPARISONS = ("ags=05358040", "ags=05358", "ags=05358040&w.size=3")


def init_app(app: DashboardApp) -> None:
    """Start with the first request that was answered."""
    lock = threading.Lock()
    started: list[threading.Thread] = []

    def start(host: str) -> None:
        with lock:
            if not started:
                stop = threading.Event()
                thread = threading.Thread(target=_run, args=(app, host, stop), name="warm", daemon=True)
                started.append(thread)
                atexit.register(_finish, stop, thread)
                thread.start()

    @app.server.after_request
    def begin(response: flask.Response) -> flask.Response:
        if not started:
            host = flask.request.host_url
            response.call_on_close(lambda: start(host))
        return response


def questions(app: DashboardApp, host: str) -> Iterator[Callable[[], object]]:
    """Requests in the order of their likelihood."""
    client = app.server.test_client()
    headers = {"Accept-Encoding": "br"}

    def ask(body: str) -> Callable[[], object]:
        return lambda: client.post(PATH, data=body, content_type="application/json", headers=headers, base_url=host)

    for lang in LANGS:
        path = page_url("overview", lang)
        yield lambda path=path: client.get(path, headers=headers, base_url=host)  # type: ignore[misc]
    for query in _COMPARISONS:
        path = page_url("compare", "de", query=query)
        yield lambda path=path: client.get(path, headers=headers, base_url=host)  # type: ignore[misc]
    overview = pure_callbacks(app)[0]
    for query in queries():
        for lang in LANGS:
            yield ask(request_body(overview, query, lang))


def queries() -> list[str]:
    """No filter, then each single value of each filter, then each lab in focus."""
    single = [(key, value) for key, vocabulary in VOCABULARIES.items() for value in catalog.terms(vocabulary)]
    years = [(key, str(year)) for key in ("from", "to") for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    focus = [("focus", lab) for lab in catalog.terms("lab")]
    return ["", *(encode([pair]) for pair in (*single, *focus, *years))]


def _run(app: DashboardApp, host: str, stop: threading.Event) -> None:
    if sys.platform == "linux":  # only there a priority may belong to a thread
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    try:
        for ask in questions(app, host):
            begin = time.perf_counter()
            ask()
            if stop.wait(_REST * (time.perf_counter() - begin)):
                return
    except Exception:  # visitors are served without it
        _LOG.exception("preparing answers failed")


def _finish(stop: threading.Event, thread: threading.Thread) -> None:
    stop.set()
    thread.join(timeout=5)
