from __future__ import annotations

import pytest

from portal.accounts.domain import browser_words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/131.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537 Edg/126.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A1) Chrome/126 Mobile Safari/537",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/126 Safari/537", "Chrome on Chromebook"),
        ("curl/8", "Another browser"),
        ("", "Another browser"),
        ("<script>Firefox/1 Windows</script>", "Firefox on Windows"),
    ],
)
def test_a_browser_is_known_by_two_words(said: str, words: str) -> None:
    assert browser_words(said) == words
