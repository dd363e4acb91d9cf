"""The small Markdown: what it knows, and that it lets nothing through."""

from __future__ import annotations

import pytest

from dashboard.markdown import markdown, title_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\nb", "<h1>A</h1><p>b</p>"),
        ("a\nb", "<p>a<br>b</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("x:\n- a", "<p>x:</p><ul><li>a</li></ul>"),
        ("**a** [b](/c)", '<p><b>a</b> <a href="/c">b</a></p>'),
        ("[b](https://c.de)", '<p><a href="https://c.de" rel="noopener">b</a></p>'),
        ("#kein Titel", "<p>#kein Titel</p>"),
        ("", ""),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "[a](javascript:x)", "[a](//evil.example)", '[a](/"onclick="x)', "**<img src=x>**"],
)
def test_nothing_dangerous_gets_through(text: str) -> None:
    html = markdown(text)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="//' not in html
    assert '"onclick' not in html


def test_title_is_the_first_heading() -> None:
    assert title_of("x\n# Impressum\n# Zwei") == "Impressum"
    assert title_of("x") == ""
