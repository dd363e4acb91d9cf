"""Labs and organisations as a picture of points and lines: an extra beside the table, with the same content."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dashboard import catalog
from dashboard.i18n import Lang
from dashboard.queries.network import Actor
from dashboard.ssr import Tag, tag
from dashboard.urls import page_url

WIDTH, HEIGHT = 1280, 690
_CENTRE = (WIDTH / 2, HEIGHT / 2)
_RADII = (430.0, 270.0)
# Points around a lab: the golden angle spreads any number of them evenly.
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_STEP = 11.5

Point = tuple[float, float]


def network_picture(actors: Sequence[Actor], labs: Sequence[str], label: str, lang: Lang) -> Tag:
    """Labs on an ellipse in their order, their organisations around them, those of several labs between them.

    The places follow from the order alone, so the picture is the same at every visit.
    """
    places = lab_places(labs)
    bridges = [actor for actor in actors if actor.is_bridge]
    between = bridge_places(bridges, places)
    parts = [_line(places[lab], between[actor.organisation_id]) for actor in bridges for lab in actor.roles]
    for lab in labs:
        own = [actor for actor in actors if not actor.is_bridge and lab in actor.roles]
        points = around(places[lab], len(own))
        parts += [_own(actor, point, lang) for actor, point in zip(own, points, strict=True)]
        parts.append(_lab(lab, places[lab], _spread(len(own)), lang))
    parts += [_bridge(actor, between[actor.organisation_id], lang) for actor in bridges]
    return tag("svg", parts, class_="network-picture", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="group", aria_label=label)


def lab_places(labs: Sequence[str]) -> dict[str, Point]:
    """The labs clockwise on an ellipse, the first on top."""
    found = {}
    for index, lab in enumerate(labs):
        angle = 2 * math.pi * index / max(len(labs), 1) - math.pi / 2
        found[lab] = (_CENTRE[0] + _RADII[0] * math.cos(angle), _CENTRE[1] + _RADII[1] * math.sin(angle))
    return found


def bridge_places(bridges: Sequence[Actor], places: Mapping[str, Point]) -> dict[str, Point]:
    """Each bridge at the middle of its labs, drawn towards the centre; those at one place below each other."""
    found: dict[str, Point] = {}
    for actor in bridges:
        xs, ys = zip(*(places[lab] for lab in actor.roles if lab in places), strict=True)
        x = 0.75 * sum(xs) / len(xs) + 0.25 * _CENTRE[0]
        y = 0.75 * sum(ys) / len(ys) + 0.25 * _CENTRE[1]
        while any(abs(y - other[1]) < 34 and abs(x - other[0]) < 240 for other in found.values()):
            y += 34
        found[actor.organisation_id] = (x, y)
    return found


def around(centre: Point, n: int) -> list[Point]:
    """n points on a spiral around a lab, none closer than its own disc."""
    found = []
    for index in range(n):
        radius = _spread(index)
        angle = index * _GOLDEN_ANGLE
        found.append((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
    return found


def _spread(n: int) -> float:
    """Distance of the n-th point from its lab."""
    return _STEP * math.sqrt(n + 3.2)


def _line(a: Point, b: Point) -> Tag:
    return tag("line", None, x1=_n(a[0]), y1=_n(a[1]), x2=_n(b[0]), y2=_n(b[1]), class_="network-line")


def _n(value: float) -> str:
    return f"{value:.1f}"


def _linked(inner: list[Tag], page: str, key: str, lang: Lang) -> Tag:
    return tag("a", inner, href=page_url(page, lang, key))


def _own(actor: Actor, point: Point, lang: Lang) -> Tag:
    (lab, role) = next(iter(actor.roles.items()))
    text = f"{actor.name}, {catalog.label('role', role, lang)}, {catalog.label('lab', lab, lang)}"
    size = 5.5 if role == "lead" else 4
    spot = tag("circle", tag("title", text), cx=_n(point[0]), cy=_n(point[1]), r=size, class_=f"network-own {role}")
    # Reached by keyboard in the table, not here: 120 stops would be a trap.
    return tag("a", spot, href=page_url("organisation", lang, actor.organisation_id), tabindex="-1")


def _lab(lab: str, point: Point, radius: float, lang: Lang) -> Tag:
    name = catalog.label("lab", lab, lang)
    right = point[0] >= _CENTRE[0] - 1
    attributes = {"x": _n(point[0] + (radius + 10) * (1 if right else -1)), "text_anchor": "start" if right else "end"}
    text = tag("text", name, y=_n(point[1] + 5), class_="network-lab-name", **attributes)
    spot = tag("circle", None, cx=_n(point[0]), cy=_n(point[1]), r=9, class_="network-lab")
    return _linked([spot, text], "lab", lab, lang)


def _bridge(actor: Actor, point: Point, lang: Lang) -> Tag:
    spot = tag("rect", None, x=_n(point[0] - 6), y=_n(point[1] - 6), width=12, height=12, class_="network-bridge")
    text = tag("text", actor.name, x=_n(point[0]), y=_n(point[1] - 12), text_anchor="middle", class_="network-bridge-name")
    return _linked([spot, text], "organisation", actor.organisation_id, lang)
