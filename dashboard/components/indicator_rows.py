"""The figures of a unit, grouped by topic: a row per indicator with its strip plot, medians, change and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dashboard import catalog
from dashboard.components.code_words import code_words
from dashboard.components.strip import Mark, Strip, signed_number, strip
from dashboard.components.tables import source_link
from dashboard.i18n import TIE, Lang, date_text, number, t
from dashboard.queries.units import Axis, Figures, Indicator, Stats
from dashboard.ssr import Node, Tag, tag, to_html

MINUS = "−"


@dataclass(frozen=True)
class Place:
    """Whose figures are shown: names of the unit, of the district it belongs to and of its association, and its kind.

    `own` is the level its own figures have; `is_district` is true for an independent city, which is both.
    """

    name: str
    state_code: str
    state: str
    district: str
    association: str
    own: str
    is_district: bool


@dataclass(frozen=True)
class Shown:
    """An indicator as shown: the year taken, its value and place, and all years with a value or a reason.

    Without any value `year` is the latest year there is; `value` is None then.
    """

    indicator: Indicator
    year: int
    value: float | None
    n_lower: int
    n_lower_state: int
    years: tuple[tuple[int, float | None, str], ...]
    reason: str


@dataclass(frozen=True)
class Around:
    """What surrounds the values: axes, statistics of Germany and of the state, address of the ridges."""

    axes: dict[tuple[str, int], Axis]
    germany: dict[tuple[str, int], Stats]
    state: dict[tuple[str, int], Stats]
    ridges: str


def shown(indicator: Indicator, figures: Figures, years: Sequence[int], lang: Lang) -> Shown:
    """The latest value of an indicator among its years, with what is known of the others."""
    rule = figures.not_applicable.get(indicator.indicator_id)
    if rule:
        reason = f"{catalog.label('value_status', 'not_applicable', lang)}. {rule[0 if lang == 'de' else 1]}"
        return Shown(indicator, years[-1], None, 0, 0, (), reason)
    found: list[tuple[int, float | None, str]] = []
    for year in years:
        known = figures.values.get((indicator.indicator_id, year))
        reason = "" if known else figures.gaps.get((indicator.indicator_id, year), "not_in_source")
        found.append((year, known[0] if known else None, reason))
    latest = next((year for year, value, _ in reversed(found) if value is not None), None)
    if latest is None:
        return Shown(indicator, years[-1], None, 0, 0, tuple(found), _reason(found[-1][2], lang))
    value, lower, lower_state = figures.values[(indicator.indicator_id, latest)]
    return Shown(indicator, latest, value, lower, lower_state, tuple(found), "")


def _reason(key: str, lang: Lang) -> str:
    term = catalog.terms("gap_reason")[key]
    return f"{term.label(lang)}. {term.definition(lang)}"


def topic_rows(topic: str, rows: Sequence[Shown], place: Place, around: Around, lang: Lang) -> Tag:
    """A table body: the name of the topic, then a row per indicator."""
    head = tag("th", catalog.label("indicator_topic", topic, lang), colspan="7", scope="rowgroup")
    body = [tag("tr", head, class_="topic"), *(_row(row, place, around, lang) for row in rows)]
    return tag("tbody", body, id=f"topic-{topic}")


def table_head(place: Place, lang: Lang) -> Tag:
    """Names of the columns."""
    ends = tag("span", [tag("span", t("figures.lower", lang)), tag("span", t("figures.higher", lang))], class_="ends")
    cells = [
        tag("th", t("figures.indicator", lang), scope="col"),
        tag("th", ends, scope="col"),
        tag("th", place.name, scope="col", class_="number me"),
        tag("th", t("figures.median_of", lang, area=place.state), scope="col", class_="number"),
        tag("th", t("figures.median_of", lang, area=t("figures.germany", lang)), scope="col", class_="number"),
        tag("th", t("figures.word", lang), scope="col"),
        tag("th", t("figures.change", lang), scope="col", class_="number"),
    ]
    return tag("thead", tag("tr", cells))


def _row(row: Shown, place: Place, around: Around, lang: Lang) -> Tag:
    name = tag("th", _name(row, place, around, lang), scope="row")
    if row.value is None:
        text = [tag("b", t("figures.no_value", lang)), " ", row.reason]
        return tag("tr", [name, tag("td", text, colspan="6", class_="no-value quiet small")])
    key = (row.indicator.indicator_id, row.year)
    axis, germany, state = around.axes.get(key), around.germany[key], around.state.get(key)
    value = signed_number(row.value, lang, row.indicator.decimals)
    picture = _strip(row, axis, germany, state, place, around, lang) if axis else ""
    cells = [
        name,
        tag("td", picture, class_="strip-cell"),
        _number(place.name, value, "me", lang),
        _number(t("figures.median_of", lang, area=place.state), _median(state, row, lang), "", lang),
        _number(t("figures.median_of", lang, area=t("figures.germany", lang)), _median(germany, row, lang), "", lang),
        tag("td", _word(row, axis, lang), class_="word"),
        tag("td", _change(row, lang), class_="number change"),
    ]
    return tag("tr", cells)


def _number(label: str, text: str, css: str, lang: Lang) -> Tag:
    return tag("td", text, class_=f"number {css}".rstrip(), data_label=label)


def _median(stats: Stats | None, row: Shown, lang: Lang) -> str:
    return signed_number(stats.median if stats else None, lang, row.indicator.decimals)


def _strip(row: Shown, axis: Axis, germany: Stats, state: Stats | None, place: Place, around: Around, lang: Lang) -> Node:
    assert row.value is not None  # noqa: S101 (the caller looked)
    is_own = row.indicator.level == place.own or place.is_district
    value = signed_number(row.value, lang, row.indicator.decimals)
    data = Strip(
        ridge=f"{around.ridges}#{row.indicator.indicator_id}-{row.year}",
        axis=axis,
        quartiles=(germany.q1, germany.q3),
        median=germany.median,
        marks=(Mark(row.value, "focus" if is_own else "focus borrowed", value),),
        ticks=((state.median, "state"),) if state else (),
    )
    return strip(data, row.indicator.decimals, lang)


def _word(row: Shown, axis: Axis | None, lang: Lang) -> list[Node]:
    """▲ höher, = ähnlich, ▼ niedriger: more than one MAD from the median of Germany, on the scale of the axis."""
    if axis is None or row.value is None:
        return []
    key = "similar"
    if row.value < axis.similar_low:
        key = "lower"
    elif row.value > axis.similar_high:
        key = "higher"
    sign = {"higher": "▲", "similar": "=", "lower": "▼"}[key]
    return [tag("span", sign, class_="sign-text", aria_hidden="true"), " ", t(f"figures.is_{key}", lang)]


def _change(row: Shown, lang: Lang) -> list[Node]:
    """First to last year with a value: in percent for amounts, in points for shares, else in the unit."""
    known = [(year, value) for year, value, _ in row.years if value is not None]
    if len(known) < 2:
        return []
    (first, start), (last, end) = known[0], known[-1]
    if row.indicator.unit_de == "%":
        text = t("figures.points", lang, n=_signed(end - start, 1, lang))
    elif row.indicator.scale == "log":
        text = f"{_signed(100 * (end - start) / start, 1, lang)}{TIE}%" if start else "–"
    else:
        text = _signed(end - start, row.indicator.decimals, lang)
    return [text, tag("small", f"{first}–{last}")]


def _signed(value: float, decimals: int, lang: Lang) -> str:
    text = number(abs(value), lang, decimals)
    if not any(char in "123456789" for char in text):
        return f"±{TIE}{text}"
    return f"{MINUS if value < 0 else '+'}{text}"


@dataclass(frozen=True)
class _Fixed:
    """What a row says of its indicator on every page."""

    label: Tag
    source: Tag
    territory: str
    description: Tag
    licence: Tag


@cache
def _fixed(indicator: Indicator, lang: Lang) -> _Fixed:
    day = indicator.territory_date
    licence = t("figures.licence", lang, publisher=indicator.publisher, licence=indicator.licence)
    return _Fixed(
        label=tag("span", indicator.label(lang), class_="indicator"),
        source=Tag(to_html(source_link(indicator.source_url))),
        territory=f" · {t('figures.territory', lang, date=date_text(day, lang))}" if day else "",
        description=tag("p", code_words(indicator.description(lang))),
        licence=tag("p", licence),
    )


def _name(row: Shown, place: Place, around: Around, lang: Lang) -> list[Node]:
    indicator = row.indicator
    fixed = _fixed(indicator, lang)
    unit = f"{indicator.unit(lang)} · {row.year}"
    if indicator.scale == "log" and row.value is not None:
        unit += f" · {t('figures.log', lang)}"
    source: list[Node] = [_level(indicator.level, place, lang), " · ", fixed.source, fixed.territory]
    return [
        fixed.label,
        tag("span", unit, class_="small quiet"),
        tag("span", source, class_=f"level {indicator.level}"),
        _details(row, place, around, lang),
    ]


def _level(level: str, place: Place, lang: Lang) -> str:
    if level == place.own:
        return t(f"figures.level_{level}", lang)
    if level == "association":
        key = "association_named" if place.association else "association_own"
        return t(f"figures.level_{key}", lang, name=place.association)
    return t("figures.level_city" if place.is_district else "figures.level_district_named", lang, name=place.district)


def _details(row: Shown, place: Place, around: Around, lang: Lang) -> Tag:
    fixed = _fixed(row.indicator, lang)
    body: list[Node] = [fixed.description]
    if row.years:
        body.append(tag("p", "; ".join(_year(item, row.indicator, lang) for item in row.years)))
    if row.value is not None and (row.indicator.indicator_id, row.year) in around.axes:
        body.append(tag("p", _position(row, around, place, lang)))
    return tag("details", [tag("summary", t("figures.more", lang)), *body, fixed.licence], class_="small more")


def _year(item: tuple[int, float | None, str], indicator: Indicator, lang: Lang) -> str:
    year, value, reason = item
    if value is None:
        return f"{year}: – ({catalog.label('gap_reason', reason, lang)})"
    return f"{year}: {signed_number(value, lang, indicator.decimals)}"


def _position(row: Shown, around: Around, place: Place, lang: Lang) -> str:
    """Share of the units with a lower value, in Germany and in the state, with the number that have a value."""
    key = (row.indicator.indicator_id, row.year)
    germany, state = around.germany[key], around.state.get(key)
    units = "district" if row.indicator.level == "district" else "municipality"
    text = t(f"figures.position_{units}", lang, share=_share(row.n_lower, germany.n, lang), n=number(germany.n, lang))
    if state and state.n > 1:
        share = _share(row.n_lower_state, state.n, lang)
        text += " " + t("figures.position_state", lang, state=place.state, share=share, n=number(state.n, lang))
    return text


def _share(n_lower: int, n: int, lang: Lang) -> str:
    return number(100 * n_lower / n, lang)
