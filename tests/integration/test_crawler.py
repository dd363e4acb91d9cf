"""The whole site by its own links, both languages: every address answers, no page shows the inside of the program.

Pages of labs, subprojects, organisations and everything else are visited one and all. Pages of municipalities and embedded
figures are made by the same code for thousands of keys, and queries only narrow a page: of those, some are visited, no two
with the same names in the query. Files are asked for by HEAD, one of each shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard.i18n import LANGS
from dashboard.pages import PAGES
from dashboard.queries import units
from dashboard.site_routes import addresses
from dashboard.urls import PATHS, page_url
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("real_data")

START = "/de/"
# The client's own host: canonical and alternate addresses are absolute.
HOST = "http://localhost"
# Pages with thousands of keys: how many without a query are visited in each language.
MANY = {"municipality": 3, "embed": 2}
# Pages with a query: how many are visited in each language.
QUERIES = 3
# What must never reach a reader: values of Python, places left empty, keys of the data (but a name that a source uses).
NOTHING = re.compile(
    r"(?<!-)\bNone\b(?!-| of)|\b[Nn]a[Nn]\b|\bNaT\b|\bundefined\b|\bDataFrame\b|\{\w*\}|&(?:amp|lt|gt|quot|#\d+);"
)
RAW_KEY = re.compile(r"\b(?!page_id|m_bev_alter)[a-z]+(?:_[a-z0-9]+)+\b")
# Pages on data and API name columns and keys on purpose.
ON_DATA = frozenset({"data", "dataset", "sql", "api", "changes"})
ADDRESS = re.compile(r"\S+\.\S+/\S*|\S+\.(?:csv|json|xlsx|parquet|duckdb|md|html?)\b")


@dataclass(frozen=True)
class Visit:
    """What an address answered and where it was linked from."""

    url: str
    came_from: str
    status: int
    page: Markup | None

    @property
    def is_plain(self) -> bool:
        """True without a query."""
        return not urlsplit(self.url).query


def _page_key(path: str) -> str:
    """The page behind a path, 'embed' and the like for what is not in the table of pages, "" for a file."""
    for key, paths in PATHS.items():
        for lang in LANGS:
            if re.fullmatch(f"/{lang}/" + re.escape(paths[lang]).replace(r"\{id\}", "[^/]+"), path):
                return key
    return "embed" if path.startswith(tuple(f"/{lang}/" for lang in LANGS)) else ""


def _shape(url: str) -> tuple[str, ...]:
    """What addresses have in common that differ only in values: page, language, names of the query keys."""
    parts = urlsplit(url)
    key, names = _page_key(parts.path), sorted({name for name, _ in parse_qsl(parts.query)})
    return (key, parts.path[:4], *names) if key else (parts.path, *names)


def _is_wanted(url: str, seen: Counter[tuple[str, ...]]) -> bool:
    shape, is_plain = _shape(url), not urlsplit(url).query
    if shape[0] not in PAGES and shape[0] != "embed":
        seen[shape] += 1
        return seen[shape] == 1
    family = (*shape[:2], "" if is_plain else "?")
    if is_plain and shape[0] not in MANY:
        return True
    if seen[family] >= (MANY.get(shape[0], 1) if is_plain else QUERIES) or (not is_plain and seen[shape]):
        return False
    seen.update({family, shape})
    return True


def _links(page: Markup) -> list[str]:
    found = [*page.all("a", "href"), *page.all("link", "href"), *page.all("script", "src"), *page.all("img", "src")]
    return [*found, *page.all("form", "action")]


@pytest.fixture(scope="module")
def crawled() -> list[Visit]:
    """Filled by the first test that asks for it; the client lives as long as a test."""
    return []


@pytest.fixture
def visits(client: FlaskClient, crawled: list[Visit]) -> list[Visit]:
    """Every page that can be reached from the German start page."""
    if not crawled:
        crawled.extend(_crawl(client))
    return crawled


def _crawl(client: FlaskClient) -> Iterator[Visit]:
    waiting, known = [(START, "")], {START}
    seen: Counter[tuple[str, ...]] = Counter()
    while waiting:
        url, came_from = waiting.pop(0)
        is_page = bool(_page_key(urlsplit(url).path))
        response = client.open(url, method="GET" if is_page else "HEAD", follow_redirects=not is_page)
        page = Markup(response.get_data(as_text=True)) if is_page and response.mimetype == "text/html" else None
        yield Visit(url, came_from, response.status_code, page)
        response.close()
        for link in _links(page) if page else ():
            target = urljoin(url, link.removeprefix(HOST)).split("#")[0]
            if target.startswith("/") and not target.startswith("//") and target not in known:
                known.add(target)
                if _is_wanted(target, seen):
                    waiting.append((target, url))


def test_every_link_inside_the_site_answers(visits: list[Visit]) -> None:
    assert [(visit.status, visit.url, visit.came_from) for visit in visits if visit.status != 200] == []


def test_every_anchor_is_there(visits: list[Visit]) -> None:
    """#anchors of the same page and of other pages; of those not visited with a query, the page without one is asked."""
    ids = {visit.url: set(visit.page.ids) | {""} for visit in visits if visit.page}
    missing = set()
    for visit in visits:
        for link in visit.page.all("a", "href") if visit.page else ():
            target, _, anchor = urljoin(visit.url, link).partition("#")
            known = ids.get(target)
            if known is not None and unquote(anchor) not in known:
                missing.add((visit.url, link))

    assert sorted(missing)[:20] == []


