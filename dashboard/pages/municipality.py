"""The page of a municipality or a district: register, part in the labs, official figures among all others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dash import html
from dash.development.base_component import Component

from dashboard import db
from dashboard.components.facts import Fact
from dashboard.components.indicator_rows import Around, Place, Shown, shown
from dashboard.components.shell import breadcrumb
from dashboard.components.tables import source_link
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, t
from dashboard.pages import municipality_parts as parts
from dashboard.pages.more import place_more
from dashboard.place_names import CITY_TYPES, district_title, plain_name
from dashboard.queries import geo, sources, states, units
from dashboard.queries.units import Row
from dashboard.ssr import Node
from dashboard.urls import Pairs, page_url

_GROUND = "ground-light"
# What all registers were brought to.
_TERRITORY = "2021-12-31"


def page(lang: Lang, key: str, _query: Pairs) -> Page | None:
    """The page for a key of eight digits (municipality) or five (district); older and newer keys lead to their place."""
    if not (key.isascii() and key.isdecimal() and len(key) in (5, 8)):
        return _unknown(key, lang)
    found = _by_key(key, lang)
    if found:
        return found
    row = units.municipality(key)
    if row:
        return _uninhabited(row, lang)
    moved = units.replacement(key)
    return _moved(key, moved, lang) if moved else _unknown(key, lang)


def _by_key(ags: str, lang: Lang, notices: tuple[Component, ...] = ()) -> Page | None:
    if len(ags) == 5:
        row = units.district(ags)
        return _district(row, lang) if row else None
    row = units.municipality(ags)
    return _municipality(row, lang, notices) if row and row["is_inhabited"] else None


def _moved(key: str, moved: Row, lang: Lang) -> Page | None:
    target = units.municipality(str(moved["ags"]))
    assert target is not None  # noqa: S101 (the statement joins the register)
    text_key = "place.successor" if moved["way"] == "successor" else "place.predecessor_key"
    text = t(text_key, lang, ags=key, name=moved["name"], new=target["name_short"])
    return _municipality(target, lang, (parts.notice(text),), is_indexed=False)


def _municipality(row: Row, lang: Lang, notices: tuple[Component, ...], *, is_indexed: bool = True) -> Page:
    ags, district_ags, name = str(row["ags"]), str(row["district_ags"]), str(row["name_short"])
    is_city = str(row["district_type"]) in CITY_TYPES
    district = district_title(str(row["district_name"]), str(row["district_type"]))
    state = states.name(str(row["state_code"]), lang)
    independent = row["association_type_de"] == "verbandsfreie Gemeinde"
    association = "" if independent else f"{row['association_type_de']} {row['association_name']}"
    place = Place(name, str(row["state_code"]), state, district, association, "municipality", is_city)
    area = state if is_city else f"{district}, {state}"
    kind = t(f"place.kind_{row['type_code']}", lang)
    lead = t(
        "place.lead_city" if is_city else "place.lead",
        lang,
        kind=kind[:1].upper() + kind[1:],
        district=district,
        state=state,
        people=number(int(str(row["population_2021"])), lang),
        area=number(float(str(row["area_km2"])), lang, 2),
    )
    steps = [*_steps(str(row["state_code"]), lang), (district, page_url("municipality", lang, district_ags)), (name, "")]
    body = html.Div(
        [
            breadcrumb(steps, lang),
            *notices,
            parts.head(name, lead, _municipality_facts(row, association, lang), ags, _locator(row, lang), lang),
            *parts.changes(units.changes_after(ags), lang),
            parts.participation(units.participation(ags, district_ags), lang),
            _figures(place, (ags, district_ags), lang),
            place_more(place.own, ags, lang),
        ],
        className="wrap",
    )
    title = t("place.title", lang, name=name, area=area)
    return Page(title, t("place.description", lang, name=name, area=area), body, is_indexed=is_indexed)


def _district(row: Row, lang: Lang) -> Page:
    ags = str(row["ags"])
    name = district_title(str(row["name"]), str(row["type_de"]))
    state = states.name(str(row["state_code"]), lang)
    is_city = str(row["type_de"]) in CITY_TYPES
    place = Place(name, str(row["state_code"]), state, name, "", "district", is_city)
    members = units.members(ags)
    lead = t(
        "place.lead_district_one" if len(members) == 1 else "place.lead_district",
        lang,
        state=state,
        n=number(len(members), lang),
        people=number(int(str(row["population_2021"])), lang),
        area=number(float(str(row["area_km2"])), lang, 2),
    )
    data = units.participation(ags, ags)
    taking_part = frozenset(
        str(row["ags"]) for row in data.memberships if row["kind"] == "municipality" and row["role"] != "associated"
    )
    title = t("place.district_page", lang, name=plain_name(str(row["name"]))) if is_city else name
    body = html.Div(
        [
            breadcrumb([*_steps(str(row["state_code"]), lang), (name, "")], lang),
            parts.head(title, lead, _district_facts(row, lang), ags, _locator(row, lang), lang),
            parts.members(members, taking_part, lang),
            parts.participation(data, lang),
            _figures(place, (ags,), lang),
            place_more(place.own, ags, lang),
        ],
        className="wrap",
    )
    head = t("place.title", lang, name=title, area=state)
    return Page(head, t("place.description", lang, name=name, area=state), body)


def _steps(state_code: str, lang: Lang) -> list[tuple[str, str]]:
    directory = page_url("municipalities", lang)
    return [(t("nav.municipalities", lang), directory), (states.name(state_code, lang), f"{directory}#{state_code}")]


def _locator(row: Row, lang: Lang) -> Component:
    grounds, extent = _ground(db.current().path)
    return parts.locator(grounds, extent, row, lang)


@lru_cache(maxsize=1)
def _ground(_path: Path) -> tuple[tuple[str, str], tuple[float, float, float, float]]:
    return (geo.url(_GROUND), geo.url("ground-dark")), geo.extent(_GROUND)


@lru_cache(maxsize=1)
def _ridges(_path: Path) -> str:
    return geo.url("ridges")


def _figures(place: Place, keys: tuple[str, ...], lang: Lang) -> Component:
    figures = units.figures(keys[0], keys[-1])
    germany = units.stats("DE")
    around = Around(units.axes(), germany, units.stats(place.state_code), _ridges(db.current().path))
    years: dict[str, list[int]] = {}
    for indicator_id, year in germany:
        years.setdefault(indicator_id, []).append(year)
    wanted = [item for item in units.indicators() if place.own == "municipality" or item.level == "district"]
    rows: list[Shown] = [shown(item, figures, years[item.indicator_id], lang) for item in wanted]
    return parts.figures(rows, place, around, sources.of_indicators(place.own), keys, lang)


def _origin(source_id: str, status: str, lang: Lang) -> list[Node]:
    """A source of official data with the day or year its contents stand for."""
    status_text = t("thing.as_of", lang, date=date_text(status, lang))
    return [t("thing.source", lang), " ", source_link(sources.url(source_id)), f" · {status_text}"]


def _municipality_facts(row: Row, association: str, lang: Lang) -> list[Fact]:
    register = _origin("destatis-gv", _TERRITORY, lang)
    found = [
        Fact(t("place.ags", lang), str(row["ags"]), t("place.ars", lang, ars=row["ars"]), register),
        Fact(t("place.postcode", lang), str(row["postcode_main"]), t("place.postcode_note", lang), register),
        Fact(t("place.association", lang), association or t("place.association_none", lang), "", register),
    ]
    for key, column, source, status in (
        ("region_type", "regiostar7_de", "bmdv-regiostar-2021", "2021"),
        ("town_type", "bbsr_town_type_2015_de", "bbsr-raumgliederungen-2015", "2015-12-31"),
    ):
        if row[column]:
            found.append(
                Fact(t(f"place.{key}", lang), html.Span(str(row[column]), lang="de"), "", _origin(source, status, lang))
            )
    return found


def _district_facts(row: Row, lang: Lang) -> list[Fact]:
    register = _origin("destatis-kreise-2021", _TERRITORY, lang)
    found = [
        Fact(t("place.ags_district", lang), str(row["ags"]), "", register),
        Fact(t("place.nuts", lang), str(row["nuts3"]), "", register),
    ]
    if row["bbsr_district_type_2015_de"]:
        value = html.Span(str(row["bbsr_district_type_2015_de"]), lang="de")
        found.append(
            Fact(t("place.district_type", lang), value, "", _origin("bbsr-raumgliederungen-2015", "2015-12-31", lang))
        )
    return found


def _uninhabited(row: Row, lang: Lang) -> Page:
    name = str(row["name_short"])
    district = district_title(str(row["district_name"]), str(row["district_type"]))
    text = t("place.uninhabited_text", lang, name=name, ags=row["ags"], district=district)
    link = html.A(district, href=page_url("municipality", lang, str(row["district_ags"])), className="button primary")
    return _not_found(t("place.uninhabited", lang, name=name), text, link, lang)


def _unknown(key: str, lang: Lang) -> Page:
    link = html.A(t("nav.municipalities", lang), href=page_url("municipalities", lang), className="button primary")
    return _not_found(t("place.unknown", lang), t("place.unknown_text", lang, ags=key[:12]), link, lang)


def _not_found(title: str, text: str, link: Component, lang: Lang) -> Page:
    search = html.A(t("site.search", lang), href=page_url("search", lang), className="button")
    body = html.Div(
        [html.H1(title), html.P(text, className="lead"), html.P([link, " ", search], className="buttons")],
        className="wrap page-head error-page",
    )
    return Page(title, text, body, status=404, is_indexed=False)
