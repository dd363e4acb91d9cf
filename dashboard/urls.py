"""Addresses of pages and files: one table, both languages."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from dashboard.i18n import LANGS, Lang

Pairs = list[tuple[str, str]]

# page key → path below /de/ and /en/; {id} is the key of the thing shown.
PATHS: dict[str, dict[Lang, str]] = {
    "overview": {"de": "", "en": ""},
    "labs": {"de": "labore", "en": "labs"},
    "lab": {"de": "labore/{id}", "en": "labs/{id}"},
    "subproject": {"de": "teilprojekte/{id}", "en": "subprojects/{id}"},
    "organisations": {"de": "einrichtungen", "en": "organisations"},
    "organisation": {"de": "einrichtungen/{id}", "en": "organisations/{id}"},
    "timeline": {"de": "zeitverlauf", "en": "timeline"},
    "themes": {"de": "themen", "en": "themes"},
    "network": {"de": "netzwerk", "en": "network"},
    "documents": {"de": "dokumente", "en": "documents"},
    "programme": {"de": "programm", "en": "programme"},
    "search": {"de": "suche", "en": "search"},
    "municipalities": {"de": "kommunen", "en": "municipalities"},
    "municipality": {"de": "kommunen/{id}", "en": "municipalities/{id}"},
    "compare": {"de": "vergleich", "en": "compare"},
    "indicators": {"de": "indikatoren", "en": "indicators"},
    "data": {"de": "daten", "en": "data"},
    "dataset": {"de": "daten/{id}", "en": "data/{id}"},
    "sql": {"de": "sql", "en": "sql"},
    "api": {"de": "api", "en": "api"},
    "changes": {"de": "aenderungen", "en": "changes"},
    "method": {"de": "methode", "en": "method"},
    "accessibility": {"de": "barrierefreiheit", "en": "accessibility"},
    "easy": {"de": "leichte-sprache", "en": "easy-language"},
    "imprint": {"de": "impressum", "en": "imprint"},
    "privacy": {"de": "datenschutz", "en": "privacy"},
}


def page_url(page: str, lang: Lang, key: str = "", query: str = "") -> str:
    """The address of a page, with the key of its thing and a query if given.

    Raises: KeyError for an unknown page.
    """
    path = PATHS[page][lang].replace("{id}", quote(key, safe=""))
    return f"/{lang}/{path}{'?' + query if query else ''}"


def file_url(dataset: str, suffix: str, query: str = "") -> str:
    """The address of a data file: `/api/v1/labs.csv?state=NW`."""
    return f"/api/v1/{dataset}{suffix}{'?' + query if query else ''}"


def encode(pairs: Pairs) -> str:
    """A query string in the order given; commas and colons stay readable."""
    return "&".join([_encoded(key, value) for key, value in pairs])


# A filter change writes some thirty addresses of the same few words.
@lru_cache(maxsize=1024)
def _encoded(key: str, value: str) -> str:
    return f"{quote(key, safe=',:')}={quote(value, safe=',:')}"


def routes() -> list[tuple[str, Lang, str]]:
    """(page key, language, path with {id}) of every page, for the web server."""
    return [(page, lang, f"/{lang}/{paths[lang]}") for page, paths in PATHS.items() for lang in LANGS]
