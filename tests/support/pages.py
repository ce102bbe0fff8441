"""What every page must be, whatever it is about. `check_page` is run on each HTML answer in every test."""

from __future__ import annotations

import re

import html5lib
from bs4 import BeautifulSoup, Tag

# A value that was missing, an expression that was not closed, an object that was printed by mistake.
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|<[\w.]+ object at 0x|\bNone\b(?! [a-z])|\bTrue\b(?! [a-z])|\bnan\b"
)
FIELDS = "input:not([type=hidden], [type=submit], [type=button], [type=image]), select, textarea"
# JSON that a script reads is data, not script.
INLINE_SCRIPTS = 'script:not([src], [type="application/json"], [type="application/ld+json"]), style'


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words_of(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


def errors_on(html: str) -> list[str]:
    """What the error summary says, in order."""
    return [words_of(link) for link in parse(html).select(".govuk-error-summary__list li")]


def heading_on(html: str) -> str:
    return words_of(parse(html).select_one("h1"))


def check_page(html: str) -> None:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert not parser.errors, f"Not HTML: {parser.errors[-1]} near {_line(html, parser.errors[-1][0][0])}"
    page = parse(html)
    check_headings(page)
    check_ids(page)
    check_fields(page)
    check_content_policy(page)
    check_words(page)


def check_headings(page: BeautifulSoup) -> None:
    headings = [words_of(tag) for tag in page.select("h1")]
    assert len(headings) == 1, f"A page has one h1, not {headings}"
    title = words_of(page.select_one("title")).removeprefix("Error: ")
    assert title.startswith(headings[0]), f"The title {title!r} does not start with the h1 {headings[0]!r}"
    assert page.select_one("html[lang]"), "The page does not say its language"


def check_ids(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page.select("[id]")]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    assert not twice, f"Ids used twice: {twice}"
    for link in page.select('a[href^="#"]'):
        assert link["href"] == "#" or link["href"][1:] in ids, f"{link} leads nowhere"
    for tag in page.select("[aria-describedby], [aria-labelledby]"):
        named = f"{tag.get('aria-describedby', '')} {tag.get('aria-labelledby', '')}".split()
        assert set(named) <= set(ids), f"{tag.name} {tag.get('id')} names unknown {set(named) - set(ids)}"


def check_fields(page: BeautifulSoup) -> None:
    """Each field of a form has words that say what to put there; each picture and button says what it is."""
    labelled = {label.get("for") for label in page.select("label") if words_of(label)}
    for field in page.select(FIELDS):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        assert named or (field.get("id") and field["id"] in labelled), f"No label: {field}"
        assert field.get("name"), f"No name, so never sent: {field}"
    for button in page.select("button"):
        assert words_of(button) or button.get("aria-label"), f"A button without words: {button}"
    for picture in page.select("img"):
        assert picture.has_attr("alt"), f"A picture without alt: {picture}"


def check_content_policy(page: BeautifulSoup) -> None:
    """What the content security policy would silently switch off."""
    assert not page.select(INLINE_SCRIPTS), f"Inline: {page.select(INLINE_SCRIPTS)[0]}"
    for tag in page.select("*"):
        barred = [name for name in tag.attrs if name == "style" or name.startswith("on")]
        assert not barred, f"<{tag.name}> has {barred}, which the content security policy switches off"
    for form in page.select('form[method="post" i]'):
        assert form.select_one("input[name=csrf_token]"), f"No CSRF token in the form to {form.get('action')}"


def check_words(page: BeautifulSoup) -> None:
    for text in page.find_all(string=LEFTOVERS):
        assert text.parent.name in {"code", "pre", "textarea"}, (
            f"Left over in {text.parent.name}: {text.strip()!r}"
        )
    for tag in page.select("[value=None], [href*=None], [action*=None]"):
        raise AssertionError(f"Left over: {tag}")


def _line(html: str, number: int) -> str:
    lines = html.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else "the end"
