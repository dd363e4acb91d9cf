"""Dash components as HTML: escaped, well-formed, and the same that Dash would draw."""

from __future__ import annotations

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ssr import fragment, live, to_html
from tests.markup import Markup

ATTACK = '<script>alert("x")</script>&\'"'


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (None, ""),
        (True, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        (3, "3"),
        (2.5, "2.5"),
        (["a", html.Br(), 1], "a<br>1"),
        (html.P(), "<p></p>"),
        (html.P(["a", html.B("b")], className="x"), '<p class="x">a<b>b</b></p>'),
        (html.Img(src="/a.svg", alt=""), '<img alt="" src="/a.svg">'),
        (html.Label("a", htmlFor="b"), '<label for="b">a</label>'),
        (html.Div(tabIndex=0), '<div tabindex="0"></div>'),
        (html.Td(colSpan=2), '<td colspan="2"></td>'),
        (
            html.Div(style={"width": "5%", "--height": "3px", "fontSize": "2em"}),
            '<div style="width:5%;--height:3px;font-size:2em"></div>',
        ),
        (html.Details(open=True), "<details open></details>"),
        (html.Details(open=False), "<details></details>"),
        (html.Div(**{"aria-hidden": True}), "<div aria-hidden=true></div>"),
        (html.Div(n_clicks=0), "<div></div>"),
    ],
)
def test_component_becomes_this_html(node: object, expected: str) -> None:
    assert to_html(node) == expected  # type: ignore[arg-type]


def test_text_and_attributes_cannot_break_out() -> None:
    text = to_html(html.A(ATTACK, title=ATTACK, href=f"/?q={ATTACK}", **{"data-x": ATTACK}))
    markup = Markup(text)

    assert [tag for tag, _ in markup.elements] == ["a"]
    assert markup.text == ATTACK
    assert markup.elements[0][1] == {"title": ATTACK, "href": f"/?q={ATTACK}", "data-x": ATTACK}


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_any_text_stays_text(text: str, title: str) -> None:
    markup = Markup(to_html(html.P(text, title=title)))

    assert [tag for tag, _ in markup.elements] == ["p"]
    assert markup.problems == []


def test_unknown_component_is_refused_with_the_way_to_mend_it() -> None:
    with pytest.raises(TypeError, match=r"no HTML known for dash_core_components\.Slider: add it to dashboard/ssr\.py"):
        to_html(dcc.Slider(0, 1))


def test_choices_are_drawn_with_what_is_chosen() -> None:
    options = [{"value": "NW", "label": "Nordrhein-Westfalen"}, {"value": "HE", "label": html.Span("Hessen")}]
    markup = Markup(to_html(dbc.Checklist(id="filter-state", name="state", options=options, value=["HE"])))
    boxes = [attributes for tag, attributes in markup.elements if tag == "input"]

    assert [("checked" in box, box["type"], box["name"], box["value"]) for box in boxes] == [
        (False, "checkbox", "state", "NW"),
        (True, "checkbox", "state", "HE"),
    ]
    assert markup.all("label", "for") == [box["id"] for box in boxes]
    assert markup.problems == []
    assert markup.text == "Nordrhein-Westfalen Hessen"


def test_select_and_input_carry_their_value() -> None:
    options = [{"value": "", "label": "offen"}, {"value": "2020", "label": "2020"}]
    select = Markup(to_html(dbc.Select(id="from", name="from", options=options, value="2020")))
    box = Markup(to_html(dbc.Input(id="q", name="q", type="search", value=ATTACK, placeholder="z. B.", maxlength=100)))

    assert [attributes["value"] for tag, attributes in select.elements if "selected" in attributes] == ["2020"]
    assert (box.elements[0][1]["value"], box.elements[0][1]["maxlength"]) == (ATTACK, "100")
    assert (select.elements[0][1]["name"], box.elements[0][1]["name"]) == ("from", "q")
    assert box.problems == select.problems == []


def test_graph_keeps_its_space_and_stores_are_invisible() -> None:
    graph = to_html(dcc.Graph(id="map", style={"--height": "660px"}, className="halo"))

    assert graph == '<div class="dash-graph halo" id="map" style="--height:660px"></div>'
    assert to_html(dcc.Store(id="view", data="x")) == ""


def test_fragment_is_html_for_readers_and_empty_for_dash() -> None:
    part = html.Section([fragment("head", html.H2("Titel"), className="x"), dcc.Store(id="view")])
    layout = live(part)

    assert '<div id="head" class="x" data-fragment="head"><h2>Titel</h2></div>' in to_html(part)
    assert "Titel" not in str(layout)
    assert isinstance(layout, dict)
    assert [child["props"]["id"] for child in layout["props"]["children"]] == ["head", "view"]


def test_making_the_layout_leaves_the_tree_as_it_is() -> None:
    part = fragment("head", html.H2("Titel"))
    live(part)

    assert "Titel" in to_html(part)
