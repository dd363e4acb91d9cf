"""The overview's map and timeline as drawings of the server, renewed like every other text of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components import chart
from dashboard.components.labs_map import labs_map
from dashboard.components.timeline_picture import timeline_picture
from dashboard.figures import timeline
from dashboard.i18n import t
from dashboard.pages.parts import lab_map_base
from dashboard.ssr import Node, Tag

if TYPE_CHECKING:
    from dashboard.pages.overview import Overview


def map_drawing(data: Overview) -> Tag:
    """The map of the labs; a click on a lab highlights or releases it, as the list beside the map does."""
    return labs_map(lab_map_base(data.lang), data.map_state, data.highlight)


def timeline_drawing(data: Overview) -> Node:
    """The lanes, or a sentence in their place."""
    if not data.timeline.labs:
        return chart.empty(t("timeline.empty", data.lang))
    drawing = timeline.content(data.timeline, data.lang)
    return timeline_picture(drawing.traces, drawing.layout)
