"""Names of files, columns and variables inside running text, marked as what they are."""

from __future__ import annotations

import re

from dashboard.ssr import Node, tag

_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+(?:\.[a-z]{2,4})?\b")


def code_words(text: str) -> list[Node]:
    """The text with words such as `m_bev_alter` or `labs_old.csv` as code."""
    found: list[Node] = []
    last = 0
    for match in _NAME.finditer(text):
        found += [text[last : match.start()], tag("code", match[0])]
        last = match.end()
    return [part for part in (*found, text[last:]) if part != ""]
