"""The form above a table: filters and columns. A plain form: it works without scripts, and its address is the view."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import catalog
from dashboard.dataset_query import DatasetQuery, indicator_name, values_of
from dashboard.filters import FIRST_YEAR, LAST_YEAR, MAX_TEXT, VOCABULARIES
from dashboard.i18n import Lang, number, t
from dashboard.queries import states
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import page_url

# Lists longer than this are typed, not ticked.
_MAX_BOXES = 60


Counts = Mapping[str, Mapping[str, int]]
Boxes = list[tuple[str, Node]]


def dataset_form(question: DatasetQuery, counts: Counts, lang: Lang) -> Tag:
    """Controls for every filter of the dataset, the choice of columns, and what keeps the order.

    counts: filter key → value → rows, see dashboard.dataset_facets; filters without counts are offered without.
    """
    dataset = question.dataset
    fields = [_field(question, key, counts.get(key), lang) for key in dataset.spec.filters]
    hidden: list[Node] = [
        tag("input", type="hidden", name=key, value=value) for key, value in question.pairs() if key == "sort"
    ]
    reset = tag("a", t("filter.reset", lang), href=page_url("dataset", lang, dataset.name))
    buttons = [tag("button", t("data.apply", lang), type="submit", class_="button primary"), reset]
    return tag(
        "form",
        [
            tag("div", [*fields, _columns(question, lang)], class_="form-fields"),
            *hidden,
            tag("div", buttons, class_="form-buttons"),
        ],
        action=page_url("dataset", lang, dataset.name),
        method="get",
        class_="filter-bar dataset-form",
        id="dataset-form",
    )


def _field(question: DatasetQuery, key: str, counts: Mapping[str, int] | None, lang: Lang) -> Tag:
    given = [value for name, value in question.filters if name == key]
    label = t(f"data.filter_{key}", lang)
    if key in ("from", "to"):
        values = tuple(str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
        return _labelled(label, _select(key, values, given, lang), f"field-{key}")
    if key == "q":
        return _labelled(label, _text(key, given, lang, kind="search"), "field-q")
    values = values_of(question.dataset, key)
    if len(values) > _MAX_BOXES:
        return _labelled(label, _text(key, given, lang, example=values[-1]), f"field-{key}")
    names = {value: value_label(key, value, lang) for value in values}
    boxes: Boxes = [(value, _option(name, counts, value, lang)) for value, name in names.items()]
    chosen = [names[value] for value in values if value in given]
    said = ", ".join(chosen) if len(chosen) < 2 else t("filter.chosen", lang, n=len(chosen))
    return _boxes(key, (label, said or t("data.all", lang)), boxes, given, lang)


def _option(name: str, counts: Mapping[str, int] | None, value: str, lang: Lang) -> Node:
    if counts is None:
        return name
    count = tag("span", number(counts.get(value, 0), lang), class_="count")
    return tag("span", [tag("span", name), count], class_="option")


def value_label(key: str, value: str, lang: Lang) -> str:
    """A value of a filter in words."""
    if key == "state":
        return states.name(value, lang)
    if key == "indicator":
        return indicator_name(value, lang)
    vocabulary = {"topic": "indicator_topic", "level": "indicator_level", **VOCABULARIES}.get(key)
    return catalog.label(vocabulary, value, lang) if vocabulary else value


def _labelled(label: str, control: Tag, id_: str) -> Tag:
    return tag("div", [tag("label", label, class_="field-label", for_=id_), control], class_="field")


def _text(key: str, given: list[str], lang: Lang, *, kind: str = "text", example: str = "") -> Tag:
    hint = t("data.for_example", lang, value=example) if example else None
    value = given[0] if given else None
    return tag(
        "input",
        type=kind,
        id=f"field-{key}",
        name=key,
        value=value,
        class_="form-control",
        placeholder=hint,
        maxlength=MAX_TEXT,
    )


def _select(key: str, values: tuple[str, ...], given: list[str], lang: Lang) -> Tag:
    options = [tag("option", t("filter.any", lang), value="")]
    options += [tag("option", value, value=value, selected=value in given) for value in values]
    return tag("select", options, id=f"field-{key}", name=key, class_="form-select")


def _columns(question: DatasetQuery, lang: Lang) -> Tag:
    boxes: Boxes = [(column.name, column.titles[lang]) for column in question.dataset.columns]
    said = t("data.columns_all", lang, n=len(boxes))
    if question.columns:
        said = t("data.columns_some", lang, n=len(question.columns), all=len(boxes))
    every = [
        tag("button", t(f"grid.{name}_columns", lang), type="button", class_="button", hidden=True, data_tick=name)
        for name in ("all", "no")
    ]
    return _boxes("columns", (t("data.columns", lang), said), boxes, list(question.shown), lang, every)


def _boxes(
    key: str, texts: tuple[str, str], boxes: Boxes, given: list[str], lang: Lang, more: list[Tag] | None = None
) -> Tag:
    label, said = texts
    items = [_box(key, value, text, is_ticked=value in given) for value, text in boxes]
    summary = tag("summary", [tag("span", f"{label}: ", class_="visually-hidden"), tag("span", said, class_="choice-text")])
    head = tag("div", more, class_="choice-every") if more else None
    choices = tag("fieldset", [tag("legend", label, class_="visually-hidden"), head, *items])
    # The list covers the form's own button.
    apply = tag("button", t("data.apply", lang), type="submit", class_="button choice-apply")
    body = tag("div", [choices, apply], class_="choice-body")
    name = tag("span", label, class_="field-label", aria_hidden="true")
    return tag("div", [name, tag("details", [summary, body], class_="choice", id=f"choice-{key}")], class_="field")


def _box(key: str, value: str, text: Node, *, is_ticked: bool) -> Tag:
    box = tag(
        "input",
        type="checkbox",
        id=f"box-{key}-{value}",
        name=key,
        value=value,
        checked=is_ticked,
        class_="form-check-input",
    )
    return tag("label", [box, tag("span", text, class_="form-check-label")], class_="form-check")
