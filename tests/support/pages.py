"""What every page must be, whatever it is about. `check_page` is run on each HTML answer in every test."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

import html5lib
from bs4 import BeautifulSoup, Tag

# A value that was missing, an expression that was not closed, an object that was printed by mistake.
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|<[\w.]+ object at 0x|\bNone\b(?! [a-z])|\bTrue\b(?! [a-z])|\bnan\b"
)
NO_FIELDS = {"hidden", "submit", "button", "image"}
# JSON that a script reads is data, not script.
DATA = {"application/json", "application/ld+json"}
# What differs each time a page is shown, and is no part of what is checked.
TOKENS = re.compile(r'(name="csrf_token"[^>]* value=|reference: )("[^"]*"|[0-9a-f]{16})')


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words_of(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


def errors_on(html: str) -> list[str]:
    """What the error summary says, in order."""
    return [words_of(link) for link in parse(html).select(".govuk-error-summary__list li")]


def heading_on(html: str) -> str:
    return words_of(parse(html).select_one("h1"))


@lru_cache(maxsize=1_000)
def _check(html: str) -> None:
    """The walks are shown the same refusal a thousand times. What failed is not remembered."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    assert not parser.errors, f"Not HTML: {parser.errors[-1]} near {_line(html, parser.errors[-1][0][0])}"
    tags = [tag for tag in page.iter() if isinstance(tag.tag, str)]
    check_headings(page)
    check_ids(tags)
    check_fields(page)
    check_content_policy(tags)
    check_words(page)


def check_page(html: str) -> None:
    _check(TOKENS.sub(r'\1"x"', html))


def check_headings(page: Element) -> None:
    headings = [_words(tag) for tag in page.iter("h1")]
    assert len(headings) == 1, f"A page has one h1, not {headings}"
    title = _words(page.find("head/title")).removeprefix("Error: ")
    assert title.startswith(headings[0]), f"The title {title!r} does not start with the h1 {headings[0]!r}"
    assert "lang" in page.attrib, "The page does not say its language"


def check_ids(tags: list[Element]) -> None:
    ids = Counter(tag.attrib["id"] for tag in tags if "id" in tag.attrib)
    twice = sorted(name for name, times in ids.items() if times > 1)
    assert not twice, f"Ids used twice: {twice}"
    for tag in tags:
        to = tag.get("href", "") if tag.tag == "a" else ""
        assert not to.startswith("#") or to == "#" or to[1:] in ids, f"{_source(tag)} leads nowhere"
        named = f"{tag.get('aria-describedby', '')} {tag.get('aria-labelledby', '')}".split()
        unknown = set(named) - ids.keys()
        assert not unknown, f"{tag.tag} {tag.get('id')} names unknown {unknown}"


def check_fields(page: Element) -> None:
    """Each field of a form has words that say what to put there; each picture and button says what it is."""
    labelled = {label.get("for") for label in page.iter("label") if _words(label)}
    inside = {field for label in page.iter("label") for field in label.iter()}
    for field in [*page.iter("input"), *page.iter("select"), *page.iter("textarea")]:
        if field.tag == "input" and field.get("type", "").lower() in NO_FIELDS:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field in inside
        assert named or (field.get("id") and field.get("id") in labelled), f"No label: {_source(field)}"
        assert field.get("name"), f"No name, so never sent: {_source(field)}"
    for button in page.iter("button"):
        assert _words(button) or button.get("aria-label"), f"A button without words: {_source(button)}"
    for picture in page.iter("img"):
        assert "alt" in picture.attrib, f"A picture without alt: {_source(picture)}"


def check_content_policy(tags: list[Element]) -> None:
    """What the content security policy would silently switch off."""
    for tag in tags:
        name = tag.tag.rpartition("}")[2]
        script = name == "script" and "src" not in tag.attrib and tag.get("type", "").lower() not in DATA
        is_inline = script or name == "style"
        assert not is_inline, f"Inline: {_source(tag)}"
        barred = [name for name in tag.attrib if name == "style" or str(name).startswith("on")]
        assert not barred, f"<{name}> has {barred}, which the content security policy switches off"
        if name == "form" and tag.get("method", "").lower() == "post":
            tokens = [field for field in tag.iter("input") if field.get("name") == "csrf_token"]
            assert tokens, f"No CSRF token in the form to {tag.get('action')}"


def check_words(page: Element) -> None:
    for tag in page.iter():
        texts = [tag.text, *(child.tail for child in tag)]
        for text in (text for text in texts if text and LEFTOVERS.search(text)):
            assert tag.tag in {"code", "pre", "textarea"}, f"Left over in {tag.tag}: {text.strip()!r}"
        given = f"{tag.get('href', '')} {tag.get('action', '')}"
        assert "None" not in given, f"Left over: {_source(tag)}"
        assert tag.get("value") != "None", f"Left over: {_source(tag)}"


def _words(tag: Element | None) -> str:
    return " ".join("".join(tag.itertext()).split()) if tag is not None else ""


def _source(tag: Element) -> str:
    """As it stands on the page, without what follows it."""
    return tostring(tag, encoding="unicode").removesuffix(tag.tail or "")


def _line(html: str, number: int) -> str:
    lines = html.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else "the end"
