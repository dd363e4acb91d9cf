"""The timeline as SVG holds what the figure holds: every mark, bar and text at its place, whatever the filters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest

from dashboard import db
from dashboard.components.timeline_picture import timeline_picture
from dashboard.figures.timeline import Drawing, content
from dashboard.filters import View
from dashboard.pages.overview import Overview
from tests.conftest import using

Element = ElementTree.Element
QUERIES = [
    {},
    {"state": "NW"},
    {"focus": "oberrhein"},
    {"focus": "bad-belzig-wiesenburg", "span": "all"},
    {"theme": "participation", "from": "2021", "to": "2021"},
]


@pytest.fixture(scope="module", autouse=True)
def _real_data(database: db.Database) -> Iterator[None]:
    with using(database):
        yield


@pytest.fixture(params=QUERIES, ids=str)
def drawn(request: pytest.FixtureRequest) -> Drawing:
    data = Overview(View.from_query(list(request.param.items())), "de")
    return content(data.timeline, "de")


def picture(drawn: Drawing) -> Element:
    text = timeline_picture(drawn.traces, drawn.layout)
    return ElementTree.fromstring(text.replace(" data-tips", ' data-tips=""'))  # noqa: S314 (our own text)


def percent(element: Element, name: str) -> float:
    return float(str(element.get(name)).rstrip("%"))


def days(drawn: Drawing) -> tuple[date, date]:
    first, last = drawn.layout["xaxis"]["range"]
    return date.fromisoformat(first), date.fromisoformat(last)


def test_every_hover_text_of_the_figure_is_said_by_as_many_marks(drawn: Drawing) -> None:
    said = Counter(item.get("data-tip") for item in picture(drawn).iter() if item.get("data-tip"))
    expected = Counter(text for trace in drawn.traces for text in trace.get("hovertext", ()))

    assert said == expected
    assert sum(said.values()) > 20


def test_bars_begin_and_end_on_their_days(drawn: Drawing) -> None:
    first, last = days(drawn)
    bars = [bar for svg in picture(drawn).iter("svg") if svg.get("class") == "inner" for bar in svg]
    expected = [
        (start, length, middle)
        for trace in drawn.traces
        if trace["type"] == "bar"
        for start, length, middle in zip(trace["base"], trace["x"], trace["y"], strict=True)
    ]

    assert len(bars) == len(expected) > 0
    for bar, (start, length, middle) in zip(bars, expected, strict=True):
        begin = (date.fromisoformat(start) - first) / (last - first) * 100
        assert percent(bar, "x") == pytest.approx(begin, abs=0.01)
        assert percent(bar, "width") == pytest.approx(length / 864e5 / (last - first).days * 100, abs=0.01)
        top, height = percent(bar, "y"), percent(bar, "height")
        assert top + height / 2 == pytest.approx(middle / drawn.layout["yaxis"]["range"][0] * 100, abs=0.02)


def test_marks_stand_on_their_days(drawn: Drawing) -> None:
    first, last = days(drawn)
    bottom = drawn.layout["yaxis"]["range"][0]
    trace = next(trace for trace in drawn.traces if trace["name"] == "milestones")
    marks = [mark for mark in picture(drawn).iter("svg") if mark.get("data-tip") in trace["hovertext"]]

    assert len(marks) == len(trace["x"])
    for mark, day, y in zip(marks, trace["x"], trace["y"], strict=True):
        assert percent(mark, "x") == pytest.approx((date.fromisoformat(day) - first) / (last - first) * 100, abs=0.01)
        assert percent(mark, "y") == pytest.approx(y / bottom * 100, abs=0.01)


def test_every_text_is_written_without_markup(drawn: Drawing) -> None:
    texts = {"".join(text.itertext()) for text in picture(drawn).iter("text")}
    notes = [*(str(note["text"]) for note in drawn.layout["annotations"]), *drawn.layout["yaxis"]["ticktext"]]
    notes += drawn.layout["xaxis"]["ticktext"]
    notes += [text for trace in drawn.traces for text in trace.get("text", ())]

    assert not any("<" in text for text in texts)
    assert {re.sub("<[^>]+>", "", note) for note in notes} == texts - set(short_ticks(drawn))


def short_ticks(drawn: Drawing) -> list[str]:
    """What only stands below a narrow axis."""
    narrow = drawn.layout["meta"]["narrow"]["layout"]["xaxis"].get("ticktext", [])
    return [re.sub("<[^>]+>", "", text) for text in narrow]


def test_names_of_lanes_stand_beside_or_above_them_and_labels_only_where_there_is_room(drawn: Drawing) -> None:
    """What figures hide or show on narrow screens has a class for it."""
    found = picture(drawn)
    above = [
        group for group in found.iter("g") if group.get("class") == "narrow-only" and group.get("text-anchor") != "middle"
    ]
    labels = [text for text in found.iter("text") if "wide-only" in str(text.get("class"))]

    assert [len(group) for group in above] == [len(drawn.layout["yaxis"]["tickvals"])]
    assert len(labels) == len(drawn.layout["annotations"])


def test_heights_are_those_of_the_figure(drawn: Drawing) -> None:
    style = dict(item.split(":") for item in str(picture(drawn).get("style")).split(";"))

    assert style["--wide"] == f"{drawn.layout['height']}px"
    assert style["--narrow"] == f"{drawn.layout['meta']['narrow']['layout']['height']}px"


def test_crowds_are_circles_by_quarter_and_ticks_by_month() -> None:
    """Traces that only large programmes have."""
    data = Overview(View.from_query([]), "de").timeline
    starts = [
        {"lab_id": "oberrhein", "start": date(2021, 4, 1), "n": 40},
        {"lab_id": "oberrhein", "start": date(2021, 7, 1), "n": 10},
    ]
    months = [{"lab_id": "oberrhein", "month": date(2021, 5, 1), "n": 3}]
    crowded = type(data)(
        data.labs, (), (), data.milestones, data.first_year, data.last_year, starts=starts, event_months=months
    )
    said = {item.get("data-tip"): item for item in picture(content(crowded, "de")).iter() if item.get("data-tip")}

    assert float(str(said["2. Quartal 2021: 40 Teilprojekte"].get("r"))) == 2 * float(
        str(said["3. Quartal 2021: 10 Teilprojekte"].get("r"))
    )
    assert said["Mai 2021: 3 Ereignisse"].tag == "rect"
