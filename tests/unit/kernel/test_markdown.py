"""Markdown as HTML: nothing that is written runs, leads astray or leaves a level of headings out."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup

from portal.kernel.markdown import as_html, leads_somewhere_safe

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onmouseover=alert(1)>b</b> <!-- x -->",
    "<svg/onload=alert(1)>\n\n<iframe src=//evil.example></iframe>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x) [y](file:///etc/passwd) [z](ftp://a.example)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '[x](https://a.example "\\" onclick=alert(1) x=\\"")',
    '```"><script>alert(1)</script>\n</script>\n```',
    "`<script>`",
    "[x](//evil.example) [y](/\\evil.example) [z](\\\\evil.example)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
TAGS = {
    *("p", "em", "strong", "a", "code", "br", "hr", "ul", "ol", "li", "blockquote"),
    *("h2", "h3", "h4", "h5", "h6"),
}
ATTRIBUTES = {"class", "href", "rel", "title", "start"}


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_that_is_written_runs(text):
    page = BeautifulSoup(as_html(text), "html.parser")
    for tag in page.select("*"):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ATTRIBUTES
    assert all(leads_somewhere_safe(link["href"]) for link in page.select("a"))


@pytest.mark.parametrize(
    "url",
    ["https://a.example/x?y=1&z", "http://a.example", "HTTPS://A.EXAMPLE", "mailto:help@a.example",
     "/training/learning/levels-of-need", "levels-of-need", "../courses/1", "/x?at=10:30"],
)  # fmt: skip
def test_links_to_pages_and_people_are_links(url):
    assert BeautifulSoup(as_html(f"[words]({url})"), "html.parser").a["href"] == url


@pytest.mark.parametrize(
    "url",
    ["", "#top", "//evil.example", "/\\evil.example", "\\evil", "javascript:x", "JAVASCRIPT:x",
     "java\nscript:x", " javascript:x", "\x00javascript:x", "data:x", "https:evil", "mailto:", "tel:1",
     "blob:x", "x:y", ":x", "/a\tb"],
)  # fmt: skip
def test_other_links_are_left_as_words(url):
    assert not leads_somewhere_safe(url)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# A\n\n## B\n\n# C", ["h2", "h3", "h2"]),
        ("### A\n\n## B\n\n##### C\n\n### D", ["h2", "h2", "h3", "h3"]),
        ("A\n===\n\nB\n---", ["h2", "h3"]),
        ("\n\n".join(f"{'#' * level} H" for level in range(1, 7)), ["h2", "h3", "h4", "h5", "h6", "h6"]),
        ("> # Inside\n\n- ## In a list", ["h2", "h3"]),
    ],
)
def test_headings_begin_at_h2_and_leave_no_level_out(written, shown):
    page = BeautifulSoup(as_html(written), "html.parser")
    assert [tag.name for tag in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])] == shown


def test_the_same_text_is_drawn_the_same_each_time():
    text = "# A\n\n- [b](/c)\n\n1. d"
    first = str(as_html(text))
    as_html.cache_clear()
    assert str(as_html(text)) == first
    assert 'class="govuk-list govuk-list--bullet"' in first


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "> ", "`", "[a](", "_a*", "![", "<", "- ", "[a]: b\n", "\\", "&", "#"]
)
def test_no_text_takes_long(piece):
    began = time.perf_counter()
    as_html(piece * (20_000 // len(piece)))
    assert time.perf_counter() - began < 5
