"""Places to choose from while a name is typed: `/api/v1/places.json?q=merz&lang=de`, read by assets/js/places.js."""

from __future__ import annotations

from collections import Counter

import flask

from dashboard.i18n import as_lang, number, t
from dashboard.pages.compare_data import name, where
from dashboard.queries import compare as queries
from dashboard.queries import peers as peer_queries

_MOST = 12


def add_route(server: flask.Flask) -> None:
    """Register the address."""
    server.add_url_rule("/api/v1/places.json", "places", _answer, methods=["GET"])


def _answer() -> flask.Response:
    given = flask.request.args
    response = flask.jsonify(places(given.get("q", ""), given.get("lang", "de"), given.get("level", "")))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def places(text: str, lang_code: str, level: str) -> list[dict[str, str]]:
    """Municipalities and districts by name: what to type (with the key where a name is not enough), where it lies."""
    lang = as_lang(lang_code)
    engine = peer_queries.engine()
    found = [engine.unit(item.ags) for item in queries.find(text) if level in ("", item.level)][:_MOST]
    times = Counter(name(unit).casefold() for unit in found)
    return [
        {
            "value": f"{name(unit)} ({unit.ags})"
            if times[name(unit).casefold()] > 1 or unit.level == "district"
            else unit.name,
            "label": f"{where(unit, lang)} · {t('compare.people', lang, n=number(unit.population, lang))}",
        }
        for unit in found
    ]
