"""The working of a grade in words (docs/audits.md R10, R14, R16)."""

from __future__ import annotations

import json

from audits.marking.working import working_of
from checklists.domain import Answer, FormKind
from checklists.versions import shipped_form

FORM = shipped_form(FormKind.FULL)


def working(**given):
    keys = (*FORM.item_keys(), *FORM.principle_keys())
    return working_of(FORM, {key: Answer(given.get(key, "3")) for key in keys})


def test_v5_names_every_cap_and_the_one_that_bound():
    shown = working(D4="1")
    assert (shown["grade"], shown["overall_mean"], shown["shown_mean"]) == (1, "111/38", "2.92")
    assert (shown["band"], shown["index"]) == (3, 64)
    assert [cap["binds"] for cap in shown["caps"]] == [True, False, False]
    assert shown["caps"][0]["says"].startswith("D4 Risk seen and acted on is a critical safety item")
    assert "One section at 1 (Whole family assessment and analysis)" in shown["caps"][1]["says"]


def test_v8_marks_the_thin_section_and_the_one_without_a_grade():
    shown = working(**dict.fromkeys(("F2", "F3", "F4", "H1", "H2", "H3"), "NA"))
    sections = {section["key"]: section for section in shown["sections"]}
    assert [sections["F"][part] for part in ("thin", "grade")] == [True, 3]
    assert [sections["H"][part] for part in ("thin", "grade", "shown_mean")] == [False, None, None]


def test_not_evidenced_is_said_in_words():
    assert (
        "A1 Consent is real is a critical quality item and is not evidenced"
        in (working(A1="NE")["caps"][0]["says"])
    )


def test_a_blank_form_has_a_working_too():
    shown = working_of(FORM, {})
    assert (shown["grade"], shown["answered"], shown["asked"]) == (None, 0, 30)
    assert shown["good_help"]["headline"] is None


def test_good_help_says_which_principle_held_the_headline_back():
    shown = working(GH2="1", GH1="4")["good_help"]
    assert (shown["headline"], shown["band"], shown["index"]) == (2, 3, "20/7")
    assert shown["caps"] == [{"value": 1, "cap": 2}]


def test_is_stored_as_json_without_loss():
    assert json.loads(json.dumps(working(D4="1"))) == working(D4="1")
