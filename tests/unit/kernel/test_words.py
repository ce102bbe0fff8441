"""The vocabulary: names, articles and capitals, and text that holds words in braces."""

from __future__ import annotations

import re

import pytest

from portal.kernel.chosen import Chosen, Level, Term, holding
from portal.kernel.errors import RuleBroken
from portal.kernel.words import VOCABULARY, find_word, kept_in_words, word, worded
from portal.settings import ROOT

STOKE = Chosen(
    terms={"feha": Term("EHA", "EHAs", "an"), "lead_practitioner": Term("lead professional", "leads")},
    stamp="stoke",
)
SAID = re.compile(r"(?<![\w.])word\.([A-Za-z_]+)")
IN_BRACES = re.compile(r'"[^"\n]*\{([A-Z]?[a-z_]*(?:feha|assessment|practitioner|area|champion|team)\w*)\}')


@pytest.mark.parametrize(
    ("name", "default", "stoke"),
    [
        ("feha", "FEHA", "EHA"),
        ("feha_plural", "FEHAs", "EHAs"),
        ("a_feha", "a FEHA", "an EHA"),
        ("A_feha", "A FEHA", "An EHA"),
        ("lead_practitioner", "lead practitioner", "lead professional"),
        ("Lead_practitioner", "Lead practitioner", "Lead professional"),
        ("a_champion", "an Early Help Champion", "an Early Help Champion"),
    ],
)
def test_a_name_stands_for_the_partnerships_word(name, default, stoke):
    assert getattr(word, name) == default
    with holding(STOKE):
        assert getattr(word, name) == stoke


@pytest.mark.parametrize("name", ["fehas", "a_nothing", "", "_plural", "feha_plural_plural"])
def test_an_unknown_name_is_a_mistake(name):
    assert find_word(name) is None
    with pytest.raises(AttributeError):
        getattr(word, name)


def test_words_in_braces_are_put_in_when_they_are_shown():
    with holding(STOKE):
        assert worded("Each {lead_practitioner} has {a_feha}") == "Each lead professional has an EHA"


@pytest.mark.parametrize("text", ["", "{", "{}", "{0}", "{nothing}", "{feha", "{{}}", "{feha.one}"])
def test_other_braces_stay_as_they_are(text):
    assert worded(text) == text


def test_a_rules_own_message_is_worded_and_a_persons_words_are_not():
    class NoLead(RuleBroken):
        message = "There is no {lead_practitioner}"

    with holding(STOKE):
        assert NoLead().message == "There is no lead professional"
        assert NoLead("Jo wrote {feha}").message == "Jo wrote {feha}"


def test_what_is_kept_is_drawn_anew_in_other_words():
    drawn = kept_in_words(4)(lambda number: f"{number} {word.feha_plural}")
    assert drawn(2) == "2 FEHAs"
    with holding(STOKE):
        assert drawn(2) == "2 EHAs"
    assert drawn(2) == "2 FEHAs"


def test_a_level_keeps_its_number_when_it_has_no_name():
    assert Chosen().level(2).label == "Level 2 – Additional needs"
    assert Chosen(levels=(Level(1, "All"),)).level(3).label == "Level 3"


def test_every_word_that_is_asked_for_is_in_the_vocabulary():
    asked = set()
    for folder in ("portal", "training", "audits", "checklists", "templates"):
        for path in (ROOT / folder).rglob("*.*"):
            text = path.read_text() if path.suffix in {".py", ".html", ".txt"} else ""
            is_ours = path.suffix != ".py" or "from portal.kernel.words import" in text
            # Where a loop's own `word` hides it, it is another.
            if is_ours and "for word in" not in text:
                asked |= set(SAID.findall(text))
            asked |= set(IN_BRACES.findall(text))
    assert len(asked) > len(VOCABULARY)
    assert not {name for name in asked if find_word(name) is None}
