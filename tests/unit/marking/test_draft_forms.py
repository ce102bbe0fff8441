"""Reading a page of marks as it was posted: whatever comes is kept, and nothing comes up of itself."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from audits.marking.forms import read_kept, read_marks, read_safety, read_version
from checklists.domain import FormKind
from checklists.versions import shipped_form

FORM = shipped_form(FormKind.FULL)


def test_an_empty_page_gives_empty_marks():
    assert all(mark.is_empty for mark in read_marks(MultiDict(), FORM, ["A1", "GH1"]))


def test_line_breaks_are_of_one_kind_and_nothing_forbidden_is_kept():
    (mark,) = read_marks(MultiDict({"A1-evidence": " one\r\ntwo\0 "}), FORM, ["A1"])
    assert mark.evidence == "one\ntwo"


def test_ticks_that_the_principle_does_not_have_are_ignored():
    good = [("GH1-good-0", "seen"), ("GH1-good-9", "seen"), ("GH1-good-1", "always")]
    poor = [("GH1-poor", "0"), ("GH1-poor", "99"), ("GH1-poor", "x")]
    (mark,) = read_marks(MultiDict(good + poor), FORM, ["GH1"])
    assert mark.ticks == {"good": ["seen", "", "", ""], "poor": [0]}


@pytest.mark.parametrize(("typed", "version"), [("7", 7), ("", 0), ("x", 0), ("-1", 0), ("9" * 60, 0)])
def test_a_version_that_is_nonsense_is_older_than_any(typed, version):
    assert read_version(MultiDict({"version": typed})) == version


def test_keeps_what_was_saved_only_where_that_was_chosen():
    posted = MultiDict({"keep-A1": "saved", "keep-A2": "typed"})
    assert read_kept(posted, ["A1", "A2", "A3"]) == {"A1"}


@pytest.mark.parametrize(("answer", "kept"), [("yes", "yes"), ("no", "no"), ("maybe", ""), ("", "")])
def test_the_first_question_takes_only_what_it_offers(answer, kept):
    assert read_safety(MultiDict({"unsafe_child": answer}), FORM, 1).answer == kept
