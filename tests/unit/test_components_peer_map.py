"""The map of a place and its peers: everything inside, names apart, lines by closeness."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from dashboard.components.peer_map import HEIGHT_PX, Ground, Point, peer_map

GROUND = Ground((0.0, 0.0, 640.0, 860.0), "/geo/light.svg", "/geo/dark.svg")
FOCUS = Point("Merzenich", "", "", 60.0, 400.0, "Merzenich\n<Kreis Düren>")
PEERS = [
    Point("Reinhardshagen", "1", "very_near", 300.0, 500.0, "Reinhardshagen"),
    Point("Contwig", "2", "near", 100.0, 200.0, "Contwig"),
    Point("Nebenan", "3", "far", 61.0, 401.0, "Nebenan"),
    Point("Aachen", "+", "moderate", -20.0, 380.0, "Aachen"),
]


def drawing() -> ElementTree.Element:
    return ElementTree.fromstring(peer_map(FOCUS, PEERS, GROUND, "Karte"))  # noqa: S314 (our own text)


def test_a_line_for_each_peer_from_the_focus_by_closeness() -> None:
    lines = drawing().findall(".//path")

    assert [line.get("class") for line in lines] == [f"line {peer.closeness}" for peer in PEERS]
    starts = {re.match(r"M([\d.,]+)L", str(line.get("d")))[1] for line in lines}  # type: ignore[index]
    assert len(starts) == 1


def test_everything_lies_inside_the_picture() -> None:
    svg = drawing().find("svg")
    assert svg is not None
    width, height = (float(text) for text in str(svg.get("viewBox")).split()[2:])

    assert height == HEIGHT_PX
    for circle in svg.findall("circle"):
        assert 0 <= float(str(circle.get("cx"))) <= width
        assert 0 <= float(str(circle.get("cy"))) <= height


def test_names_carry_their_number_and_hover_texts_are_escaped() -> None:
    names = [name.text for name in drawing().findall(".//text")]

    assert "1 Reinhardshagen" in names
    assert "Merzenich" in names
    assert len(names) == len(set(names))
    assert drawing().findall(".//title")[-1].text == FOCUS.hover


def test_the_picture_of_germany_follows_light_and_dark() -> None:
    style = str(drawing().get("style"))

    assert "--light:url(/geo/light.svg)" in style
    assert "--dark:url(/geo/dark.svg)" in style
