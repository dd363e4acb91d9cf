"""Texts: complete in both languages, all used, all found, and with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from dashboard.config import ROOT
from dashboard.i18n import LANGS, strings

CODE = sorted((ROOT / "dashboard").rglob("*.py"))
FUNCTIONS = {"t", "plural"}
ENDINGS = (".one", ".other", ".none")


@cache
def literals() -> frozenset[str]:
    """Every string constant of the code that is not a docstring."""
    found = set()
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(found)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Every f-string of the code that begins with an area, as a pattern: f"table.{key}" → table.<anything>."""
    areas = {key.split(".")[0] for key in strings()}
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if "." in start and start.split(".")[0] in areas:
                    parts = [
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+" for part in node.values
                    ]
                    found.append(re.compile("".join(parts)))
    return tuple(found)


def _keys_of_calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(function, key) of every call with a constant key, through a conditional too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS and node.args:
            first = node.args[0]
            for part in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(part, ast.Constant):
                    yield node.func.id, str(part.value)


def is_used(key: str) -> bool:
    stem = next((key.removesuffix(ending) for ending in ENDINGS if key.endswith(ending)), key)
    # A key may be put together from a table name and a part: ("legend_time", …) with f"timeline.{key}".
    return any(name in literals() or any(pattern.fullmatch(name) for pattern in patterns()) for name in (key, stem))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_key_asked_for_exists(path: Path) -> None:
    known = strings()
    missing = []
    for function, key in _keys_of_calls(ast.parse(path.read_text(encoding="utf-8"))):
        wanted = [f"{key}.one", f"{key}.other"] if function == "plural" else [key]
        missing += [name for name in wanted if name not in known]

    assert missing == []


def test_every_text_is_used() -> None:
    assert [key for key in strings() if not is_used(key)] == []


def test_every_text_has_words_in_both_languages() -> None:
    assert [key for key, texts in strings().items() if not all(texts[lang].strip() for lang in LANGS)] == []


def test_both_languages_have_the_same_placeholders() -> None:
    different = [key for key, texts in strings().items() if placeholders(texts["de"]) != placeholders(texts["en"])]

    assert different == []


def test_singular_has_its_plural() -> None:
    keys = set(strings())

    assert [key for key in keys if key.endswith(".one") and f"{key.removesuffix('.one')}.other" not in keys] == []


def test_german_texts_use_german_quotation_marks_and_dashes() -> None:
    """Straight quotation marks and hyphens between blanks are slips of the keyboard in both languages."""
    slips = [
        key for key, texts in strings().items() for lang in LANGS if re.search(r'(?<![=\w])"(?![\w/])|\w - \w', texts[lang])
    ]

    assert slips == []
