"""What looks like a child's or a family's identifier in free text (docs/audits.md 4.6)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.identifiers import Identifier, find_identifiers, is_nhs_number

TODAY = date(2026, 3, 3)


def kinds(text):
    return [hit.kind for hit in find_identifiers(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS 943 476 5919 on file", Identifier.NHS_NUMBER),
        ("NHS 943-476-5919", Identifier.NHS_NUMBER),
        ("9434765919", Identifier.NHS_NUMBER),
        ("lives at YO31 7EA now", Identifier.POSTCODE),
        ("yo1 6ga", Identifier.POSTCODE),
        ("EC1A1BB", Identifier.POSTCODE),
        ("call 01904 555 123", Identifier.PHONE),
        ("(01904) 555123", Identifier.PHONE),
        ("+44 7700 900123", Identifier.PHONE),
        ("07700-900-123", Identifier.PHONE),
        ("DOB 03/02/25", Identifier.DATE_OF_BIRTH),
        ("born on 3 February 2026", Identifier.DATE_OF_BIRTH),
        ("seen, 14/05/2015, with mum", Identifier.DATE_OF_BIRTH),
        ("14th May 2015", Identifier.DATE_OF_BIRTH),
        ("2015-05-14", Identifier.DATE_OF_BIRTH),
        ("write to mum.of-two@mail.example.co.uk", Identifier.EMAIL),
    ],
)
def test_asks_about(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918 fails the check digit",
        "Reviewed on 14 January 2026 and again on 02/03/2026",
        "E3 2nd review was late; C1 3rd visit",
        "D4 and GH1, F2-F3 minutes, page 12 of 14",
        "FEHA-0008 opened at level 3 for 26 weeks, 10am to 2:30pm",
        "31/02/2015 is no day and 12 months is no month",
        "",
    ],
)
def test_is_quiet_about(text):
    assert kinds(text) == []


def test_names_each_spelling_once_and_says_what_it_looks_like():
    hits = find_identifiers("YO1 6GA, again YO1 6GA; 943 476 5919", TODAY)
    assert [(hit.text, hit.kind.label) for hit in hits] == [
        ("943 476 5919", "an NHS number"),
        ("YO1 6GA", "a postcode"),
    ]


@pytest.mark.parametrize(("digits", "right"), [("9434765919", True), ("4505577105", False)])
def test_the_last_digit_checks_the_others(digits, right):
    assert is_nhs_number(digits) is right


@pytest.mark.parametrize("text", ["0 (" * 3_500, "a." * 5_000, "13 " * 3_500, "1-2-3/" * 1_500])
def test_ten_thousand_characters_are_read_at_once(text):
    assert find_identifiers(text, TODAY) == ()
