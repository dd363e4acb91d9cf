"""Dash components as HTML text, so that the first byte of a page already says everything.

Dash draws a page only after its scripts have arrived; this module writes the same component tree as HTML, which the
browser paints at once and which Dash replaces when it is ready.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from typing import Any, TypeAlias

from dash import html
from dash.development.base_component import Component


class Tag(str):
    """An element of HTML or SVG as text, written as it is: made by `tag`, never from outside, never inside Dash's layout.

    A page has thousands; a text of its own kind is the cheapest thing to make and to join. Any other text is escaped, also
    one put together from these.
    """

    __slots__ = ()


Node: TypeAlias = Component | Tag | str | int | float | None


def tag(name: str, children: Node | Iterable[Node] = None, /, **attributes: object) -> Tag:
    """An element: cheaper than a component, also for names dash.html lacks (input, svg).

    Attribute names are those of HTML with `_` for `-`; a trailing `_` is dropped (class_, aria_label). What is None or False
    is left out. Texts are escaped.
    """
    start = name
    for key, value in attributes.items():
        if type(value) is str and not _SPECIAL_SIGNS(value):  # nearly always
            start += f' {_html_name(key)}="{value}"'
        elif value is not None:
            start += _plain_attribute(key, value)
    if name in _VOID:
        return Tag(f"<{start}>")
    return Tag(f"<{start}>{children if type(children) is Tag else to_html(children)}</{name}>")


def _plain_attribute(key: str, value: object) -> str:
    if value is False:
        return ""
    name = _html_name(key)
    if value is True:
        return f" {name}"
    text = str(value)
    return f' {name}="{escape(text) if _SPECIAL_SIGNS(text) else text}"'


@cache
def _html_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


_SPECIAL_SIGNS = re.compile("[&<>\"']").search
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_NAMES = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "hrefLang": "hreflang",
    "dateTime": "datetime",
    "encType": "enctype",
    "crossOrigin": "crossorigin",
    "srcSet": "srcset",
}
# What Dash keeps on every component about its class.
_INTERNAL = frozenset("_prop_names _valid_wildcard_attributes available_properties available_wildcard_properties".split())
# Properties that only mean something to Dash.
_SILENT = frozenset("children key n_clicks n_clicks_timestamp disable_n_clicks loading_state setProps".split())


def to_html(node: Node | Iterable[Node]) -> str:
    """The HTML of a component, a text or a sequence of them."""
    kind = type(node)
    if kind is Tag:
        return node  # type: ignore[return-value]
    if kind is str:
        return escape(node, quote=False) if _SPECIAL_SIGNS(node) else node  # type: ignore[arg-type, return-value]
    if kind is list:
        return "".join([child if type(child) is Tag else to_html(child) for child in node])  # type: ignore[union-attr]
    if node is None or isinstance(node, bool):
        return ""
    if isinstance(node, str | int | float):
        return escape(str(node), quote=False)
    if isinstance(node, Component):
        return _component(node)
    return "".join([to_html(child) for child in node])


class _Elements:
    """dash.html for what is HTML only: `elements.Div("text", className="x")`, written as text at once.

    Names and properties are those of dash.html. A component of Dash costs ten times as much; it is needed only outside
    fragments, where Dash draws it, and can hold these only inside a fragment.
    """

    def __getattr__(self, name: str) -> Callable[..., Tag]:
        element = name.lower()
        begin, end = f"<{element}", "" if element in _VOID else f"</{element}>"

        def write(children: object = None, /, **props: object) -> Tag:
            start = begin
            for key, value in props.items():
                if type(value) is str and value and not _SPECIAL_SIGNS(value):  # nearly always
                    start += f' {_NAMES.get(key, key)}="{value}"'
                else:
                    start += _attribute(key, value)
            if not end:
                return Tag(f"{start}>")
            return Tag(f"{start}>{children if type(children) is Tag else to_html(children)}{end}")

        setattr(self, name, write)
        return write


elements = _Elements()


# Stands in an element for a text that is filled in later; no text of ours has it.
SLOT = "\0"


def around(node: Node) -> tuple[str, str]:
    """The HTML of an element before and after its SLOT: kept, it is written again with another (escaped) text between."""
    before, _, after = to_html(node).partition(SLOT)
    return before, after


def fragment(id_: str, children: object, **props: object) -> Component:
    """A part of a page that is written as HTML only; callbacks renew it through the store `fragments`."""
    return html.Div(children, id=id_, **{"data-fragment": id_}, **props)


def live(node: object) -> object:
    """A component tree as Dash's JSON, without what is inside fragments."""
    if isinstance(node, list | tuple):
        return [live(child) for child in node]
    if isinstance(node, Tag):
        raise TypeError(f"HTML outside of a fragment, where Dash would draw it: {node[:80]}")
    if not isinstance(node, Component):
        return node
    found = node.to_plotly_json()
    props = {key: value for key, value in found["props"].items() if key != "children"}
    if "data-fragment" not in props and getattr(node, "children", None) is not None:
        props["children"] = live(node.children)
    return {**found, "props": props}