def test_every_page_of_the_sitemap_is_reached_by_links(visits: list[Visit]) -> None:
    pages = [visit.page for visit in visits if visit.page]
    reached = {START, *(urlsplit(link).path for page in pages for link in page.all("a", "href"))}
    wanted = [(page, key) for page, key in addresses() if page != "municipality"]
    missing = [
        page_url(page, lang, key) for page, key in wanted for lang in LANGS if page_url(page, lang, key) not in reached
    ]

    assert missing == []
    assert {_page_key(path) for path in reached} >= set(PAGES)


def test_every_municipality_is_linked_from_its_district_and_this_from_the_directory(client: FlaskClient) -> None:
    """All 10,789: the directory names the districts; an independent city is its own and only municipality."""
    directory = Markup(client.get("/de/kommunen").get_data(as_text=True)).all("a", "href")
    listed: set[str] = {href.rpartition("/")[2] for href in directory if href.startswith("/de/kommunen/")}
    members = {str(row["ags"]) for row in units.districts() for row in units.members(str(row["ags"]))}

    assert {str(row["ags"]) for row in units.districts()} <= {key[:5] for key in listed}
    assert members | {key for key in listed if len(key) == 8} >= {
        key for page, key in addresses() if (page, len(key)) == ("municipality", 8)
    }


def test_every_page_is_well_formed(visits: list[Visit]) -> None:
    faults = [(visit.url, visit.page.problems, visit.page.dangling) for visit in visits if visit.page]

    assert [fault for fault in faults if fault[1] or fault[2]] == []


def test_no_heading_is_empty_and_each_page_has_one_first_heading(visits: list[Visit]) -> None:
    headings = {visit.url: visit.page.headings for visit in visits if visit.page}

    assert [url for url, found in headings.items() if any(not text.strip() for _, text in found)] == []
    assert [url for url, found in headings.items() if [level for level, _ in found].count(1) != 1] == []


def test_no_page_shows_the_inside_of_the_program(visits: list[Visit]) -> None:
    shown = set()
    for visit in visits:
        if visit.page:
            text = ADDRESS.sub("", " ".join(visit.page.prose))
            patterns = (NOTHING,) if _page_key(urlsplit(visit.url).path) in ON_DATA else (NOTHING, RAW_KEY)
            shown |= {(visit.url, match.group()) for pattern in patterns for match in pattern.finditer(text)}

    assert sorted(shown)[:30] == []


def test_each_page_has_title_description_and_language_of_its_own(visits: list[Visit]) -> None:
    plain = [visit for visit in visits if visit.page and visit.is_plain and _page_key(visit.url) != "embed"]
    titles = Counter((visit.page.title, visit.url[:4]) for visit in plain if visit.page)
    heads = {visit.url: visit.page.elements for visit in plain if visit.page}
    descriptions = {
        url: [given["content"] for tag, given in elements if tag == "meta" and given.get("name") == "description"]
        for url, elements in heads.items()
    }

    assert [title for (title, _), n in titles.items() if n > 1 or not title.strip()] == []
    assert [url for url, found in descriptions.items() if len(found) != 1 or not found[0].strip()] == []
    assert [url for url, elements in heads.items() if elements[0][1].get("lang") != url[1:3]] == []
