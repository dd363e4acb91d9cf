"""A small graph and its two texts, JSON-LD and Turtle: all that a catalogue needs of RDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Iri:
    """A reference to a thing."""

    value: str


@dataclass(frozen=True)
class Text:
    """A text, with its language or its type (prefixed)."""

    value: str
    lang: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Thing:
    """A thing with its type, what is said about it, and its address (none: it is only part of another)."""

    kind: str
    facts: Sequence[tuple[str, Value]]
    iri: str = ""


Value = Iri | Text | Thing


def json_ld(things: Sequence[Thing]) -> dict[str, object]:
    """The graph as JSON-LD 1.1."""
    return {"@context": dict(PREFIXES), "@graph": [_json(thing) for thing in things]}


def _json(thing: Thing) -> dict[str, object]:
    found: dict[str, object] = {**({"@id": thing.iri} if thing.iri else {}), "@type": thing.kind}
    for name in dict.fromkeys(name for name, _ in thing.facts):
        values = [_json_value(value) for key, value in thing.facts if key == name]
        found[name] = values[0] if len(values) == 1 else values
    return found


def _json_value(value: Value) -> object:
    if isinstance(value, Iri):
        return {"@id": value.value}
    if isinstance(value, Thing):
        return _json(value)
    extra = {"@language": value.lang} if value.lang else {"@type": value.kind} if value.kind else {}
    return {"@value": value.value, **extra} if extra else value.value


def turtle(things: Sequence[Thing]) -> str:
    """The graph as RDF 1.1 Turtle."""
    heads = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    return "\n".join([*heads, "", *(f"<{thing.iri}> {_facts(thing, '    ')} .\n" for thing in things)])


def _facts(thing: Thing, indent: str) -> str:
    lines = [f"a {thing.kind}", *(f"{name} {_turtle(value, indent)}" for name, value in thing.facts)]
    return f" ;\n{indent}".join(lines)


def _turtle(value: Value, indent: str) -> str:
    if isinstance(value, Iri):
        return f"<{value.value}>"
    if isinstance(value, Thing):
        return f"[ {_facts(value, indent + '    ')} ]"
    suffix = f"@{value.lang}" if value.lang else f"^^{value.kind}" if value.kind else ""
    return f'"{_escaped(value.value)}"{suffix}'


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, written)
    return text