def _props(node: Component) -> dict[str, Any]:
    """The properties given to a component, id first and then by name: Dash itself keeps them in random order."""
    given = [(name != "id", name) for name in vars(node) if name not in _INTERNAL]
    return {name: getattr(node, name) for _, name in sorted(given)}


def _component(node: Component) -> str:
    props = _props(node)
    special = _SPECIAL.get(type(node).__name__)
    if special and node._namespace != "dash_html_components":
        return special(props)
    if node._namespace != "dash_html_components":
        raise TypeError(f"no HTML known for {node._namespace}.{type(node).__name__}: add it to dashboard/ssr.py")
    tag = type(node).__name__.lower()
    attributes = "".join(_attribute(name, value) for name, value in props.items())
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{to_html(props.get('children'))}</{tag}>"


def _attribute(name: str, value: object) -> str:
    if name in _SILENT or value is None or value is False:
        return ""
    if type(value) is str:  # nearly always
        if not value and name == "className":
            return ""
        return f' {_NAMES.get(name, name)}="{escape(value) if _SPECIAL_SIGNS(value) else value}"'
    name = _NAMES.get(name, name)
    if isinstance(value, dict):
        value = ";".join(f"{_css_name(key)}:{item}" for key, item in value.items())
    if value is True:
        return f" {name}=true" if name.startswith(("aria-", "data-")) else f" {name}"
    return f' {name}="{escape(str(value))}"'


def _css_name(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in name)


def _attributes(**values: object) -> str:
    return "".join(_attribute(name.rstrip("_").replace("_", "-"), value) for name, value in values.items())


def _graph(props: dict[str, Any]) -> str:
    box = _attributes(id=props.get("id"), style=props.get("style"))
    return f'<div class="dash-graph {escape(props.get("className") or "")}"{box}></div>'


def _input(props: dict[str, Any]) -> str:
    value = props.get("value")
    names = ("id", "type", "name", "placeholder", "maxlength")
    kept = {name: props.get(name) for name in names}
    return f"<input{_attributes(class_='form-control', **kept, value=value)}>"


def _select(props: dict[str, Any]) -> str:
    options = "".join(
        f"<option{_attributes(value=item['value'], selected=item['value'] == props.get('value'))}>"
        f"{escape(str(item['label']))}</option>"
        for item in props.get("options") or ()
    )
    return f"<select{_attributes(id=props.get('id'), name=props.get('name'), class_='form-select')}>{options}</select>"


def _checklist(props: dict[str, Any]) -> str:
    items = []
    for item in props.get("options") or ():
        own_id = f"{props.get('id')}-{item['value']}"
        is_on = item["value"] in (props.get("value") or ())
        box = {"type": "checkbox", "id": own_id, "name": props.get("name"), "value": item["value"], "checked": is_on}
        label = f'<label class="form-check-label" for="{escape(own_id)}">{to_html(item["label"])}</label>'
        items.append(f'<div class="form-check"><input{_attributes(class_="form-check-input", **box)}>{label}</div>')
    return f"<div{_attributes(id=props.get('id'))}>{''.join(items)}</div>"


def _nothing(_: dict[str, Any]) -> str:
    return ""


_SPECIAL: dict[str, Callable[[dict[str, Any]], str]] = {
    "Graph": _graph,
    "Store": _nothing,
    "Input": _input,
    "Select": _select,
    "Checklist": _checklist,
    "AgGrid": lambda props: f'<div class="grid-space"{_attributes(id=props.get("id"))}></div>',
}
