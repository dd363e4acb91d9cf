"""Pages on themes, network, documents, programme and about the site, as a browser without scripts sees them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.pages import about
from dashboard.queries import documents, network, works

PAGES = {
    "themes": ("/de/themen", "/en/themes"),
    "network": ("/de/netzwerk", "/en/network"),
    "documents": ("/de/dokumente", "/en/documents"),
    "programme": ("/de/programm", "/en/programme"),
    "timeline": ("/de/zeitverlauf", "/en/timeline"),
    "municipalities": ("/de/kommunen", "/en/municipalities"),
    "search": ("/de/suche", "/en/search"),
    "method": ("/de/methode", "/en/method"),
    "accessibility": ("/de/barrierefreiheit", "/en/accessibility"),
    "easy": ("/de/leichte-sprache", "/en/easy-language"),
    "imprint": ("/de/impressum", "/en/imprint"),
    "privacy": ("/de/datenschutz", "/en/privacy"),
}
ALL = [path for paths in PAGES.values() for path in paths]


def text(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def visible(page: str) -> str:
    return re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)


@pytest.mark.parametrize("path", ALL)
def test_page_has_no_holes(client: FlaskClient, path: str) -> None:
    page = text(client, path)

    assert not re.search(r"\bNone\b|\bnan\b|\bNaN\b|\{\w+\}", visible(page))
    assert not re.search(r"<h[1-3][^>]*>\s*</h[1-3]>", page)
    assert len(re.findall(r"<h1\b", page)) == 1


@pytest.mark.parametrize("path", ALL)
def test_ids_occur_once(client: FlaskClient, path: str) -> None:
    page = re.sub(r'<script type="application/json".*?</script>', "", text(client, path), flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert sorted(ids) == sorted(set(ids))


def test_themes_of_one_lab_come_first(client: FlaskClient, con: object) -> None:
    """Three themes belong to one lab only: structural change, cross-border cooperation and youth."""
    page = text(client, "/de/themen")
    section = page[page.index('id="alone"') : page.index('id="lab"')]

    assert re.findall(r'href="#(\w+)"', section) == ["structural_change", "cross_border", "youth"]


def test_crossing_lists_its_subprojects(client: FlaskClient) -> None:
    page = text(client, "/de/themen?theme=youth&lab=bad-belzig-wiesenburg")

    assert "Jugend × Bad Belzig/Wiesenburg: ein Teilprojekt" in visible(page)


@pytest.mark.parametrize("query", ["theme=x", "lab=%00", "format=<script>", "theme=youth&theme=culture", "a=b&" * 300])
def test_unusable_crossings_are_ignored(client: FlaskClient, query: str) -> None:
    text(client, f"/de/themen?{query}")


def test_every_theme_shows_its_subprojects(client: FlaskClient) -> None:
    page = text(client, "/en/themes")
    themes = works.by_theme(works.works())

    assert set(themes) == set(re.findall(r'<article id="(\w+)"', page))


def test_bridges_come_first_in_the_network(client: FlaskClient) -> None:
    page = text(client, "/de/netzwerk")
    names = {actor.name for actor in network.actors() if actor.is_bridge}
    section = visible(page[page.index('id="bridges"') : page.index('id="matrix"')])

    assert len(names) == 4
    assert all(name in section for name in names)


def test_network_is_narrowed_by_role_and_kind(client: FlaskClient) -> None:
    wanted = [actor for actor in network.actors() if actor.kind == "university" and "partner" in actor.roles.values()]

    page = text(client, "/en/network?role=partner&kind=university")

    assert f"{len(wanted)} organisations and their labs" in visible(page)


def test_result_documents_come_first(client: FlaskClient) -> None:
    page = text(client, "/de/dokumente")
    titles = [visible(title) for title in re.findall(r"<article.*?<h3>(.*?)</h3>", page)]
    words = ("Praxisleitfaden", "Von der Utopie", "Projektbericht", "Wirkungsorientierung", "Abschlussveranstaltung")

    assert len(titles) == len(words)
    assert all(word in title for word, title in zip(words, titles, strict=True))
    assert "Erscheinungsjahr nicht bekannt" in page


def test_all_documents_have_a_row(client: FlaskClient) -> None:
    page = text(client, "/en/documents")

    assert all(f'id="{item.document_id}"' in page for item in documents.documents())


def test_document_facets_count_what_they_show(client: FlaskClient) -> None:
    shown = [item for item in documents.documents() if item.kind == "report" and item.year == 2022]

    page = text(client, "/en/documents?type=report&year=2022")

    assert len(re.findall(r'<tr id="', page)) == len(shown)


def test_programme_sets_conflicting_figures_side_by_side(client: FlaskClient) -> None:
    page = visible(text(client, "/de/programm"))

    assert all(figure in page for figure in ("3.000.000 Euro", "2.700.000 Euro", "16 Labore", "13 Labore", "2,5 Jahre"))


def test_programme_names_all_nine_model_municipalities(client: FlaskClient) -> None:
    page = text(client, "/en/programme")
    section = page[page.index('id="nine"') : page.index('id="bodies"')]

    assert section.count("<tr>") == 10


def test_easy_language_is_german_on_both_addresses(client: FlaskClient) -> None:
    page = text(client, "/en/easy-language")

    assert 'lang="de"' in page
    assert "This text exists in German only." in page


def test_texts_of_the_operator_take_the_place_of_ours(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "imprint.de.md").write_text("# Impressum\n\nStadt Beispiel\n", encoding="utf-8")
    with client.application.app_context():
        client.application.config["TEXTS_DIR"] = tmp_path
        page = about.text_page("imprint")("de", "", [])
        client.application.config["TEXTS_DIR"] = None

    assert "Stadt Beispiel" in str(page.body)


def test_method_page_counts_by_the_rules(client: FlaskClient) -> None:
    page = visible(text(client, "/de/methode"))

    assert "Federführend oder Partner: 37; mit denen, die nur mitwirkten: 40. Landkreise: 4." in page
    assert "27 von 66 Teilprojekten haben kein Datum" in page


def test_menu_has_seven_entries(client: FlaskClient) -> None:
    page = text(client, "/de/themen")
    menu = page[page.index('id="site-nav"') : page.index("</nav>", page.index('id="site-nav"'))]

    assert menu.count("<li>") == 7
    assert catalog.terms("theme")


def test_autumn_2020_is_one_link_from_the_timeline(client: FlaskClient) -> None:
    page = text(client, "/de/zeitverlauf")

    assert 'href="/de/zeitverlauf?month_from=2020-09&amp;month_to=2020-11#months"' in page


def test_timeline_answers_what_happened_in_autumn_2020(client: FlaskClient) -> None:
    page = visible(text(client, "/de/zeitverlauf?month_from=2020-09&month_to=2020-11"))

    assert "Was geschah im Herbst 2020?" in page
    assert "OK Lab Fläming zu Umwelt- und Naturschutz" in page
    assert "nur auf das Jahr" in page


def test_timeline_keeps_its_keys_in_every_link(client: FlaskClient) -> None:
    """A link that opens a lane must not lose the months or the filters."""
    page = text(client, "/de/zeitverlauf?theme=open_data&axis=2021&month_from=2021-03")
    lane = re.search(r'href="([^"]*focus=niederrhein[^"]*)"', page)

    assert lane
    assert all(part in lane[1] for part in ("theme=open_data", "axis=2021", "month_from=2021-03"))


@pytest.mark.parametrize("query", ["axis=1999", "axis=%00", "month_from=2020-99", "month_to=x", "focus=x", "page=9" * 400])
def test_unusable_timeline_addresses_are_ignored(client: FlaskClient, query: str) -> None:
    text(client, f"/de/zeitverlauf?{query}")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/de/indikatoren?state=HH", "Der einzige Wert in Hamburg"),
        ("/en/indicators?state=HH", "The only value in Hamburg"),
        ("/de/labore?lab=oberrhein", "Gezeigt wird 1 von 13 Laboren;"),
        ("/de/labore?state=NW", "Gezeigt werden 4 von 13 Laboren;"),
        ("/de/kommunen/11000", "Eine Gemeinde"),
        ("/en/municipalities/11000", "One municipality"),
    ],
)
def test_a_single_thing_is_spoken_of_in_the_singular(client: FlaskClient, path: str, words: str) -> None:
    page = visible(text(client, path))

    assert words in page
    assert not re.search(r"\b1 (Gemeinden|municipalities|Zeilen|rows)\b", page)


@pytest.mark.parametrize("path", ["zz/zz.js", "dash/zz.js"])
def test_scripts_that_are_not_there_are_missing(client: FlaskClient, path: str) -> None:
    assert client.get(f"/_dash-component-suites/{path}").status_code == 404
