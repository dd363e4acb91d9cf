"""A small part of Markdown as HTML: enough for the pages about the site, and safe for texts of the operator.

Headings (`#` to `###`), paragraphs, lists (`- ` and `1. `), `**bold**`, `[text](address)` and bare line breaks. Everything
else, HTML included, is shown as it is written. Addresses may begin with http, https, mailto, tel, `/` or `#`.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from dashboard.ssr import Tag

_HEADING = re.compile(r"(#{1,3}) +(.+)")
_BULLET = re.compile(r"- +(.+)")
_NUMBER = re.compile(r"\d+[.)] +(.+)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)")


def markdown(text: str) -> Tag:
    """The text as HTML."""
    blocks = re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n"))
    return Tag("".join(_block(block) for block in blocks if block.strip()))


def title_of(text: str) -> str:
    """The text of the first heading; empty without one."""
    found = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _block(block: str) -> str:
    found = []
    for kind, lines in groupby(block.split("\n"), key=_kind):
        texts = list(lines)
        if kind == "heading":
            found += [_heading(line) for line in texts]
        elif kind in ("ul", "ol"):
            found.append(f"<{kind}>{''.join(f'<li>{_inline(_item(line))}</li>' for line in texts)}</{kind}>")
        else:
            found.append(f"<p>{'<br>'.join(_inline(line.strip()) for line in texts)}</p>")
    return "".join(found)


def _kind(line: str) -> str:
    if _HEADING.fullmatch(line.strip()):
        return "heading"
    if _BULLET.fullmatch(line.strip()):
        return "ul"
    return "ol" if _NUMBER.fullmatch(line.strip()) else "p"


def _heading(line: str) -> str:
    found = _HEADING.fullmatch(line.strip())
    assert found is not None  # noqa: S101 (the kind was just decided by the same pattern)
    level = len(found[1])
    return f"<h{level}>{_inline(found[2])}</h{level}>"


def _item(line: str) -> str:
    found = _BULLET.fullmatch(line.strip()) or _NUMBER.fullmatch(line.strip())
    return found[1] if found else line


def _inline(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", _LINK.sub(_link, escape(text, quote=True)))


def _link(found: re.Match[str]) -> str:
    text, address = found[1], found[2]
    if not _ADDRESS.match(address):
        return found[0]
    rel = ' rel="noopener"' if address.startswith("http") else ""
    return f'<a href="{address}"{rel}>{text}</a>'
