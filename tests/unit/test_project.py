"""Promises of README, requirements and licences that nothing else would notice when broken."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dashboard.serve import main, settings_table

ROOT = Path(__file__).resolve().parents[2]


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines)
    return {pin[1].lower().replace("_", "-"): pin[2] for pin in found if pin}


def _imported(folders: tuple[str, ...]) -> set[str]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    others = {
        node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return (plain | others) - set(sys.stdlib_module_names) - {"dashboard", "tests", "app"}


def _distributions(modules: set[str]) -> set[str]:
    known = packages_distributions()
    return {known[module][0].lower().replace("_", "-") for module in modules if module in known}


def test_readme_lists_every_setting_as_config_has_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text[text.index("<!-- settings -->") : text.index("<!-- /settings -->")]
    rows = [
        f"| `{name}` | {f'`{default}`' if default else '–'} | {meaning} |" for name, default, meaning in settings_table()
    ]

    assert [line for line in section.splitlines() if line.startswith("| `")] == rows


def test_readme_names_every_make_target_that_exists() -> None:
    targets = set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert phony is not None
    assert targets <= set(phony[1].split())


def test_what_the_dashboard_imports_is_pinned() -> None:
    assert _distributions(_imported(("dashboard",))) - set(_pins("requirements.txt")) == set()


def test_what_the_tests_import_is_pinned() -> None:
    pinned = set(_pins("requirements.txt")) | set(_pins("requirements-dev.txt"))

    assert _distributions(_imported(("tests",))) - pinned == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_agree_with_the_constraints(name: str) -> None:
    constraints = _pins("constraints.txt")

    assert {package: constraints.get(package) for package in _pins(name)} == _pins(name)


def test_lock_file_of_the_bundle_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "assets" / "plotly" / "package-lock.json").read_text(encoding="utf-8")


def test_licence_is_the_eupl() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_help_lists_every_variable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert [name for name, _, _ in settings_table() if f"  {name} " not in text] == []


def test_wrong_setting_ends_with_its_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "eighty")

    assert main([]) == 1
    assert "PORT='eighty': allowed are whole numbers from 1 to 65535" in capsys.readouterr().err
