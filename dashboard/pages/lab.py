"""The page of a lab: portrait, map, partners, time, subprojects, sources and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from dashboard import catalog, db, ids
from dashboard.components import chart, shell
from dashboard.components.facts import Record
from dashboard.document import Page
from dashboard.figures.lab_map import Ground, LabMap, Member, Window, lab_map, window
from dashboard.figures.lab_timeline import LabTimeline, is_dated, lab_timeline
from dashboard.i18n import Lang, t
from dashboard.overlap import Overlap, similar_groups
from dashboard.pages import lab_parts as parts
from dashboard.pages import lab_sections as sections
from dashboard.pages.more import more
from dashboard.pages.things import as_of, record_foot
from dashboard.queries import areas, geo, lab_pages, labs, states
from dashboard.ssr import Tag, fragment
from dashboard.urls import Pairs, page_url

Row = dict[str, object]
# Fields of the record that an error report can name, with the key of their label.
_FIELDS = ("start_date", "lead_organisation_id", "funding_eur", "focus_de", "states", "website")


@dataclass(frozen=True)
class Lab:
    """Everything a lab's page shows, read when it is asked for."""

    row: Row
    lang: Lang

    @property
    def key(self) -> str:
        """lab_id."""
        return str(self.row["lab_id"])

    @cached_property
    def members(self) -> list[Row]:
        """queries.lab_pages.members."""
        return lab_pages.members(self.key)

    @cached_property
    def subprojects(self) -> list[Row]:
        """queries.lab_pages.subprojects."""
        return lab_pages.subprojects(self.key)

    @cached_property
    def events(self) -> list[Row]:
        """queries.lab_pages.events."""
        return lab_pages.events(self.key)

    @cached_property
    def documents(self) -> list[Row]:
        """queries.lab_pages.documents."""
        return lab_pages.documents(self.key)

    @cached_property
    def figures(self) -> list[Row]:
        """Published figures about this lab."""
        return lab_pages.figures(self.key, labs.published())

    @cached_property
    def similar(self) -> list[Overlap]:
        """Labs with similar work, most similar first."""
        return similar_groups(self.key, lab_pages.term_counts())

    @cached_property
    def map(self) -> LabMap:
        """The lab's places."""
        return _lab_map(db.current().path, self.key, self.lang)

    @property
    def timeline(self) -> LabTimeline:
        """The lab's dates."""
        return LabTimeline(self.row, [row for row in self.subprojects if is_dated(row)], self.events)


@lru_cache(maxsize=64)
def _lab_map(_path: Path, key: str, lang: Lang) -> LabMap:
    row = lab_pages.lab(key)
    members = [member for member in lab_pages.members(key) if member["level"]]
    keys = [str(member["ags"]) for member in members]
    units = {unit.ags: unit for unit in areas.units(keys)}
    lead = areas.units([str(row["lead_ags"])]) if row and row["lead_ags"] else []
    seat = next(((unit.name, unit.x_km, unit.y_km) for unit in lead if unit.level == "municipality"), None)
    return LabMap([_member(member, units[str(member["ags"])], lang) for member in members], areas.shapes(keys), seat)


def _member(row: Row, unit: areas.Area, lang: Lang) -> Member:
    return Member(
        level=unit.level,
        ags=unit.ags,
        name=unit.name if unit.level == "municipality" else str(row["name"]),
        role=str(row["role"]),
        role_label=catalog.label("role", str(row["role"]), lang),
        population_2021=unit.population_2021,
        x_km=unit.x_km,
        y_km=unit.y_km,
    )


def map_ground(view: Window) -> Ground:
    """What lies around in a window."""
    return Ground(
        municipalities=areas.outlines_in("municipality", view),
        districts=areas.outlines_in("district", view),
        states=areas.outlines_in("state", view),
        neighbours=areas.named_in(view),
        extent=geo.extent("ground-light"),
        light=geo.url("ground-light"),
        dark=geo.url("ground-dark"),
    )


