"""Rules of the house that a reader could check by hand, and would forget to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.config import ROOT

PACKAGE = ROOT / "dashboard"
MODULES = sorted(PACKAGE.rglob("*.py"))
ASSETS = ROOT / "assets"
MAX_FILE, MAX_FUNCTION = 350, 60

# Who may import whom: part of the package → parts it may use besides itself. What stands nowhere is free to all.
FREE = {
    "config",
    "i18n",
    "ids",
    "theme",
    "urls",
    "overlap",
    "place_names",
    "periods",
    "sql_text",
    "map_labels",
    "map_classes",
    "kept",
    "store",
}
PURE = {"catalog", "filters"}
ARROWS = {
    "config": set(),
    "i18n": set(),
    "ids": set(),
    "store": {"i18n", "ids"},
    "overlap": set(),
    "map_labels": set(),
    "map_classes": set(),
    "place_names": set(),
    "sql_text": set(),
    "periods": {"i18n"},
    "theme": {"i18n"},
    "urls": {"i18n"},
    "db": {"config"},
    "arrow": set(),
    "ssr": set(),
    "build": {"config", "map_classes"},
    "peers": FREE,
    "catalog": {"db", "i18n"},
    "filters": {"catalog", "urls", "i18n"},
    "queries": {"db", "peers"} | PURE | FREE,
    "search": {"db", "queries"} | PURE | FREE,
    "figures": {"catalog"} | FREE,
    "seasons": {"build", "filters"} | FREE,
    "cite": {"datasets"} | PURE | FREE,
    "markdown": {"ssr"},
    "components": {"ssr", "datasets", "dataset_query", "cite", "seasons"} | PURE | FREE,
    "datasets": {"db", "queries"} | PURE | FREE,
    "dataset_query": {"db", "datasets", "queries"} | PURE | FREE,
    "dataset_facets": {"db", "datasets", "dataset_query"},
    "peer_datasets": {"db", "datasets", "peers"} | PURE | FREE,
    "files": {"arrow", "db", "datasets", "dataset_query", "queries"} | PURE | FREE,
    "document": {"ssr"} | FREE,
    "static": {"config"},
    "kept": set(),
    "compression": {"static", "kept"},
    "pages": {"db", "queries", "figures", "components", "document", "ssr", "peers", "search", "seasons", "cite", "markdown"}
    | {"datasets", "dataset_query", "dataset_facets", "peer_datasets", "files", "api", "arrow", "examples", "sql_sandbox"}
    | PURE
    | FREE,
}
# Parts that may name what another part hands out (classes, constants), but call none of its functions.
VALUES_ONLY = {"components": {"queries"}, "figures": {"queries"}}
# The form of the data pages names all 16 states, which only a query knows.
EXCEPTIONS = {("components/dataset_form.py", "dashboard.queries.states")}
# Programs a reader runs, shown on the data page as they are.
EXAMPLES = "examples.py"
# These put statements of the registry and names of its columns together; values stay parameters there too.
COMPOSE_SQL = {"dataset_facets.py", "dataset_query.py", "queries/exports.py", "queries/shapes.py"}
# Libraries that only these parts may import.
LIBRARIES = {
    "duckdb": {"db", "build", "api", "sql_child", "examples"},
    "mapclassify": {"build"},
    # Pages do without; see dashboard/arrow.py.
    "pyarrow": {"arrow", "build", "files", "api", "sql_child"},
    "plotly": {"document", "pages"},
    "dash": {"__init__", "callback_cache", "components", "pages", "document", "ssr", "static", "store"},
    "flask": {
        "web",
        "callback_guard",
        "callback_cache",
        "warm",
        "api",
        "static",
        "compression",
        "site_routes",
        "map_values",
        "pages",
        "files",
    },
}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def part_of(module: str) -> str:
    """`dashboard.queries.labs` → queries."""
    return [*module.split("."), "__init__"][1]


def module_of(path: Path) -> str:
    return ".".join(("dashboard", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes except what stands under `if TYPE_CHECKING:`: types may be named anywhere."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield child
        yield from runtime_nodes(child)


def imports(path: Path) -> set[str]:
    """Full names of what a module imports when it runs, as `module` or, out of a package or one by one, `module.name`."""
    found = set()
    for node in runtime_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_text(path: Path) -> str:
    """The code of a module without docstrings and comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body[0].value.value = ""
    return ast.unparse(tree)


# --- imports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_follow_the_arrows(path: Path) -> None:
    part = part_of(module_of(path))
    if part not in ARROWS:
        return
    allowed = ARROWS[part] | {part}
    foreign = [name for name in imports(path) if name.startswith("dashboard.") and part_of(name) not in allowed]
    values = VALUES_ONLY.get(part, set())

    assert [
        name
        for name in foreign
        if not (part_of(name) in values and name.split(".")[-1][0].isupper()) and (name_of(path), name) not in EXCEPTIONS
    ] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    part = part_of(module_of(path))
    used = {name.split(".")[0] for name in imports(path)}

    assert {library for library, allowed in LIBRARIES.items() if library in used and part not in allowed} == set()


