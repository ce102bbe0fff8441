"""What is said of whom to ring, from what a partnership has filled in."""

from __future__ import annotations

import pytest

from portal.kernel.chosen import Contacts

BEGINS = "If something changes less than 24 hours before it starts"


@pytest.mark.parametrize(
    ("phone", "words", "said"),
    [
        ("", "", ""),
        ("01632 960 101", "", f"{BEGINS}, ring 01632 960 101."),
        ("", "Tell the venue", f"{BEGINS}: Tell the venue."),
        (
            "01632 960 101",
            "Before 8am, ring the venue.",
            f"{BEGINS}, ring 01632 960 101. Before 8am, ring the venue.",
        ),
    ],
)
def test_changes_at_short_notice(phone, words, said):
    assert Contacts(changes_phone=phone, changes_words=words).changes("24 hours") == said
