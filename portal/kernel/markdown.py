"""Markdown that people write, as HTML in the portal's own dress.

Raw HTML, pictures and code are words like any others. Headings begin at h2,
because a page's own is the h1, and never leave a level out, however they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# A scheme is what stands before a colon that no slash, question mark or hash stands before.
SCHEME = re.compile(r"[^/?#]*:")
ALLOWED = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
# Browsers read a backslash as a slash, and skip the characters that nobody sees. No heading has an anchor.
ELSEWHERE = re.compile(r"$|#|//|.*[\\\x00-\x20\x7f-\x9f]")
# Indented and fenced code is left out too: whoever indents a line means nothing by it.
LEFT_OUT = ["image", "html_block", "html_inline", "code", "fence"]
DEEPEST_HEADING = 6
CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "h2": "govuk-heading-m",
}
OTHER_HEADINGS = "govuk-heading-s"


@lru_cache(maxsize=256)
def as_html(text: str) -> Markup:
    """The text as HTML that can stand on a page below its h1; kept, because the same pages are read often."""
    tokens = _READER.parse(text)
    _set_levels(tokens)
    _dress(tokens)
    return Markup(_READER.renderer.render(tokens, _READER.options, {}))  # noqa: S704  # the library escapes all text


def leads_somewhere_safe(url: str) -> bool:
    """Whether a link may lead there: http, https, mailto, or a page of the portal."""
    if SCHEME.match(url):
        return ALLOWED.match(url) is not None
    return ELSEWHERE.match(url) is None


def _set_levels(tokens: Iterable[Token]) -> None:
    """Each heading one below the nearest before it that was written as a higher one, the first at h2."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            above = [*(level for level in above if level < written), written]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(len(above) + 1, DEEPEST_HEADING)}"


def _dress(tokens: Iterable[Token]) -> None:
    """GOV.UK's classes, and links that tell nobody where the reader came from."""
    for token in tokens:
        if token.nesting >= 0 and token.tag:
            is_heading = token.type == "heading_open"
            dress = CLASSES.get(token.tag, OTHER_HEADINGS if is_heading else "")
            if dress:
                token.attrJoin("class", dress)
        if token.type == "link_open":
            token.attrSet("rel", "noreferrer")
        _dress(token.children or ())


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).disable(LEFT_OUT)
    reader.validateLink = leads_somewhere_safe  # type: ignore[method-assign]  # the library's own way to say it
    return reader


_READER = _reader()