def page(lang: Lang, key: str, _query: Pairs) -> Page | None:
    """The page of a lab; None for an unknown key."""
    row = lab_pages.lab(key)
    if row is None:
        return None
    data = Lab(row, lang)
    name = str(row[f"name_{lang}"])
    body = html.Div(
        [
            fragment("lab-head", [_breadcrumb(data), parts.head(data)]),
            _map(data),
            _timeline(data),
            fragment(
                "lab-rest",
                [
                    sections.subproject_cards(data),
                    html.Div([sections.remarks(data), sections.similar_labs(data)], className="two-columns"),
                    _more("", "lab-similar", data),
                    sections.not_known(data),
                    sections.documents(data),
                    sections.sources(data),
                    record_foot(_record(data), "lab", lang),
                    sections.neighbours(data),
                ],
            ),
        ],
        className="wrap lab-page",
    )
    return Page(
        t("lab.title", lang, name=name), t("lab.description", lang, name=name, focus=str(row[f"focus_{lang}"])), body
    )


def _breadcrumb(data: Lab) -> Component:
    lang = data.lang
    codes = str(data.row["states"])
    steps = [
        (t("nav.labs", lang), page_url("labs", lang)),
        (states.name(codes, lang), page_url("labs", lang, query="&".join(f"state={code}" for code in codes.split(";")))),
        (str(data.row["short_name"]), ""),
    ]
    return shell.breadcrumb(steps, lang)


def _record(data: Lab) -> Record:
    fields = tuple((name, t(f"lab.field_{name}", data.lang)) for name in _FIELDS)
    return Record("labs", data.key, fields)


def _map(data: Lab) -> Component:
    figure = lab_map(data.map, map_ground(window(data.map)), data.lang)
    drawing = chart.graph(ids.LAB_MAP, figure, data.lang, label=t("lab.map_aria", data.lang), css="halo lab-map")
    return html.Section(
        [
            fragment("lab-map-head", parts.map_head(data)),
            html.Div(
                [
                    html.Div([drawing, fragment("lab-map-legend", parts.map_legend(data))], className="map-picture"),
                    fragment("lab-partners", parts.partners(data), className=_partners_css(data)),
                ],
                className="lab-map-grid chart-body",
            ),
            fragment("lab-map-foot", [*parts.map_foot(data), _more("lab-map", "lab-members", data)]),
        ],
        className="chart",
        id="places",
        **{"aria-labelledby": "places-title"},
    )


# Embed of a chart → tables of the page that its button copies; the timeline is no table.
_COPIED = {"lab-map": "", "lab-time": None, "": "#similar table"}


def _more(embed: str, statement: str, data: Lab) -> Tag:
    return more(
        [statement],
        data.lang,
        [("lab", data.key)],
        embed=embed,
        tables=_COPIED[embed],
        cite="" if embed else "lab",
        key=data.key,
    )


def _partners_css(data: Lab) -> str:
    """A long list is set tighter, so that it ends near the foot of the map beside it."""
    return "partners compact" if len(data.members) > 14 else "partners"


def _timeline(data: Lab) -> Component:
    figure = lab_timeline(data.timeline, data.lang)
    drawing = chart.graph(ids.LAB_TIMELINE, figure, data.lang, label=t("lab.timeline_aria", data.lang), css="lab-timeline")
    return html.Section(
        [
            fragment("lab-timeline-head", parts.timeline_head(data)),
            html.Div(drawing, className="chart-body"),
            fragment(
                "lab-timeline-foot",
                [
                    *parts.timeline_foot(data),
                    html.Div(chart.source_line(data.lang, as_of(data.lang)), className="chart-foot"),
                    _more("lab-time", "lab-time", data),
                ],
            ),
        ],
        className="chart",
        id="time",
        **{"aria-labelledby": "time-title"},
    )
