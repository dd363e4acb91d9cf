"""Statements as text that runs elsewhere: named parameters replaced by literals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

# What may stand in a statement: texts, quoted names and comments, in which a "$" means nothing, or a parameter.
_TOKEN = re.compile(r"""('(?:[^']|'')*')|("(?:[^"]|"")*")|(--[^\n]*)|\$([a-z_][a-z0-9_]*)""")


def parameters(sql: str) -> frozenset[str]:
    """Names of the parameters that a statement takes."""
    return frozenset(found[4] for found in _TOKEN.finditer(sql) if found[4])


def literal(value: object) -> str:
    """A value as a DuckDB literal; lists are typed, so that an empty one keeps its meaning.

    Raises: TypeError for a value that is no text, number, truth value, date, None or list of these.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    raise TypeError(f"no literal for {type(value).__name__}")


def _text(value: str) -> str:
    # DuckDB knows no escapes inside '…' except the doubled quote. NUL ends no text there but breaks editors.
    return "'" + value.replace("\0", "").replace("'", "''") + "'"


def as_runnable_sql(sql: str, params: Mapping[str, object]) -> str:
    """The statement with its values written in, ready for the downloadable database.

    Raises: KeyError when a parameter has no value.
    """

    def put(found: re.Match[str]) -> str:
        return literal(params[found[4]]) if found[4] else found[0]

    return _TOKEN.sub(put, sql).strip() + ";\n"
