"""Names of page parts that callbacks, scripts, styles and tests share."""

from __future__ import annotations

VIEW = "view"
LANG = "lang"
FRAGMENTS = "fragments"
FACETS = "facets"

MAP_HEAD = "map-head"
MAP_FIGURE = "map-figure"
MAP_LIST = "map-list"
TIMELINE_HEAD = "timeline-head"
TIMELINE_FIGURE = "timeline-figure"
TIMELINE_TWIN = "timeline-twin"
THEMES_HEAD = "themes-head"
THEMES_BODY = "themes-body"
TIME_VIEW = "time-view"
TIME_HEAD = "time-head-line"
TIME_FIGURE = "time-figure"
TIME_TWIN = "time-twin"
TIME_MONTHS = "time-months"
TABLE = "table"
SHOWN = "filters-shown"
LAB_MAP = "lab-map-figure"
LAB_TIMELINE = "lab-timeline-figure"
GRID = "dataset-grid"
TOTALS = "dataset-totals"


def control(key: str) -> str:
    """The id of the filter control of a URL key."""
    return f"filter-{key}"


def control_text(key: str) -> str:
    """The id of the text that says what a filter control is set to."""
    return f"filter-text-{key}"
