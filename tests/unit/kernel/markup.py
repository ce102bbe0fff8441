"""For tests of macros: templates without an application, and HTML compared by what it means."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[3]
HTML = "{http://www.w3.org/1999/xhtml}"
INLINE = {f"{HTML}{name}" for name in ("a", "span", "strong", "em", "code", "button", "label")}


def environment() -> Environment:
    """Stricter than the application's: whatever passes here passes there."""
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
    )


def normalised(html: str) -> list[object]:
    """The same for two pieces of HTML that differ only in spacing and the order of attributes."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=True)
    return _children(tree)


def _children(element) -> list[object]:
    if element.tag == f"{HTML}textarea":
        return [element.text or ""]
    found: list[object] = [_words(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            found += [(child.tag, _attributes(child), _children(child))]
        found += [_words(child.tail)]
    return _trimmed([item for item in found if item])


def _attributes(element) -> list[tuple[str, str]]:
    return sorted(
        (name, " ".join(value.split()) if name == "class" else value) for name, value in element.items()
    )


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _is_inline(item: object) -> bool:
    return isinstance(item, tuple) and item[0] in INLINE


def _trimmed(items: list[object]) -> list[object]:
    """Drop spaces that no browser shows: at the ends, and beside a block."""
    kept: list[object] = []
    for place, item in enumerate(items):
        text = item
        if isinstance(text, str):
            if place == 0 or not _is_inline(items[place - 1]):
                text = text.lstrip()
            if place == len(items) - 1 or not _is_inline(items[place + 1]):
                text = text.rstrip()
        if text:
            kept.append(text)
    return kept
