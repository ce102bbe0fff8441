"""What a part says in one line: days as people write them, and nothing of a logo but its words."""

from __future__ import annotations

import pytest

from portal.partnership.telling import changed_only, told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"closed_on": "2026-03-03"}, "closed on: 3 March 2026"),
        ({"names": ["2026-02-30"]}, "2026-02-30"),
        ({"digest": "abc", "alt": "City of Somewhere", "width": 3}, "alt: City of Somewhere"),
        ({"words": {"4": "Strong", "3": "Secure"}}, "Strong, Secure"),
        ("no mapping", ""),
    ],
)
def test_what_is_said(content, said):
    assert told(content) == said


def test_only_what_changes():
    assert changed_only({"base": "A", "name": "N"}, {"base": "B", "name": "N"}) == ("base: A", "base: B")
