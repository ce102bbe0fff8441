"""Forms are filled in as a browser would, and only as the page allows."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from tests.support.forms import fill, find_form

PAGE = """<h1>Book</h1><form method="get"><input name="q"></form>
<main><form method="post" action="../save" enctype="multipart/form-data" id="book">
<input type="hidden" name="csrf_token" value="token">
<input name="title" value="Old title">
<textarea name="notes">
As typed</textarea>
<input type="radio" name="place" value="hall" checked><input type="radio" name="place" value="online">
<input type="checkbox" name="needs" value="loop" checked><input type="checkbox" name="needs" value="ramp">
<select name="area"><option value="">Choose</option><option value="1" selected>East</option></select>
<input name="starts_on-day"><input name="starts_on-month"><input name="starts_on-year">
<input type="file" name="list">
<input name="gone" disabled value="x">
<button name="act" value="save">Save</button><button name="act" value="drop">Remove</button>
</form></main>"""


def sent(press=None, **answers):
    return fill(find_form(PAGE, "/events/1/edit", "#book"), "/events/1/edit", answers, press)


def test_sends_what_the_page_shows():
    form = sent()
    assert (form.method, form.url, form.is_multipart) == ("POST", "/events/save", True)
    shown = dict(form.pairs)
    assert shown["csrf_token"] == "token"
    assert (shown["title"], shown["notes"], shown["place"]) == ("Old title", "As typed", "hall")
    assert (shown["needs"], shown["area"], shown["act"]) == ("loop", "1", "save")
    assert "gone" not in shown


def test_answers_replace_what_was_shown():
    pairs = sent(title="New", place="online", needs=["loop", "ramp"], starts_on=date(2026, 3, 2)).pairs
    assert ("title", "New") in pairs
    assert [value for name, value in pairs if name == "needs"] == ["loop", "ramp"]
    dates = [value for name, value in pairs if name.startswith("starts_on")]
    assert dates == ["2", "3", "2026"]


@pytest.mark.parametrize(
    "answers", [{"title2": "x"}, {"place": "moon"}, {"area": "9"}, {"needs": ["stairs"]}, {"gone": "y"}]
)
def test_refuses_what_the_page_does_not_offer(answers):
    with pytest.raises(AssertionError):
        sent(**answers)


def test_presses_the_button_with_these_words():
    assert ("act", "drop") in sent(press="Remove").pairs
    with pytest.raises(AssertionError, match="No button 'Burn'"):
        sent(press="Burn")


def test_carries_files():
    file = (BytesIO(b"x"), "list.csv")
    assert sent(list=file).files == [("list", file)]
