"""Documents and web pages about the programme and the labs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard import db

_DOCUMENTS = """
select d.document_id, d.lab_id, d.title, d.year, d.kind, d.publisher, d.language, d.url, d.source_url
from documents d
join vocabulary v on v.vocabulary = 'document_kind' and v.term_id = d.kind
left join labs l on l.lab_id = d.lab_id
order by v.position, d.year desc nulls last, d.title, d.document_id
"""


@dataclass(frozen=True)
class Document:
    """A document; without `lab_id` it belongs to the programme. `url` is where it lies, `source_url` where it is named."""

    document_id: str
    lab_id: str | None
    title: str
    year: int | None
    kind: str
    publisher: str | None
    language: str | None
    url: str | None
    source_url: str | None


def documents() -> tuple[Document, ...]:
    """All documents by kind, newest first."""
    return _documents(db.current().path)


@lru_cache(maxsize=1)
def _documents(_path: Path) -> tuple[Document, ...]:
    return tuple(Document(*row) for row in db.rows(_DOCUMENTS))
