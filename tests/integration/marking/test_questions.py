"""A question drawn once with gaps, and the same question drawn as it stands, are the same page."""

from __future__ import annotations

import pytest

from audits.marking.domain import SHORT_EVIDENCE, MarkGiven
from audits.marking.routes import questions
from audits.marking.routes.questions import Asked, Put, draw
from tests.integration.marking.scene import FULL

EVIL = "</textarea><script>alert('1')</script> \ue000words evidence\ue001 & \"“é”\""
PUTS = (
    {},
    {"answer": "3", "evidence": "two\nlines", "done_now": "Rang the desk"},
    {"answer": "NA", "na_reason": "other", "na_text": EVIL},
    {"answer": "NE", "evidence": EVIL, "ticks": {"good": ["seen", "", "partly", ""], "poor": [0, 2]}},
    {"answer": "9", "na_reason": "nonsense", "ticks": {"good": ["seen"], "poor": []}},
)


@pytest.mark.parametrize("put", PUTS)
def test_gaps_are_filled_with_what_was_put_down(put):
    words = tuple(FULL.grade_words.items())
    around = {"flags": {}, "strict": False, "saved_words": ""}
    for item in (*FULL.items(), *FULL.principles):
        asked = Asked(item, MarkGiven(key=item.key, **put))
        whole = questions._drawn(asked, Put(asked.given), words, around)
        assert draw(asked, FULL, {}, strict=False, saved_words="") == whole


@pytest.mark.parametrize(
    ("given", "flags", "says"),
    [
        ({"answer": "4"}, {"A1-evidence": "Say what you saw"}, "Before you submit: Say what you saw"),
        ({"evidence": "x" * (SHORT_EVIDENCE + 1)}, {}, "This is long"),
    ],
)
def test_a_question_with_more_to_say_says_it(given, flags, says):
    asked = Asked(FULL.sections[0].items[0], MarkGiven(key="A1", **given))
    assert says in draw(asked, FULL, flags, strict=False, saved_words="")


def test_another_item_s_problem_is_not_this_one_s():
    asked = Asked(FULL.sections[0].items[0], MarkGiven(key="A1", answer="4"))
    assert "Before you submit" not in draw(asked, FULL, {"A12-evidence": "no"}, strict=False, saved_words="")
