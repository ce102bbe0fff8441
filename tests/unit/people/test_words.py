"""How names are found: every slip that is near enough to count is also found by its keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.words import cost, distance, keys_near, keys_of, slips_in, words_of, words_sought

FEW_LETTERS = st.text("abcd", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sam Smith", ["sam", "smith"]),
        ("Zoë O’Neill", ["zoe", "oneill", "neill"]),
        ("D'Arcy", ["darcy", "arcy"]),
        ("Anne-Marie Smith-Jones", ["annemarie", "anne", "marie", "smithjones", "smith", "jones"]),
        ("Łukasz Wójcik", ["lukasz", "wojcik"]),
        ("St. Mary's C of E Primary 900123", ["st", "marys", "mary", "c", "of", "e", "primary", "900123"]),
        ("محمد", ["محمد"]),
        ("’ - .", []),
    ],
)
def test_a_name_is_filed_under_its_words(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Smith,  SAM ", ["smith", "sam"]),
        ("o'brien", ["obrien"]),
        ("O’Brien", ["obrien"]),
        ("smith-jones", ["smith", "jones"]),
        ("a b c d e f g h i j", ["a", "b", "c", "d", "e", "f", "g", "h"]),
        ("%_\\", []),
    ],
)
def test_a_search_is_read_as_the_index_reads_names(text, words):
    assert words_sought(text) == words


@pytest.mark.parametrize(
    ("sought", "word", "expected"),
    [
        ("smith", "smith", 0),
        ("smi", "smith", 1),
        ("smih", "smith", 2),
        ("smiht", "smith", 2),
        ("smoth", "smith", 2),
        ("smyyth", "smith", None),
        ("kathrine", "catherine", 3),
        ("cath", "katherine", 4),
        ("gonzl", "gonzalez", 4),
        ("cat", "katherine", None),
        ("catx", "catherine", None),
        ("li", "lu", None),
        ("900123", "900124", None),
        ("9001", "900124", 1),
    ],
)
def test_the_nearer_a_word_the_less_it_costs(sought, word, expected):
    assert cost(sought, word) == expected


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("", "ab", 2), ("ab", "ba", 1), ("abc", "ca", 3), ("kitten", "sitting", 3)],
)
def test_swapping_neighbours_is_one_step(one, other, steps):
    assert distance(one, other) == distance(other, one) == steps


@given(FEW_LETTERS, FEW_LETTERS)
def test_whatever_is_near_enough_has_a_key_in_common(sought, word):
    if cost(sought, word) not in {None, 0, 1}:
        assert keys_near(sought) & keys_of(word)


@given(st.text("abcde", min_size=3, max_size=12), st.integers(0, 11))
def test_a_dropped_letter_is_found(word, place):
    sought = word[: place % len(word)] + word[place % len(word) + 1 :]
    if slips_in(sought):
        assert cost(sought, word) is not None
        assert keys_near(sought) & keys_of(word) or word.startswith(sought)


def test_a_long_word_has_a_bounded_number_of_keys():
    assert len(keys_of("x" * 10 + "abcdefghij" * 3)) < 110
