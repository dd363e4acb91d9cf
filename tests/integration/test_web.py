"""The program as a whole behind a test client: addresses, headers, caches, and whatever strangers send."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.callback_cache import pure_callbacks, request_body
from dashboard.document import DashboardApp
from dashboard.pages import PAGES
from dashboard.pages.parts import MAX_QUERY
from dashboard.urls import routes
from dashboard.web import MAX_BODY_BYTES
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("real_data")

PLAIN_PAGES = [path for page, _, path in routes() if "{id}" not in path and page in PAGES]
TABLES = ("subprojects", "labs", "organisations", "events")
UPDATE = "/_dash-update-component"
HOSTILE = {
    "unknown words": "state=XX&lab=nowhere&theme=*&evidence=PLAN",
    "statement": "q=%27%3B%20drop%20table%20labs%3B%20--&state=%27%20or%201%3D1",
    "script": "lab=%3Cscript%3Ealert(1)%3C%2Fscript%3E&q=%3Cscript%3Ealert(1)%3C%2Fscript%3E&focus=%22%3E%3Cimg%20src%3Dx",
    "numbers": "page=1e99&from=-1&to=99999999999999999999&page=NaN",
    "zero": "page=0&from=0&to=0",
    "far page": "page=99999999&table=events",
    "control characters": "q=%00%01%1b%5B31m%0d%0aSet-Cookie%3A%20a%3Db&state=%00",
    "broken encoding": "q=%ff%fe%zz%&state=%E0%A4%A",
    "surrogates": "q=%ED%A0%80",
    "ten kilobytes": "q=" + "x" * 10_000,
    "hundreds of fields": "&".join(["lab=niederrhein"] * 3_000),
    "many ampersands": "&" * 5_000,
    "names of python": "__class__=x&self=1&cls=2&lang=xx&key=..%2F..&query=1&_key=2",
    "nothing but signs": "?&=&&==%26%3D#",
    "everything at once": "state=NW&lab=niederrhein&theme=youth&principle=transparency&evidence=plan&kind=district&from=2023"
    "&to=2017&q=a&focus=niederrhein&zoom=lab&span=all&table=labs&page=3",
}
# What a forged callback may carry in place of a text.
FORGED: dict[str, Any] = {
    "none": None,
    "number": 1e308,
    "true": True,
    "list": ["state=NW", None, {}],
    "deep list": [[[[[[[[[[]]]]]]]]]],
    "dictionary": {"state": "NW", "__class__": "x"},
    "long text": "state=" + "x" * 100_000,
    "statement": "q='; drop table labs; --",
    "script": "q=<script>alert(1)</script>",
    "control characters": "q=\x00\x1b&state=\ud800",
}


def overview_callback(client: FlaskClient) -> dict[str, Any]:
    """The body that the browser sends when the filters of the overview change."""
    callbacks = client.get("/_dash-dependencies").get_json()
    found = next(item for item in callbacks if item["inputs"][0]["id"] == "view" and "facets" in item["output"])
    outputs = [parts.split(".") for parts in found["output"].strip(".").split("...")]
    return {
        "output": found["output"],
        "outputs": [{"id": key, "property": name} for key, name in outputs],
        "inputs": [{"id": "view", "property": "data", "value": ""}],
        "state": [{"id": "lang", "property": "data", "value": "de"}],
        "changedPropIds": ["view.data"],
    }


def update(client: FlaskClient, query: object, lang: object = "de") -> Any:
    body = overview_callback(client)
    body["inputs"][0]["value"] = query
    body["state"][0]["value"] = lang
    return client.post(UPDATE, data=json.dumps(body), content_type="application/json")


def rows(client: FlaskClient, table: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/{table}.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


# --- health and addresses -------------------------------------------------------------------------------------------


def test_alive_and_ready_with_the_version_of_the_data(client: FlaskClient) -> None:
    ready = client.get("/readyz").get_json()

    assert client.get("/healthz").data == b"ok\n"
    assert (ready["status"], ready["labs"]) == ("ready", 13)
    assert ready["data_version"].startswith("2026-")


def test_not_ready_when_the_database_is_gone(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr("dashboard.db.records", gone)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.get_json()) == (503, {"status": "unavailable"})
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "target"),
    [
        ("de", "/de/"),
        ("en", "/en/"),
        ("en-GB,en;q=0.9,de;q=0.8", "/en/"),
        ("de-AT,en;q=0.9", "/de/"),
        ("fr,en;q=0.5", "/en/"),
        ("fr", "/de/"),
        ("*", "/de/"),
        ("", "/de/"),
        (";;;q=,,\x7f", "/de/"),
        ("en;q=" + "9" * 500, None),
    ],
)
def test_root_leads_to_the_language_of_the_browser(client: FlaskClient, accepted: str, target: str | None) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})

    assert answer.status_code == 302
    assert answer.headers["Location"] in ([target] if target else ["/de/", "/en/"])
    assert "Accept-Language" in answer.headers["Vary"]


def test_root_keeps_the_filters(client: FlaskClient) -> None:
    assert client.get("/?state=NW&q=a%20b").headers["Location"] == "/de/?state=NW&q=a%20b"


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_root_never_leads_elsewhere(client: FlaskClient, query: str) -> None:
    answer = client.get("/?" + query, headers={"Accept-Language": "de"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/de/")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_every_page_is_there_in_its_language(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    found = Markup(answer.get_data(as_text=True))

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert found.all("html", "lang") == [path.split("/")[1]]
    assert [tag for tag, _ in found.elements].count("h1") == 1


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_every_page_is_well_formed(client: FlaskClient, path: str) -> None:
    found = Markup(client.get(path).get_data(as_text=True))

    assert found.problems == []
    assert [name for name in found.ids if found.ids.count(name) > 1] == []
    assert found.dangling == []


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_every_page_names_its_twin_and_canonical_address(client: FlaskClient, path: str) -> None:
    links = [attributes for tag, attributes in Markup(client.get(path + "?state=NW").text).elements if tag == "link"]
    twins = {link["hreflang"]: link["href"] for link in links if link["rel"] == "alternate"}

    assert [link["href"] for link in links if link["rel"] == "canonical"] == [f"http://localhost{path}"]
    assert set(twins) == {"de", "en"}
    assert all(client.get(url.removeprefix("http://localhost")).status_code == 200 for url in twins.values())


@pytest.mark.parametrize(
    "path",
    [
        "/de/gibt-es-nicht",
        "/en/no-such-page",
        "/fr/",
        "/wp-login.php",
        "/de/labore/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/static/../dashboard/config.py",
        "/geo/..%2fcurrent.json",
        "/de/%00",
        "/" + "x" * 5_000,
        "/api/v1/passwords.csv",
        "/assets/app.css",
        "/_dash-nothing",
    ],
)
def test_unknown_address_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_missing_page_speaks_the_language_of_its_address_and_leads_home(client: FlaskClient) -> None:
    german, english = (Markup(client.get(f"/{lang}/nowhere").text) for lang in ("de", "en"))

    assert "Diese Seite gibt es nicht" in german.text
    assert "This page does not exist" in english.text
    assert "/en/" in english.all("a", "href")
    assert german.problems == []


def test_address_without_slash_works(client: FlaskClient) -> None:
    assert client.get("/de?state=NW", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_can_only_be_read(client: FlaskClient, method: str) -> None:
    assert getattr(client, method)("/de/").status_code == 405


# --- headers and caches ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/de/", "/en/nowhere", "/readyz", "/api/v1/labs.csv", "/", UPDATE])
def test_every_answer_forbids_foreign_origins(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == policy["font-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe-eval" not in policy["script-src"]
    assert "unsafe-inline" not in policy["script-src"]
    assert not {"http:", "https:", "*"} & {word for sources in policy.values() for word in sources.split()}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_no_page_loads_anything_foreign_or_sets_a_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    found = Markup(answer.text)
    loaded = found.all("script", "src") + found.all("img", "src") + found.all("iframe", "src")
    loaded += [a["href"] for tag, a in found.elements if tag == "link" and a["rel"] not in {"canonical", "alternate"}]

    assert [url for url in loaded if not url.startswith("/") or url.startswith("//")] == []
    assert "Set-Cookie" not in answer.headers


def test_only_one_inline_script_and_it_is_the_one_the_policy_knows(client: FlaskClient) -> None:
    scripts = [a for tag, a in Markup(client.get("/de/").text).elements if tag == "script" and "src" not in a]

    assert [script.get("type", "") for script in scripts].count("") == 1
    assert {script.get("type", "") for script in scripts} <= {"", "application/json"}


def test_reload_costs_no_bytes(client: FlaskClient) -> None:
    first = client.get("/de/?state=NW")
    again = client.get("/de/?state=NW", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_other_filters_and_language_have_another_tag(client: FlaskClient) -> None:
    tags = [client.get(path).headers["ETag"] for path in ("/de/", "/en/", "/de/?state=NW", "/de/?state=HE")]

    assert len(set(tags)) == 4


def test_missing_page_has_no_tag(client: FlaskClient) -> None:
    assert "ETag" not in client.get("/de/nowhere").headers


@pytest.mark.parametrize(("path", "least"), [("/de/", 3), ("/de/zeitverlauf", 4)])
def test_what_pages_load_may_be_kept_for_ever(client: FlaskClient, path: str, least: int) -> None:
    found = Markup(client.get(path).text)
    urls = found.all("script", "src") + [
        a["href"] for tag, a in found.elements if tag == "link" and a["rel"] == "stylesheet"
    ]

    assert len(urls) >= least
    for url in urls:
        answer = client.get(url)
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True), url


# --- what a visitor sees, without a script -------------------------------------------------------------------------------


def test_first_byte_says_headline_numbers_list_and_table(client: FlaskClient) -> None:
    text = Markup(client.get("/de/").text).text

    assert "Was 13 Regionen mit offener Verwaltung erprobten" in text
    assert "66 Teilprojekte im Einzelnen" in text
    assert "alle 13 Labore mit 66 Teilprojekten und 89 Ereignissen" in text
    assert "42 „Kommunen und kommunale Einrichtungen“" in text
    for number in ("37", "29"):
        assert f" {number} " in text


def test_language_link_keeps_the_filters(client: FlaskClient) -> None:
    links = Markup(client.get("/de/?state=NW&q=rad&focus=niederrhein").text)

    assert "/en/?state=NW&q=rad&focus=niederrhein" in links.all("a", "href")


def test_text_of_a_visitor_stays_text(client: FlaskClient) -> None:
    text = client.get("/de/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").text

    assert "<script>alert(1)" not in text
    assert "Text: „<script>alert(1)</script>“" in Markup(text).text


def test_empty_selection_offers_what_to_drop(client: FlaskClient) -> None:
    found = Markup(client.get("/de/?theme=cross_border&state=BB").text)

    assert "Kein Labor und kein Teilprojekt passt" in found.text
    assert "Land: Brandenburg entfernen" in found.text
    assert "/de/?theme=cross_border" in found.all("a", "href")


# --- strangers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", ["/de/", "/en/"])
def test_hostile_query_gets_a_well_formed_page(client: FlaskClient, path: str, query: str) -> None:
    answer = client.get(f"{path}?{query}")
    found = Markup(answer.text)

    assert answer.status_code == 200
    assert found.problems == []
    assert not any(tag == "img" and a.get("src") == "x" for tag, a in found.elements)
    assert len(client.get("/readyz").data) < 200


@pytest.mark.parametrize("path", [path for path in PLAIN_PAGES if path.startswith("/de/")])
@pytest.mark.parametrize("name", ["script", "numbers", "broken encoding", "names of python"])
def test_hostile_query_breaks_no_page(client: FlaskClient, path: str, name: str) -> None:
    answer = client.get(f"{path}?{HOSTILE[name]}")

    assert answer.status_code == 200
    assert Markup(answer.text).problems == []


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_hostile_query_gets_an_answer_from_the_files(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/subprojects.csv?{query}").status_code in {200, 400, 414}


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_forged_query_of_a_callback_is_read_or_ignored(client: FlaskClient, value: object) -> None:
    assert update(client, value).status_code == 200


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_no_callback_of_the_site_breaks_at_a_forged_query(client: FlaskClient, app: DashboardApp, value: object) -> None:
    asked = [json.loads(request_body(callback, "", "de")) for callback in pure_callbacks(app)]
    assert {item["id"] for body in asked for item in body["inputs"]} >= {"view", "compare-view"}
    for body in asked:
        body["inputs"][0]["value"] = value
        answer = client.post(UPDATE, data=json.dumps(body), content_type="application/json")
        assert answer.status_code in {200, 204}, body["output"]


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_forged_language_of_a_callback_is_german(client: FlaskClient, value: object) -> None:
    answer = update(client, "state=NW", value)

    assert answer.status_code == 200
    assert "Nordrhein-Westfalen" in answer.get_json()["response"]["fragments"]["data"]["filters-shown"]


BROKEN_BODIES: dict[str, Any] = {
    "no json": b"{",
    "empty": b"",
    "null": b"null",
    "number": b"1",
    "text": b'"x"',
    "list": b"[]",
    "empty object": b"{}",
    "bytes": b"\xff\xfe\x00",
    "unknown output": json.dumps({"output": "labs.children", "inputs": [], "changedPropIds": []}).encode(),
    "output of python": json.dumps({"output": {"__class__": 1}, "inputs": None}).encode(),
    "deep": b"[" * 20_000 + b"]" * 20_000,
}


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_broken_body_of_a_callback_is_the_senders_fault(client: FlaskClient, body: bytes) -> None:
    assert 400 <= client.post(UPDATE, data=body, content_type="application/json").status_code < 500


FORGED_PARTS: dict[str, dict[str, Any]] = {
    "no inputs": {"inputs": []},
    "inputs none": {"inputs": None},
    "inputs text": {"inputs": "view.data"},
    "inputs of numbers": {"inputs": [1, 2]},
    "input without value": {"inputs": [{"id": "view", "property": "data"}]},
    "input of another id": {"inputs": [{"id": "labs", "property": "data", "value": "x"}]},
    "a hundred inputs": {"inputs": [{"id": "view", "property": "data", "value": ""}] * 100},
    "no state": {"state": []},
    "state none": {"state": None},
    "outputs none": {"outputs": None},
    "outputs text": {"outputs": "x"},
    "outputs of others": {"outputs": [{"id": "labs", "property": "children"}]},
    "changed none": {"changedPropIds": None},
    "changed numbers": {"changedPropIds": [1]},
}


@pytest.mark.parametrize("parts", FORGED_PARTS.values(), ids=FORGED_PARTS)
def test_forged_callback_is_answered_without_a_fault_of_ours(client: FlaskClient, parts: dict[str, Any]) -> None:
    body = {**overview_callback(client), **parts}

    assert client.post(UPDATE, data=json.dumps(body), content_type="application/json").status_code < 500


def test_twenty_megabytes_are_refused(client: FlaskClient) -> None:
    answer = client.post(UPDATE, data=b'"' + b"x" * 20_000_000 + b'"', content_type="application/json")

    assert answer.status_code == 413


def test_body_just_over_the_limit_is_refused_and_below_it_is_read(client: FlaskClient) -> None:
    body = json.dumps({**overview_callback(client), "padding": ""})
    padded = body.replace('"padding": ""', '"padding": "' + "x" * (MAX_BODY_BYTES - len(body)) + '"')

    assert len(padded) == MAX_BODY_BYTES
    assert client.post(UPDATE, data=padded, content_type="application/json").status_code == 200
    assert client.post(UPDATE, data=padded + " ", content_type="application/json").status_code == 413


def test_very_long_query_is_cut(client: FlaskClient) -> None:
    answer = client.get("/de/?state=NW&q=" + "x" * 60_000)

    assert answer.status_code in {200, 414}
    assert len(answer.text) < 1_000_000
    assert MAX_QUERY < 60_000


# --- one change of a filter ------------------------------------------------------------------------------------------------


def test_callback_renews_what_the_page_would_show(client: FlaskClient) -> None:
    """A changed filter and a reload give the same texts."""
    query = "state=NW&theme=youth&from=2021&focus=niederrhein&table=labs"
    fragments = update(client, query).get_json()["response"]["fragments"]["data"]
    page = client.get(f"/de/?{query}").text

    assert len(fragments) >= 6
    assert [name for name, text in fragments.items() if text not in page] == []


def test_callback_sends_changes_and_no_geometry(client: FlaskClient) -> None:
    answer = update(client, "state=NW")

    drawing = answer.get_json()["response"]["fragments"]["data"]["map-figure"]
    assert "<use" in drawing
    assert "<path" not in drawing
    assert len(answer.data) < 250_000


# --- files equal the screen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=NW",
        "theme=youth&evidence=result",
        "from=2021&to=2021",
        "q=B%C3%BCrger",
        "kind=university&from=2020",
        "lab=oberrhein",
    ],
)
def test_file_has_as_many_rows_as_the_heading_of_the_table_says(client: FlaskClient, table: str, query: str) -> None:
    heading = next(
        part for part in Markup(client.get(f"/en/?{query}&table={table}").text).texts if part.endswith(" in detail")
    )
    n = len(rows(client, table, query))

    assert heading.split()[0] == ("One" if n == 1 else str(n))


def test_strict_files_name_the_parameter_they_refuse(client: FlaskClient) -> None:
    answer = client.get("/api/v1/labs.csv?state=XX&from=abc")

    assert answer.status_code == 400
    assert {"state", "from"} == {error["parameter"] for error in answer.get_json()["errors"]}
