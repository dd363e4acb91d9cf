"""Facts, their sources and the way to report an error."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from dashboard.components.facts import Fact, Record, fact_list, german, record_line, report_address
from dashboard.ssr import to_html
from tests.markup import Markup

RECORD = Record("labs", "niederrhein", (("funding_eur", "Förderung"), ("website", "Internetseite")))


def line(email: str) -> Markup:
    return Markup(to_html(record_line(RECORD, "/de/labore/niederrhein", "23.11.2026", "de", version="v1", email=email)))


def test_a_fact_shows_value_source_and_note() -> None:
    fact = Fact("Förderung", "180.000 €", "laut Zeitung", "https://www.lvz.de/a", "Widersprüchlich")
    found = Markup(to_html(fact_list([fact], "de")))

    assert found.problems == []
    assert found.text == "Förderung 180.000 € laut Zeitung Quelle: lvz.de Widersprüchlich"
    assert found.all("a", "href") == ["https://www.lvz.de/a"]


def test_a_fact_says_when_it_was_compiled() -> None:
    found = to_html(fact_list([Fact("Wo", "Sachsen", source="https://www.lvz.de/a")], "de", as_of="23.11.2026"))

    assert Markup(found).text == "Wo Sachsen Quelle: lvz.de · Stand 23.11.2026"


def test_a_count_names_the_rows_it_was_counted_from() -> None:
    fact = Fact("Beteiligte", "8", source=["Gezählt aus: ", "Liste"])

    assert Markup(to_html(fact_list([fact], "de", as_of="heute"))).text == "Beteiligte 8 Gezählt aus: Liste · Stand heute"


def test_a_fact_without_source_names_none() -> None:
    assert Markup(to_html(fact_list([Fact("Wo", "Sachsen")], "de"))).text == "Wo Sachsen"


def test_german_notes_are_marked_and_announced_on_english_pages() -> None:
    found = to_html(german("Hinweis", "en"))

    assert found == 'In German: <span lang="de">Hinweis</span>'
    assert to_html(german("Hinweis", "de")) == '<span lang="de">Hinweis</span>'


def test_report_names_record_field_page_and_version() -> None:
    address = report_address("daten@example.org", RECORD, "funding_eur", "/de/labore/niederrhein", "de", version="v1")
    query = parse_qs(urlsplit(address).query)

    assert urlsplit(address).path == "daten@example.org"
    assert query["subject"] == ["Fehler im Datensatz labs/niederrhein#funding_eur"]
    assert query["body"][0].startswith(
        "Datensatz: labs/niederrhein#funding_eur\nFeld: funding_eur\nSeite: /de/labore/niederrhein\nDatenstand: v1\n"
    )


def test_address_of_the_operator_cannot_add_headers() -> None:
    address = report_address("a@b.de?bcc=c@d.de&x=1", RECORD, "", "/de/", "de", version="v1")

    assert set(parse_qs(urlsplit(address).query)) == {"subject", "body"}


def test_every_field_of_the_record_can_be_reported() -> None:
    found = line("daten@example.org")

    assert found.problems == []
    assert len(found.all("a", "href")) == 3
    assert "Förderung Internetseite etwas anderes" in found.text


def test_without_an_address_the_sender_names_the_recipient() -> None:
    found = line("")

    assert found.text.startswith("Zusammengestellt aus öffentlichen Quellen, Stand 23.11.2026. Datensatz labs/niederrhein.")
    assert "bitte den Empfänger selbst angeben" in found.text
    assert [urlsplit(href).path for href in found.all("a", "href")] == ["", "", ""]
    assert "bitte den Empfänger selbst angeben" not in line("daten@example.org").text
