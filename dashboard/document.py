"""Whole HTML documents: everything readable in the first byte, then Dash takes over without asking again.

A document holds the page as HTML (painted at once, read by search engines and without scripts), and as JSON the layout and
callbacks that Dash would otherwise fetch. `assets/js/boot.js` hands Dash that JSON, so a page load costs no further request.

Most of a page is text that Dash need not know: parts marked by `fragment` are empty in the layout. boot.js moves their HTML
into place when Dash is ready, and a callback renews them as HTML. Dash keeps what it is good at: callbacks, figures, grids.
Where a page has nothing for Dash to draw, Dash holds the stores of the page only, and the page stays as it was painted.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dash import Dash, html
from dash.development.base_component import Component
from dash.exceptions import DependencyException, InvalidResourceError
from plotly.io.json import to_json_plotly

from dashboard.i18n import Lang, t
from dashboard.ssr import live, to_html
from dashboard.store import Store

# Sets light or dark before the first paint; the visitor's choice stays in the browser, no cookie.
_THEME_SCRIPT = (
    'document.documentElement.dataset.bsTheme=localStorage.getItem("theme")||'
    '(matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")'
)
THEME_SCRIPT_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_THEME_SCRIPT.encode()).digest()).decode()

# What Dash raises for scripts of its own that are not there, as old pages ask for after an update.
NO_SUCH_SCRIPT = (DependencyException, InvalidResourceError)
_HTML_NAMESPACE = "dash_html_components"
# Dash sends all of its scripts on every page; a page needs only those of the components on it.
_ALWAYS = ("react@", "react-dom@", "prop-types@", "dash_renderer")
_BY_NAMESPACE = {
    _HTML_NAMESPACE: ("/dash/html/",),
    "dash_core_components": ("/dash/dcc/",),
    "dash_ag_grid": ("/dash_ag_grid/",),
}


@dataclass(frozen=True)
class Page:
    """What a page module returns: texts of the head, the component tree of <main>, names of scripts only it needs."""

    title: str
    description: str
    body: Component
    status: int = 200
    is_indexed: bool = True
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """Addresses and texts around a page that are the same for all pages or follow from its address."""

    lang: Lang
    canonical: str
    alternates: Mapping[Lang, str]
    style_url: str
    script_url: str
    plotly_url: str
    font_urls: tuple[str, ...]
    icon_url: str
    header: str
    footer: str
    page_script_urls: tuple[str, ...] = ()


class DashboardApp(Dash):
    """Dash that hands out its scripts and settings instead of writing the index page itself."""

    script_urls: tuple[str, ...] = ()
    config_json: str = "{}"
    join_scripts: Callable[[Sequence[str]], str]  # one address for several scripts of Dash, see StaticFiles

    def interpolate_index(self, **parts: str) -> str:
        """Keep the script addresses and the configuration; the page itself comes from `document`."""
        self.script_urls = tuple(re.findall(r'src="([^"]+)"', parts["scripts"]))
        found = re.search(r">(.*)</script>", parts["config"], re.DOTALL)
        self.config_json = found.group(1).strip() if found else "{}"
        return "".join(parts[key] for key in ("app_entry", "config", "scripts", "renderer"))

    def warm_up(self) -> None:
        """Collect scripts, configuration and callbacks once, after all callbacks are registered."""
        self.layout = html.Div()  # Dash insists on one; each document brings its own.
        with self.server.test_request_context("/"):
            self.index()
        response = self.server.test_client().get("/_dash-dependencies")
        self.callbacks: list[dict[str, object]] = json.loads(response.get_data(as_text=True))


def components(node: object) -> Iterator[Component]:
    """Every component that Dash draws, the root first: what is inside fragments is left out."""
    if isinstance(node, Component):
        yield node
        if not hasattr(node, "data-fragment"):
            yield from components(getattr(node, "children", None))
    elif isinstance(node, list | tuple):
        for child in node:
            yield from components(child)


def document(app: DashboardApp, page: Page, head: Head) -> str:
    """The HTML text of a page."""
    tree = list(components(page.body))
    namespaces = {node._namespace for node in tree}
    stores = [node for node in tree if isinstance(node, Store)]
    is_drawn = any(node._namespace != _HTML_NAMESPACE and not isinstance(node, Store) for node in tree)
    body = to_html(page.body)
    scripts = [head.script_url, *head.page_script_urls]
    data = ""
    if stores or is_drawn:
        has_graph = any(type(node).__name__ == "Graph" for node in tree)
        scripts = [*([head.plotly_url] if has_graph else []), *scripts, *_dash_scripts(app, namespaces if is_drawn else {})]
        layout = page.body if is_drawn else stores
        data = _embedded(app, layout, {getattr(node, "id", "") for node in tree})
        first = f'<div id="first-paint">{body}</div>' if is_drawn else body
        body = f'{first}<div id="react-entry-point" class="waiting"></div>'
    return _TEMPLATE.format(
        lang=head.lang,
        title=escape(page.title),
        description=escape(page.description, quote=True),
        robots="" if page.is_indexed else '<meta name="robots" content="noindex">',
        canonical=escape(head.canonical),
        alternates="".join(
            f'<link rel="alternate" hreflang="{lang}" href="{escape(url)}">' for lang, url in head.alternates.items()
        ),
        locale="de_DE" if head.lang == "de" else "en_GB",
        icon=head.icon_url,
        theme=_THEME_SCRIPT,
        style=head.style_url,
        fonts="".join(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{url}">' for url in head.font_urls
        ),
        scripts="".join(f'<script defer src="{escape(url)}"></script>' for url in scripts),
        skip=t("site.skip", head.lang),
        trouble=t("site.trouble", head.lang),
        busy=t("site.busy", head.lang),
        header=head.header,
        footer=head.footer,
        body=body,
        data=data,
    )


def _dash_scripts(app: DashboardApp, namespaces: Collection[str]) -> list[str]:
    # Each file runs by itself: in one, the browser would be busy for longer than a visitor's click may wait.
    groups = [_ALWAYS, *(parts for name, parts in _BY_NAMESPACE.items() if name in namespaces)]
    return [app.join_scripts([url for url in app.script_urls if any(part in url for part in group)]) for group in groups]


def _embedded(app: DashboardApp, layout: Component | list[Store], ids: set[str]) -> str:
    parts = {
        "_dash-config": app.config_json,
        "page-layout": to_json_plotly(live(layout)),
        "page-callbacks": json.dumps([item for item in app.callbacks if _belongs(item, ids)]),
    }
    # "</script>" inside a text must not end the element.
    return "".join(
        f'<script type="application/json" id="{name}">{text.replace("<", chr(92) + "u003c")}</script>'
        for name, text in parts.items()
    )


def _belongs(callback: dict[str, object], ids: set[str]) -> bool:
    """True when all ids that a callback listens to and writes to are on the page."""
    inputs = callback["inputs"]
    assert isinstance(inputs, list)  # noqa: S101 (the form is Dash's own)
    named = [str(item["id"]) for item in inputs] + _written(str(callback["output"]))
    return all(id_ in ids for id_ in named)


def _written(output: str) -> list[str]:
    """Ids in Dash's text of outputs: `a.data`, or `..a.data...b.children..` for several; a bare hash for none."""
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    return [part.rpartition(".")[0] for part in parts if "." in part]


_TEMPLATE = """<!DOCTYPE html>
<html lang="{lang}" data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">{robots}
<link rel="canonical" href="{canonical}">{alternates}
<meta property="og:title" content="{title}"><meta property="og:description" content="{description}">
<meta property="og:type" content="website"><meta property="og:url" content="{canonical}">
<meta property="og:locale" content="{locale}">
<link rel="icon" href="{icon}" type="image/svg+xml">
<script>{theme}</script>
<link rel="stylesheet" href="{style}">{fonts}
{scripts}
</head>
<body>
<a class="skip-link" href="#main">{skip}</a>
{header}
<main id="main" tabindex="-1">{body}</main>
<p class="page-address wrap">{canonical}</p>
{footer}
<p id="busy" class="busy" role="status" data-text="{busy}"></p>
<p id="trouble" class="trouble" role="alert" hidden>{trouble}</p>
{data}
</body>
</html>
"""
