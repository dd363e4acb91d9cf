"""Text to take along: program text, statements, citations; each with a button that copies it."""

from __future__ import annotations

from dashboard.i18n import Lang, t
from dashboard.ssr import Node, Tag, tag


def code_block(id_: str, text: str, lang: Lang, *, label: str) -> Tag:
    """A block of code that scrolls by keyboard, and a button that copies it."""
    block = tag("pre", tag("code", text, id=id_), tabindex=0, role="region", aria_label=label)
    button = tag(
        "button",
        t("code.copy", lang),
        type="button",
        class_="button copy-code",
        hidden=True,
        data_copy_from=id_,
        data_done=t("code.copied", lang),
    )
    return tag("div", [block, button], class_="code-block")


def folded(summary: Node, body: list[Node], *, id_: str = "", is_open: bool = False) -> Tag:
    """A part that opens on demand."""
    return tag("details", [tag("summary", summary), *body], class_="folded", id=id_ or None, open=is_open)
