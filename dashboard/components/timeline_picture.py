"""The timeline as SVG, written from the same traces and layout that Plotly draws elsewhere.

Days stand at percentages of the width, lanes at percentages of the height; marks, bars' edges and letters keep their pixels.
So a drawing fits any width without a script, and a change of the filter is new HTML. Known is what the timeline uses: bars,
marks, lines, texts, rules. Marks are written without `tag`: there are hundreds, of numbers and colours only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from html import escape
from itertools import zip_longest
from math import sqrt
from typing import Any

from dashboard import theme
from dashboard.ssr import Tag, tag

Trace = Mapping[str, Any]
Layout = Mapping[str, Any]
Scale = Callable[[Any], str]
"""A value of an axis → its place in percent of the axis."""

_DAY_MS = 86_400_000
_LINE = 1.3
_MARKUP = re.compile(r"<[^>]+>")
_COLOUR = re.compile(r"color:(var\([^)]*\))")
_ANCHORS = {"left": "start", "right": "end", "center": "middle"}


def timeline_picture(traces: Sequence[Trace], layout: Layout) -> Tag:
    """Rules, names of the lanes, the axis, the column of what has no date, each a drawing of its own.

    `layout.meta.narrow` holds the other form for narrow screens, `--wide` and `--narrow` are the two heights.
    """
    narrow = layout["meta"]["narrow"]["layout"]
    bottom = layout["yaxis"]["range"][0]
    x = _scale(*(_day(end) for end in layout["xaxis"]["range"]))
    y = _scale(0, bottom)
    parts = [
        _svg("lanes-rules", [_rule(shape, x, y) for shape in layout["shapes"] if shape.get("xref") == "paper"]),
        _svg("lanes-names", _lane_names(layout, y)),
        _svg("lanes-axis", _axis(traces, layout, x, y)),
        _svg("lanes-undated", _column(traces, layout, y)),
        _svg("lanes-titles", _titles(traces, y)),
    ]
    heights = {"--wide": layout["height"], "--narrow": narrow["height"], "--foot": layout["margin"]["b"]}
    style = ";".join(f"{name}:{value}px" for name, value in heights.items())
    return tag("div", parts, class_="lanes", style=style, data_tips=True)


def _svg(css: str, parts: list[Tag]) -> Tag:
    return tag("svg", parts, class_=css)


@lru_cache(maxsize=8192)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


# Most drawings have the same axis and some number of lanes.
@lru_cache(maxsize=64)
def _scale(low: float, high: float) -> Scale:
    @lru_cache(maxsize=4096)
    def place(value: str | float) -> str:
        number = _day(value) if isinstance(value, str) else value
        return f"{(number - low) / (high - low) * 100:.2f}%"

    return place


def _axis(traces: Sequence[Trace], layout: Layout, x: Scale, y: Scale) -> list[Tag]:
    """Rules and bars end where the axis does, marks and names may stand out."""
    first, last = layout["xaxis"]["range"]
    days = _day(last) - _day(first)
    bars = [bar for trace in traces if trace["type"] == "bar" for bar in _bars(trace, days, x, y)]
    own = [trace for trace in traces if trace["type"] == "scatter" and trace.get("xaxis", "x") == "x"]
    return [
        *(_rule(shape, x, y) for shape in layout["shapes"] if shape.get("xref") != "paper"),
        tag("svg", bars, width="100%", height="100%", class_="inner"),
        *(part for trace in own for part in _scatter(trace, x, y)),
        *_ticks(layout, x),
        *(_note(note, x, y) for note in layout["annotations"] if "xref" not in note),
    ]


def _titles(traces: Sequence[Trace], y: Scale) -> list[Tag]:
    """Names above the lanes, where there is no room beside them."""
    return [part for trace in traces if trace.get("xaxis") == "x3" for part in _scatter(trace, _scale(0, 1), y)]


def _column(traces: Sequence[Trace], layout: Layout, y: Scale) -> list[Tag]:
    """What has no date."""
    x = _scale(*layout["xaxis2"]["range"])
    own = [trace for trace in traces if trace.get("xaxis") == "x2"]
    heads = [note for note in layout["annotations"] if note.get("xref") == "x2 domain"]
    return [
        *(part for trace in own for part in _scatter(trace, x, y)),
        *(_note(note, _scale(0, 1), y) for note in heads),
    ]


def _rule(shape: Mapping[str, Any], x: Scale, y: Scale) -> Tag:
    line = shape["line"]
    is_across = shape.get("xref") == "paper"
    x1, x2 = ("0", "100%") if is_across else (x(shape["x0"]), x(shape["x1"]))
    dash = ' stroke-dasharray="3 3"' if line.get("dash") == "dot" else ""
    y1, y2 = y(shape["y0"]), y(shape["y1"])
    return Tag(f'<line y1="{y1}" y2="{y2}" stroke="{line["color"]}"{dash} x1="{x1}" x2="{x2}"></line>')


def _bars(trace: Trace, days: int, x: Scale, y: Scale) -> Iterable[Tag]:
    height = trace["width"]
    marker = trace["marker"]
    width = _scale(0, days)
    rows = zip(
        trace["base"], trace["x"], trace["y"], marker["color"], marker["line"]["color"], trace["hovertext"], strict=True
    )
    for start, length, middle, fill, edge, hover in rows:
        place = f'x="{x(start)}" y="{y(middle - height / 2)}"'
        size = f'width="{width(length / _DAY_MS)}" height="{y(height)}"'
        yield Tag(f'<rect {place} {size} fill="{fill}" stroke="{edge}{_tip(hover)}></rect>')


@lru_cache(maxsize=8192)
def _tip(hover: str | None) -> str:
    """The end of an attribute and, if there is one, that with the text that appears beside a mark."""
    return '"' if hover is None else f'" data-tip="{escape(hover)}"'


def _scatter(trace: Trace, x: Scale, y: Scale) -> list[Tag]:
    draw = {"markers": _marks, "lines": _lines, "text": _texts}[trace["mode"]]
    return draw(trace, x, y)


def _each(value: object, n: int) -> Sequence[Any]:
    """One value per mark, also where all share one."""
    return value if isinstance(value, list) else [value] * n


def _marks(trace: Trace, x: Scale, y: Scale) -> list[Tag]:
    """The marks of a trace, those that look the same in a group."""
    n = len(trace["x"])
    marker = trace["marker"]
    line = marker.get("line", {})
    looks = zip(
        _each(marker.get("symbol", "circle"), n),
        _each(marker["size"], n),
        _each(marker.get("color"), n),
        _each(line.get("color"), n),
        _each(line.get("width", 0), n),
        strict=True,
    )
    groups: dict[tuple[Any, ...], list[str]] = {}
    for look, at_x, at_y, hover in zip_longest(looks, trace["x"], trace["y"], trace.get("hovertext", ())):
        before, between, end = _mark(look[0], look[1], look[4])
        groups.setdefault(look, []).append(f"{before}{x(at_x)}{between}{y(at_y)}{_tip(hover)}{end}")
    return [_group(look, Tag("".join(marks))) for look, marks in groups.items()]


def _group(look: tuple[Any, ...], marks: Tag) -> Tag:
    symbol, size, colour, edge, width = look
    if symbol == "line-ns":
        move = f"translate({-width / 2:g} {-_tick_px(size) / 2:g})"
        return tag("g", marks, fill=edge, transform=move)
    return tag("g", marks, fill=colour, stroke=edge, stroke_width=width if edge else None)


def _tick_px(size: float) -> float:
    return round(1.4 * size, 1)


@cache
def _mark(symbol: str, size: float, width: float) -> tuple[str, str, str]:
    """A mark as Plotly sizes it: what stands before its x, between x and y, after its y and its hover text."""
    if symbol == "circle":
        return f'<circle r="{size / 2:g}" cx="', '" cy="', "></circle>"
    if symbol == "line-ns":
        return f'<rect width="{width}" height="{_tick_px(size)}" x="', '" y="', "></rect>"
    return '<svg x="', '" y="', f'><path d="{_PATHS[symbol](size / 2)}"></path></svg>'


def _cross(r: float) -> str:
    d = round(1.4 * r, 2)
    return f"M{-d} {-d}L{d} {d}M{d} {-d}L{-d} {d}"


def _diamond(r: float) -> str:
    d = round(1.3 * r, 2)
    return f"M{d} 0L0 {d}L{-d} 0L0 {-d}z"


def _arrow(r: float) -> str:
    d = round(2 * r / sqrt(3), 2)
    return f"M{-r / 2:g} {-d}V{d}L{r:g} 0z"


_PATHS: Mapping[str, Callable[[float], str]] = {"x-thin": _cross, "diamond": _diamond, "triangle-right": _arrow}


def _lines(trace: Trace, x: Scale, y: Scale) -> list[Tag]:
    """Lines of two points each, with a gap after them."""
    line = trace["line"]
    points = list(zip(trace["x"], trace["y"], strict=True))
    found = []
    for (x1, y1), (x2, y2) in zip(points[::3], points[1::3], strict=True):
        begin, end = f'x1="{x(x1)}" y1="{y(y1)}"', f'x2="{x(x2)}" y2="{y(y2)}"'
        found.append(Tag(f"<line {begin} {end}></line>"))
    dash = "2 4" if line["dash"] == "dot" else None
    return [tag("g", found, stroke=line["color"], stroke_width=line["width"], stroke_dasharray=dash)]


def _texts(trace: Trace, x: Scale, y: Scale) -> list[Tag]:
    font = trace.get("textfont", {})
    size = font.get("size", theme.SMALL)
    anchor = "end" if trace["textposition"] == "middle left" else "start"
    colours = _each(font.get("color"), len(trace["x"]))
    rows = zip(trace["x"], trace["y"], trace["text"], colours, strict=True)
    texts = [_text(text, x(at_x), y(at_y), size, fill=colour) for at_x, at_y, text, colour in rows]
    return [tag("g", texts, text_anchor=anchor, class_="narrow-only" if trace.get("visible") is False else None)]


# Names of labs and years come again with every filter.
@lru_cache(maxsize=2048)
def _text(text: str, x: str, y: str, size: float, *, lift: float = 0.5, **more: object) -> Tag:
    """Lines of a text with Plotly's markup; `lift`: share of their height that stands above y."""
    lines = text.split("<br>")
    first = size * (1 - _LINE * lift * len(lines))
    spans = []
    for index, line in enumerate(lines):
        look, words = _words(line)
        spans.append(Tag(f'<tspan x="{x}" dy="{size * _LINE if index else first:.1f}"{look}>{words}</tspan>'))
    return tag("text", spans, x=x, y=y, font_size=size, **more)


