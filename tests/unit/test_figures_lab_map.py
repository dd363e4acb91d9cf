"""The map of one lab, drawn from a square town, a square district and two neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.figures.lab_map import HEIGHT_PX, WIDTH_PX, Ground, LabMap, Member, lab_map, split_far, window
from dashboard.queries.areas import Area, Ring


def square(level: str, ags: str, x: float, y: float, side: float) -> Ring:
    """A square with its lower left corner at x, y."""
    xs, ys = [x, x + side, x + side, x, x], [y, y, y + side, y + side, y]
    return Ring(level, ags, np.array(xs), np.array(ys))


def member(level: str, ags: str, name: str, role: str, x: float, y: float, people: int = 1000) -> Member:
    return Member(level, ags, name, role, role, people, x, y)


TOWN = member("municipality", "01001001", "Stadt", "lead", 5, 5, 9000)
DISTRICT = member("district", "01002", "Landkreis", "partner", 30, 10, 90000)
FAR = member("municipality", "09001001", "Ferne", "associated", 5, -400)
SHAPES = (
    square("municipality", "01001001", 0, 0, 10),
    square("district", "01002", 20, 0, 20),
    square("municipality", "09001001", 0, -405, 10),
)
NEIGHBOURS = (
    Area("municipality", "01001001", "Stadt", 9000, 5.0, 5.0),
    Area("municipality", "01002005", "Im Kreis", 500, 25.0, 5.0),
    Area("municipality", "01003001", "Nachbar", 400, 30.0, 28.0),
)


def lab(*members: Member, seat: tuple[str, float, float] | None = ("Stadt", 5, 5)) -> LabMap:
    return LabMap(members, SHAPES, seat)


def drawn(data: LabMap) -> Any:
    ground = Ground(
        [ring for ring in SHAPES if ring.level == "municipality"],
        [],
        [],
        NEIGHBOURS,
        (-330, -420, 320, 460),
        "/light.svg",
        "/dark.svg",
    )
    return go.Figure(lab_map(data, ground, "de"))


def trace(figure: Any, name: str) -> Any:
    return next(item for item in figure.data if item.name == name)


def texts(figure: Any) -> set[str]:
    return {note.text for note in figure.layout.annotations}


def test_window_has_the_shape_of_the_picture_and_holds_all_near_members() -> None:
    x0, y0, x1, y1 = window(lab(TOWN, DISTRICT))

    assert (x1 - x0) / (y1 - y0) == pytest.approx(WIDTH_PX / HEIGHT_PX, rel=0.01)
    assert x0 < 0
    assert x1 > 40
    assert y0 < 0
    assert y1 > 20


def test_a_small_place_is_shown_with_its_surroundings() -> None:
    x0, y0, x1, y1 = window(lab(TOWN))

    assert y1 - y0 == pytest.approx(24, abs=0.2)
    assert x1 - x0 == pytest.approx(28.8, abs=0.2)


def test_members_far_from_the_seat_leave_the_window_and_stand_on_the_small_map() -> None:
    data = lab(TOWN, DISTRICT, FAR)
    near, far = split_far(data)
    figure = drawn(data)

    assert [row.name for row in near] == ["Stadt", "Landkreis"]
    assert [row.name for row in far] == ["Ferne"]
    assert window(data) == window(lab(TOWN, DISTRICT))
    assert list(trace(figure, "far members").text) == ["Ferne"]
    assert trace(figure, "far members").xaxis == "x2"


def test_without_a_seat_the_largest_member_is_the_middle() -> None:
    near, far = split_far(lab(TOWN, DISTRICT, FAR, seat=None))

    assert (len(near), [row.name for row in far]) == (2, ["Ferne"])


def test_roles_differ_in_fill_and_edge() -> None:
    near = FAR._replace(ags="01001001", x_km=5, y_km=5)
    looks = {
        role: trace(drawn(lab(near._replace(role=role), seat=None)), "area 01001001")
        for role in ("lead", "partner", "associated")
    }

    assert {role: (look.fillcolor, look.line.dash) for role, look in looks.items()} == {
        "lead": ("var(--highlight)", "solid"),
        "partner": ("var(--highlight-pale)", "solid"),
        "associated": ("var(--highlight-tint)", "dash"),
    }


def test_districts_lie_below_municipalities() -> None:
    names = [item.name for item in drawn(lab(TOWN, DISTRICT)).data]

    assert names.index("area 01002") < names.index("area 01001001")


def test_neighbours_are_named_but_not_what_lies_in_a_member_district() -> None:
    found = texts(drawn(lab(TOWN, DISTRICT)))

    assert found == {"<b>Stadt</b>", "<b>Landkreis</b>", "Nachbar"}


def test_hover_says_name_role_and_inhabitants() -> None:
    assert trace(drawn(lab(TOWN)), "area 01001001").text == "<b>Stadt</b><br>lead<br>9.000 Einwohner (31.12.2021)"


def test_a_lab_without_known_lead_has_no_seat() -> None:
    names = [item.name for item in drawn(lab(TOWN, seat=None)).data]

    assert "seat" not in names


def test_scale_bar_is_a_round_number_within_a_third_of_the_window() -> None:
    figure = drawn(lab(TOWN, DISTRICT))
    bar = trace(figure, "scale")
    width = figure.layout.xaxis.range[1] - figure.layout.xaxis.range[0]

    assert bar.x[2] - bar.x[0] == 10
    assert bar.x[2] - bar.x[0] <= 0.3 * width
    assert "10\N{NO-BREAK SPACE}km" in bar.text[1]


def test_dark_picture_of_the_small_map_is_named() -> None:
    assert drawn(lab(TOWN)).layout.meta["dark_images"] == {"/light.svg": "/dark.svg"}
