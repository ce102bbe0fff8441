"""`flask portal check` finds nothing wrong with the demo partnership."""

from __future__ import annotations

from portal.kernel.slice import registry


def test_no_invariant_is_broken(demo):
    del demo
    assert [(check.name, breach) for check in registry().checks for breach in check.find()] == []