@lru_cache(maxsize=2048)
def _words(line: str) -> tuple[str, str]:
    """A line of text with Plotly's markup as attributes and words."""
    colour = _COLOUR.search(line)
    weight = ' font-weight="700"' if "<b>" in line else ""
    return weight + (f' fill="{colour[1]}"' if colour else ""), escape(_MARKUP.sub("", line))


def _note(note: Mapping[str, Any], x: Scale, y: Scale) -> Tag:
    """A text beside a place."""
    return _text(
        note["text"],
        x(note["x"]),
        y(note["y"]),
        note["font"]["size"],
        lift=0 if note.get("yanchor") == "top" else 0.5,
        fill=note["font"].get("color"),
        text_anchor=_ANCHORS[note["xanchor"]],
        transform=f"translate({note['xshift']} 0)" if note.get("xshift") else None,
        class_="wide-only cased" if "bgcolor" in note else "wide-only",
    )


def _lane_names(layout: Layout, y: Scale) -> list[Tag]:
    axis = layout["yaxis"]
    size = axis["tickfont"]["size"]
    names = zip(axis["tickvals"], axis["ticktext"], strict=True)
    return [_text(name, "100%", y(top), size) for top, name in names]


def _ticks(layout: Layout, x: Scale) -> list[Tag]:
    """Names below the axis, where need be in a short form for narrow screens."""
    axis = layout["xaxis"]
    size = axis["tickfont"]["size"]
    short = layout["meta"]["narrow"]["layout"]["xaxis"].get("ticktext")

    def names(texts: Sequence[str], css: str | None) -> Tag:
        marks = zip(axis["tickvals"], texts, strict=True)
        return tag("g", [_text(text, x(day), "100%", size, lift=0) for day, text in marks], class_=css, text_anchor="middle")

    return [names(axis["ticktext"], "wide-only"), names(short, "narrow-only")] if short else [names(axis["ticktext"], None)]
