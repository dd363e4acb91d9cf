"""A map of classes as one SVG file: an area per municipality or district, light or dark as the reader's system says."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import numpy as np

from dashboard.config import ROOT
from dashboard.map_classes import Floats

# Lengths in units of the map, 0.1 km each.
_MARGIN, _LEGEND_WIDTH, _TITLE, _TEXT = 300, 2600, 260, 165
_TITLE_LETTERS, _FOOT_LETTERS = 62, 118
_WIDTH = 6600
_CSS = ROOT / "assets" / "css"
_TOKENS = ("bg", "ink", "ink-2", "control", "highlight")


@dataclass(frozen=True)
class AreaMap:
    """What is drawn: path data by shade (`none`, `1` … `5`), state lines, rings of the labs' places, of the focus.

    `box` is left, upper, right and lower edge of what is shown, in the units of the paths; `label` the text alternative.
    """

    areas: Mapping[str, str]
    states: str
    labs: str
    focus: str
    box: tuple[int, int, int, int]
    label: str


@dataclass(frozen=True)
class Words:
    """What stands around a map that travels alone: title, unit, (shade, limits) from the highest, lines of the foot."""

    title: str
    unit: str
    classes: Sequence[tuple[str, str]]
    foot: Sequence[str]


def area_map(data: AreaMap, words: Words | None = None) -> str:
    """The SVG document; with `words` it can stand alone."""
    left, upper, right, lower = data.box
    size = (right - left, lower - upper)
    # A state alone is drawn as wide as Germany, so that the words around it fit.
    scale = max(1.0, _WIDTH / size[0]) if words else 1.0
    drawn = [f'<path class="s{shade}" d="{path}"/>' for shade, path in data.areas.items() if path]
    for css, path in (("states", data.states), ("labs", data.labs), ("focus", data.focus)):
        drawn += [f'<path class="line {css}" d="{path}"/>'] if path else []
    around: list[str] = []
    over, total = 0, size
    if words:
        around, over, total = _around(words, (round(size[0] * scale), round(size[1] * scale)))
    move = f"translate({_MARGIN if words else 0} {over}) scale({scale:.4g}) translate({-left} {-upper})"
    body = f'<g transform="{move}">{"".join(drawn)}</g>{"".join(around)}'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total[0]} {total[1]}" width="{total[0] // 10}" '
        f'height="{total[1] // 10}" role="img"><title>{escape(data.label)}</title>'
        f"<style>{_style(bool(words), scale)}</style>{body}</svg>\n"
    )


def _around(words: Words, size: tuple[int, int]) -> tuple[list[str], int, tuple[int, int]]:
    """Title, legend and foot; where the map begins; width and height of all."""
    title = textwrap.wrap(words.title, _TITLE_LETTERS)
    over = 2 * _MARGIN + len(title) * _TITLE * 5 // 4
    found = [_text(line, "title", _MARGIN, _MARGIN + (index + 1) * _TITLE * 5 // 4 - 60) for index, line in enumerate(title)]
    left = size[0] + 2 * _MARGIN
    found.append(_text(words.unit, "unit", left, over + 200))
    for index, (shade, limits) in enumerate(words.classes):
        top = over + 330 + index * 280
        found.append(f'<rect class="s{shade} key" x="{left}" y="{top}" width="230" height="180"/>')
        found.append(_text(limits, "", left + 320, top + 145))
    foot = [line for text in words.foot for line in textwrap.wrap(text, _FOOT_LETTERS)]
    under = over + size[1] + _MARGIN
    found += [_text(line, "foot", _MARGIN, under + (index + 1) * _TEXT * 3 // 2) for index, line in enumerate(foot)]
    return found, over, (left + _LEGEND_WIDTH, under + (len(foot) + 2) * _TEXT * 3 // 2)


def _text(text: str, css: str, x: int, y: int) -> str:
    return f'<text class="{css}" x="{x}" y="{y}">{escape(text)}</text>'


@lru_cache(maxsize=40)
def _style(is_alone: bool, scale: float) -> str:
    """Colours of the page, lines as thick at any scale; a line of the colour of each area closes the gap to the next."""
    light, dark = _colours(":root"), _colours('[data-bs-theme="dark"]')
    shades = "".join(f".s{name}{{fill:var(--map-{name});stroke:var(--map-{name})}}" for name in ("none", *"12345"))
    return (
        f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"path{{fill-rule:evenodd;stroke-width:3;stroke-linejoin:round}}{shades}"
        f".line{{fill:none;stroke-width:{10 / scale:.3g}}}"
        ".states{stroke:var(--control)}.labs{stroke:var(--ink)}"
        f".focus{{stroke:var(--highlight);stroke-width:{24 / scale:.3g}}}"
        f"text{{font:{_TEXT}px sans-serif;fill:var(--ink)}}.title{{font-size:{_TITLE}px;font-weight:700}}"
        ".unit{font-weight:700}.foot{fill:var(--ink-2)}.key{stroke:var(--control);stroke-width:8}"
    ) + ("svg{background:var(--bg)}" if is_alone else "")


def _colours(scheme: str) -> str:
    """The tokens of a scheme; shades mixed here, as drawing programs do not know color-mix."""
    css = (_CSS / "tokens.css").read_text("utf-8")
    found = dict(re.findall(r"--([\w-]+):\s*(#\w{6})", _block(css, scheme)))
    tokens = {name: found[name] for name in _TOKENS}
    mixed = re.findall(r"--(map-\d): color-mix\(in oklab, var\(--accent\) (\d+)%", _block(_shades(), scheme))
    tokens |= {name: mix(found["accent"], found["bg"], int(share) / 100) for name, share in mixed}
    tokens |= {"map-5": found["accent"], "map-none": found["surface-2"]}
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())


def _shades() -> str:
    return (_CSS / "indicators.css").read_text("utf-8")


def _block(css: str, selector: str) -> str:
    return css.split(f"{selector} {{", 1)[1].split("}", 1)[0]


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def mix(colour: str, other: str, share: float) -> str:
    """color-mix(in oklab, colour share, other) of two #rrggbb, as CSS Color 4 defines it."""
    labs = [_TO_LAB @ np.cbrt(_TO_LMS @ _linear(text)) for text in (colour, other)]
    lms = np.linalg.solve(_TO_LAB, labs[0] * share + labs[1] * (1 - share)) ** 3
    linear = np.clip(np.linalg.solve(_TO_LMS, lms), 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * value):02x}" for value in coded)


def _linear(colour: str) -> Floats:
    coded = np.array([int(colour[index : index + 2], 16) for index in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
