"""Names of files and variables in running text."""

from __future__ import annotations

import pytest

from dashboard.components.code_words import code_words
from dashboard.ssr import to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in m_bev_alter genannt", "in <code>m_bev_alter</code> genannt"),
        ("Tabelle labs_old.csv", "Tabelle <code>labs_old.csv</code>"),
        ("ohne Namen", "ohne Namen"),
        ("a_b <i>", "<code>a_b</code> &lt;i&gt;"),
        ("", ""),
    ],
)
def test_names_are_code(text: str, expected: str) -> None:
    assert to_html(code_words(text)) == expected