def test_arrows_name_only_what_exists() -> None:
    """A rule about a module that is gone guards nothing."""
    parts = {part_of(module_of(path)) for path in MODULES}

    assert set(ARROWS) <= parts
    assert {name for names in LIBRARIES.values() for name in names} <= parts


# --- size ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short_enough_to_read(path: Path) -> None:
    long = [
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]

    assert long == []


# --- habits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_habits_we_do_not_want(path: Path) -> None:
    text = own_text(path) if name_of(path) != EXAMPLES else ""
    unwanted = ("inplace=True", "print(", "eval(", "exec(", "dcc.Interval", "allow_duplicate", "ctx.triggered", "!important")

    assert [word for word in unwanted if re.search(rf"(?<![\w.]){re.escape(word)}", text)] == []


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(module_of(path)) != "build"], ids=name_of)
def test_statements_are_constants(path: Path) -> None:
    """SQL is put together at import, from constants; values travel as named parameters."""
    if name_of(path) in COMPOSE_SQL:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    built = [
        ast.unparse(node)[:80]
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        and re.search(r"^f?['\"]+\s*(select|with|insert|update|delete|create|drop)\s", ast.unparse(node), re.I)
    ]

    assert built == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if part_of(module_of(path)) in {"figures", "components", "pages", "theme"}],
    ids=name_of,
)
def test_colours_come_from_the_tokens(path: Path) -> None:
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\([^)]*\)|\bhsla?\(", own_text(path))

    assert [colour for colour in found if colour != "rgba(0,0,0,0)"] == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if part_of(module_of(path)) in {"components", "pages"}], ids=name_of
)
def test_inline_style_only_places_and_sizes(path: Path) -> None:
    """Where the data decide: width of a bar, position of a mark, height of a figure. Everything else is style sheet."""
    allowed = {"width", "height", "left", "right", "top", "bottom", "flexGrow"}
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "style" and isinstance(node.value, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else "?" for key in node.value.keys]
            found += [key for key in keys if key not in allowed and not str(key).startswith("--")]

    assert found == []


# --- assets ------------------------------------------------------------------------------------------------------------


def token_block(selector: str) -> str:
    """The first block of a selector in the sheet of tokens, without comments."""
    text = re.sub(r"/\*.*?\*/", "", (ASSETS / "css" / "tokens.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    block = re.search(rf"^{re.escape(selector)}\s*{{(.*?)}}", text, re.DOTALL | re.MULTILINE)
    assert block
    return block.group(1)


def tokens(selector: str) -> set[str]:
    return set(re.findall(r"(--[\w-]+)\s*:", token_block(selector)))


def used_tokens(text: str) -> set[str]:
    return set(re.findall(r"var\((--[\w-]+)", text))


def test_colours_of_figures_are_tokens_of_the_style_sheet() -> None:
    names = {token for value in vars(theme).values() if isinstance(value, str) for token in used_tokens(value)}
    names |= {
        token for path in (PACKAGE / "figures").glob("*.py") for token in used_tokens(path.read_text(encoding="utf-8"))
    }

    assert len(names) > 10
    assert names <= tokens(":root")


def test_every_colour_has_a_dark_twin() -> None:
    colours = set(re.findall(r"(--[\w-]+):\s*#", token_block(":root")))

    assert len(colours) > 15
    assert colours <= tokens('[data-bs-theme="dark"]')


def test_style_sheets_use_only_tokens_that_exist() -> None:
    """Properties that code sets on elements (heights, positions) are named here."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ASSETS / "css").glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+)\s*:", text)) | _set_by_code()

    assert used_tokens(text) - defined == set()


def _set_by_code() -> set[str]:
    files = [*MODULES, *(ASSETS / "js").glob("*.js")]
    return {name for path in files for name in re.findall(r"""["'](--[\w-]+)["']""", path.read_text(encoding="utf-8"))}


def test_style_sheets_hold_colours_only_as_tokens() -> None:
    sheets = [path for path in (ASSETS / "css").glob("*.css") if path.name not in {"tokens.css", "fonts.css"}]
    found = {path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*{)", path.read_text(encoding="utf-8")) for path in sheets}

    assert {name: colours for name, colours in found.items() if colours} == {}


@pytest.mark.parametrize("path", sorted((ASSETS / "css").glob("*.css")), ids=lambda path: path.name)
def test_style_sheet_has_nothing_important_and_loads_nothing_foreign(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "!important" not in text
    assert "@import" not in text
    assert [url for url in re.findall(r"url\(['\"]?([^)'\"]+)", text) if re.match(r"\w+://|//", url)] == []


@pytest.mark.parametrize("path", sorted((ASSETS / "js").glob("*.js")), ids=lambda path: path.name)
def test_script_names_no_foreign_address(path: Path) -> None:
    found = set(re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8")))

    assert found <= {"http://www.w3.org"}


def test_only_links_name_foreign_addresses() -> None:
    """Addresses in the code are those a visitor may click: sources, licences, standards. Nothing is loaded from there."""
    networks = r"cdn|unpkg|jsdelivr|googleapis|gstatic|cloudflare|cartocdn|openstreetmap|mapbox"

    assert [name_of(path) for path in MODULES if re.search(rf"https?://[\w.]*({networks})", own_text(path))] == []
