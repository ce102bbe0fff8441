"""The page reader sees what it is there to see."""

from __future__ import annotations

import pytest

from tests.support.pages import check_page, errors_on

GOOD = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Error: Book a course - Portal</title></head>
<body><main><h1>Book a course</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="name">Name</label><input id="name" name="name">
<button>Book</button></form>{}</main></body></html>"""

FAULTS = {
    "Not HTML": "<p><div></p>",
    "one h1": "<h1>Another</h1>",
    "Ids used twice": '<p id="name">x</p>',
    "leads nowhere": '<a href="#there">x</a>',
    "names unknown": '<p aria-describedby="hint">x</p>',
    "No label": '<input id="other" name="other">',
    "No name": '<input aria-label="Other">',
    "without words": "<button></button>",
    "without alt": '<img src="/x.png">',
    "Inline": "<script>x</script>",
    "content security policy": '<p style="color: red">x</p>',
    "No CSRF token": '<form method="post"><button>Go</button></form>',
    "Left over in p: 'Starts None'": "<p>Starts None</p>",
    "Left over in p: '{{ name }}'": "<p>{{ name }}</p>",
    "Left over: <a": '<a href="/events/None">x</a>',
}


def test_lets_a_good_page_pass():
    check_page(GOOD.format("<p>None of these</p><p>No one has booked</p>"))


@pytest.mark.parametrize("message", FAULTS)
def test_sees_each_fault(message):
    with pytest.raises(AssertionError) as raised:
        check_page(GOOD.format(FAULTS[message]))
    assert message in str(raised.value)


def test_sees_a_fault_however_often_the_page_is_shown():
    for token in ("one", "two", "two"):
        with pytest.raises(AssertionError, match="Ids used twice"):
            check_page(GOOD.format('<p id="name">x</p>').replace('value="x"', f'value="{token}"'))


def test_sees_a_title_that_says_something_else():
    with pytest.raises(AssertionError, match="does not start with the h1"):
        check_page(GOOD.format("").replace("<h1>Book a course", "<h1>Cancel"))


def test_reads_the_error_summary_in_order():
    listed = "".join(f'<li><a href="#{word}">{word}</a></li>' for word in ("first", "second"))
    assert errors_on(f'<ul class="govuk-error-summary__list">{listed}</ul>') == ["first", "second"]
