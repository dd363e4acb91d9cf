"""A strict reader of HTML for tests: every element closed in order, ids, references, text."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements that show what is meant for machines.
MACHINE = frozenset(("code", "pre", "kbd", "samp", "textarea"))
# Attributes whose value is a list of ids of the same document.
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "data-toggle", "data-export")


class Markup(HTMLParser):
    """A document or part of one: `elements` are (tag, attributes) in order, `problems` what is not well-formed.

    `prose` are the texts without those meant for machines, `headings` (level, text) in order.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.problems: list[str] = []
        self.texts: list[str] = []
        self.prose: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.title = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.problems += [f"<{tag}> has {name} twice" for name, n in Counter(names).items() if n > 1]
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in HEADINGS:
            self.headings.append((HEADINGS.index(tag) + 1, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        around = set(self._open)
        if not {"script", "style"} & around:
            self.texts.append(data)
            if not MACHINE & around:
                self.prose.append(data)
        if "title" in around and "svg" not in around:
            self.title += data
        if around & set(HEADINGS):
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data

    @property
    def text(self) -> str:
        """What a reader reads, blanks folded."""
        return " ".join(" ".join(self.texts).split())

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def dangling(self) -> list[str]:
        """References to ids that the document does not have."""
        known = set(self.ids)
        wanted = [
            (name, part)
            for _, attributes in self.elements
            for name in REFERENCES
            if name in attributes
            for part in ([attributes[name]] if name == "for" else attributes[name].split())
        ]
        wanted += [("href", link[1:]) for link in self.all("a", "href") if link.startswith("#")]
        return [f"{name}={part}" for name, part in wanted if part not in known]

    def all(self, tag: str, attribute: str) -> list[str]:
        """The values of an attribute of all elements of a kind that have it."""
        return [attributes[attribute] for name, attributes in self.elements if name == tag and attribute in attributes]
