"""Setting lines, and QR codes that differ in a few letters: against what draws them otherwise."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from training.certificates.bulk import qr
from training.certificates.bulk.typeface import Typeface, letters_of
from training.certificates.domain import ALPHABET, CODE_LENGTH

BEGINNINGS = (
    "https://portal.example.gov.uk/certificates/check/",
    "http://localhost:5000/certificates/check/",
)
FAMILIES = [qr.Family(beginning, CODE_LENGTH) for beginning in BEGINNINGS]
FACE = Typeface({"A": 36, "V": 57, "a": 68}, {36: 722, 57: 722, 68: 444}, {(36, 57): 129, (57, 68): 111})


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.sampled_from((0, 1)))
def test_sums_of_pictures_are_what_segno_draws(code, which):
    assert FAMILIES[which].modules(code) == qr.modules(BEGINNINGS[which] + code)


def test_every_letter_in_every_place():
    for letter in ALPHABET:
        assert FAMILIES[0].modules(letter * CODE_LENGTH) == qr.modules(BEGINNINGS[0] + letter * CODE_LENGTH)


@given(st.text(string.ascii_letters, min_size=1, max_size=60))
def test_strokes_cover_the_dark_modules_and_no_others(address):
    picture, side = qr.modules(address)
    dark = set()
    for stroke in qr.strokes(picture, side).removeprefix("0 0 m\n").removesuffix(" l").split(" l\n"):
        (start, height), (end, _) = (one.split() for one in stroke.split(" m\n"))
        row = int(float(height)) - qr.BORDER
        dark |= {(row, at - qr.BORDER) for at in range(int(start), int(end))}
    assert sum(1 << side * side - 1 - row * side - at for row, at in dark) == picture


def test_a_line_is_as_wide_as_its_letters_and_closer_where_they_fit():
    assert FACE.width("AVa", 10) == (722 + 722 + 444 - 129 - 111) / 100
    assert FACE.operand("AVaA") == "[<0024>129<0039>111<00440024>]"


def test_a_face_sets_only_letters_that_are_one_for_one():
    assert FACE.can_set("Ava".replace("v", "V"))
    assert not FACE.can_set("Ave")
    assert letters_of([(1, "f"), (2, "fi")]) == {"f": 1}


def test_a_face_is_kept_as_it_is():
    assert Typeface.from_json(FACE.to_json()) == FACE
