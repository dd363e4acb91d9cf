"""A frozen view: `data=<version>` in its address says which data it was seen with; the page says which it shows now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.i18n import Lang, t
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, page_url

KEY = "data"
_VERSION = re.compile(r"20\d\d-\d\d-\d\d-[0-9a-f]{8}")


@dataclass(frozen=True)
class Frozen:
    """What an address holds fast: its version, the present one, versions after it (oldest first) if it is recorded, and
    whether the database of that version is still here."""

    version: str
    present: str
    later: tuple[str, ...] = ()
    is_known: bool = False
    has_file: bool = False


def version_asked(pairs: Pairs) -> str:
    """The version a query holds fast; empty without one or with what is no version."""
    given = dict(reversed(pairs)).get(KEY, "")
    return given if _VERSION.fullmatch(given) else ""


def later_versions(version: str, newest_first: Sequence[str]) -> tuple[str, ...]:
    """The recorded versions after one, oldest first; none when it is not recorded."""
    if version not in newest_first:
        return ()
    return tuple(reversed(newest_first[: newest_first.index(version)]))


def frozen_notice(found: Frozen, free: str, lang: Lang) -> Tag:
    """The sentence above a page that was held fast; `free` is its address without the version."""
    loose: Node = tag("a", t("frozen.loose", lang), href=free)
    if found.version == found.present:
        text: list[Node] = [t("frozen.same", lang, version=found.version), " ", loose]
        return _box(text, t("frozen.label", lang))
    text = [t("frozen.other", lang, version=found.version, present=found.present), " "]
    if not found.is_known:
        text.append(t("frozen.unknown", lang))
    elif found.later:
        changes = page_url("changes", lang) + f"#{found.later[0]}"
        text.append(tag("a", t("frozen.changes", lang), href=changes))
        text.append(".")
    text.append(" ")
    if found.has_file:
        file = tag("a", t("frozen.file", lang), href=f"/download/rogl-{found.version}.duckdb")
        text += [file, ". "]
    else:
        text += [t("frozen.gone", lang), " "]
    return _box([*text, loose], t("frozen.label", lang))


def _box(text: list[Node], label: str) -> Tag:
    return tag("aside", tag("p", text), class_="wrap frozen", id="frozen", aria_label=label)
