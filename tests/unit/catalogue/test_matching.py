"""What was meant by a word that stands nowhere."""

from __future__ import annotations

import pytest

from training.catalogue.matching import nearest

TEXTS = ("seeing and responding to neglect", "the solihull approach, foundation")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["negelct"], "neglect"),
        (["solihul", "approach"], ""),
        (["soilhull"], "solihull"),
        (["aproach", "negl"], "approach negl"),
        (["neglect"], ""),
        (["zzzzzz"], ""),
        (["xy"], ""),
        (["zzzzzz", "negelct"], ""),
        ([], ""),
    ],
)
def test_the_nearest_word_stands_for_what_was_typed(words, meant):
    assert nearest(words, TEXTS) == meant
