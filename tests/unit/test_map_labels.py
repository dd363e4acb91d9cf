"""Names on maps stay within the picture and off each other."""

from __future__ import annotations

from dashboard.map_labels import Name, place_names

SIZE = (400.0, 300.0)


def test_a_lone_name_stands_above_its_point() -> None:
    (found,) = place_names([Name("Brandis", 200, 150)], SIZE)

    assert (found.index, found.dx, found.dy, found.anchor) == (0, 0, -15, "center")


def test_a_name_gives_way_to_the_one_before_it() -> None:
    found = place_names([Name("Brandis", 200, 150), Name("Machern", 240, 150)], SIZE)

    assert [(item.dx, item.dy, item.anchor) for item in found] == [(0, -15, "center"), (10, 0, "left")]


def test_a_neighbour_without_room_is_left_out_and_a_member_never() -> None:
    blocked = [(0.0, 0.0, 400.0, 300.0)]
    found = place_names([Name("Brandis", 200, 150), Name("Leipzig", 100, 150, may_go=True)], SIZE, blocked)

    assert [item.index for item in found] == [0]


def test_a_neighbour_keeps_within_the_picture() -> None:
    names = [Name("Leipzig", 5, 150, may_go=True), Name("Wurzen", 200, 150, may_go=True)]

    assert [item.index for item in place_names(names, SIZE)] == [1]


def test_names_do_not_cover_the_points_of_members() -> None:
    names = [Name("Naunhof", 200, 150), Name("Borsdorf", 200, 134)]
    (first, _) = place_names(names, SIZE)

    assert (first.dx, first.dy) == (10, 0)
